//! Of whom a text speaks: the words that head the part of a form for a government, its leader, a contact or a signatory.

use super::{phrase, strip};
use crate::rules::{Rules, fold};

/// Whose data a part of the form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Person {
    /// The government itself.
    Government,
    /// Who leads it.
    Leader,
    /// Whom we write to.
    Contact,
    /// Who signs the form.
    Signatory,
    /// Essays and the like: nobody's.
    None,
}

/// True for somebody whose name and function a part of the form asks for.
pub(super) fn named(person: Person) -> bool {
    matches!(person, Person::Leader | Person::Contact)
}

/// Whose data a field holds; nobody's for what is asked of several.
pub(super) fn person_of(id: &str) -> Option<Person> {
    Some(match id {
        "lrg_name" | "lrg_name_en" | "country" | "gov_type" | "population" | "subdivision"
        | "website" => Person::Government,
        "leader_name" | "leader_title" | "mandate" => Person::Leader,
        "contact_name" | "contact_role" => Person::Contact,
        "signatory_name" => Person::Signatory,
        "contact_email" | "contact_phone" | "postal_address" | "signed_on" => return None,
        _ => Person::None,
    })
}

/// Of whom a text speaks, by the words of the rules.
pub(super) fn spoken_of(text: &str, rules: &Rules) -> Option<Person> {
    let folded = fold(text);
    let (purposes, persons): (Vec<&str>, Vec<Person>) = [
        ("section_contact", Person::Contact),
        ("section_signature", Person::Signatory),
        ("section_leader", Person::Leader),
        ("section_government", Person::Government),
        ("section_other", Person::None),
    ]
    .into_iter()
    .unzip();
    let number = phrase::first_of(&folded, &purposes, rules)?;
    persons.get(number).copied()
}

/// True for a line that is a heading of a section and nothing else.
pub(super) fn opens_section(text: &str, rules: &Rules) -> bool {
    if text.len() > 60 {
        return false;
    }
    let text = text.get(strip::lead(text)..).unwrap_or(text);
    let folded = fold(text);
    [
        "section_contact",
        "section_signature",
        "section_leader",
        "section_government",
    ]
    .iter()
    .any(|purpose| phrase::is(&folded, purpose, rules))
}
