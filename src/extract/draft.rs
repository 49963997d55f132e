//! A form on its way to a submission: for each field the best value of one text, normalised.

use super::contact::add_contacts;
use super::echo::Said;
use super::pair::Found;
use super::phrase;
use super::shared;
use super::source::Text;
use super::value::{Context, Normal, mend, names_office, normalise, split_person};
use super::{Source, Value};
use crate::rules::{FieldRule, Rules, ValueKind, fold};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A text with more values than this is not looked through for a second form.
const MOST_FOUND: usize = 400;

/// A form read from one text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// File name, or `body`.
    pub name: String,
    /// How much its text is preferred to others.
    pub rank: u8,
    /// Language of its labels.
    pub language: String,
    /// The form of the rules that it is, when it surely is one.
    pub form: Option<String>,
    /// The best value of each field, by field index.
    pub values: BTreeMap<usize, Value>,
    /// Words found for a field that are no valid value of it.
    pub invalid: BTreeMap<usize, Invalid>,
    /// Doubts by field index.
    pub doubts: BTreeMap<usize, String>,
    /// Fields whose labels are printed.
    pub labels: BTreeSet<usize>,
}

/// Words that are no valid value.
#[derive(Debug, Clone)]
pub(super) struct Invalid {
    /// The words as written.
    pub raw: String,
    /// Why they are none.
    pub why: String,
    /// Where they were read from, the place in words, and how sure their label is.
    at: (Source, String, f32),
}

/// The forms in one text: one, or several where its labels come again and again.
pub(super) fn drafts(text: &Text, said: &Said, rules: &Rules, received: Timestamp) -> Vec<Draft> {
    let language = language(&text.sheet.languages);
    parts(&text.sheet.found, rules)
        .into_iter()
        .map(|found| draft(text, said, &found, &language, rules, received))
        .collect()
}

/// The most frequent language of the labels.
fn language(languages: &BTreeMap<String, usize>) -> String {
    let mut best: Option<(&String, usize)> = None;
    for (language, count) in languages.iter().filter(|(name, _)| !name.is_empty()) {
        if best.is_none_or(|(_, most)| *count > most) {
            best = Some((language, *count));
        }
    }
    best.map_or_else(|| "en".to_owned(), |(language, _)| language.clone())
}

/// Cuts what was found where a whole form begins again.
fn parts(found: &[Found], rules: &Rules) -> Vec<Vec<Found>> {
    let mut sorted: Vec<&Found> = found.iter().collect();
    sorted.sort_by_key(|found| found.order);
    let name = rules.fields.iter().position(|rule| rule.id == "lrg_name");
    let names: Vec<&&Found> = sorted
        .iter()
        .filter(|found| Some(found.field) == name)
        .collect();
    let different: BTreeSet<&str> = names.iter().map(|found| found.raw.trim()).collect();
    if names.len() < 2 || different.len() < 2 {
        return halves(&sorted);
    }
    // The label that a form begins with is the first one that comes as often as the name.
    let starts = sorted
        .iter()
        .map(|found| found.field)
        .find(|field| sorted.iter().filter(|found| found.field == *field).count() == names.len());
    let mut parts: Vec<Vec<Found>> = Vec::new();
    for found in &sorted {
        if parts.is_empty() || Some(found.field) == starts {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push((*found).clone());
        }
    }
    // Most of the fields come again in each part, or it is one form that repeats a label.
    let fields = |part: &Vec<Found>| {
        part.iter()
            .map(|found| found.field)
            .collect::<BTreeSet<_>>()
    };
    let first = parts.first().map(fields).unwrap_or_default();
    let whole = parts.iter().skip(1).all(|part| {
        let own = fields(part);
        let common = own.intersection(&first).count();
        common >= 4 && common * 2 >= own.len().min(first.len())
    });
    if whole { parts } else { vec![found.to_vec()] }
}

/// Fields filled twice, and with other words, that two forms have and one has not.
const MANY: usize = 6;

