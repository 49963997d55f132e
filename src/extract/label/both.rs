//! Labels that ask for two things at once: in common words for the name and the function of a person ("Name and function"),
//! or for the address and the number of one ("E-mail and telephone").

use super::{Match, Prepared, Target};
use crate::rules::{Rules, ValueKind};
use foldhash::HashSet;
use serde::{Deserialize, Serialize};

/// The fields that a label may ask for together.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Both {
    /// Those that take a person's name, each with the one for that person's function.
    functions: Vec<(usize, usize)>,
    /// Those that take an address or a number.
    reaches: HashSet<usize>,
}

impl Both {
    /// The fields of some rules.
    pub fn of(rules: &Rules) -> Both {
        let at = |id: &str| rules.fields.iter().position(|field| field.id == id);
        let pairs = rules.function_fields.iter();
        let all = rules.fields.iter().enumerate();
        let reaches =
            all.filter(|(_, rule)| matches!(rule.kind, ValueKind::Email | ValueKind::Phone));
        Both {
            functions: pairs
                .filter_map(|(person, function)| Some((at(person)?, at(function)?)))
                .collect(),
            reaches: reaches.map(|(at, _)| at).collect(),
        }
    }
}

/// What a label asks for that is two in one: somebody whose name and function it wants and does not say whose, or the first of
/// an address and a number.
pub(super) fn asked(text: &str, prepared: &Prepared) -> Option<Match> {
    /// Letters of the longest such label.
    const LONGEST: usize = 80;
    let text = text.trim_end_matches([':', ' ', ')']);
    if text.len() > LONGEST {
        return None;
    }
    let signs = [',', '/', '&', '+', '('];
    let whole = |at: usize, length: usize| {
        let first = prepared.labels.strict(text.get(..at)?.trim())?;
        let second = prepared.labels.strict(text.get(at + length..)?.trim())?;
        let words = first.words + second.words + 1;
        let reach = |label: &Match| {
            label
                .field()
                .filter(|field| prepared.both.reaches.contains(field))
        };
        if let (Some(one), Some(other)) = (reach(&first), reach(&second)) {
            return (one != other).then_some(Match { words, ..first });
        }
        let of_person = first
            .fields()
            .any(|field| prepared.persons.contains(&field));
        if !(first.weak && second.weak && of_person) {
            return None;
        }
        let own = |(_, function): &&(usize, usize)| second.fields().any(|field| field == *function);
        let persons = prepared.both.functions.iter().filter(own);
        let targets: Vec<Target> = persons.map(|(person, _)| Target::Field(*person)).collect();
        (!targets.is_empty()).then_some(Match {
            targets,
            words,
            ..first
        })
    };
    let signed = text.match_indices(signs).map(|(at, sign)| (at, sign.len()));
    let blanks: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    let joined = blanks.windows(2).filter_map(|pair| match pair {
        [from, to] => {
            let word = text.get(from + 1..*to)?;
            prepared.joins(word).then_some((*from, to - from))
        }
        _ => None,
    });
    let mut cuts = signed.chain(joined);
    cuts.find_map(|(at, length)| whole(at, length))
}

#[cfg(test)]
mod tests {
    use super::super::Labels;
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn two_labels_in_one_ask_for_both() {
        let rules = compile(&builtin()).unwrap();
        let labels = Labels::of(&rules);
        let ids = |text: &str| -> Vec<&str> {
            let found = labels.find(text).filter(|found| found.weak);
            let fields = found.iter().flat_map(Match::fields).collect::<Vec<_>>();
            fields
                .iter()
                .map(|at| rules.fields[*at].id.as_str())
                .collect()
        };
        for text in [
            "Name and function",
            "Full name / post held",
            "Nombre completo y cargo",
            "Nom, prénom et titre",
            "Nome (cargo)",
        ] {
            assert_eq!(ids(text), ["contact_name", "leader_name"], "{text}");
        }
        let reached = labels.exact("Please give us your e-mail and telephone");
        let reached = reached.and_then(|found| found.field());
        let email = rules
            .fields
            .iter()
            .position(|field| field.id == "contact_email");
        assert_eq!(reached, email);
        for text in ["Name and surname", "Name and country", "Function and date"] {
            assert_ne!(ids(text), ["contact_name", "leader_name"], "{text}");
        }
    }
}
