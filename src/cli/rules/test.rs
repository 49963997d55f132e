//! `rules test`: all samples, a table of fields right and wrong, and what differs.

use super::eyes;
use crate::cli::paint::{Ink, Paint, cut, fit};
use crate::cli::run::refuse_rules;
use crate::config::beside;
use crate::daemon::load_rules;
use crate::rules::Rules;
use crate::samples::{Judgement, Mark, Message, Row, Sample, each, judge, load};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the rules.
    #[arg(long, value_name = "DIR", default_value = "rules")]
    rules: PathBuf,
    /// The folder of the samples; without it, `samples` beside the rules.
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    /// Do not read scans with Tesseract.
    #[arg(long)]
    no_ocr: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Only the samples whose names begin so.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// What became of one sample.
#[derive(Debug, Serialize)]
struct Tested<'a> {
    sample: &'a str,
    right: bool,
    /// What is not as expected.
    differences: Vec<&'a Row>,
}

/// How often something was right, and how it was wrong.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
struct Tally {
    right: usize,
    /// Another value than the expected one.
    other: usize,
    /// No value where one is expected.
    lost: usize,
    /// A value where none is expected.
    invented: usize,
}

const NOTHING: &str = "(nothing)";

/// Runs the command. The exit status is 1 when a sample is not read as expected.
///
/// # Errors
/// When this program does not find itself, which it needs for reading attachments.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let started = Instant::now();
    let rules = match load_rules(&arguments.rules) {
        Ok(rules) => rules,
        Err(problems) => return Ok(refuse_rules(&problems)),
    };
    let folder = arguments.samples.clone();
    let folder = folder.unwrap_or_else(|| beside(&arguments.rules));
    let samples = match load(&folder, &arguments.names) {
        Ok(samples) => samples,
        Err(problems) => return Ok(refuse_rules(&problems)),
    };
    if samples.is_empty() {
        anyhow::bail!("{} holds no sample of this name", folder.display());
    }
    let reader = eyes(!arguments.no_ocr)?;
    let ocr = reader.ocr_languages().is_some();
    let judged: Vec<Judgement> = each(&samples, |sample| {
        let message = Message::read(&sample.bytes, None, &|mail| reader.read_all(mail));
        judge(&sample.expected, &message.finding(&rules), &rules, ocr)
    })
    .into_iter()
    .map(|judged| judged.unwrap_or_else(failed))
    .collect();
    let all_right = judged.iter().all(Judgement::is_right);
    if arguments.json {
        println!("{}", json(&samples, &judged)?);
    } else {
        print(&rules, &samples, &judged);
        println!("{:.1} s", started.elapsed().as_secs_f64());
    }
    Ok(match all_right {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// What is said of a sample that makes the program stumble.
fn failed() -> Judgement {
    Judgement {
        rows: vec![Row {
            what: "reading".to_owned(),
            mark: Mark::Wrong,
            expected: "an end".to_owned(),
            found: "a part of the program failed".to_owned(),
            place: String::new(),
        }],
    }
}

fn tally(judged: &[Judgement]) -> BTreeMap<&str, Tally> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for row in judged.iter().flat_map(|judged| &judged.rows) {
        let tally = tallies.entry(&row.what).or_default();
        match (row.mark, row.expected.as_str(), row.found.as_str()) {
            (Mark::Right, ..) => tally.right += 1,
            (_, NOTHING, _) => tally.invented += 1,
            (_, _, NOTHING) => tally.lost += 1,
            _ => tally.other += 1,
        }
    }
    tallies
}

fn tested<'a>(samples: &'a [Sample], judged: &'a [Judgement]) -> Vec<Tested<'a>> {
    samples
        .iter()
        .zip(judged)
        .map(|(sample, judged)| Tested {
            sample: &sample.name,
            right: judged.is_right(),
            differences: judged.wrong().collect(),
        })
        .collect()
}

fn json(samples: &[Sample], judged: &[Judgement]) -> Result<String> {
    Ok(serde_json::to_string_pretty(&serde_json::json!({
        "samples": tested(samples, judged),
        "fields": tally(judged),
    }))?)
}

fn print(rules: &Rules, samples: &[Sample], judged: &[Judgement]) {
    let paint = Paint::stdout();
    let width = paint.width;
    let tallies = tally(judged);
    println!("{}", paint.ink(Ink::Bold, &heading()));
    // What concerns a whole message, then the fields in the order of the rules, then what they do not know.
    let mut order: Vec<&str> = vec![
        "reading",
        "verdict",
        "submissions",
        "status",
        "language",
        "missing",
    ];
    order.extend(rules.fields.iter().map(|rule| rule.id.as_str()));
    let unknown: Vec<&str> = tallies.keys().copied().collect();
    order.extend(unknown.iter().filter(|id| rules.field(id).is_none()));
    let mut shown: Vec<&str> = Vec::new();
    for what in order {
        if let Some(tally) = tallies.get(what).filter(|_| !shown.contains(&what)) {
            let line = line(what, *tally);
            println!(
                "{}",
                if is_clean(*tally) {
                    line
                } else {
                    paint.ink(Ink::Bad, &line)
                }
            );
            shown.push(what);
        }
    }
    let whole = tallies.values().fold(Tally::default(), |sum, tally| Tally {
        right: sum.right + tally.right,
        other: sum.other + tally.other,
        lost: sum.lost + tally.lost,
        invented: sum.invented + tally.invented,
    });
    println!("{}\n", paint.ink(Ink::Bold, &line("all", whole)));
    let tested = tested(samples, judged);
    let wrong: Vec<&Tested<'_>> = tested.iter().filter(|tested| !tested.right).collect();
    for tested in &wrong {
        println!("{}", paint.ink(Ink::Bold, tested.sample));
        for row in &tested.differences {
            let room = width.saturating_sub(28);
            println!(
                "  {} {} {}",
                fit(&row.what, 16),
                paint.ink(Ink::Dim, "expected"),
                cut(&row.expected, room)
            );
            println!(
                "{:18} {}    {}",
                "",
                paint.ink(Ink::Dim, "found"),
                paint.ink(Ink::Bad, &cut(&row.found, room))
            );
            if !row.place.is_empty() {
                println!("{:28}{}", "", paint.ink(Ink::Dim, &cut(&row.place, room)));
            }
        }
        println!();
    }
    let right = samples.len() - wrong.len();
    let sum = format!("{right} of {} samples are read as expected", samples.len());
    match wrong.is_empty() {
        true => println!("{}", paint.ink(Ink::Good, &sum)),
        false => println!("{}", paint.ink(Ink::Bad, &sum)),
    }
}

fn heading() -> String {
    format!(
        "{} {:>7} {:>7} {:>7} {:>9}   {}",
        fit("", 20),
        "right",
        "other",
        "lost",
        "invented",
        "share"
    )
}

fn line(what: &str, tally: Tally) -> String {
    let all = tally.right + tally.other + tally.lost + tally.invented;
    let dot = |number: usize| match number {
        0 => "·".to_owned(),
        some => some.to_string(),
    };
    let share = 100.0 * tally.right as f64 / all.max(1) as f64;
    format!(
        "{} {:>7} {:>7} {:>7} {:>9}   {share:5.1} %",
        fit(what, 20),
        tally.right,
        dot(tally.other),
        dot(tally.lost),
        dot(tally.invented)
    )
}

fn is_clean(tally: Tally) -> bool {
    tally.other + tally.lost + tally.invented == 0
}
