//! A pledge in words that no rule knows: a government names the campaign in a sentence, and asks for the next steps or sends
//! its form in another.

use super::consent::{heeded, is_of_host, is_of_outsiders};
use super::ear::Ear;
use super::intent::{is_question, says};
use super::leaning::{Heard, NOTE};
use super::others::is_left_to_others;
use super::sentence::asks;
use super::words;

/// Signs that amount to a pledge, beside the step.
const PLEDGES: u8 = 3;

impl Heard<'_> {
    /// The sentence of a letter that leans to a pledge.
    pub fn steps(&self, ear: Ear<'_>) -> Option<&str> {
        let wide = Ear::wide(ear.rules);
        let subject = self.letter.subject;
        let length: usize = self.sentences.iter().map(|one| words::count(one)).sum();
        let is_step = |one: &String| {
            says(one, "steps", ear)
                || says(one, "form_word", ear)
                    && (says(one, "please", ear)
                        || says(one, "sending", ear)
                        || says(one, "sent", ear)
                        || says(one, "first_person", ear))
        };
        let withheld = |one: &str, ear: Ear<'_>| {
            [
                "pending",
                "pledge_not",
                "pondering",
                "member",
                "already",
                "event",
                "topic",
            ]
            .iter()
            .any(|purpose| says(one, purpose, ear))
        };
        let mut all = self.sentences.iter();
        let mut asked = self.sentences.iter().filter(|one| asks(one));
        if !self.may_join(self.sentences, ear)
            || self.other
            || self.letter.foreign
            || length > 2 * NOTE
            || withheld(subject, wide)
            || says(subject, "gathering", wide)
            || all.any(|one| withheld(one, ear))
            || asked.any(|one| !is_step(one))
        {
            return None;
        }
        if !self.sentences.iter().any(is_step) {
            return None;
        }
        let titles = ["join", "wish", "resolve", "assent", "campaign"];
        let titled = u8::from(titles.iter().any(|purpose| says(subject, purpose, wide)));
        let weight = |one: &str| {
            let deeds = ["resolve", "wish", "goes_along", "assent"];
            let deed = deeds.iter().any(|purpose| heeded(one, purpose, ear));
            let object = ["join", "belong"]
                .iter()
                .any(|purpose| heeded(one, purpose, ear));
            let named = says(one, "institution", ear) || is_of_host(one, self.letter.host, ear);
            2 * u8::from(deed) + 2 * u8::from(object) + u8::from(named)
        };
        let mut about = self.sentences.iter().filter(|one| {
            (says(one, "campaign", ear) || says(one, "campaign_word", ear))
                && !asks(one)
                && !is_question(one, ear)
                && !says(one, "negation", ear)
                && !says(one, "gathering", ear)
                && !is_left_to_others(one, ear)
                && !is_of_outsiders(one, ear)
                && !self.is_long_ago(one)
        });
        about
            .find(|one| weight(one) + titled >= PLEDGES)
            .map(String::as_str)
    }
}
