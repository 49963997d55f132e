//! Labels in wordings that no rule knows: printed like the labels around them, they are the fields that are missing there.

use super::answered;
use super::assign::{Item, assign};
use super::candidate::{Candidate, candidates, choice_of};
use super::counted::{goes_on, goes_on_in_bold};
use super::entry::{Entry, Origin, entries, forms};
use super::evidence;
use super::hit::Hit;
use super::itemised::leads_to_list;
use super::label::{Labels, Match, Target};
use super::pair::Told;
use super::piece::{Mark, Piece};
use super::trust::{self, Trust};
use super::words::count;
use crate::rules::{FieldRule, Need, Rules, ValueKind};
use std::collections::BTreeSet;

/// Labels that must be known before others are told by them.
const KNOWN: usize = 3;
/// What speaks against an answer that may as well be prose.
const PROSE: f32 = 3.0;
/// What speaks for the field whose wording is alike, and for the one whose wording it is.
const ALIKE: f32 = 1.5;
const EXACT: f32 = 4.0;
/// What is said against it at most, by an answer that it hardly has.
const UNLIKE: f32 = -0.5;
/// The same for one that it cannot have, where the label is only alike.
const IMPOSSIBLE: f32 = -2.0;
/// What speaks for the field whose choices stand behind a label.
const CHOICES: f32 = 6.0;
/// What speaks for the contact where the name of the mailbox is that of a person.
const MAILBOX: f32 = 2.0;
/// What speaks for the field of a label that nothing answers, at most.
const UNANSWERED: f32 = 1.0;
/// What speaks against the name in English where the answer has nothing of the name.
const OTHER_NAME: f32 = 4.0;

/// Adds hits for unknown wordings, gives those in doubt to the fields that they fit best, and marks those that stay unknown so
/// that no value runs over them.
pub(super) fn guess(
    pieces: &mut [Piece],
    hits: &mut Vec<Hit>,
    labels: &Labels,
    rules: &Rules,
    told: Told,
) {
    let known: BTreeSet<usize> = hits.iter().filter_map(|hit| hit.label.field()).collect();
    if known.len() < KNOWN && told != Told::Labels {
        return;
    }
    for hit in hits.iter_mut() {
        // A wording that is only alike goes on as far as its sentence does.
        let open = !hit.told && hit.label.score < 0.95 && hit.value == (hit.piece + 1, 0);
        let end = || goes_on(pieces, hit.piece).or_else(|| goes_on_in_bold(pieces, hit.piece));
        if let Some(end) = open.then(end).flatten() {
            for rest in pieces.get_mut(hit.value.0..end).unwrap_or_default() {
                rest.mark = Mark::Hint;
            }
            hit.value.0 = end;
        }
    }
    let listing = |at, behind, hits: &[Hit]| leads_to_list(at, behind, pieces, hits, labels, rules);
    let alike = |hit: &Hit| !hit.told && hit.label.score < 0.95;
    let all = hits.clone();
    hits.retain(|hit| !(alike(hit) && listing(hit.piece, hit.value, &all)));
    let mut candidates = candidates(pieces, hits, labels);
    candidates.retain(|one| !listing(one.piece, one.value, hits));
    let candidates = without_headings(candidates, pieces);
    answered::leave(hits, &candidates, pieces, labels, rules);
    let entries = entries(hits, candidates, pieces);
    let mut picks = Vec::with_capacity(entries.len());
    for form in forms(&entries, hits) {
        picks.extend(settled(form, pieces, hits, (labels, rules), told));
    }
    let mut added: Vec<Hit> = Vec::new();
    let mut headings: BTreeSet<usize> = BTreeSet::new();
    for (entry, pick) in entries.into_iter().zip(picks) {
        let unanswered = entry.said.is_empty();
        match (entry.origin, pick) {
            (Origin::Hit(at), pick) => {
                let Some(hit) = hits.get_mut(at) else {
                    continue;
                };
                match pick {
                    Some(field) => hit.label.targets = vec![Target::Field(field)],
                    None if hit.label.field().is_none() => {}
                    None if unanswered => {
                        headings.insert(at);
                    }
                    // It asks for something beside our fields, and that ends the answer before it.
                    None => hit.label.targets = vec![Target::Other],
                }
            }
            (Origin::Candidate(candidate), Some(field)) => {
                let alike = labels.likely(&candidate.text);
                let alike = alike.iter().find(|(_, own)| *own == field);
                let score = alike.map_or(0.0, |(score, _)| 0.62 + score / 3.0);
                let score = if score > 0.75 {
                    score.min(0.9)
                } else {
                    evidence::SURE
                };
                added.push(candidate.hit(field, score));
                unlose(pieces, candidate.piece);
            }
            (Origin::Candidate(candidate), None) => {
                if !candidate.plain
                    && candidate.value.1 == 0
                    && let Some(piece) = pieces.get_mut(candidate.piece)
                {
                    piece.mark = Mark::Unknown;
                }
            }
        }
    }
    let mut at = 0;
    hits.retain(|hit| {
        at += 1;
        let heads = headings.contains(&(at - 1));
        if heads && let Some(piece) = pieces.get_mut(hit.piece) {
            piece.mark = Mark::Hint;
        }
        !heads
    });
    hits.extend(added);
    hits.sort_by_key(|hit| hit.piece);
}

