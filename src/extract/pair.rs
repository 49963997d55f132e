//! Gives each label its value: what stands behind it, beside it or below it, up to the next label.

use super::abreast;
use super::agreed;
use super::blank;
use super::closing;
use super::context;
use super::doubt::{entitled, inner, repeats, title, values_like_labels};
use super::evidence;
use super::form::Likeness;
use super::guess::guess;
use super::hit::{Hit, bare_hits, hits};
use super::instruction;
use super::label::{Labels, Target};
use super::piece::{Edge, Mark, Piece};
use super::rhythm;
use super::seen::{Road, Seen, bare, label_text};
use super::sequence::Sequence;
use super::shared;
use super::span::{is_end, value};
use super::spoken;
use super::tail;
use super::words::count;
use super::wrapped;
use crate::document::{Document, Kind};
use crate::rules::{FieldRule, Rules, ValueKind};
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
    /// Index in `Sheet::seen` of the label.
    pub seen: usize,
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
    /// The labels seen, known and unknown, in order; those of fillable fields behind them.
    pub seen: Vec<Seen>,
    /// The forms of the rules, the likest first.
    pub forms: Vec<Likeness>,
    /// Its layout told each label, in whatever words.
    pub told: bool,
}

/// What pieces are read as a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Those of a file.
    File,
    /// The body of a mail, where a closing ends the form.
    Letter,
    /// Those of a file whose layout told each label, in whatever words.
    Labels,
}

/// Reads the pieces of a document as a form.
pub(super) fn pair(
    mut pieces: Vec<Piece>,
    document: &Document,
    labels: &Labels,
    rules: &Rules,
    told: Told,
) -> Sheet {
    let letter = told == Told::Letter;
    spoken::unmark(&mut pieces);
    wrapped::join(&mut pieces, labels);
    abreast::part(&mut pieces, labels);
    agreed::tell(&mut pieces, labels, rules);
    let mut hits = hits(&mut pieces, labels);
    let more = bare_hits(&pieces, &hits, labels);
    if !more.is_empty() {
        hits.extend(more);
        hits.sort_by_key(|hit| hit.piece);
    }
    if letter {
        signature(&mut hits, &mut pieces, rules);
    }
    tail::skip(&pieces, &mut hits, rules);
    context::resolve(&mut hits, &mut pieces, labels, rules);
    title(&mut hits, &pieces, rules);
    inner(&mut hits, &mut pieces, rules);
    repeats(&mut hits, &mut pieces, rules);
    blank::close(&mut pieces, &hits, document);
    guess(&mut pieces, &mut hits, labels, rules, told);
    entitled(&mut hits, &pieces, rules);
    tail::skip(&pieces, &mut hits, rules);
    values_like_labels(&mut hits, &pieces, rules);
    shared::settle(&pieces, &mut hits, rules);
    instruction::skip(&mut pieces, &hits, rules);
    let counted = Sequence::of(&pieces);
    let empty = rhythm::left_empty(&pieces, &hits, document.kind, rules);
    let mut sheet = Sheet {
        told: told == Told::Labels,
        ..Sheet::default()
    };
    let mut used = 0;
    for (order, hit) in hits.iter().enumerate() {
        *sheet
            .languages
            .entry(hit.label.language.clone())
            .or_default() += usize::from(!hit.label.weak || hit.label.words > 1);
        sheet.seen.push(Seen {
            text: label_text(&pieces, hit),
            place: place(&pieces, hit.piece, document),
            field: hit.label.field(),
            known: true,
            score: hit.label.score,
            road: match (hit.guessed, letter) {
                (true, _) => Road::Guess,
                (_, true) => Road::Line,
                (_, false) => Road::Label,
            },
        });
        let Some(field) = hit.label.field() else {
            sheet.other += usize::from(hit.label.targets.contains(&Target::Other));
            continue;
        };
        // Essays are what tells a form of ours: one that is only guessed must be worded much like it.
        let essay = |rule: &FieldRule| rule.kind == ValueKind::LongText;
        let least = match rules.fields.get(field).is_some_and(essay) {
            true => evidence::WORDED,
            false => evidence::SURE,
        };
        if !hit.guessed || hit.label.score > least {
            sheet.labels.insert(field);
        }
        if !hit.label.weak && hit.label.score >= 0.9 {
            sheet.strong.insert(field);
        }
        let Some(rule) = rules.fields.get(field) else {
            continue;
        };
        let end = match empty.contains(&hit.piece) {
            true => hit.value.0,
            false => hits.get(order + 1).map_or(pieces.len(), |next| next.piece),
        };
        let value = value(&pieces, hit, end, rule.kind, rules, letter, document);
        used += count(&value.raw);
        let printed = value.filled.is_none() && counted.counts(&value.raw);
        if value.raw.trim().is_empty()
            || printed
            || asks(&value.raw, labels) && !beside(&pieces, hit, labels)
        {
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
            seen: sheet.seen.len() - 1,
        });
    }
    for (at, piece) in pieces.iter().enumerate() {
        let told = hits.iter().any(|hit| hit.piece == at);
        if !told && matches!(piece.mark, Mark::Unknown) && piece.field.is_none() {
            sheet
                .seen
                .push(unknown(bare(&piece.text), place(&pieces, at, document)));
        }
    }
    closing::add(&pieces, &mut sheet, rules);
    closing::add_signatory(&pieces, &mut sheet, rules, letter);
    let all: usize = pieces.iter().map(|piece| count(&piece.text)).sum();
    sheet.prose = all.saturating_sub(used);
    sheet
}

