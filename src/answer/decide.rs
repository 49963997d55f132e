//! Decides about one mail: records, acknowledgment or the reason for none, and whether a person must look at it.

use super::acknowledge::acknowledgment;
use super::file::{Filed, file};
use super::silence::recipient_or_silence;
use super::text::Texts;
use super::{Acknowledgment, Case, Decision, Manners, Outcome, Past, Reason};
use crate::extract::{Status, Verdict};
use crate::mail;
use crate::rules::Rules;
use jiff::Timestamp;

/// A mail that killed its reader this often is filed unread.
pub(super) const DEATHS: u32 = 3;

/// Decides: records, acknowledgment or the reason for none, review.
pub fn decide(
    case: &Case<'_>,
    past: &Past,
    manners: &Manners,
    rules: &Rules,
    now: Timestamp,
) -> Decision {
    // A duplicate says nothing new; its first copy made the record.
    let filed = if past.duplicate_of.is_some() {
        Vec::new()
    } else {
        file(case, past, rules)
    };
    // Reasons stand in the digest, and speak its language.
    let texts = Texts::new(rules, &manners.fallback_language, "en");
    let mut review = review(case, past, &filed, &texts);
    review.extend(lost_letter(case, past, manners, &texts));
    let mut letters = Vec::new();
    let acknowledgment = match answerable(case, past, &texts) {
        Err(silent) => silent,
        Ok(()) => {
            let letter = recipient_or_silence(case, past, manners, rules, now)
                .map_err(|reason| reason.said(&texts))
                .and_then(|to| acknowledgment(case, &filed, &to, manners, rules, now));
            match letter {
                Ok(letter) => {
                    let key = letter.key.clone();
                    letters.push(letter);
                    Acknowledgment::Letter(key)
                }
                Err(reason) => Acknowledgment::Withheld(reason),
            }
        }
    };
    review.dedup();
    let reason = match &past.duplicate_of {
        Some(first) => {
            let mail: String = first.chars().take(12).collect();
            Reason::new("reason_copy").with("mail", mail).said(&texts)
        }
        None => case.finding.reason.clone(),
    };
    let records: Vec<_> = filed.into_iter().map(|filed| filed.record).collect();
    Decision {
        outcome: Outcome {
            mail: case.id.clone(),
            received: case.received,
            from: case.mail.from.clone(),
            subject: case.mail.subject.clone(),
            message_id: case.mail.message_id.clone(),
            verdict: case.finding.verdict,
            reason,
            review: (!review.is_empty()).then(|| review.join("; ")),
            acknowledgment,
            records: records.iter().map(|record| record.id.clone()).collect(),
            handled: now,
            rules: rules.fingerprint.clone(),
        },
        records,
        letters,
    }
}

/// Whether an automatic letter may be due at all.
fn answerable(case: &Case<'_>, past: &Past, texts: &Texts<'_>) -> Result<(), Acknowledgment> {
    if past.duplicate_of.is_some() {
        return Err(Acknowledgment::NotDue);
    }
    if !case.finding.submissions.is_empty() {
        return Ok(());
    }
    // What is too large is very likely a form with scans, and its sender believes that it arrived. A stub of a mail that never
    // came has no sender.
    let robot = matches!(case.finding.verdict, Verdict::Automatic | Verdict::Bounce);
    if case.headers_only && !robot && case.mail.from.is_some() {
        return Ok(());
    }
    match case.finding.verdict {
        Verdict::Form | Verdict::BlankForm | Verdict::Unreadable => Ok(()),
        // Strangers get no automatic letter: their address may be forged, and a person answers them better.
        Verdict::Pledge | Verdict::Question | Verdict::Correction => Err(Acknowledgment::Withheld(
            Reason::new("silence_no_form").said(texts),
        )),
        Verdict::Automatic | Verdict::Bounce | Verdict::Other => Err(Acknowledgment::NotDue),
    }
}

/// Everything that a person must look at.
fn review(case: &Case<'_>, past: &Past, filed: &[Filed], texts: &Texts<'_>) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    let mut add = |name: &'static str| reasons.push(Reason::new(name).said(texts));
    if past.deaths >= DEATHS {
        add("review_deaths");
    }
    if case.headers_only {
        add("review_too_large");
    }
    if past.duplicate_of.is_none() {
        if past.same_id_other_body.is_some() {
            add("review_same_identifier");
        }
        match case.finding.verdict {
            Verdict::Pledge => add("review_pledge"),
            Verdict::Question => add("review_question"),
            Verdict::Correction => add("review_correction"),
            Verdict::Unreadable => add("review_unreadable"),
            _ => {}
        }
        let form = !filed.is_empty();
        if form && (case.junk || mail::spam_sign(case.mail).is_some()) {
            add("review_spam");
        }
    }
    for filed in filed {
        if filed.record.submission.status == Status::Review {
            let questions = &filed.record.submission.questions;
            if questions.is_empty() {
                reasons.push(Reason::new("review_doubtful").said(texts));
            }
            reasons.extend(
                questions
                    .iter()
                    .map(|question| format!("{}: {}", question.field, question.text)),
            );
        }
    }
    reasons
}

/// A delivery report on a letter of ours that did not arrive. Reports on mail that others sent in our name say nothing, and a delay
/// mends itself.
fn lost_letter(
    case: &Case<'_>,
    past: &Past,
    manners: &Manners,
    texts: &Texts<'_>,
) -> Option<String> {
    if case.finding.verdict != Verdict::Bounce || past.duplicate_of.is_some() {
        return None;
    }
    let report = mail::delivery_report(case.mail);
    let ours = past.answers_our_letter
        || report
            .letters
            .iter()
            .any(|id| super::silence::is_own_id(id, manners));
    if !ours || !report.permanent {
        return None;
    }
    let to = report
        .recipient
        .unwrap_or_else(|| Reason::new("review_its_recipient").said(texts));
    let why = report.diagnostic.or(report.status).unwrap_or_default();
    let lost = Reason::new("review_lost_letter")
        .with("to", to)
        .with("why", why);
    Some(lost.said(texts))
}
