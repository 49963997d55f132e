//! Answers that hold what several fields ask for: "Lima, Peru", "ana@town.org / +51 1 234 5678", a person with all that the
//! brackets behind "Contact person" list. Each field gets its own part.

use super::head::Sign;
use super::hit::Hit;
use super::joint;
use super::label::Prepared;
use super::pair::Found;
use super::piece::{Edge, Mark, Piece};
use super::seen::{Seen, label_text};
use super::strip;
use super::value::{Context, Normal, normalise};
use crate::rules::{FieldRule, Rules, ValueKind};

/// Confidence of a part against that of the whole.
const PART: f32 = 0.95;

/// Signs that part what stands in one answer.
const SIGNS: [char; 13] = [
    ',', ';', '\n', '|', '/', '(', ')', '·', '•', '،', '，', '、', '；',
];

/// The fields that the label of a field asks for, a set for each of its parts ("name, position, e-mail"); empty when it asks
/// one thing.
pub(super) fn asked(label: &str, field: usize, rules: &Rules) -> Vec<Vec<usize>> {
    let mut sets = listed(label, rules);
    sets.retain(|set| {
        set.contains(&field) || set.iter().any(|other| may_hold(field, *other, rules))
    });
    if sets.len() < 2 {
        sets.clear();
    }
    sets
}

/// The fields that each part of a label may mean, where these are different ones.
pub(super) fn listed(label: &str, rules: &Rules) -> Vec<Vec<usize>> {
    let prepared = rules.kept(Prepared::new);
    prepared.listed.of(label, || {
        let parts = split(label, &prepared);
        let mut sets: Vec<Vec<usize>> = Vec::new();
        for part in parts.iter().filter(|_| parts.len() > 1) {
            let fields = prepared.fields_of(part);
            let other = |set: &Vec<usize>| !set.iter().any(|field| fields.contains(field));
            if !fields.is_empty() && sets.iter().all(other) {
                sets.push(fields);
            }
        }
        sets
    })
}

/// The parts of a label between its signs and conjunctions.
pub(super) fn split(label: &str, prepared: &Prepared) -> Vec<String> {
    let signs = |c: char| SIGNS.contains(&c) || matches!(c, '&' | '+' | ':' | '–' | '—');
    let groups = label.split(signs);
    groups.flat_map(|group| parts(group, prepared)).collect()
}

/// What stands before, between and behind the conjunctions of a text that is no label as it is: "of" is Dutch for "or".
fn parts(text: &str, prepared: &Prepared) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joins = |word: &&str| prepared.joins(word);
    if !words.iter().any(joins) || !prepared.fields_of(text).is_empty() {
        return vec![text.to_owned()];
    }
    let parts = words.split(joins).filter(|part| !part.is_empty());
    parts.map(|part| part.join(" ")).collect()
}

/// Moves the values of labels behind the list of what they want, where a sign stands before it ("Focal point: name, e-mail"),
/// and takes lines of such answers for no labels ("Mayor" below her name).
pub(super) fn settle(pieces: &[Piece], hits: &mut Vec<Hit>, rules: &Rules) {
    // "Municipality / City" is an answer where a kind is asked, though both are labels.
    let chooses = |hit: &Hit| {
        let field = hit.label.field().and_then(|field| rules.fields.get(field));
        field.is_some_and(|rule| rule.kind == ValueKind::Choice)
    };
    for hit in hits.iter_mut().filter(|hit| !hit.told && !chooses(hit)) {
        let (at, offset) = hit.value;
        if let Some(rest) = pieces.get(at).and_then(|piece| piece.text.get(offset..))
            && offset > 0
            // "☒ Municipality or city" is an answer, though both are labels.
            && !strip::has_box(rest)
            && let Some(length) = list_length(rest, rules)
        {
            let behind = offset + length;
            let whole = rest.get(length..).is_none_or(|rest| rest.trim().is_empty());
            hit.value = if whole { (at + 1, 0) } else { (at, behind) };
        }
    }
    let lines = |hit: &Hit| {
        let label = label_text(pieces, hit);
        let field = hit.label.field();
        field.map_or(0, |field| asked(&label, field, rules).len())
    };
    // Where the lines of the answer before end, none of them further apart than the first is from its label; the first of
    // them is a name.
    let (mut from, mut until, mut near) = (0, 0, Edge::Line);
    hits.retain(|hit| {
        let piece = pieces.get(hit.piece);
        let plain = piece.is_some_and(|piece| !piece.bold && !piece.heading && piece.edge <= near);
        // "E-mail" is nobody's function.
        let reaches = hit.label.field().and_then(|field| rules.fields.get(field));
        let reaches = reaches.is_some_and(|rule| {
            matches!(
                rule.kind,
                ValueKind::Email | ValueKind::Phone | ValueKind::Url
            )
        });
        let word = !hit.told && !reaches && hit.sign == Sign::Whole && hit.label.words <= 2;
        if word && plain && (from + 1..until).contains(&hit.piece) {
            return false;
        }
        until = match hit.value.1 {
            0 if !hit.told => hit.value.0 + lines(hit),
            _ => 0,
        };
        from = hit.value.0;
        near = pieces.get(hit.value.0).map_or(near, |first| first.edge);
        true
    });
}

