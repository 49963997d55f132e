//! What a cell of a table is: a label, a label over its value, a value.

use super::head::{Head, Sign, head};
use super::label::{Labels, Match};
use super::piece::{Edge, Mark, Piece};
use super::printed::{is_smaller, size};
use super::strip;
use super::table::Box;
use super::tail;

/// Sizes of type that differ by less are the same.
const ALIKE: f32 = 0.3;

/// What a cell is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Empty,
    /// Only a number or a bullet.
    Number,
    /// A label and nothing else.
    Label(Match),
    /// A label on the first lines (their count), and more lines.
    Over(Match, usize),
    /// Printed like a label, and none that anybody knows.
    Unknown,
    /// A line that must be a label and is none that anybody knows, and more lines.
    Stranger,
    /// A label with its value behind it on one line.
    Inline,
    Text,
}

impl Kind {
    pub fn is_label(&self) -> bool {
        matches!(self, Kind::Label(_) | Kind::Over(..))
    }

    pub fn label(&self) -> Option<&Match> {
        match self {
            Kind::Label(label) | Kind::Over(label, _) => Some(label),
            _ => None,
        }
    }
}

/// Boxes and rings of which one is ticked: no label has any ("●" may be a bullet).
const CHOICES: [char; 5] = ['☐', '☒', '○', '◯', '◉'];

/// What a cell is by its words alone.
pub(super) fn kind(cell: &Box, labels: &Labels, fuzzy: bool) -> Kind {
    let filled: Vec<&Piece> = cell
        .pieces
        .iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    let Some(first) = filled.first() else {
        return Kind::Empty;
    };
    if filled
        .iter()
        .any(|piece| matches!(piece.mark, Mark::Label(_) | Mark::Unknown))
    {
        return Kind::Inline;
    }
    if first.field.is_some() || matches!(first.mark, Mark::Value) {
        return Kind::Text;
    }
    let text = join(&filled);
    if !text.chars().any(char::is_alphabetic) {
        let number = filled.len() == 1
            && text.chars().count() <= 4
            && text.chars().any(|c| c.is_ascii_digit())
            && text.ends_with(['.', ')']);
        return if number || !text.chars().any(char::is_alphanumeric) && !text.contains(['☐', '☒'])
        {
            Kind::Number
        } else {
            Kind::Text
        };
    }
    if let Some(kind) = label_of(&filled, &text, labels, fuzzy) {
        return kind;
    }
    match head(&first.text, labels, false) {
        Some(Head {
            value,
            sign: Sign::Strong,
            ..
        }) if value < first.text.len() => Kind::Inline,
        _ => Kind::Text,
    }
}

/// The label that a cell is, or that stands over its value in it.
pub(super) fn label_of(
    filled: &[&Piece],
    text: &str,
    labels: &Labels,
    fuzzy: bool,
) -> Option<Kind> {
    // Answers to choose from, the first behind its box.
    if strip::is_box(text) && strip::boxes(text) > 1 {
        return None;
    }
    let whole = |text: &str| {
        let short = text.len() < 700 && !text.contains(CHOICES);
        short.then(|| labels.exact(text)).flatten()
    };
    if let Some(label) = whole(text)
        && (filled.len() == 1 || label.score >= 0.98)
    {
        return Some(Kind::Label(label));
    }
    // The first lines that make the best label: it may be wrapped, and its value may stand below it.
    let mut best: Option<(Match, usize)> = None;
    for lines in 1..=filled.len().min(6) {
        let front = filled.get(..lines)?;
        let answers = |piece: &Piece| piece.field.is_some() || matches!(piece.mark, Mark::Value);
        let offers = |piece: &&Piece| piece.text.contains(CHOICES) || strip::has_box(&piece.text);
        let more = front.get(1..).unwrap_or_default();
        if front.iter().any(|piece| answers(piece)) || more.iter().any(offers) {
            break;
        }
        // What is printed in bold does not go on in plain type.
        if lines > 1
            && filled.first().is_some_and(|first| first.bold)
            && front.last().is_some_and(|last| !last.bold)
            && best.is_some()
        {
            break;
        }
        let front = join(front);
        let found = whole_head(&front, labels, false)
            .or_else(|| fuzzy.then(|| whole_head(&front, labels, true)).flatten())
            .or_else(|| {
                let over = lines == 1 && filled.len() > 1;
                over.then(|| tail::label(&front, labels)).flatten()
            });
        if let Some(found) = found
            && best.as_ref().is_none_or(|(before, _)| {
                better(
                    &found,
                    before,
                    filled.get(lines.saturating_sub(2)),
                    filled.get(lines - 1),
                )
            })
        {
            best = Some((found, lines));
        }
        if front.trim_end().ends_with([':', '?']) && best.is_some() {
            break;
        }
    }
    if let Some((label, lines)) = best {
        let lines = front(filled, lines);
        if lines == filled.len() {
            return Some(Kind::Label(label));
        }
        // The same label in other words on the next lines.
        let bold = filled.first().is_some_and(|first| first.bold);
        let more = filled.get(lines..)?.iter();
        let more = more.take_while(|piece| is_again(piece, &label, bold, labels));
        let more = more.count();
        let rest = join(filled.get(lines..)?);
        let help = || is_remark(&rest) || labels.exact(&rest).is_some_and(|rest| rest.is_hint());
        if lines + more == filled.len() || help() {
            return Some(Kind::Label(label));
        }
        // The name of the part of the form stands above its first label.
        if label.is_other()
            && let Some(own) = labels.exact(&rest).filter(|own| own.field().is_some())
        {
            return Some(Kind::Label(own));
        }
        if asks_on(filled) {
            return Some(Kind::Inline);
        }
        return Some(Kind::Over(label, lines + more));
    }
    if text.len() < 700 && !text.contains(CHOICES) {
        let label = if fuzzy {
            labels.find(text)
        } else {
            labels.exact(text)
        };
        return label.map(Kind::Label);
    }
    None
}

