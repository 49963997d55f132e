//! What a mail is about: whether it speaks of the campaign, whether it joins one, and whether that is ours.

use super::source::Text;
use super::words::has_unspaced;
use super::{body, phrase, sentence};
use crate::mail::Mail;
use crate::rules::{Rules, fold, fold_inside};

/// What a mail is about, as its words say.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    /// It names the campaign.
    pub campaign: bool,
    /// Its subject says that somebody joins something.
    pub joining: bool,
    /// It says that somebody joins a campaign, which is ours where no other is named.
    pub joins_campaign: bool,
    /// It says that a form is sent.
    pub form: bool,
    /// It names another campaign, or a form of others.
    pub elsewhere: bool,
}

impl About {
    /// What a mail with these texts is about.
    pub fn of(mail: &Mail, texts: &[Text], rules: &Rules) -> About {
        let subject = fold_inside(&mail.subject);
        let says = |purpose: &str| phrase::first(&subject, purpose, rules).is_some();
        let joining = says("join");
        // What the letter itself says, too.
        let own = body::own_words(mail, rules);
        let folded = fold_inside(&own);
        let heard = phrase::Heard::of(&folded);
        let all = |purpose: &str| says(purpose) || heard.says(purpose, rules);
        let others = ["other_campaign", "other_process", "other_form"];
        let elsewhere =
            others.iter().any(|purpose| all(purpose)) || names_another_campaign(&own, rules);
        About {
            campaign: speaks_of_campaign(mail, texts, rules),
            joining,
            joins_campaign: joining && all("campaign_word") && !elsewhere,
            form: all("form_word"),
            elsewhere,
        }
    }
}

/// True when a government is asked why it wishes to join "the campaign", and no other name stands behind that word.
pub(super) fn asks_to_join_campaign(text: &Text, rules: &Rules) -> bool {
    let is_word = |word: &str| phrase::is(&fold(word), "campaign_word", rules);
    text.sheet.seen.iter().any(|seen| {
        let motivation = seen
            .field
            .and_then(|field| rules.fields.get(field))
            .is_some_and(|rule| rule.id == "motivation");
        if !motivation {
            return false;
        }
        if has_unspaced(&seen.text) {
            return phrase::first(&fold_inside(&seen.text), "campaign_word", rules).is_some();
        }
        let mut words = seen
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .skip_while(|word| !is_word(word));
        words.next().is_some() && !words.any(|word| word.starts_with(char::is_uppercase))
    })
}

/// True when the mail or one of its files speaks of the campaign.
fn speaks_of_campaign(mail: &Mail, texts: &[Text], rules: &Rules) -> bool {
    let says = |text: &str| phrase::first(text, "campaign", rules).is_some();
    says(&fold_inside(&mail.subject))
        || texts
            .iter()
            .filter(|text| !text.ours)
            .any(|text| says(&text.folded) || says(&fold_inside(&text.name)))
}

/// True when a campaign is called by a name: it stands behind that word, in capitals, and is not ours.
pub(super) fn names_another_campaign(own: &str, rules: &Rules) -> bool {
    if phrase::first(&fold_inside(own), "campaign_word", rules).is_none() {
        return false;
    }
    let is = |word: &str, purpose: &str| phrase::is(&fold(word), purpose, rules);
    // "The campaign, as a Union of Towns" says who joins, and not what.
    let ours = |at: usize, word: &str| is(word, "about_us") || at > 0 && is(word, "institution");
    let ours_named = |part: &str| phrase::first(&fold_inside(part), "campaign", rules).is_some();
    sentence::sentences(own).iter().any(|sentence| {
        // A bracket or a comma ends the name: "to your campaign (Document 14)".
        let mut parts = sentence.split([',', ';', ':', '(', ')', '.']);
        parts.any(|part| {
            let mut words = part
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .skip_while(|word| !is(word, "campaign_word"))
                .skip(1)
                .take(3)
                .enumerate();
            words.any(|(at, word)| word.starts_with(char::is_uppercase) && !ours(at, word))
                && !ours_named(part)
        })
    })
}
