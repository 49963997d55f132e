//! The labels of the rules, prepared for looking up: by their letters, by their words, by their likeness.

use super::label::{Match, Target};
use super::strip;
use super::words::{Bag, apart, ascii_key, bag, count, key, stems};
use crate::rules::{Label, Rules, ValueKind};
use foldhash::{HashMap, HashSet};
use std::collections::BTreeMap;

/// All labels of the rules, prepared for looking up.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    exact: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
    weight: HashMap<String, f32>,
    /// By the length of the key, with its letters beside it: these lists are gone through for every text that is no label.
    by_length: BTreeMap<usize, Vec<(Bag, usize)>>,
    /// Folded words that labels begin with.
    pub first: HashSet<String>,
    /// The two letters that keys of labels begin with.
    starts: HashSet<[char; 2]>,
    /// Keys of the names of fillable fields.
    pub names: HashMap<String, usize>,
    /// Keys of the names of fields with choices.
    pub choices: Vec<(String, usize)>,
    /// Words in the longest label.
    pub longest: usize,
}

#[derive(Debug)]
struct Entry {
    target: Target,
    key: String,
    length: usize,
    stems: Vec<String>,
    total: f32,
    language: String,
    weak: bool,
    words: usize,
}

/// The first two letters.
fn two(mut letters: impl Iterator<Item = char>) -> Option<[char; 2]> {
    Some([letters.next()?, letters.next()?])
}

/// Weight of a word that no label uses.
const UNKNOWN: f32 = 2.4;

impl Index {
    /// Prepares the labels of the rules.
    pub fn new(rules: &Rules) -> Index {
        let mut labels = Index::default();
        for (index, field) in rules.fields.iter().enumerate() {
            for label in &field.labels {
                labels.add(Target::Field(index), label);
            }
            for name in std::iter::once(&field.id).chain(&field.names) {
                let name = key(name);
                let choice = matches!(field.kind, ValueKind::Choice | ValueKind::YesNo);
                if choice && name.len() >= 4 {
                    labels.choices.push((name.clone(), index));
                }
                labels.names.entry(name).or_insert(index);
            }
        }
        for label in &rules.other_labels {
            labels.add(Target::Other, label);
        }
        for label in &rules.hints {
            labels.add(Target::Hint, label);
        }
        labels.weigh(rules.fields.len());
        labels
    }

    fn add(&mut self, target: Target, label: &Label) {
        let text = label.text.get(strip::lead(&label.text)..).unwrap_or("");
        let key = key(text);
        if key.is_empty() {
            return;
        }
        let index = self.entries.len();
        self.starts.extend(two(key.chars()));
        if let Some(word) = text
            .split(|c: char| !c.is_alphanumeric())
            .find(|w| !w.is_empty())
        {
            self.first.insert(crate::rules::fold(word));
        }
        self.longest = self.longest.max(text.split_whitespace().count());
        self.exact.entry(key.clone()).or_default().push(index);
        let length = key.chars().count();
        let mut own = Vec::new();
        if !label.exact {
            if length >= 5 {
                let group = self.by_length.entry(length).or_default();
                group.push((bag(&key), index));
            }
            own = stems(text);
            own.sort_unstable();
            own.dedup();
        }
        for stem in &own {
            self.by_stem.entry(stem.clone()).or_default().push(index);
        }
        self.entries.push(Entry {
            target,
            length,
            key,
            stems: own,
            total: 0.0,
            language: label.language.clone(),
            weak: label.weak,
            words: count(text),
        });
    }

