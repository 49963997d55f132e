//! The words of our letters: templates of the rules, filled with values, in the best language there is.

use crate::extract::{Submission, Value};
use crate::rules::{FieldRule, Rules, ValueKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::collections::BTreeMap;

/// Values of a template.
pub(super) type Words<'a> = BTreeMap<&'a str, String>;

/// The texts of one language, with others to fall back on.
pub(super) struct Texts<'a> {
    rules: &'a Rules,
    /// The language in which most of it will be.
    pub language: String,
    /// Languages in the order in which they are tried.
    order: Vec<String>,
    environment: Environment<'static>,
    zone: TimeZone,
}

impl<'a> Texts<'a> {
    /// Texts in `wanted`, else in `fallback`, else in English, else in whatever there is.
    pub fn new(rules: &'a Rules, wanted: &str, fallback: &str) -> Texts<'a> {
        let base = |language: &str| {
            language
                .split(['-', '_'])
                .next()
                .unwrap_or_default()
                .to_lowercase()
        };
        let mut order: Vec<String> = Vec::new();
        let all = rules.texts.keys().cloned();
        for language in [
            wanted.to_lowercase(),
            base(wanted),
            base(fallback),
            "en".to_owned(),
        ]
        .into_iter()
        .chain(all)
        {
            if rules.texts.contains_key(&language) && !order.contains(&language) {
                order.push(language);
            }
        }
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // What goes wrong must not be told with the values of somebody's form.
        environment.set_debug(false);
        Texts {
            rules,
            language: order.first().cloned().unwrap_or_else(|| "en".to_owned()),
            order,
            environment,
            zone: TimeZone::UTC,
        }
    }

    /// The same, with days as they are counted in this time zone.
    pub fn in_zone(self, zone: &TimeZone) -> Texts<'a> {
        Texts {
            zone: zone.clone(),
            ..self
        }
    }

    /// The day of a moment.
    pub fn day_of(&self, moment: Timestamp) -> jiff::civil::Date {
        self.zone.to_datetime(moment).date()
    }

    /// The template of this name.
    fn source(&self, name: &str) -> Option<&'a str> {
        self.order
            .iter()
            .filter_map(|language| self.rules.texts.get(language))
            .find_map(|texts| texts.get(name))
            .map(String::as_str)
    }

    /// A text without values.
    pub fn word(&self, name: &str) -> Option<String> {
        self.source(name).map(|text| text.trim().to_owned())
    }

    /// A text with its values put in. Values are data: nothing in them is taken for a template.
    pub fn say(&self, name: &str, words: &Words<'_>) -> Result<String, String> {
        let Some(source) = self.source(name) else {
            return Err(format!("the texts have no \"{name}\""));
        };
        let mut words = words.clone();
        if let Some(campaign) = self.source("campaign") {
            words
                .entry("campaign")
                .or_insert_with(|| campaign.trim().to_owned());
        }
        self.environment
            .render_str(source, Serde(&words))
            .map(|text| text.trim().to_owned())
            .map_err(|error| {
                format!(
                    "the text \"{name}\" in {} cannot be written: {error}",
                    self.language
                )
            })
    }

    /// Lays out a page: `source` is a template of ours with HTML escaping when `name` ends in `.html`.
    pub fn page(
        &self,
        name: &str,
        source: &str,
        context: impl Serialize,
    ) -> Result<String, String> {
        self.environment
            .render_named_str(name, source, Serde(context))
            .map_err(|error| format!("{name} cannot be written: {error}"))
    }

    /// How people call a field, in this language.
    pub fn title(&self, id: &str) -> String {
        let field = self.rules.fields.iter().find(|field| field.id == id);
        let in_order = |field: &FieldRule| {
            self.order
                .iter()
                .find_map(|language| field.titles.get(language))
                .or_else(|| field.titles.values().next())
                .cloned()
        };
        field
            .and_then(in_order)
            .or_else(|| {
                let label = field?.labels.iter().find(|label| label.reference)?;
                Some(label.text.clone())
            })
            .unwrap_or_else(|| id.replace('_', " "))
    }

    /// A list of doubts (`field: doubt; field: doubt`) with the fields as people call them.
    pub fn with_titles(&self, doubts: &str) -> String {
        let named = doubts
            .split("; ")
            .map(|doubt| match doubt.split_once(": ") {
                Some((id, rest)) if self.rules.fields.iter().any(|field| field.id == id) => {
                    format!("{}: {rest}", self.title(id))
                }
                _ => doubt.to_owned(),
            });
        named.collect::<Vec<_>>().join("; ")
    }

    /// The name of a country, in this language.
    pub fn country(&self, code: &str) -> String {
        let names = self.rules.countries.names.get(code);
        self.order
            .iter()
            .find_map(|language| names?.get(language))
            .cloned()
            .unwrap_or_else(|| code.to_owned())
    }

    /// The name of a section of the world, in this language.
    pub fn section(&self, section: &str) -> String {
        let names = self.rules.countries.section_names.get(section);
        self.order
            .iter()
            .find_map(|language| names?.get(language))
            .cloned()
            .unwrap_or_else(|| section.replace('_', " "))
    }

    /// All sections of the world, by their names in the rules.
    pub fn sections(&self) -> impl Iterator<Item = String> + '_ {
        self.rules.countries.section_names.keys().cloned()
    }

    /// The section of the world that a submission lies in; by its country when the reading gives none.
    pub fn region_of(&self, submission: &Submission) -> Option<String> {
        let text = |id: &str| submission.fields.get(id)?.value.as_str();
        text("region")
            .or_else(|| {
                let section = self.rules.countries.section.get(text("country")?)?;
                Some(section.as_str())
            })
            .map(str::to_owned)
    }

    /// Whether a record needs the field.
    pub fn needs(&self, id: &str) -> bool {
        super::file::required(id, self.rules)
    }

    /// A value as people write it, on one line.
    pub fn value(&self, field: &FieldRule, value: &Value) -> String {
        let text = match &value.value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => value.raw.clone(),
        };
        let shown = match field.kind {
            ValueKind::Country => self.country(&text),
            ValueKind::Region => self.section(&text),
            ValueKind::Integer => self.grouped(&text),
            ValueKind::Choice => self.choice(field, &text).unwrap_or(text),
            ValueKind::YesNo => self.word(&format!("value_{text}")).unwrap_or(text),
            _ => text,
        };
        short(&shown, 160)
    }

    /// A choice as forms print it, in this language.
    fn choice(&self, field: &FieldRule, chosen: &str) -> Option<String> {
        let choice = field.choices.iter().find(|choice| choice.value == chosen)?;
        self.order
            .iter()
            .find_map(|language| choice.titles.get(language))
            .cloned()
    }

    /// A day in words: with its year by the text `date`, without by `day`.
    pub fn date(&self, form: &str, day: jiff::civil::Date) -> Result<String, String> {
        let months = self.word("months").unwrap_or_default();
        let month = usize::try_from(day.month() - 1)
            .ok()
            .and_then(|at| months.split_whitespace().nth(at).map(str::to_owned));
        let words = Words::from([
            ("day", day.day().to_string()),
            ("month", month.unwrap_or_else(|| day.month().to_string())),
            ("year", day.year().to_string()),
        ]);
        self.say(form, &words)
    }

    /// A whole number with its thousands apart.
    pub fn grouped(&self, digits: &str) -> String {
        if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return digits.to_owned();
        }
        let separator = self.source("thousands_separator").unwrap_or(" ");
        let first = digits.len() % 3;
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && at % 3 == first {
                out.push_str(separator);
            }
            out.push(digit);
        }
        out
    }
}

