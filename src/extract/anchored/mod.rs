//! Forms whose layout tells which texts are labels and which are answers, whatever their words: what can be nothing but an
//! answer shows how answers are printed, and what stands before it how labels are.

mod anchor;
mod placed;
mod roles;
mod texts;
mod worth;

use super::cell::{Kind, kind};
use super::field;
use super::label::Labels;
use super::pair::{Found, Sheet, Told, pair};
use super::piece::{Edge, Mark, Piece};
use super::table::{Box, push_head, push_marked};
use super::value::is_unwritten;
use super::words::count;
use crate::document::Document;
use crate::rules::{Need, Rules, ValueKind, fold};
use anchor::{Anchor, anchor};
use std::collections::BTreeSet;
use texts::{Columns, Role, Text, texts};

/// Sure answers, and kinds of them, of the shortest form that is told so.
const ANCHORS: usize = 5;
const KINDS: usize = 4;
/// Labels with answers of the shortest form.
const PAIRS: usize = 8;
/// Texts of the longest form.
const MOST: usize = 600;
/// Bytes of the longest label.
const LABEL: usize = 400;

/// A label with its answer, by the numbers of their texts.
#[derive(Debug, Default)]
struct Pair {
    label: Vec<usize>,
    answer: Vec<usize>,
}

/// A document read by its layout, where that reads more of it than its words did.
pub(super) fn sheet(
    document: &Document,
    before: &Sheet,
    labels: &Labels,
    rules: &Rules,
) -> Option<Sheet> {
    /// What must be gained.
    const MORE: f32 = 1.5;
    /// Words that no label and no answer has: a title and a little more.
    const LOST: usize = 12;
    /// What a word is worth that belongs to an answer.
    const WORD: f32 = 0.02;
    if is_sound(before, rules) {
        return None;
    }
    let (below, wide) = texts(document, Columns::Below);
    let beside = wide.then(|| texts(document, Columns::Beside).0);
    let all = [placed::placed(document), Some(below), beside];
    let readings = all.into_iter().flatten();
    let readings = readings.filter_map(|own| Reading::of(own, labels, rules));
    let readings: Vec<Reading> = readings.collect();
    if readings.is_empty() {
        return None;
    }
    let worth = |sheet: &Sheet| worth::worth(sheet, labels, rules);
    let without_lost = |worth: f32, sheet: &Sheet| worth - WORD * lost(sheet) as f32;
    let own = worth(before);
    let fields: BTreeSet<usize> = before.found.iter().map(|found| found.field).collect();
    // Whatever was found is well read, and there is no more.
    let sound = own >= fields.len() as f32 && lost(before) <= LOST;
    let known = without_lost(own, before);
    let readings = readings.into_iter();
    let readings = readings.filter(|own| !sound || own.answered() > fields.len());
    let sheets = readings.map(|reading| {
        let pieces = reading.pieces(labels);
        let mut sheet = pair(pieces, document, labels, rules, Told::Labels);
        field::add(document, &mut sheet, labels, rules);
        (without_lost(worth(&sheet), &sheet), sheet)
    });
    let best = sheets.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.filter(|(own, _)| *own >= known + MORE)
        .map(|(_, sheet)| sheet)
}

/// Words that no label and no answer has.
fn lost(sheet: &Sheet) -> usize {
    let asked: usize = sheet.seen.iter().map(|seen| count(&seen.text)).sum();
    sheet.prose.saturating_sub(asked)
}

/// True for a form whose labels are nearly all known by their wording and answered, by what looks like an answer, and that has
/// all that we need or all that was written: most forms are read so, and nothing is gained by reading them once more.
fn is_sound(sheet: &Sheet, rules: &Rules) -> bool {
    /// Answers of the shortest form.
    const ANSWERS: usize = 12;
    /// How alike the wording of a known label is.
    const KNOWN: f32 = 0.9;
    /// Answers of a form that has nearly all, and words of its title and of what is said below that.
    const MOST_ANSWERS: usize = 18;
    const TITLE: usize = 40;
    /// Fields that are wished for and may be missing.
    const MISSING: usize = 1;
    let said = |found: &&Found| found.raw.contains(char::is_alphanumeric);
    let fields = |least: f32| -> BTreeSet<usize> {
        let found = sheet.found.iter().filter(said);
        let found = found.filter(|found| found.score >= least);
        found.map(|found| found.field).collect()
    };
    let (answered, known) = (fields(0.0), fields(KNOWN).len());
    let missing = |need: Need| {
        let rules = rules.fields.iter().enumerate();
        let own = rules.filter(|(_, rule)| rule.need == need && rule.form.is_none());
        own.filter(|(index, _)| !answered.contains(index)).count()
    };
    let whole = missing(Need::Required) == 0 && missing(Need::Wished) <= MISSING;
    let answered = answered.len();
    // Every answer has a label that is known, and nothing is left that might be another one: what is missing was left empty.
    let strange = sheet.seen.iter().filter(|seen| !seen.known).count();
    let whole = whole
        || answered >= MOST_ANSWERS && known == answered && strange == 0 && lost(sheet) <= TITLE;
    // A placeholder says that nobody wrote anything there.
    let looks_like_one = |found: &Found| {
        let rule = rules.fields.get(found.field);
        let own = match rule.map(|rule| rule.kind) {
            Some(ValueKind::Email) => found.raw.contains('@'),
            Some(ValueKind::Phone | ValueKind::Integer | ValueKind::Period) => {
                found.raw.contains(char::is_numeric)
            }
            _ => true,
        };
        own || is_unwritten(&found.raw, &fold(&found.raw), rules)
    };
    whole
        && answered >= ANSWERS
        && known * 5 >= answered * 4
        && answered * 5 >= sheet.labels.len() * 4
        && sheet.found.iter().filter(said).all(looks_like_one)
}

