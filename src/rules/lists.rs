//! The plain lists: `rules/waves.toml`, `rules/words.toml`, `rules/robots.toml`, `rules/texts/*.toml`.

use super::builtin::builtin_file;
use super::keys::{ROBOTS, WAVE, WAVES};
use super::written::{Word, Written, entries};
use super::{Wave, Words, fold};
use crate::mail::{RobotLists, fold_sign};
use foldhash::HashSet;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use toml::de::{DeTable, DeValue};

/// Reads the waves, which must be in the order of their numbers and dates.
pub(super) fn waves<'t>(file: &mut Written<'t>) -> Vec<Wave> {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, WAVES);
    let mut waves: Vec<Wave> = Vec::new();
    for (inner, place) in file.tables(table, "wave") {
        file.only(inner, WAVE);
        let title = file.needed_word(inner, "title", &place);
        let number = match inner.get("number").map(|v| (v.get_ref(), v.span())) {
            Some((DeValue::Integer(n), span)) => match n.as_str().parse::<u32>() {
                Ok(n) if waves.last().is_none_or(|w| w.number < n) && n > 0 => Some(n),
                Ok(_) => {
                    file.error(span, "waves must be numbered upwards");
                    None
                }
                Err(_) => {
                    file.error(span, "this is not the number of a wave");
                    None
                }
            },
            Some((_, span)) => {
                file.error(span, "a number is needed here");
                None
            }
            None => {
                file.error(place.clone(), "\"number\" is missing here");
                None
            }
        };
        let from = match inner.get("from").map(|v| (v.get_ref(), v.span())) {
            Some((DeValue::Datetime(date), span)) => match moment(&date.to_string()) {
                Some(from) if !YEARS.contains(&year_of(from)) => {
                    file.error(span, "no wave of the campaign begins in this year");
                    None
                }
                Some(from) if waves.last().is_none_or(|w| w.from < from) => Some(from),
                Some(_) => {
                    file.error_hint(
                        span,
                        "a wave must begin after the one before it",
                        "a wave ends where the next begins; write them from the oldest to the newest",
                    );
                    None
                }
                None => {
                    file.error(span, "this is not a date");
                    None
                }
            },
            Some((_, span)) => {
                file.error_hint(
                    span,
                    "a date is needed here",
                    "write it without quotes: 2025-08-01",
                );
                None
            }
            None => {
                file.error(place, "\"from\" is missing here");
                None
            }
        };
        if let (Some(number), Some(title), Some(from)) = (number, title, from) {
            waves.push(Wave {
                number,
                title: title.text.to_owned(),
                from,
            });
        }
    }
    if waves.is_empty() && file.problems.is_empty() {
        file.error(0..0, "there is no [[wave]] in this file");
    }
    waves
}

fn year_of(moment: Timestamp) -> i16 {
    jiff::tz::TimeZone::UTC.to_datetime(moment).year()
}

/// Years in which a wave of this campaign can begin.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A date (midnight UTC) or a moment with its offset.
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp);
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    format!("{date}T00:00:00Z").parse().ok()
}

/// Reads words and phrases: `[purpose]` language = list.
pub(super) fn words<'t>(file: &mut Written<'t>, words: &mut Words) {
    let known = purposes();
    let document = file.parse();
    for (purpose, value) in entries(document.get_ref()) {
        if !known.contains(&purpose.get_ref().as_ref()) {
            file.unknown(
                purpose.span(),
                "purpose of words",
                purpose.get_ref(),
                &known,
            );
        }
        let mut by_language: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (language, word) in file.by_language(value) {
            let mut folded = fold(word.text);
            if folded.is_empty() {
                // "-" and the like are known without being told.
                continue;
            }
            // The beginning of a word that is inflected: folding takes the sign at the end of a phrase away.
            let stem = word.text.trim_end().strip_suffix('*');
            if stem.is_some_and(|stem| stem.ends_with(char::is_alphabetic)) {
                folded.push('*');
            }
            match by_language.get_mut(language) {
                Some(list) => list.push(folded),
                None => {
                    by_language.insert(language.to_owned(), vec![folded]);
                }
            }
        }
        by_language.values_mut().for_each(only_once);
        match words.phrases.entry(purpose.get_ref().to_string()) {
            Entry::Occupied(before) => file.error(
                purpose.span(),
                format!(
                    "the words for \"{}\" already stand in another file",
                    before.key()
                ),
            ),
            Entry::Vacant(place) if !by_language.is_empty() => {
                let texts = |(language, list): (String, Vec<String>)| {
                    (language, list.into_iter().collect())
                };
                place.insert(by_language.into_iter().map(texts).collect());
            }
            Entry::Vacant(_) => {}
        }
    }
}

