//! Labels of lines with alternatives, looked up without spelling them all: "{Name|Full name} of the {mayor|president}".

use super::words::{Start, count, key, pair, start, start_of};
use crate::rules::flat::{self, Block, Table, Texts, hash};
use crate::rules::{Alternatives, fold};
use serde::{Deserialize, Serialize};

/// The lines with alternatives of all fields.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Lines {
    /// What may stand at the places of lines, as written, and its keys.
    texts: Texts,
    keys: Texts,
    /// Where those of each place end.
    places: Block<u32>,
    /// Where the places of each line end.
    lines: Block<u32>,
    /// What each line stands for.
    numbers: Block<u32>,
    /// Bytes of the shortest and of the longest key of each line.
    bytes: Block<(u32, u32)>,
    /// What the keys of each line may end with, a bit for some two letters.
    ends: Block<u64>,
    /// The lines by what the keys of their labels begin with.
    by_start: Table,
}

/// Such lines, and what is known of all labels that they spell.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    /// The lines.
    pub lines: Lines,
    /// What their keys begin with, with the bytes of the longest key of a line that has one beginning so.
    pub starts: Vec<(Start, usize)>,
    /// The words that they begin with, folded.
    pub firsts: Vec<String>,
    /// Words in the longest.
    pub longest: usize,
}

impl Spelled {
    /// Takes in lines, each under a number of the caller's.
    pub fn of(all: &[(&Alternatives, usize)]) -> Spelled {
        let mut spelled = Spelled::default();
        let lines = &mut spelled.lines;
        let small = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        let mut by_start = Vec::new();
        for ((line, number), own) in all.iter().zip(0..) {
            let (mut least, mut most, mut words) = (0, 0, 0);
            for group in &line.groups {
                let lengths = group.iter().map(|text| {
                    let key = key(text);
                    lines.texts.push(text);
                    lines.keys.push(&key);
                    key.len()
                });
                let lengths: Vec<usize> = lengths.collect();
                lines.places.push(small(lines.keys.len()));
                least += lengths.iter().min().unwrap_or(&0);
                most += lengths.iter().max().unwrap_or(&0);
                words += group.iter().map(|text| count(text)).max().unwrap_or(0);
            }
            lines.lines.push(small(lines.places.len()));
            lines.numbers.push(small(*number));
            lines.bytes.push((small(least), small(most)));
            lines.ends.push(endings(&line.groups));
            let (starts, firsts) = beginnings(&line.groups);
            by_start.extend(starts.iter().map(|start| (hash(start), own)));
            spelled
                .starts
                .extend(starts.into_iter().map(|start| (start, most)));
            spelled.firsts.extend(firsts);
            spelled.longest = spelled.longest.max(words);
        }
        lines.by_start = by_start.into_iter().collect();
        spelled
    }
}

impl Lines {
    /// The lines that spell a label of this key, by their numbers, with the words in it.
    pub fn find(&self, key: &str) -> Vec<(usize, usize)> {
        let lines = self.by_start.find(hash(&start_of(key)));
        let end = ending(key);
        let fits = |line: &usize| {
            let bytes = self.bytes.get(*line);
            let as_long = |(least, most)| (least as usize..=most as usize).contains(&key.len());
            let ends = self.ends.get(*line);
            bytes.is_some_and(as_long) && ends.is_some_and(|ends| ends & end != 0)
        };
        lines
            .filter(fits)
            .filter_map(|line| {
                let (begin, end) = flat::span(&self.lines, line)?;
                let text = self.spells(begin, end, key)?;
                let number = self.numbers.get(line)?;
                Some((number as usize, count(&text)))
            })
            .collect()
    }

    /// The label of this key that the places up to one spell, back to front in what is read and so put together on the way
    /// back. A line spells few labels, so all may be tried.
    fn spells(&self, place: usize, end: usize, key: &str) -> Option<String> {
        if place == end {
            return key.is_empty().then(String::new);
        }
        let (begin, behind) = flat::span(&self.places, place)?;
        (begin..behind).find_map(|number| {
            let rest = key.strip_prefix(self.keys.get(number))?;
            let after = self.spells(place + 1, end, rest)?;
            Some(format!("{}{after}", self.texts.get(number)))
        })
    }
}

