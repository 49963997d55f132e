//! Labels in their wordings, and in others.

use super::*;
use crate::rules::{builtin, compile};

#[test]
fn half_a_label_is_none_where_the_whole_means_something_else() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    let field = |id: &str| rules.fields.iter().position(|rule| rule.id == id);
    let found = |text: &str| labels.find(text).and_then(|found| found.field());
    let leader = "Leader of the local / regional government";
    assert_ne!(found(leader), field("lrg_name"));
    assert_eq!(
        found("Kunnan virallinen nimi / Official name of the municipality"),
        field("lrg_name")
    );
}

#[test]
fn a_label_within_a_part_of_the_form_asks_for_itself() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    let found = |text: &str| {
        let field = labels.find(text).and_then(|found| found.field());
        field.map_or("", |field| rules.fields[field].id.as_str())
    };
    for (text, id) in [
        ("3. Contact details – name", "contact_name"),
        ("Contact details — function", "contact_role"),
        ("Contact details – e-mail", "contact_email"),
        ("Leader – role", "leader_title"),
        ("Contact person – telephone", "contact_phone"),
        ("Country / State", "country"),
        ("Country (full name, no abbreviations)", "country"),
        ("Name of council (in English)", "lrg_name_en"),
        (
            "International name of the municipality (English)",
            "lrg_name_en",
        ),
    ] {
        assert_eq!(found(text), id, "{text}");
    }
}

#[test]
fn brackets_say_which_name_and_whose_function_is_asked_for() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    for (text, id) in [
        ("Nom de la ville (EN)", "lrg_name_en"),
        ("Naziv općine (engleski)", "lrg_name_en"),
        ("Name (as they write it in English)", "lrg_name_en"),
        ("都市名（英文）", "lrg_name_en"),
        ("Position (focal point)", "contact_role"),
        ("Fonction (maire, gouverneur, président…)", "leader_title"),
    ] {
        let found = labels.find(text).and_then(|found| found.field());
        assert_eq!(
            found.map(|at| rules.fields[at].id.as_str()),
            Some(id),
            "{text}"
        );
    }
}

#[test]
fn what_is_asked_of_a_person_is_not_the_person() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    for (text, id) in [
        (
            "Teléfono de la persona que lleva el expediente",
            "contact_phone",
        ),
        (
            "Courriel de la personne qui suit le dossier",
            "contact_email",
        ),
        (
            "Function of the person who heads the council",
            "leader_title",
        ),
        (
            "Name and position of the officer responsible",
            "contact_name",
        ),
    ] {
        let found = labels.find(text).and_then(|found| found.field());
        assert_eq!(
            found.map(|at| rules.fields[at].id.as_str()),
            Some(id),
            "{text}"
        );
    }
}

#[test]
fn a_typing_error_is_forgiven_in_every_script_and_never_makes_another_label_certain() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    let (mut tried, mut known) = (0, 0);
    for (index, rule) in rules.fields.iter().enumerate() {
        for label in rule.labels.iter().filter(|label| label.reference) {
            let letters: Vec<char> = label.text.chars().collect();
            // A letter left out, and two that changed places.
            for at in (1..letters.len().saturating_sub(1)).step_by(7) {
                let mut without = letters.clone();
                without.remove(at);
                let mut swapped = letters.clone();
                swapped.swap(at, at + 1);
                for typed in [without, swapped] {
                    let typed: String = typed.into_iter().collect();
                    tried += 1;
                    let Some(found) = labels.find(&typed) else {
                        continue;
                    };
                    let right = found.targets.contains(&Target::Field(index));
                    known += usize::from(right);
                    assert!(
                        right || found.score < 0.98 || found.weak || found.is_other(),
                        "{} read as {typed}: {found:?}",
                        label.text
                    );
                }
            }
        }
    }
    assert!(tried > 500 && known * 10 >= tried * 8, "{known} of {tried}");
}

#[test]
fn a_sentence_is_no_label_because_its_words_speak_against_all_others() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    // Few labels are in its language, and one of them shares a few words with it.
    let answer = "تساعدنا على ترتيب الأولويات عندما تشح الموارد.";
    assert_eq!(labels.find(answer), None);
}

#[test]
fn labels_are_known_in_languages_that_few_forms_come_in() {
    let rules = compile(&builtin()).unwrap();
    let labels = Labels::of(&rules);
    for (label, field) in [
        ("Kaupungin virallinen nimi", "lrg_name"),
        ("Kunnan asukasluku", "population"),
        ("Yhdyshenkilön sähköpostiosoite", "contact_email"),
        ("Meno a priezvisko kontaktnej osoby", "contact_name"),
        ("Uznesenie obecného zastupiteľstva", "council_decision"),
        ("Kontaktpersonens stillingsbetegnelse", "contact_role"),
        ("Hvorfor vil I være med?", "motivation"),
        ("संपर्क व्यक्ति का पदनाम", "contact_role"),
        ("महापौर का नाम", "leader_name"),
        ("เบอร์โทรศัพท์ผู้ประสานงาน", "contact_phone"),
        ("תאריך החתימה", "signed_on"),
        ("Пощенски адрес на общината", "postal_address"),
        ("Omavalitsuse tüüp", "gov_type"),
        ("Emri zyrtar i komunës", "lrg_name"),
    ] {
        let found = labels.exact(label).and_then(|found| found.field());
        let found = found.and_then(|at| rules.fields.get(at));
        assert_eq!(found.map(|rule| rule.id.as_str()), Some(field), "{label}");
    }
}
