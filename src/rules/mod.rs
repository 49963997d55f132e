//! What administrators may say: the files of `rules/` as written → compiled. PURE.
//!
//! No label, language or country lives in Rust code; all of it comes from these files.

mod alternatives;
mod blank;
mod builtin;
mod compile;
mod countries;
mod fields;
pub(crate) mod flat;
mod fold;
mod forms;
mod keys;
mod labels;
mod lists;
mod pattern;
mod schema;
mod templates;
mod written;

pub use blank::{FORM_MARK, form_texts};
pub use builtin::{builtin, builtin_files};
pub use compile::{check, compile};
pub use flat::Texts;
pub use fold::{fold, fold_inside, is_format};
pub use pattern::Pattern;
pub use schema::{key_table, kinds, schema};
pub use templates::given;

use crate::mail::RobotLists;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The compiled rules.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rules {
    /// The fields of a record, in the order in which people see them.
    pub fields: Vec<FieldRule>,
    /// Field of a person → field that takes the function written beside the name.
    pub function_fields: BTreeMap<String, String>,
    /// Printed labels that are known and belong to no field of ours: headings, instructions, other processes'
    /// questionnaires. They end the value before them.
    pub other_labels: Vec<Label>,
    /// Lines of help that a form prints with its labels. They belong to no value, and end none.
    pub hints: Vec<Label>,
    /// The forms that the labels come from, in the order of their file names.
    pub forms: Vec<Form>,
    /// Country names and aliases, sections.
    pub countries: Countries,
    /// Waves of the campaign by date, oldest first.
    pub waves: Vec<Wave>,
    /// Words and phrases for verdicts and cleaning, by purpose.
    pub words: Words,
    /// Other names of places: country code → folded name → the folded name that stands for all.
    pub cities: BTreeMap<String, BTreeMap<String, String>>,
    /// Signs of robots.
    pub robots: RobotLists,
    /// Texts of our own mails by language (`en`, `es`, `fr`…), then by name.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// SHA-256 of all rule files, in hex: which rules made a record.
    pub fingerprint: String,
    /// What another room has prepared from these rules, so that it is prepared once.
    #[serde(skip)]
    pub kept: Kept,
}

impl Rules {
    /// What `prepare` makes of these rules; it runs at the first call only. There is room for one type.
    pub fn kept<T: Any + Send + Sync>(&self, prepare: impl Fn(&Rules) -> T) -> Arc<T> {
        let kept = self.kept.0.get_or_init(|| Arc::new(prepare(self)));
        Arc::clone(kept)
            .downcast()
            .unwrap_or_else(|_| Arc::new(prepare(self)))
    }

    /// Takes what was prepared from these very rules elsewhere, unless something is kept already.
    pub fn keep<T: Any + Send + Sync>(&self, prepared: T) {
        let _ = self.kept.0.set(Arc::new(prepared));
    }
}

/// Holds what was prepared from a set of rules; a copy of the rules starts without.
#[derive(Default)]
pub struct Kept(OnceLock<Arc<dyn Any + Send + Sync>>);

impl Clone for Kept {
    fn clone(&self) -> Kept {
        Kept::default()
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// One field of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldRule {
    /// For example `lrg_name`.
    pub id: String,
    /// Whether a record needs it.
    pub need: Need,
    /// What its value is.
    pub kind: ValueKind,
    /// The printed labels in all languages.
    pub labels: Vec<Label>,
    /// The lines that spell several; some of what they spell is among `labels` too, as an example.
    pub alternatives: Vec<Alternatives>,
    /// Names that a fillable field or content control may have (folded), beside the id itself.
    pub names: Vec<String>,
    /// For `ValueKind::Choice`: the choices.
    pub choices: Vec<Choice>,
    /// How people call it in our mails, by language.
    pub titles: BTreeMap<String, String>,
    /// What the whole value must look like.
    pub pattern: Option<Pattern>,
    /// The form that alone asks for it; other forms are complete without it.
    pub form: Option<String>,
}

/// Whether a record needs a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// Needed for a complete record (R).
    Required,
    /// Wished for, listed as missing but not blocking (D).
    Wished,
    /// Optional (O).
    Optional,
    /// Concluded from other values (=).
    Derived,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueKind {
    /// A name of a place or thing, a role: one line of text.
    Text,
    /// The name of a person; a function behind a comma is split off.
    Person,
    /// Several lines of text.
    LongText,
    /// A country → ISO 3166-1 alpha-2.
    Country,
    /// UCLG section, derived from the country.
    Region,
    /// One of `choices`.
    Choice,
    /// A whole number.
    Integer,
    /// A web address.
    Url,
    /// Term of office → `YYYY-YYYY`.
    Period,
    /// An e-mail address.
    Email,
    /// A telephone number → E.164.
    Phone,
    /// `yes` or `no`.
    YesNo,
    /// A date → ISO 8601.
    Date,
    /// The wave, derived from the date of receipt.
    Wave,
}

/// A printed label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// As printed.
    pub text: String,
    /// After `fold`.
    pub folded: String,
    /// Language code.
    pub language: String,
    /// True for the wording of a reference form, false for a synonym seen in the wild.
    pub reference: bool,
    /// True when the word alone is too common to be a label without support from its surroundings ("Date", "Name", "Function").
    pub weak: bool,
}

