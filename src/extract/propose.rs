//! A first rule for a form that nobody has described: its labels, with the fields that they may be.

use super::field;
use super::label::{Labels, Target};
use super::prompt::{Prompt, asked};
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::document::{Document, FieldKind};
use crate::rules::{FieldRule, Need, Rules, ValueKind, fold};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A first rule for a form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProposedForm {
    /// What stands at its top.
    pub title: String,
    /// Language of its labels; empty when the rules do not know it.
    pub language: String,
    /// What it asks, in its order.
    pub fields: Vec<ProposedField>,
    /// Its headings and instructions.
    pub headings: Vec<String>,
}

/// A field of a form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProposedField {
    /// Id of the field.
    pub id: String,
    /// True for a field of the rules, false for a new one.
    pub known: bool,
    /// The label as printed.
    pub label: String,
    /// Names of the fillable fields for it that are worth keeping.
    pub names: Vec<String>,
    /// The type, as rules call it.
    pub kind: &'static str,
    /// For a choice: what may be chosen, as printed; for a known field with the value that it stands for.
    pub options: Vec<(String, Option<String>)>,
    /// What somebody should look at.
    pub doubts: Vec<String>,
}

/// How a label was taken for a field's.
struct Guess {
    field: usize,
    sure: f32,
    why: Option<String>,
}

/// Proposes a rule for a document. `language` is that of its labels, where somebody knows it; `told` says of proposed ids
/// which fields they are.
pub fn propose(
    document: &Document,
    language: Option<&str>,
    told: &BTreeMap<String, String>,
    rules: &Rules,
) -> ProposedForm {
    let labels = Labels::of(rules);
    let asked = asked(document);
    let language = language.map_or_else(|| language_of(&asked.prompts, &labels), str::to_owned);
    let mut prompts: Vec<Prompt> = Vec::new();
    let mut printed = BTreeSet::new();
    for prompt in asked.prompts {
        if printed.insert(fold(&prompt.text)) {
            prompts.push(prompt);
        }
    }
    let mut guesses: Vec<Option<Guess>> = prompts
        .iter()
        .map(|prompt| guess(prompt, &labels, rules))
        .collect();
    let common = common_stems(&prompts);
    for (prompt, slot) in prompts.iter().zip(&mut guesses) {
        let names = telling(prompt, &common);
        let field = told
            .get(&base_id(prompt, &names))
            .and_then(|id| rules.fields.iter().position(|rule| rule.id == *id));
        if let Some(field) = field {
            *slot = Some(Guess {
                field,
                sure: 2.0,
                why: None,
            });
        }
    }
    only_surest(&mut guesses);
    let mut ids: BTreeSet<String> = rules.fields.iter().map(|rule| rule.id.clone()).collect();
    let mut form = ProposedForm {
        title: asked.headings.first().cloned().unwrap_or_default(),
        language,
        ..ProposedForm::default()
    };
    for (prompt, guess) in prompts.iter().zip(guesses) {
        let mut own = ProposedField {
            label: prompt.text.clone(),
            names: telling(prompt, &common),
            ..ProposedField::default()
        };
        let known = guess.as_ref().filter(|guess| guess.sure >= 0.5);
        if let Some(rule) = known.and_then(|guess| rules.fields.get(guess.field)) {
            own.known = true;
            own.id.clone_from(&rule.id);
            own.kind = rule.kind.name();
            own.names
                .retain(|name| fold(name) != fold(&rule.id) && !rule.names.contains(&fold(name)));
            own.options = prompt
                .options
                .iter()
                .filter(|_| matches!(rule.kind, ValueKind::Choice | ValueKind::YesNo))
                .map(|option| (option.clone(), choice_of(option, rule, rules)))
                .collect();
        } else {
            (own.kind, own.options) = kind_of(prompt, &labels, rules, &mut own.doubts);
            own.id = new_id(prompt, &own.names, &mut ids);
        }
        if let Some(Guess { why: Some(why), .. }) = guess {
            own.doubts.push(why);
        }
        form.fields.push(own);
    }
    for heading in asked.headings {
        let short = count(&heading) <= 12 && heading.chars().any(char::is_alphabetic);
        if short && printed.insert(fold(&heading)) && labels.exact(&heading).is_none() {
            form.headings.push(heading);
        }
    }
    form
}

/// The language that most labels known to the rules are of, when there are enough of them.
fn language_of(prompts: &[Prompt], labels: &Labels) -> String {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for prompt in prompts {
        if let Some(found) = labels.exact(&prompt.text) {
            *votes.entry(found.language).or_default() += 1;
        }
    }
    let best = votes.into_iter().max_by_key(|(_, votes)| *votes);
    best.filter(|(_, votes)| *votes >= 4 && *votes * 4 >= prompts.len())
        .map_or_else(String::new, |(language, _)| language)
}

