//! Finds the label at the start of a text, and where its value begins.

use super::label::{Labels, Match};
use super::strip;
use super::words::{count, has_unspaced, key};
use crate::rules::fold;

/// A label at the start of a text.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The label.
    pub label: Match,
    /// Byte offset at which the value begins; the text's length when nothing follows.
    pub value: usize,
    /// What stands between label and value.
    pub sign: Sign,
}

/// What stands between a label and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// The text is the label and nothing else, without a sign.
    Whole,
    /// A colon, question mark, tab, fill line.
    Strong,
    /// A dash, an asterisk, brackets.
    Soft,
    /// Nothing but a space.
    Bare,
}

/// Bytes of a text in which a label may end.
const REACH: usize = 400;

/// Words of the longest label in a second language whose end has no sign.
const SECOND: usize = 15;

/// How surely two labels with a colon between them are one.
const BOTH: f32 = 0.75;

/// The label at the start of a text, with a sign behind it or nothing else in the text. `fuzzy` also takes other wordings.
pub(super) fn head(text: &str, labels: &Labels, fuzzy: bool) -> Option<Head> {
    /// Bytes of the longest text that is likely to come again.
    const LABEL: usize = 160;
    if text.len() > LABEL {
        return begins(text, labels, fuzzy);
    }
    let [exact, alike] = &labels.heads;
    let remembered = if fuzzy { alike } else { exact };
    remembered.of(text, || begins(text, labels, fuzzy))
}

fn begins(text: &str, labels: &Labels, fuzzy: bool) -> Option<Head> {
    let lead = strip::lead(text);
    let body = text.get(lead..)?;
    if strip::is_box(body)
        || !body.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '‘' | '\''))
    {
        return None;
    }
    let cuts = cuts(body);
    let mut best: Option<(Match, usize, Sign)> = None;
    for &(at, sign) in &cuts {
        let Some(front) = body.get(..at) else {
            continue;
        };
        if let Some(found) = labels.exact(front) {
            // "Country - Spain": a label and its value, not a label with its explanation ("Country – where you are").
            if let Some((before, end, Sign::Soft)) = &best
                && found.score < 0.9
                && before.score >= 0.95
                && (closes(body, *end) || body.get(*end..).is_some_and(begins_value))
            {
                continue;
            }
            let whole = body
                .get(strip::tail(front)..)
                .is_some_and(|rest| strip::separator(rest) == rest.len());
            let sign = if whole && sign == Sign::Soft {
                Sign::Whole
            } else {
                sign
            };
            best = Some((found, at, sign));
        }
        if sign == Sign::Strong && best.is_some() {
            break;
        }
    }
    // "Country | Pays: Spain", "Why …? / Pourquoi … ?: because": a stroke parts two languages of one label.
    while let Some((label, at, Sign::Strong)) = &mut best
        && let Some(rest) = body.get(*at..)
        && let Some(second) = rest.trim_start().strip_prefix(['|', '/', '–'])
        && let from = body.len() - second.len()
        && let Some(&(next, _)) = cuts
            .iter()
            .find(|(cut, sign)| *cut > from && *sign == Sign::Strong)
        && let Some(found) = body.get(from..next).and_then(|words| labels.find(words))
        && found.score >= 0.75
        && found.field() == label.field()
    {
        *at = next;
    }
    if best.is_none() && fuzzy {
        let end = cuts
            .iter()
            .find(|(_, sign)| *sign == Sign::Strong)
            .or_else(|| {
                cuts.iter().find(|(at, _)| {
                    body.get(*at..).is_some_and(|rest| {
                        rest.trim_start().starts_with(['-', '–', '—']) && rest.starts_with(' ')
                    })
                })
            })
            .or_else(|| cuts.iter().find(|(at, _)| begins_list(body, *at + 1)))
            .or_else(|| {
                let closed = |at: usize| at < body.len() && closes(body, at);
                cuts.iter().find(|(at, _)| closed(*at))
            });
        let (at, sign) = end.copied().unwrap_or((body.len(), Sign::Whole));
        if let Some(found) = body.get(..at).and_then(|front| labels.find(front)) {
            best = Some((found, at, sign));
        }
    }
    let (mut label, at, sign) = best?;
    let mut value = lead + at;
    value += strip::separator(text.get(value..)?);
    for arrow in [".- ", "->", "- ", "– ", "— "] {
        if sign == Sign::Strong && text.get(value..)?.starts_with(arrow) {
            value += arrow.len();
            value += strip::separator(text.get(value..)?);
        }
    }
    // Brackets behind a colon are the value's: "Telephone: (+34) 91…".
    if sign != Sign::Strong
        || text
            .get(..value)
            .is_some_and(|front| front.trim_end().ends_with(['?', '？']))
    {
        value += hint(text.get(value..)?);
    }
    if sign == Sign::Soft {
        value += soft(text.get(value..)?);
    }
    value += fill(text.get(value..)?);
    // "Where are you? / ¿Dónde están?": so nobody begins an answer, whatever the second language is.
    if sign == Sign::Strong
        && let Some((front, rest)) = text.split_at_checked(value)
        && front.trim_end().ends_with(['?', '？'])
        && rest.starts_with("/ ")
        && !rest
            .trim_end_matches([':', '?', '*', ' '])
            .contains([':', '?', '.'])
        && count(rest) <= SECOND
    {
        value = text.len();
    }
    // "Technical contact: name" asks for a name: the answer stands elsewhere.
    if sign == Sign::Strong
        && let Some(rest) = text.get(value..)
        && rest.starts_with(char::is_lowercase)
    {
        // It may stand behind one more colon or a dash ("Mayor: full name: Ana Silva", "Focal point: full name – Ana Silva").
        let signs = [":", " – ", " — ", " - "].into_iter();
        let asked = signs.filter_map(|sign| rest.find(sign)).min();
        let asked = asked.map_or(rest, |at| rest.get(..at).unwrap_or(rest));
        // "Focal point: phone number: 02 268…" asks for that of the focal point.
        let whole = || format!("{} {asked}", body.get(..at).unwrap_or(""));
        let first = asked.split('/').next().unwrap_or(asked).trim();
        let asks = asked.len() < rest.len() && labels.asks(first);
        let both = || labels.find(&whole()).filter(|found| found.score >= BOTH);
        if let Some(found) = asks.then(both).flatten() {
            label = found;
            value += asked.len();
            value += soft(text.get(value..)?);
        } else if labels.asks_again(asked, &label) {
            value += asked.len();
            value += soft(text.get(value..)?);
            value += strip::separator(text.get(value..)?);
        }
    }
    Some(Head { label, value, sign })
}

