//! Submissions → records: a new one for each government, or the next revision of the one that is known.

use super::recipient::{domain, same_organisation};
use super::{Case, Past, Record, government_key};
use crate::extract::{Question, Status, Submission};
use crate::rules::{Need, Rules};

/// A record with what was known of its government before.
#[derive(Debug, Clone)]
pub(super) struct Filed {
    /// The new revision.
    pub record: Record,
    /// Whether there was an earlier one.
    pub revises: bool,
    /// Whether the earlier one was incomplete, so that its sender was asked for what is missing.
    pub asked_before: bool,
}

/// Files the submissions of one mail.
pub(super) fn file(case: &Case<'_>, past: &Past, rules: &Rules) -> Vec<Filed> {
    let mut filed: Vec<Filed> = Vec::new();
    let mut fresh = 0u32;
    for submission in &case.finding.submissions {
        let government = government_key(submission, rules);
        let twin = filed
            .iter_mut()
            .find(|filed| government.is_some() && filed.record.government == government);
        if let Some(twin) = twin {
            // Two forms of one government in a mail: the first counts, the second completes it.
            let record = &mut twin.record;
            record.submission = completed(&record.submission, submission, rules);
            continue;
        }
        let earlier = government.as_ref().and_then(|key| past.records.get(key));
        let (id, revision, submission) = match earlier {
            Some(earlier) => (
                earlier.id.clone(),
                earlier.revision.saturating_add(1),
                revised(earlier, submission, case, rules),
            ),
            None => {
                fresh += 1;
                let start: String = case.id.chars().take(12).collect();
                (format!("{start}-{fresh}"), 1, submission.clone())
            }
        };
        filed.push(Filed {
            record: Record {
                id,
                revision,
                mail: case.id.clone(),
                received: case.received,
                government,
                submission,
            },
            revises: earlier.is_some(),
            asked_before: earlier
                .is_some_and(|earlier| earlier.submission.status == Status::Incomplete),
        });
    }
    filed
}

/// A submission completed by another one of the same government: what the first lacks is taken from the second.
fn completed(first: &Submission, second: &Submission, rules: &Rules) -> Submission {
    let mut whole = first.clone();
    for (id, value) in &second.fields {
        whole
            .fields
            .entry(id.clone())
            .or_insert_with(|| value.clone());
    }
    whole.missing.retain(|id| !whole.fields.contains_key(id));
    if whole.status == Status::Incomplete && !whole.missing.iter().any(|id| required(id, rules)) {
        whole.status = Status::Complete;
    }
    whole
}

/// The new submission, completed by what the earlier one said: people answer a request for what is missing with just that.
fn revised(earlier: &Record, new: &Submission, case: &Case<'_>, rules: &Rules) -> Submission {
    let mut whole = completed(new, &earlier.submission, rules);
    if let Some(question) = foreign_sender(earlier, case) {
        whole.questions.push(question);
        whole.status = Status::Review;
    }
    whole
}

/// A form for a government that is known already, from an address that has nothing to do with it.
fn foreign_sender(earlier: &Record, case: &Case<'_>) -> Option<Question> {
    let known = earlier
        .submission
        .fields
        .get("contact_email")?
        .value
        .as_str()?;
    let sender = &case.mail.from.as_ref()?.email;
    if sender.eq_ignore_ascii_case(known) || same_organisation(&domain(sender), &domain(known)) {
        return None;
    }
    Some(Question {
        field: "contact_email".to_owned(),
        text: format!("this revision comes from {sender}, the earlier form named {known}"),
    })
}

/// Whether a record needs the field.
pub(super) fn required(id: &str, rules: &Rules) -> bool {
    rules
        .fields
        .iter()
        .any(|field| field.id == id && field.need == Need::Required)
}
