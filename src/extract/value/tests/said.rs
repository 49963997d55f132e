//! What people write in sentences where a form wants a word or a number: denials, terms of office, dates in words.

use super::{check, check_in, context, rules};
use crate::extract::value::split_person;

#[test]
fn a_yes_that_is_denied_is_a_no() {
    check(
        "consent_publish",
        [
            ("We have never been a member", Some("no")),
            ("I do not agree", Some("no")),
            ("We agree", Some("yes")),
            ("Wir stimmen nicht zu", Some("no")),
            ("Nous ne donnons pas notre accord", Some("no")),
            ("Nous n'en sommes pas membre", Some("no")),
            ("Not only do we not agree, we object", Some("no")),
            ("We cannot consent", Some("no")),
            ("We won't agree", Some("no")),
            ("Sin duda, no estamos de acuerdo", Some("no")),
            ("Oleme nõus", Some("yes")),
            ("Claro", Some("yes")),
            ("Claro que no", Some("no")),
            ("Lu et approuvé", Some("yes")),
            // Nothing is denied in another part of the sentence.
            ("If it is not too late, we agree", Some("yes")),
        ],
    );
}

#[test]
fn a_term_is_told_by_one_year_and_how_long_it_lasts() {
    check(
        "mandate",
        [
            ("since 2023, four years", Some("2023-2027")),
            ("desde 2023, cuatro años", Some("2023-2027")),
            ("5 ans, à compter de 2022", Some("2022-2027")),
            ("seit Mai 2020 für 6 Jahre", Some("2020-2026")),
            ("2022년부터 4년", Some("2022-2026")),
            ("four-year term, from May 2023", Some("2023-2027")),
            ("cuatro años, hasta 2027", Some("2023-2027")),
            // Whoever says how long it has lasted says not how long it will.
            ("since 2023, for one year", None),
            // Of several terms, the present one.
            ("2019-2023, re-elected 2023-2027", Some("2023-2027")),
            ("2023-2027 (before: 2019-2023)", Some("2023-2027")),
        ],
    );
}

#[test]
fn dates_are_written_in_words_and_between_the_strokes_of_a_form() {
    check_in(
        "signed_on",
        [
            (
                "doce de mayo de dos mil veinticuatro",
                "ES",
                "es",
                Some("2024-05-12"),
            ),
            (
                "le douze mai deux mille vingt-quatre",
                "FR",
                "fr",
                Some("2024-05-12"),
            ),
            ("12 05 2024", "KE", "en", Some("2024-05-12")),
            ("12 | 05 | 2024", "KE", "en", Some("2024-05-12")),
        ],
    );
}

#[test]
fn a_kingdom_stands_before_its_country_without_a_vowel() {
    check(
        "country",
        [
            ("Regne d'Espanya", Some("ES")),
            ("Royaume d'Espagne", Some("ES")),
        ],
    );
}

#[test]
fn words_in_brackets_are_no_part_of_a_number() {
    check_in(
        "contact_phone",
        [
            ("0722 123456 (9am–5pm)", "KE", "en", Some("+254722123456")),
            ("(0353) 461-8100", "AR", "es", Some("+543534618100")),
        ],
    );
}

#[test]
fn a_function_before_a_name_is_known_by_the_name() {
    for (raw, name, function) in [
        ("Mme la Maire, Awa Ndoye", "Awa Ndoye", "Maire"),
        ("Prefeito João da Silva", "João da Silva", "Prefeito"),
        ("Alcalde Juan de la Cruz", "Juan de la Cruz", "Alcalde"),
        ("Burgemeester Jan de Vries", "Jan de Vries", "Burgemeester"),
        ("Il·lm. Sr. Marc Aloy i Puig", "Marc Aloy i Puig", ""),
        // A place is no name.
        ("Mayor of the City", "", "Mayor of the City"),
        ("Alcaldesa Ciudad de Lima", "", "Alcaldesa Ciudad de Lima"),
    ] {
        let person = split_person(raw, &context(Some("ES"), "ca"), rules());
        let told = person.function.unwrap_or_default();
        assert_eq!(
            (person.name.as_str(), told.as_str()),
            (name, function),
            "{raw}"
        );
    }
}

#[test]
fn a_place_that_is_called_like_a_month_is_none_before_the_true_one() {
    check_in(
        "signed_on",
        [
            (
                "La Paz, 16 de julio de 2024",
                "BO",
                "es",
                Some("2024-07-16"),
            ),
            ("March 3, 2024", "US", "en", Some("2024-03-03")),
            ("March / mars 3, 2024", "CA", "en", Some("2024-03-03")),
        ],
    );
}

#[test]
fn an_answer_to_a_box_is_no_name() {
    check(
        "signatory_name",
        [("no", None), ("Yes", None), ("Ana No", Some("Ana No"))],
    );
}