/// The longest label that a text begins with, followed by a space and something else.
pub(super) fn bare(text: &str, labels: &Labels) -> Option<Head> {
    let lead = strip::lead(text);
    let body = text.get(lead..)?;
    let first = body.split(|c: char| !c.is_alphanumeric()).next()?;
    if !labels.may_begin(&fold(first)) {
        return None;
    }
    let most = labels.most_letters(body);
    let mut best = None;
    let (mut words, mut letters) = (0, 0);
    for (at, c) in body.char_indices() {
        letters += usize::from(c.is_ascii_alphanumeric());
        if at > REACH || letters > most {
            break;
        }
        if !c.is_whitespace() {
            continue;
        }
        words += 1;
        if words > labels.longest() {
            break;
        }
        if let Some(found) = body.get(..at).and_then(|front| labels.exact(front)) {
            best = Some((found, at));
        }
    }
    let (label, at) = best?;
    let mut value = lead + at;
    value += strip::separator(text.get(value..)?);
    value += hint(text.get(value..)?);
    Some(Head {
        label,
        value,
        sign: Sign::Bare,
    })
}

/// Places where a label may end, in order.
fn cuts(text: &str) -> Vec<(usize, Sign)> {
    let mut cuts = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut depth = 0usize;
    while let Some((at, c)) = chars.next() {
        if at > REACH {
            return cuts;
        }
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '(' | '[' => {
                if depth == 0 && at > 0 && !text.get(at..).is_some_and(strip::is_box) {
                    cuts.push((at, Sign::Soft));
                }
                depth += 1;
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                // "Name (in English) Umeå": brackets end a label as a colon does.
                let rest = text.get(at + 1..).unwrap_or("").trim_start();
                if depth == 0 && next == Some(' ') && begins_answer(rest) {
                    cuts.push((at + 1, Sign::Soft));
                }
            }
            _ if depth > 0 => {}
            // Not the colon of a web address or a time of day.
            ':' if next == Some('/')
                || next.is_some_and(|next| next.is_ascii_digit())
                    && text
                        .get(..at)
                        .is_some_and(|f| f.ends_with(|p: char| p.is_ascii_digit())) => {}
            ':' | '：' | '\t' | '\n' | '|' | '=' | '→' | '►' | '】' => {
                cuts.push((at, Sign::Strong));
            }
            '?' | '？' => cuts.push((at + c.len_utf8(), Sign::Strong)),
            '_' | '…' => cuts.push((at, Sign::Strong)),
            '.' if next == Some('.')
                && text.get(at..).is_some_and(|rest| rest.starts_with("...")) =>
            {
                cuts.push((at, Sign::Strong));
            }
            // "País.- Perú", as it is written in Spanish.
            '.' if text.get(at..).is_some_and(|rest| rest.starts_with(".- ")) => {
                cuts.push((at, Sign::Strong));
            }
            // "Tel. +34 600…": the point of a short form stands for the colon.
            '.' if text.get(at + 1..).is_some_and(|rest| {
                // Brackets around words explain the label: "Tel. (with the code)".
                let number = rest.trim_start().trim_start_matches('(');
                rest.starts_with([' ', '\u{a0}'])
                    && number.starts_with(|c: char| c.is_ascii_digit() || c == '+')
            }) =>
            {
                cuts.push((at + 1, Sign::Strong))
            }
            ' ' if next == Some(' ') => cuts.push((at, Sign::Strong)),
            '\u{a0}' if next == Some('\u{a0}') => cuts.push((at, Sign::Strong)),
            '-' if next == Some('>') => cuts.push((at, Sign::Strong)),
            ' ' if matches!(next, Some('-' | '–' | '—')) => cuts.push((at, Sign::Soft)),
            '–' | '—' | '*' | ';' => cuts.push((at, Sign::Soft)),
            // "Member of the union ☒ Yes ☐ No": the boxes of a list stand before its words.
            ' ' if begins_list(text, at + 1) => cuts.push((at, Sign::Soft)),
            _ => {}
        }
    }
    cuts.push((text.len(), Sign::Whole));
    cuts
}

