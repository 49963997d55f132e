//! Why a mail with a form must not be answered automatically. Every reason goes into the outcome and the digest.

use super::{Case, Manners, Past};
use crate::mail::{self, Address, LOOP_MARK, ReturnPath};
use crate::rules::Rules;
use jiff::{SignedDuration, Timestamp};

/// The first reason not to answer, or whom to answer.
pub(super) fn recipient_or_silence(
    case: &Case<'_>,
    past: &Past,
    manners: &Manners,
    rules: &Rules,
    now: Timestamp,
) -> Result<Address, String> {
    let form = !case.finding.submissions.is_empty();
    known_identity(past)?;
    robot(case, rules, form)?;
    ourselves(case, past, manners, form)?;
    spam(case)?;
    if case.answered {
        return Err("a person has answered it already".to_owned());
    }
    too_old(case, manners, now)?;
    let recipient = super::recipient::recipient(case, manners)?;
    if is_own(&recipient.email, manners) {
        return Err("its sender is one of our own addresses".to_owned());
    }
    limits(case, past, manners, now)?;
    // Last, so that a first run with answering switched off shows who would have been answered.
    if !manners.answer {
        return Err("answering is switched off".to_owned());
    }
    Ok(recipient)
}

/// At most one acknowledgment for a message, however often and wherever it is delivered.
fn known_identity(past: &Past) -> Result<(), String> {
    if let Some(first) = &past.duplicate_of {
        return Err(format!(
            "the same message was handled before ({})",
            short(first)
        ));
    }
    if let Some(first) = &past.same_id_other_body {
        return Err(format!(
            "another message with its Message-ID was handled before ({})",
            short(first)
        ));
    }
    if past.deaths >= super::decide::DEATHS {
        return Err("it was not read".to_owned());
    }
    Ok(())
}

fn short(mail: &str) -> String {
    mail.chars().take(12).collect()
}

fn robot(case: &Case<'_>, rules: &Rules, form: bool) -> Result<(), String> {
    match mail::robot_sign(case.mail, &rules.robots) {
        Some(sign) if sign.silences || !form => {
            Err(format!("it looks like automatic mail: {}", sign.reason))
        }
        _ => Ok(()),
    }
}

/// Mail of our own, or of another program of this kind: two of them must not write to one another for ever.
fn ourselves(case: &Case<'_>, past: &Past, manners: &Manners, form: bool) -> Result<(), String> {
    let mail = case.mail;
    if mail
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case(LOOP_MARK))
    {
        return Err("it carries the mark of an automatic letter like ours".to_owned());
    }
    let envelope = match &mail.return_path {
        ReturnPath::Address(address) => Some(address.as_str()),
        ReturnPath::Absent | ReturnPath::Null => None,
    };
    let own = mail
        .from
        .iter()
        .chain(&mail.sender)
        .chain(&mail.reply_to)
        .map(|address| address.email.as_str())
        .chain(envelope)
        .any(|email| is_own(email, manners));
    if own {
        return Err("its sender is one of our own addresses".to_owned());
    }
    if mail
        .message_id
        .as_deref()
        .is_some_and(|id| is_own_id(id, manners))
    {
        return Err("its Message-ID is one of ours".to_owned());
    }
    if past.answers_our_letter && !form {
        return Err("it answers a letter of ours and no form was found in it".to_owned());
    }
    Ok(())
}

/// An identifier as our letters have them. The host alone is no sign: colleagues may write from it.
pub(super) fn is_own_id(id: &str, manners: &Manners) -> bool {
    id.rsplit_once('@').is_some_and(|(local, host)| {
        host.eq_ignore_ascii_case(&manners.message_id_host)
            && local.len() == 32
            && local.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// An address of ours, also with a tag (`cisdp1+x@…`).
fn is_own(email: &str, manners: &Manners) -> bool {
    let email = email.to_lowercase();
    let untagged = match email.split_once('@') {
        Some((local, domain)) => {
            format!("{}@{domain}", local.split('+').next().unwrap_or_default())
        }
        None => email.clone(),
    };
    manners
        .own_addresses
        .iter()
        .chain([&manners.from.email])
        .map(|own| own.to_lowercase())
        .any(|own| own == email || own == untagged)
}

fn spam(case: &Case<'_>) -> Result<(), String> {
    if case.junk {
        return Err("it lies in the spam folder".to_owned());
    }
    match mail::spam_sign(case.mail) {
        Some(sign) => Err(sign),
        None => Ok(()),
    }
}

/// Old mail appears on a first run, after a restore, and when a server counts its mail anew. A restored mailbox has new dates of
/// receipt, so what the message says of itself counts too.
fn too_old(case: &Case<'_>, manners: &Manners, now: Timestamp) -> Result<(), String> {
    let noted = mail::received_at(case.mail).unwrap_or(case.received);
    let oldest = case.received.min(noted);
    if oldest < manners.answer_from {
        return Err("it is from before the day from which mail is answered".to_owned());
    }
    let limit = SignedDuration::from_hours(24 * i64::from(manners.answer_within_days));
    if now.duration_since(oldest) > limit {
        return Err(format!(
            "it was more than {} days old when first seen",
            manners.answer_within_days
        ));
    }
    Ok(())
}

/// Limits are counted from the ledger before a letter is made, so a burst cannot outrun them.
fn limits(case: &Case<'_>, past: &Past, manners: &Manners, now: Timestamp) -> Result<(), String> {
    const SAME_SUBJECT: usize = 3;
    let within = |hours: i64| {
        let limit = SignedDuration::from_hours(hours);
        past.acknowledged_recipient
            .iter()
            .filter(move |(at, _)| now.duration_since(*at) < limit)
    };
    let same_subject = within(1)
        .filter(|(_, subject)| {
            subject
                .trim()
                .eq_ignore_ascii_case(case.mail.subject.trim())
        })
        .count();
    if same_subject >= SAME_SUBJECT {
        return Err(
            "its sender was answered about the same subject three times within an hour".to_owned(),
        );
    }
    if within(1).count() >= manners.per_sender_hour as usize {
        return Err("its sender was answered as often as an hour allows".to_owned());
    }
    if within(24).count() >= manners.per_sender_day as usize {
        return Err("its sender was answered as often as a day allows".to_owned());
    }
    if past.acknowledged_last_hour >= manners.per_hour {
        return Err("as many letters were written as an hour allows".to_owned());
    }
    if past.acknowledged_last_day >= manners.per_day {
        return Err("as many letters were written as a day allows".to_owned());
    }
    Ok(())
}
