//! The plain lists: `rules/waves.toml`, `rules/words.toml`, `rules/robots.toml`, `rules/texts/*.toml`.

use super::keys::{ROBOTS, WAVE, WAVES};
use super::written::{Written, entries};
use super::{Wave, Words, fold};
use crate::mail::RobotLists;
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
                Some(from) if waves.last().is_none_or(|w| w.from < from) => Some(from),
                Some(_) => {
                    file.error(span, "a wave must begin after the one before it");
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
                title: title.text,
                from,
            });
        }
    }
    waves
}

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
    let document = file.parse();
    for (purpose, value) in entries(document.get_ref()) {
        let mut by_language: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (language, word) in file.by_language(value) {
            let folded = fold(&word.text);
            if folded.is_empty() {
                // "-" and the like are known without being told.
                continue;
            }
            let list = by_language.entry(language).or_default();
            if !list.contains(&folded) {
                list.push(folded);
            }
        }
        match words.phrases.entry(purpose.get_ref().to_string()) {
            Entry::Occupied(before) => file.error(
                purpose.span(),
                format!(
                    "the words for \"{}\" already stand in another file",
                    before.key()
                ),
            ),
            Entry::Vacant(place) if !by_language.is_empty() => {
                place.insert(by_language);
            }
            Entry::Vacant(_) => {}
        }
    }
}

/// Reads the signs of robots. The mail room folds them by itself, for a subject's colon counts there.
pub(super) fn robots<'t>(file: &mut Written<'t>) -> RobotLists {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, ROBOTS);
    let mut list = |name: &str| -> Vec<String> {
        table
            .get(name)
            .map(|value| file.words(value).into_iter().map(|w| w.text).collect())
            .unwrap_or_default()
    };
    RobotLists {
        senders: list("senders"),
        subjects: list("subjects"),
        bounce_subjects: list("bounce_subjects"),
        list_header_exceptions: list("list_header_exceptions"),
    }
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