/// The candidates but those in bold over another in bold: they are headings, and nothing answers them.
fn without_headings(candidates: Vec<Candidate>, pieces: &mut [Piece]) -> Vec<Candidate> {
    let in_bold = |one: &&Candidate| {
        one.value.1 == 0 && !one.plain && pieces.get(one.piece).is_some_and(|piece| piece.bold)
    };
    let bold: BTreeSet<usize> = candidates
        .iter()
        .filter(in_bold)
        .map(|one| one.piece)
        .collect();
    let (headings, labels): (Vec<Candidate>, Vec<Candidate>) = candidates
        .into_iter()
        .partition(|one| bold.contains(&one.piece) && bold.contains(&one.value.0));
    for heading in headings {
        if let Some(piece) = pieces.get_mut(heading.piece) {
            piece.mark = Mark::Unknown;
        }
    }
    labels
}

/// A label that is worded as one of a field, and the field.
fn worded<'h>(entry: &Entry, hits: &'h [Hit]) -> Option<(&'h Match, usize)> {
    let Origin::Hit(at) = &entry.origin else {
        return None;
    };
    let label = &hits.get(*at)?.label;
    Some((label, label.field()?)).filter(|(label, _)| label.score >= 0.95)
}

/// The field that a label certainly stands for: it is worded so, and the answer is none that the field cannot have.
fn certain(entry: &Entry, hits: &[Hit], labels: &Labels, rules: &Rules) -> Option<usize> {
    let (label, field) = worded(entry, hits)?;
    let rule = rules.fields.get(field)?;
    if may_head(entry, rule) {
        return None;
    }
    let fits = || {
        let fit = evidence::fit(rule, entry.answer(labels, rules), rules);
        fit.is_some_and(|fit| fit > -0.5)
    };
    // A short label may stand for something else.
    (label.words > 2 || fits()).then_some(field)
}

/// True for a label that nothing answers: it may head a part of the form. Most questions for essays are not worded like headings.
fn may_head(entry: &Entry, rule: &FieldRule) -> bool {
    /// Words of the longest heading that asks for an essay.
    const WORDS: usize = 4;
    let titled = || count(&entry.text) <= WORDS && !entry.text.contains(['?', '？', '؟']);
    entry.bare && (rule.kind != ValueKind::LongText || titled())
}