/// A line that spells many labels, known by exactly these wordings: one text of each group after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternatives {
    /// What may stand at each place, as written.
    pub groups: Vec<Vec<String>>,
    /// Language code.
    pub language: String,
    /// As for a label.
    pub weak: bool,
}

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value in a record, for example `municipality`.
    pub value: String,
    /// Words for it in all languages, folded.
    pub words: Vec<String>,
    /// As forms print it, by language.
    pub titles: BTreeMap<String, String>,
}

/// One form as it is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The name of its file, without the ending.
    pub id: String,
    /// How people call it, by language.
    pub titles: BTreeMap<String, String>,
    /// Its languages, in the order of the file.
    pub languages: Vec<String>,
    /// By language: field id and printed label, in the order in which the form prints them.
    pub labels: BTreeMap<String, Vec<(String, String)>>,
    /// What only our own blank form needs.
    pub blank: Blank,
}

/// What the blank form prints beside titles and labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// Its parts in their order; none when the file names none.
    pub sections: Vec<FormSection>,
    /// Field → lines left for its answer, where the file says it.
    pub lines: BTreeMap<String, u32>,
    /// Language → field → a line of help.
    pub hints: BTreeMap<String, BTreeMap<String, String>>,
    /// Language → name (one of `form_texts`) → text.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

/// A part of the blank form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSection {
    /// Its heading, by language.
    pub titles: BTreeMap<String, String>,
    /// The ids of its fields, in their order.
    pub fields: Vec<String>,
}

/// Country names.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Countries {
    /// Folded names and aliases that people added → ISO 3166-1 alpha-2.
    pub by_name: BTreeMap<String, String>,
    /// The generated names: lines of a folded name, a tab and its code, sorted. Looked up as it is, since making a map
    /// of it would cost more than all else that is done with rules.
    pub index: String,
    /// Code → UCLG section.
    pub section: BTreeMap<String, String>,
    /// Code → name by language.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Codes of countries where dates are written month first.
    pub month_first: Vec<String>,
    /// Section → name by language, for the digest.
    pub section_names: BTreeMap<String, BTreeMap<String, String>>,
}

/// A wave of the campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Its number, from 1.
    pub number: u32,
    /// Its motto.
    pub title: String,
    /// Mails received from this moment on belong to it.
    pub from: Timestamp,
}

/// Words and phrases by purpose, all folded.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Words {
    /// Purpose (`pledge`, `question`, `correction`, `campaign`, `other_process`, `placeholder`, `yes`, `no`,
    /// `government_prefix`…) → language → phrases. A purpose without words is absent.
    pub phrases: BTreeMap<String, BTreeMap<String, Texts>>,
}

impl Rules {
    /// The field of this id.
    pub fn field(&self, id: &str) -> Option<&FieldRule> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The wave to which a mail received at this moment belongs; before the first wave, none.
    pub fn wave_at(&self, received: Timestamp) -> Option<&Wave> {
        self.waves.iter().rev().find(|wave| wave.from <= received)
    }
}

impl Countries {
    /// The code of the country with this folded name or alias. A name that people added wins.
    pub fn code(&self, folded: &str) -> Option<&str> {
        if let Some(code) = self.by_name.get(folded) {
            return Some(code);
        }
        let (mut from, mut to) = (0, self.index.len());
        while from < to {
            let middle = self.line_start(from + (to - from) / 2, from);
            let rest = self.index.get(middle..to)?;
            // Names are short: a search made for long texts takes longer.
            let tab = rest.bytes().position(|byte| byte == b'\t')?;
            match rest.get(..tab)?.cmp(folded) {
                std::cmp::Ordering::Greater => to = middle,
                other => {
                    let code = rest.get(tab + 1..)?;
                    let end = code.bytes().position(|byte| byte == b'\n');
                    let code = code.get(..end.unwrap_or(code.len()))?;
                    if other.is_eq() {
                        return Some(code);
                    }
                    from = middle + tab + code.len() + 2;
                }
            }
        }
        None
    }

    /// Where the line begins that this byte lies in, but not before `from`.
    fn line_start(&self, at: usize, from: usize) -> usize {
        self.index
            .as_bytes()
            .get(from..at)
            .and_then(|before| before.iter().rposition(|byte| *byte == b'\n'))
            .map_or(from, |newline| from + newline + 1)
    }

    /// All folded names with their codes.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut from = 0;
        let ends = memchr::memchr_iter(b'\n', self.index.as_bytes()).chain([self.index.len()]);
        let lines = ends.filter_map(move |end| {
            let line = self.index.get(from..end)?;
            from = end + 1;
            // The code is short, and so the tab near the end.
            let tab = line.bytes().rposition(|byte| byte == b'\t')?;
            Some((line.get(..tab)?, line.get(tab + 1..)?))
        });
        self.by_name
            .iter()
            .map(|(name, code)| (name.as_str(), code.as_str()))
            .chain(lines)
    }
}

impl Words {
    /// All phrases of a purpose, of all languages.
    pub fn of<'a>(&'a self, purpose: &str) -> impl Iterator<Item = &'a str> {
        self.phrases
            .get(purpose)
            .into_iter()
            .flat_map(|languages| languages.values())
            .flat_map(Texts::iter)
    }

    /// True when this folded text is one of the phrases of a purpose, in any language.
    pub fn has(&self, purpose: &str, folded: &str) -> bool {
        self.phrases.get(purpose).is_some_and(|languages| {
            let mut lists = languages.values();
            lists.any(|phrases| phrases.contains(folded))
        })
    }
}