/// Cuts in two where a second form begins although the name that tells forms apart was not found in both: many fields
/// are filled again behind the cut, and with other words.
fn halves(sorted: &[&Found]) -> Vec<Vec<Found>> {
    let raws: Vec<(usize, String)> = sorted
        .iter()
        .map(|found| (found.field, found.raw.trim().to_lowercase()))
        .collect();
    let again = raws.len() - firsts(&raws).len();
    let whole = if again >= MANY && sorted.len() <= MOST_FOUND {
        1..sorted.len()
    } else {
        0..0
    };
    let cut = whole
        .filter_map(|at| {
            let (above, below) = raws.split_at_checked(at)?;
            let (above, below) = (firsts(above), firsts(below));
            let again = above
                .keys()
                .filter(|field| below.contains_key(*field))
                .count();
            let other = above
                .iter()
                .filter(|(field, raw)| below.get(*field).is_some_and(|again| again != *raw))
                .count();
            let enough = other >= MANY && again * 4 >= 3 * above.len().min(below.len());
            enough.then_some((other, at))
        })
        .max_by_key(|(other, at)| (*other, std::cmp::Reverse(*at)));
    match cut.and_then(|(_, at)| sorted.split_at_checked(at)) {
        Some((above, below)) => [above, below]
            .iter()
            .map(|part| part.iter().map(|found| (*found).clone()).collect())
            .collect(),
        None => vec![sorted.iter().map(|found| (*found).clone()).collect()],
    }
}

/// The first answer to each field.
fn firsts(found: &[(usize, String)]) -> BTreeMap<usize, &str> {
    let mut fields: BTreeMap<usize, &str> = BTreeMap::new();
    for (field, raw) in found {
        fields.entry(*field).or_insert(raw);
    }
    fields
}

/// One form: normalises what was found, the country first since telephone numbers and dates lean on it.
fn draft(
    text: &Text,
    said: &Said,
    found: &[Found],
    language: &str,
    rules: &Rules,
    received: Timestamp,
) -> Draft {
    let mut draft = Draft {
        name: text.name.clone(),
        rank: text.rank,
        language: language.to_owned(),
        form: text
            .sheet
            .forms
            .first()
            .filter(|form| form.is_sure())
            .and_then(|form| rules.forms.get(form.form))
            .map(|form| form.id.clone()),
        values: BTreeMap::new(),
        invalid: BTreeMap::new(),
        doubts: BTreeMap::new(),
        labels: text.sheet.labels.clone(),
    };
    let mut found = shared::parted(found.to_vec(), &text.sheet.seen, rules);
    name_by_kind(&mut found, text, rules);
    let mut order: Vec<usize> = (0..rules.fields.len()).collect();
    order.sort_by_key(|index| {
        rules
            .fields
            .get(*index)
            .is_none_or(|rule| rule.kind != ValueKind::Country)
    });
    let mut country: Option<String> = None;
    for index in order {
        let Some(rule) = rules.fields.get(index) else {
            continue;
        };
        let context = Context {
            country: country.as_deref(),
            language,
            received,
        };
        let mut best: Option<(f32, Value, Option<String>)> = None;
        for found in found.iter().filter(|found| found.field == index) {
            let raw = match text.source {
                Source::Ocr => {
                    let mended = mend(rule.kind, &found.raw);
                    let said = said.instead(rule.kind, &mended).map(str::to_owned);
                    Cow::from(said.unwrap_or(mended))
                }
                _ => Cow::from(&found.raw),
            };
            let (value, sure, own_doubt) = match normalise(rule, &raw, &context, rules) {
                Normal::Value {
                    value,
                    confidence,
                    doubt,
                } => (typed(value, rule, found, text), confidence, doubt),
                Normal::Empty => continue,
                Normal::Invalid(why) => {
                    draft.invalid.entry(index).or_insert_with(|| Invalid {
                        raw: found.raw.clone(),
                        why,
                        at: (text.source, found.place.clone(), found.score),
                    });
                    continue;
                }
            };
            let confidence = (found.score * sure).clamp(0.0, 1.0);
            let weight = confidence + if found.filled.is_some() { 0.2 } else { 0.0 }
                - if found.inside { 0.5 } else { 0.0 };
            let doubt = match &best {
                Some((_, before, _))
                    if before.value != value
                        && !found.inside
                        && found.score >= 0.95
                        && before.confidence >= 0.9
                        && rule.kind != ValueKind::LongText =>
                {
                    Some(format!(
                        "it is written twice: \"{}\" and \"{}\"",
                        shorten(&before.raw),
                        shorten(&found.raw)
                    ))
                }
                _ => own_doubt,
            };
            if best.as_ref().is_none_or(|(most, ..)| weight > *most) {
                let source = if found.filled.is_some() && text.source == Source::Pdf {
                    Source::Acroform
                } else {
                    text.source
                };
                best = Some((
                    weight,
                    Value {
                        value,
                        raw: found.raw.clone(),
                        source,
                        r#where: found.place.clone(),
                        confidence,
                    },
                    doubt,
                ));
            } else if doubt.is_some()
                && let Some((.., slot)) = best.as_mut()
            {
                *slot = doubt;
            }
        }
        let Some((_, value, doubt)) = best else {
            continue;
        };
        if rule.kind == ValueKind::Country {
            country = value.value.as_str().map(str::to_owned);
        }
        if let Some(doubt) = doubt {
            draft.doubts.insert(index, doubt);
        }
        draft.invalid.remove(&index);
        draft.values.insert(index, value);
    }
    let context = Context {
        country: country.as_deref(),
        language,
        received,
    };
    add_functions(&mut draft, &context, rules);
    add_contacts(&mut draft, &context, rules);
    trust_mailbox(&mut draft, rules);
    draft
}