/// The name of a submission's government as its sender writes it.
pub(super) fn government(submission: &Submission) -> Option<String> {
    ["lrg_name", "lrg_name_en"]
        .iter()
        .filter_map(|id| submission.fields.get(*id)?.value.as_str())
        .map(|name| short(name, 120))
        .find(|name| !name.is_empty())
}

/// True for a character that steers whoever shows it: control characters, and invisible ones that turn the writing around, hide
/// in words or mark them (Unicode Technical Report 36, section 2.3). Joiners and plain direction marks belong to scripts.
pub fn is_steering(c: char) -> bool {
    !matches!(c, ' '..='~')
        && (c.is_control()
            || matches!(
                c,
                '\u{202a}'..='\u{202e}'
                    | '\u{2066}'..='\u{2069}'
                    | '\u{200b}'
                    | '\u{2028}'
                    | '\u{2029}'
                    | '\u{2060}'..='\u{2064}'
                    | '\u{feff}'
                    | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e007f}'
            ))
}

/// On one line, without steering characters, and not longer than this.
pub(super) fn short(text: &str, longest: usize) -> String {
    let visible: String = text
        .chars()
        .filter(|c| c.is_control() || !is_steering(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::rules;

    #[test]
    fn every_language_has_every_text_and_every_text_can_be_written() {
        let rules = rules();
        let names: Vec<&String> = rules.texts["en"].keys().collect();
        for (language, texts) in &rules.texts {
            assert_eq!(texts.keys().collect::<Vec<_>>(), names, "{language}");
            for name in &names {
                let given = crate::rules::given(name).unwrap_or_default();
                let words: Words<'_> = given.iter().map(|w| (*w, "7".to_owned())).collect();
                let text = Texts::new(&rules, language, "en")
                    .say(name, &words)
                    .unwrap();
                assert!(
                    !text.contains("{{")
                        && (!text.is_empty() || name.as_str() == "thousands_separator"),
                    "{language} {name}"
                );
            }
        }
    }

    #[test]
    fn a_missing_language_falls_back_and_a_missing_word_is_an_error() {
        let rules = rules();
        assert_eq!(Texts::new(&rules, "pt-BR", "fr").language, "pt");
        assert_eq!(Texts::new(&rules, "ka", "fr").language, "fr");
        assert_eq!(Texts::new(&rules, "", "xx").language, "en");
        let texts = Texts::new(&rules, "en", "en");
        assert!(
            texts
                .say("ack_complete", &Words::new())
                .unwrap_err()
                .contains("ack_complete")
        );
        assert!(texts.say("nothing", &Words::new()).is_err());
    }

    #[test]
    fn a_value_is_never_a_template() {
        let rules = rules();
        let words = Words::from([("government", "{{ 7 * 7 }}".to_owned())]);
        let said = Texts::new(&rules, "en", "en")
            .say("ack_complete", &words)
            .unwrap();
        assert!(said.contains("{{ 7 * 7 }}"));
    }

    #[test]
    fn thousands_stand_apart() {
        let rules = rules();
        let texts = Texts::new(&rules, "en", "en");
        for (digits, expected) in [
            ("950", "950"),
            ("9500", "9500"),
            ("62000", "62,000"),
            ("1250000", "1,250,000"),
        ] {
            assert_eq!(texts.grouped(digits), expected);
        }
    }
}
