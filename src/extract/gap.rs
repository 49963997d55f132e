//! Labels whose words say nothing, between labels that are known: the fields that are missing there, in the order of forms.

use super::evidence::fit;
use super::label::Labels;
use crate::rules::{FieldRule, Need, Rules, ValueKind};
use std::collections::{BTreeMap, BTreeSet};

/// A label that nothing is known of but its place and its answer.
#[derive(Debug)]
pub(super) struct Open<'t> {
    /// The piece it stands in.
    pub piece: usize,
    /// What is written behind it.
    pub answer: &'t str,
}

/// How well an answer must fit a field that is told by the answer alone: as a number, a date or an address does.
const TYPED: f32 = 2.0;

/// Tells which labels stand for which fields, by their pieces. `places` are the labels known, by piece, in the order of the
/// document, without those that forms print in any place.
pub(super) fn told(
    open: &[Open<'_>],
    places: &[(usize, usize)],
    known: &BTreeSet<usize>,
    rules: &Rules,
    labels: &Labels,
) -> BTreeMap<usize, usize> {
    let mut gaps: BTreeMap<usize, Vec<&Open<'_>>> = BTreeMap::new();
    for label in open.iter().filter(|label| !label.answer.is_empty()) {
        let before = places.partition_point(|(piece, _)| *piece < label.piece);
        gaps.entry(before).or_default().push(label);
    }
    let mut told = BTreeMap::new();
    for (before, here) in gaps {
        let from = before
            .checked_sub(1)
            .and_then(|last| places.get(last))
            .map_or(0, |(_, field)| field + 1);
        let to = places
            .get(before)
            .map_or(rules.fields.len(), |(_, field)| *field);
        let missing: Vec<(usize, &FieldRule)> = rules
            .fields
            .iter()
            .enumerate()
            .take(to)
            .skip(from)
            .filter(|(field, rule)| !known.contains(field) && rule.need != Need::Derived)
            .collect();
        told.extend(between(&here, &missing, rules, labels));
    }
    told
}

/// Which labels of one gap stand for which of the fields that are missing there.
fn between(
    open: &[&Open<'_>],
    missing: &[(usize, &FieldRule)],
    rules: &Rules,
    labels: &Labels,
) -> Vec<(usize, usize)> {
    let fits = |label: &Open<'_>, rule: &FieldRule| fit(rule, label.answer, labels, rules);
    // As many as are missing, and every answer fits.
    if open.len() == missing.len() {
        let pairs = open.iter().zip(missing);
        let all = pairs.clone().all(|(label, (_, rule))| {
            let least = match rule.kind {
                ValueKind::Person | ValueKind::LongText => 0.5,
                _ => 0.0,
            };
            fits(label, rule).is_some_and(|fit| fit >= least)
        });
        if all {
            return pairs
                .map(|(label, (field, _))| (label.piece, *field))
                .collect();
        }
    }
    // One label whose answer is of a kind that one field alone has.
    let typed: Vec<(usize, usize)> = open
        .iter()
        .flat_map(|label| {
            missing
                .iter()
                .filter(|(_, rule)| fits(label, rule).is_some_and(|fit| fit >= TYPED))
                .map(|(field, _)| (label.piece, *field))
        })
        .collect();
    let alone = |(piece, field): &&(usize, usize)| {
        typed
            .iter()
            .filter(|(other, its)| other == piece || its == field)
            .count()
            == 1
    };
    typed.iter().filter(alone).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    /// The fields that answers behind unknown labels stand for, between labels of these fields.
    fn found(before: &str, answers: &[&str], after: Option<&str>) -> Vec<String> {
        let rules = compile(&builtin()).unwrap();
        let field = |id: &str| rules.fields.iter().position(|rule| rule.id == id).unwrap();
        let mut places = vec![(0, field(before))];
        places.extend(after.map(|after| (100, field(after))));
        let known = places.iter().map(|(_, field)| *field).collect();
        let open: Vec<Open<'_>> = answers
            .iter()
            .enumerate()
            .map(|(at, answer)| Open {
                piece: at + 1,
                answer,
            })
            .collect();
        let told = told(&open, &places, &known, &rules, &Labels::of(&rules));
        let ids = told.into_iter().map(|(piece, field)| {
            let id = rules.fields.get(field).map_or("", |rule| rule.id.as_str());
            format!("{piece} {id}")
        });
        ids.collect()
    }

    #[test]
    fn as_many_labels_as_fields_are_missing_are_these_fields() {
        assert_eq!(
            found(
                "council_decision",
                &["Élodie Mahieu", "13 octobre 2025"],
                None
            ),
            ["1 signatory_name", "2 signed_on"]
        );
        assert_eq!(
            found("leader_name", &["Mayor"], Some("mandate")),
            ["1 leader_title"]
        );
        // The order of another form.
        assert!(found("mandate", &["Mayor"], Some("leader_name")).is_empty());
        // A sentence is no person.
        assert!(
            found(
                "council_decision",
                &["We are glad to join in.", "soon"],
                None
            )
            .is_empty()
        );
    }

    #[test]
    fn an_answer_of_a_kind_that_one_field_has_tells_that_field() {
        assert_eq!(
            found("country", &["somewhere", "49,445"], Some("leader_name")),
            ["2 population"]
        );
        assert!(found("country", &["49,445", "12,300"], Some("leader_name")).is_empty());
        assert!(found("country", &["somewhere"], Some("leader_name")).is_empty());
    }
}