/// The field of each label of one form.
fn settled(
    form: &[Entry],
    pieces: &[Piece],
    hits: &[Hit],
    (labels, rules): (&Labels, &Rules),
    told: Told,
) -> Vec<Option<usize>> {
    let at = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    let certain: Vec<Option<usize>> = form
        .iter()
        .map(|entry| certain(entry, hits, labels, rules))
        .collect();
    let known: BTreeSet<usize> = certain.iter().copied().flatten().collect();
    let trust = Trust::of(known.len(), form.len(), told);
    // The answer to another label of a field may be worded like it.
    let again = |entry: &Entry| {
        let own = worded(entry, hits).map(|(_, own)| own);
        own.filter(|own| entry.bare && known.contains(own))
    };
    let is_name = |entry: &&Entry| match &entry.origin {
        Origin::Hit(hit) => hits.get(*hit).and_then(|hit| hit.label.field()) == at("lrg_name"),
        Origin::Candidate(_) => false,
    };
    let mut named = form.iter().filter(|entry| !entry.said.is_empty());
    let named = named.find(is_name).map(|entry| entry.said.as_str());
    let certain = certain.into_iter().zip(form);
    let certain = certain.map(|(certain, entry)| certain.or_else(|| again(entry)));
    let certain: Vec<Option<usize>> = certain.collect();
    let mut seen = BTreeSet::new();
    let mut items: Vec<Item> = Vec::with_capacity(form.len());
    let contact = at("contact_name");
    let mailboxes = || {
        form.iter()
            .filter_map(|entry| evidence::mailbox(&entry.said))
    };
    // Labels printed twice stay what they are.
    let mut twice: Vec<(usize, usize)> = Vec::new();
    for (place, (entry, certain)) in form.iter().zip(certain.iter().copied()).enumerate() {
        let mut options = match (&entry.origin, certain) {
            (_, Some(field)) if seen.insert(field) => vec![(Some(field), 0.0)],
            (_, Some(field)) => {
                twice.push((place, field));
                vec![(None, 0.0)]
            }
            (Origin::Candidate(candidate), None) => {
                let mut options = weigh(entry, &known, trust, labels, rules);
                if mailboxes().any(|name| entry.answer(labels, rules).is_named_in(name)) {
                    let own = options.iter_mut().find(|(field, _)| *field == contact);
                    own.into_iter().for_each(|(_, score)| *score += MAILBOX);
                    let role = options
                        .iter_mut()
                        .find(|(field, _)| *field == at("contact_role"));
                    role.into_iter().for_each(|(_, score)| *score -= MAILBOX);
                }
                // What is ticked says what was asked.
                let choice = choice_of(pieces, candidate, rules);
                let choice = choice.filter(|field| !known.contains(field) && !entry.bare);
                options.extend(choice.map(|field| (Some(field), CHOICES)));
                options
            }
            (Origin::Hit(hit), None) => hits.get(*hit).map_or_else(
                || vec![(None, 0.0)],
                |hit| in_doubt(entry, &hit.label, (&known, trust), labels, rules),
            ),
        };
        // "English" may answer a question for the language of our letters.
        let english = at("lrg_name_en");
        let in_english = |field: &Option<usize>| field.is_some() && *field == english;
        if options.iter().any(|(field, _)| in_english(field))
            && named.is_some_and(|own| !evidence::is_same_name(own, &entry.said))
        {
            let options = options.iter_mut().filter(|(field, _)| in_english(field));
            options.for_each(|(_, score)| *score -= OTHER_NAME);
        }
        items.push(Item { options });
    }
    let drawn =
        |last: usize, field: usize| drawn(last, field, rules) + trust.next(last, field, rules);
    let mut picks = assign(&items, |field| is_movable(field, rules), drawn);
    for (at, field) in twice {
        if let Some(pick) = picks.get_mut(at) {
            *pick = Some(field);
        }
    }
    // The only name of a government is its name, in whatever language.
    let (name, other) = (at("lrg_name"), at("lrg_name_en"));
    if !picks.contains(&name) {
        let free = picks.iter_mut().zip(&certain);
        let free = free.filter(|(pick, certain)| certain.is_none() && **pick == other);
        free.for_each(|(pick, _)| *pick = name);
    }
    picks
}