    /// A word that few fields use says more than one that many use.
    fn weigh(&mut self, fields: usize) {
        let all = fields.max(2) as f32;
        for (stem, uses) in &self.by_stem {
            let targets: HashSet<Target> = uses
                .iter()
                .filter_map(|index| self.entries.get(*index).map(|entry| entry.target))
                .collect();
            let rare = (1.0 + all / targets.len() as f32).ln();
            let short = if stem.chars().count() <= 2 && stem.is_ascii() {
                0.3
            } else {
                1.0
            };
            self.weight.insert(stem.clone(), rare * short);
        }
        for entry in &mut self.entries {
            entry.total = entry
                .stems
                .iter()
                .map(|stem| self.weight.get(stem).copied().unwrap_or(UNKNOWN))
                .sum();
        }
    }

    /// False when no label begins as a text does, so that it need not be looked up.
    pub fn may_be(&self, text: &str) -> bool {
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let start = text.char_indices().nth(12).map_or(text.len(), |(at, _)| at);
        let start = text.get(..start).unwrap_or("");
        let two = if start.is_ascii() {
            two(ascii_key(start))
        } else {
            two(key(start).chars())
        };
        // The key of so short a text may be a whole label.
        two.is_none_or(|two| self.starts.contains(&two))
    }

    /// Looks a text up that should be a label of one wording and nothing else, apart from brackets.
    pub fn strict(&self, text: &str) -> Option<Match> {
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        if text.is_empty() || text.len() > 600 {
            return None;
        }
        self.by_key(&key(text), 1.0).or_else(|| {
            let bare = strip::without_brackets(text)?;
            self.by_key(&key(&bare), 0.98)
        })
    }

    /// Looks a text up that should be a label and nothing else, as written or without its brackets or in one of its
    /// languages. Exact wording only.
    pub fn exact(&self, text: &str) -> Option<Match> {
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        if text.is_empty() || text.len() > 600 || strip::has_box(text) || strip::is_address(text) {
            return None;
        }
        if let Some(found) = self.by_key(&key(text), 1.0) {
            return Some(found);
        }
        let bare = strip::without_brackets(text);
        // "Name (in Englsh)" is not "Name".
        if bare.is_some()
            && let Some(found) = self.mistyped(&key(text))
        {
            return Some(found);
        }
        if let Some(found) = bare
            .as_deref()
            .and_then(|bare| self.by_key(&key(bare), 0.98))
        {
            return Some(found);
        }
        self.parts(text)
    }

    /// Looks a text up, also by its likeness to a label.
    pub fn find(&self, text: &str) -> Option<Match> {
        if let Some(found) = self.exact(text) {
            return Some(found);
        }
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        let length = count(text);
        if text.is_empty() || length > 60 {
            return None;
        }
        let bare = strip::without_brackets(text);
        let text = bare.as_deref().unwrap_or(text);
        self.mistyped(&key(text))
            .or_else(|| self.reworded(text))
            .or_else(|| self.halves(text))
    }

    /// A label in two languages, in wordings of its own or one of them unknown.
    fn halves(&self, text: &str) -> Option<Match> {
        let alike = |half: &str| {
            let half = half.get(..strip::tail(half)).unwrap_or(half).trim();
            let own = key(half);
            self.by_key(&own, 0.95)
                .or_else(|| self.mistyped(&own))
                .or_else(|| self.reworded(half))
                .filter(|found| !found.weak && found.words >= 2)
        };
        // The longer half says the same, and has no answer behind it.
        let alone = |one: &str, other: &str| {
            let (one, other) = (count(one), count(other));
            one.max(other) <= one.min(other) * 3 / 2 + 3 && !text.contains(". ")
        };
        [" | ", " / "].into_iter().find_map(|sign| {
            let (front, back) = text.split_once(sign)?;
            if !alone(front, back) {
                return None;
            }
            let found = match (alike(front), alike(back)) {
                (Some(one), Some(other)) => (one.targets == other.targets).then_some(one),
                (one, other) => one.or(other),
            }?;
            Some(Match {
                score: found.score * 0.9,
                ..found
            })
        })
    }

    fn by_key(&self, key: &str, score: f32) -> Option<Match> {
        let found = self.exact.get(key)?;
        self.matched(found.iter().copied(), score)
    }

