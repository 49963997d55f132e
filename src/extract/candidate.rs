//! Texts that are printed like the labels of their document, and are none that is known.

use super::counted::{counted, goes_on, sentence};
use super::evidence;
use super::head::Sign;
use super::headed;
use super::hit::Hit;
use super::label::{Labels, Match, Target};
use super::piece::{Edge, Mark, Piece};
use super::printed::{is_light, is_small, small};
use super::strip;
use super::words::count;
use crate::rules::{FieldRule, Rules};

/// A text that is printed like a label.
pub(super) struct Candidate {
    /// The piece it begins in.
    pub piece: usize,
    /// The piece its value begins in, and the byte offset there.
    pub value: (usize, usize),
    /// Its words.
    pub text: String,
    /// Printed like its surroundings, but so is prose.
    pub plain: bool,
    /// Told by a table, not by its looks.
    told: bool,
}

impl Candidate {
    /// The candidate as the label of a field.
    pub fn hit(&self, field: usize, score: f32) -> Hit {
        Hit {
            piece: self.piece,
            value: self.value,
            label: Match {
                targets: vec![Target::Field(field)],
                score,
                weak: true,
                language: String::new(),
                words: 2,
            },
            sign: Sign::Strong,
            guessed: true,
            told: self.told,
        }
    }
}

/// True for a piece right behind one in bold.
fn follows_bold(pieces: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
    before.is_some_and(|before| before.bold)
}

