//! Gives each label its value: what stands behind it, beside it or below it, up to the next label.

use super::context;
use super::guess::guess;
use super::hit::{Hit, bare_hits, hits};
use super::label::{Labels, Target};
use super::phrase;
use super::piece::{Edge, Mark, Piece};
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::document::{Document, Kind};
use crate::rules::{Rules, ValueKind, fold};
use std::collections::{BTreeMap, BTreeSet};

/// The words found for one field, not yet normalised.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Index of the field.
    pub field: usize,
    /// The words as written.
    pub raw: String,
    /// How sure it is that they are this field's.
    pub score: f32,
    /// The place in words.
    pub place: String,
    /// The form field it comes from.
    pub filled: Option<u32>,
    /// Which label of the document, in order.
    pub order: usize,
    /// True when the label stands in what may be an essay.
    pub inside: bool,
}

/// A document read as a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// The words found.
    pub found: Vec<Found>,
    /// Fields whose labels are printed.
    pub labels: BTreeSet<usize>,
    /// Fields whose labels are printed in wordings that are theirs alone.
    pub strong: BTreeSet<usize>,
    /// Labels of other forms.
    pub other: usize,
    /// Languages of the labels, with their number.
    pub languages: BTreeMap<String, usize>,
    /// Words outside labels and values.
    pub prose: usize,
}

/// Reads the pieces of a document as a form. `letter` is true for the body of a mail, where a closing ends the form.
pub(super) fn pair(
    mut pieces: Vec<Piece>,
    document: &Document,
    labels: &Labels,
    rules: &Rules,
    letter: bool,
) -> Sheet {
    let mut hits = hits(&mut pieces, labels);
    let more = bare_hits(&pieces, &hits, labels);
    if !more.is_empty() {
        hits.extend(more);
        hits.sort_by_key(|hit| hit.piece);
    }
    context::resolve(&mut hits, &pieces, rules);
    inner(&mut hits, &pieces, rules);
    repeats(&mut hits, &mut pieces, rules);
    guess(&mut pieces, &mut hits, labels, rules);
    values_like_labels(&mut hits, &pieces, rules);
    let mut sheet = Sheet::default();
    let mut used = 0;
    for (order, hit) in hits.iter().enumerate() {
        *sheet
            .languages
            .entry(hit.label.language.clone())
            .or_default() += usize::from(!hit.label.weak || hit.label.words > 1);
        let Some(field) = hit.label.field() else {
            sheet.other += usize::from(hit.label.targets.contains(&Target::Other));
            continue;
        };
        sheet.labels.insert(field);
        if !hit.label.weak && hit.label.score >= 0.9 {
            sheet.strong.insert(field);
        }
        let Some(rule) = rules.fields.get(field) else {
            continue;
        };
        let end = hits.get(order + 1).map_or(pieces.len(), |next| next.piece);
        let value = value(&pieces, hit, end, rule.kind, rules, letter, document);
        used += count(&value.raw);
        if value.raw.trim().is_empty() {
            continue;
        }
        let inside = order
            .checked_sub(1)
            .and_then(|before| hits.get(before))
            .is_some_and(|before| {
                !hit.told
                    && before
                        .label
                        .field()
                        .and_then(|field| rules.fields.get(field))
                        .is_some_and(|rule| rule.kind == ValueKind::LongText)
                    && pieces
                        .get(hit.piece)
                        .is_some_and(|piece| piece.edge < Edge::Paragraph && !piece.bold)
            });
        sheet.found.push(Found {
            field,
            raw: value.raw,
            score: hit.label.score * value.sure,
            place: place(&pieces, value.at, document),
            filled: value.filled,
            order,
            inside,
        });
    }
    super::closing::add(&pieces, &mut sheet, rules);
    let all: usize = pieces.iter().map(|piece| count(&piece.text)).sum();
    sheet.prose = all.saturating_sub(used);
    sheet
}