/// True for a text that is a list of labels and nothing else.
pub(super) fn is_list(text: &str, rules: &Rules) -> bool {
    list_length(text, rules) == Some(text.len())
}

/// Length of a list of labels, and of the sign behind it, at the start of what stands behind a label.
fn list_length(rest: &str, rules: &Rules) -> Option<usize> {
    let prepared = rules.kept(Prepared::new);
    let end = rest.find([':', '：', '?']).unwrap_or(rest.len());
    let list = rest.get(..end)?;
    let mut labels = 0;
    for group in list.split(SIGNS) {
        for part in parts(group, &prepared) {
            if prepared.fields_of(&part).is_empty() {
                return None;
            }
            labels += 1;
        }
    }
    let sign = rest.get(end..)?.chars().next().map_or(0, char::len_utf8);
    (labels >= 2).then_some(end + sign)
}

/// Lines of an answer that names a person and goes on with the address or telephone: from the name to the last of these.
pub(super) fn lines_of_person(
    pieces: &[Piece],
    first: usize,
    end: usize,
    kind: ValueKind,
) -> usize {
    /// A name, a function and an office, and what reaches the person.
    const MOST: usize = 6;
    if kind != ValueKind::Person {
        return 0;
    }
    let plain = |piece: &&Piece| {
        matches!(piece.mark, Mark::Free | Mark::Value)
            && piece.field.is_none()
            && !piece.heading
            && piece.text.len() <= 120
            // Where words are broken, lines are none of the writer's.
            && !piece.text.trim_end().ends_with('-')
    };
    let lines = pieces.get(first..end).unwrap_or_default().iter();
    let lines: Vec<&str> = lines
        .filter(|piece| !piece.is_empty())
        .take(MOST)
        .take_while(plain)
        .map(|piece| piece.text.trim())
        .collect();
    let address = |line: &str| line.contains('@') && !line.contains(' ');
    let reaches = |line: &&str| address(line) || is_number(line);
    let last = lines.iter().skip(1).rposition(reaches);
    last.map_or(0, |last| last + 2)
}

/// True where the answer to one field may hold that to another, if its label says so.
fn may_hold(field: usize, other: usize, rules: &Rules) -> bool {
    let (Some(rule), Some(part)) = (rules.fields.get(field), rules.fields.get(other)) else {
        return false;
    };
    match part.kind {
        // "Name" may be anybody's, and "function" too.
        ValueKind::Person => is_about_the_same(rule, part),
        ValueKind::Text if rule.kind == ValueKind::Country => part.id == "subdivision",
        ValueKind::Text => is_about_the_same(rule, part),
        ValueKind::Country => rule.kind == ValueKind::Text,
        // The date of a decision is not the form's.
        ValueKind::Date => rule.kind == ValueKind::Person,
        ValueKind::Email | ValueKind::Phone | ValueKind::Url | ValueKind::Period => true,
        _ => false,
    }
}

/// True for fields that tell of one person or one government: their names begin alike.
fn is_about_the_same(rule: &FieldRule, other: &FieldRule) -> bool {
    let subject = |rule: &FieldRule| rule.id.split('_').next().map(str::to_owned);
    subject(rule) == subject(other)
}

