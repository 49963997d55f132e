//! Second looks at labels: words that look like labels and are values, lines of essays that begin like labels.

use super::head::Sign;
use super::hit::Hit;
use super::phrase;
use super::piece::{Mark, Piece};
use super::strip;
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::rules::{Rules, ValueKind, fold, fold_inside};
use std::collections::BTreeSet;

/// A line of an essay that begins like a label ("Date: the council never set one") is no label: nothing of the label's kind
/// stands behind it, or the same label stands elsewhere and the form goes on behind the essay as if this were not there.
pub(super) fn inner(hits: &mut Vec<Hit>, pieces: &mut [Piece], rules: &Rules) {
    let kind = |hit: &Hit| {
        hit.label
            .field()
            .and_then(|field| rules.fields.get(field))
            .map(|rule| rule.kind)
    };
    let is_item = |hit: &Hit, pieces: &[Piece]| {
        let piece = pieces.get(hit.piece);
        piece.is_some_and(|piece| strip::is_item(&piece.text))
    };
    // Labels may be items of a list, too: all of them, or hardly any.
    let listed = 2 * hits.iter().filter(|hit| is_item(hit, pieces)).count() > hits.len();
    let mut drop = Vec::new();
    for (index, hit) in hits.iter().enumerate() {
        let (Some(field), Some(before)) = (
            hit.label.field(),
            index.checked_sub(1).and_then(|before| hits.get(before)),
        ) else {
            continue;
        };
        if hit.told || hit.value.0 != hit.piece || kind(before) != Some(ValueKind::LongText) {
            continue;
        }
        let Some(rule) = rules.fields.get(field) else {
            continue;
        };
        let rest = pieces
            .get(hit.piece)
            .and_then(|piece| piece.text.get(hit.value.1..))
            .unwrap_or("");
        let typed = !matches!(
            rule.kind,
            ValueKind::Text | ValueKind::LongText | ValueKind::Person
        );
        let context = Context::default();
        let valued = !matches!(normalise(rule, rest, &context, rules), Normal::Invalid(_));
        let (first, next) = (
            before.label.field(),
            hits.get(index + 1).and_then(|next| next.label.field()),
        );
        let twice = hits
            .iter()
            .filter(|other| other.label.field() == Some(field))
            .count()
            > 1;
        let passes = first
            .zip(next)
            .is_some_and(|(first, next)| first < next && !(first < field && field < next));
        let item = is_item(hit, pieces) && !listed && hit.label.score < 0.9;
        if typed && !valued && count(rest) >= 3 || twice && passes || item {
            drop.push((index, item));
        }
    }
    for (index, item) in drop.into_iter().rev() {
        let hit = hits.remove(index);
        if let Some(piece) = pieces.get_mut(hit.piece).filter(|_| item) {
            piece.mark = Mark::Value;
        }
    }
}

/// A title that shares words with a question which comes later ("Human Rights Cities and Territories") is no label, and
/// neither is one that names the campaign and says behind a dash what the paper is.
pub(super) fn title(hits: &mut Vec<Hit>, pieces: &[Piece], rules: &Rules) {
    while let Some(first) = hits.first().filter(|first| first.label.score < 0.9) {
        let field = first.label.field();
        let rule = field.and_then(|field| rules.fields.get(field));
        let long = rule.is_some_and(|rule| rule.kind == ValueKind::LongText);
        let again = hits
            .iter()
            .skip(1)
            .any(|later| later.label.field() == field);
        let names = |piece: &Piece| names_campaign(&piece.text, rules);
        let dashed = first.sign == Sign::Soft && pieces.get(first.piece).is_some_and(names);
        let entitled = dashed || is_name(first, pieces, rules);
        if !(long && (again || ends_title(pieces, first.piece, rules)) || entitled) {
            return;
        }
        hits.remove(0);
    }
}

/// Neither is what stands in a title before the name of the campaign ("Human Rights Cities: 10, 100, 1000 by 2030").
pub(super) fn entitled(hits: &mut Vec<Hit>, pieces: &[Piece], rules: &Rules) {
    let asks = |hit: &Hit| {
        let rule = hit.label.field().and_then(|field| rules.fields.get(field));
        rule.is_some_and(|rule| rule.kind == ValueKind::LongText)
    };
    let first = hits.first();
    if first.is_some_and(|first| asks(first) && is_name(first, pieces, rules)) {
        hits.remove(0);
    }
}

/// True where the name of the campaign is all that stands behind words that are taken for a label.
fn is_name(hit: &Hit, pieces: &[Piece], rules: &Rules) -> bool {
    /// Words of the name.
    const NAME: usize = 8;
    let behind = Some(hit.value.1).filter(|_| hit.value.0 == hit.piece);
    let piece = pieces.get(hit.piece).zip(behind);
    let rest = piece.and_then(|(piece, from)| piece.text.get(from..));
    rest.is_some_and(|rest| count(rest) <= NAME && names_campaign(rest, rules))
}

fn names_campaign(text: &str, rules: &Rules) -> bool {
    phrase::first(&fold_inside(text), "campaign", rules).is_some()
}

