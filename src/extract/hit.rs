//! Labels found in the pieces of a document, and which of them its structure bears out.

use super::head::{Head, Sign, bare, head, may_go_on};
use super::label::{Labels, Match};
use super::piece::{Edge, Mark, Piece};
use super::words::count;

/// A label found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Index of the piece it begins in.
    pub piece: usize,
    /// Index of the piece its value begins in, and the byte offset there.
    pub value: (usize, usize),
    /// The label.
    pub label: Match,
    /// What stands behind it.
    pub sign: Sign,
    /// Told by a table, not by words.
    pub told: bool,
    /// A wording that no rule knows.
    pub guessed: bool,
}

/// Bytes of a line that is looked through for more labels.
const LONGEST: usize = 12_000;

/// Lines that one label may be wrapped over.
const WRAP: usize = 5;

/// Every label in the pieces, in order.
pub(super) fn hits(pieces: &mut Vec<Piece>, labels: &Labels) -> Vec<Hit> {
    split(pieces, labels);
    let mut hits = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let Some(piece) = pieces.get(at) else { break };
        match &piece.mark {
            Mark::Label(label) if label.is_hint() => skip(pieces, at, at + 1),
            Mark::Label(label) => hits.push(Hit {
                piece: at,
                value: (at + 1, 0),
                label: label.clone(),
                sign: Sign::Whole,
                told: true,
                guessed: false,
            }),
            Mark::Free if piece.field.is_none() && !piece.is_empty() => {
                if let Some(hit) = free(pieces, at, labels) {
                    if hit.label.is_hint() {
                        if hit.value.1 == 0 {
                            skip(pieces, at, hit.value.0);
                        }
                        at = hit.value.0.max(at + 1);
                        continue;
                    }
                    at = hit.value.0.max(at);
                    let skip = hit.value.0 > hit.piece && hit.value.1 == 0;
                    hits.push(hit);
                    if skip {
                        continue;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    sift(pieces, &mut hits);
    hits
}

/// Marks what helps with a label and is nobody's value.
fn skip(pieces: &mut [Piece], from: usize, to: usize) {
    for piece in pieces.get_mut(from..to).unwrap_or_default() {
        piece.mark = Mark::Hint;
    }
}

/// The label at the start of a free piece, which may go on over the next lines.
fn free(pieces: &[Piece], at: usize, labels: &Labels) -> Option<Hit> {
    let piece = pieces.get(at)?;
    let text = piece.text.as_str();
    let lower = text.starts_with(|c: char| c.is_lowercase());
    let own = head(
        text,
        labels,
        !lower && (looks_like_label(piece) || stands_before_gap(pieces, at)),
    )
    // A line in lower case goes on with a sentence, unless somebody writes all labels so.
    .filter(|own| !lower || own.sign == Sign::Strong);
    let ends = |text: &str| text.trim_end().ends_with([':', '?', '：', '？']);
    let go_on = own.as_ref().is_none_or(|own| {
        own.value >= text.len() && !ends(text) && (own.label.score < 0.98 || own.label.words >= 3)
    });
    let mut best: Option<(Head, usize, usize)> = own.map(|own| (own, at, 0));
    let begins = (best.is_some() || may_go_on(text, labels) || is_question_start(text))
        && !text.starts_with(|c: char| c.is_lowercase());
    if go_on && text.len() > 3 && begins && piece.edge != Edge::Gap {
        let mut joined = text.to_owned();
        for next in at + 1..(at + WRAP).min(pieces.len()) {
            let Some(line) = pieces.get(next) else { break };
            if !matches!(line.mark, Mark::Free)
                || line.field.is_some()
                || line.is_empty()
                || line.edge != Edge::Line
                || starts_numbered(&line.text)
            {
                break;
            }
            let before = joined.len() + 1;
            joined.push(' ');
            joined.push_str(&line.text);
            let fuzzy = joined.contains(['?', '？']) || line.text.contains([':', '：']);
            let found = head(&joined, labels, fuzzy)
                .filter(|found| found.value > before || found.value == joined.len());
            // Not where the next line is a label by itself; a question goes on in lower case.
            let asks = line.text.contains(['?', '？']) && !text.contains(['?', '？']);
            let inside = asks && line.text.starts_with(|c: char| c.is_lowercase());
            let rest = joined.get(text.len() + 1..).unwrap_or("");
            let alone = || {
                // What begins in lower case is the rest of something.
                if inside && rest.starts_with(char::is_lowercase) {
                    0.0
                } else {
                    head(rest, labels, true).map_or(0.0, |alone| alone.label.score)
                }
            };
            if let Some(found) = found
                && best.as_ref().is_none_or(|(best, ..)| {
                    found.label.score > best.label.score + if inside { -0.12 } else { 0.01 }
                })
                && found.label.score > alone()
            {
                let offset = found.value.saturating_sub(before);
                best = Some((found, next, offset));
            }
            if line.text.contains(['?', '？', ':', '：']) {
                break;
            }
        }
    }
    let (found, last, offset) = best?;
    let end = if last == at { found.value } else { offset };
    let length = pieces.get(last).map_or(0, |piece| piece.text.len());
    let value = if end >= length {
        (last + 1, 0)
    } else {
        (last, end)
    };
    Some(Hit {
        piece: at,
        value,
        sign: found.sign,
        label: found.label,
        told: false,
        guessed: false,
    })
}

/// True when other wordings are worth looking up: the text looks like something printed, not like prose.
fn looks_like_label(piece: &Piece) -> bool {
    let text = piece.text.trim_end();
    let words = label_length(text);
    if words > 45 {
        return false;
    }
    let signed = text
        .get(..text.len().min(400))
        .unwrap_or(text)
        .contains([':', '：', '\t', '_', '?', '？', '*', '|', '=', '→']);
    let dashed = || {
        [" - ", " – ", " — ", "->"]
            .iter()
            .any(|dash| text.contains(dash))
    };
    signed || dashed() || piece.heading || piece.bold || starts_numbered(text)
}

/// True for a short text with a gap and more text behind it, as in "Country     Spain".
fn stands_before_gap(pieces: &[Piece], at: usize) -> bool {
    let Some((piece, next)) = pieces.get(at).zip(pieces.get(at + 1)) else {
        return false;
    };
    let words = count(&piece.text);
    next.field.is_some() && words <= 40
        || next.edge == Edge::Gap && piece.edge != Edge::Gap && words <= 14
}

/// Words in front of the first colon, tab, question mark or fill line.
fn label_length(text: &str) -> usize {
    text.split([
        ':', '：', '\t', '_', '?', '？', '…', '=', '|', '→', '>', '–', '—',
    ])
    .next()
    .map_or(0, count)
}

fn starts_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && super::strip::lead(text) > 0
}

fn is_question_start(text: &str) -> bool {
    text.starts_with('¿') || starts_numbered(text)
}

/// Cuts pieces that hold several labels with their values on one line.
fn split(pieces: &mut Vec<Piece>, labels: &Labels) {
    run_together(pieces, labels);
    let mut at = 0;
    // What was cut off begins with a label, whatever its wording.
    let mut rests = 0;
    while at < pieces.len() {
        let Some(piece) = pieces.get(at) else { break };
        if matches!(piece.mark, Mark::Free)
            && piece.field.is_none()
            && piece.text.len() < LONGEST
            && let Some(found) = head(&piece.text, labels, rests > 0 && rests == at)
            && found.sign >= Sign::Strong
            && found.value < piece.text.len()
            && let Some(cut) = next_label(&piece.text, found.value, labels)
        {
            let mut rest = piece.clone();
            rest.text = piece.text.get(cut..).unwrap_or("").trim().to_owned();
            rest.edge = Edge::Gap;
            if let Some(piece) = pieces.get_mut(at) {
                let front = piece.text.get(..cut).unwrap_or("");
                piece.text = front
                    .trim_end_matches(|c: char| {
                        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '•' | '·')
                    })
                    .to_owned();
            }
            pieces.insert(at + 1, rest);
            rests = at + 1;
        }
        at += 1;
    }
}

/// Joins the lines of paragraphs in which labels and values run on like sentences, so that they can be cut at the labels.
fn run_together(pieces: &mut Vec<Piece>, labels: &Labels) {
    let mut at = 0;
    while at < pieces.len() {
        let plain = |piece: &Piece| {
            matches!(piece.mark, Mark::Free) && piece.field.is_none() && !piece.is_empty()
        };
        let end = at
            + 1
            + pieces
                .iter()
                .skip(at + 1)
                .take_while(|piece| plain(piece) && piece.edge == Edge::Line)
                .count();
        let lines = pieces.get(at..end).unwrap_or_default();
        if lines.len() < 4 || !lines.first().is_some_and(plain) {
            at = end;
            continue;
        }
        let mut joined = String::new();
        let mut starts = Vec::new();
        for line in lines {
            if !joined.is_empty() {
                joined.push(' ');
            }
            starts.push(joined.len());
            joined.push_str(line.text.trim());
        }
        // Behind the end of a sentence, and not where a line begins.
        let stands_within = |next: usize| {
            let before = joined.get(..next).unwrap_or("").trim_end();
            // "1. Country" is numbered.
            let line = starts.iter().rev().find(|start| **start <= next);
            let numbered = line
                .and_then(|start| joined.get(*start..next))
                .is_none_or(|front| !front.chars().any(char::is_alphabetic));
            !numbered && before.ends_with(['.', ';', ','])
        };
        let mut cuts = Vec::new();
        let mut from = 0;
        while let Some(next) = (joined.len() < LONGEST)
            .then(|| next_label(&joined, from, labels))
            .flatten()
        {
            cuts.push(next);
            from = next;
        }
        let within = cuts.iter().filter(|cut| stands_within(**cut)).count();
        if within >= 5 && within * 2 > cuts.len() {
            // A full stop ends a value here, and is none of it.
            let mut from = 0;
            let mut text = String::new();
            for next in cuts {
                let before = joined.get(..next).unwrap_or("").trim_end();
                if !before.ends_with(['.', ';', ',']) && !starts.contains(&next) {
                    continue;
                }
                let value = joined.get(from..next).unwrap_or("").trim_end();
                text.push_str(value.strip_suffix('.').unwrap_or(value));
                text.push_str("; ");
                from = next;
            }
            text.push_str(joined.get(from..).unwrap_or(""));
            if let Some(first) = pieces.get_mut(at) {
                first.text = text;
            }
            pieces.drain(at + 1..end);
            at += 1;
        } else {
            at = end;
        }
    }
}

/// Where the next label with a colon begins in a line.
fn next_label(text: &str, from: usize, labels: &Labels) -> Option<usize> {
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > from
            && c.is_alphanumeric()
            && (before.is_whitespace()
                || matches!(before, '_' | '|' | ';' | ',' | '.' | '•' | '·' | '('))
        {
            starts.push(at);
        }
        before = c;
    }
    // A colon must follow within the reach of a label.
    starts.into_iter().find(|&start| {
        let Some(rest) = text.get(start..) else {
            return false;
        };
        let Some(colon) = rest.find([':', '：']) else {
            return false;
        };
        if colon > 220 {
            return false;
        }
        let Some(label) = rest.get(..colon) else {
            return false;
        };
        if label.contains(['_', ';', '|']) || label.contains(". ") {
            return false;
        }
        let wide = text.get(..start).is_some_and(|front| {
            let gap = front.trim_end();
            front.len() - gap.len() >= 2
                || gap.ends_with(['_', '|', ';', '•', '·'])
                || front.ends_with('\t')
        });
        // Behind a sign that parts one answer from the next, other wordings count too.
        let stopped = || {
            let front = text.get(..start).unwrap_or("");
            front.trim_end().ends_with(['.', ';'])
        };
        let parted =
            (wide || stopped()) && label.starts_with(char::is_uppercase) && count(label) <= 30;
        let found = labels
            .exact(label)
            .or_else(|| parted.then(|| labels.find(label)).flatten());
        found.is_some_and(|found| {
            let several = found.words >= 2 && found.score >= 0.95;
            (wide || several || label.starts_with(char::is_uppercase))
                && (wide || !found.weak || found.words >= 2)
        })
    })
}

/// Drops hits that the rest of the document does not bear out.
fn sift(pieces: &[Piece], hits: &mut Vec<Hit>) {
    let told = hits.iter().filter(|hit| hit.told).count();
    let free = |hit: &&Hit| !hit.told;
    let strong = hits
        .iter()
        .filter(free)
        .filter(|hit| hit.sign == Sign::Strong)
        .count();
    let whole = hits
        .iter()
        .filter(free)
        .filter(|hit| hit.sign == Sign::Whole)
        .count();
    let bold = hits
        .iter()
        .filter(free)
        .filter(|hit| is_bold(pieces, hit))
        .count();
    let free_all = hits.iter().filter(free).count();
    let bold_style = bold >= 4 && bold * 3 >= free_all * 2;
    let looks: Vec<[bool; 3]> = hits
        .iter()
        .filter(free)
        .filter_map(|hit| look(pieces, hit))
        .collect();
    let usual: Vec<bool> = (0..3)
        .map(|at| {
            let with = looks
                .iter()
                .filter(|look| look.get(at) == Some(&true))
                .count();
            looks.len() >= 6 && with * 4 >= looks.len() * 3
        })
        .collect();
    hits.retain(|hit| {
        // A word that is printed otherwise than the labels of this document is a value ("Mayor").
        if !hit.told && hit.sign == Sign::Whole && hit.label.words <= 3 {
            let own = look(pieces, hit).unwrap_or_default();
            if own.iter().zip(&usual).any(|(own, usual)| *usual && !own) {
                return false;
            }
        }
        if hit.told {
            return true;
        }
        let outside = pieces
            .get(hit.piece)
            .is_some_and(|piece| piece.cell == (0, 0));
        // A document whose form is a table has no labels in its prose, unless they are as plain.
        if told >= 6 && outside && hit.label.weak && hit.sign != Sign::Strong {
            return false;
        }
        match hit.sign {
            Sign::Strong => true,
            Sign::Whole => {
                let short = hit.label.words <= 2;
                !(short && (hit.label.weak || strong > 2 * whole) && strong >= 4)
                    || is_bold(pieces, hit) && bold_style
            }
            Sign::Soft => hit.label.words >= 2 && hit.label.score >= 0.95 || strong <= free_all / 2,
            Sign::Bare => true,
        }
    });
}

/// How a label is printed: in bold, behind a number or bullet, with a sign at its end.
fn look(pieces: &[Piece], hit: &Hit) -> Option<[bool; 3]> {
    let piece = pieces.get(hit.piece)?;
    let last = pieces
        .get(hit.value.0.saturating_sub(usize::from(hit.value.1 == 0)))
        .unwrap_or(piece);
    let signed = hit.sign != Sign::Whole
        || last
            .text
            .trim_end()
            .ends_with([':', '?', '*', '：', '？', '.', '_', '…']);
    Some([
        piece.bold || piece.heading,
        super::strip::lead(&piece.text) > 0,
        signed,
    ])
}

fn is_bold(pieces: &[Piece], hit: &Hit) -> bool {
    pieces
        .get(hit.piece)
        .is_some_and(|piece| piece.bold || piece.heading)
}

/// Labels followed by nothing but a space and their value: taken only where the document has many of them.
pub(super) fn bare_hits(pieces: &[Piece], known: &[Hit], labels: &Labels) -> Vec<Hit> {
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if !matches!(piece.mark, Mark::Free)
            || piece.field.is_some()
            || known
                .iter()
                .any(|hit| hit.piece <= at && at < hit.value.0.max(hit.piece + 1))
        {
            continue;
        }
        if let Some(head) = bare(&piece.text, labels) {
            found.push(Hit {
                piece: at,
                value: (at, head.value),
                label: head.label,
                sign: Sign::Bare,
                told: false,
                guessed: false,
            });
        }
    }
    let mut fields: Vec<_> = found.iter().filter_map(|hit| hit.label.field()).collect();
    fields.sort_unstable();
    fields.dedup();
    let mut others: Vec<_> = known.iter().filter_map(|hit| hit.label.field()).collect();
    others.sort_unstable();
    others.dedup();
    if fields.len() >= 4 && fields.len() > others.len() {
        found
    } else {
        Vec::new()
    }
}
