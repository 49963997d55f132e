//! Two labels in other words that may each be what the other one is.

use super::hit::Hit;
use super::label::{Labels, Target};
use super::piece::Piece;
use super::seen::label_text;
use crate::rules::{Rules, ValueKind};

/// Gives two essays each other's place where what both labels mean together says so ("Why rights?" over "Why the town?").
pub(super) fn exchange(hits: &mut [Hit], pieces: &[Piece], labels: &Labels, rules: &Rules) {
    /// One order must speak that much more than the other, in natural logarithms.
    const FAR: f32 = 1.0;
    let essay = |hit: &Hit| {
        let rule = rules.fields.get(hit.label.field()?)?;
        let reworded = hit.label.score < 0.95 && rule.kind == ValueKind::LongText;
        reworded.then(|| labels.meaning(&label_text(pieces, hit)))
    };
    let meanings: Vec<Option<Vec<(f32, Target)>>> = hits.iter().map(essay).collect();
    let all: Vec<(usize, &Vec<(f32, Target)>)> = meanings
        .iter()
        .enumerate()
        .filter_map(|(at, meaning)| Some((at, meaning.as_ref()?)))
        .collect();
    for (index, (first, own)) in all.iter().enumerate() {
        for (second, other) in all.iter().skip(index + 1) {
            let target = |at: usize| hits.get(at).and_then(|hit| hit.label.field());
            let (Some(one), Some(two)) = (target(*first), target(*second)) else {
                continue;
            };
            let says = |meaning: &[(f32, Target)], field: usize| {
                let found = meaning
                    .iter()
                    .find(|(_, target)| *target == Target::Field(field));
                found.map_or(0.0, |(score, _)| *score)
            };
            let now = says(own, one) + says(other, two);
            let gain = says(own, two) + says(other, one) - now;
            // What neither tells, the order of the form does.
            if gain >= FAR || gain > -FAR && one > two {
                for (at, field) in [(*first, two), (*second, one)] {
                    if let Some(hit) = hits.get_mut(at) {
                        hit.label.targets = vec![Target::Field(field)];
                    }
                }
            }
        }
    }
}
