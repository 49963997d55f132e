//! The weekly digest: what the secretary reads on Monday.

use super::attention::{Item, attention};
use super::table::{status_name, table_for_people};
use super::text::{Texts, Words, government, short};
use super::{Manners, Record, Week};
use crate::extract::{Status, Verdict};
use crate::mail::{Draft, Letter, compose};
use crate::rules::Rules;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of a list; the attached table has all.
const ROWS: usize = 60;

/// Writes the digest, one letter for each recipient, with the key `digest:<week>:<address>`.
pub fn digest(week: &Week, manners: &Manners, rules: &Rules, now: Timestamp) -> Vec<Letter> {
    let texts = Texts::new(rules, &manners.fallback_language, "en").in_zone(&manners.zone);
    // A broken text must not silence the digest: it then says what is broken.
    let (subject, text, html) = match pages(week, manners, &texts) {
        Ok(pages) => pages,
        Err(error) => (
            format!("10, 100, 1000: {}", week.name),
            format!("{} records. {error}\n", week.records.len()),
            None,
        ),
    };
    let words = Words::from([("week", week.name.clone())]);
    let name = texts
        .say("table_file", &words)
        .unwrap_or_else(|_| format!("{}.csv", week.name));
    let csv = table_for_people(&week.records, rules, &manners.fallback_language);
    manners
        .digest_to
        .iter()
        .filter_map(|to| {
            let draft = Draft {
                key: format!("digest:{}:{}", week.name, to.email.to_lowercase()),
                from: manners.from.clone(),
                envelope_from: manners.envelope_from.clone(),
                to: to.clone(),
                subject: subject.clone(),
                text: text.clone(),
                html: html.clone(),
                attachments: vec![(
                    name.clone(),
                    "text/csv; charset=utf-8".to_owned(),
                    csv.clone(),
                )],
                auto_submitted: "auto-generated",
                instance: manners.instance.clone(),
                message_id_host: manners.message_id_host.clone(),
                ..Draft::default()
            };
            compose(&draft, now).ok()
        })
        .collect()
}

/// Everything on the page; both layouts are made from it.
#[derive(Debug, Serialize)]
struct Page<'a> {
    language: &'a str,
    /// Headings and words, by name without `digest_`.
    word: BTreeMap<String, String>,
    period: String,
    total: String,
    total_word: String,
    statuses: Vec<Count>,
    goal: String,
    /// How full the bar is, in percent.
    percent: usize,
    steps: Vec<Step>,
    tiles: Vec<Count>,
    new_records: Vec<Row>,
    more_records: String,
    attention: Vec<Item>,
    more_attention: String,
    regions: Vec<Region>,
    other_mail: Vec<Count>,
    notices: Vec<String>,
    footer: String,
}

#[derive(Debug, Serialize)]
struct Count {
    number: usize,
    word: String,
    colour: &'static str,
}

#[derive(Debug, Serialize)]
struct Step {
    number: String,
    reached: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    place: String,
    status: String,
    colour: &'static str,
    updated: bool,
    missing: String,
    questions: String,
}

#[derive(Debug, Serialize)]
struct Region {
    name: String,
    total: usize,
    new: usize,
    /// Its share of the largest, in percent.
    percent: usize,
}

const GREEN: &str = "#2b7a4b";
const AMBER: &str = "#a86a00";
const RED: &str = "#b3382c";
const NAVY: &str = "#17324d";
const GREY: &str = "#5a6875";

