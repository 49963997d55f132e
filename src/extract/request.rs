//! Takes off a label what it asks with and what it allows for: "Please indicate the population", "Name of the mayor or
//! equivalent".

use super::words::{Start, start};
use crate::rules::flat::Keys;
use crate::rules::{Rules, fold};
use foldhash::HashSet;
use serde::{Deserialize, Serialize};

/// Words in the longest way of asking.
const MOST: usize = 4;

/// The words that forms ask with, and the articles behind them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Requests {
    asking: Keys,
    articles: Keys,
    /// What their keys begin with.
    starts: HashSet<Start>,
    /// The first words.
    firsts: Keys,
    /// What forms allow for behind what they ask for, and the last two letters of each.
    provisos: Keys,
    ends: HashSet<[char; 2]>,
}

impl Requests {
    /// The words of the rules.
    pub fn new(rules: &Rules) -> Requests {
        let words = |purpose| rules.words.of(purpose).map(str::to_owned);
        let asking: Keys = words("request").collect();
        Requests {
            starts: asking.iter().filter_map(start).collect(),
            firsts: asking
                .iter()
                .filter_map(|words| words.split(' ').next())
                .collect(),
            articles: words("article").collect(),
            ends: rules.words.of("proviso").filter_map(end).collect(),
            provisos: words("proviso").collect(),
            asking,
        }
    }

    /// True when something may be asked for with this word (folded) in front.
    pub fn may_begin(&self, word: &str) -> bool {
        self.firsts.contains(word)
    }

    /// False when no words that ask begin as a text does that begins so.
    pub fn may_ask(&self, start: Option<Start>) -> bool {
        start.is_none_or(|[one, two, three, four]| {
            // Short words stand before others.
            [
                [one, two, three, four],
                [one, two, three, '\0'],
                [one, two, '\0', '\0'],
            ]
            .iter()
            .any(|start| self.starts.contains(start))
        })
    }

    /// False when a text ends otherwise than all that forms allow for.
    pub fn may_allow(&self, text: &str) -> bool {
        end(text).is_some_and(|end| self.ends.contains(&end))
    }

    /// What stands before the words that allow for something else; none when a text ends with no such words.
    pub fn without_proviso<'t>(&self, text: &'t str) -> Option<&'t str> {
        if !self.may_allow(text) {
            return None;
        }
        let starts = text.rmatch_indices(char::is_whitespace).take(MOST);
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        starts.into_iter().rev().find_map(|start| {
            let (front, behind) = text.split_at_checked(start)?;
            let front = front.trim_end_matches(|c: char| !c.is_alphanumeric());
            let allows = self.provisos.contains(fold(behind).trim_matches(is_mark));
            (allows && !front.is_empty()).then_some(front)
        })
    }

    /// What a text asks for; none when it begins with no words that ask.
    pub fn asked<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut rest = text;
        while self.may_ask(start(rest))
            && let Some(behind) = without(rest, &self.asking, MOST)
        {
            rest = behind;
        }
        if rest.len() == text.len() {
            return None;
        }
        let rest = without(rest, &self.articles, 1).unwrap_or(rest);
        let elided = rest
            .strip_prefix(['l', 'L'])
            .and_then(|rest| rest.strip_prefix(['\'', '’']));
        Some(elided.unwrap_or(rest)).filter(|rest| rest.chars().any(char::is_alphabetic))
    }
}

/// Signs around words.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The last two letters of a text, small and plain.
fn end(text: &str) -> Option<[char; 2]> {
    let mut letters = text.chars().rev().filter(|c| c.is_alphanumeric());
    let last = letters.next()?;
    letters.next().map(|before| [small(before), small(last)])
}

/// A letter as it is compared: one that folding changes stands for any.
fn small(c: char) -> char {
    match c.is_ascii() {
        true => c.to_ascii_lowercase(),
        false => '\0',
    }
}

/// What stands behind the longest of some words (folded) that a text begins with.
fn without<'t>(text: &'t str, words: &Keys, most: usize) -> Option<&'t str> {
    let ends = text
        .match_indices(char::is_whitespace)
        .map(|(at, _)| at)
        .take(most);
    let ends: Vec<usize> = ends.collect();
    ends.into_iter().rev().find_map(|end| {
        let (front, behind) = text.split_at_checked(end)?;
        words
            .contains(&fold(front))
            .then(|| behind.trim_start_matches(|c: char| c.is_whitespace() || c == ':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn what_is_asked_for_is_left_of_a_request() {
        let requests = Requests::new(&compile(&builtin()).unwrap());
        for (text, asked) in [
            ("Please indicate the population", Some("population")),
            ("Indique el país", Some("país")),
            ("Cuál es el nombre oficial", Some("nombre oficial")),
            ("Veuillez préciser l’adresse", Some("adresse")),
            ("PLEASE STATE: Country", Some("Country")),
            ("Pleasant Hill", None),
            ("Country", None),
            ("Please", None),
        ] {
            assert_eq!(requests.asked(text), asked, "{text}");
            assert!(asked.is_none() || requests.may_ask(start(text)), "{text}");
        }
    }

    #[test]
    fn what_a_form_allows_for_is_no_part_of_the_label() {
        let requests = Requests::new(&compile(&builtin()).unwrap());
        for (text, bare) in [
            ("Name of the mayor or equivalent", Some("Name of the mayor")),
            ("Council decision, if any:", Some("Council decision")),
            ("Nom du maire ou équivalent", Some("Nom du maire")),
            ("Site web (le cas échéant)", Some("Site web")),
            ("Acuerdo del pleno, si procede", Some("Acuerdo del pleno")),
            ("If any", None),
            ("Equivalent", None),
        ] {
            assert_eq!(requests.without_proviso(text), bare, "{text}");
        }
    }
}