/// The field that a prompt most likely asks for.
fn guess(prompt: &Prompt, labels: &Labels, rules: &Rules) -> Option<Guess> {
    for name in &prompt.names {
        if let Some(field) = field::by_name(name, labels) {
            return Some(Guess {
                field,
                sure: 1.0,
                why: None,
            });
        }
    }
    let id = |field: usize| rules.fields.get(field).map_or("", |rule| rule.id.as_str());
    if let Some(found) = labels.find(&prompt.text) {
        let fields = found.targets.iter().filter_map(|target| match target {
            Target::Field(field) => Some(*field),
            Target::Other | Target::Hint => None,
        });
        let fields: Vec<usize> = fields.collect();
        if let [field, rest @ ..] = fields.as_slice() {
            let others: Vec<&str> = rest.iter().map(|field| id(*field)).collect();
            let why = if !others.is_empty() {
                Some(format!("or is it {}?", others.join(" or ")))
            } else if found.weak {
                Some(format!("a common word: is it really {}?", id(*field)))
            } else if found.score < 0.98 {
                Some(format!(
                    "{:.0}% like a label of {}: is it?",
                    found.score * 100.0,
                    id(*field)
                ))
            } else {
                None
            };
            let sure = if found.weak { 0.75 } else { found.score };
            return Some(Guess {
                field: *field,
                sure,
                why,
            });
        }
        return None;
    }
    if let Some((field, why)) = shown(prompt, rules) {
        return Some(Guess {
            field,
            sure: 0.6,
            why: Some(format!("{why}: is it {}?", id(field))),
        });
    }
    let (score, field) = labels.likely(&prompt.text).into_iter().next()?;
    (score >= 0.4).then(|| Guess {
        field,
        sure: score.min(0.69),
        why: Some(format!(
            "{:.0}% like the labels of {}: is it that?",
            score * 100.0,
            id(field)
        )),
    })
}

/// The field that what is offered or written shows.
fn shown(prompt: &Prompt, rules: &Rules) -> Option<(usize, &'static str)> {
    let at = |kind: ValueKind| {
        let own = |rule: &FieldRule| rule.kind == kind && rule.form.is_none();
        rules.fields.iter().position(own)
    };
    let offered = rules.fields.iter().position(|rule| {
        rule.kind == ValueKind::Choice
            && prompt
                .options
                .iter()
                .filter(|option| choice_of(option, rule, rules).is_some())
                .count()
                >= 2
    });
    if let Some(field) = offered {
        return Some((field, "its options are known"));
    }
    if rules.countries.code(&fold(&prompt.value)).is_some() {
        return Some((at(ValueKind::Country)?, "a country stands there"));
    }
    let kind = match written_kind(&prompt.value, rules)? {
        kind @ (ValueKind::Email | ValueKind::Phone | ValueKind::Url) => kind,
        _ => return None,
    };
    Some((at(kind)?, "what stands there looks so"))
}

/// Keeps each field for the prompt that is surest of it.
fn only_surest(guesses: &mut [Option<Guess>]) {
    let mut best: BTreeMap<usize, (usize, f32)> = BTreeMap::new();
    for (at, guess) in guesses.iter().enumerate() {
        if let Some(guess) = guess
            && best
                .get(&guess.field)
                .is_none_or(|(_, sure)| guess.sure > *sure)
        {
            best.insert(guess.field, (at, guess.sure));
        }
    }
    for (at, slot) in guesses.iter_mut().enumerate() {
        if let Some(guess) = slot
            && best.get(&guess.field).is_some_and(|(own, _)| *own != at)
        {
            guess.sure = 0.0;
            guess.why = Some("its label is like that of another field here".to_owned());
        }
    }
}

/// The value that an option of a known field stands for.
fn choice_of(option: &str, rule: &FieldRule, rules: &Rules) -> Option<String> {
    let folded = fold(option);
    match rule.kind {
        ValueKind::YesNo => ["yes", "no"]
            .into_iter()
            .find(|word| rules.words.has(word, &folded))
            .map(str::to_owned),
        _ => rule
            .choices
            .iter()
            .find(|choice| choice.words.contains(&folded) || choice.value == folded)
            .map(|choice| choice.value.clone()),
    }
}

