//! Why a mail with a form must not be answered automatically. Every reason goes into the outcome and the digest.

use super::{Case, Manners, Past, Reason};
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
) -> Result<Address, Reason> {
    let form = !case.finding.submissions.is_empty();
    known_identity(past)?;
    robot(case, rules, form)?;
    ourselves(case, past, manners, form)?;
    spam(case)?;
    if case.answered {
        return Err("silence_answered".into());
    }
    too_old(case, manners, now)?;
    let recipient = super::recipient::recipient(case, manners)?;
    if is_own(&recipient.email, manners) {
        return Err("silence_own_address".into());
    }
    limits(case, past, manners, now)?;
    // Last, so that a first run with answering switched off shows who would have been answered.
    if !manners.answer {
        return Err("silence_off".into());
    }
    Ok(recipient)
}

/// At most one acknowledgment for a message, however often and wherever it is delivered.
fn known_identity(past: &Past) -> Result<(), Reason> {
    if let Some(first) = &past.duplicate_of {
        return Err(Reason::new("silence_handled").with("mail", short(first)));
    }
    if let Some(first) = &past.same_id_other_body {
        return Err(Reason::new("silence_same_identifier").with("mail", short(first)));
    }
    if past.deaths >= super::decide::DEATHS {
        return Err("silence_unread".into());
    }
    Ok(())
}

fn short(mail: &str) -> String {
    mail.chars().take(12).collect()
}

fn robot(case: &Case<'_>, rules: &Rules, form: bool) -> Result<(), Reason> {
    match mail::robot_sign(case.mail, &rules.robots) {
        Some(sign) if sign.silences || !form => {
            Err(Reason::new("silence_robot").with("sign", sign.reason))
        }
        _ => Ok(()),
    }
}

/// Mail of our own, or of another program of this kind: two of them must not write to one another for ever.
fn ourselves(case: &Case<'_>, past: &Past, manners: &Manners, form: bool) -> Result<(), Reason> {
    let mail = case.mail;
    if mail
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case(LOOP_MARK))
    {
        return Err("silence_mark".into());
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
        return Err("silence_own_address".into());
    }
    if mail
        .message_id
        .as_deref()
        .is_some_and(|id| is_own_id(id, manners))
    {
        return Err("silence_own_identifier".into());
    }
    if past.answers_our_letter && !form {
        return Err("silence_reply".into());
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

fn spam(case: &Case<'_>) -> Result<(), Reason> {
    if case.junk {
        return Err("silence_junk".into());
    }
    match mail::spam_sign(case.mail) {
        Some(sign) => Err(Reason::new("silence_spam").with("sign", sign)),
        None => Ok(()),
    }
}

/// Old mail appears on a first run, after a restore, and when a server counts its mail anew. A restored mailbox has new dates of
/// receipt, so what the message says of itself counts too.
fn too_old(case: &Case<'_>, manners: &Manners, now: Timestamp) -> Result<(), Reason> {
    let noted = mail::received_at(case.mail).unwrap_or(case.received);
    let oldest = case.received.min(noted);
    if oldest < manners.answer_from {
        return Err("silence_before".into());
    }
    let limit = SignedDuration::from_hours(24 * i64::from(manners.answer_within_days));
    if now.duration_since(oldest) > limit {
        let days = manners.answer_within_days.to_string();
        return Err(Reason::new("silence_old").with("days", days));
    }
    Ok(())
}

/// Limits are counted from the ledger before a letter is made, so a burst cannot outrun them.
fn limits(case: &Case<'_>, past: &Past, manners: &Manners, now: Timestamp) -> Result<(), Reason> {
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
        return Err("silence_same_subject".into());
    }
    if within(1).count() >= manners.per_sender_hour as usize {
        return Err("silence_sender_hour".into());
    }
    if within(24).count() >= manners.per_sender_day as usize {
        return Err("silence_sender_day".into());
    }
    if past.acknowledged_last_hour >= manners.per_hour {
        return Err("silence_all_hour".into());
    }
    if past.acknowledged_last_day >= manners.per_day {
        return Err("silence_all_day".into());
    }
    Ok(())
}