/// A line of an essay that begins like a label ("Date: the council never set one") is no label: nothing of the label's kind
/// stands behind it, or the same label stands elsewhere and the form goes on behind the essay as if this were not there.
pub(super) fn inner(hits: &mut Vec<Hit>, pieces: &[Piece], rules: &Rules) {
    let kind = |hit: &Hit| {
        hit.label
            .field()
            .and_then(|field| rules.fields.get(field))
            .map(|rule| rule.kind)
    };
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
        if typed && !valued && count(rest) >= 3 || twice && passes {
            drop.push(index);
        }
    }
    for index in drop.into_iter().rev() {
        hits.remove(index);
    }
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
            && pieces.get(hit.piece).is_some_and(|piece| {
                let own = fold(&piece.text);
                rules.words.of("leader_function").any(|word| word == own)
            });
        if (function || again && empty && waits)
            && plain
            && hit.sign == super::head::Sign::Whole
            && hit.label.words <= 4
        {
            let twice = kept.last().is_some_and(|last| {
                last.piece + 1 == hit.piece && last.label.field() == hit.label.field()
            });
            if let Some(piece) = pieces.get_mut(hit.piece)
                && matches!(piece.mark, Mark::Label(_))
            {
                // The same label in a second language, or a value that looks like a label.
                piece.mark = if twice { Mark::Hint } else { Mark::Value };
            }
            continue;
        }
        seen.extend(hit.label.field());
        kept.push(hit.clone());
    }
    *hits = kept;
}

/// A label without a value that stands where the label before it wants one is that value ("Function" over "Mayor").
fn values_like_labels(hits: &mut Vec<Hit>, pieces: &[Piece], rules: &Rules) {
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

/// Words of a value.
struct Words {
    raw: String,
    at: usize,
    filled: Option<u32>,
    sure: f32,
}

/// The words between a label and the next.
fn value(
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
    let short = context::is_short(kind);
    let mut taken: Option<usize> = None;
    let mut fielded = false;
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
            continue;
        }
        if at > first || offset == 0 {
            if piece.heading && !matches!(piece.mark, Mark::Value) && piece.field.is_none() {
                break;
            }
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
                        && context::opens_section(text, rules))
            {
                break;
            }
        }
        if let Some(before) = taken
            && short
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
            && !has_boxes(pieces, first, end)
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
            words
                .raw
                .push_str(joint(pieces, taken.unwrap_or(at), at, kind));
        }
        words.raw.push_str(text);
        taken = Some(at);
    }
    if kind == ValueKind::LongText
        && let Some(stripped) = without_hint(&words.raw)
    {
        words.raw = stripped;
    }
    words
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

/// What joins two pieces of one value.
fn joint(pieces: &[Piece], before: usize, at: usize, kind: ValueKind) -> &'static str {
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
        ValueKind::Email if edge <= Edge::Line && !(last.contains('@') && next.contains('@')) => {
            return "";
        }
        ValueKind::Url if edge <= Edge::Line && (last.ends_with('/') || !begins(next)) => return "",
        _ => {}
    }
    match edge {
        Edge::Gap | Edge::Line => {
            let unspaced = last.ends_with(super::words::is_unspaced);
            let hyphen = edge == Edge::Line
                && last.ends_with(|c| matches!(c, '-' | '/'))
                && last.chars().rev().nth(1).is_some_and(char::is_alphanumeric)
                && next.starts_with(char::is_alphanumeric);
            if unspaced || hyphen { "" } else { " " }
        }
        _ if kind == ValueKind::LongText => "\n",
        _ => " ",
    }
}

/// True when the value has boxes to tick.
fn has_boxes(pieces: &[Piece], first: usize, end: usize) -> bool {
    pieces.get(first..end).into_iter().flatten().any(|piece| {
        super::strip::has_box(&piece.text)
            || piece.text.contains(['[', ']'])
            || is_mark(&piece.text)
    })
}

/// True for a mark that someone typed into a box of its own.
fn is_mark(text: &str) -> bool {
    matches!(
        text.trim(),
        "x" | "X" | "[x]" | "[X]" | "(x)" | "(X)" | "[ ]" | "( )" | "✓" | "✔" | "✗" | "✘"
    )
}