    /// Puts entries of one wording together: which fields it may mean.
    fn matched(&self, found: impl Iterator<Item = usize>, score: f32) -> Option<Match> {
        let entries: Vec<&Entry> = found.filter_map(|index| self.entries.get(index)).collect();
        let first = entries.first()?;
        let mut targets: Vec<Target> = entries.iter().map(|entry| entry.target).collect();
        targets.sort_unstable();
        targets.dedup();
        // A wording that is ours is ours, even where it stands among the foreign labels too.
        if matches!(targets.first(), Some(Target::Field(_))) {
            targets.retain(|target| matches!(target, Target::Field(_)));
        } else {
            targets.truncate(1);
        }
        Some(Match {
            weak: entries.iter().all(|entry| entry.weak) || targets.len() > 1,
            targets,
            score,
            language: first.language.clone(),
            words: first.words,
        })
    }

    /// A label in several languages ("Country / País / Pays"), or with its own explanation behind a dash.
    fn parts(&self, text: &str) -> Option<Match> {
        const SIGNS: [&[&str]; 6] = [
            &["|"],
            &["\n"],
            &[" / "],
            &[" - ", " – ", " — ", " · ", " • "],
            &["/"],
            &["(", ")", "[", "]"],
        ];
        let mut best: Option<Match> = None;
        for signs in SIGNS {
            if signs.contains(&")") && !text.contains(['(', '[']) {
                continue;
            }
            let mut pieces = vec![text];
            for sign in signs {
                pieces = pieces
                    .into_iter()
                    .flat_map(|piece| piece.split(sign))
                    .collect();
            }
            pieces.retain(|piece| piece.chars().any(char::is_alphabetic));
            if pieces.len() < 2 || pieces.len() > 8 {
                continue;
            }
            if let Some(found) = self.together(&pieces)
                && best.as_ref().is_none_or(|best| found.score > best.score)
            {
                best = Some(found);
            }
        }
        best
    }

