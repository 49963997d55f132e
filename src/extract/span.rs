//! How far a value goes: from its label to the next label, the end of its line, cell or paragraph, or the good-bye.

use super::full::breaks;
use super::hit::Hit;
use super::onward::{goes_on, has_label, is_wrapped};
use super::piece::{Edge, Mark, Piece};
use super::seen::label_text;
use super::words::count;
use super::{closing, options, phrase, row, shared, strip, title, whose, words};
use crate::document::{Document, Kind};
use crate::rules::{Rules, ValueKind, fold};

/// Characters of the longest line that is one part of an answer.
const LISTED: usize = 120;

/// Words of a value.
pub(super) struct Words {
    /// The words as written.
    pub raw: String,
    /// Index of the first piece.
    pub at: usize,
    /// The form field that they are the value of.
    pub filled: Option<u32>,
    /// Confidence of the reading.
    pub sure: f32,
}

/// True for kinds whose value fits on one line.
pub(super) fn is_short(kind: ValueKind) -> bool {
    use ValueKind::{Choice, LongText, YesNo};
    !matches!(kind, LongText | Choice | YesNo)
}

/// The words between a label and the next.
pub(super) fn value(
    pieces: &[Piece],
    hit: &Hit,
    end: usize,
    kind: ValueKind,
    rules: &Rules,
    letter: bool,
    document: &Document,
) -> Words {
    let (first, offset) = hit.value;
    let mut words = Words {
        raw: String::new(),
        at: first.min(pieces.len().saturating_sub(1)),
        filled: None,
        sure: 1.0,
    };
    let short = is_short(kind);
    // An answer of several parts may have a line for each.
    let parts = match kind {
        ValueKind::LongText | ValueKind::Choice | ValueKind::YesNo => 0,
        _ => hit.label.field().map_or(0, |field| {
            let asked = shared::asked(&label_text(pieces, hit), field, rules).len();
            asked.max(shared::lines_of_person(pieces, first, end, kind))
        }),
    };
    let mut lines = 0;
    let mut taken: Option<usize> = None;
    let mut fielded = false;
    let mut struck = false;
    for at in first..end {
        let Some(piece) = pieces.get(at) else { break };
        let text = if at == first {
            piece.text.get(offset..).unwrap_or("")
        } else {
            piece.text.as_str()
        };
        let text = text.trim();
        match &piece.mark {
            Mark::Hint | Mark::Lost => continue,
            Mark::Unknown | Mark::Label(_) => break,
            Mark::Free | Mark::Value => {}
        }
        if text.is_empty() {
            continue;
        }
        // The colon of a wrapped label, a bullet, a rule.
        if taken.is_none()
            && piece.field.is_none()
            && !text.contains(['☐', '☒', '✓', '✔', '[', '('])
            && !text.chars().any(char::is_alphanumeric)
            && text.chars().count() <= 3
        {
            struck |= text.starts_with(['-', '–', '—']);
            continue;
        }
        // A dash before an answer of one line.
        let text = match taken.is_none() && short && piece.field.is_none() {
            true => strip::undashed(text),
            false => text,
        };
        // A dash in place of an answer.
        if struck && taken.is_none() && piece.edge >= Edge::Row {
            break;
        }
        if at > first || offset == 0 {
            if piece.heading && !matches!(piece.mark, Mark::Value) && piece.field.is_none() {
                break;
            }
            // One of the lines of an answer of several parts ("Mayor" below her name).
            let within = (1..parts).contains(&lines);
            let is_part = within && !piece.heading && !piece.bold;
            let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
            if free
                && (letter || taken.is_some() || text.len() < 160)
                && is_end(text, rules, letter)
            {
                break;
            }
            if free
                && (is_unknown_label(pieces, at, hit, taken, kind)
                    || (taken.is_some() || !names_person(hit, rules))
                        && !is_part
                        && !taken.is_some_and(|last| is_wrapped(pieces, last, at, document))
                        && whose::opens_section(text, rules))
            {
                break;
            }
        }
        let line = piece.edge > Edge::Gap && matches!(piece.mark, Mark::Free);
        if line
            && piece.field.is_none()
            && (title::is_framed(text) || short && is_ours(text, rules))
        {
            break;
        }
        if let Some(before) = taken
            && title::names_next_part(pieces, (hit, before), at, end)
        {
            break;
        }
        if let Some(before) = taken
            && row::is_left(pieces, hit, before, at)
        {
            break;
        }
        let listed = lines > 0
            && lines < parts
            && text.chars().count() <= LISTED
            && !text.ends_with([':', '?', '：', '？'])
            && !has_label(piece)
            && !shared::is_list(text, rules);
        if let Some(before) = taken
            && short
            && !listed
            && (piece.field.is_none() || fielded)
            && !goes_on(pieces, before, at, hit, document)
        {
            break;
        }
        if !short && kind != ValueKind::LongText && taken.is_some() && words.raw.len() > 900 {
            break;
        }
        if !short
            && kind != ValueKind::LongText
            && let Some(before) = taken
            && !listed
            && !has_boxes(pieces, (first, offset), end, kind)
            && !goes_on(pieces, before, at, hit, document)
        {
            break;
        }
        if taken.is_none() {
            words.at = at;
            words.filled = piece.field;
        } else if words.filled.is_none() {
            words.filled = piece.field;
        }
        if piece.field.is_some()
            && !fielded
            && !matches!(kind, ValueKind::Choice | ValueKind::YesNo)
        {
            // What a field holds is the value; the words before it were the rest of the label.
            fielded = true;
            words.raw.clear();
        } else if fielded && piece.field.is_none() {
            continue;
        }
        words.sure = words
            .sure
            .min(if piece.sure > 0.0 { piece.sure } else { 1.0 });
        if !words.raw.is_empty() {
            // Only where a page is laid out may a line be the rest of the one before.
            let unwrapped = piece.page == 0 && document.kind != Kind::Text;
            let own_line = piece.edge > Edge::Line
                || piece.edge == Edge::Line && hit.told && document.kind != Kind::Text;
            let person = kind == ValueKind::Person && piece.page == 0 && own_line;
            let number = words.raw.ends_with(|c: char| c.is_ascii_digit())
                && text.starts_with(|c: char| c.is_ascii_digit());
            let last = taken.unwrap_or(at);
            let printed = piece.page > 0 && piece.edge == Edge::Line;
            let broken = is_wrapped(pieces, last, at, document)
                || printed && kind == ValueKind::Person && breaks(pieces, last, at);
            words
                .raw
                .push_str(if (listed || person) && !number && !broken {
                    "\n"
                } else {
                    joint(pieces, taken.unwrap_or(at), at, kind, unwrapped)
                });
        }
        words.raw.push_str(text);
        lines += 1;
        taken = Some(at);
    }
    if !matches!(kind, ValueKind::Choice | ValueKind::YesNo)
        && let Some(stripped) = without_hint(&words.raw, kind)
    {
        words.raw = stripped;
    }
    words
}