/// The texts of a document with their labels and answers.
struct Reading {
    texts: Vec<Text>,
    pairs: Vec<Pair>,
}

impl Reading {
    fn of(texts: Vec<Text>, labels: &Labels, rules: &Rules) -> Option<Reading> {
        if texts.len() < 2 * PAIRS || texts.len() > MOST {
            return None;
        }
        let anchors: Vec<Option<Anchor>> = texts
            .iter()
            .map(|text| anchor(&text.text, labels, rules))
            .collect();
        let kinds: BTreeSet<Anchor> = anchors.iter().copied().flatten().collect();
        if anchors.iter().flatten().count() < ANCHORS || kinds.len() < KINDS {
            return None;
        }
        let roles = roles::roles(&texts, &anchors, labels);
        let pairs = pairs(&texts, &roles);
        let wrong = wrong(&texts, &pairs, &anchors, &roles, labels);
        let sure = anchors.iter().flatten().count();
        let all = pairs.len();
        let own = Reading { texts, pairs };
        let answered = own.answered();
        let fits = answered >= PAIRS && wrong * 5 <= sure && answered * 3 >= all * 2;
        fits.then_some(own)
    }

    /// Labels that are answered.
    fn answered(&self) -> usize {
        let pairs = self.pairs.iter();
        pairs.filter(|pair| !pair.answer.is_empty()).count()
    }

    fn pieces(mut self, labels: &Labels) -> Vec<Piece> {
        let mut out: Vec<Piece> = Vec::new();
        let paired: BTreeSet<usize> = self
            .pairs
            .iter()
            .flat_map(|pair| pair.label.iter().copied())
            .collect();
        let first = paired.first().copied().unwrap_or(0);
        // What stands above the first label names the form.
        for text in self.texts.get_mut(..first).unwrap_or_default() {
            push_marked(
                std::mem::take(&mut text.pieces),
                &Mark::Hint,
                Edge::Paragraph,
                &mut out,
            );
        }
        for (row, pair) in (1..).zip(&self.pairs) {
            let mut take = |own: &[usize]| -> Vec<Piece> {
                let texts = own
                    .iter()
                    .filter_map(|at| Some(std::mem::take(&mut self.texts.get_mut(*at)?.pieces)));
                texts
                    .flatten()
                    .map(|piece| Piece {
                        cell: (1, row),
                        ..piece
                    })
                    .collect()
            };
            let (label, answer) = (take(&pair.label), take(&pair.answer));
            let label = Box {
                column: 0,
                pieces: label,
            };
            let known = match kind(&label, labels, true) {
                Kind::Label(label) => Some(label),
                _ => None,
            };
            let mark = if known.is_some() {
                Mark::Value
            } else {
                Mark::Lost
            };
            push_head(label.pieces, known, &mut out);
            push_marked(answer, &mark, Edge::Cell, &mut out);
        }
        out
    }
}

/// Each label with what answers it.
fn pairs(texts: &[Text], roles: &[Role]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut open = false;
    for (at, (text, role)) in texts.iter().zip(roles).enumerate() {
        let last = pairs.last_mut().filter(|_| open);
        match (role, last) {
            (Role::Title, _) => open = false,
            (Role::Answer, Some(last)) => last.answer.push(at),
            (Role::Answer, None) => {}
            (Role::Label, Some(last))
                if last.answer.is_empty()
                    && texts
                        .get(at - 1)
                        .is_some_and(|before| roles::goes_on(before, text)) =>
            {
                last.label.push(at);
            }
            (Role::Label, _) => {
                pairs.push(Pair {
                    label: vec![at],
                    answer: Vec::new(),
                });
                open = true;
            }
        }
    }
    pairs
}

/// What speaks against these pairs: sure answers in labels and two of them in one answer, labels that are known in answers.
fn wrong(
    texts: &[Text],
    pairs: &[Pair],
    anchors: &[Option<Anchor>],
    roles: &[Role],
    labels: &Labels,
) -> usize {
    let sure = |at: &&usize| anchors.get(**at).is_some_and(Option::is_some);
    let text = |at: &usize| texts.get(*at).map_or("", |text| text.text.as_str());
    let labelled = |at: &&usize| {
        let known = labels.exact(text(at));
        known.is_some_and(|label| label.field().is_some() && label.words > 1)
    };
    let of = |pair: &Pair| {
        let boxes = pair.answer.iter().all(|at| super::strip::is_box(text(at)));
        let many = pair.answer.iter().filter(sure).count();
        let many = if boxes { 0 } else { many.saturating_sub(1) };
        let long = pair.label.iter().map(|at| text(at).len()).sum::<usize>() > LABEL;
        pair.label.iter().filter(sure).count()
            + many
            + usize::from(long)
            + pair.answer.iter().filter(labelled).count()
    };
    let lost = anchors.iter().zip(roles);
    let lost = lost.filter(|(anchor, role)| anchor.is_some() && **role == Role::Title);
    pairs.iter().map(of).sum::<usize>() + lost.count()
}
