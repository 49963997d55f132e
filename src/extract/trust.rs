//! How much the words of labels are trusted beside their answers and their order: little where hardly any is known.

use super::evidence::Answer;
use super::pair::Told;
use crate::rules::{FieldRule, Need, Rules, ValueKind};

/// What speaks for a label asking something that is no field of ours, in natural logarithms as all that follows.
pub(super) const NONE: f32 = 0.8;

/// How much the words of labels are trusted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trust {
    /// What speaks against all fields.
    pub none: f32,
    /// What words say for or against a field at most.
    words: (f32, f32),
    /// Fields that a label is weighed for.
    pub likeliest: usize,
    /// What speaks for the field that forms ask for next.
    next: f32,
}

impl Trust {
    /// In languages whose labels are known.
    const USUAL: Trust = Trust {
        none: NONE,
        words: (f32::MIN, f32::MAX),
        likeliest: 7,
        next: 0.0,
    };
    /// Where the layout told what is a label and hardly any is known: what its words have in common with others says little,
    /// and each asks for something.
    const STRANGE: Trust = Trust {
        none: -0.3,
        words: (-0.3, 0.7),
        likeliest: 20,
        next: 0.8,
    };

    /// By how many of the labels of a form are known.
    pub fn of(known: usize, all: usize, told: Told) -> Trust {
        match told {
            Told::Labels if known * 3 < all => Trust::STRANGE,
            _ => Trust::USUAL,
        }
    }

    /// What an answer says for a field, where nothing but answers tells: a whole sentence is an essay.
    pub fn sentence(&self, rule: &FieldRule, answer: &Answer, fit: f32) -> f32 {
        match rule.kind {
            _ if self.next == 0.0 || !answer.is_sentence() => fit,
            ValueKind::LongText => fit.max(0.0) + 1.0,
            ValueKind::YesNo => fit - 2.0,
            _ => fit - 1.0,
        }
    }

    /// What the words of a label say, as far as they are trusted.
    pub fn words(&self, score: f32) -> f32 {
        score.clamp(self.words.0, self.words.1)
    }

    /// What speaks for a field behind another, as forms have them.
    pub fn next(&self, last: usize, field: usize, rules: &Rules) -> f32 {
        let between = rules.fields.get(last + 1..field);
        let derived = |between: &[FieldRule]| between.iter().all(|rule| rule.need == Need::Derived);
        if between.is_some_and(derived) {
            self.next
        } else {
            0.0
        }
    }
}