/// True for a place in a text where a list of boxes begins, each before its option. One word before them may be an option
/// itself, whose box stands in the line above.
fn begins_list(text: &str, at: usize) -> bool {
    let several = |front: &str| count(front) > 1 && !strip::has_box(front);
    let boxed = text.get(at..).filter(|rest| strip::is_box(rest));
    let boxed = boxed.filter(|_| text.get(..at).is_some_and(several));
    boxed.is_some_and(|rest| {
        let first = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = first.strip_prefix(['x', 'X']).unwrap_or(first);
        !first.trim_matches([')', ']', ' ']).is_empty()
            && rest.ends_with(|c: char| c.is_alphanumeric() || ".?!".contains(c))
    })
}

/// Length of a bracketed explanation behind a label, with the sign behind it. Not of a value in brackets: something must
/// follow it, or the brackets hold words of a label's kind.
fn hint(text: &str) -> usize {
    if !text.starts_with(['(', '[']) || strip::is_box(text) {
        return 0;
    }
    let Some(end) = text.find([')', ']']) else {
        return 0;
    };
    let after = end + 1;
    let rest = text.get(after..).unwrap_or("");
    after + strip::separator(rest)
}

/// True for a place in a text right behind brackets.
fn closes(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|front| front.ends_with([')', ']']))
}

/// True for words that begin as an answer does behind a label without a sign.
fn begins_answer(rest: &str) -> bool {
    strip::is_box(rest)
        || rest.starts_with(|c: char| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase())
}

/// True when what stands behind a dash begins as an answer does, not as an explanation.
fn begins_value(rest: &str) -> bool {
    let value = rest.trim_start();
    let dash = value.starts_with(['-', '–', '—']);
    let value = value.trim_start_matches(['-', '–', '—']).trim_start();
    dash && (!value.starts_with(char::is_lowercase) || strip::is_address(value))
}

/// Length of a dash between label and value.
fn soft(text: &str) -> usize {
    text.chars()
        .take_while(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '*' | ';' | ':'))
        .map(char::len_utf8)
        .sum()
}

/// Length of a fill line of dots or underscores in front of a value.
fn fill(text: &str) -> usize {
    let dots: usize = text
        .chars()
        .take_while(|c| matches!(c, '.' | '…' | '_' | '·') || c.is_whitespace())
        .map(char::len_utf8)
        .sum();
    let marks = text
        .get(..dots)
        .map_or(0, |run| run.chars().filter(|c| !c.is_whitespace()).count());
    // A line to cross in front of an option.
    let rest = text.get(dots..).unwrap_or("");
    let crossed =
        rest.starts_with(['x', 'X']) && rest.get(1..).is_some_and(|rest| rest.starts_with('_'));
    let listed = rest
        .trim_start_matches(|c| c != '_')
        .trim_start_matches(['_', 'x', 'X'])
        .contains(char::is_alphabetic);
    if text.starts_with('_') && (crossed || listed) {
        return 0;
    }
    if marks >= 2 || text.starts_with('…') {
        dots
    } else {
        0
    }
}

/// True when a text could be the start of a label that goes on in the next line: long enough, or of a script without spaces.
pub(super) fn may_go_on(text: &str, labels: &Labels) -> bool {
    let lead = strip::lead(text);
    let Some(body) = text.get(lead..) else {
        return false;
    };
    let first = body
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    labels.may_begin(&fold(first)) || has_unspaced(first) && !key(body).is_empty()
}
