//! What kind of mail it is, from its robots' signs, its forms and its words.

use super::about::names_another_campaign;
use super::intent::{self, Intent, Letter};
use super::ours::Likeness;
use super::source::Text;
use super::unread::unreadable;
use super::{Verdict, body, phrase, sentence, undelivered};
use crate::document::Reading;
use crate::mail::{Mail, robot_sign};
use crate::rules::{Rules, ValueKind, fold_inside};
use jiff::tz::TimeZone;

/// Labels of ours in the shortest form of others: a letter has fewer.
const LABELS: usize = 5;

/// Labels of the shortest form that is typed into a mail which a list or a program sends.
const LEAST_SENT: usize = 8;

/// What the mail is when it holds no filled form, or although it does.
pub(super) fn judge(
    mail: &Mail,
    readings: &[Reading],
    texts: &[&Text],
    best: Likeness,
    campaign: bool,
    rules: &Rules,
) -> (Verdict, String) {
    let robot = robot_sign(mail, &rules.robots);
    let own = body::written(mail, rules);
    if let Some(sign) = &robot
        && (sign.bounce || !sign.weak)
    {
        let told = || undelivered::told(mail, &own, rules).is_some();
        let verdict = if sign.bounce || told() {
            Verdict::Bounce
        } else {
            Verdict::Automatic
        };
        return (verdict, sign.reason.clone());
    }
    // A few lines with colons in what a list or a program sends are news of a town: its form would ask more, or
    // how to reach somebody there.
    let mailbox = rules
        .fields
        .iter()
        .position(|rule| rule.kind == ValueKind::Email);
    let short = |text: &&Text| {
        let labels = &text.sheet.labels;
        text.written
            && labels.len() < LEAST_SENT
            && mailbox.is_none_or(|own| !labels.contains(&own))
    };
    if let Some(sign) = robot.as_ref().filter(|sign| sign.silences)
        && best == Likeness::Filled
        && texts.iter().all(short)
    {
        return (Verdict::Automatic, sign.reason.clone());
    }
    match best {
        Likeness::Filled => return (Verdict::Form, String::new()),
        Likeness::Blank => {
            let asked = asked_beside(mail, texts, rules);
            return asked
                .unwrap_or_else(|| (Verdict::BlankForm, "the form came back unfilled".to_owned()));
        }
        Likeness::None => {}
    }
    if let Some(words) = undelivered::told(mail, &own, rules) {
        return (Verdict::Bounce, format!("a mail server says: \"{words}\""));
    }
    if robot.is_none()
        && let Some(why) = unreadable(mail, readings, &own, campaign, rules)
    {
        return (Verdict::Unreadable, why);
    }
    if let Some(sign) = robot {
        return (Verdict::Automatic, sign.reason);
    }
    let subject = fold_inside(&mail.subject);
    // A form is no letter, whoever's it is.
    let files: Vec<&str> = texts
        .iter()
        .filter(|text| !text.written && !text.ours && text.sheet.labels.len() < LABELS)
        .map(|text| text.folded.as_str())
        .collect();
    let quoted = |folded: String| as_written(&folded, mail, rules).unwrap_or(folded);
    let host = mail
        .from
        .as_ref()
        .and_then(|from| from.email.split_once('@'));
    let host = host.map_or_else(String::new, |(_, host)| fold_inside(host));
    let name = mail.from.as_ref().map(|from| fold_inside(&from.name));
    let letter = Letter {
        subject: &subject,
        name: &name.unwrap_or_default(),
        own: &own,
        files: &files,
        campaign,
        foreign: names_another_campaign(&body::own_words(mail, rules), rules),
        reply: is_reply(mail, rules),
        host: &host,
        year: mail.date.map(|date| TimeZone::UTC.to_datetime(date).year()),
    };
    match intent::of(&letter, rules) {
        Intent::Correction(words) => (
            Verdict::Correction,
            format!("it amends what was sent before: \"{}\"", quoted(words)),
        ),
        Intent::Pledge(words) => (
            Verdict::Pledge,
            format!(
                "it wishes to join and brings no form: \"{}\"",
                quoted(words)
            ),
        ),
        Intent::Question(words) => (Verdict::Question, format!("it asks: \"{}\"", quoted(words))),
        Intent::Newsletter(words) => (
            Verdict::Automatic,
            format!("it is sent to many: \"{words}\""),
        ),
        Intent::Automatic(words) => (
            Verdict::Automatic,
            format!("a program answers, or somebody who is away: \"{words}\""),
        ),
        Intent::None => (
            Verdict::Other,
            "no form, no wish to join and no question in it".to_owned(),
        ),
    }
}

/// What is asked in a letter that brings a blank form, or quotes one: its writer has not filled it in yet, and knows it.
fn asked_beside(mail: &Mail, texts: &[&Text], rules: &Rules) -> Option<(Verdict, String)> {
    let typed = |text: &&Text| text.written && text.sheet.labels.len() >= 6;
    if texts.iter().any(typed) {
        // The questions are the form's.
        return None;
    }
    let own = body::written(mail, rules);
    let sentences = sentence::sentences(&own);
    let question = sentences.iter().find(|sentence| {
        sentence::asks(sentence)
            && phrase::first(sentence, "receipt", rules).is_none()
            && phrase::first(sentence, "question_not", rules).is_none()
    })?;
    let shown = as_written(question, mail, rules);
    let shown = shown.unwrap_or_else(|| super::draft::shorten(question));
    Some((Verdict::Question, format!("it asks: \"{shown}\"")))
}

/// True when a mail answers another, as its header or its subject says.
pub(super) fn is_reply(mail: &Mail, rules: &Rules) -> bool {
    let subject = fold_inside(&mail.subject);
    let prefix = subject.split_once(':').map(|(prefix, _)| prefix.trim());
    !mail.in_reply_to.is_empty()
        || prefix.is_some_and(|prefix| phrase::is(prefix, "reply_prefix", rules))
}

/// A folded sentence of a letter as its writer wrote it, with accents and capitals.
fn as_written(folded: &str, mail: &Mail, rules: &Rules) -> Option<String> {
    let wanted = folded.trim_end_matches('…');
    let own = body::own_words(mail, rules);
    let mut sentences = sentence::sentences(&own);
    sentences.push(mail.subject.clone());
    let found = sentences
        .into_iter()
        .find(|sentence| fold_inside(sentence).starts_with(wanted))?;
    Some(super::draft::shorten(&found))
}
