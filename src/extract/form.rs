//! Which form of the rules a text is: the one whose printed labels stand in it.

use super::bags::{Bag, apart, bag};
use super::seen::{Road, Seen};
use super::words::key;
use crate::rules::Rules;
use foldhash::HashMap;
use serde::{Deserialize, Serialize};

/// The forms of the rules, prepared for comparing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Prints(Vec<Print>);

/// One form in one language.
#[derive(Debug, Serialize, Deserialize)]
struct Print {
    form: usize,
    language: String,
    /// Field and label.
    labels: Vec<(usize, Wording)>,
}

/// The words of a label, prepared for comparing.
#[derive(Debug, Serialize, Deserialize)]
struct Wording {
    key: String,
    letters: usize,
    bag: Bag,
}

impl Wording {
    fn of(text: &str) -> Wording {
        let key = key(text);
        Wording {
            letters: key.chars().count(),
            bag: bag(&key),
            key,
        }
    }
}

/// What was seen of each field.
type Keys = HashMap<usize, Vec<(Road, Wording)>>;

/// How much of a form stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Likeness {
    /// Index in `Rules::forms`.
    pub form: usize,
    /// The language of the form.
    pub language: String,
    /// Fields of the form whose labels stand in the text.
    pub found: usize,
    /// Labels found word for word, or nearly.
    pub worded: usize,
    /// Fields of the form.
    pub of: usize,
    /// Fields of the form whose labels do not stand in the text.
    pub lacking: Vec<usize>,
}

impl Likeness {
    /// True when so much of the form stands there that it must be this form.
    pub fn is_sure(&self) -> bool {
        self.found >= 6 && self.found * 10 >= self.of * 6
    }
}

impl Prints {
    /// Prepares the forms of the rules.
    pub fn new(rules: &Rules) -> Prints {
        let mut prints = Vec::new();
        for (form, printed) in rules.forms.iter().enumerate() {
            for (language, labels) in &printed.labels {
                let at = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
                let labels = labels
                    .iter()
                    .filter_map(|(id, label)| Some((at(id)?, Wording::of(label))))
                    .collect();
                prints.push(Print {
                    form,
                    language: language.clone(),
                    labels,
                });
            }
        }
        Prints(prints)
    }

    /// Each form in the language in which it is likest, the likest form first.
    pub fn ranked(&self, seen: &[Seen]) -> Vec<Likeness> {
        let mut keys: Keys = HashMap::default();
        for seen in seen {
            if let Some(field) = seen.field {
                let own = (seen.road, Wording::of(&seen.text));
                keys.entry(field).or_default().push(own);
            }
        }
        let mut all: Vec<Likeness> = Vec::new();
        for print in &self.0 {
            let own = likeness(print, &keys);
            match all.iter_mut().find(|other| other.form == own.form) {
                Some(other) if (own.worded, own.found) > (other.worded, other.found) => {
                    *other = own;
                }
                Some(_) => {}
                None => all.push(own),
            }
        }
        // Of two forms with as many labels there, the one that lacks fewer.
        all.sort_by_key(|one| {
            (
                std::cmp::Reverse((one.worded, one.found)),
                one.lacking.len(),
            )
        });
        all
    }
}

fn likeness(print: &Print, keys: &Keys) -> Likeness {
    let mut own = Likeness {
        form: print.form,
        language: print.language.clone(),
        found: 0,
        worded: 0,
        of: print.labels.len(),
        lacking: Vec::new(),
    };
    for (field, label) in &print.labels {
        let of_field = keys.get(field).map_or(&[][..], Vec::as_slice);
        let worded = of_field.iter().any(|(_, seen)| is_same(seen, label));
        own.worded += usize::from(worded);
        if worded || of_field.iter().any(|(road, ..)| *road == Road::Name) {
            own.found += 1;
        } else {
            own.lacking.push(*field);
        }
    }
    own
}

/// True for the same words but for a typing error or two, or with another language beside them.
fn is_same(seen: &Wording, label: &Wording) -> bool {
    if seen.key == label.key || label.key.len() >= 4 && seen.key.contains(&label.key) {
        return true;
    }
    let allowed = 2.min(label.letters / 7);
    allowed > 0
        && seen.letters.abs_diff(label.letters) <= allowed
        && apart(&seen.bag, &label.bag) <= 2 * allowed
        && strsim::osa_distance(&seen.key, &label.key) <= allowed
}