/// What was found, with each part of a shared answer given to the field that it is for, where that has no answer of its own.
pub(super) fn parted(mut found: Vec<Found>, seen: &[Seen], rules: &Rules) -> Vec<Found> {
    let mut added: Vec<Found> = Vec::new();
    for at in 0..found.len() {
        let Some(own) = found.get(at).cloned() else {
            continue;
        };
        let label = seen.get(own.seen).map_or("", |seen| seen.text.as_str());
        if let Some(parts) = joint::parts(label, &own.raw, rules) {
            for (field, raw) in parts {
                match found.get_mut(at).filter(|_| field == own.field) {
                    Some(found) => found.raw = raw,
                    None => added.push(of(&own, field, raw)),
                }
            }
            continue;
        }
        for field in asked_beside(&own, &asked(label, own.field, rules), rules) {
            let Some(rule) = rules.fields.get(field) else {
                continue;
            };
            if !has(&found, &added, field)
                && let Some(raw) = part(&own.raw, rule, rules)
            {
                added.push(of(&own, field, raw));
            }
        }
        if let Some(found) = found.get_mut(at) {
            without_country(found, &mut added, rules);
        }
    }
    added.retain(|one| !has(&found, &[], one.field));
    found.append(&mut added);
    found
}

/// The fields beside its own whose parts an answer may hold: those that its label lists, and the address and number of the
/// person whose name or function it is.
fn asked_beside(own: &Found, asked: &[Vec<usize>], rules: &Rules) -> Vec<usize> {
    let Some(rule) = rules.fields.get(own.field) else {
        return Vec::new();
    };
    // What stands beside a name is split where the two are told apart.
    let apart = |other: &FieldRule| {
        let pairs = &mut rules.function_fields.iter();
        pairs.any(|(person, function)| *person == other.id && *function == rule.id)
    };
    let all = rules.fields.iter().enumerate();
    all.filter(|(index, other)| {
        let listed = asked.iter().any(|set| set.contains(index));
        let reached = matches!(other.kind, ValueKind::Email | ValueKind::Phone)
            && is_about_the_same(rule, other);
        let fits = listed && may_hold(own.field, *index, rules) && !apart(other);
        *index != own.field && (fits || reached)
    })
    .map(|(index, _)| index)
    .collect()
}

fn has(found: &[Found], added: &[Found], field: usize) -> bool {
    found
        .iter()
        .chain(added)
        .any(|one| one.field == field && one.raw.chars().any(char::is_alphanumeric))
}

fn of(own: &Found, field: usize, raw: String) -> Found {
    Found {
        field,
        raw,
        score: own.score * PART,
        ..own.clone()
    }
}

/// The part of an answer that is one for this field.
fn part(raw: &str, rule: &FieldRule, rules: &Rules) -> Option<String> {
    let valued = |text: &str| match normalise(rule, text, &Context::default(), rules) {
        Normal::Value { confidence, .. } => confidence >= 0.9,
        Normal::Empty | Normal::Invalid(_) => false,
    };
    let parts = || raw.split(SIGNS).map(str::trim);
    let found = match rule.kind {
        ValueKind::Email => raw
            .split(|c: char| c.is_whitespace() || SIGNS.contains(&c))
            .find(|word| word.contains('@')),
        ValueKind::Url => raw
            .split_whitespace()
            .find(|word| word.contains("://") || word.starts_with("www.")),
        ValueKind::Phone => raw
            .split([',', ';', '\n', '|', '/', '·', '•', '،', '，', '、', '；'])
            .map(str::trim)
            .find(|part| is_number(part)),
        ValueKind::Person => valued(raw).then_some(raw),
        ValueKind::Country | ValueKind::Period | ValueKind::Date => {
            let digits = |part: &&str| {
                rule.kind == ValueKind::Country || part.chars().any(|c| c.is_ascii_digit())
            };
            parts().filter(digits).rfind(|part| valued(part))
        }
        // The rest of an answer that ends in the name of a country.
        ValueKind::Text if rule.id == "subdivision" => {
            return country_of(raw, rules).map(|(rest, _)| rest);
        }
        _ => None,
    };
    found.map(str::to_owned)
}

/// True for a telephone number, with a word or two in front of it ("Tel.: +51 1 234 5678").
fn is_number(part: &str) -> bool {
    let Some(start) = part.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')) else {
        return false;
    };
    let (front, number) = part.split_at_checked(start).unwrap_or((part, ""));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let only = number.chars().all(|c| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-' | '.' | '(' | ')')
    });
    only && (7..=16).contains(&digits) && front.split_whitespace().count() <= 2
}

/// Gives the country behind the name of a province to its own field, or takes it off where it stands there already.
fn without_country(found: &mut Found, added: &mut Vec<Found>, rules: &Rules) {
    let rule = rules.fields.get(found.field);
    let country = rules
        .fields
        .iter()
        .position(|rule| rule.kind == ValueKind::Country);
    if rule.is_none_or(|rule| rule.id != "subdivision") {
        return;
    }
    if let Some(country) = country
        && let Some((rest, name)) = country_of(&found.raw, rules)
    {
        added.push(of(found, country, name));
        found.raw = rest;
    }
}