/// Leaves each word only where it stands first.
fn only_once(words: &mut Vec<String>) {
    let mut seen = HashSet::default();
    let first: Vec<bool> = words
        .iter()
        .map(|word| seen.insert(word.as_str()))
        .collect();
    let mut first = first.into_iter();
    words.retain(|_| first.next().unwrap_or(true));
}

/// The purposes that the program asks for: those that have words in the rules it was built with.
fn purposes() -> Vec<&'static str> {
    let files = ["words.toml", "phrases.toml"].map(builtin_file);
    let headings = files.into_iter().flat_map(|file| {
        let places = memchr::memmem::find_iter(file, "\n[");
        places.filter_map(|at| file.get(at + 2..)?.split(|byte| *byte == b']').next())
    });
    headings
        .filter_map(|heading| std::str::from_utf8(heading).ok())
        .collect()
}

/// Reads the signs of robots. The mail room folds them by itself, for a subject's colon counts there.
pub(super) fn robots<'t>(file: &mut Written<'t>) -> RobotLists {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, ROBOTS);
    let mut list = |name: &str, odd: fn(&str) -> Option<Oddity>| -> Vec<String> {
        let words = table.get(name).map(|value| file.words(value));
        let words = words.unwrap_or_default();
        for Word { text, span } in &words {
            if let Some((message, hint)) = odd(text) {
                file.error_hint(span.clone(), format!("\"{text}\" {message}"), hint);
            }
        }
        let folded = words.iter().map(|word| fold_sign(word.text).into_owned());
        folded.collect()
    };
    RobotLists {
        senders: list("senders", odd_sender),
        subjects: list("subjects", odd_subject),
        bounce_subjects: list("bounce_subjects", odd_subject),
        list_header_exceptions: list("list_header_exceptions", odd_domain),
    }
}

/// What is wrong with a sign of robots, and what to do about it.
type Oddity = (&'static str, &'static str);

fn odd_sender(text: &str) -> Option<Oddity> {
    if text.contains('@') {
        return Some((
            "holds an @; only what stands before it is compared",
            "write for example \"noreply\" or \"bounce-*\"",
        ));
    }
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    (letters < 3).then_some((
        "matches nearly every sender, so that nobody would be answered",
        "write at least three letters besides the *",
    ))
}

fn odd_subject(text: &str) -> Option<Oddity> {
    if text.contains('*') {
        return Some((
            "holds a *; subjects are compared by how they begin",
            "write the words with which the subject begins",
        ));
    }
    let folded = fold(text);
    // A word of a script that writes a word as one or two signs is long enough.
    let few = folded.is_ascii() && folded.chars().filter(|c| c.is_alphanumeric()).count() < 2;
    (folded.is_empty() || few).then_some((
        "matches nearly every subject",
        "write the words with which the subject begins",
    ))
}

fn odd_domain(text: &str) -> Option<Oddity> {
    let right = text.contains('.')
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || "@*/:,".contains(c));
    (!right).then_some((
        "is not a domain",
        "write for example \"town.example\"; it stands for its subdomains too",
    ))
}

/// Reads the texts of one language; texts in tables are called `table.name`.
pub(super) fn texts<'t>(file: &mut Written<'t>) -> BTreeMap<String, String> {
    let document = file.parse();
    let mut texts = BTreeMap::new();
    collect_texts(file, document.get_ref(), "", &mut texts);
    texts
}

fn collect_texts<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    prefix: &str,
    texts: &mut BTreeMap<String, String>,
) {
    for (key, value) in entries(table) {
        let name = format!("{prefix}{}", key.get_ref());
        if let DeValue::Table(inner) = value.get_ref() {
            collect_texts(file, inner, &format!("{name}."), texts);
        } else if let DeValue::String(text) = value.get_ref() {
            texts.insert(name, text.clone().into_owned());
        } else {
            file.error(value.span(), "a text in quotes is needed here");
        }
    }
}
