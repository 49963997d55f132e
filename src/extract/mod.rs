//! Which form this is, where each field stands, and words → typed values with evidence. PURE.

mod about;
mod abreast;
mod agreed;
mod anchored;
mod answered;
mod asked;
mod assign;
mod bags;
mod beneath;
mod blank;
mod body;
mod candidate;
mod captions;
mod cell;
mod closing;
mod columns;
mod consent;
mod contact;
mod context;
mod counted;
mod doubled;
mod doubt;
mod draft;
mod ear;
mod echo;
mod entry;
mod essays;
mod evidence;
mod explain;
mod field;
mod form;
mod framed;
mod full;
mod grid;
mod guess;
mod guidance;
mod habits;
mod head;
mod headed;
mod header;
mod heads;
mod hit;
mod index;
mod instruction;
mod intent;
mod itemised;
mod joint;
mod label;
mod leaning;
mod matrix;
mod measure;
mod merge;
mod mirrored;
mod numbered;
mod onward;
mod opened;
mod options;
mod ordered;
mod orient;
mod others;
mod ours;
mod packed;
mod pair;
mod phrase;
mod piece;
mod pitch;
mod printed;
mod prompt;
mod propose;
mod remembered;
mod request;
mod resolved;
mod rhythm;
mod row;
mod second;
mod section;
mod seen;
mod sentence;
mod sequence;
mod shaped;
mod shared;
mod source;
mod span;
mod spelled;
mod split;
mod spoken;
mod stacked;
mod steps;
mod strip;
mod submission;
mod table;
mod tail;
mod ticked;
mod title;
mod trust;
mod turns;
mod twofold;
mod unanswered;
mod undelivered;
mod unread;
pub mod value;
mod verdict;
mod whose;
mod wordings;
mod words;
mod woven;
mod wrapped;

pub use explain::{
    Explanation, FieldRead, FormRead, LabelRead, Proposal, TextRead, Unknown, explain,
};
pub use packed::{packed, unpacked};
pub use propose::{ProposedField, ProposedForm, propose};
pub use seen::Road;

use crate::document::{Kind, Reading};
use crate::mail::Mail;
use crate::rules::Rules;
use jiff::Timestamp;
use ours::Likeness;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one mail is and holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of mail it is.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub reason: String,
    /// One for each form found.
    pub submissions: Vec<Submission>,
}

/// What kind of mail it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least one filled form.
    Form,
    /// Wants to join, sends no form.
    Pledge,
    /// A person asks something.
    Question,
    /// Amends an earlier submission.
    Correction,
    /// The form came back unfilled.
    BlankForm,
    /// A form is attached, or very likely so, and no text can be had from it.
    Unreadable,
    /// Out of office, receipt, newsletter, list.
    Automatic,
    /// Delivery report.
    Bounce,
    /// Anything else.
    Other,
}

/// One filled form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Whether it can be used as it is.
    pub status: Status,
    /// The language of its labels, `en`, `es`, `fr`, `pt`…
    pub language: String,
    /// File name of the attachment, or `body`.
    pub source: String,
    /// Needed and wished-for fields without a valid value, in the order of the rules.
    pub missing: Vec<String>,
    /// What a person must decide.
    pub questions: Vec<Question>,
    /// The values by field id.
    pub fields: BTreeMap<String, Value>,
}

/// Whether a submission can be used as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every required field is found and valid.
    Complete,
    /// Something required is missing.
    Incomplete,
    /// Found but doubtful; `questions` says what.
    Review,
}

impl Status {
    /// As it is written in JSON and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Status::Complete => "complete",
            Status::Incomplete => "incomplete",
            Status::Review => "review",
        }
    }
}

/// Something doubtful about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Field id.
    pub field: String,
    /// The doubt, in one sentence.
    pub text: String,
}

/// A value with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The normalised value: text or integer.
    pub value: serde_json::Value,
    /// The words as written.
    pub raw: String,
    /// Where it was read from.
    pub source: Source,
    /// The place in words, for example `page 1` or `table 1, row 4`.
    pub r#where: String,
    /// From 0 to 1.
    #[serde(serialize_with = "three_digits")]
    pub confidence: f32,
}

/// More digits of a confidence say nothing.
fn three_digits<S: serde::Serializer>(confidence: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*confidence) * 1000.0).round() / 1000.0)
}