/// An answer that ends or begins with the name of a country: the rest of it, and the name.
fn country_of(raw: &str, rules: &Rules) -> Option<(String, String)> {
    let rule = rules
        .fields
        .iter()
        .find(|rule| rule.kind == ValueKind::Country)?;
    let is_country = |text: &str| match normalise(rule, text, &Context::default(), rules) {
        Normal::Value { confidence, .. } => confidence >= 0.99,
        Normal::Empty | Normal::Invalid(_) => false,
    };
    let raw = raw.trim().trim_end_matches(')');
    let signs = [',', ';', '\n', '/', '(', '،', '，', '、', '–'];
    let (last, first) = (raw.rsplit_once(signs), raw.split_once(signs));
    let pairs = last
        .into_iter()
        .chain(first.map(|(name, rest)| (rest, name)));
    let mut named = pairs.map(|(rest, name)| (rest.trim(), name.trim()));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    named
        .find(|(rest, name)| letters(rest) && is_country(name) && !is_country(rest))
        .map(|(rest, name)| (rest.to_owned(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn a_label_lists_what_it_asks_for() {
        let rules = compile(&builtin()).expect("the rules compile");
        let at = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
        let sets = |label: &str, own: &str| asked(label, at(own).expect("a field"), &rules);
        for (label, own, fields) in [
            (
                "Contact person (name, position, e-mail, telephone)",
                "contact_name",
                ["contact_email", "contact_phone"],
            ),
            (
                "Provincia y país",
                "subdivision",
                ["subdivision", "country"],
            ),
            (
                "Courriel / téléphone",
                "contact_email",
                ["contact_email", "contact_phone"],
            ),
        ] {
            let sets = sets(label, own);
            for field in fields {
                let has = |set: &Vec<usize>| set.first() == at(field).as_ref();
                assert!(sets.iter().any(has), "{label}: {sets:?}");
            }
        }
        for (label, own) in [
            ("State / Province", "subdivision"),
            ("País / Country", "country"),
            ("Mayor / President", "leader_name"),
            ("País (nombre completo)", "country"),
            ("Council decision (number and date)", "council_decision"),
            ("Nombre de la máxima autoridad", "leader_name"),
        ] {
            assert!(sets(label, own).is_empty(), "{label}");
        }
    }

    #[test]
    fn a_country_is_told_from_what_lies_in_it() {
        let rules = compile(&builtin()).expect("the rules compile");
        for (raw, rest) in [
            ("Lima, Perú", "Lima"),
            ("Perú, Lima", "Lima"),
            ("Ilha de Santiago (Cabo Verde)", "Ilha de Santiago"),
            ("Normandie – France", "Normandie"),
        ] {
            let found = country_of(raw, &rules).map(|(rest, _)| rest);
            assert_eq!(found.as_deref(), Some(rest), "{raw}");
        }
        for raw in ["Georgia", "Lima, Callao", "Navarra / Nafarroa"] {
            assert_eq!(country_of(raw, &rules), None, "{raw}");
        }
    }

    #[test]
    fn the_lines_of_a_person_go_to_the_last_that_reaches_them_and_no_further_than_a_broken_word() {
        let lines = |text: &str| {
            let piece = |text: &str| Piece {
                text: text.to_owned(),
                ..Piece::default()
            };
            let pieces: Vec<Piece> = text.lines().map(piece).collect();
            lines_of_person(&pieces, 0, pieces.len(), ValueKind::Person)
        };
        for (text, count) in [
            (
                "Ana Ruiz\nHead of Projects\nana@lima.example\n+51 1 234 5678\nLima",
                4,
            ),
            ("Ana Ruiz\nHead of Projects", 0),
            (
                "Ana Ruiz\nHead of Projects\nana@san-\nmarcos.example\n+51 1 234 5678",
                0,
            ),
        ] {
            assert_eq!(lines(text), count, "{text}");
        }
    }

    #[test]
    fn numbers_of_telephones_are_told_from_other_numbers() {
        for number in ["+51 1 234 5678", "Tel. 01 23 45 67 29", "600 123 456"] {
            assert!(is_number(number), "{number}");
        }
        for other in [
            "2020-24",
            "12 Main Street",
            "Director of the 3rd district 1234567",
        ] {
            assert!(!is_number(other), "{other}");
        }
    }
}
