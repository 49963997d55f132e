//! How a mail was read, for people who write rules and wonder: which form, which labels, which values, and what stayed
//! unknown.

use super::draft::Draft;
use super::label::Labels;
use super::seen::{Road, Seen};
use super::source::Text;
use super::{Finding, ReadText, Source, read, unread};
use crate::document::Reading;
use crate::mail::Mail;
use crate::rules::Rules;
use jiff::Timestamp;
use serde::Serialize;

/// How a mail was read.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// What it is and holds.
    pub finding: Finding,
    /// Its texts, the most trustworthy first.
    pub texts: Vec<TextRead>,
    /// Attachments without a text: name, and why.
    pub unread: Vec<(String, String)>,
}

/// How one text of a mail was read: an attached file, the body, what the body quotes.
#[derive(Debug, Clone, Serialize)]
pub struct TextRead {
    /// File name, or `body`.
    pub name: String,
    /// What kind of source it is.
    pub source: Source,
    /// Whether it is a form of ours: `filled`, `blank` or `none`.
    pub form: &'static str,
    /// Why, in words.
    pub why: &'static str,
    /// Language of its labels.
    pub language: String,
    /// The forms of the rules, the likest first.
    pub forms: Vec<FormRead>,
    /// The fields whose labels stand in it, in the order of the rules.
    pub fields: Vec<FieldRead>,
    /// Fields of the rules without a label in it.
    pub not_found: Vec<String>,
    /// Known labels of no field: headings, instructions.
    pub headings: Vec<LabelRead>,
    /// Labels that no rule knows.
    pub unknown: Vec<Unknown>,
}

/// How much of a form of the rules stands in a text.
#[derive(Debug, Clone, Serialize)]
pub struct FormRead {
    /// Its id.
    pub id: String,
    /// The language in which it is likest.
    pub language: String,
    /// Fields of the form whose labels or names stand in the text.
    pub found: usize,
    /// Of them, those whose labels stand there as the form prints them.
    pub worded: usize,
    /// Fields of the form.
    pub of: usize,
    /// Its fields whose labels do not.
    pub lacking: Vec<String>,
    /// True when it must be this form.
    pub sure: bool,
}

/// A label as printed.
#[derive(Debug, Clone, Serialize)]
pub struct LabelRead {
    /// Its words, or the name of a fillable field.
    pub text: String,
    /// The place in words.
    pub r#where: String,
}

/// What was read for one field.
#[derive(Debug, Clone, Serialize)]
pub struct FieldRead {
    /// Its id.
    pub field: String,
    /// The label that brought it; the first, when none brought a value.
    pub label: LabelRead,
    /// How the label was recognised.
    pub road: Road,
    /// How like the label of the rules it is, from 0 to 1.
    pub likeness: f32,
    /// The words behind it; empty when nothing is written there.
    pub words: String,
    /// The value that they are.
    pub value: Option<serde_json::Value>,
    /// From 0 to 1; 0 without a value.
    pub confidence: f32,
    /// The place of the words.
    pub r#where: String,
    /// What a person is asked, or why the words are no value.
    pub doubt: Option<String>,
}

/// A label that no rule knows.
#[derive(Debug, Clone, Serialize)]
pub struct Unknown {
    /// The label.
    #[serde(flatten)]
    pub label: LabelRead,
    /// The field that is most like it.
    pub nearest: Option<Proposal>,
}

/// What would make a label known.
#[derive(Debug, Clone, Serialize)]
pub struct Proposal {
    /// Id of the field.
    pub field: String,
    /// How like its labels it is, from 0 to 1.
    pub likeness: f32,
    /// Language of the labels around it.
    pub language: String,
    /// True when the field has labels in this language, to which this one is added.
    pub extends: bool,
}

/// Reads a mail as `extract` does, and tells how.
pub fn explain(
    mail: &Mail,
    readings: &[Reading],
    rules: &Rules,
    received: Timestamp,
) -> Explanation {
    let labels = Labels::of(rules);
    let (finding, texts) = read(mail, readings, rules, received, &labels);
    let unread = readings
        .iter()
        .enumerate()
        .filter_map(|(index, reading)| {
            let why = unread::why_unread(reading.unread.as_ref()?);
            let name = mail.attachments.get(index).and_then(|one| one.name.clone());
            Some((
                name.unwrap_or_else(|| format!("attachment {}", index + 1)),
                why,
            ))
        })
        .collect();
    Explanation {
        finding,
        texts: texts
            .iter()
            .map(|text| text_read(text, &labels, rules))
            .collect(),
        unread,
    }
}