/// Texts that look like the labels of this document and are none so far.
pub(super) fn candidates(pieces: &[Piece], hits: &[Hit], labels: &Labels) -> Vec<Candidate> {
    let mut free: Vec<&Hit> = hits
        .iter()
        .filter(|hit| !hit.told && hit.label.field().is_some())
        .collect();
    // Three are enough where there are no more.
    let known = hits.iter().filter(|hit| hit.label.field().is_some());
    let least = known.count().clamp(3, 4);
    let over_prose = {
        let over = free.iter().filter(|hit| heads_paragraph(pieces, hit.piece));
        over.filter(|hit| hit.value == (hit.piece + 1, 0)).count() >= 2
    };
    // Headings over essays are printed otherwise than labels of one line.
    let (heads, others): (Vec<&Hit>, Vec<&Hit>) = free
        .iter()
        .partition(|hit| hit.value == (hit.piece + 1, 0) && heads_essay(pieces, hit.piece));
    let essays = !heads.is_empty();
    if others.len() >= least {
        free = others;
    }
    let share = |test: &dyn Fn(&Hit) -> bool| {
        free.len() >= least && free.iter().filter(|hit| test(hit)).count() * 3 >= free.len() * 2
    };
    let colon = share(&|hit| hit.sign == Sign::Strong || ends_signed(pieces, hit));
    let bold = share(&|hit| pieces.get(hit.piece).is_some_and(|piece| piece.bold));
    // Small print above answers in bold.
    let light = share(&|hit| is_light(pieces, hit));
    let small = small(pieces, free.iter().copied()).filter(|_| !bold && !light);
    let headed = share(&|hit| pieces.get(hit.piece).is_some_and(|piece| piece.heading));
    let led = share(&|hit| {
        pieces
            .get(hit.piece)
            .is_some_and(|piece| strip::lead(&piece.text) > 0)
    });
    let mostly_listed = share(&|hit| {
        let piece = pieces.get(hit.piece);
        piece.is_some_and(|piece| strip::is_item(piece.text.trim_start()))
    });
    let inline = share(&|hit| hit.value.0 == hit.piece);
    let dashed = share(&|hit| hit.sign == Sign::Soft);
    let own_paragraph = share(&|hit| {
        pieces
            .get(hit.piece)
            .is_some_and(|piece| piece.edge >= Edge::Paragraph)
    });
    let celled = {
        let fields = || hits.iter().filter(|hit| hit.label.field().is_some());
        let own = fields()
            .filter(|hit| is_answered_in_cell(pieces, hit))
            .count();
        own >= 4 && own * 3 >= fields().count() * 2
    };
    let item = |hit: &&Hit| {
        pieces
            .get(hit.piece)
            .is_some_and(|one| strip::is_item(&one.text))
    };
    let listed = hits.iter().any(|hit| item(&hit));
    let counted = counted(pieces, hits);
    // A label for sure, with its answer in the next piece.
    let below = |at: usize, text: &str| Candidate {
        piece: at,
        value: (at + 1, 0),
        text: text.to_owned(),
        plain: false,
        told: false,
    };
    let headings = headed::headings(pieces, hits, labels);
    let mut found = Vec::new();
    let first = hits.first().map_or(0, |hit| hit.piece);
    let mut last = hits.last().map_or(0, |hit| hit.piece);
    for (at, piece) in pieces.iter().enumerate() {
        let taken = hits
            .iter()
            .any(|hit| hit.piece <= at && (at < hit.value.0 || at == hit.piece));
        // What a table told to be a label may stand farther from the known ones.
        let near = first <= at + 4 && at <= last + 3 || matches!(piece.mark, Mark::Unknown);
        if taken || piece.is_empty() || piece.field.is_some() || !near {
            continue;
        }
        if matches!(piece.mark, Mark::Unknown) {
            let valued = pieces.get(at + 1).is_some_and(|next| {
                next.field.is_some() || matches!(next.mark, Mark::Lost | Mark::Value)
            });
            if !valued {
                continue;
            }
            last = last.max(at);
            found.push(Candidate {
                piece: at,
                value: (at + 1, 0),
                text: piece.text.clone(),
                plain: false,
                told: true,
            });
            continue;
        }
        if headings.contains(&at) || essays && !headed && !bold && heads_essay(pieces, at) {
            last = last.max(at);
            found.push(below(at, &piece.text));
            continue;
        }
        if let Some(usual) = small
            && matches!(piece.mark, Mark::Free)
            && is_small(pieces, at, usual)
        {
            last = last.max(at);
            found.push(below(at, &piece.text));
            continue;
        }
        if !matches!(piece.mark, Mark::Free)
            || piece.heading != headed
            || strip::is_box(&piece.text)
            || free.len() < least && !counted.contains(&at) && !celled
        {
            continue;
        }
        let item = strip::is_item(&piece.text);
        if item && !listed {
            continue;
        }
        // Among labels with numbers, the items of a list are answers.
        let led_here = strip::lead(&piece.text) > 0 && (mostly_listed || !item);
        // A number begins a label as a paragraph does: the first one stands right below a heading.
        let due = counted.contains(&at);
        let alone = piece.edge >= Edge::Paragraph || begins_column(pieces, at);
        let next = pieces.get(at + 1);
        let typed = bold || light;
        let whole = typed
            && !inline
            && next.is_some_and(|next| {
                // Below an answer in bold and above the next label: nobody answered.
                let bare = || light && alone && follows_bold(pieces, at);
                !next.is_empty() && (next.bold != bold || bare())
            });
        let other = bold && !piece.bold || light && piece.bold;
        if !due && (other || led && !led_here || own_paragraph && !alone && !(light && whole)) {
            continue;
        }
        let text = piece.text.as_str();
        let lead = strip::lead(text);
        let text_after = text.get(lead..).unwrap_or("");
        let cut = text_after
            .find([
                ':', '：', '?', '？', '\t', '_', '…', '*', '=', '→', '►', '】',
            ])
            .or_else(|| text_after.find("..."))
            .or_else(|| {
                let dash = [" - ", " – ", " — "].map(|dash| text_after.find(dash));
                dash.into_iter().flatten().min().filter(|_| dashed)
            })
            // "Telephone (with prefix) +34 …": where answers stand behind their labels, brackets end one as well.
            .or_else(|| {
                let close = text_after.find(") ").filter(|_| colon && inline)?;
                let open = text_after.find('(').filter(|open| *open < close)?;
                let worded = text_after.get(open..close)?.contains(char::is_alphabetic);
                (worded && speaks(text_after.get(..open)?, labels)).then_some(close + 1)
            })
            .map(|cut| cut + lead)
            // A question on a line of its own among labels without signs is a label like them.
            .filter(|cut| {
                let rest = text.get(*cut..).unwrap_or("");
                colon || dashed || rest.contains(char::is_alphanumeric)
            });
        // "15. Explain what your city does. It runs a shelter."
        let told = sentence(text_after).filter(|_| due && !whole);
        let told = told
            .map(|end| end + lead)
            .filter(|end| cut.is_none_or(|cut| *end <= cut));
        if colon
            && cut.is_none()
            && told.is_none()
            && !whole
            && let Some((label, end)) = wrapped(pieces, at)
        {
            found.push(Candidate {
                piece: at,
                value: (end, 0),
                text: label,
                plain: false,
                told: false,
            });
            continue;
        }
        let question = text.ends_with(['?', '？']);
        let (label, value, plain) = match cut {
            _ if whole => (
                text.get(..strip::tail(text)).unwrap_or(text),
                text.len(),
                false,
            ),
            _ if let Some(end) = told => {
                let rest = text.get(end..).unwrap_or("");
                (
                    text.get(..end).unwrap_or(""),
                    text.len() - rest.trim_start().len(),
                    false,
                )
            }
            Some(cut) if colon || dashed => {
                let rest = text.get(cut..).unwrap_or("");
                let skipped: usize = rest
                    .chars()
                    .take_while(|c| {
                        !c.is_alphanumeric() && !matches!(c, '+' | '(' | '[' | '☐' | '☒' | '"')
                    })
                    .map(char::len_utf8)
                    .sum();
                (text.get(..cut).unwrap_or(""), cut + skipped, false)
            }
            None if due || !colon && (bold || led) => (text, text.len(), false),
            None if celled && begins_cell(pieces, at) => (text, text.len(), false),
            None if alone && piece.edge < Edge::Cell => {
                let heads = over_prose && heads_paragraph(pieces, at);
                (text, text.len(), !question && !heads)
            }
            _ => continue,
        };
        let words = count(label);
        let question = question
            || text
                .get(label.len()..)
                .is_some_and(|rest| rest.starts_with(['?', '？']));
        if words == 0
            || words
                > if question || due || told.is_some() || value >= text.len() {
                    30
                } else {
                    9
                }
        {
            continue;
        }
        // What stands beside a box is an option.
        if plain && label.trim_start().starts_with(['☐', '☒', '☑', '□', '■']) && is_typed(piece)
        {
            continue;
        }
        // A plain line between two labels is the answer to the first.
        if (plain || question && value >= text.len()) && leads_to_label(pieces, hits, at) {
            continue;
        }
        // A common word that was no label here is none of another field.
        if value > 0 && labels.exact(label).is_some_and(|known| known.weak) {
            continue;
        }
        // Prose with a colon in it: the labels of this document stand alone on their lines, and this does not.
        // Beside one that has its answer behind it, this has, too: essays alone may stand below their labels.
        let in_line = || inline || is_in_line(pieces, hits, at);
        if value < text.len() && !question && !due && !in_line() && !speaks(label, labels) {
            continue;
        }
        let value = if value >= text.len() {
            (goes_on(pieces, at).filter(|_| !plain).unwrap_or(at + 1), 0)
        } else {
            (at, value)
        };
        if !plain {
            last = last.max(at);
        }
        found.push(Candidate {
            piece: at,
            value,
            text: label.to_owned(),
            plain,
            told: false,
        });
    }
    found
}