/// True when a one-line value goes on in a later piece.
fn goes_on(pieces: &[Piece], before: usize, at: usize, hit: &Hit, document: &Document) -> bool {
    let (Some(last), Some(piece)) = (pieces.get(before), pieces.get(at)) else {
        return false;
    };
    if piece.field.is_some() && piece.field == last.field {
        return true;
    }
    if hit.told && matches!(piece.mark, Mark::Value) && matches!(last.mark, Mark::Value) {
        // The lines of one cell belong together, and the cells of one row.
        return piece.cell == last.cell && piece.edge < Edge::Row;
    }
    match piece.edge {
        Edge::Gap => true,
        Edge::Line if piece.page > 0 && last.place.iter().any(|edge| *edge != 0.0) => {
            is_full(pieces, before) && starts_inside(piece)
        }
        Edge::Line if document.kind == Kind::Text => {
            last.text.chars().count() >= 55 && starts_inside(piece)
        }
        Edge::Line => last.text.chars().count() >= 40 || last.text.ends_with([',', '-', '/', '&']),
        _ => false,
    }
}

/// True when a line could be the middle of a sentence.
fn starts_inside(piece: &Piece) -> bool {
    piece
        .text
        .chars()
        .next()
        .is_some_and(|c| !matches!(c, '-' | '•' | '–'))
}

/// True when a line reaches as far right as the lines around it.
fn is_full(pieces: &[Piece], at: usize) -> bool {
    let Some(own) = pieces.get(at) else {
        return false;
    };
    let right = |piece: &Piece| piece.place.get(2).copied().unwrap_or(0.0);
    let around = pieces
        .get(at.saturating_sub(40)..(at + 40).min(pieces.len()))
        .unwrap_or(&[]);
    let far = around
        .iter()
        .filter(|piece| piece.page == own.page)
        .map(right)
        .fold(0.0, f32::max);
    right(own) > far * 0.85
}

/// True where a letter says good-bye, or a mail program or a law office adds its own words.
fn is_end(text: &str, rules: &Rules, letter: bool) -> bool {
    if matches!(text, "--" | "-- " | "__" | "---")
        || text.starts_with("-----")
        || text.starts_with("_____")
    {
        return true;
    }
    if text.len() > 400 {
        return false;
    }
    let folded = fold(text);
    let starts = |purpose: &str| {
        rules.words.phrases.get(purpose).is_some_and(|languages| {
            languages.values().flatten().any(|phrase| {
                folded.starts_with(phrase.as_str()) && phrase::contains(&folded, phrase)
            })
        })
    };
    // "Fait à Dakar, le 3 mars 2026" closes a form.
    let dated = super::closing::is_formula(text, rules);
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
        return text.ends_with(':') && count(text) <= 8
            || piece.bold && label.bold && text.ends_with([':', '?']);
    }
    let text = piece.text.trim_end();
    // A bold, numbered line above a label that is not bold itself names the next part of the form.
    let heads_part = piece.bold
        && !label.bold
        && is_numbered(text)
        && count(text) <= 12
        && pieces.get(at - 1).is_some_and(|before| !before.bold)
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
        && pieces.get(at - 1).is_some_and(|before| !before.bold)
        && count(text) <= 30;
    let numbered =
        is_numbered(text) && is_numbered(&label.text) && (text.ends_with([':', '?']) || piece.bold);
    bold || numbered
}

fn is_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && super::strip::lead(text) > 0
}

/// A value without the explanation in brackets that the form prints in front of it ("(max. 300 words)").
fn without_hint(raw: &str) -> Option<String> {
    let text = raw.trim_start();
    if !text.starts_with('(') {
        return None;
    }
    let end = text.find(')')?;
    let (group, rest) = (text.get(..=end)?, text.get(end + 1..)?);
    let alone = rest.is_empty()
        || rest.starts_with('\n')
        || rest
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    (count(group) <= 25 && alone).then(|| rest.trim().to_owned())
}

/// The place of a piece in words.
fn place(pieces: &[Piece], at: usize, document: &Document) -> String {
    let Some(piece) = pieces.get(at) else {
        return String::new();
    };
    match (piece.page, piece.cell) {
        (0, (0, _)) => match document.kind {
            Kind::Text | Kind::Html => format!("line {}", at + 1),
            _ => format!("paragraph {}", at + 1),
        },
        (0, (table, row)) => format!("table {table}, row {row}"),
        (page, _) => format!("page {page}"),
    }
}
