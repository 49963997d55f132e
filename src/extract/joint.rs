//! Labels that ask for a government's country, kind and the like at once, and the answers to them in one line.

use super::shared::listed;
use super::value::{Context, Normal, normalise};
use crate::rules::{Rules, ValueKind};

/// The answers to a label that asks for a government's country, kind and the like at once, where there is one for each, in the
/// label's order ("Country, region and type: Peru; Lima; metropolitan").
pub(super) fn parts(label: &str, raw: &str, rules: &Rules) -> Option<Vec<(usize, String)>> {
    let sets = listed(label, rules);
    if sets.len() < 2 {
        return None;
    }
    [";", "\n", "|", "/", " – ", " - ", ","]
        .iter()
        .find_map(|sign| {
            let parts: Vec<&str> = raw.split(sign).map(str::trim).collect();
            if parts.len() != sets.len() {
                return None;
            }
            let own = |(set, part): (&Vec<usize>, &&str)| {
                let field = set
                    .iter()
                    .copied()
                    .find(|field| answers(*field, part, rules))?;
                Some((field, (*part).to_owned()))
            };
            sets.iter().zip(&parts).map(own).collect()
        })
}

/// True for a part of an answer that is one for this field, which tells of the government and not of a person.
fn answers(field: usize, part: &str, rules: &Rules) -> bool {
    let Some(rule) = rules.fields.get(field) else {
        return false;
    };
    match rule.kind {
        ValueKind::Text => rule.id == "subdivision" && part.contains(char::is_alphabetic),
        ValueKind::Country | ValueKind::Choice | ValueKind::Integer => {
            let normal = normalise(rule, part, &Context::default(), rules);
            matches!(normal, Normal::Value { confidence, .. } if confidence >= 0.7)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn each_part_of_an_answer_goes_to_its_part_of_the_label() {
        let rules = compile(&builtin()).expect("the rules compile");
        let told = |label: &str, raw: &str| {
            let parts = parts(label, raw, &rules).unwrap_or_default();
            let id = |field: usize| rules.fields[field].id.clone();
            let told = parts
                .into_iter()
                .map(|(field, part)| format!("{}={part}", id(field)));
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            told(
                "País, región y tipo de gobierno",
                "Perú; Lima; metropolitano"
            ),
            "country=Perú subdivision=Lima gov_type=metropolitano"
        );
        assert_eq!(
            told("Country / Type of government", "Chad / Municipality"),
            "country=Chad gov_type=Municipality"
        );
        // Another number of parts, a date that is the decision's, one label in two wordings.
        assert_eq!(told("Country, region and type", "Chad, municipality"), "");
        assert_eq!(
            told("Council decision (number and date)", "12, 3 March 2025"),
            ""
        );
        assert_eq!(told("State / Province", "Puebla / Jalisco"), "");
    }
}
