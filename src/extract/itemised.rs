//! Lines inside an essay that lead to a list: "We expect of the network:", and below it what is expected, item by item.

use super::hit::Hit;
use super::label::{Labels, Target};
use super::piece::{Mark, Piece};
use super::strip;
use crate::rules::{Rules, ValueKind};

/// True for a line that ends in a colon with items below it that are no labels, where sentences of an essay stand above it, the
/// label of that essay ends in no colon, and the words ask for nothing else: that is how the writer goes on.
pub(super) fn leads_to_list(
    at: usize,
    behind: (usize, usize),
    pieces: &[Piece],
    hits: &[Hit],
    labels: &Labels,
    rules: &Rules,
) -> bool {
    /// What words of prose seldom say for a field, in natural logarithms.
    const ASKS: f32 = 3.0;
    const ENDS: [char; 6] = ['.', '!', '。', '؟', '।', '։'];
    let colon = |at: usize| {
        let piece = pieces.get(at);
        piece.is_some_and(|piece| piece.text.trim_end().ends_with([':', '：']))
    };
    let free = |piece: &&Piece| matches!(piece.mark, Mark::Free) && piece.field.is_none();
    if behind != (at + 1, 0) || !colon(at) {
        return false;
    }
    let own = pieces.get(at).filter(free);
    let own = own.filter(|own| !own.heading && !own.bold && !strip::is_item(&own.text));
    let item = pieces.get(behind.0).filter(free);
    let item = item.is_some_and(|item| strip::is_item(&item.text));
    let labelled = hits.iter().any(|hit| hit.piece == behind.0);
    let Some(own) = own.filter(|_| item && !labelled) else {
        return false;
    };
    let before = hits.iter().rfind(|hit| hit.piece < at);
    before.is_some_and(|label| {
        let rule = label
            .label
            .field()
            .and_then(|field| rules.fields.get(field));
        let meaning = labels.meaning(&own.text);
        let asks = meaning.first().is_some_and(|(score, target)| {
            let other =
                matches!(target, Target::Field(field) if Some(*field) != label.label.field());
            other && *score >= ASKS
        });
        let essay = rule.is_some_and(|rule| rule.kind == ValueKind::LongText);
        let above = pieces.get(label.value.0..at).unwrap_or_default();
        let told = above.iter().rfind(|piece| !piece.is_empty());
        let told = told.filter(free).filter(|told| !told.heading && !told.bold);
        let ended = told.is_some_and(|told| told.text.trim_end().ends_with(ENDS));
        essay && ended && !asks && !colon(label.value.0.saturating_sub(1))
    })
}