/// The bit of the last two letters of a key; all bits for a shorter one.
fn ending(key: &str) -> u64 {
    let mut letters = key.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(before)) => 1 << (hash(&[before, last]) % u64::BITS),
        _ => u64::MAX,
    }
}

/// The bits of what the keys of a line may end with.
fn endings(groups: &[Vec<String>]) -> u64 {
    let (mut bits, mut open) = (0, vec![String::new()]);
    for group in groups.iter().rev() {
        let mut next: Vec<String> = Vec::new();
        for (text, behind) in group
            .iter()
            .flat_map(|text| open.iter().map(move |b| (text, b)))
        {
            let end = key(text) + behind;
            if end.chars().nth(1).is_some() {
                bits |= ending(&end);
            } else if !next.contains(&end) {
                next.push(end);
            }
        }
        open = next;
    }
    if open.is_empty() { bits } else { u64::MAX }
}

/// What the key of a text begins with.
fn front(text: &str) -> Start {
    start(text).unwrap_or_else(|| start_of(&key(text)))
}

/// What the keys of labels begin with, and their first words.
fn beginnings(groups: &[Vec<String>]) -> (Vec<Start>, Vec<String>) {
    // They are few.
    fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    let (mut starts, mut firsts) = (Vec::new(), Vec::new());
    let mut open = vec![String::new()];
    for group in groups {
        let mut next = Vec::new();
        for before in &open {
            for text in group {
                let text = [before.as_str(), text].concat();
                let mut words = text
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty());
                let first = words.next().unwrap_or_default();
                let is_whole = !text.trim_start().ends_with(first);
                let start = front(&text);
                if is_whole && !start.contains(&'\0') {
                    add(&mut firsts, fold(first));
                    add(&mut starts, start);
                } else {
                    add(&mut next, text);
                }
            }
        }
        open = next;
    }
    for text in open {
        let start = front(&text);
        // A lone letter is no label.
        if pair(start).iter().all(|letter| *letter != '\0') {
            add(&mut starts, start);
        }
        let words = text.split(|c: char| !c.is_alphanumeric());
        if let Some(first) = words.map(fold).find(|word| !word.is_empty()) {
            add(&mut firsts, first);
        }
    }
    (starts, firsts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(lines: &[&[&[&str]]]) -> Spelled {
        let line = |groups: &&[&[&str]]| {
            let texts = |group: &&[&str]| group.iter().map(ToString::to_string).collect();
            Alternatives {
                groups: groups.iter().map(texts).collect(),
                language: "en".to_owned(),
                weak: false,
            }
        };
        let lines: Vec<Alternatives> = lines.iter().map(line).collect();
        Spelled::of(&lines.iter().zip(0..).collect::<Vec<_>>())
    }

    #[test]
    fn every_label_of_a_line_is_found_with_its_words_and_no_other() {
        let all = spelled(&[
            &[
                &[""],
                &["Name", "Full name", ""],
                &[" of the "],
                &["mayor", "president", ""],
            ],
            &[&["Nom du "], &["maire", "président"], &[""]],
            &[&["Full name of the mayor"]],
        ]);
        let find = |text: &str| all.lines.find(&key(text));
        assert_eq!(find("NAME OF THE MAYOR:"), [(0, 4)]);
        assert_eq!(find("of the president"), [(0, 3)]);
        assert_eq!(find("Full name of the mayor"), [(0, 5), (2, 5)]);
        assert_eq!(find("nom du president"), [(1, 3)]);
        for other in ["Name of the", "Name of", "Name of the mayors", "", "N"] {
            let whole = other == "Name of the";
            assert_eq!(!find(other).is_empty(), whole, "{other}");
        }
    }

    #[test]
    fn what_labels_begin_with_is_known_across_groups() {
        let mut all = spelled(&[&[&[""], &["", "Full "], &["N", "Sur"], &["ame of", "ame"]]]);
        all.firsts.sort_unstable();
        assert_eq!(all.firsts, ["full", "name", "surame"]);
        assert!(all.longest >= 3);
        let starts = all.starts.iter();
        let mut starts: Vec<String> = starts.map(|(start, _)| String::from_iter(start)).collect();
        starts.sort_unstable();
        assert_eq!(starts, ["full", "name", "sura"]);
    }
}