fn pages(
    week: &Week,
    manners: &Manners,
    texts: &Texts<'_>,
) -> Result<(String, String, Option<String>), String> {
    let moved = moved(week);
    let new = moved.iter().filter(|(_, updated)| !updated).count();
    let attention = attention(week, texts)?;
    let more = |count: usize| {
        if count == 0 {
            return Ok(String::new());
        }
        texts.say("digest_more", &Words::from([("count", count.to_string())]))
    };
    let total = week.records.len();
    let (goal, percent, steps) = progress(total, manners.target, texts)?;
    let words = Words::from([
        ("week", week.name.clone()),
        ("new", new.to_string()),
        ("total", total.to_string()),
        // Absent numbers are empty, so that a template can leave them out.
        (
            "attention",
            Some(attention.len())
                .filter(|count| *count > 0)
                .map_or_else(String::new, |count| count.to_string()),
        ),
    ]);
    let subject = texts.say("digest_subject", &words)?;
    let page = Page {
        language: &texts.language,
        word: names(texts),
        period: period(week, texts)?,
        total: texts.grouped(&total.to_string()),
        total_word: texts.say("digest_total", &words)?,
        statuses: statuses(week, texts),
        goal,
        percent,
        steps,
        tiles: vec![
            Count {
                number: new,
                word: said(texts, "digest_new"),
                colour: if new > 0 { GREEN } else { NAVY },
            },
            Count {
                number: moved.len() - new,
                word: said(texts, "digest_updated"),
                colour: NAVY,
            },
            Count {
                number: attention.len(),
                word: said(texts, "digest_attention_count"),
                colour: if attention.is_empty() { NAVY } else { RED },
            },
        ],
        new_records: moved
            .iter()
            .take(ROWS)
            .map(|(record, updated)| row(record, *updated, week, texts))
            .collect(),
        more_records: more(moved.len().saturating_sub(ROWS))?,
        more_attention: more(attention.len().saturating_sub(ROWS))?,
        attention: attention.into_iter().take(ROWS).collect(),
        regions: regions(week, &moved, texts),
        other_mail: other_mail(week, texts),
        notices: week
            .notices
            .iter()
            .map(|notice| short(notice, 400))
            .collect(),
        footer: texts.say("digest_footer", &words)?,
    };
    let text = texts.page("digest.txt", include_str!("digest.txt"), &page)?;
    let html = texts.page("digest.html", include_str!("digest.html"), &page)?;
    Ok((subject, text, Some(html)))
}

/// The words of the page by their names, so that the layouts hold none.
fn names(texts: &Texts<'_>) -> BTreeMap<String, String> {
    [
        "title",
        "attention",
        "attention_none",
        "new_records",
        "new_records_none",
        "regions",
        "other_mail",
        "notices",
        "column_government",
        "column_status",
        "column_missing",
        "column_questions",
        "updated_mark",
    ]
    .iter()
    .map(|name| ((*name).to_owned(), said(texts, &format!("digest_{name}"))))
    .collect()
}

fn said(texts: &Texts<'_>, name: &str) -> String {
    texts.word(name).unwrap_or_else(|| name.to_owned())
}

/// First and last day, as the secretariat's calendar counts them.
fn period(week: &Week, texts: &Texts<'_>) -> Result<String, String> {
    // A period from Monday morning to Monday morning ends on Sunday for everybody who reads it.
    let end = week
        .to
        .saturating_sub(SignedDuration::from_hours(12))
        .unwrap_or(week.to);
    let words = Words::from([
        ("from", texts.date("day", texts.day_of(week.from))?),
        ("to", texts.date("date", texts.day_of(end))?),
    ]);
    texts.say("digest_period", &words)
}

/// The records that came or changed in the period, by name; true for those that were known before.
fn moved(week: &Week) -> Vec<(&Record, bool)> {
    let touched: BTreeSet<&str> = week
        .outcomes
        .iter()
        .flat_map(|outcome| outcome.records.iter().map(String::as_str))
        .collect();
    // A record's id begins with the mail that made it.
    let made: BTreeSet<String> = week
        .outcomes
        .iter()
        .map(|outcome| outcome.mail.chars().take(12).collect())
        .collect();
    let mut moved: Vec<(&Record, bool)> = week
        .records
        .iter()
        .filter(|record| touched.contains(record.id.as_str()))
        .map(|record| {
            let origin = record.id.rsplit_once('-').map_or("", |(origin, _)| origin);
            (record, !made.contains(origin))
        })
        .collect();
    moved.sort_by_key(|(record, updated)| (*updated, sorting_name(record), record.id.clone()));
    moved
}

fn sorting_name(record: &Record) -> String {
    record
        .government
        .clone()
        .or_else(|| government(&record.submission))
        .unwrap_or_default()
}