/// A form that asks for no name of the government, but first of all for the region, province or county, whose answer is a
/// government's ("Region: Regional Council of …"), asks for the name so.
fn name_by_kind(found: &mut [Found], text: &Text, rules: &Rules) {
    let field = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    let (Some(name), Some(kind)) = (field("lrg_name"), field("subdivision")) else {
        return;
    };
    if text.sheet.labels.contains(&name) || found.iter().any(|found| found.field == name) {
        return;
    }
    let first = found.iter_mut().min_by_key(|found| found.order);
    if let Some(first) = first.filter(|first| first.field == kind)
        && phrase::begins(&fold(&first.raw), "government_prefix", rules)
    {
        first.field = name;
    }
}

/// OCR knows no addresses and doubts them all; one that is made of the contact's name was read right, or is when a sign that looks
/// like a letter of the name is that letter.
fn trust_mailbox(draft: &mut Draft, rules: &Rules) {
    /// As sure as of the name.
    const TRUSTED: f32 = 0.9;
    let at = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    let (Some(person), Some(email)) = (at("contact_name"), at("contact_email")) else {
        return;
    };
    let name = draft.values.get(&person).and_then(|own| own.value.as_str());
    let name = fold(name.unwrap_or_default());
    let Some(own) = draft.values.get_mut(&email) else {
        return;
    };
    let Some((local, host)) = own.value.as_str().and_then(|own| own.split_once('@')) else {
        return;
    };
    let alike = [("", ""), ("I", "l"), ("1", "l"), ("0", "o")];
    let read = alike.iter().map(|(sign, letter)| match *sign {
        "" => local.to_owned(),
        sign => local.replace(sign, letter),
    });
    let mut named = read.filter(|local| is_of(local, &name));
    if own.source == Source::Ocr
        && let Some(local) = named.next()
    {
        own.value = format!("{local}@{host}").into();
        own.confidence = own.confidence.max(TRUSTED);
    }
}

/// True for the name of a mailbox that is made of words of a person's name (folded), each whole or by its first letter.
fn is_of(mailbox: &str, name: &str) -> bool {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let first = |text: &str| text.chars().next().map_or(0, char::len_utf8);
    // A capital within is another sign that OCR saw there.
    let begins = mailbox.split_at_checked(first(mailbox)).unwrap_or_default();
    let local = begins.0.to_lowercase() + begins.1;
    let whole = |part: &str| part.len() >= 3 && words.contains(&part);
    let initial = |letter: &str| {
        letter.chars().count() == 1 && words.iter().any(|word| word.starts_with(letter))
    };
    let of_name = |part: &str| {
        let (letter, rest) = part.split_at_checked(first(part)).unwrap_or_default();
        whole(part) || initial(part) || initial(letter) && whole(rest)
    };
    let parts: Vec<&str> = local.split(['.', '-', '_']).collect();
    parts.iter().all(|part| of_name(part)) && parts.iter().any(|part| part.len() >= 3)
}