    /// What several wordings side by side mean together.
    fn together(&self, pieces: &[&str]) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut hits = 0;
        let mut first = false;
        for (at, piece) in pieces.iter().enumerate() {
            let piece = piece.get(strip::lead(piece)..).unwrap_or("");
            let piece = piece.get(..strip::tail(piece)).unwrap_or(piece);
            let Some(found) = self.by_key(&key(piece), 0.95) else {
                continue;
            };
            hits += 1;
            first |= at == 0;
            best = Some(match best.take() {
                None => found,
                Some(mut before) => {
                    let common: Vec<Target> = before
                        .targets
                        .iter()
                        .copied()
                        .filter(|target| found.targets.contains(target))
                        .collect();
                    if common.is_empty() {
                        // "Country / State": the first is meant, with some doubt.
                        before.score = before.score.min(0.8);
                        best = Some(before);
                        continue;
                    }
                    before.weak = before.weak && found.weak && common.len() > 1;
                    before.targets = common;
                    before
                }
            });
        }
        let mut found = best?;
        if hits < pieces.len() {
            // A word of many meanings beside words that nobody knows is no label.
            if found.weak || !first {
                return None;
            }
            let words: usize = pieces.iter().map(|piece| count(piece)).sum();
            if hits * 2 < pieces.len() && words > found.words * 3 + 4 {
                return None;
            }
            found.score = found.score.min(0.8);
        }
        Some(found)
    }

    /// The fields whose labels share words with a text, the likest first: for texts that must be some label.
    pub fn likely(&self, text: &str) -> Vec<(f32, usize)> {
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let bare = strip::without_brackets(text);
        let mut fields: Vec<(f32, usize)> = self
            .ranked(bare.as_deref().unwrap_or(text))
            .into_iter()
            .filter_map(|(score, _, target)| match target {
                Target::Field(field) => Some((score, field)),
                Target::Other | Target::Hint => None,
            })
            .collect();
        fields.truncate(4);
        fields
    }

    /// A label with a typing error or a misread letter or two, by the length of its key.
    fn mistyped(&self, key: &str) -> Option<Match> {
        let length = key.chars().count();
        if length < 6 {
            return None;
        }
        let allowed = match length {
            0..=7 => 1,
            8..=15 => 2,
            16..=40 => 3,
            _ => length / 12,
        };
        let set = bag(key);
        let mut best: Vec<usize> = Vec::new();
        let mut least = allowed + 1;
        for (_, group) in self
            .by_length
            .range(length.saturating_sub(allowed)..=length + allowed)
        {
            for (letters, index) in group {
                if apart(letters, &set) > 2 * allowed {
                    continue;
                }
                let Some(entry) = self.entries.get(*index) else {
                    continue;
                };
                let distance = strsim::osa_distance(&entry.key, key);
                // Short words differ by one letter and mean something else.
                let near = distance <= allowed
                    && distance * 7 <= length.max(7)
                    && (length >= 7 || entry.length >= 7);
                if near && distance < least {
                    least = distance;
                    best.clear();
                }
                if near && distance == least {
                    best.push(*index);
                }
            }
        }
        let score = 1.0 - least as f32 / length as f32;
        let found = self.matched(best.into_iter(), score.min(0.97))?;
        (found.targets.len() == 1).then_some(found)
    }

    /// A label in other words.
    fn reworded(&self, text: &str) -> Option<Match> {
        let ranked = self.ranked(text);
        let (score, index, target) = ranked.first().copied()?;
        let second = ranked.get(1).map_or(0.0, |next| next.0);
        let entry = self.entries.get(index)?;
        // Two words in common are a chance; a sentence in common is not.
        let enough = if count(text) >= 6 { 0.6 } else { 0.72 };
        if score < enough || score - second < 0.06 {
            return None;
        }
        Some(Match {
            targets: vec![target],
            score: score * 0.95,
            weak: entry.weak,
            language: entry.language.clone(),
            words: entry.words,
        })
    }

    /// Weighs the stems that a text shares with each known wording: the best wording of each target, the likest first.
    fn ranked(&self, text: &str) -> Vec<(f32, usize, Target)> {
        let mut own = stems(text);
        own.sort_unstable();
        own.dedup();
        let mut total = 0.0;
        let mut known = 0.0;
        for stem in &own {
            let weight = self.weight.get(stem).copied();
            known += weight.unwrap_or(0.0);
            total += weight.unwrap_or(if stem.chars().count() <= 3 {
                0.5
            } else {
                UNKNOWN
            });
        }
        // No label can be like it enough: twice what is shared over all of both stays below the least that anybody asks.
        if known < 0.17 * total {
            return Vec::new();
        }
        let mut shared = vec![0.0; self.entries.len()];
        let mut touched = Vec::new();
        for stem in &own {
            let Some(weight) = self.weight.get(stem) else {
                continue;
            };
            for &index in self.by_stem.get(stem).into_iter().flatten() {
                if let Some(slot) = shared.get_mut(index) {
                    if *slot == 0.0 {
                        touched.push(index);
                    }
                    *slot += weight;
                }
            }
        }
        let mut best: BTreeMap<Target, (f32, usize)> = BTreeMap::new();
        for index in touched {
            let (Some(entry), Some(weight)) = (self.entries.get(index), shared.get(index)) else {
                continue;
            };
            if entry.weak && entry.words == 1 {
                continue;
            }
            let score = 2.0 * weight / (total + entry.total);
            let slot = best.entry(entry.target).or_insert((0.0, index));
            if score > slot.0 || (score == slot.0 && index < slot.1) {
                *slot = (score, index);
            }
        }
        let mut ranked: Vec<(f32, usize, Target)> = best
            .into_iter()
            .map(|(target, (score, index))| (score, index, target))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        ranked
    }
}
