//! Labels that ask for a government's country, kind and the like at once, and the answers to them in one line.

use super::label::Prepared;
use super::shared::{listed, split};
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::rules::{Rules, ValueKind};

/// The answers to a label that asks for a government's country, kind and the like at once, where there is one for each, in the
/// label's order ("Country, region and type: Peru; Lima; metropolitan").
pub(super) fn parts(label: &str, raw: &str, rules: &Rules) -> Option<Vec<(usize, String)>> {
    let mut sets = listed(label, rules);
    if sets.len() < 2 {
        sets = within_question(label, rules);
    }
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

/// The same for a question that names them among other words ("In which state and country do you lie?").
fn within_question(label: &str, rules: &Rules) -> Vec<Vec<usize>> {
    /// Words of a name at most.
    const NAME: usize = 3;
    /// Words of a question at least.
    const QUESTION: usize = 5;
    if count(label) < QUESTION {
        return Vec::new();
    }
    let prepared = rules.kept(Prepared::new);
    let place = |field: &usize| {
        let rule = rules.fields.get(*field);
        rule.is_some_and(|rule| rule.kind == ValueKind::Country || rule.id == "subdivision")
    };
    let named = |part: &String| -> Vec<usize> {
        let words: Vec<&str> = part.split_whitespace().collect();
        let ends = (1..=NAME.min(words.len()))
            .flat_map(|count| [words.get(words.len() - count..), words.get(..count)]);
        let mut names = ends.flatten().map(|words| {
            let fields = prepared.fields_of(&words.join(" "));
            fields.into_iter().filter(place).collect()
        });
        names
            .find(|fields: &Vec<usize>| !fields.is_empty())
            .unwrap_or_default()
    };
    let parts = split(label.trim_end_matches(['?', '？', '؟']), &prepared);
    let named: Vec<Vec<usize>> = parts.iter().map(named).collect();
    // "State" may be a country; beside one it is none.
    let alone = |field: &usize| named.iter().any(|fields| fields.as_slice() == [*field]);
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for mut fields in named.iter().cloned() {
        if fields.len() > 1 {
            fields.retain(|field| !alone(field));
        }
        let other = |set: &Vec<usize>| !set.iter().any(|field| fields.contains(field));
        if !fields.is_empty() && sets.iter().all(other) {
            sets.push(fields);
        }
    }
    sets
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
        assert_eq!(
            told(
                "3. In which state and country do you lie?",
                "Lagos / Nigeria"
            ),
            "subdivision=Lagos country=Nigeria"
        );
        assert_eq!(told("In which country do you lie?", "Lagos / Nigeria"), "");
        // Another number of parts, a date that is the decision's, one label in two wordings.
        assert_eq!(told("Country, region and type", "Chad, municipality"), "");
        assert_eq!(
            told("Council decision (number and date)", "12, 3 March 2025"),
            ""
        );
        assert_eq!(told("State / Province", "Puebla / Jalisco"), "");
    }
}