/// What draws the function of a person behind that person's name, and away from somebody else's.
fn drawn(last: usize, field: usize, rules: &Rules) -> f32 {
    /// Forms that ask two persons for their functions ask each behind the name.
    const OWN: f32 = 1.5;
    let id = |field: usize| rules.fields.get(field).map(|rule| rule.id.as_str());
    let function = |person: &str| rules.function_fields.get(person).map(String::as_str);
    let Some(own) = id(last).and_then(function) else {
        return 0.0;
    };
    let is_function = rules
        .function_fields
        .values()
        .any(|one| Some(one.as_str()) == id(field));
    match id(field) == Some(own) {
        true => OWN,
        false if is_function => -OWN,
        false => 0.0,
    }
}

/// What a known label may ask for where its words or its answer leave a doubt.
fn in_doubt(
    entry: &Entry,
    label: &Match,
    (known, trust): (&BTreeSet<usize>, Trust),
    labels: &Labels,
    rules: &Rules,
) -> Vec<(Option<usize>, f32)> {
    let Some(own) = label.field() else {
        // What the part of the form left without a field, and is answered, may ask for one after all.
        if label.score >= 0.95 || entry.said.is_empty() {
            return vec![(None, 0.0)];
        }
        let mut options = weigh(entry, known, trust, labels, rules);
        for (_, score) in options.iter_mut().filter(|(field, _)| field.is_none()) {
            *score += ALIKE * label.score;
        }
        return options;
    };
    let mut options = weigh(entry, known, trust, labels, rules);
    if !known.contains(&own) {
        let found = options.iter().position(|(field, _)| *field == Some(own));
        let found = found.map(|found| options.remove(found).1);
        let bonus = if label.score < 0.95 { ALIKE } else { EXACT };
        // What is only alike is not believed against an answer that the field cannot have.
        let rule = rules.fields.get(own);
        let fit = rule.and_then(|rule| evidence::fit(rule, entry.answer(labels, rules), rules));
        let least = match fit {
            None if label.score < 0.95 && rule.is_some_and(|rule| is_exact(rule.kind)) => {
                IMPOSSIBLE
            }
            _ => UNLIKE,
        };
        let found = found.unwrap_or(least).max(least);
        options.push((Some(own), found + bonus * label.score));
    }
    if rules
        .fields
        .get(own)
        .is_some_and(|rule| may_head(entry, rule))
    {
        unanswered(&mut options, Some(own));
    }
    options
}

/// True for values that no two ways of reading an answer are possible for.
fn is_exact(kind: ValueKind) -> bool {
    matches!(
        kind,
        ValueKind::Integer | ValueKind::Date | ValueKind::Email | ValueKind::Url
    )
}

/// Leaves a label that nothing answers its own field, for which any that is answered goes before it: it may head a part.
fn unanswered(options: &mut Vec<(Option<usize>, f32)>, own: Option<usize>) {
    let none = options.iter().find(|(field, _)| field.is_none());
    let most = none.map_or(trust::NONE, |(_, none)| *none) + UNANSWERED;
    options.retain(|(field, _)| field.is_none() || *field == own);
    for (_, score) in options.iter_mut().filter(|(field, _)| field.is_some()) {
        *score = score.min(most);
    }
}

/// Fields that forms ask for in any place.
fn is_movable(field: usize, rules: &Rules) -> bool {
    rules.fields.get(field).is_some_and(|rule| {
        let reach = matches!(
            rule.kind,
            ValueKind::Email | ValueKind::Phone | ValueKind::Url
        );
        reach || rule.id == "postal_address"
    })
}

