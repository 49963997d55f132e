//! One of several choices, and yes or no: ticked, named, or said in a sentence.

use super::blank::{is_filler, is_placeholder};
use super::ticks::{self, Choice};
use super::{Normal, text};
use crate::extract::label::Prepared;
use crate::extract::wordings::Wordings;
use crate::rules::{Choice as ChoiceRule, FieldRule, Rules, fold};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The choice that is none of the others.
const OTHER: &str = "other";

/// A field's choices, and the words for them.
struct Choosing<'f> {
    field: &'f FieldRule,
    words: &'f Wordings,
}

/// Normalises one of a field's choices.
pub(super) fn normalise(field: &FieldRule, raw: &str, rules: &Rules) -> Normal {
    let prepared = rules.kept(Prepared::new);
    let Some(words) = prepared.choices.get(&field.id) else {
        return Normal::invalid("it has no choices");
    };
    let field = &Choosing { field, words };
    let raw = off_line(raw);
    if !ticks::is_marked(raw) {
        return plain(field, raw, rules);
    }
    let options = ticks::options(raw, &|text| named(field, &fold(text)).is_some(), &|text| {
        whole(field, &fold(text)).is_some()
    });
    let marked = options.iter().any(|option| option.ticked.is_some());
    if !marked {
        return plain(field, raw, rules);
    }
    let chosen: Vec<&Choice> = options
        .iter()
        .filter(|option| option.ticked == Some(true))
        .collect();
    if chosen.is_empty() {
        // Boxes left open, and perhaps an answer typed beside them.
        return typed_beside(&options, raw)
            .and_then(|one| named(field, &fold(&one.text)))
            .map_or(Normal::Empty, |(value, _)| Normal::with(value, 0.6));
    }
    let mut values: Vec<&str> = Vec::new();
    for option in &chosen {
        if let Some(value) = among(field, option, &options)
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    match values.as_slice() {
        [value] => Normal::sure(*value),
        [first, ..] => Normal::doubtful(*first, 0.5, "several boxes are ticked"),
        [] => {
            // A cross and one word: the cross stands for the whole line.
            match plain(field, raw, rules) {
                Normal::Value { value, .. } => Normal::Value {
                    value,
                    confidence: 0.7,
                    doubt: None,
                },
                other => other,
            }
        }
    }
}

/// The one answer without a box beside a list of open boxes. A line among them, or behind a slash, goes on with the option
/// before it.
fn typed_beside<'o>(options: &'o [Choice], raw: &str) -> Option<&'o Choice> {
    let mut typed = (0..).zip(options).filter(|(_, one)| one.ticked.is_none());
    let (at, one) = typed.next()?;
    let (front, _) = raw.rsplit_once(&one.text)?;
    let outside = at == 0 || at + 1 == options.len() && !front.trim_end().ends_with('/');
    (outside && options.len() > 2 && typed.next().is_none()).then_some(one)
}

/// The choice that an option names among the others of its list: where another option is that choice already, and this one
/// names one that is not in the list yet, it is that ("Kota / Kabupaten" beside "Provinsi"), and so it is where no more than
/// one is left ("Sub-municipal" beside "Municipal" and all others).
fn among<'f>(field: &Choosing<'f>, option: &Choice, options: &[Choice]) -> Option<&'f str> {
    /// Choices that a list tells apart at least.
    const MANY: usize = 4;
    let words = fold(&option.text);
    let own = named(field, &words);
    let others: Vec<(&str, f32)> = options
        .iter()
        .filter(|other| other.text != option.text)
        .filter_map(|other| named(field, &fold(&other.text)))
        .collect();
    let mut taken: Vec<&str> = others.iter().map(|(value, _)| *value).collect();
    taken.sort_unstable();
    taken.dedup();
    let claimed = own.is_none_or(|(value, sure)| {
        others
            .iter()
            .any(|(other, certain)| *other == value && *certain >= sure)
    });
    let named = own.map(|(value, _)| value);
    if !claimed || taken.len() < MANY {
        return named;
    }
    let left = |choice: &&ChoiceRule| !taken.contains(&choice.value.as_str());
    let worded = longest(field, &words, &left).map(|(_, value)| value);
    // Each of them is one of the list's.
    let last = || {
        let left = field.field.choices.iter().filter(left);
        let mut left = left.filter(|choice| choice.value != OTHER);
        let only = left.next().filter(|_| left.next().is_none());
        let each = taken.len() + 1 == options.len();
        only.filter(|_| each).map(|choice| choice.value.as_str())
    };
    worded.or_else(last).or(named)
}