/// True for a question that some field of ours answers: it stands where nobody filled in anything.
fn asks(raw: &str, labels: &Labels) -> bool {
    /// What its words must say for a field at least, in natural logarithms.
    const ENOUGH: f32 = 4.0;
    let raw = raw.trim();
    let signed = raw.ends_with(['?', ':', '？', '：', '؟']) && !raw.contains('\n');
    signed
        && labels
            .meaning(raw)
            .first()
            .is_some_and(|(score, _)| *score >= ENOUGH)
}

/// True where a table tells that the cell beside a label answers it, and no label is worded so.
fn beside(pieces: &[Piece], hit: &Hit, labels: &Labels) -> bool {
    let answer = pieces.get(hit.value.0).filter(|_| hit.told);
    answer.is_some_and(|answer| {
        let told = matches!(answer.mark, Mark::Value) && answer.edge == Edge::Cell;
        told && labels.find(&answer.text).is_none()
    })
}

/// Drops what a writer puts below the good-bye: short forms with a point and no colon ("Tel. +34 600…") anywhere, and how to
/// reach the writer where nothing else of the form comes behind it. It answers nothing.
fn signature(hits: &mut Vec<Hit>, pieces: &mut [Piece], rules: &Rules) {
    let end = signed_off(hits, pieces, rules);
    // The good-bye is no label of what is signed below it.
    let goodbye = pieces
        .get_mut(end)
        .filter(|piece| matches!(piece.mark, Mark::Free));
    goodbye
        .into_iter()
        .for_each(|piece| piece.mark = Mark::Hint);
    for piece in pieces.get_mut(end + 1..).unwrap_or_default() {
        if matches!(piece.mark, Mark::Free) {
            piece.mark = Mark::Lost;
        }
    }
    hits.retain(|hit| hit.piece < end);
    let mut before = 0;
    hits.retain(|hit| {
        let own = pieces
            .get(hit.piece)
            .and_then(|piece| piece.text.get(..hit.value.1));
        let pointed = own.is_some_and(|own| own.trim_end().ends_with('.'));
        let between = pieces.get(before..hit.piece).unwrap_or(&[]);
        let ended = between.iter().any(|piece| is_end(&piece.text, rules, true));
        if !(pointed && ended) {
            before = hit.piece;
        }
        !(pointed && ended)
    });
}

/// Where a letter says good-bye behind its form; the number of pieces where it does not, or goes on with the form.
fn signed_off(hits: &[Hit], pieces: &[Piece], rules: &Rules) -> usize {
    /// Labels of a form at least.
    const FORM: usize = 4;
    let reaches = |hit: &&Hit| {
        let rule = hit.label.field().and_then(|field| rules.fields.get(field));
        rule.is_some_and(|rule| {
            let kind = matches!(
                rule.kind,
                ValueKind::Email | ValueKind::Phone | ValueKind::Url
            );
            kind || rule.id == "postal_address"
        })
    };
    let Some(form) = hits.get(FORM - 1) else {
        return pieces.len();
    };
    let form = hits
        .iter()
        .rfind(|hit| !reaches(hit))
        .map_or(form.piece, |last| last.piece.max(form.piece));
    // What it says good-bye with is no answer to the last label.
    let behind = pieces.iter().enumerate().skip(form + 1);
    behind
        .filter(|(_, piece)| {
            is_end(&piece.text, rules, true) && !closing::is_formula(&piece.text, rules)
        })
        .map(|(at, _)| at)
        .next()
        .unwrap_or(pieces.len())
}

/// A label that no rule knows.
pub(super) fn unknown(text: String, place: String) -> Seen {
    Seen {
        text,
        place,
        field: None,
        known: false,
        score: 0.0,
        road: Road::Guess,
    }
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
