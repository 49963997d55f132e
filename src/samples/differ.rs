//! What is read otherwise under other rules, field by field.

use super::compare::shown;
use crate::extract::{Finding, Submission};
use crate::rules::Rules;
use serde::Serialize;
use std::collections::BTreeSet;

/// One thing that is read otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `verdict`, `submissions`, `status`, `language`, `missing`, or the id of a field.
    pub what: String,
    /// Under the old rules; empty where there was nothing.
    pub old: String,
    /// Under the new ones; empty where there is nothing.
    pub new: String,
}

/// What differs between two findings of one message, in the order of the rules.
pub fn differences(old: &Finding, new: &Finding, rules: &Rules) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut note = |what: &str, old: String, new: String| {
        if old != new {
            let what = what.to_owned();
            all.push(Difference { what, old, new });
        }
    };
    note("verdict", word(&old.verdict), word(&new.verdict));
    let (was, is) = (&old.submissions, &new.submissions);
    note("submissions", was.len().to_string(), is.len().to_string());
    // The submission that has most in common is the same one.
    let mut left: Vec<&Submission> = is.iter().collect();
    for old in was {
        let nearest = left
            .iter()
            .enumerate()
            .max_by_key(|(at, new)| (in_common(old, new), usize::MAX - at));
        let Some((at, new)) = nearest.map(|(at, new)| (at, *new)) else {
            break;
        };
        left.remove(at);
        note("status", word(&old.status), word(&new.status));
        note("language", old.language.clone(), new.language.clone());
        note("missing", old.missing.join(" "), new.missing.join(" "));
        for id in ids(old, new, rules) {
            let value = |submission: &Submission| {
                let value = submission.fields.get(id).map(|found| shown(&found.value));
                value.unwrap_or_default()
            };
            note(id, value(old), value(new));
        }
    }
    all
}

/// All fields of two submissions, first those that the rules know in their order.
fn ids<'a>(old: &'a Submission, new: &'a Submission, rules: &'a Rules) -> Vec<&'a str> {
    let there: BTreeSet<&str> = old
        .fields
        .keys()
        .chain(new.fields.keys())
        .map(String::as_str)
        .collect();
    let known = rules.fields.iter().map(|rule| rule.id.as_str());
    let mut ids: Vec<&str> = known.filter(|id| there.contains(id)).collect();
    ids.extend(there.iter().filter(|id| rules.field(id).is_none()));
    ids
}

fn in_common(old: &Submission, new: &Submission) -> usize {
    let same = |(id, value): &(&String, &crate::extract::Value)| {
        let other = new.fields.get(*id).map(|other| &other.value);
        other == Some(&value.value)
    };
    old.fields.iter().filter(same).count()
}

fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).map_or_else(|_| String::new(), |value| shown(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};
    use serde_json::json;

    fn finding(forms: &[&[(&str, &str)]]) -> Finding {
        let submissions: Vec<serde_json::Value> = forms
            .iter()
            .map(|fields| {
                let fields: serde_json::Map<String, serde_json::Value> = fields
                    .iter()
                    .map(|(id, value)| {
                        let value = json!({"value": value, "raw": "", "source": "pdf", "where": "", "confidence": 1.0});
                        ((*id).to_owned(), value)
                    })
                    .collect();
                json!({"status": "complete", "language": "en", "source": "x", "missing": [], "questions": [], "fields": fields})
            })
            .collect();
        let found = json!({"verdict": "form", "reason": "", "submissions": submissions});
        serde_json::from_value(found).unwrap()
    }

    #[test]
    fn submissions_are_held_against_their_like_and_values_are_told_from_old_to_new() {
        let rules = compile(&builtin()).unwrap();
        let old = finding(&[
            &[("lrg_name", "A"), ("website", "a.example")],
            &[("lrg_name", "B"), ("mandate", "2020-2024")],
        ]);
        let new = finding(&[
            &[("lrg_name", "B"), ("mandate", "2020-2025")],
            &[("lrg_name", "A")],
        ]);
        let found = differences(&old, &new, &rules);
        let told: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|d| (d.what.as_str(), d.old.as_str(), d.new.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("website", "a.example", ""),
                ("mandate", "2020-2024", "2020-2025")
            ]
        );
        assert!(differences(&old, &old, &rules).is_empty());
    }
}