/// The longest word of some choices that stands in a text: its place and the choice.
fn longest<'f>(
    field: &Choosing<'f>,
    folded: &str,
    wanted: &dyn Fn(&&ChoiceRule) -> bool,
) -> Option<(usize, &'f str)> {
    let found = field.words.within(folded).filter_map(|found| {
        let length = found.word.chars().count();
        let choice = field.field.choices.get(found.meaning).filter(wanted)?;
        let tells = length > 2 || length == 2 && !found.word.is_ascii();
        tells.then_some((Reverse(length), found.at, found.number, &choice.value))
    });
    found.min().map(|(_, at, _, value)| (at, value.as_str()))
}

/// An answer without the line that it was typed onto: "__Yes____".
fn off_line(raw: &str) -> &str {
    let typed = raw.trim();
    let inner = typed.trim_matches('_');
    let words = inner.trim() == inner && !inner.contains('_') && inner.chars().count() > 1;
    if typed.ends_with("__") && words {
        inner
    } else {
        raw
    }
}

/// Words without marks.
fn plain(field: &Choosing<'_>, raw: &str, rules: &Rules) -> Normal {
    let line = text::one_line(raw);
    let folded = fold(&line);
    if is_filler(raw) {
        return Normal::Empty;
    }
    if let Some(value) = whole(field, &folded) {
        return Normal::sure(value);
    }
    if is_placeholder(&folded, rules) {
        return Normal::Empty;
    }
    // A list of choices that nobody marked.
    let parts: Vec<&str> = raw
        .split(['\n', ';', '|', '/', ',', '•'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut values: Vec<&str> = Vec::new();
    for part in &parts {
        if let Some(value) = whole(field, &fold(part))
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    match values.as_slice() {
        [] => {}
        [value] => return Normal::with(*value, if parts.len() == 1 { 1.0 } else { 0.9 }),
        [first, _] => return Normal::doubtful(*first, 0.5, "two kinds are named"),
        _ => return Normal::Empty,
    }
    // Nor one that is set apart by wide gaps.
    let apart: BTreeSet<&str> = raw
        .split("  ")
        .filter_map(|part| whole(field, &fold(part)))
        .collect();
    if apart.len() >= 3 {
        return Normal::Empty;
    }
    match named(field, &folded) {
        Some((value, confidence)) => Normal::with(value, confidence),
        None => Normal::invalid("it names none of the choices"),
    }
}

fn whole<'f>(field: &Choosing<'f>, folded: &str) -> Option<&'f str> {
    let bare = folded
        .trim_matches(['(', ')', '[', ']', '"', ' '])
        .trim_matches(['.', ':']);
    let choices = &field.field.choices;
    let named = [bare, folded].map(|text| field.words.meaning(text));
    let first = named.into_iter().flatten().min();
    first
        .and_then(|number| choices.get(number))
        .or_else(|| choices.iter().find(|choice| choice.value == bare))
        .map(|choice| choice.value.as_str())
}

/// The choice that these words name: exactly, somewhere among them (the longest wins), or with a typo.
fn named<'f>(field: &Choosing<'f>, folded: &str) -> Option<(&'f str, f32)> {
    if let Some(value) = whole(field, folded) {
        return Some((value, 1.0));
    }
    // "Municipality (category B)", "3. Province".
    let outside = folded.split('(').next().unwrap_or(folded).trim();
    let outside = outside
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '-'));
    if let Some(value) = whole(field, outside) {
        return Some((value, 0.98));
    }
    // "Município / Municipality", "Province / Département": two wordings of one choice.
    let mut wordings = folded
        .split('/')
        .filter_map(|part| whole(field, part.trim()));
    if let Some(first) = wordings.next()
        && wordings.all(|other| other == first)
    {
        return Some((first, 0.95));
    }
    if let Some((at, value)) = longest(field, folded, &|_| true) {
        // What is said first is what it is: "Other: an association".
        let other = field.field.choices.iter().find(|choice| {
            choice.value == OTHER
                && choice
                    .words
                    .iter()
                    .any(|w| folded.starts_with(w.as_str()) && w.len() > 3)
        });
        return Some(match other {
            Some(other) if at > 0 => (other.value.as_str(), 0.9),
            _ => (value, 0.85),
        });
    }
    let length = folded.chars().count();
    if !(5..=40).contains(&length) {
        return None;
    }
    let allowed = if length < 9 { 1 } else { 2 };
    field
        .words
        .near(folded, length - allowed..=length + allowed, allowed)
        .map(|(word, number, choice)| {
            let distance = strsim::damerau_levenshtein(folded, word);
            (distance, number, choice)
        })
        .filter(|(distance, ..)| *distance <= allowed)
        .min()
        .and_then(|(.., choice)| field.field.choices.get(choice))
        .map(|choice| (choice.value.as_str(), 0.75))
}