/// The type of a new field, by what may be ticked, by what is written there, by the words of its label.
fn kind_of(
    prompt: &Prompt,
    labels: &Labels,
    rules: &Rules,
    doubts: &mut Vec<String>,
) -> (&'static str, Vec<(String, Option<String>)>) {
    let yes_no = |option: &String| {
        let folded = fold(option);
        rules.words.has("yes", &folded) || rules.words.has("no", &folded)
    };
    let options: Vec<&String> = prompt
        .options
        .iter()
        .filter(|option| !option.trim().is_empty())
        .collect();
    if options.len() == 2 && options.iter().all(|option| yes_no(option)) {
        return (ValueKind::YesNo.name(), Vec::new());
    }
    if options.len() >= 2 {
        let options = options
            .iter()
            .map(|option| ((*option).clone(), Some(slug(option))))
            .collect();
        return (ValueKind::Choice.name(), options);
    }
    let plain = match prompt.kind {
        Some(FieldKind::Date) => Some(ValueKind::Date),
        Some(FieldKind::CheckBox) => Some(ValueKind::YesNo),
        _ => written_kind(&prompt.value, rules),
    };
    if let Some(kind) = plain {
        return (kind.name(), Vec::new());
    }
    let likely = labels
        .likely(&prompt.text)
        .into_iter()
        .find_map(|(score, at)| {
            let kind = rules.fields.get(at)?.kind;
            let plain = matches!(
                kind,
                ValueKind::Email
                    | ValueKind::Phone
                    | ValueKind::Url
                    | ValueKind::Date
                    | ValueKind::Integer
                    | ValueKind::Person
                    | ValueKind::YesNo
                    | ValueKind::LongText
            );
            let enough = match kind {
                ValueKind::Person | ValueKind::LongText => 0.6,
                _ => 0.3,
            };
            (score >= enough && plain).then_some(kind)
        });
    if let Some(kind) = likely {
        doubts.push(format!("is \"{}\" the right type?", kind.name()));
        return (kind.name(), Vec::new());
    }
    let long = prompt.text.contains(['?', '？', '؟']) && count(&prompt.text) >= 5
        || count(&prompt.text) >= 9
        || prompt.value.len() > 150;
    let kind = if long {
        ValueKind::LongText
    } else {
        ValueKind::Text
    };
    if prompt.value.is_empty() {
        doubts.push(format!("is \"{}\" the right type?", kind.name()));
    }
    (kind.name(), Vec::new())
}

/// The type that a value shows.
fn written_kind(value: &str, rules: &Rules) -> Option<ValueKind> {
    let value = value.trim();
    if value.is_empty() || value.len() > 100 {
        return None;
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let context = Context::default();
    let is = |kind: ValueKind| {
        let rule = FieldRule {
            id: String::new(),
            need: Need::Optional,
            kind,
            labels: Vec::new(),
            alternatives: Vec::new(),
            names: Vec::new(),
            choices: Vec::new(),
            titles: BTreeMap::new(),
            pattern: None,
            form: None,
        };
        matches!(normalise(&rule, value, &context, rules), Normal::Value { confidence, .. } if confidence >= 0.8)
    };
    if value.contains('@') && is(ValueKind::Email) {
        return Some(ValueKind::Email);
    }
    if (value.contains("://") || value.starts_with("www.")) && is(ValueKind::Url) {
        return Some(ValueKind::Url);
    }
    if value.starts_with('+') && digits >= 8 && letters == 0 {
        return Some(ValueKind::Phone);
    }
    if digits >= 5 && is(ValueKind::Date) {
        return Some(ValueKind::Date);
    }
    // Not "7/2023", which is the number of a decree.
    let plain =
        |c: char| c.is_numeric() || c.is_whitespace() || matches!(c, '.' | ',' | '\'' | '’');
    (digits >= 1 && value.chars().all(plain) && is(ValueKind::Integer))
        .then_some(ValueKind::Integer)
}

/// An id that no field has yet.
fn new_id(prompt: &Prompt, names: &[String], ids: &mut BTreeSet<String>) -> String {
    let base = base_id(prompt, names);
    let mut id = base.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{base}_{number}");
        number += 1;
    }
    id
}

/// The id that a prompt would like to have.
fn base_id(prompt: &Prompt, names: &[String]) -> String {
    let id = names.first().map(|name| slug(name)).unwrap_or_default();
    if id.len() < 3 { slug(&prompt.text) } else { id }
}

/// The names of a prompt that somebody gave to its fields.
fn telling(prompt: &Prompt, common: &BTreeSet<String>) -> Vec<String> {
    let names = prompt.names.iter();
    names
        .filter(|name| is_telling(name, common))
        .cloned()
        .collect()
}

/// The first words of a text as an id.
fn slug(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut id = String::new();
    for word in words.into_iter().take(4) {
        if id.len() + word.len() > 32 {
            break;
        }
        if !id.is_empty() {
            id.push('_');
        }
        id.push_str(word);
    }
    if id.is_empty() || id.starts_with(|c: char| c.is_ascii_digit()) {
        id.insert_str(0, "field_");
    }
    id
}

/// Stems that several names share but for a number: a program made them up.
fn common_stems(prompts: &[Prompt]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in prompts.iter().flat_map(|prompt| &prompt.names) {
        *counts.entry(stem(name)).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= 3)
        .map(|(stem, _)| stem)
        .collect()
}

fn stem(name: &str) -> String {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ' ' | '-'))
        .to_owned()
}

/// True for a name that somebody gave to a field.
fn is_telling(name: &str, common: &BTreeSet<String>) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !common.contains(&stem(name))
}