/// True for a part of the form that stands in one cell: more paragraphs begin like the first, with a number and a sign behind.
fn asks_on(filled: &[&Piece]) -> bool {
    let asks = |piece: &&&Piece| {
        let text = piece.text.trim_end();
        strip::lead(text) > 0 && text.ends_with([':', '?', '：', '？'])
    };
    let more = filled
        .iter()
        .skip(1)
        .filter(|piece| piece.edge >= Edge::Paragraph);
    filled.first().is_some_and(|first| asks(&first)) && more.filter(asks).count() > 0
}

/// True for a line below a label that asks for the same: in the words of another label, or in like ones where it is in another
/// language or set in bold as the label is.
fn is_again(piece: &Piece, label: &Match, bold: bool, labels: &Labels) -> bool {
    /// Words of the shortest wording that is only alike.
    const WORDS: usize = 3;
    let same = |other: &Match| other.targets == label.targets;
    let exact = || labels.exact(&piece.text).is_some_and(|other| same(&other));
    let alike = || {
        let other = labels.find(&piece.text).filter(|other| same(other));
        other.is_some_and(|other| {
            other.words >= WORDS && (other.language != label.language || bold && piece.bold)
        })
    };
    // Options that go on in the next line are the answer, whatever label offers the same ones.
    let printed = piece.field.is_none() && !strip::has_box(&piece.text);
    printed && (exact() || label.field().is_some() && alike())
}

/// True for words in brackets and nothing else, as forms print them below a label ("(500 words at most)"): they begin small.
fn is_remark(rest: &str) -> bool {
    let inner = rest
        .trim()
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| {
        let printed = |c: char| c.is_lowercase() || c.is_ascii_digit();
        inner.starts_with(printed)
            && inner.contains(char::is_lowercase)
            && !inner.contains(['(', ')'])
    })
}

/// How many lines a label has at least: it goes on in bold or in small type where what stands below it is not.
fn front(filled: &[&Piece], lines: usize) -> usize {
    let bold = filled
        .iter()
        .take_while(|piece| piece.bold && piece.field.is_none())
        .count();
    if bold < filled.len() && bold > lines && filled.iter().skip(bold).all(|piece| !piece.bold) {
        return bold;
    }
    let sizes: Vec<f32> = filled.iter().map(|piece| size(piece)).collect();
    let Some(first) = sizes.first().copied() else {
        return lines;
    };
    let small = sizes
        .iter()
        .take_while(|size| (*size - first).abs() < ALIKE);
    let small = small.count();
    let larger = sizes
        .iter()
        .skip(small)
        .all(|size| is_smaller(first, *size));
    if small < filled.len() && small > lines && larger {
        small
    } else {
        lines
    }
}

/// True when one more line makes a better label: a likelier one, or the rest of its question.
pub(super) fn better(
    found: &Match,
    before: &Match,
    last: Option<&&Piece>,
    line: Option<&&Piece>,
) -> bool {
    if last.is_some_and(|last| last.text.trim_end().ends_with(['/', '(', ',', '-'])) {
        return true;
    }
    let rest = line.is_some_and(|line| {
        line.text.starts_with(|c: char| c.is_lowercase())
            && line.text.contains(['?', ':', '？', '：'])
    });
    found.score > before.score
        || found.score >= 0.98
        || rest && found.targets == before.targets && found.score > before.score - 0.12
}

/// The label that a text is, with nothing behind it.
pub(super) fn whole_head(text: &str, labels: &Labels, fuzzy: bool) -> Option<Match> {
    head(text, labels, fuzzy)
        .filter(|head| head.value >= text.len())
        .map(|head| head.label)
}

pub(super) fn join(pieces: &[&Piece]) -> String {
    pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn a_part_of_the_form_may_stand_in_one_cell() {
        let rules = rules::compile(&rules::builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let cell = |texts: [&str; 4]| Box {
            pieces: (0..)
                .zip(texts)
                .map(|(at, text)| Piece {
                    text: text.to_owned(),
                    edge: if at % 2 == 0 {
                        Edge::Paragraph
                    } else {
                        Edge::Line
                    },
                    ..Piece::default()
                })
                .collect(),
            ..Box::at(0)
        };
        let part = ["C1. Contact person:", "Ana", "C2. What she does:", "Rights"];
        assert!(matches!(kind(&cell(part), &labels, false), Kind::Inline));
        let boxes = ["☐ Associazione di enti locali ☐ Altro", "", "", ""];
        assert!(!kind(&cell(boxes), &labels, true).is_label());
        let answer = ["C1. Contact person:", "Ana", "Rights", "Mutare"];
        assert!(matches!(
            kind(&cell(answer), &labels, false),
            Kind::Over(_, 1)
        ));
    }
}
