//! Headings that open the part of somebody in a form, and the answers between that only look like them.

use super::hit::Hit;
use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::printed::is_labelled;
use super::span::is_short;
use super::whose::{Person, opens_section, person_of, spoken_of};
use crate::rules::Rules;

/// The piece that answers a label which wants a line: "Adviser to the mayor" opens no section of the mayor's.
pub(super) fn answer_of(hit: &Hit, pieces: &[Piece], rules: &Rules) -> Option<usize> {
    let short = |field: usize| {
        rules
            .fields
            .get(field)
            .is_some_and(|rule| is_short(rule.kind))
    };
    let asks = hit.label.fields().next().is_some() && hit.label.fields().all(short);
    if !asks || hit.value.0 <= hit.piece {
        return None;
    }
    let behind = pieces.iter().enumerate().skip(hit.value.0);
    let (at, piece) = behind.take(6).find(|(_, piece)| !piece.is_empty())?;
    let opens = piece.heading || piece.bold || opens_section(&piece.text, rules);
    let heads = opens && piece.edge > Edge::Gap && !matches!(piece.mark, Mark::Value);
    (!heads).then_some(at)
}

/// Whose section a heading among some pieces opens.
pub(super) fn section(
    pieces: &[Piece],
    range: std::ops::Range<usize>,
    answer: Option<usize>,
    labels: &Labels,
    rules: &Rules,
) -> Option<Person> {
    let first = range.start;
    let between = pieces.get(range)?.iter().enumerate().rev().take(6);
    between
        .filter(|(at, _)| answer != Some(first + at) && !is_labelled(pieces, first + at))
        .find_map(|(_, piece)| {
            let text = without_answer(piece);
            (piece.heading || piece.bold || piece.edge >= Edge::Paragraph || piece.text.len() < 60)
                .then(|| section_of(text, labels, rules))
                .flatten()
        })
}

/// The words of a line that may head a part of the form: what stands behind a colon answers ("Unit: Adviser to the mayor"),
/// but for "Part B: Mayor".
fn without_answer(piece: &Piece) -> &str {
    let text = piece.text.as_str();
    let Some((front, behind)) = text.split_once(':') else {
        return text;
    };
    let last = front.split_whitespace().next_back().unwrap_or("");
    let counts = last.chars().count() <= 2;
    let answered = behind.contains(char::is_alphanumeric);
    match answered && !counts && !piece.heading && !piece.bold {
        true => front,
        false => text,
    }
}

/// Whose section a heading opens, by the words of the rules.
pub(super) fn section_of(text: &str, labels: &Labels, rules: &Rules) -> Option<Person> {
    if text.len() > 90 || text.is_empty() {
        return None;
    }
    spoken_of(text, rules).or_else(|| {
        // A label that heads a part: "Political head".
        let found = labels.strict(text).filter(|found| !found.weak)?;
        let heads = !text.ends_with([':', '?', '：', '？']);
        person_of(&rules.fields.get(found.field()?)?.id).filter(|_| heads)
    })
}
