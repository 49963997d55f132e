//! Labels by their likeness: mistyped, misread, or in other words.

use super::{Entry, Index, Scale, UNKNOWN, target};
use crate::extract::bags::{apart, bag};
use crate::extract::label::{Match, Target};
use crate::extract::strip;
use crate::extract::words::{count, key, stems};
use crate::rules::fold;

/// True for a text without numbers and without the end of a sentence within.
fn is_alone(text: &str) -> bool {
    let ends = [". ", "? ", "! "];
    !text.contains(char::is_numeric) && !ends.iter().any(|end| text.trim_end().contains(end))
}

impl Index {
    /// A word that few fields use says more than one that many use.
    pub(super) fn weigh(&mut self, fields: usize) {
        let all = fields.max(2) as f32;
        // By which stem each target was seen last.
        let mut seen = vec![usize::MAX; fields + 2];
        let mut weights = vec![UNKNOWN; self.by_stem.len()];
        for (number, stem) in self.stems.iter().enumerate() {
            let mut targets = 0;
            for index in self.by_stem.get(number) {
                let entry = self.entries.get(index as usize);
                if let Some(last) = entry.and_then(|entry| seen.get_mut(usize::from(entry.place)))
                    && *last != number
                {
                    *last = number;
                    targets += 1;
                }
            }
            let rare = (1.0 + all / targets as f32).ln();
            // The numbers in the campaign's name stand in titles and labels alike.
            let short = if stem.bytes().all(|byte| byte.is_ascii_digit()) {
                0.05
            } else if stem.chars().count() <= 2 && stem.is_ascii() {
                0.3
            } else {
                1.0
            };
            if let Some(weight) = weights.get_mut(number) {
                *weight = rare * short;
            }
        }
        let mut sizes: Vec<f32> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.letters > 0) {
            let place = usize::from(entry.place);
            if place >= sizes.len() {
                sizes.resize(place + 1, 0.0);
            }
            if let Some(size) = sizes.get_mut(place) {
                *size += 1.0;
            }
        }
        let scale = |entry: Entry| {
            let heading = matches!(target(entry.place.into()), Target::Other | Target::Hint);
            Scale {
                total: 0.0,
                place: entry.place,
                is_example: entry.words != 1 || !entry.weak && !heading,
            }
        };
        let mut scales: Vec<Scale> = self.entries.iter().map(scale).collect();
        for (uses, weight) in self.by_stem.iter().zip(&weights) {
            for index in uses {
                if let Some(scale) = scales.get_mut(index as usize) {
                    scale.total += weight;
                }
            }
        }
        self.scales = scales.into_iter().collect();
        self.sizes = sizes.into_iter().collect();
        self.weight = weights.into_iter().collect();
    }

    /// The fields whose labels share words with a text, the likest first, as far as they are somewhat alike: for texts that must
    /// be some label.
    pub fn likely(&self, text: &str) -> Vec<(f32, usize)> {
        const LEAST: f32 = 0.3;
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let bare = strip::without_brackets(text);
        let mut fields: Vec<(f32, usize)> = self
            .ranked(bare.as_deref().unwrap_or(text), LEAST)
            .into_iter()
            .filter_map(|(score, _, target)| match target {
                Target::Field(field) => Some((score, field)),
                Target::Other | Target::Hint => None,
            })
            .collect();
        fields.truncate(4);
        fields
    }

    /// What the words of a text speak for, the likest target first: how much oftener the labels of a target have each of
    /// them than all labels together, in natural logarithms (naive Bayes). Works where no single label is alike.
    pub fn meaning(&self, text: &str) -> Vec<(f32, Target)> {
        /// Labels that are thought to be there beside those that are.
        const SMOOTH: f32 = 0.3;
        /// No single word decides.
        const LEAST: f32 = -2.5;
        const MOST: f32 = 4.0;
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let folded = fold(text);
        let mut own: Vec<usize> = stems(&folded)
            .filter_map(|stem| self.stems.find(stem).next())
            .collect();
        own.sort_unstable();
        own.dedup();
        if own.is_empty() {
            return Vec::new();
        }
        let all: f32 = self.sizes.iter().sum();
        let mut scores: Vec<f32> = vec![0.0; self.sizes.len()];
        for stem in own {
            let mut counts: Vec<f32> = vec![0.0; self.sizes.len()];
            let uses = self.by_stem.get(stem);
            for scale in uses.filter_map(|index| self.scales.get(index as usize)) {
                if let Some(count) = counts.get_mut(usize::from(scale.place)) {
                    *count += 1.0;
                }
            }
            let usual = counts.iter().sum::<f32>() / all;
            for ((score, count), size) in scores.iter_mut().zip(counts).zip(self.sizes.iter()) {
                let here = (count + SMOOTH * usual) / (size + SMOOTH);
                *score += (here / usual).ln().clamp(LEAST, MOST);
            }
        }
        let mut found: Vec<(f32, Target)> = scores
            .into_iter()
            .enumerate()
            .filter(|(place, _)| self.sizes.get(*place).is_some_and(|size| size > 0.0))
            .map(|(place, score)| (score, target(place)))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found
    }

    /// What a label means together with its brackets, where these turn it to another field: "Name (English version)".
    pub(super) fn turned(&self, text: &str, bare: &Match) -> Option<Match> {
        /// The brackets must speak for the other field far more than what stands before them speaks for its own.
        const FAR: f32 = 4.0;
        /// How much they must speak for it at all.
        const CLEAR: f32 = 2.0;
        /// A whole sentence says what it asks for; brackets behind it say how.
        const SENTENCE: usize = 4;
        let least = if bare.words > SENTENCE {
            2.0 * FAR
        } else {
            FAR
        };
        if let Some(told) = self.told(text, bare) {
            return Some(told);
        }
        let meaning = self.meaning(text);
        let (most, target) = *meaning.first()?;
        let own = meaning.iter().find(|(_, one)| bare.targets.contains(one));
        // Words that speak for nothing speak a little less against one than against another.
        let far = own.is_some_and(|(own, _)| most >= CLEAR && most - own >= least);
        // "Country (full name)" asks for no name.
        let is_typed = |target: &Target| match target {
            Target::Field(field) => self.typed.contains(field),
            Target::Other | Target::Hint => false,
        };
        let kept = bare.score >= 0.97 && !bare.weak && bare.targets.iter().all(is_typed);
        let far = far && (!kept || is_typed(&target));
        (far && matches!(target, Target::Field(_))).then(|| Match {
            targets: vec![target],
            score: 0.9,
            weak: false,
            ..bare.clone()
        })
    }

    /// What brackets behind a label say outright: that the name in English is asked for ("Official name (EN)"), or whose
    /// name or function it is ("Position (focal point)").
    pub(super) fn told(&self, text: &str, bare: &Match) -> Option<Match> {
        let (_, inside) = text.rsplit_once(['(', '[', '（', '【'])?;
        let inside = inside.trim_end_matches([')', ']', '）', '】', ' ']);
        let english = self.names_of_ours.filter(|(name, _)| {
            bare.targets.contains(&Target::Field(*name)) && self.is_in_english(inside)
        });
        let of_person = || {
            let people = inside.split([',', ';', '/', '、', '・']);
            let people = people.filter_map(|piece| self.by_key(&key(piece), 1.0));
            let person = people
                .filter(|label| self.is_person(label))
                .find_map(|label| label.field())?;
            let mut fields = bare.fields();
            fields.find(|field| *field == person || self.holders.get(field) == Some(&person))
        };
        let several = || (bare.targets.len() > 1).then(of_person).flatten();
        let field = english.map(|(_, english)| english).or_else(several)?;
        Some(Match {
            targets: vec![Target::Field(field)],
            weak: false,
            ..bare.clone()
        })
    }

    /// True for words that ask for something in English, or end so: "EN", "as it is written in English".
    fn is_in_english(&self, words: &str) -> bool {
        let folded = fold(words);
        let mut ends = folded
            .match_indices(' ')
            .filter_map(|(at, _)| folded.get(at + 1..));
        // Shorter ones are words of other languages, too.
        self.english.contains(&folded)
            || ends.any(|end| end.len() >= 6 && self.english.contains(end))
    }

    /// A label with a typing error or a misread letter or two, by the length of its key.
    pub(super) fn mistyped(&self, key: &str) -> Option<Match> {
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
        let mut best: Vec<u32> = Vec::new();
        let mut least = allowed + 1;
        let near = length.saturating_sub(allowed)..=length + allowed;
        for (letters, index) in self.bags.of_lengths(near) {
            if apart(&letters, &set) > 2 * allowed {
                continue;
            }
            let number = index as usize;
            let Some(entry) = self.entries.get(number) else {
                continue;
            };
            let distance = strsim::osa_distance(self.keys.get(number), key);
            // Short words differ by one letter and mean something else.
            let near = distance <= allowed
                && distance * 7 <= length.max(7)
                && (length >= 7 || entry.letters >= 7);
            if near && distance < least {
                least = distance;
                best.clear();
            }
            if near && distance == least {
                best.push(index);
            }
        }
        let score = 1.0 - least as f32 / length as f32;
        let found = self.matched(
            best.into_iter().map(|index| index as usize),
            score.min(0.97),
        )?;
        (found.targets.len() == 1).then_some(found)
    }

    /// A label in other words.
    pub(super) fn reworded(&self, text: &str) -> Option<Match> {
        let ranked = self.ranked(text, SOMEWHAT - NEAR);
        let (score, index, target) = ranked.first().copied()?;
        let second = ranked.get(1).map_or(0.0, |next| next.0);
        /// How far the meaning of one must be ahead, in natural logarithms.
        const AHEAD: f32 = 1.0;
        /// How far it must be for a wording that is not much alike, and how much that must be.
        const FAR: f32 = 4.0;
        const SOMEWHAT: f32 = 0.42;
        /// How much less alike than the likest a wording may be to count beside it.
        const NEAR: f32 = 0.06;
        // Two words in common are a chance; a sentence in common is not.
        let enough = if count(text) >= 6 { 0.6 } else { 0.72 };
        let (index, target) = if score >= enough && score - second >= NEAR {
            (index, target)
        } else {
            let least = match score >= enough {
                true => AHEAD,
                // An answer behind it would speak for the same.
                false if score >= SOMEWHAT && count(text) >= 4 && is_alone(text) => FAR,
                false => return None,
            };
            // Wordings of two are as alike, or none is much: all wordings together tell which it is.
            let meaning = self.meaning(text);
            let (most, told) = *meaning.first()?;
            let next = meaning.get(1).map_or(0.0, |next| next.0);
            let near = ranked.iter().take_while(|one| score - one.0 < NEAR);
            let found = near.clone().find(|one| one.2 == told)?;
            // Words that no label of a language has speak against all others, and for nothing.
            if most - next < least || least == FAR && most < FAR {
                return None;
            }
            (found.1, told)
        };
        let entry = self.entries.get(index)?;
        let found = Match {
            targets: vec![target],
            score: score * 0.95,
            weak: entry.weak,
            language: self.language_of(&entry),
            words: entry.words.into(),
        };
        if let Some(part) = self.of_person(text, &found) {
            return Some(part);
        }
        // One wording is alike; all wordings together may speak for another field.
        match self.turned(text, &found) {
            Some(turned) => Some(Match {
                score: found.score,
                weak: found.weak,
                ..turned
            }),
            None => Some(found),
        }
    }

    /// What the first or the last word asks of the person whom the others name: "Function of the focal point".
    fn of_person(&self, text: &str, found: &Match) -> Option<Match> {
        let person = found.field().filter(|_| self.is_person(found))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let asks_name = |word: &&&str| {
            let label = self.by_key(&key(word), 0.9);
            label.is_some_and(|label| label.fields().any(|field| field == person))
        };
        let [first, .., last] = words.as_slice() else {
            return None;
        };
        // "Title and name of the mayor" asks for the name, too.
        if words.iter().filter(asks_name).count() > 1 {
            return None;
        }
        [first, last].into_iter().find_map(|word| {
            let label = self.by_key(&key(word), found.score)?;
            let own = |field: &usize| self.holders.get(field) == Some(&person);
            let reach = |field: &usize| !label.weak && self.typed.contains(field);
            let field = label.fields().find(|field| own(field) || reach(field))?;
            Some(Match {
                targets: vec![Target::Field(field)],
                score: found.score,
                weak: false,
                ..label
            })
        })
    }

    /// Weighs the stems that a text shares with each known wording: the best wording of each target, the likest first, as far as
    /// it is so much alike at least. Of those less alike some are among them.
    fn ranked(&self, text: &str, least: f32) -> Vec<(f32, usize, Target)> {
        // What both share weighs in each of them at least: with less than this part of a text shared, twice that over all of both
        // stays below. A little less, for sums are not exact.
        let part = 0.99 * least / (2.0 - least);
        let folded = fold(text);
        let mut own: Vec<&str> = stems(&folded).collect();
        own.sort_unstable();
        own.dedup();
        let weight = |stem: &str| {
            let number = self.stems.find(stem).next()?;
            Some((number, self.weight.get(number)?))
        };
        let mut total = 0.0;
        let mut known = 0.0;
        for stem in &own {
            let weight = weight(stem).map(|(_, weight)| weight);
            known += weight.unwrap_or(0.0);
            total += weight.unwrap_or(if stem.chars().count() <= 3 {
                0.5
            } else {
                UNKNOWN
            });
        }
        if known < part * total {
            return Vec::new();
        }
        let stems: Vec<(usize, f32)> = own.iter().filter_map(|stem| weight(stem)).collect();
        let uses = |stem: usize| self.by_stem.get(stem);
        // Common words are in thousands of labels. Those that make none alike, not even together, count where others do.
        let mut light: Vec<f32> = stems.iter().map(|(_, weight)| *weight).collect();
        light.sort_by(f32::total_cmp);
        let mut sum = 0.0;
        let heavy = light.into_iter().find(|weight| {
            sum += weight;
            sum > part * total
        });
        let heavy = heavy.unwrap_or(0.0);
        let mut shared = vec![f32::NAN; self.entries.len()];
        let mut touched = Vec::new();
        for (stem, _) in stems.iter().filter(|(_, weight)| *weight >= heavy) {
            for index in uses(*stem) {
                if let Some(slot) = shared.get_mut(index as usize).filter(|slot| slot.is_nan()) {
                    *slot = 0.0;
                    touched.push(index as usize);
                }
            }
        }
        for (stem, weight) in &stems {
            for index in uses(*stem) {
                if let Some(slot) = shared.get_mut(index as usize) {
                    *slot += weight;
                }
            }
        }
        // The best of each target: the labels of no field, then the fields by their number.
        let mut best: Vec<Option<(f32, usize)>> = Vec::new();
        for index in touched {
            let (Some(scale), Some(weight)) = (self.scales.get(index), shared.get(index)) else {
                continue;
            };
            if !scale.is_example {
                continue;
            }
            let score = 2.0 * weight / (total + scale.total);
            let place = usize::from(scale.place);
            if place >= best.len() {
                best.resize(place + 1, None);
            }
            let Some(slot) = best.get_mut(place) else {
                continue;
            };
            if slot.is_none_or(|own| score > own.0 || (score == own.0 && index < own.1)) {
                *slot = Some((score, index));
            }
        }
        let best = best.into_iter().flatten().filter_map(|(score, index)| {
            let entry = self.entries.get(index)?;
            Some((score, index, target(entry.place.into())))
        });
        let mut ranked: Vec<(f32, usize, Target)> = best.collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        ranked
    }
}