/// True for a line with a sign in it that stands, with nothing but such lines between, above or below a label with its answer
/// behind it.
fn is_in_line(pieces: &[Piece], hits: &[Hit], at: usize) -> bool {
    /// Lines that are looked at on each side.
    const REACH: usize = 4;
    let signed = |at: &usize| {
        pieces.get(*at).is_some_and(|piece| {
            let sign = piece.text.trim_end().find([':', '：']);
            sign.is_some_and(|sign| sign + 1 < piece.text.trim_end().len())
        })
    };
    let labelled = |at: usize| {
        let own = hits
            .iter()
            .filter(|hit| hit.piece == at && hit.value.0 == at);
        own.into_iter().any(|hit| hit.label.field().is_some())
    };
    let above = (at.saturating_sub(REACH)..at).rev().take_while(signed);
    let below = (at + 1..=at + REACH).take_while(signed);
    above.chain(below).any(labelled)
}

/// True for a heading right above prose, as forms have them that ask for essays under headings of their own.
fn heads_essay(pieces: &[Piece], at: usize) -> bool {
    /// Words of the shortest essay, or of its first line.
    const WORDS: usize = 8;
    const ENDS: [char; 8] = ['.', '!', '…', '。', '؟', '।', '։', '።'];
    let free = |piece: &Piece| matches!(piece.mark, Mark::Free) && piece.field.is_none();
    let prose = |below: &Piece| {
        let whole = below.page > 0 || below.text.trim_end().ends_with(ENDS);
        !below.heading && !below.bold && free(below) && whole && count(&below.text) >= WORDS
    };
    let head = |piece: &Piece| {
        (piece.heading || piece.bold && piece.edge >= Edge::Paragraph) && free(piece)
    };
    pieces.get(at).is_some_and(head) && pieces.get(at + 1).is_some_and(prose)
}

/// True for a few words that begin a paragraph on paper, with a sentence in the next line: a label over its essay.
fn heads_paragraph(pieces: &[Piece], at: usize) -> bool {
    const ENDS: [char; 6] = ['.', '!', '。', '؟', '।', '။'];
    let free = |piece: &Piece| {
        matches!(piece.mark, Mark::Free) && piece.field.is_none() && piece.cell == (0, 0)
    };
    let (Some(own), Some(next)) = (pieces.get(at), pieces.get(at + 1)) else {
        return false;
    };
    let text = own.text.trim_end();
    let above = at.checked_sub(1).and_then(|above| pieces.get(above));
    let ended = above.is_none_or(|above| !above.text.trim_end().ends_with([',', ';', '-']));
    own.page > 0
        && own.edge == Edge::Paragraph
        && next.edge == Edge::Line
        && free(own)
        && free(next)
        && ended
        && text.starts_with(char::is_uppercase) | text.starts_with('¿')
        && !text.ends_with(ENDS)
        && !text.ends_with([',', ';'])
        && next.text.trim_end().ends_with(ENDS)
        && (text.ends_with(['?', '？']) || count(&next.text) > count(text))
}

