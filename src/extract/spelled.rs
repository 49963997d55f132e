//! Labels of lines with alternatives, looked up without spelling them all: "{Name|Full name} of the {mayor|president}".

use super::words::{Start, count, key, pair, start, start_of};
use crate::rules::{Alternatives, fold};
use foldhash::HashMap;
use serde::{Deserialize, Serialize};

/// The lines with alternatives of all fields.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Spelled {
    lines: Vec<Line>,
    /// By what the keys of a line's labels begin with.
    by_start: HashMap<Start, Vec<usize>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The keys of what may stand at each place, with their words as written.
    groups: Vec<Vec<(String, String)>>,
    /// Bytes of the shortest and of the longest key.
    bytes: (usize, usize),
    /// What the line stands for, as the caller numbers it.
    number: usize,
}

impl Spelled {
    /// Adds a line under a number of the caller's. Gives the words that its labels begin with, folded, and the number of
    /// words in its longest label.
    pub fn add(&mut self, line: &Alternatives, number: usize) -> (Vec<String>, usize) {
        let keyed = |text: &String| (key(text), text.clone());
        let groups: Vec<Vec<(String, String)>> = line
            .groups
            .iter()
            .map(|group| group.iter().map(keyed).collect())
            .collect();
        let longest = groups
            .iter()
            .filter_map(|group| group.iter().map(|(_, text)| count(text)).max())
            .sum();
        let (starts, firsts) = beginnings(&groups);
        for start in starts {
            self.by_start
                .entry(start)
                .or_default()
                .push(self.lines.len());
        }
        let bytes = groups.iter().fold((0, 0), |(least, most), group| {
            let lengths = group.iter().map(|(key, _)| key.len());
            (
                least + lengths.clone().min().unwrap_or(0),
                most + lengths.max().unwrap_or(0),
            )
        });
        self.lines.push(Line {
            groups,
            bytes,
            number,
        });
        (firsts, longest)
    }

    /// What the keys of labels begin with, with the bytes of the longest key that begins so.
    pub fn starts(&self) -> impl Iterator<Item = (Start, usize)> {
        self.by_start.iter().map(|(start, lines)| {
            let lines = lines.iter().filter_map(|line| self.lines.get(*line));
            (*start, lines.map(|line| line.bytes.1).max().unwrap_or(0))
        })
    }

    /// The lines that spell a label of this key, by their numbers, with the words in it.
    pub fn find(&self, key: &str) -> Vec<(usize, usize)> {
        let lines = self.by_start.get(&start_of(key)).into_iter().flatten();
        lines
            .filter_map(|line| self.lines.get(*line))
            .filter(|line| (line.bytes.0..=line.bytes.1).contains(&key.len()))
            .filter_map(|line| Some((line.number, count(&spells(&line.groups, key)?))))
            .collect()
    }
}

/// The label of this key that the groups spell, back to front in what is read and so put together on the way back. A line
/// spells few labels, so all may be tried.
fn spells(groups: &[Vec<(String, String)>], key: &str) -> Option<String> {
    let Some((group, rest)) = groups.split_first() else {
        return key.is_empty().then(String::new);
    };
    group.iter().find_map(|(own, text)| {
        let after = spells(rest, key.strip_prefix(own.as_str())?)?;
        Some(format!("{text}{after}"))
    })
}

/// What the key of a text begins with.
fn front(text: &str) -> Start {
    start(text).unwrap_or_else(|| start_of(&key(text)))
}

/// What the keys of labels begin with, and their first words.
fn beginnings(groups: &[Vec<(String, String)>]) -> (Vec<Start>, Vec<String>) {
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
            for (_, text) in group {
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
        let mut all = Spelled::default();
        for (number, groups) in lines.iter().enumerate() {
            let line = Alternatives {
                groups: groups
                    .iter()
                    .map(|group| group.iter().map(ToString::to_string).collect())
                    .collect(),
                language: "en".to_owned(),
                weak: false,
            };
            all.add(&line, number);
        }
        all
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
        let find = |text: &str| all.find(&key(text));
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
        let mut all = Spelled::default();
        let line = Alternatives {
            groups: [
                vec![""],
                vec!["", "Full "],
                vec!["N", "Sur"],
                vec!["ame of", "ame"],
            ]
            .map(|group| group.into_iter().map(str::to_owned).collect())
            .to_vec(),
            language: "en".to_owned(),
            weak: false,
        };
        let (mut firsts, longest) = all.add(&line, 0);
        firsts.sort_unstable();
        assert_eq!(firsts, ["full", "name", "surame"]);
        assert!(longest >= 3);
        let mut starts: Vec<String> = all
            .starts()
            .map(|(start, _)| String::from_iter(start))
            .collect();
        starts.sort_unstable();
        assert_eq!(starts, ["full", "name", "sura"]);
    }
}
