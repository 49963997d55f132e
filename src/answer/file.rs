//! Submissions → records: a new one for each government, or the next revision of the one that is known.

use super::recipient::{domain, same_organisation};
use super::{Case, Past, Record, government_key};
use crate::extract::{Question, Status, Submission};
use crate::rules::{Need, Rules};
use std::collections::BTreeMap;

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
    let mut current: BTreeMap<String, Record> = past.records.clone();
    let mut filed: Vec<Filed> = Vec::new();
    let mut fresh = 0u32;
    for submission in &case.finding.submissions {
        let government = government_key(submission, rules);
        let earlier = government
            .as_ref()
            .and_then(|key| current.get(key))
            .cloned();
        let record = match &earlier {
            Some(earlier) => Record {
                id: earlier.id.clone(),
                revision: earlier.revision.saturating_add(1),
                mail: case.id.clone(),
                received: case.received,
                government: government.clone(),
                submission: revised(earlier, submission, case, rules),
            },
            None => {
                fresh += 1;
                let start: String = case.id.chars().take(12).collect();
                Record {
                    id: format!("{start}-{fresh}"),
                    revision: 1,
                    mail: case.id.clone(),
                    received: case.received,
                    government: government.clone(),
                    submission: submission.clone(),
                }
            }
        };
        if let Some(key) = government {
            current.insert(key, record.clone());
        }
        filed.push(Filed {
            record,
            revises: earlier.is_some(),
            asked_before: earlier
                .is_some_and(|earlier| earlier.submission.status == Status::Incomplete),
        });
    }
    filed
}

/// The new submission, completed by what the earlier one said: people answer a request for what is missing with just that.
fn revised(earlier: &Record, new: &Submission, case: &Case<'_>, rules: &Rules) -> Submission {
    let mut merged = new.clone();
    for (id, value) in &earlier.submission.fields {
        merged
            .fields
            .entry(id.clone())
            .or_insert_with(|| value.clone());
    }
    merged.missing.retain(|id| !merged.fields.contains_key(id));
    if let Some(question) = foreign_sender(earlier, case) {
        merged.questions.push(question);
        merged.status = Status::Review;
    }
    if merged.status == Status::Incomplete && !merged.missing.iter().any(|id| required(id, rules)) {
        merged.status = Status::Complete;
    }
    merged
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