/// True for a label that begins a cell, with its answer below it in the same cell.
fn is_answered_in_cell(pieces: &[Piece], hit: &Hit) -> bool {
    let begins = (pieces.get(hit.piece)).is_some_and(|label| label.edge >= Edge::Cell);
    let answer = pieces.get(hit.value.0);
    let below = answer.is_some_and(|answer| answer.edge < Edge::Cell && answer.cell.0 > 0);
    begins && below && hit.value.0 > hit.piece
}

/// True for the first of what stands in a cell, which a label is where each cell holds a label and below it the answer.
fn begins_cell(pieces: &[Piece], at: usize) -> bool {
    pieces.get(at).is_some_and(|piece| {
        piece.edge >= Edge::Cell && piece.cell.0 > 0 && matches!(piece.mark, Mark::Free)
    })
}

/// True for the first line of the next column of a page: it stands above the line before it, and right of that.
fn begins_column(pieces: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
    let Some((before, own)) = before.zip(pieces.get(at)) else {
        return false;
    };
    let below = before.place[1] > own.place[3] && before.place[2] < own.place[0];
    own.page > 0 && before.page == own.page && own.edge == Edge::Line && below
}

/// A label that begins a paragraph and has its colon at the end of a later line, and the piece behind it.
fn wrapped(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let first = pieces
        .get(at)
        .filter(|piece| piece.edge >= Edge::Paragraph)?;
    let mut label = first.text.clone();
    for (line, piece) in pieces.iter().enumerate().skip(at + 1).take(3) {
        let plain = matches!(piece.mark, Mark::Free) && piece.field.is_none();
        if !plain || piece.edge != Edge::Line || label.ends_with(['.', '!', '?', ':', ';']) {
            return None;
        }
        label.push(' ');
        label.push_str(&piece.text);
        if piece.text.ends_with([':', '：', '?', '？']) {
            return (count(&label) <= 30).then_some((label, line + 1));
        }
    }
    None
}

/// True for words that speak for a field.
fn speaks(label: &str, labels: &Labels) -> bool {
    /// What words of prose seldom reach, in natural logarithms.
    const ENOUGH: f32 = 3.0;
    let meaning = labels.meaning(label);
    matches!(meaning.first(), Some((score, Target::Field(_))) if *score >= ENOUGH)
}

/// True for what was typed; a scan sees boxes where none are.
fn is_typed(piece: &Piece) -> bool {
    piece.page == 0
}

/// True when the next line that is written on is a known label, or the numbered title of a part that begins with one and the
/// line itself stands where a label waits for its answer.
fn leads_to_label(pieces: &[Piece], hits: &[Hit], at: usize) -> bool {
    let behind = |at: usize| {
        let behind = pieces.iter().enumerate().skip(at + 1);
        behind.take(6).find(|(_, piece)| !piece.is_empty())
    };
    let labelled = |at: usize| hits.iter().any(|hit| hit.piece == at);
    let numbered = |piece: &Piece| strip::lead(&piece.text) > 0;
    let titled = |next: usize, title: &Piece| {
        let awaited = hits.iter().any(|hit| hit.value == (at, 0));
        let apart = numbered(title) && !pieces.get(at).is_some_and(numbered);
        awaited && apart && behind(next).is_some_and(|(label, _)| labelled(label))
    };
    behind(at).is_some_and(|(next, piece)| labelled(next) || titled(next, piece))
}

fn ends_signed(pieces: &[Piece], hit: &Hit) -> bool {
    pieces
        .get(hit.piece)
        .is_some_and(|piece| piece.text.trim_end().ends_with([':', '?', '*', '：', '？']))
}

/// The choice field whose options stand behind a candidate with boxes to tick.
pub(super) fn choice_of(pieces: &[Piece], candidate: &Candidate, rules: &Rules) -> Option<usize> {
    let (at, offset) = candidate.value;
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate().skip(at).take(12) {
        let own = if index == at {
            piece.text.get(offset..)?
        } else {
            piece.text.as_str()
        };
        text.push_str(own);
        text.push(' ');
        // The options below the next line are that one's, where this may be no label at all.
        if candidate.plain && !text.trim().is_empty() && !strip::has_box(&text) {
            return None;
        }
    }
    // Four options have four boxes.
    if text.matches(['☐', '☒', '[', '(', '□', '■', '☑']).count() < 4 {
        return None;
    }
    let folded = crate::rules::fold_inside(&text);
    let chosen = |rule: &FieldRule| evidence::choices(rule, &folded) >= 4;
    rules.fields.iter().position(chosen)
}
