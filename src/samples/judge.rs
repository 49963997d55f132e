//! A finding held against what was expected, field by field.

use super::compare::{same, shown};
use super::expect::{Expectation, Expected};
use crate::extract::{Finding, Status, Submission, Verdict};
use crate::rules::Rules;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// As expected.
    Right,
    /// Not as expected.
    Wrong,
    /// Not as expected, in one of the few fields that a picture of a page may cost.
    Tolerated,
}

/// One thing that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `verdict`, `submissions`, `status`, `language`, `missing`, or the id of a field.
    pub what: String,
    /// What it came to.
    pub mark: Mark,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Where a value was found, or what else explains it; empty when there is nothing to say.
    pub place: String,
}

/// What became of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// All that was compared, in the order in which a person reads a record.
    pub rows: Vec<Row>,
}

impl Judgement {
    /// What is not as expected.
    pub fn wrong(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.mark == Mark::Wrong)
    }

    /// True when all is as expected.
    pub fn is_right(&self) -> bool {
        self.wrong().next().is_none()
    }
}

/// Judges a finding. `ocr` tells whether pictures could be read at all; where not, a picture is rightly unreadable.
pub fn judge(expected: &Expectation, finding: &Finding, rules: &Rules, ocr: bool) -> Judgement {
    if expected.ocr && !ocr {
        let right = finding.verdict == Verdict::Unreadable;
        let wanted = "unreadable (no OCR here)".to_owned();
        let verdict = row("verdict", right, wanted, name(&finding.verdict));
        return Judgement {
            rows: vec![verdict],
        };
    }
    let right = expected.verdict.contains(&finding.verdict);
    let mut verdict = row(
        "verdict",
        right,
        names(&expected.verdict),
        name(&finding.verdict),
    );
    verdict.place.clone_from(&finding.reason);
    let mut rows = vec![verdict];
    if right && finding.verdict == Verdict::Form {
        let (wanted, got) = (expected.submissions.len(), finding.submissions.len());
        rows.push(row(
            "submissions",
            wanted == got,
            wanted.to_string(),
            got.to_string(),
        ));
        let mut left: Vec<&Submission> = finding.submissions.iter().collect();
        for wanted in &expected.submissions {
            // The submission with fewest faults is the one that is meant.
            let judged = left
                .iter()
                .enumerate()
                .map(|(at, got)| (at, submission(wanted, got, rules, expected.ocr)))
                .min_by_key(|(_, rows)| wrong(rows));
            let Some((at, mut judged)) = judged else {
                break;
            };
            left.remove(at);
            // A picture of a page may cost a few fields, not more.
            if expected.ocr && wrong(&judged) <= wanted.fields.len() / 6 {
                for row in &mut judged {
                    if row.mark == Mark::Wrong {
                        row.mark = Mark::Tolerated;
                    }
                }
            }
            rows.extend(judged);
        }
    }
    Judgement { rows }
}

fn wrong(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.mark == Mark::Wrong).count()
}

fn submission(wanted: &Expected, got: &Submission, rules: &Rules, ocr: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    if !ocr {
        let right = wanted.status.contains(&got.status);
        let mut status = row("status", right, names(&wanted.status), name(&got.status));
        let asked = got.questions.iter();
        let asked: Vec<String> = asked.map(|q| format!("{}: {}", q.field, q.text)).collect();
        if got.status == Status::Review || !right {
            status.place = asked.join("; ");
        }
        rows.push(status);
        let without_any = |ids: &[String]| {
            let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            ids.retain(|id| !wanted.any.iter().any(|any| any == id));
            ids.join(" ")
        };
        let (right, said) = (without_any(&wanted.missing), without_any(&got.missing));
        let nothing = |ids: String| match ids.is_empty() {
            true => "(nothing)".to_owned(),
            false => ids,
        };
        rows.push(row("missing", right == said, nothing(right), nothing(said)));
    }
    rows.push(row(
        "language",
        wanted.language == got.language,
        wanted.language.clone(),
        got.language.clone(),
    ));
    // In the order of the rules, which is the one of the form; then what they do not know.
    let known = rules.fields.iter().map(|rule| rule.id.as_str());
    let mut ids: Vec<&str> = known.collect();
    let all: BTreeSet<&str> = wanted
        .fields
        .keys()
        .chain(got.fields.keys())
        .map(String::as_str)
        .collect();
    ids.extend(all.iter().filter(|id| rules.field(id).is_none()));
    ids.retain(|id| all.contains(id) && !wanted.any.iter().any(|any| any == id));
    rows.extend(ids.into_iter().map(|id| field(id, wanted, got, rules, ocr)));
    rows
}