/// Normalises yes or no.
pub(super) fn yes_no(field: &FieldRule, raw: &str, rules: &Rules) -> Normal {
    let is_option = |text: &str| {
        let folded = fold(text);
        answer(&folded, rules).is_some()
    };
    let is_whole = |text: &str| {
        let folded = fold(text);
        !folded.contains(' ') && answer(&folded, rules).is_some()
    };
    let raw = off_line(raw);
    if !ticks::is_marked(raw) {
        return said(raw, rules);
    }
    let options = ticks::options(raw, &is_option, &is_whole);
    let marked = options.iter().any(|option| option.ticked.is_some());
    if !marked {
        return said(raw, rules);
    }
    let ticked: Vec<&Choice> = options
        .iter()
        .filter(|option| option.ticked == Some(true))
        .collect();
    if ticked.is_empty() {
        return Normal::Empty;
    }
    let answers: Vec<bool> = ticked
        .iter()
        .filter_map(|option| answer(&fold(&option.text), rules))
        .collect();
    let yes = answers.iter().any(|answer| *answer);
    let no = answers.iter().any(|answer| !answer);
    match (yes, no) {
        (true, true) => Normal::doubtful("yes", 0.4, "both yes and no are ticked"),
        (true, false) => Normal::sure("yes"),
        (false, true) => Normal::sure("no"),
        // The word beside the ticked box was lost; the one beside the open box tells it.
        (false, false) if let Some(open) = other(&options, rules) => {
            let other = if open { "no" } else { "yes" };
            Normal::doubtful(other, 0.7, "the word beside the ticked box is missing")
        }
        // A lone box, or one beside the sentence that is agreed to.
        (false, false) if options.len() <= 2 => {
            let prepared = rules.kept(Prepared::new);
            let agreed = ticked.iter().any(|option| {
                fold(&option.text).is_empty() || prepared.is_label_of(&option.text, field, rules)
            });
            let confidence = if agreed { 0.95 } else { 0.85 };
            Normal::with("yes", confidence)
        }
        (false, false) => Normal::invalid("it is not clear what is ticked"),
    }
}

/// What the one open box stands for where the ticked one has no words.
fn other(options: &[Choice], rules: &Rules) -> Option<bool> {
    let [one, other] = options else {
        return None;
    };
    let (open, ticked) = match (one.ticked, other.ticked) {
        (Some(false), Some(true)) => (one, other),
        (Some(true), Some(false)) => (other, one),
        _ => return None,
    };
    let lost = !ticked.text.chars().any(char::is_alphanumeric);
    answer(&fold(&open.text), rules).filter(|_| lost)
}

