//! Labels made of several: in two languages, or of a part of the form and what is asked there.

use super::Index;
use crate::extract::label::{Match, Target};
use crate::extract::strip;
use crate::extract::words::{count, key};

impl Index {
    /// A label in several languages ("Country / País / Pays"), or with its own explanation behind a dash.
    pub(super) fn parts(&self, text: &str) -> Option<Match> {
        const SIGNS: [&[&str]; 6] = [
            &["|"],
            &["\n"],
            &[" / "],
            &[" - ", " – ", " — ", " · ", " • "],
            &["/"],
            &["(", ")", "[", "]"],
        ];
        /// Of which the text behind may tell what the text before is asked for.
        const DASHES: usize = 3;
        if !strip::may_have_parts(text) {
            return None;
        }
        let mut best: Option<Match> = None;
        for (at, signs) in SIGNS.into_iter().enumerate() {
            if !signs.iter().any(|sign| text.contains(sign)) {
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
            let within = || self.within(&pieces, text).filter(|_| at == DASHES);
            if let Some(found) = within().or_else(|| self.together(&pieces))
                && best.as_ref().is_none_or(|best| found.score > best.score)
            {
                best = Some(found);
            }
        }
        best
    }

    /// What is asked of a part of the form, or of a person in it: "Contact details – name", "Mayor – e-mail".
    fn within(&self, pieces: &[&str], text: &str) -> Option<Match> {
        let [whole, part] = pieces else {
            return None;
        };
        let look_up = |piece: &str| {
            let piece = piece.get(strip::lead(piece)..).unwrap_or("");
            self.by_key(&key(piece.get(..strip::tail(piece)).unwrap_or(piece)), 0.9)
        };
        let (whole, mut part) = (look_up(whole)?, look_up(part)?);
        let mut fields: Vec<usize> = part.fields().collect();
        if fields.is_empty() {
            return None;
        }
        if whole.fields().next().is_some() {
            // Of a person: the own function, or what is known by its look.
            fields.retain(|field| {
                let holder = self.holders.get(field).copied();
                let own =
                    holder.is_some_and(|holder| whole.targets.contains(&Target::Field(holder)));
                own || self.typed.contains(field) && self.is_person(&whole)
            });
        }
        if fields.len() > 1 {
            let meaning = self.meaning(text);
            let likest = meaning.iter().find_map(|(_, target)| match target {
                Target::Field(field) => fields.contains(field).then_some(*field),
                Target::Other | Target::Hint => None,
            });
            fields = likest.into_iter().collect();
        }
        let field = fields.first()?;
        part.targets = vec![Target::Field(*field)];
        part.weak = false;
        Some(part)
    }

    /// True for the label of somebody who has a function.
    pub(super) fn is_person(&self, label: &Match) -> bool {
        let mut people = self.holders.values();
        people.any(|person| label.targets == [Target::Field(*person)])
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
            let words: usize = pieces.iter().map(|piece| count(piece)).sum();
            let few = hits * 2 <= pieces.len() && words > found.words * 3 + 4;
            if found.weak || !first || few {
                return None;
            }
            found.score = found.score.min(0.8);
        }
        Some(found)
    }

    /// A label in two languages, in wordings of its own or one of them unknown.
    pub(super) fn halves(&self, text: &str) -> Option<Match> {
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
                // "Leader of the local / regional government" is no name of a government.
                (one, other) => one.or(other).filter(|found| {
                    let meaning = self.meaning(text);
                    let most = meaning.first();
                    most.is_none_or(|(_, target)| found.targets.contains(target))
                }),
            }?;
            Some(Match {
                score: found.score * 0.9,
                ..found
            })
        })
    }
}
