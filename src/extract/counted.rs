//! Labels that a form counts: each bears the number behind that of the label before it.

use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;
use std::collections::BTreeSet;

/// Numbered labels that must be known before others are told by their numbers.
const KNOWN: usize = 6;
/// Lines that the rest of a label may fill.
const LINES: usize = 3;
/// Words of the longest label.
const LONGEST: usize = 30;

/// The pieces with the number that is due where they stand, if the form counts its labels: a list in an answer begins with
/// one again.
pub(super) fn counted(pieces: &[Piece], hits: &[Hit]) -> BTreeSet<usize> {
    let own = |hit: &Hit| pieces.get(hit.piece).and_then(number);
    let fields = || hits.iter().filter(|hit| hit.label.field().is_some());
    let numbered = fields().filter(|hit| own(hit).is_some()).count();
    if numbered < KNOWN || numbered * 3 < fields().count() * 2 {
        return BTreeSet::new();
    }
    let known: BTreeSet<usize> = fields().map(|hit| hit.piece).collect();
    let mut last = ("", 0);
    let mut due = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Some(number) = number(piece) else {
            continue;
        };
        let (part, count) = number;
        let next = part == last.0 && count == last.1 + 1;
        // "D1." is the first of its part.
        let first = part != last.0 && !part.is_empty() && count == 1;
        if next || first {
            due.insert(at);
            last = number;
        } else if known.contains(&at) && (part != last.0 || count > last.1) {
            last = number;
        }
    }
    due
}

/// The number that a text begins with, when words stand behind it, and what names its part of the form ("D" of "D2.", "4." of
/// "4.2").
fn number(piece: &Piece) -> Option<(&str, u32)> {
    let text = piece.text.trim_start();
    let text = text.strip_prefix(['Q', '(']).unwrap_or(text);
    if let Some(found) = parted(text) {
        return Some(found);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?.trim_start();
    let behind = text.get(strip::lead(text)..)?;
    let parted = rest.starts_with([')', '.', '–', '-', ':', '°', 'º', '/']);
    // "08 Country" is numbered, and "8 Church Lane" is none that is due.
    let capital = rest.trim_start_matches('¿').starts_with(char::is_uppercase);
    let parted = parted || digits == 2 && capital && rest.len() < text.len() - digits;
    let worded = behind.starts_with(|c: char| !c.is_numeric()) && behind.len() < text.len();
    if !parted || !worded || digits > 2 {
        return None;
    }
    Some(("", text.get(..digits)?.parse().ok()?))
}

/// The same for a number with the name of its part before it.
fn parted(text: &str) -> Option<(&str, u32)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let named = match text.bytes().next()? {
        letter if letter.is_ascii_alphabetic() => 1,
        _ => digits(text) + 1,
    };
    let (part, rest) = text.split_at_checked(named)?;
    let own = digits(rest);
    let behind = rest.get(own..)?;
    let sign = behind.starts_with([')', '.', ':', ' ', '\u{a0}']);
    let words = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
    let worded = words.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let point = named == 1 || part.ends_with('.');
    let told = point && (1..=2).contains(&own) && part.len() <= 3 && sign && worded;
    Some((part, rest.get(..own)?.parse().ok()?)).filter(|_| told)
}

/// The first sentence of a text, when more stands behind it on the line: a label that tells what to do, and its answer.
pub(super) fn sentence(text: &str) -> Option<usize> {
    let ends = [". ", "? ", "。", "？"].map(|end| Some(text.find(end)? + end.trim_end().len()));
    let end = ends.into_iter().flatten().min()?;
    let words = count(text.get(..end)?);
    (4..=LONGEST).contains(&words).then_some(end)
}

/// The piece behind the lines that a long label goes on over: they begin in lower case and end its sentence, and an answer
/// stands below them.
pub(super) fn goes_on(pieces: &[Piece], at: usize) -> Option<usize> {
    let first = pieces.get(at)?;
    let ends = |text: &str| {
        let text = text.trim_end();
        text.ends_with(['.', '!', '?', ':', ';', '？', '。', '：'])
    };
    let mut words = count(&first.text);
    if words < 6 || ends(&first.text) {
        return None;
    }
    for (line, piece) in pieces.iter().enumerate().skip(at + 1).take(LINES) {
        words += count(&piece.text);
        let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
        let rest = piece.edge == Edge::Line && piece.bold == first.bold;
        if !free || !rest || words > LONGEST || !piece.text.starts_with(char::is_lowercase) {
            return None;
        }
        if ends(&piece.text) {
            let below = pieces.get(line + 1)?;
            return (matches!(below.mark, Mark::Free) && !below.is_empty()).then_some(line + 1);
        }
    }
    None
}

/// Where a question in bold ends that goes on below its first line, in the middle of its sentence: its answer is not in bold.
pub(super) fn goes_on_in_bold(pieces: &[Piece], at: usize) -> Option<usize> {
    let label = pieces.get(at).filter(|label| label.bold)?;
    if label.text.trim_end().ends_with([':', '?', '.', '：', '？']) {
        return None;
    }
    let rest = pieces.iter().skip(at + 1).take(LINES + 1);
    let count = rest
        .take_while(|piece| piece.bold && piece.edge == Edge::Line && piece.cell == label.cell)
        .take_while(|piece| piece.text.starts_with(char::is_lowercase))
        .count();
    let end = at + 1 + count;
    let answered = pieces.get(end).is_some_and(|piece| !piece.bold);
    (1..=LINES)
        .contains(&count)
        .then_some(end)
        .filter(|_| answered)
}
