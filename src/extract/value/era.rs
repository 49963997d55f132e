//! Years that are counted from the beginning of an era, with the months and days that all have: "令和7年", "民國114年".

use crate::rules::{Rules, fold_inside};

/// What stands before the year that an era begins after, in the purposes of words.
const PURPOSE: &str = "era_";

/// A folded date with its year as all count it; none where it names no era.
pub(super) fn in_common_years(raw: &str, rules: &Rules) -> Option<String> {
    let phrases = &rules.words.phrases;
    let eras = phrases.range(PURPOSE.to_owned()..);
    let eras = eras.map_while(|(purpose, names)| Some((purpose.strip_prefix(PURPOSE)?, names)));
    for (start, names) in eras {
        let Ok(start) = start.parse::<u32>() else {
            continue;
        };
        let folded = fold_inside(&super::token::ascii_digits(raw));
        for name in names.values().flat_map(|names| names.iter()) {
            let Some((front, rest)) = folded.split_once(name) else {
                continue;
            };
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_ascii_digit());
            let (year, rest) = rest.split_at(end.unwrap_or(rest.len()));
            let year = match year.parse::<u32>() {
                Ok(year @ 1..1000) => Some((year, rest)),
                Ok(_) => None,
                Err(_) => first_year(rest, rules).map(|rest| (1, rest)),
            };
            if let Some((year, rest)) = year {
                return Some(format!("{front} {}{rest}", start + year));
            }
        }
    }
    None
}

/// What stands behind the word for the first year of an era.
fn first_year<'t>(text: &'t str, rules: &Rules) -> Option<&'t str> {
    let mut words = rules.words.of("first_year");
    words.find_map(|word| text.strip_prefix(word))
}
