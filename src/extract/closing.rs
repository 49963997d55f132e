//! The foot of a form: the formula that closes and dates it ("Fait à Dakar, le 3 mars 2026"), and the name of who signs.

use super::pair::{Found, Sheet};
use super::phrase;
use super::piece::{Edge, Mark, Piece};
use super::seen::{Road, Seen, bare};
use super::value::{Context, Normal, normalise, split_person};
use crate::rules::{FieldRule, Rules, ValueKind, fold};

/// Pieces from the end in which the formula is looked for.
const REACH: usize = 40;
/// Parts of the line of the formula.
const PARTS: usize = 6;
/// Pieces from the end among which a place and a date are enough.
const LAST: usize = 8;
/// Pieces from that line to the last of who signs.
const SIGNED: usize = 3;

/// Words of the longest place in it, with what stands before its name.
const PLACE: usize = 7;

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
        || (sheet.found.iter())
            .any(|found| found.field == field && is_dated(&found.raw, field, rules))
    {
        return;
    }
    let rule = rules.fields.get(field);
    let filled = pieces
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, piece)| !piece.is_empty());
    for (from_end, (at, piece)) in filled.take(REACH).enumerate() {
        let text = line(pieces, at);
        if matches!(piece.mark, Mark::Label(_)) || text.len() > 160 {
            continue;
        }
        let dated = rule.filter(|_| from_end < LAST || is_signed(pieces, at));
        let dated = dated.and_then(|rule| place_and_date(&text, rule, rules));
        let Some(raw) = date_of(&text, rules).or(dated) else {
            continue;
        };
        // It is no part of the answer before it.
        for found in &mut sheet.found {
            let own = found.raw.rfind(piece.text.trim());
            let foot = own.and_then(|at| found.raw.get(at..));
            if let Some(answer) = foot.and_then(|foot| {
                let ends = foot.len() == piece.text.trim().len();
                (ends || is_signed(pieces, at) && foot.lines().count() <= SIGNED)
                    .then(|| found.raw.strip_suffix(foot))
                    .flatten()
            }) {
                found.raw = answer.trim_end().to_owned();
            }
        }
        enter(sheet, field, piece, raw);
        return;
    }
}

/// True where somebody signs below a line, whose name stands above: so a column ends that is not the last of its page.
fn is_signed(pieces: &[Piece], at: usize) -> bool {
    let below = pieces.iter().skip(at + 1).take(SIGNED);
    let mut below = below.filter(|piece| !piece.is_empty());
    let name = below.next().map(|piece| piece.text.trim());
    let above = pieces.get(..at).unwrap_or_default().iter();
    name.is_some_and(|name| {
        name.contains(' ')
            && above
                .rev()
                .take(REACH)
                .any(|piece| piece.text.trim().ends_with(name))
    })
}

/// Enters what a piece at the foot of the form says for a field.
fn enter(sheet: &mut Sheet, field: usize, piece: &Piece, raw: String) {
    let place = match piece.page {
        0 => "closing formula".to_owned(),
        page => format!("page {page}"),
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
}

/// A piece with those that stand behind it on its line: place and date may be written into blanks far apart.
fn line(pieces: &[Piece], at: usize) -> String {
    let mut text = pieces
        .get(at)
        .map_or(String::new(), |piece| piece.text.clone());
    let behind = pieces.iter().skip(at + 1);
    for piece in behind
        .take_while(|piece| piece.edge == Edge::Gap)
        .take(PARTS)
    {
        text.push(' ');
        text.push_str(&piece.text);
    }
    text
}

/// True for words that name a date, if only a part of one: a heading that is taken for the label does not.
fn is_dated(raw: &str, field: usize, rules: &Rules) -> bool {
    /// Words of the longest date, with its place.
    const DATE: usize = 12;
    let digits = raw.chars().any(|c| c.is_ascii_digit());
    let whole = |rule| normalise(rule, raw, &Context::default(), rules);
    digits && raw.split_whitespace().count() <= DATE
        || rules
            .fields
            .get(field)
            .is_some_and(|rule| matches!(whole(rule), Normal::Value { .. }))
}

/// Adds who signs where no label asks for it: at the foot of the form stands alone, once more, the name of the leader or of the
/// contact person.
pub(super) fn add_signatory(pieces: &[Piece], sheet: &mut Sheet, rules: &Rules, letter: bool) {
    let field = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    let Some(signatory) = field("signatory_name") else {
        return;
    };
    if sheet.labels.len() < 4 || sheet.found.iter().any(|found| found.field == signatory) {
        return;
    }
    let people = ["leader_name", "contact_name"].map(field);
    let offices = ["leader_title", "contact_role"].map(field);
    // Who answers "name and function" may stand below either label.
    let names = sheet.found.iter().filter_map(|found| {
        let person = split_person(&found.raw, &Context::default(), rules);
        let own = Some(found.field);
        let named = people.contains(&own) || offices.contains(&own) && person.function.is_some();
        named.then(|| fold(&person.name))
    });
    let names: Vec<String> = names.filter(|name| name.contains(' ')).collect();
    let filled = pieces
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, piece)| !piece.is_empty());
    let rule = rules.fields.iter().find(|rule| rule.id == "signed_on");
    let dates = |at: usize| {
        let text = pieces.get(at).map_or("", |piece| piece.text.as_str());
        rule.is_some_and(|rule| place_and_date(text, rule, rules).is_some())
    };
    let mut ended = false;
    for (from_end, (at, piece)) in filled.take(REACH).enumerate() {
        ended |= from_end >= LAST || matches!(piece.mark, Mark::Label(_));
        // Who signs a letter at its end signs the letter.
        let foot = ended || !letter;
        if !foot || ended && !at.checked_sub(1).is_some_and(dates) {
            continue;
        }
        let own = fold(&piece.text);
        let above = pieces.get(..at).unwrap_or_default().iter();
        if !names.contains(&own)
            || !above
                .map(|piece| fold(&piece.text))
                .any(|text| text.contains(&own))
        {
            continue;
        }
        enter(sheet, signatory, piece, piece.text.trim().to_owned());
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
    if !(1..=PLACE).contains(&words) || !named || !year || place.contains(char::is_numeric) {
        return None;
    }
    let date = date.trim();
    // "Council minutes, 26 June 2025, item 4" cites a paper.
    let behind = date
        .rsplit_once([',', '،', '，'])
        .map_or("", |(_, behind)| behind);
    if behind.contains(char::is_alphabetic)
        && !matches!(
            normalise(rule, behind, &Context::default(), rules),
            Normal::Value { .. }
        )
        && behind.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
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
    let date = text.get(from..)?.trim();
    // "a12 de febrero": the blank between the small word and the day is lost.
    let day = date.trim_start_matches(char::is_alphabetic);
    let glued = day.len() < date.len() && day.starts_with(|c: char| c.is_ascii_digit());
    Some(if glued { day } else { date }.to_owned())
}
