//! What would be otherwise, for a person at a terminal.

use super::{Case, Found};
use crate::cli::paint::{Ink, Paint, cut, fit};
use crate::rules::Rules;
use std::collections::BTreeMap;

/// So many mails are shown one by one; the sums are of all.
const SHOWN: usize = 100;

/// Prints what was found.
pub(super) fn print(found: &Found, rules: &Rules) {
    let paint = Paint::stdout();
    println!("{} → {}\n", found.old, found.new);
    for case in found.cases.iter().take(SHOWN) {
        one(case, paint);
    }
    if found.cases.len() > SHOWN {
        let more = found.cases.len() - SHOWN;
        println!("… and {more} more; --json lists all\n");
    }
    if !found.cases.is_empty() {
        sums(found, rules, paint);
    }
    for unread in &found.unread {
        println!("{}", paint.ink(Ink::Bad, unread));
    }
    if found.scans > 0 {
        println!("{} scans were not read; --ocr reads them", found.scans);
    }
    let judged = |right: (bool, bool)| {
        let cases = found.cases.iter().filter(|case| case.right == Some(right));
        cases.map(|case| case.name.as_str()).collect::<Vec<_>>()
    };
    let (better, worse) = (judged((false, true)), judged((true, false)));
    if !better.is_empty() {
        println!(
            "{} {}",
            paint.ink(Ink::Good, "samples read rightly now:"),
            better.join(", ")
        );
    }
    if !worse.is_empty() {
        println!(
            "{} {}\n  a reload would refuse these rules",
            paint.ink(Ink::Bad, "samples that would be read wrongly:"),
            worse.join(", ")
        );
    }
    let (mails, samples): (Vec<&Case>, Vec<&Case>) =
        found.cases.iter().partition(|case| !case.sample);
    println!(
        "{} of {} mails and {} of {} samples would be read otherwise; nothing was changed; {:.1} s",
        mails.len(),
        found.mails,
        samples.len(),
        found.samples,
        found.seconds
    );
}

fn one(case: &Case, paint: Paint) {
    let width = paint.width;
    let (name, day) = match case.sample {
        true => (format!("sample {}", case.name), String::new()),
        false => (
            format!("mail {}", case.name.get(..12).unwrap_or(&case.name)),
            case.received.strftime("%F").to_string(),
        ),
    };
    let used = name.chars().count() + day.len() + 4;
    let about = cut(&case.about, width.saturating_sub(used).max(10));
    println!("{}  {day}  {about}", paint.ink(Ink::Bold, &name));
    for difference in &case.differences {
        let room = width.saturating_sub(25);
        let (old, new) = (word(&difference.old), word(&difference.new));
        let what = fit(&difference.what, 18);
        if old.chars().count() + new.chars().count() + 3 <= room {
            println!(
                "  {what}  {} → {}",
                cut(&old, room),
                paint.ink(Ink::Bold, &cut(&new, room))
            );
        } else {
            let room = width.saturating_sub(24);
            println!("  {what}  {}", cut(&old, room));
            println!("{:20}→ {}", "", paint.ink(Ink::Bold, &cut(&new, room)));
        }
    }
    println!();
}

fn word(value: &str) -> String {
    match value {
        "" => "(nothing)".to_owned(),
        value => value.to_owned(),
    }
}

/// How often each thing would be otherwise.
fn sums(found: &Found, rules: &Rules, paint: Paint) {
    let mut sums: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for difference in found.cases.iter().flat_map(|case| &case.differences) {
        let sum = sums.entry(&difference.what).or_default();
        match (difference.old.is_empty(), difference.new.is_empty()) {
            (true, _) => sum.0 += 1,
            (_, true) => sum.1 += 1,
            _ => sum.2 += 1,
        }
    }
    println!(
        "{}",
        paint.ink(
            Ink::Bold,
            &format!(
                "{} {:>9} {:>9} {:>9}",
                fit("", 20),
                "gained",
                "lost",
                "changed"
            )
        )
    );
    let general = ["verdict", "submissions", "status", "language", "missing"];
    let known = rules.fields.iter().map(|rule| rule.id.as_str());
    let mut order: Vec<&str> = general.into_iter().chain(known).collect();
    order.extend(
        sums.keys()
            .filter(|id| rules.field(id).is_none() && !general.contains(id)),
    );
    let dot = |number: usize| match number {
        0 => "·".to_owned(),
        some => some.to_string(),
    };
    for what in order {
        if let Some((gained, lost, changed)) = sums.get(what) {
            println!(
                "{} {:>9} {:>9} {:>9}",
                fit(what, 20),
                dot(*gained),
                dot(*lost),
                dot(*changed)
            );
        }
    }
    println!();
}
