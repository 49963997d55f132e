//! Labels of two sentences: "Was there a decision? Please quote it", "Human rights: why are they of use to you?". What stands
//! behind the first belongs to the label, not to the answer.

use super::head::{Sign, head};
use super::hit::Hit;
use super::label::{Labels, Match};
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;
use crate::rules::{Rules, ValueKind, fold};

/// Words of the longest instruction behind a question.
const INSTRUCTION: usize = 8;

/// Words of the longest question behind the subject that it asks about.
const QUESTION: usize = 25;

/// Lines that a second sentence may be wrapped over.
const WRAP: usize = 4;

/// The label that a text is together with a second sentence, for texts that hold no answer.
pub(super) fn label(text: &str, labels: &Labels) -> Option<Match> {
    let head = head(text, labels, true).filter(|head| head.sign == Sign::Strong)?;
    let (front, rest) = text.split_at_checked(head.value)?;
    let rest = rest.get(..strip::tail(rest))?;
    let question = rest.ends_with(['?', '？', '؟']) && count(rest) <= QUESTION;
    let asked = ends_asking(front) && (question || is_instruction(rest));
    let goes_on = question && goes_on(rest);
    (asked || goes_on).then_some(head.label)
}

/// Moves the values of labels behind their second sentence.
pub(super) fn skip(pieces: &[Piece], hits: &mut [Hit], rules: &Rules) {
    let below = |hit: &&Hit| !hit.told && hit.value.1 == 0 && hit.value.0 > hit.piece;
    let below = hits.iter().filter(below).count() * 3 >= hits.len() * 2;
    for index in 0..hits.len() {
        let end = hits.get(index + 1).map_or(pieces.len(), |next| next.piece);
        if let Some(hit) = hits.get_mut(index)
            && !hit.told
            && let Some(value) = behind(pieces, hit, end, below, rules)
        {
            hit.value = value;
        }
    }
}

/// Where the value begins behind the second sentence of a label, if there is one. `below` is true where answers stand below
/// their labels.
fn behind(
    pieces: &[Piece],
    hit: &Hit,
    end: usize,
    below: bool,
    rules: &Rules,
) -> Option<(usize, usize)> {
    let (at, offset) = hit.value;
    let front = match offset {
        0 => pieces.get(at.checked_sub(1)?)?.text.as_str(),
        _ => pieces.get(at)?.text.get(..offset)?,
    };
    let piece = pieces.get(at).filter(|_| at < end || at == hit.piece)?;
    let rest = piece.text.get(offset..)?;
    let plain = |piece: &Piece| matches!(piece.mark, Mark::Free) && piece.field.is_none();
    if rest.trim().is_empty() || !plain(piece) || offset == 0 && piece.edge != Edge::Line {
        return None;
    }
    let behind = |at: usize, offset: usize| {
        let text = pieces.get(at).map_or("", |piece| piece.text.as_str());
        let rest = text.get(offset..).unwrap_or("").trim_start_matches('.');
        let offset = text.len() - rest.len();
        let offset = offset + strip::separator(rest);
        match offset < text.len() {
            true => (at, offset),
            false => (at + 1, 0),
        }
    };
    if goes_on(rest) && (!ends_asking(front) || offset > 0) {
        let mut words = 0;
        let lines = pieces.iter().enumerate().take(end.max(at + 1)).skip(at);
        for (line, piece) in lines.take(WRAP) {
            let from = if line == at { offset } else { 0 };
            if line > at && !(plain(piece) && piece.edge == Edge::Line) {
                return None;
            }
            let text = piece.text.get(from..)?;
            let mark = text.find(['?', '？', '؟']);
            let asked = text.get(..mark.unwrap_or(text.len()))?;
            words += count(asked);
            if words > QUESTION || asked.contains(['.', '!', '☐', '☒', '@']) {
                return None;
            }
            if let Some(mark) = mark {
                let sign = text.get(mark..)?.chars().next()?.len_utf8();
                return Some(behind(line, from + mark + sign));
            }
        }
        return None;
    }
    if !ends_asking(front) || offset == 0 {
        return None;
    }
    let kind = rules.fields.get(hit.label.field()?)?.kind;
    // "Was it decided? On which date? Minute 12": a short question behind a question asks for more of the same.
    let mark = rest.find(['?', '？', '؟']);
    if kind == ValueKind::Text
        && let Some(mark) = mark
        && let second = rest.get(..mark)?.trim_start_matches([' ', '¿'])
        && is_instruction(second)
    {
        let sign = rest.get(mark..)?.chars().next()?.len_utf8();
        return Some(behind(at, offset + mark + sign));
    }
    let stop = [":", "=>", "->", "→", "\t", "__", "...", "…"]
        .iter()
        .filter_map(|sign| Some((rest.find(sign)?, sign.len())))
        .min();
    let sentence = rest.get(..stop.map_or(rest.len(), |(at, _)| at))?.trim();
    let answers = |word: &str| rules.words.has(word, &fold(sentence));
    if !is_instruction(sentence) || answers("yes") || answers("no") {
        return None;
    }
    let next = pieces.get(at + 1);
    let answer = stop.map(|(stop, length)| behind(at, offset + stop + length));
    // It ends the line that the label stands on, and the answer is to be found elsewhere.
    let elsewhere = next.is_some_and(|next| {
        next.field.is_some()
            || plain(next)
                && !next.is_empty()
                && at + 1 < end
                && (below || piece.bold && !next.bold)
    });
    match answer {
        // A long answer may begin with a word and a colon, too.
        Some((line, _)) => answer.filter(|_| line > at || kind == ValueKind::Text),
        None => elsewhere.then_some((at + 1, 0)),
    }
}

/// True for what ends as a question does, and with no sign behind it that an answer follows.
fn ends_asking(front: &str) -> bool {
    front.trim_end().ends_with(['?', '？', '؟'])
}

/// True for words that go on with a sentence, be it by a question of their own: "why are they …", "¿por qué son …".
fn goes_on(rest: &str) -> bool {
    let words = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '¿');
    words.starts_with(char::is_lowercase)
}

/// True for a short sentence that may tell how a question is to be answered.
fn is_instruction(sentence: &str) -> bool {
    let sentence = sentence.strip_suffix(['.', '。']).unwrap_or(sentence);
    (1..=INSTRUCTION).contains(&count(sentence))
        && sentence.starts_with(char::is_alphabetic)
        && !sentence.contains(|c: char| c.is_numeric())
        && !sentence.contains(['.', '?', '!', ',', ';', '☐', '☒', '[', '@'])
}
