//! Labels of common words that ask for the name and the function of a person at once ("Name and function").

use super::{Match, Prepared, Target};
use crate::rules::{Rules, fold};

/// The fields that take a person's name, each with the one for that person's function.
pub(super) fn functions_of(rules: &Rules) -> Vec<(usize, usize)> {
    let at = |id: &str| rules.fields.iter().position(|field| field.id == id);
    let pairs = rules.function_fields.iter();
    pairs
        .filter_map(|(person, function)| Some((at(person)?, at(function)?)))
        .collect()
}

/// The name and the function of a person, asked for together by common words that do not say whose ("Name and function").
pub(super) fn asked(text: &str, prepared: &Prepared) -> Option<Match> {
    /// Letters of the longest such label.
    const LONGEST: usize = 80;
    let text = text.trim_end_matches([':', ' ', ')']);
    let first = text.split([' ', ',', '/']).next().unwrap_or("");
    if text.len() > LONGEST || !prepared.labels.first.contains(&fold(first)) {
        return None;
    }
    let signs = [',', '/', '&', '+', '('];
    let whole = |at: usize, length: usize| {
        let (front, behind) = (text.get(..at)?, text.get(at + length..)?);
        let name = prepared
            .labels
            .strict(front.trim())
            .filter(|name| name.weak)?;
        if !name.fields().any(|field| prepared.persons.contains(&field)) {
            return None;
        }
        let function = prepared
            .labels
            .strict(behind.trim())
            .filter(|function| function.weak)?;
        let own = |(person, function_of): &&(usize, usize)| {
            function.fields().any(|field| field == *function_of)
                && prepared.persons.contains(person)
        };
        let persons = prepared.functions_of.iter().filter(own);
        let targets: Vec<Target> = persons.map(|(person, _)| Target::Field(*person)).collect();
        (!targets.is_empty()).then(|| Match {
            targets,
            words: name.words + function.words + 1,
            ..name
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
    fn common_words_for_a_name_and_a_function_ask_for_somebody_with_both() {
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
        for text in ["Name and surname", "Name and country", "Function and date"] {
            assert_ne!(ids(text), ["contact_name", "leader_name"], "{text}");
        }
    }
}