/// What was typed into a fillable field of several lines keeps its lines; elsewhere lines end where the paper does.
fn typed(
    value: serde_json::Value,
    rule: &FieldRule,
    found: &Found,
    text: &Text,
) -> serde_json::Value {
    if rule.kind == ValueKind::LongText && found.filled.is_some() && text.source == Source::Pdf {
        let lines = found.raw.replace("\r\n", "\n").replace('\r', "\n");
        return lines.trim().into();
    }
    value
}

/// Gives a function that stands beside a name to its own field, where that was left empty.
fn add_functions(draft: &mut Draft, context: &Context<'_>, rules: &Rules) {
    let at = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    for (person, function) in &rules.function_fields {
        let (Some(person), Some(function)) = (at(person), at(function)) else {
            continue;
        };
        if draft.values.contains_key(&function) {
            add_name(draft, (person, function), context, rules);
            continue;
        }
        // "Name and function: Mayor" leaves out the name.
        let unnamed = draft.invalid.get(&person).map(|invalid| {
            let (source, place, score) = invalid.at.clone();
            Value {
                value: serde_json::Value::Null,
                raw: invalid.raw.clone(),
                source,
                r#where: place,
                confidence: score,
            }
        });
        let Some(named) = draft.values.get(&person).cloned().or(unnamed) else {
            continue;
        };
        if let Some(words) = split_person(&named.raw, context, rules).function {
            draft.invalid.remove(&function);
            draft.values.insert(
                function,
                Value {
                    value: words.into(),
                    confidence: named.confidence * 0.95,
                    ..named
                },
            );
        }
    }
}

/// Gives a name that stands before a function in the function's field to its own field, where that was left empty: forms
/// that ask for both in one line.
fn add_name(
    draft: &mut Draft,
    (person, function): (usize, usize),
    context: &Context<'_>,
    rules: &Rules,
) {
    // Without a sign between them, "Head of Projects" would be a name too.
    let parted = |value: &&Value| {
        value
            .raw
            .contains([',', '(', '–', '—', ';', '/', '،', '\n'])
            || value.raw.contains(" - ")
    };
    let Some(both) = draft.values.get(&function).filter(parted).cloned() else {
        return;
    };
    let split = split_person(&both.raw, context, rules);
    let words = split.name.split_whitespace().count();
    let Some(words_of_function) = split.function.filter(|_| (2..=6).contains(&words)) else {
        return;
    };
    let numbered = split.name.contains(|c: char| c.is_ascii_digit());
    // "Manager, Community Participation": where the name has a label of its own, what stands behind a function is none.
    let behind = draft.labels.contains(&person) && !both.raw.trim_start().starts_with(&split.name);
    if draft.values.contains_key(&person) || numbered || behind || names_office(&split.name, rules)
    {
        return;
    }
    draft.invalid.remove(&person);
    for (field, words) in [(person, split.name), (function, words_of_function)] {
        draft.values.insert(
            field,
            Value {
                value: words.into(),
                confidence: both.confidence * 0.9,
                ..both.clone()
            },
        );
    }
}

/// The first words of a text, for a question.
pub(super) fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 {
        return line;
    }
    line.chars().take(57).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_made_of_a_name_is_that_person_s() {
        for (mailbox, own) in [
            ("kofi.mensah", true),
            ("k.mensah", true),
            ("Kofi.mensah", true),
            ("kmensah", true),
            ("kofi", true),
            ("wofi.mensah", false),
            ("mayor", false),
            ("k.m", false),
        ] {
            assert_eq!(is_of(mailbox, "kofi mensah"), own, "{mailbox}");
        }
    }
}
