//! The formula that closes a form and dates it: "Fait à Dakar, le 3 mars 2026".

use super::pair::{Found, Sheet};
use super::phrase;
use super::piece::{Mark, Piece};
use super::seen::{Road, Seen, bare};
use super::value::{Context, Normal, normalise};
use crate::rules::{FieldRule, Rules, ValueKind, fold};

/// Pieces from the end in which the formula is looked for.
const REACH: usize = 40;
/// Pieces from the end among which a place and a date are enough.
const LAST: usize = 8;

/// Adds the date of the closing formula where no label brought one.
pub(super) fn add(pieces: &[Piece], sheet: &mut Sheet, rules: &Rules) {
    let Some(field) = rules
        .fields
        .iter()
        .position(|rule| rule.kind == ValueKind::Date && rule.id == "signed_on")
    else {
        return;
    };
    if sheet.labels.len() < 4
        || sheet
            .found
            .iter()
            .any(|found| found.field == field && found.raw.chars().any(|c| c.is_ascii_digit()))
    {
        return;
    }
    let rule = rules.fields.get(field);
    for (from_end, piece) in pieces
        .iter()
        .rev()
        .filter(|piece| !piece.is_empty())
        .take(REACH)
        .enumerate()
    {
        if matches!(piece.mark, Mark::Label(_)) || piece.text.len() > 160 {
            continue;
        }
        let dated = rule.filter(|_| from_end < LAST);
        let dated = dated.and_then(|rule| place_and_date(&piece.text, rule, rules));
        let Some(raw) = date_of(&piece.text, rules).or(dated) else {
            continue;
        };
        // It is no part of the answer before it.
        for found in &mut sheet.found {
            if let Some(answer) = found.raw.strip_suffix(piece.text.trim()) {
                found.raw = answer.trim_end().to_owned();
            }
        }
        let place = if piece.page > 0 {
            format!("page {}", piece.page)
        } else {
            "closing formula".to_owned()
        };
        sheet.labels.insert(field);
        sheet.seen.push(Seen {
            text: bare(&piece.text),
            place: place.clone(),
            field: Some(field),
            known: true,
            score: 0.9,
            road: Road::Closing,
        });
        sheet.found.push(Found {
            field,
            raw,
            score: 0.9,
            place,
            filled: None,
            order: usize::MAX,
            inside: false,
            seen: sheet.seen.len() - 1,
        });
        return;
    }
}

/// The date of a line that is a place and a date and nothing else: "Lomé, le 1er avril 2026".
fn place_and_date(text: &str, rule: &FieldRule, rules: &Rules) -> Option<String> {
    let (place, date) = text
        .trim()
        .trim_end_matches('.')
        .split_once([',', '،', '，'])?;
    let words = place.split_whitespace().count();
    let named = place.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let year = date
        .split(|c: char| !c.is_numeric())
        .any(|digits| digits.chars().count() == 4);
    if !(1..=4).contains(&words) || !named || !year || place.contains(char::is_numeric) {
        return None;
    }
    let date = date.trim();
    let sure = match normalise(rule, date, &Context::default(), rules) {
        Normal::Value { confidence, .. } => confidence >= 0.9,
        _ => false,
    };
    (sure && date.split_whitespace().count() <= 7).then(|| date.to_owned())
}

/// True for a line that is the closing formula, date and all.
pub(super) fn is_formula(text: &str, rules: &Rules) -> bool {
    let Some(rule) = rules
        .fields
        .iter()
        .find(|rule| rule.kind == ValueKind::Date)
    else {
        return false;
    };
    // The date is its end: "In 2021, the council…" is prose.
    let ends = text
        .trim_end()
        .trim_end_matches('.')
        .ends_with(|c: char| c.is_ascii_digit());
    ends && text.len() < 160
        && date_of(text, rules).is_some_and(|raw| {
            matches!(
                normalise(rule, &raw, &Context::default(), rules),
                Normal::Value { .. }
            )
        })
}

/// The date in a closing formula: what stands behind the place and its comma.
fn date_of(text: &str, rules: &Rules) -> Option<String> {
    let folded = fold(text);
    let begins = phrase::begins(&folded, "done_at", rules);
    let year = text
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    if !begins || !year {
        return None;
    }
    let digit = text.find(|c: char| c.is_ascii_digit())?;
    // "Done at Mutare on March 3, 2026": the month may stand before the day.
    let from = text
        .get(..digit)?
        .rfind([',', ':'])
        .map_or_else(|| text.find(' ').unwrap_or(0), |comma| comma + 1);
    Some(text.get(from..)?.trim().to_owned())
}
