//! `rules/countries.toml`, `rules/countries-cldr.toml`, `rules/sections.toml`: names of countries and their UCLG sections.

use super::keys::{CITIES, COUNTRIES, INDEX, SECTIONS};
use super::written::{Written, entries};
use super::{Countries, fold};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Reads a file of names: `[names.fr]` code = name as our mails show it, `[aliases]` code = list of names in any
/// language, `[index]` the generated names.
pub(super) fn names<'t>(file: &mut Written<'t>, countries: &mut Countries) {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, COUNTRIES);
    if let Some(value) = table.get("names") {
        shown_names(file, value, countries);
    }
    if let Some(value) = table.get("month_first") {
        for word in file.words(value) {
            check_code(file, word.text, word.span, Some(countries));
            countries.month_first.push(word.text.to_owned());
        }
    }
    if let Some(value) = table.get("aliases")
        && let Some(aliases) = file.table(value)
    {
        for (code, value) in entries(aliases) {
            check_code(file, code.get_ref(), code.span(), Some(countries));
            for word in file.words(value) {
                let folded = fold(word.text);
                match countries.by_name.get(&folded) {
                    Some(other) if other != code.get_ref().as_ref() => {
                        file.error(
                            word.span,
                            format!("\"{}\" already names the country {other}", word.text),
                        );
                    }
                    _ => {
                        countries.by_name.insert(folded, code.get_ref().to_string());
                    }
                }
            }
        }
    }
    if let Some(value) = table.get("index")
        && let Some(inner) = file.table(value)
    {
        file.only(inner, INDEX);
        if let Some(word) = inner.get("names").and_then(|names| file.word(names)) {
            countries.index = word.text.to_owned();
        }
    }
}

/// Names as our mails show them, by language and code.
fn shown_names<'t>(
    file: &mut Written<'t>,
    value: &toml::Spanned<toml::de::DeValue<'t>>,
    countries: &mut Countries,
) {
    let Some(languages) = file.table(value) else {
        return;
    };
    for (language, value) in entries(languages) {
        file.language(language);
        let Some(names) = file.table(value) else {
            continue;
        };
        for (code, value) in entries(names) {
            check_code(file, code.get_ref(), code.span(), None);
            let Some(word) = file.word(value) else {
                continue;
            };
            countries
                .names
                .entry(code.get_ref().to_string())
                .or_default()
                .insert(language.get_ref().to_string(), word.text.to_owned());
        }
    }
}

/// Reads the sections: `[names.africa]` by language, `[countries]` section = list of codes.
pub(super) fn sections<'t>(file: &mut Written<'t>, countries: &mut Countries) {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, SECTIONS);
    let known: Vec<String> = section_names(file, table, countries);
    let Some(value) = table.get("countries") else {
        file.error(0..0, "there is no [countries] in this file");
        return;
    };
    let Some(sections) = file.table(value) else {
        return;
    };
    for (section, value) in entries(sections) {
        if !known.iter().any(|name| name == section.get_ref().as_ref()) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            file.unknown(section.span(), "section", section.get_ref(), &known);
        }
        for word in file.words(value) {
            check_code(file, word.text, word.span.clone(), Some(countries));
            if let Some(other) = countries
                .section
                .insert(word.text.to_owned(), section.get_ref().to_string())
            {
                file.error(
                    word.span,
                    format!("{} already lies in the section {other}", word.text),
                );
            }
        }
    }
}

/// Reads the other names of places: `[aliases]` country code = list of lists of names.
pub(super) fn cities<'t>(
    file: &mut Written<'t>,
    known_countries: &Countries,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, CITIES);
    let mut cities: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let Some(countries) = table.get("aliases").and_then(|value| file.table(value)) else {
        return cities;
    };
    for (code, value) in entries(countries) {
        check_code(file, code.get_ref(), code.span(), Some(known_countries));
        let known = cities.entry(code.get_ref().to_string()).or_default();
        for place in file.array(value) {
            let words = file.words(place);
            let Some(first) = words.first().map(|word| fold(word.text)) else {
                continue;
            };
            for word in words {
                let folded = fold(word.text);
                match known.get(&folded) {
                    Some(other) if *other != first => {
                        file.error(
                            word.span,
                            format!("\"{}\" already is a name of \"{other}\"", word.text),
                        );
                    }
                    _ => {
                        known.insert(folded, first.clone());
                    }
                }
            }
        }
    }
    cities
}

fn section_names<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    countries: &mut Countries,
) -> Vec<String> {
    let Some(value) = table.get("names") else {
        file.error(0..0, "there are no [names.…] of sections in this file");
        return Vec::new();
    };
    let Some(names) = file.table(value) else {
        return Vec::new();
    };
    for (section, value) in entries(names) {
        let titles: BTreeMap<String, String> = super::fields::titles(file, value);
        countries
            .section_names
            .insert(section.get_ref().to_string(), titles);
    }
    countries.section_names.keys().cloned().collect()
}

/// A code of two capital letters, and of a country there is when the countries are known.
fn check_code(
    file: &mut Written<'_>,
    code: &str,
    span: std::ops::Range<usize>,
    countries: Option<&Countries>,
) {
    if !is_code(code) {
        let by_name = countries.and_then(|countries| countries.code(&fold(code)));
        let hint = match by_name {
            Some(code) => format!("its code is {code}"),
            None => "write the two capital letters of ISO 3166-1, such as FR".to_owned(),
        };
        file.error_hint(span, format!("\"{code}\" is not a country code"), hint);
    } else if let Some(known) = countries.filter(|countries| !countries.names.is_empty())
        && !known.names.contains_key(code)
    {
        file.error_hint(
            span,
            format!("no country has the code {code}"),
            "a new country gets its name first, in countries.toml: [names.en]",
        );
    }
}

fn is_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use crate::rules::{builtin, compile, fold};

    #[test]
    fn every_generated_name_is_found_by_its_comparison_form() {
        let rules = compile(&builtin()).unwrap();
        let lines: Vec<(&str, &str)> = rules
            .countries
            .index
            .lines()
            .map(|line| line.split_once('\t').unwrap())
            .collect();
        assert!(lines.len() > 5000, "{}", lines.len());
        assert!(lines.is_sorted());
        for (name, code) in lines {
            assert_eq!(fold(name), name);
            let alias = rules
                .countries
                .by_name
                .get(name)
                .map_or(code, String::as_str);
            assert_eq!(rules.countries.code(name), Some(alias), "{name}");
        }
        for (code, names) in &rules.countries.names {
            for name in names.values() {
                let found = rules.countries.code(&fold(name));
                assert_eq!(found, Some(code.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn every_country_lies_in_a_section() {
        let rules = compile(&builtin()).unwrap();
        let without: Vec<&String> = rules
            .countries
            .names
            .keys()
            .filter(|code| !rules.countries.section.contains_key(*code))
            .collect();
        // Nobody lives there.
        assert_eq!(without, ["AQ", "BV"]);
    }
}
