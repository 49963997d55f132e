//! Which government a submission speaks of: two mails about the same one make one record.

use crate::extract::Submission;
use crate::rules::{Rules, fold, is_format};
use unicode_normalization::UnicodeNormalization;

/// The key that tells that two submissions speak of the same government: country and normalised name, `ES/irun`. Provinces,
/// regions and groups of towns often have the name of their capital, so their kind is part of the key: `CL/valparaiso/region`.
pub fn government_key(submission: &Submission, rules: &Rules) -> Option<String> {
    let text = |id: &str| {
        submission
            .fields
            .get(id)
            .and_then(|value| value.value.as_str())
    };
    let country = text("country")?;
    let name = ["lrg_name", "lrg_name_en"]
        .iter()
        .filter_map(|id| text(id))
        .map(|name| plain_name(name, rules))
        .find(|name| !name.is_empty())?;
    let name = same_name(&name, country, rules).unwrap_or(name);
    let kind = match text("gov_type") {
        Some(
            kind @ ("metropolitan" | "intermunicipal" | "province" | "region" | "association"),
        ) => {
            format!("/{kind}")
        }
        _ => String::new(),
    };
    Some(format!("{country}/{name}{kind}"))
}

/// The name alone: without accents, punctuation, what stands in parentheses, and what kind of government it is.
fn plain_name(name: &str, rules: &Rules) -> String {
    let mut plain = simplified(name);
    let prefixes = phrases(rules, "government_prefix");
    let suffixes = phrases(rules, "government_suffix");
    // "Excmo. Ayuntamiento de la ciudad de X" has two of them.
    for _ in 0..4 {
        let shorter = prefixes
            .iter()
            .find_map(|prefix| without_prefix(&plain, prefix))
            .or_else(|| {
                suffixes
                    .iter()
                    .find_map(|suffix| without_suffix(&plain, suffix))
            });
        match shorter {
            Some(shorter) => plain = shorter,
            None => break,
        }
    }
    plain.nfc().collect()
}

/// Letters and digits in lower case; Latin letters without accents; everything else is a space.
fn simplified(name: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::new();
    for c in fold(name).chars().filter(|c| !is_format(*c)) {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if c < '\u{250}' && c.is_alphanumeric() => {
                out.push_str(
                    &deunicode::deunicode_char(c)
                        .unwrap_or_default()
                        .to_lowercase(),
                );
            }
            // Vowel signs of Indic scripts are letters here.
            _ if c.is_alphanumeric()
                || (c > '\u{900}' && !c.is_whitespace() && !is_punctuation(c)) =>
            {
                out.push(c);
            }
            _ => out.push(' '),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    if words.is_empty() && depth == 0 && !name.trim().is_empty() && name.contains(['(', '[']) {
        return simplified(&name.replace(['(', ')', '[', ']'], " "));
    }
    words.join(" ")
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{964}' | '\u{965}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}')
}

/// The phrases of a purpose in all languages, simplified like names, longest first.
fn phrases(rules: &Rules, purpose: &str) -> Vec<String> {
    let mut all: Vec<String> = rules
        .words
        .of(purpose)
        .map(simplified)
        .filter(|phrase| !phrase.is_empty())
        .collect();
    all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    all.dedup();
    all
}

fn without_prefix(name: &str, prefix: &str) -> Option<String> {
    let rest = name.strip_prefix(prefix)?;
    whole_word(prefix, rest.starts_with(' '))?;
    left(rest)
}

fn without_suffix(name: &str, suffix: &str) -> Option<String> {
    let rest = name.strip_suffix(suffix)?;
    whole_word(suffix, rest.ends_with(' '))?;
    left(rest)
}

/// Words end at a space, except where a script writes none (수원시, 横浜市).
fn whole_word(phrase: &str, spaced: bool) -> Option<()> {
    (spaced || phrase.chars().all(|c| c > '\u{1100}')).then_some(())
}

fn left(rest: &str) -> Option<String> {
    let rest = rest.trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// The name that stands for all names of a city (Padova, Padua, Padoue).
fn same_name(name: &str, country: &str, rules: &Rules) -> Option<String> {
    let cities = rules.cities.get(country)?;
    // The rules know the names folded, and here they are without any punctuation.
    let known = cities.get(name).or_else(|| {
        cities
            .iter()
            .find(|(known, _)| simplified(known) == name)
            .map(|(_, first)| first)
    })?;
    Some(simplified(known).nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::{rules, submission};

    fn key(country: &str, name: &str, kind: &str) -> String {
        let submission =
            submission(&[("country", country), ("lrg_name", name), ("gov_type", kind)]);
        government_key(&submission, &rules()).unwrap()
    }

    #[test]
    fn prefixes_accents_and_punctuation_make_no_difference() {
        for name in [
            "Ayuntamiento de Irún",
            "AYUNTAMIENTO DE IRÚN",
            "Excmo. Ayuntamiento de Irun",
            "Irún (Gipuzkoa)",
            " irun ",
            "City of Irun",
        ] {
            assert_eq!(key("ES", name, "municipality"), "ES/irun", "{name}");
        }
        assert_eq!(
            key("FR", "Ville de L’Haÿ-les-Roses", ""),
            "FR/l hay les roses"
        );
        assert_eq!(key("PL", "Łódź", ""), "PL/lodz");
        assert_eq!(key("TR", "Çankaya Belediyesi", ""), "TR/cankaya");
    }

    #[test]
    fn other_scripts_keep_their_letters() {
        assert_eq!(key("KR", "수원시", ""), key("KR", "수원", ""));
        assert_ne!(key("KR", "수원시", ""), key("KR", "성남시", ""));
    }

    #[test]
    fn a_region_is_not_its_capital() {
        assert_ne!(
            key("CL", "Valparaíso", "region"),
            key("CL", "Valparaíso", "municipality")
        );
        assert_eq!(
            key("CL", "Valparaíso", ""),
            key("CL", "Valparaíso", "municipality")
        );
    }

    #[test]
    fn a_name_is_never_stripped_to_nothing() {
        assert_eq!(key("ES", "Ayuntamiento de", ""), "ES/ayuntamiento de");
        assert_eq!(key("ES", "(Irún)", ""), "ES/irun");
    }

    #[test]
    fn names_in_several_languages_are_one() {
        assert_eq!(key("IT", "Comune di Padova", ""), key("IT", "Padua", ""));
    }

    #[test]
    fn without_country_or_name_there_is_no_key() {
        assert_eq!(
            government_key(&submission(&[("country", "ES")]), &rules()),
            None
        );
        assert_eq!(
            government_key(&submission(&[("lrg_name", "Irún")]), &rules()),
            None
        );
    }
}
