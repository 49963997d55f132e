//! Takes the asking off a label: "Please indicate the population", "Who is the mayor?".

use super::words::{Start, start};
use crate::rules::{Rules, fold};
use foldhash::HashSet;

/// Words in the longest way of asking.
const MOST: usize = 4;

/// The words that forms ask with, and the articles behind them.
#[derive(Debug)]
pub(super) struct Requests {
    asking: HashSet<String>,
    articles: HashSet<String>,
    /// What their keys begin with.
    starts: HashSet<Start>,
    /// The first words.
    firsts: HashSet<String>,
}

impl Requests {
    /// The words of the rules.
    pub fn new(rules: &Rules) -> Requests {
        let words = |purpose| rules.words.of(purpose).map(str::to_owned);
        let asking: HashSet<String> = words("request").collect();
        Requests {
            starts: asking.iter().filter_map(|word| start(word)).collect(),
            firsts: asking
                .iter()
                .filter_map(|words| words.split(' ').next())
                .map(str::to_owned)
                .collect(),
            articles: words("article").collect(),
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

/// What stands behind the longest of some words (folded) that a text begins with.
fn without<'t>(text: &'t str, words: &HashSet<String>, most: usize) -> Option<&'t str> {
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
}
