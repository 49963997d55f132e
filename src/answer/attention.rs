//! What the digest lists for a person to look at: doubts, questions, pledges, silences, letters that did not arrive.

use super::text::{Texts, Words, short};
use super::{Acknowledgment, Outcome, Week};
use crate::extract::Verdict;
use serde::Serialize;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    /// What kind of thing, in words.
    pub kind: String,
    /// Its colour on the page.
    pub colour: &'static str,
    /// Who wrote, or for whom a letter was.
    pub who: String,
    /// Address, when it is not in `who`.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// When it was received.
    pub day: String,
    /// Why it is here.
    pub reason: String,
}

const RED: &str = "#b3382c";
const AMBER: &str = "#a86a00";
const BLUE: &str = "#1f5f8b";
const GREY: &str = "#5a6875";

/// More silences than this for one reason are counted, not listed: a first run over a full mailbox has hundreds.
const SILENCES: usize = 5;

/// The list, the most pressing first.
pub(super) fn attention(week: &Week, texts: &Texts<'_>) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    for (name, colour, letters) in [
        ("digest_kind_failed", RED, &week.failed_letters),
        ("digest_kind_waiting", AMBER, &week.waiting_letters),
    ] {
        for (key, recipient, reason) in letters {
            items.push(Item {
                kind: word(texts, name),
                colour,
                who: short(recipient, 80),
                address: String::new(),
                subject: subject_of_letter(week, key),
                day: String::new(),
                reason: short(reason, 200),
            });
        }
    }
    let mut outcomes: Vec<&Outcome> = week.outcomes.iter().collect();
    outcomes.sort_by(|a, b| (order(a), a.received, &a.mail).cmp(&(order(b), b.received, &b.mail)));
    let mut silences: Vec<(&str, Vec<&Outcome>)> = Vec::new();
    for outcome in outcomes {
        let silence = match &outcome.acknowledgment {
            Acknowledgment::Withheld(reason) => Some(reason.as_str()),
            Acknowledgment::Letter(_) | Acknowledgment::NotDue => None,
        };
        match (&outcome.review, silence) {
            (Some(review), silence) => items.push(reviewed(outcome, review, silence, texts)?),
            (None, Some(reason)) => match silences.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, all)) => all.push(outcome),
                None => silences.push((reason, vec![outcome])),
            },
            (None, None) if outcome.verdict == Verdict::BlankForm => {
                items.push(item(
                    outcome,
                    "digest_kind_blank",
                    GREY,
                    &outcome.reason,
                    texts,
                )?);
            }
            (None, None) => {}
        }
    }
    for (reason, outcomes) in silences {
        let listed = if outcomes.len() > SILENCES {
            SILENCES - 1
        } else {
            outcomes.len()
        };
        for outcome in outcomes.iter().take(listed) {
            items.push(item(outcome, "digest_kind_withheld", GREY, reason, texts)?);
        }
        if outcomes.len() > listed {
            let words = Words::from([("count", (outcomes.len() - listed).to_string())]);
            items.push(Item {
                kind: word(texts, "digest_kind_withheld"),
                colour: GREY,
                who: texts.say("digest_more", &words)?,
                address: String::new(),
                subject: String::new(),
                day: String::new(),
                reason: short(reason, 200),
            });
        }
    }
    Ok(items)
}

fn reviewed(
    outcome: &Outcome,
    review: &str,
    silence: Option<&str>,
    texts: &Texts<'_>,
) -> Result<Item, String> {
    let (name, colour, expected) = match outcome.verdict {
        Verdict::Pledge => ("digest_kind_pledge", BLUE, true),
        Verdict::Question => ("digest_kind_question", BLUE, true),
        Verdict::Correction => ("digest_kind_correction", BLUE, outcome.records.is_empty()),
        Verdict::Unreadable => ("digest_kind_unreadable", RED, false),
        Verdict::Bounce => ("digest_kind_failed", RED, false),
        _ => ("digest_kind_review", AMBER, false),
    };
    // That a person answers a question needs no words, the kind of the line says it; why a file cannot be read is more than
    // that it cannot.
    let mut reason = if expected {
        quoted(&outcome.reason)
    } else if outcome.verdict == Verdict::Unreadable {
        outcome.reason.clone()
    } else {
        texts.with_titles(review)
    };
    if reason.is_empty() {
        reason = review.to_owned();
    }
    if let (false, Some(silence)) = (expected, silence) {
        let withheld = word(texts, "digest_kind_withheld");
        reason = format!("{reason}. {withheld}: {silence}");
    }
    item(outcome, name, colour, &reason, texts)
}

/// Only the words of the letter, where the reason quotes some: that it asks or wishes is said by the kind of the line, in the
/// digest's language.
fn quoted(reason: &str) -> String {
    let words = reason
        .split_once(": \"")
        .and_then(|(_, rest)| rest.strip_suffix('"'));
    words.map_or_else(|| reason.to_owned(), |words| format!("“{words}”"))
}

fn item(
    outcome: &Outcome,
    name: &str,
    colour: &'static str,
    reason: &str,
    texts: &Texts<'_>,
) -> Result<Item, String> {
    let (who, address) = match &outcome.from {
        Some(from) if from.name.trim().is_empty() => (from.email.clone(), String::new()),
        Some(from) => (from.name.clone(), from.email.clone()),
        None => ("–".to_owned(), String::new()),
    };
    Ok(Item {
        kind: word(texts, name),
        colour,
        who: short(&who, 80),
        address: short(&address, 80),
        subject: short(&outcome.subject, 120),
        day: texts.date("day", texts.day_of(outcome.received))?,
        reason: short(reason, 300),
    })
}

fn order(outcome: &Outcome) -> u8 {
    match outcome.verdict {
        Verdict::Unreadable => 0,
        Verdict::Form => 1,
        Verdict::Correction => 2,
        Verdict::Question => 3,
        Verdict::Pledge => 4,
        _ => 5,
    }
}

fn word(texts: &Texts<'_>, name: &str) -> String {
    texts.word(name).unwrap_or_else(|| name.to_owned())
}

/// What the mail was about that a letter answered.
fn subject_of_letter(week: &Week, key: &str) -> String {
    let mail = key.strip_prefix("ack:").unwrap_or_default();
    week.outcomes
        .iter()
        .find(|outcome| outcome.mail == mail)
        .map(|outcome| short(&outcome.subject, 120))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_letter_speaks_for_itself() {
        assert_eq!(quoted("it asks: \"¿Hasta cuándo?\""), "“¿Hasta cuándo?”");
        assert_eq!(quoted("the reason"), "the reason");
    }
}