/// Yes or no in words without marks.
fn said(raw: &str, rules: &Rules) -> Normal {
    let folded = fold(raw);
    if let Some(answer) = whole_answer(&folded, rules) {
        return Normal::sure(if answer { "yes" } else { "no" });
    }
    if folded.is_empty() || is_placeholder(&folded, rules) {
        return Normal::Empty;
    }
    // "Yes / No", untouched.
    let parts: Vec<Option<bool>> = folded
        .split(['/', '|', '\n', ';'])
        .flat_map(|part| part.split("  "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| whole_answer(&fold(part), rules))
        .collect();
    if parts.len() > 1 && parts.contains(&Some(true)) && parts.contains(&Some(false)) {
        return Normal::Empty;
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    if let [one, other] = words.as_slice()
        && let Some(one) = whole_answer(&fold(one), rules)
        && let Some(other) = whole_answer(&fold(other), rules)
        && one != other
    {
        return Normal::Empty;
    }
    if let Some(Some(answer)) = parts.first()
        && parts.iter().flatten().all(|other| other == answer)
    {
        return Normal::with(if *answer { "yes" } else { "no" }, 0.95);
    }
    // "Willing (yes)".
    let bracketed = folded
        .rsplit_once('(')
        .and_then(|(_, inside)| whole_answer(inside, rules));
    match bracketed.or_else(|| answer(&folded, rules)) {
        Some(answer) => Normal::with(if answer { "yes" } else { "no" }, 0.9),
        None => Normal::invalid("it says neither yes nor no"),
    }
}

fn whole_answer(folded: &str, rules: &Rules) -> Option<bool> {
    let bare = folded
        .trim_matches(['(', ')', '[', ']', '"', ' '])
        .trim_matches(['.', ',', ':']);
    let prepared = rules.kept(Prepared::new);
    prepared.answers.meaning(bare).map(|answer| answer == 0)
}

/// The answer that words begin with, or else hold: "Yes, since 2010", "No todavía", "Somos miembros desde 2015".
fn answer(folded: &str, rules: &Rules) -> Option<bool> {
    if let Some(answer) = whole_answer(folded, rules) {
        return Some(answer);
    }
    let prepared = rules.kept(Prepared::new);
    // The longest of yes and of no, at the start and anywhere. What is denied is no yes: "Nous ne sommes pas membres".
    let (mut first, mut any) = ([0; 2], [0; 2]);
    for found in prepared.answers.within(folded) {
        let length = found.word.chars().count();
        let meaning = match found.meaning {
            0 if is_denied(folded, found.at, found.word, rules) => 1,
            own => own,
        };
        let longest = |all: &mut [usize; 2]| {
            if let Some(longest) = all.get_mut(meaning) {
                *longest = length.max(*longest);
            }
        };
        if found.at == 0 && length >= 2 {
            longest(&mut first);
        }
        if length >= 5 {
            longest(&mut any);
        }
    }
    [first, any]
        .into_iter()
        .find(|[yes, no]| yes != no)
        .map(|[yes, no]| yes > no)
}

/// True behind a word that denies, in the same part of a sentence, and right before one: "I do not".
fn is_denied(folded: &str, at: usize, word: &str, rules: &Rules) -> bool {
    /// Words between.
    const NEAR: usize = 3;
    let (front, rest) = folded.split_at_checked(at).unwrap_or((folded, ""));
    let behind = rest
        .get(word.len()..)
        .and_then(|rest| rest.strip_prefix(' '));
    let next = behind.and_then(|behind| behind.split([' ', ',', '.']).next());
    if next.is_some_and(|next| rules.words.has("denial", next)) {
        return true;
    }
    let part = front.rsplit([',', ';', ':', '.', '\n']).next();
    let words = part
        .unwrap_or("")
        .rsplit(' ')
        .filter(|word| !word.is_empty());
    words.take(NEAR).any(|word| rules.words.has("denial", word))
}