/// Where a value was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A PDF's form field.
    Acroform,
    /// A PDF's page text.
    Pdf,
    /// Word (also the binary format and sheets).
    Docx,
    /// OpenDocument.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// OCR.
    Ocr,
    /// Concluded from other values.
    Derived,
}

/// Prepares what is looked up in the rules for every mail; else the first mail waits for it.
pub fn prepare(rules: &Rules) {
    label::Labels::of(rules);
}

/// Reads a whole mail: `readings` are those of `mail.attachments`, in the same order; `received` decides the wave.
pub fn extract(mail: &Mail, readings: &[Reading], rules: &Rules, received: Timestamp) -> Finding {
    Extractor::new(rules).extract(mail, readings, received)
}

/// Reads one mail after another, as `extract` does: what forms have in common is looked up once.
#[derive(Debug)]
pub struct Extractor<'r> {
    rules: &'r Rules,
    labels: label::Labels,
}

impl Extractor<'_> {
    /// Reads by these rules.
    pub fn new(rules: &Rules) -> Extractor<'_> {
        Extractor {
            rules,
            labels: label::Labels::of(rules),
        }
    }

    /// Reads the next mail.
    pub fn extract(&self, mail: &Mail, readings: &[Reading], received: Timestamp) -> Finding {
        read(mail, readings, self.rules, received, &self.labels).0
    }
}

/// A text of a mail with what was made of it.
struct ReadText {
    text: source::Text,
    drafts: Vec<draft::Draft>,
    likeness: Likeness,
    why: &'static str,
}

/// What a mail holds, and how each of its texts was read.
fn read(
    mail: &Mail,
    readings: &[Reading],
    rules: &Rules,
    received: Timestamp,
    labels: &label::Labels,
) -> (Finding, Vec<ReadText>) {
    let mut documents = readings.iter().flat_map(|reading| &reading.documents);
    let said = if documents.any(|document| document.kind == Kind::Ocr) {
        echo::Said::of(mail)
    } else {
        echo::Said::default()
    };
    let texts = source::texts(mail, readings, &said, labels, rules);
    let about = about::About::of(mail, &texts, rules);
    let read: Vec<ReadText> = texts
        .into_iter()
        .map(|text| {
            let drafts = draft::drafts(&text, &said, rules, received);
            let (likeness, why) = ours::likeness(&text, &drafts, rules, about);
            ReadText {
                text,
                drafts,
                likeness,
                why,
            }
        })
        .collect();
    (
        conclude(mail, readings, &read, about.campaign, rules, received),
        read,
    )
}

/// What all texts of a mail say together.
fn conclude(
    mail: &Mail,
    readings: &[Reading],
    read: &[ReadText],
    campaign: bool,
    rules: &Rules,
    received: Timestamp,
) -> Finding {
    let best = read.iter().map(|one| one.likeness).max();
    let best = best.unwrap_or(Likeness::None);
    let texts: Vec<&source::Text> = read.iter().map(|one| &one.text).collect();
    let drafts: Vec<draft::Draft> = read
        .iter()
        .filter(|one| one.likeness == Likeness::Filled)
        .flat_map(|one| one.drafts.clone())
        .collect();
    let (verdict, reason) = verdict::judge(mail, readings, &texts, best, campaign, rules);
    if verdict != Verdict::Form {
        return Finding {
            verdict,
            reason,
            submissions: Vec::new(),
        };
    }
    let copies = drafts.len();
    let printed = drafts
        .iter()
        .map(|draft| draft.labels.len())
        .max()
        .unwrap_or(0);
    let mut merged = merge::merge(drafts, rules);
    if let [only] = merged.as_mut_slice() {
        for one in read.iter().filter(|one| one.likeness == Likeness::None) {
            merge::complete(only, &one.text, &one.drafts, rules);
        }
    }
    let submissions: Vec<Submission> = merged
        .into_iter()
        .map(|draft| submission::submission(draft, rules, received))
        .collect();
    let reason = format!(
        "{} from {}, {printed} known labels",
        plural(submissions.len(), "form", "forms"),
        plural(copies, "text", "texts")
    );
    Finding {
        verdict,
        reason,
        submissions,
    }
}

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod tests;

fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