fn text_read(read: &ReadText, labels: &Labels, rules: &Rules) -> TextRead {
    let ReadText {
        text,
        drafts,
        likeness,
        why,
    } = read;
    let ids = |fields: &[usize]| -> Vec<String> {
        let rules = fields.iter().filter_map(|index| rules.fields.get(*index));
        rules.map(|rule| rule.id.clone()).collect()
    };
    // Two or three words that happen to be alike make no language.
    let language = drafts
        .first()
        .map(|draft| draft.language.clone())
        .filter(|own| {
            text.sheet
                .languages
                .get(own)
                .is_some_and(|votes| *votes >= 4)
        })
        .unwrap_or_default();
    let seen = &text.sheet.seen;
    let forms = text.sheet.forms.iter().map(|form| FormRead {
        id: rules
            .forms
            .get(form.form)
            .map_or_else(String::new, |rule| rule.id.clone()),
        language: form.language.clone(),
        found: form.found,
        worded: form.worded,
        of: form.of,
        lacking: ids(&form.lacking),
        sure: form.is_sure(),
    });
    let not_found: Vec<usize> = (0..rules.fields.len())
        .filter(|index| {
            rules
                .fields
                .get(*index)
                .is_some_and(|rule| rule.need != crate::rules::Need::Derived)
                && !seen.iter().any(|seen| seen.field == Some(*index))
        })
        .collect();
    TextRead {
        name: text.name.clone(),
        source: text.source,
        form: likeness.name(),
        why,
        forms: forms.collect(),
        fields: fields(text, drafts, rules),
        not_found: ids(&not_found),
        headings: seen
            .iter()
            .filter(|seen| seen.known && seen.field.is_none())
            .map(label)
            .collect(),
        unknown: seen
            .iter()
            .filter(|seen| !seen.known && !seen.text.is_empty())
            .map(|seen| Unknown {
                label: label(seen),
                nearest: nearest(seen, &language, labels, rules),
            })
            .collect(),
        language,
    }
}

fn label(seen: &Seen) -> LabelRead {
    LabelRead {
        text: seen.text.clone(),
        r#where: seen.place.clone(),
    }
}

/// What was read for each field that has a label; where a text holds several forms, all of them.
fn fields(text: &Text, drafts: &[Draft], rules: &Rules) -> Vec<FieldRead> {
    let mut all = Vec::new();
    for draft in drafts {
        for (index, rule) in rules.fields.iter().enumerate() {
            let value = draft.values.get(&index);
            let found = text.sheet.found.iter().find(|found| {
                found.field == index
                    && value
                        .is_none_or(|value| found.raw == value.raw && found.place == value.r#where)
            });
            // A function beside a name has no label of its own.
            let from = found
                .or_else(|| {
                    let raw = &value?.raw;
                    text.sheet.found.iter().find(|found| found.raw == *raw)
                })
                .and_then(|found| text.sheet.seen.get(found.seen))
                .or_else(|| {
                    let mut of_field = text.sheet.seen.iter();
                    of_field.find(|seen| seen.field == Some(index))
                });
            let Some(from) = from else { continue };
            let invalid = draft.invalid.get(&index);
            all.push(FieldRead {
                field: rule.id.clone(),
                label: label(from),
                road: from.road,
                likeness: from.score,
                words: match (value, invalid) {
                    (Some(value), _) => value.raw.clone(),
                    (None, Some(invalid)) => invalid.raw.clone(),
                    (None, None) => String::new(),
                },
                value: value.map(|value| value.value.clone()),
                confidence: value.map_or(0.0, |value| value.confidence),
                r#where: value.map_or_else(String::new, |value| value.r#where.clone()),
                doubt: draft
                    .doubts
                    .get(&index)
                    .cloned()
                    .or_else(|| invalid.map(|invalid| invalid.why.clone())),
            });
        }
    }
    all
}

/// The field whose labels are most like an unknown one.
fn nearest(seen: &Seen, language: &str, labels: &Labels, rules: &Rules) -> Option<Proposal> {
    let (likeness, field) = labels
        .likely(&seen.text)
        .into_iter()
        .find(|(score, _)| *score >= 0.3)?;
    let rule = rules.fields.get(field)?;
    Some(Proposal {
        field: rule.id.clone(),
        likeness: likeness.min(1.0),
        language: language.to_owned(),
        extends: rule
            .labels
            .iter()
            .any(|label| label.language == language && !label.reference && !label.weak),
    })
}
