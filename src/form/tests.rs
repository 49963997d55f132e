//! What the blank form must be.

use super::*;
use crate::rules::{builtin, compile};
use item::Item;

fn reference() -> (Rules, Form) {
    let rules = compile(&builtin()).unwrap();
    let form = rules.forms[0].clone();
    (rules, form)
}

/// The built-in rules with one replacement in the reference form.
fn changed(old: &str, new: &str) -> (Rules, Form) {
    let mut files = builtin();
    let text = String::from_utf8(files["forms/reference.toml"].clone()).unwrap();
    assert!(text.contains(old), "{old}");
    let text = text.replace(old, new).into_bytes();
    files.insert("forms/reference.toml".to_owned(), text);
    let rules = compile(&files).unwrap();
    let form = rules.forms[0].clone();
    (rules, form)
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    let (rules, form) = reference();
    // A language without texts is read, and has no blank form.
    for language in form.blank.texts.keys() {
        let bytes = blank(&rules, &form, language).unwrap();
        assert!(bytes.len() < 200_000);
        assert_eq!(bytes, blank(&rules, &form, language).unwrap());
    }
}

#[test]
fn nothing_stands_upon_another_however_long_the_labels_are() {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft der \
                Gebietskörperschaften des Landes";
    for (old, new) in [
        ("\"Country\"", long),
        ("\"Yes\"", long),
        ("\"General information\"", long),
        ("\"Term of office\"", &"Amtszeit ".repeat(60)),
        ("\"This is where we will write to you\"", long),
    ] {
        let new = if new.starts_with('"') {
            new.to_owned()
        } else {
            format!("\"{}\"", new.trim())
        };
        let (rules, form) = changed(old, &new);
        let asked = ask::ask(&rules, &form, "en").ok().unwrap();
        let (regular, bold) = font::Font::both().unwrap();
        let plan = plan::plan(&asked, &regular, &bold);
        for page in &plan.pages {
            let mut boxes: Vec<[f32; 4]> = Vec::new();
            for (_, item) in page {
                match item {
                    Item::Frame(place) => boxes.push([
                        place.x,
                        place.y,
                        place.x + place.width,
                        place.y + place.height,
                    ]),
                    Item::Text { lines, .. } => {
                        for (x, y, runs) in lines {
                            let width: f32 = runs
                                .iter()
                                .map(|run| {
                                    let font = if run.bold { &bold } else { &regular };
                                    font.width(&run.text, run.size)
                                })
                                .sum();
                            boxes.push([*x, y - 1.5, x + width, y + 0.72 * runs[0].size]);
                        }
                    }
                    _ => {}
                }
            }
            for (at, one) in boxes.iter().enumerate() {
                assert!(
                    one[0] >= 50.0 && one[2] <= 546.0 && one[1] >= 45.0,
                    "{new}: {one:?}"
                );
                for other in &boxes[at + 1..] {
                    let apart = one[2] <= other[0]
                        || other[2] <= one[0]
                        || one[3] <= other[1]
                        || other[3] <= one[1];
                    assert!(apart, "{new}: {one:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn whatever_the_rules_lack_is_told_with_its_place() {
    let (rules, form) = reference();
    let told = |rules: &Rules, form: &Form, language: &str| {
        blank(rules, form, language).unwrap_err().join("\n")
    };
    let told_of_german = told(&rules, &form, "de");
    assert!(told_of_german.contains("no labels in the language \"de\"; it has: en, es, fr, pt"));
    assert!(told_of_german.contains("[labels.de] to rules/forms/reference.toml"));

    let (rules, form) = changed(
        "[labels.en]",
        "[labels.de]\nlrg_name = \"Ort\"\ncountry = \"Staat\"\ngov_type = \"Art\"\n[labels.en]",
    );
    let lacking = told(&rules, &form, "de");
    for what in [
        "de = \"…\" in [titles] of rules/forms/reference.toml",
        "introduction = \"…\" in [texts.de]",
        "the titles of the section \"General information\"",
        "municipality = \"…\" in [choices.de.gov_type] of rules/forms/reference.toml",
    ] {
        assert!(lacking.contains(what), "{what}\n{lacking}");
    }
}

#[test]
fn a_script_that_the_font_has_not_is_refused_and_named() {
    let (rules, form) = changed("country = \"Country\"", "country = \"البلد\"");
    let told = blank(&rules, &form, "en").unwrap_err().join("\n");
    assert!(
        told.contains("has no \"ا\" (U+0627), which stands in \"البلد\""),
        "{told}"
    );
}

#[test]
fn greek_and_cyrillic_labels_are_printed() {
    let (rules, form) = changed(
        "country = \"Country\"",
        "country = \"Χώρα / Країна / Țară\"",
    );
    assert!(blank(&rules, &form, "en").is_ok());
}
