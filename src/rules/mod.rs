//! What administrators may say: the files of `rules/` as written → compiled. PURE.
//!
//! No label, language or country lives in Rust code; all of it comes from these files.

use crate::mail::RobotLists;
use crate::problem::Problem;
use jiff::Timestamp;
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The compiled rules.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The fields of a record, in the order in which people see them.
    pub fields: Vec<FieldRule>,
    /// Printed labels that are known and belong to no field of ours: headings, instructions, other processes'
    /// questionnaires. They end the value before them.
    pub other_labels: Vec<Label>,
    /// Country names and aliases, sections.
    pub countries: Countries,
    /// Waves of the campaign by date, oldest first.
    pub waves: Vec<Wave>,
    /// Words and phrases for verdicts and cleaning, by purpose.
    pub words: Words,
    /// Signs of robots.
    pub robots: RobotLists,
    /// Texts of our own mails by language (`en`, `es`, `fr`…), then by name.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// SHA-256 of all rule files, in hex: which rules made a record.
    pub fingerprint: String,
    /// What another room has prepared from these rules, so that it is prepared once.
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
#[derive(Debug, Clone)]
pub struct FieldRule {
    /// For example `lrg_name`.
    pub id: String,
    /// Whether a record needs it.
    pub need: Need,
    /// What its value is.
    pub kind: ValueKind,
    /// The printed labels in all languages.
    pub labels: Vec<Label>,
    /// Names that a fillable field or content control may have (folded), beside the id itself.
    pub names: Vec<String>,
    /// For `ValueKind::Choice`: the choices.
    pub choices: Vec<Choice>,
    /// How people call it in our mails, by language.
    pub titles: BTreeMap<String, String>,
}

/// Whether a record needs a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value in a record, for example `municipality`.
    pub value: String,
    /// Words for it in all languages, folded.
    pub words: Vec<String>,
}

/// Country names.
#[derive(Debug, Clone, Default)]
pub struct Countries {
    /// Folded name or alias → ISO 3166-1 alpha-2.
    pub by_name: BTreeMap<String, String>,
    /// Code → UCLG section.
    pub section: BTreeMap<String, String>,
    /// Code → name by language.
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Section → name by language, for the digest.
    pub section_names: BTreeMap<String, BTreeMap<String, String>>,
}

/// A wave of the campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// Its number, from 1.
    pub number: u32,
    /// Its motto.
    pub title: String,
    /// Mails received from this moment on belong to it.
    pub from: Timestamp,
}

/// Words and phrases by purpose, all folded.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Purpose (`pledge`, `question`, `correction`, `campaign`, `other_process`, `placeholder`, `yes`, `no`,
    /// `government_prefix`…) → language → phrases. A purpose without words is absent.
    pub phrases: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Folds text for comparison: NFKD, accents and format characters dropped, case folded, punctuation at the ends and
/// repeated white space collapsed.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_format(*c))
    {
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.extend(c.to_lowercase());
        }
    }
    folded.trim().to_owned()
}

/// True for invisible characters: soft hyphen, zero-width and bidirectional marks, byte order mark.
pub fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Compiles rule files (path below `rules/` with `/` → bytes). All problems are found, not only the first.
pub fn compile(files: &BTreeMap<String, Vec<u8>>) -> Result<Rules, Vec<Problem>> {
    let _ = files;
    Ok(Rules::default())
}

/// The rules of the repository, embedded into the program: path below `rules/` → bytes.
pub fn builtin() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::new()
}
