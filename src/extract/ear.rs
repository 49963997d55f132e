//! Hears the phrases of a letter in the languages it is written in: "junto" joins in one, and is nearby in another.

use super::phrase::{self, ANY, Tongues};
use crate::rules::Rules;

/// The rules, and the languages of a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ear<'r> {
    pub rules: &'r Rules,
    tongues: Tongues,
}

/// Small words of a language that tell it.
const TOLD: usize = 3;

/// What is called the same, or quoted, in letters of any language.
const WIDE: [&str; 16] = [
    "campaign",
    "campaign_word",
    "cause",
    "human_rights",
    "form_word",
    "other_process",
    "other_form",
    "registration",
    "other_campaign",
    "newsletter",
    "legal",
    "spam",
    "auto",
    "responder",
    "greeting",
    "closing",
];

impl<'r> Ear<'r> {
    /// For all languages.
    pub fn wide(rules: &'r Rules) -> Ear<'r> {
        Ear {
            rules,
            tongues: ANY,
        }
    }

    /// For the languages of a folded text, as its small words tell; for all where they do not.
    pub fn of(text: &str, rules: &'r Rules) -> Ear<'r> {
        let counts = phrase::counts(text, "small_word", rules);
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        if most < TOLD {
            return Ear::wide(rules);
        }
        // A letter may say all twice, and neighbours share their words.
        let spoken = counts.iter().filter(|(_, count)| count * 2 >= most);
        let tongues = spoken.fold(0, |all, (tongue, _)| all | tongue);
        Ear { rules, tongues }
    }

    /// A phrase of a purpose that a folded text contains.
    pub fn first(&self, text: &str, purpose: &str) -> Option<String> {
        phrase::first_in(text, purpose, self.tongues(purpose), self.rules)
    }

    /// The phrases of a purpose that a folded text contains, each with its place.
    pub fn all(&self, text: &str, purpose: &str) -> Vec<(usize, String)> {
        phrase::all_in(text, purpose, self.tongues(purpose), self.rules)
    }

    /// True when a folded text begins with a phrase of a purpose.
    pub fn begins(&self, text: &str, purpose: &str) -> bool {
        phrase::begins_in(text, purpose, self.tongues(purpose), self.rules)
    }

    fn tongues(&self, purpose: &str) -> Tongues {
        if WIDE.contains(&purpose) {
            ANY
        } else {
            self.tongues
        }
    }

    /// Where a phrase of a purpose begins in a folded text.
    pub fn place(&self, text: &str, purpose: &str) -> Option<usize> {
        let found = self.first(text, purpose)?;
        phrase::find(text, &found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile, fold_inside};

    #[test]
    fn phrases_are_heard_in_the_languages_of_the_letter() {
        let rules = compile(&builtin()).expect("the rules compile");
        let heard = |text: &str| {
            let text = fold_inside(text);
            Ear::of(&text, &rules).first(&text, "resolve").is_some()
        };
        assert!(heard("O município votou com a sua gente"));
        assert!(!heard(
            "The pictures of the votou and of the town are on the wall"
        ));
        assert!(heard("Votou"));
    }
}