fn row(record: &Record, updated: bool, week: &Week, texts: &Texts<'_>) -> Row {
    let submission = &record.submission;
    let text = |id: &str| {
        submission
            .fields
            .get(id)
            .and_then(|value| value.value.as_str())
    };
    let place: Vec<String> = [
        text("country").map(|code| texts.country(code)),
        texts
            .region_of(submission)
            .map(|region| texts.section(&region)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let titles: Vec<String> = match submission.status {
        Status::Complete => Vec::new(),
        _ => submission
            .missing
            .iter()
            .filter(|id| texts.needs(id))
            .map(|id| short(&texts.title(id), 60))
            .collect(),
    };
    let questions: Vec<String> = submission
        .questions
        .iter()
        .map(|question| short(&texts.title(&question.field), 60))
        .collect();
    Row {
        name: government(submission).unwrap_or_else(|| unnamed(record, week, texts)),
        place: place.join(" · "),
        status: said(texts, status_name(submission.status)),
        colour: status_colour(submission.status),
        updated,
        missing: short(&titles.join(", "), 240),
        questions: short(&questions.join(", "), 240),
    }
}

/// A form without a name is told by whoever sent it.
fn unnamed(record: &Record, week: &Week, texts: &Texts<'_>) -> String {
    let sender = week
        .outcomes
        .iter()
        .find(|outcome| outcome.mail == record.mail)
        .and_then(|outcome| outcome.from.as_ref())
        .map(|from| short(&from.email, 80));
    let unnamed = said(texts, "digest_unnamed");
    sender.map_or_else(|| unnamed.clone(), |sender| format!("{unnamed} {sender}"))
}

fn status_colour(status: Status) -> &'static str {
    match status {
        Status::Complete => GREEN,
        Status::Incomplete => AMBER,
        Status::Review => RED,
    }
}

fn statuses(week: &Week, texts: &Texts<'_>) -> Vec<Count> {
    [Status::Complete, Status::Incomplete, Status::Review]
        .into_iter()
        .map(|status| Count {
            number: week
                .records
                .iter()
                .filter(|record| record.submission.status == status)
                .count(),
            word: said(texts, status_name(status)),
            colour: status_colour(status),
        })
        .filter(|count| count.number > 0)
        .collect()
}

/// The bar towards the next goal of 10, 100, 1000.
fn progress(
    total: usize,
    target: u32,
    texts: &Texts<'_>,
) -> Result<(String, usize, Vec<Step>), String> {
    let target = target.max(1) as usize;
    let mut goals: Vec<usize> = [10, 100, 1000]
        .into_iter()
        .filter(|goal| *goal < target)
        .collect();
    goals.push(target);
    let next = goals.iter().copied().find(|goal| total < *goal);
    let goal = next.unwrap_or(target);
    let words = Words::from([
        ("total", texts.grouped(&total.to_string())),
        ("goal", texts.grouped(&goal.to_string())),
        ("target", texts.grouped(&target.to_string())),
    ]);
    let name = if next.is_some() {
        "digest_goal"
    } else {
        "digest_goal_reached"
    };
    let steps = goals
        .iter()
        .map(|goal| Step {
            number: texts.grouped(&goal.to_string()),
            reached: total >= *goal,
        })
        .collect();
    Ok((
        texts.say(name, &words)?,
        (total * 100 / goal).min(100),
        steps,
    ))
}

fn regions(week: &Week, moved: &[(&Record, bool)], texts: &Texts<'_>) -> Vec<Region> {
    let of = |record: &Record| texts.region_of(&record.submission).unwrap_or_default();
    let mut counts: BTreeMap<String, (usize, usize)> =
        texts.sections().map(|section| (section, (0, 0))).collect();
    for record in &week.records {
        counts.entry(of(record)).or_default().0 += 1;
    }
    for (record, updated) in moved {
        if !updated {
            counts.entry(of(record)).or_default().1 += 1;
        }
    }
    let largest = counts
        .values()
        .map(|(total, _)| *total)
        .max()
        .unwrap_or_default()
        .max(1);
    let mut regions: Vec<Region> = counts
        .into_iter()
        .map(|(section, (total, new))| Region {
            name: if section.is_empty() {
                said(texts, "digest_unknown_region")
            } else {
                texts.section(&section)
            },
            total,
            new,
            percent: total * 100 / largest,
        })
        .collect();
    regions.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.name.cmp(&b.name)));
    regions
}

/// Counts of all mail that brought no form.
fn other_mail(week: &Week, texts: &Texts<'_>) -> Vec<Count> {
    [
        (Verdict::Pledge, "pledge"),
        (Verdict::Question, "question"),
        (Verdict::Correction, "correction"),
        (Verdict::BlankForm, "blank_form"),
        (Verdict::Unreadable, "unreadable"),
        (Verdict::Automatic, "automatic"),
        (Verdict::Bounce, "bounce"),
        (Verdict::Other, "other"),
    ]
    .into_iter()
    .map(|(verdict, name)| Count {
        number: week
            .outcomes
            .iter()
            .filter(|outcome| outcome.verdict == verdict)
            .count(),
        word: said(texts, &format!("digest_verdict_{name}")),
        colour: GREY,
    })
    .filter(|count| count.number > 0)
    .collect()
}
