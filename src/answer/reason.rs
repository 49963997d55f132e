//! Why a person must look at a mail, or why nobody is answered: a text of the rules, so that it stands in the digest in the
//! secretariat's language.

use super::text::{Texts, Words};

/// A reason: the name of its text, and the values in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    name: &'static str,
    words: Words<'static>,
}

impl Reason {
    /// A reason without values.
    pub(super) fn new(name: &'static str) -> Reason {
        Reason {
            name,
            words: Words::new(),
        }
    }

    /// The same with a value.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Reason {
        self.words.insert(name, value.into());
        self
    }

    /// In words. Rules whose text for it is broken must not hide that there is a reason; its name tells enough.
    pub(super) fn said(&self, texts: &Texts<'_>) -> String {
        let said = texts.say(self.name, &self.words);
        said.unwrap_or_else(|_| self.name.replace('_', " "))
    }
}

impl From<&'static str> for Reason {
    fn from(name: &'static str) -> Reason {
        Reason::new(name)
    }
}
