//! The texts of one mail that may hold a form: its attachments, its body, what is quoted or forwarded in it.

use super::body::{self, Part};
use super::echo::Said;
use super::label::Labels;
use super::measure::Measure;
use super::pair::{Sheet, Told, pair};
use super::phrase;
use super::piece::pieces;
use super::words::count;
use super::{Source, anchored, field, sentence};
use crate::document::{Document, Kind, Reading};
use crate::mail::Mail;
use crate::rules::{Rules, fold_inside};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One text of a mail, read as a form.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// File name, or `body`.
    pub name: String,
    /// What kind of source its values have.
    pub source: Source,
    /// How much it is preferred to others: a file before the body, and the body before what it quotes.
    pub rank: u8,
    /// Everything it says, folded.
    pub folded: String,
    /// It as a form.
    pub sheet: Sheet,
    /// All its fillable fields are empty.
    pub unfilled: bool,
    /// Text of the mail's own writer, not of a file.
    pub written: bool,
    /// Quoted from us.
    pub ours: bool,
    /// Our blank form, quoted and sent back as it was.
    pub returned: bool,
}

/// All texts of a mail, the most trustworthy first.
pub(super) fn texts(
    mail: &Mail,
    readings: &[Reading],
    said: &Said,
    labels: &Labels,
    rules: &Rules,
) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut measure = Measure::new();
    for (index, reading) in readings.iter().enumerate() {
        let attachment = mail.attachments.get(index);
        for document in &reading.documents {
            let name = document
                .name
                .clone()
                .or_else(|| attachment.and_then(|attachment| attachment.name.clone()))
                .unwrap_or_else(|| format!("attachment {}", index + 1));
            let document = match document.kind {
                Kind::Ocr => Cow::Owned(said.with_signs(document.clone())),
                _ => Cow::Borrowed(document),
            };
            let document = measure.of(document);
            texts.push(file(&document, name, labels, rules));
        }
    }
    for part in body::parts(mail, rules) {
        let Part {
            document,
            html,
            name,
            rank,
            written,
            ours,
        } = part;
        let document = measure.of(Cow::Owned(document));
        let mut best = letter(&document, name, rank, written, labels, rules);
        best.ours = ours;
        if ours {
            best.returned = is_returned(&best, mail, rules);
            let answered = is_answered(&best, rules) && tells_of_answers(mail, rules);
            if !answered && !best.returned {
                continue;
            }
        }
        // The plain text may be a poor rendering of the HTML, or only say that there is one.
        if let Some(html) = html
            && (body::has_table(html) || fields(&best) < 5)
        {
            let document = Cow::Owned(body::of_html(html, mail, rules));
            let other = letter(
                &measure.of(document),
                best.name.clone(),
                rank,
                written,
                labels,
                rules,
            );
            if fields(&other) > fields(&best) {
                best = other;
            }
        }
        texts.push(best);
    }
    texts
}

/// Number of fields that a text has words for.
fn fields(text: &Text) -> usize {
    let found: BTreeSet<usize> = text.sheet.found.iter().map(|found| found.field).collect();
    found.len()
}

/// True for a form that we asked to be filled in by mail, with answers typed into it: little else stands there, while a
/// letter of ours that tells what we have noted says more, or says that it does.
fn is_answered(quoted: &Text, rules: &Rules) -> bool {
    let labels: usize = quoted.sheet.seen.iter().map(|seen| count(&seen.text)).sum();
    let beside = quoted.sheet.prose.saturating_sub(labels);
    quoted.sheet.labels.len() >= 10
        && fields(quoted) >= 6
        && beside <= 60
        && phrase::first(&quoted.folded, "acknowledged", rules).is_none()
}

/// True for a mail whose writer greets and signs only, or speaks of the form or of answers that stand below. Whoever has
/// something else to say ("Thank you, all is well.") quotes what we wrote.
fn tells_of_answers(mail: &Mail, rules: &Rules) -> bool {
    let own = body::own_words(mail, rules);
    let folded = fold_lines(&own);
    let says = |purpose: &str| phrase::first(&folded, purpose, rules).is_some();
    !speaks(&own) || says("form_word") || says("answers_below")
}

/// True for our form that comes back as it went out, from somebody who says that he sends it, or says nothing.
fn is_returned(quoted: &Text, mail: &Mail, rules: &Rules) -> bool {
    let own = body::own_words(mail, rules);
    let folded = fold_lines(&own);
    let sends = sentence::sentences(&folded).iter().any(|sentence| {
        let says = |purpose: &str| phrase::first(sentence, purpose, rules).is_some();
        says("sending") && says("form_word")
    });
    quoted.sheet.labels.len() >= 10 && fields(quoted) <= 3 && (sends || !speaks(&own))
}

/// True when somebody says something in whole sentences, and does not only greet and sign.
fn speaks(own: &str) -> bool {
    let ends = ['.', '!', '?', '。', '؟'];
    own.lines().any(|line| {
        let line = line.trim();
        let whole = |front: &str| count(front) >= 4;
        let sentence = line
            .match_indices(ends)
            .any(|(at, _)| line.get(..at).is_some_and(whole));
        line.ends_with(ends) || sentence
    })
}

/// An attached file.
fn file(document: &Document, name: String, labels: &Labels, rules: &Rules) -> Text {
    let pieces = pieces(document, labels);
    let folded = folded(pieces.iter().map(|piece| piece.text.as_str()));
    let mut sheet = pair(pieces, document, labels, rules, Told::File);
    field::add(document, &mut sheet, labels, rules);
    if let Some(other) = anchored::sheet(document, &sheet, labels, rules) {
        sheet = other;
    }
    sheet.forms = labels.forms(&sheet.seen);
    Text {
        name,
        source: source_of(document.kind),
        rank: 0,
        folded,
        sheet,
        unfilled: document.unfilled_fields,
        written: false,
        ours: false,
        returned: false,
    }
}

/// The body, or a part of it.
fn letter(
    document: &Document,
    name: String,
    rank: u8,
    written: bool,
    labels: &Labels,
    rules: &Rules,
) -> Text {
    let pieces = pieces(document, labels);
    let folded = folded(pieces.iter().map(|piece| piece.text.as_str()));
    let mut sheet = pair(pieces, document, labels, rules, Told::Letter);
    sheet.forms = labels.forms(&sheet.seen);
    Text {
        name,
        source: source_of(document.kind),
        rank,
        folded,
        sheet,
        unfilled: false,
        written,
        ours: false,
        returned: false,
    }
}

fn folded<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
        if text.len() > 200_000 {
            break;
        }
    }
    fold_lines(&text)
}

/// Folds line by line, so that sentences of different lines stay apart.
pub(super) fn fold_lines(text: &str) -> String {
    text.lines().map(fold_inside).collect::<Vec<_>>().join("\n")
}

/// The kind of source that a document is.
pub(super) fn source_of(kind: Kind) -> Source {
    match kind {
        Kind::Pdf => Source::Pdf,
        Kind::Docx | Kind::Doc | Kind::Sheet => Source::Docx,
        Kind::Odt => Source::Odt,
        Kind::Rtf => Source::Rtf,
        Kind::Html => Source::Html,
        Kind::Text => Source::Text,
        Kind::Ocr => Source::Ocr,
    }
}