fn field(id: &str, wanted: &Expected, got: &Submission, rules: &Rules, ocr: bool) -> Row {
    let kind = rules.field(id).map(|rule| rule.kind);
    let mut right: Vec<&Value> = wanted.fields.get(id).into_iter().collect();
    right.extend(wanted.alt.get(id).into_iter().flatten());
    let found = got.fields.get(id);
    let is_right = match found {
        None => right.is_empty(),
        Some(found) => right
            .iter()
            .any(|right| same(kind, right, &found.value, ocr)),
    };
    let mut row = row(
        id,
        is_right,
        right
            .first()
            .map_or_else(|| shown(&Value::Null), |v| shown(v)),
        found.map_or_else(|| shown(&Value::Null), |found| shown(&found.value)),
    );
    row.place = found.map_or_else(String::new, |found| {
        let source = name(&found.source);
        match found.r#where.is_empty() {
            true => source,
            false => format!("{source}, {}", found.r#where),
        }
    });
    row
}

fn row(what: &str, right: bool, expected: String, found: String) -> Row {
    Row {
        what: what.to_owned(),
        mark: if right { Mark::Right } else { Mark::Wrong },
        expected,
        found,
        place: String::new(),
    }
}

/// The word for a value that has one in a record.
fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).map_or_else(|_| String::new(), |value| shown(&value))
}

fn names<T: Serialize>(values: &[T]) -> String {
    values.iter().map(name).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};
    use serde_json::json;

    fn wrong_of(expected: &Value, found: &Value) -> Vec<String> {
        let rules = compile(&builtin()).unwrap();
        let expected = serde_json::from_value(expected.clone()).unwrap();
        let finding = serde_json::from_value(found.clone()).unwrap();
        let judged = judge(&expected, &finding, &rules, true);
        judged.wrong().map(|row| row.what.clone()).collect()
    }

    fn value(value: impl Into<Value>) -> Value {
        json!({"value": value.into(), "raw": "", "source": "pdf", "where": "page 1", "confidence": 1.0})
    }

    fn said(name: &str, population: u32, motivation: &str) -> Value {
        json!({"verdict": "form", "reason": "", "submissions": [{
            "status": "complete", "language": "en", "source": "x.pdf", "missing": [], "questions": [],
            "fields": {"lrg_name": value(name), "population": value(population), "motivation": value(motivation)}}]})
    }

    #[test]
    fn the_comparison_sees_what_is_wrong_and_nothing_else() {
        let words = "to learn from each other and to be held to our word";
        let right = json!({"verdict": "form", "submissions": [{"status": "complete", "language": "en",
            "missing": [], "fields": {"lrg_name": "Ñandú", "population": 12, "motivation": words}}]});
        let wrong = |found: Value| wrong_of(&right, &found);
        assert!(wrong(said("N\u{303}andu\u{301} ", 12, words)).is_empty());
        assert_eq!(wrong(said("Nandu", 12, words)), ["lrg_name"]);
        assert_eq!(wrong(said("Ñandú", 13, words)), ["population"]);
        assert_eq!(
            wrong(said("Ñandú", 12, "to learn from each other")),
            ["motivation"]
        );
        let other = json!({"verdict": "other", "reason": "", "submissions": []});
        assert_eq!(wrong(other), ["verdict"]);
        let mut invented = said("Ñandú", 12, words);
        invented["submissions"][0]["fields"]["website"] = value("https://x.example");
        assert_eq!(wrong(invented), ["website"]);
        let mut lost = said("Ñandú", 12, words);
        lost["submissions"][0]["fields"]
            .as_object_mut()
            .unwrap()
            .remove("population");
        lost["submissions"][0]["missing"] = json!(["population"]);
        lost["submissions"][0]["status"] = json!("incomplete");
        assert_eq!(wrong(lost), ["status", "missing", "population"]);
        let mut twice = said("Ñandú", 12, words);
        let copy = twice["submissions"][0].clone();
        twice["submissions"].as_array_mut().unwrap().push(copy);
        assert_eq!(wrong(twice), ["submissions"]);
    }

    #[test]
    fn further_right_values_and_fields_that_are_not_compared() {
        let expected = json!({"verdict": ["form", "blank_form"], "submissions": [{"status": ["complete", "review"],
            "language": "en", "missing": ["country"], "any": ["motivation", "country"],
            "fields": {"lrg_name": "Nandu", "population": 12}, "alt": {"lrg_name": ["Ñandú"]}}]});
        assert!(wrong_of(&expected, &said("Ñandú", 12, "x")).is_empty());
    }

    #[test]
    fn a_picture_may_cost_a_few_fields_and_no_more() {
        let mut expected = json!({"verdict": "form", "ocr": true, "submissions": [{"status": "complete",
            "language": "en", "missing": [], "fields": {"lrg_name": "Ñandú", "population": 12,
            "motivation": "x", "country": "ES", "mandate": "2020-2024", "website": "a.example"}}]});
        let mut found = said("Nandu", 12, "x");
        for (id, text) in [
            ("country", "ES"),
            ("mandate", "2020-2024"),
            ("website", "b.example"),
        ] {
            found["submissions"][0]["fields"][id] = value(text);
        }
        assert!(wrong_of(&expected, &found).is_empty());
        expected["ocr"] = json!(false);
        assert_eq!(wrong_of(&expected, &found), ["lrg_name", "website"]);
    }
}