/// True for a line with the address of those who collect the forms: it says where this one is to be sent, and answers nothing.
fn is_ours(text: &str, rules: &Rules) -> bool {
    text.contains('@') && phrase::first(&fold(text), "secretariat", rules).is_some()
}

/// True for fields whose value may be a word like "Mayor".
fn names_person(hit: &Hit, rules: &Rules) -> bool {
    hit.label
        .field()
        .and_then(|field| rules.fields.get(field))
        .is_some_and(|rule| {
            rule.kind == ValueKind::Person
                || ["leader_title", "contact_role", "lrg_name"].contains(&rule.id.as_str())
        })
}

/// What joins two pieces of one value. `unwrapped` is true where lines end where their writer ended them.
fn joint(
    pieces: &[Piece],
    before: usize,
    at: usize,
    kind: ValueKind,
    unwrapped: bool,
) -> &'static str {
    let edge = pieces
        .get(before + 1..=at)
        .into_iter()
        .flatten()
        .map(|piece| piece.edge)
        .max()
        .unwrap_or_default();
    let (last, next) = (
        pieces.get(before).map_or("", |piece| piece.text.as_str()),
        pieces.get(at).map_or("", |piece| piece.text.as_str()),
    );
    // An address broken over the lines of a narrow column.
    let begins = |text: &str| text.starts_with("http") || text.starts_with("www.");
    match kind {
        // Each option has a line of its own.
        ValueKind::Choice | ValueKind::YesNo
            if edge >= Edge::Line && (unwrapped || options::is_marked(next)) =>
        {
            return "\n";
        }
        // What is broken goes on with the rest of it, not with a sentence.
        ValueKind::Email
            if edge <= Edge::Line && !(last.contains('@') && next.trim().contains(['@', ' '])) =>
        {
            return "";
        }
        ValueKind::Url if edge <= Edge::Line && (last.ends_with('/') || !begins(next)) => return "",
        _ => {}
    }
    match edge {
        // The gap tells which of the words around a lone mark it belongs to.
        Edge::Gap if matches!(kind, ValueKind::Choice | ValueKind::YesNo) => "   ",
        Edge::Gap | Edge::Line => {
            let unspaced = last.ends_with(words::is_unspaced);
            let hyphen = edge == Edge::Line
                && last.ends_with(['-', '/'])
                && last.chars().rev().nth(1).is_some_and(char::is_alphanumeric)
                && next.starts_with(char::is_alphanumeric);
            if unspaced || hyphen { "" } else { " " }
        }
        _ if kind == ValueKind::LongText => "\n",
        _ => " ",
    }
}

