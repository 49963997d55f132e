//! Names of countries in any language → ISO 3166-1 alpha-2.

use super::Normal;
use crate::extract::bags::{Bags, apart, bag};
use crate::extract::label::Prepared;
use crate::rules::{Countries, Rules, Texts, fold};
use serde::{Deserialize, Serialize};

/// The folded names of countries with their codes and their letters.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Names {
    names: Texts,
    codes: Texts,
    bags: Bags,
}

impl Names {
    /// Prepares the names of the rules.
    pub fn new(countries: &Countries) -> Names {
        let names = || countries.all().map(|(name, _)| name);
        Names {
            names: names().collect(),
            codes: countries.all().map(|(_, code)| code).collect(),
            bags: names().zip(0..).collect(),
        }
    }

    /// The one country whose name is a typo or two away.
    fn fuzzy(&self, folded: &str) -> Option<&str> {
        let length = folded.chars().count();
        let allowed = match length {
            0..=4 => return None,
            5..=8 => 1,
            9..=40 => 2,
            _ => return None,
        };
        let mut best: Option<(usize, &str)> = None;
        let mut tie = false;
        let letters = bag(folded);
        let near = self.bags.of_lengths(length - allowed..=length + allowed);
        for (own, number) in near {
            if apart(&own, &letters) > 2 * allowed {
                continue;
            }
            let number = number as usize;
            let (name, code) = (self.names.get(number), self.codes.get(number));
            let distance = strsim::damerau_levenshtein(folded, name);
            if distance > allowed {
                continue;
            }
            match best {
                Some((least, other)) if distance == least => tie |= other != code,
                Some((least, _)) if distance > least => {}
                _ => {
                    best = Some((distance, code));
                    tie = false;
                }
            }
        }
        best.filter(|_| !tie).map(|(_, code)| code)
    }
}

/// Normalises a country.
pub(super) fn normalise(raw: &str, rules: &Rules) -> Normal {
    if let Some(code) = flag(raw) {
        return Normal::sure(code);
    }
    let folded = fold(raw);
    if let Some(code) = exact(&folded, rules) {
        return Normal::sure(code);
    }
    // "France (FR)", "Paris, France", "España / Spain": the parts by themselves, the last first.
    let mut codes: Vec<&str> = Vec::new();
    let parts: Vec<&str> = folded
        .split(['(', ')', '[', ']', ',', ';', '/', '|', '\n', '–'])
        .chain(folded.split(" - "))
        .filter(|part| *part != folded)
        .collect();
    for part in parts.iter().rev() {
        if let Some(code) = exact(&fold(part), rules)
            && !codes.contains(&code)
        {
            codes.push(code);
        }
    }
    match codes.as_slice() {
        [code] => return Normal::with(*code, 0.98),
        [first, ..] => {
            return Normal::doubtful(*first, 0.5, "several countries are named");
        }
        [] => {}
    }
    // The longest run of words that names a country: "in the Kingdom of Spain".
    if let Some(code) = inside(&folded, rules) {
        return Normal::with(code, 0.9);
    }
    let prepared = rules.kept(Prepared::new);
    if let Some(code) = prepared.countries.fuzzy(&folded) {
        return Normal::with(code, 0.8);
    }
    // One part may be mistyped: "Bogota, Colmbia".
    for part in parts.iter().rev() {
        if let Some(code) = prepared.countries.fuzzy(&fold(part)) {
            return Normal::with(code, 0.7);
        }
    }
    Normal::invalid("no country is called so")
}

/// True for the whole name of a country, folded, or its code.
pub fn is_country(folded: &str, rules: &Rules) -> bool {
    exact(folded, rules).is_some()
}

fn exact<'r>(folded: &str, rules: &'r Rules) -> Option<&'r str> {
    let countries = &rules.countries;
    if let Some(code) = countries.code(folded) {
        return Some(code);
    }
    for article in rules.words.of("article") {
        let rest = folded
            .strip_prefix(article)
            .filter(|rest| article.ends_with('\'') || rest.starts_with(' '));
        if let Some(code) = rest.and_then(|rest| countries.code(rest.trim_start())) {
            return Some(code);
        }
    }
    // A code by itself.
    if folded.len() == 2 && folded.is_ascii() {
        let code = folded.to_ascii_uppercase();
        return countries
            .section
            .get_key_value(&code)
            .map(|(k, _)| k.as_str());
    }
    None
}

fn inside<'r>(folded: &str, rules: &'r Rules) -> Option<&'r str> {
    let words: Vec<&str> = folded
        .split(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '.' | '\u{900}'..='\u{e7f}')
        })
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > 16 {
        return None;
    }
    for length in (1..=words.len().min(6)).rev() {
        let mut found: Option<&str> = None;
        for run in words.windows(length) {
            let run = run.join(" ");
            if run.chars().count() < 3 {
                continue;
            }
            // "Regne d'Espanya": a vowel swallows what stands before it.
            let bare = || run.split_once('\'').filter(|(small, _)| small.len() == 1);
            let code = rules.countries.code(&run);
            let code = code.or_else(|| rules.countries.code(bare()?.1));
            if let Some(code) = code {
                if found.is_some_and(|before| before != code) {
                    return None;
                }
                found = Some(code);
            }
        }
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A flag is two regional indicator letters.
fn flag(raw: &str) -> Option<String> {
    let letters: Vec<char> = raw
        .chars()
        .filter_map(|c| {
            u32::from(c)
                .checked_sub(0x1f1e6)
                .filter(|n| *n < 26)
                .and_then(|n| char::from_u32(u32::from('A') + n))
        })
        .collect();
    let only = raw
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '\u{1f1e6}'..='\u{1f1ff}'));
    (letters.len() == 2 && only).then(|| letters.into_iter().collect())
}