/// True for the second line of a heading that names the campaign on both ("… Territories of | Human Rights").
fn ends_title(pieces: &[Piece], at: usize, rules: &Rules) -> bool {
    let Some((before, own)) = at
        .checked_sub(1)
        .and_then(|at| pieces.get(at))
        .zip(pieces.get(at))
    else {
        return false;
    };
    let whole = fold_inside(&format!("{} {}", before.text, own.text));
    before.heading && own.heading && phrase::first(&whole, "campaign", rules).is_some()
}

/// A word that names a field which has its label already, right behind a label that waits for its value, is that value
/// ("Presidente da Câmara Municipal").
pub(super) fn repeats(hits: &mut Vec<Hit>, pieces: &mut [Piece], rules: &Rules) {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    let old = std::mem::take(hits);
    for (index, hit) in old.iter().enumerate() {
        let next = old.get(index + 1);
        let empty = hit.value.1 == 0
            && hit.value.0 > hit.piece
            && (next.is_none_or(|next| next.piece <= hit.value.0)
                || pieces
                    .get(hit.value.0)
                    .is_some_and(|piece| matches!(piece.mark, Mark::Unknown)));
        let again = hit.label.field().is_some_and(|field| seen.contains(&field));
        let waits = hit
            .piece
            .checked_sub(1)
            .and_then(|before| pieces.get(before))
            .is_some_and(|before| {
                matches!(before.mark, Mark::Label(_) | Mark::Unknown)
                    || before.text.trim_end().ends_with([':', '*', '?'])
                    || kept
                        .last()
                        .is_some_and(|last| last.value.0 == hit.piece && last.value.1 == 0)
            });
        let plain = pieces
            .get(hit.piece)
            .is_some_and(|piece| !piece.text.trim_end().ends_with([':', '*', '?']));
        // A word for a function, where a function is asked: "Function" over "Mayor".
        let asked = kept.last().is_some_and(|last| {
            last.value == (hit.piece, 0)
                && last
                    .label
                    .field()
                    .and_then(|field| rules.fields.get(field))
                    .is_some_and(|rule| {
                        ["leader_title", "contact_role"].contains(&rule.id.as_str())
                    })
        });
        let function = asked
            && pieces
                .get(hit.piece)
                .is_some_and(|piece| phrase::is(&fold(&piece.text), "leader_function", rules));
        if (function || again && empty && waits)
            && plain
            && hit.sign == Sign::Whole
            && hit.label.words <= 4
        {
            let twice = kept.last().is_some_and(|last| {
                last.piece + 1 == hit.piece && last.label.field() == hit.label.field()
            });
            if let Some(piece) = pieces.get_mut(hit.piece)
                && matches!(piece.mark, Mark::Label(_))
            {
                // The same label in a second language, or a value that looks like a label ("764.683 hab.").
                let counts = piece.text.chars().filter(char::is_ascii_digit).count() >= 3;
                piece.mark = if twice && !counts {
                    Mark::Hint
                } else {
                    Mark::Value
                };
            }
            continue;
        }
        seen.extend(hit.label.field());
        kept.push(hit.clone());
    }
    *hits = kept;
}

/// A label without a value that stands where the label before it wants one is that value ("Function" over "Mayor").
pub(super) fn values_like_labels(hits: &mut Vec<Hit>, pieces: &[Piece], rules: &Rules) {
    let colons = hits
        .iter()
        .filter(|hit| !hit.told && ends_strong(pieces, hit))
        .count();
    let free = hits.iter().filter(|hit| !hit.told).count();
    let style = colons * 3 >= free * 2 && colons >= 3;
    let mut drop = Vec::new();
    for (index, pair) in hits.windows(2).enumerate() {
        let [label, value] = pair else { continue };
        let wants = label
            .label
            .field()
            .and_then(|field| rules.fields.get(field))
            .is_some_and(|rule| {
                matches!(
                    rule.kind,
                    ValueKind::Text | ValueKind::Choice | ValueKind::Person
                )
            });
        let bare = label.value.0 > label.piece && label.value.0 == value.piece && !value.told;
        let plain = value.label.words <= 3
            && !ends_strong(pieces, value)
            && pieces
                .get(value.piece)
                .is_some_and(|piece| !piece.text.trim_end().ends_with('*'));
        let next_follows = hits
            .get(index + 2)
            .is_none_or(|next| next.piece == value.value.0 && value.value.1 == 0);
        let labelled = style && ends_strong(pieces, label);
        if wants
            && bare
            && plain
            && value.value.1 == 0
            && (labelled || next_follows && ends_strong(pieces, label))
        {
            drop.push(index + 1);
        }
    }
    for index in drop.into_iter().rev() {
        if index < hits.len() {
            hits.remove(index);
        }
    }
}

fn ends_strong(pieces: &[Piece], hit: &Hit) -> bool {
    pieces
        .get(hit.piece)
        .is_some_and(|piece| piece.bold || piece.text.contains([':', '?', '：', '？']))
}