/// True when the value has boxes to tick.
fn has_boxes(
    pieces: &[Piece],
    (first, offset): (usize, usize),
    end: usize,
    kind: ValueKind,
) -> bool {
    let ticked = matches!(kind, ValueKind::Choice | ValueKind::YesNo);
    let value = pieces.get(first).and_then(|piece| piece.text.get(offset..));
    let crossed = |piece: &Piece| options::is_marked(&piece.text);
    ticked && value.is_some_and(options::is_marked)
        || pieces.get(first..end).into_iter().flatten().any(|piece| {
            strip::has_box(&piece.text)
                || piece.text.contains(['[', ']'])
                || is_mark(&piece.text)
                || (ticked || matches!(piece.mark, Mark::Value)) && crossed(piece)
        })
}

/// True for a mark that someone typed into a box of its own.
fn is_mark(text: &str) -> bool {
    matches!(
        text.trim(),
        "x" | "X" | "[x]" | "[X]" | "(x)" | "(X)" | "[ ]" | "( )" | "✓" | "✔" | "✗" | "✘"
    )
}

/// True where a letter says good-bye, or a mail program or a law office adds its own words.
pub(super) fn is_end(text: &str, rules: &Rules, letter: bool) -> bool {
    // A line of strokes; one with words behind it may be a box to cross.
    let drawn = text.starts_with("_____") && text.chars().all(|c| c == '_' || c.is_whitespace());
    if matches!(text, "--" | "-- " | "__" | "---") || text.starts_with("-----") || drawn {
        return true;
    }
    if text.len() > 400 {
        return false;
    }
    let folded = fold(text);
    let starts = |purpose: &str| phrase::begins(&folded, purpose, rules);
    // "Fait à Dakar, le 3 mars 2026" closes a form.
    let dated = closing::is_formula(text, rules);
    dated
        || (letter && text.len() < 80 && starts("closing"))
        || starts("footer")
        || letter && starts("quote_header")
}

/// True for a line that is printed like the labels of this document and is none of ours: it ends the value before it.
fn is_unknown_label(
    pieces: &[Piece],
    at: usize,
    hit: &Hit,
    taken: Option<usize>,
    kind: ValueKind,
) -> bool {
    let (Some(piece), Some(label)) = (pieces.get(at), pieces.get(hit.piece)) else {
        return false;
    };
    if taken.is_none() && kind != ValueKind::LongText {
        // Right below a label without a value: a line with a colon is the next label.
        let text = piece.text.trim_end();
        return text.ends_with([':', '：']) && count(text) <= 8
            || piece.bold && label.bold && text.ends_with([':', '?', '：', '？']);
    }
    let text = piece.text.trim_end();
    // A bold, numbered line above a label that is not bold itself names the next part of the form.
    let heads_part = piece.bold
        && !label.bold
        && is_numbered(text)
        && count(text) <= 12
        && at
            .checked_sub(1)
            .and_then(|before| pieces.get(before))
            .is_some_and(|before| !before.bold)
        && pieces.get(at + 1).is_some_and(|next| {
            matches!(next.mark, Mark::Label(_))
                || next.edge >= Edge::Line
                    && !next.bold
                    && next.text.trim_end().ends_with([':', '?'])
        });
    if heads_part {
        return true;
    }
    if hit.told || piece.cell != label.cell {
        return false;
    }
    let bold = piece.bold
        && label.bold
        && piece.edge >= Edge::Line
        && at
            .checked_sub(1)
            .and_then(|before| pieces.get(before))
            .is_some_and(|before| !before.bold)
        && count(text) <= 30;
    let numbered =
        is_numbered(text) && is_numbered(&label.text) && (text.ends_with([':', '?']) || piece.bold);
    bold || numbered
}

fn is_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && strip::lead(text) > 0
}

/// A value without the explanation in brackets that the form prints in front of it ("(max. 300 words)"). Round brackets may
/// be those of a short answer.
fn without_hint(raw: &str, kind: ValueKind) -> Option<String> {
    let text = raw.trim_start();
    let close = match text.chars().next()? {
        '(' if kind == ValueKind::LongText => ')',
        '[' => ']',
        '{' => '}',
        '【' => '】',
        _ => return None,
    };
    let end = text.find(close)? + close.len_utf8();
    let (group, rest) = text.split_at_checked(end)?;
    let alone = rest.is_empty()
        || rest.starts_with('\n')
        || rest
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    // A tick, or nothing but what the form prints.
    let says = group.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let kept = kind == ValueKind::LongText || !rest.trim().is_empty();
    (count(group) <= 25 && alone && kept && (says || close == ')')).then(|| rest.trim().to_owned())
}