/// What speaks for each field, and against all of them: the words of a label and its answer.
fn weigh(
    entry: &Entry,
    known: &BTreeSet<usize>,
    trust: Trust,
    labels: &Labels,
    rules: &Rules,
) -> Vec<(Option<usize>, f32)> {
    let (mut words, other) = evidence::words(&entry.text, labels, rules.fields.len());
    for score in &mut words {
        *score = trust.words(*score);
    }
    let other = trust.words(other);
    let answer = entry.answer(labels, rules);
    // A label of common words ("Function") is in doubt, but it is no other.
    let exact = labels.exact(&entry.text);
    let exact = exact.filter(|exact| {
        let open =
            |target: &Target| !matches!(target, Target::Field(field) if known.contains(field));
        !exact.weak && exact.targets.iter().any(open)
    });
    let may_be = |field: usize| {
        let own = |targets: &[Target]| targets.contains(&Target::Field(field));
        !known.contains(&field) && exact.as_ref().is_none_or(|exact| own(&exact.targets))
    };
    let plain = matches!(&entry.origin, Origin::Candidate(one) if one.plain);
    let mut decisive = false;
    let mut options: Vec<(Option<usize>, f32)> = rules
        .fields
        .iter()
        .enumerate()
        .filter(|(field, rule)| may_be(*field) && rule.need != Need::Derived)
        .filter_map(|(field, rule)| {
            let fit = evidence::fit(rule, answer, rules)?;
            let fit = trust.sentence(rule, answer, fit);
            let words = words.get(field)?;
            // No words say more against a field than an answer that no other field can have says for it.
            decisive |= fit >= evidence::OWN;
            let words = if fit >= evidence::OWN {
                words.max(UNLIKE)
            } else {
                *words
            };
            // Nor is prose answered so, but for the addresses in it.
            let own = rule.kind == ValueKind::Text && fit >= evidence::OWN;
            let prose = if plain && !own { PROSE } else { 0.0 };
            Some((Some(field), fit + words - prose))
        })
        .collect();
    options.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    options.truncate(trust.likeliest);
    // What speaks far more for a field that is known, and is answered so, asks for something beside it.
    let most = |fields: &mut dyn Iterator<Item = usize>| {
        fields
            .filter_map(|field| words.get(field))
            .fold(0.0, |most: f32, score| most.max(*score))
    };
    let takes = |field: &usize| {
        let rule = rules.fields.get(*field);
        let fit = rule.and_then(|rule| evidence::fit(rule, answer, rules));
        fit.is_some_and(|fit| fit >= UNLIKE)
    };
    let beside = most(&mut known.iter().copied().filter(takes));
    let best = most(&mut options.iter().filter_map(|(field, _)| *field));
    // A heading has no answer behind it.
    let heading = if answer.is_empty() { 1.0 } else { 0.0 };
    let beside = if decisive { 0.0 } else { beside - best };
    let other = other.max(beside).max(0.0) * 0.7;
    // Nor does the label's likeness to an instruction: "Write to us at" and an address.
    let other = if decisive {
        other.min(evidence::OWN)
    } else {
        other
    };
    options.push((None, trust.none + heading + other));
    options
}

/// The value of a label that is known after all belongs to it.
fn unlose(pieces: &mut [Piece], at: usize) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.mark = Mark::Free;
    }
    for piece in pieces.iter_mut().skip(at + 1) {
        if !matches!(piece.mark, Mark::Lost) {
            break;
        }
        piece.mark = Mark::Value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_in_bold_goes_on_below_as_far_as_it_is_bold() {
        let piece = |text: &str, bold: bool| Piece {
            text: text.to_owned(),
            bold,
            ..Piece::default()
        };
        let question = "Explain why local governments are essential to promote the";
        let pieces = [
            piece(question, true),
            piece("human rights of all", true),
            piece("They are near.", false),
        ];
        assert_eq!(goes_on_in_bold(&pieces, 0), Some(2));
        let closed = [
            piece("Why?", true),
            piece("it matters", true),
            piece("So.", false),
        ];
        assert_eq!(goes_on_in_bold(&closed, 0), None);
        let plain = [piece(question, true), piece("human rights", false)];
        assert_eq!(goes_on_in_bold(&plain, 0), None);
    }
}
