//! Whom a form asks for: the leader, the contact, and what is asked of each.

use super::parts::{finding, paragraphs};
use super::*;

#[test]
fn a_person_with_all_that_reaches_them_goes_on_over_the_lines_below_the_name() {
    let rest: String = FORM
        .lines()
        .filter(|line| {
            let own = ["Contact", "Position", "E-mail"];
            !own.iter().any(|own| line.starts_with(own))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let answer =
        "Tendai Moyo\nHead of the Human Rights Unit\ntendai@mutare.example\n+263 20 264 4441";
    for label in ["Full details of the focal point", "Contact person"] {
        let form = format!("{rest}{label}:\n{answer}\nPopulation: 224,802\n");
        let finding = finding(paragraphs(&form));
        let submission = only(&finding);
        assert_eq!(said(submission, "contact_name"), "Tendai Moyo", "{label}");
        let role = said(submission, "contact_role");
        assert_eq!(role, "Head of the Human Rights Unit", "{label}");
        let mail = said(submission, "contact_email");
        assert_eq!(mail, "tendai@mutare.example", "{label}");
        assert_eq!(
            said(submission, "contact_phone"),
            "+263202644441",
            "{label}"
        );
    }
}

#[test]
fn what_is_asked_of_the_leader_is_asked_again_of_the_contact_below_whatever_heading() {
    let form = "\
# 1. Your city
Name of the local government: City of Mutare
Country: Zimbabwe
Type of government: Municipality
# 2. The mayor
Full name: Simon Chabuka
Job title: Mayor
Term of office: 2023-2028
# 3. Your helping hand
Full name: Tendai Moyo
Job title: Human Rights Officer
E-mail: tendai@mutare.example
# 4. Ideas
Motivations for joining the campaign: We want to learn from other cities.";
    let finding = finding(paragraphs(form));
    let submission = only(&finding);
    for (field, value) in [
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_name", "Tendai Moyo"),
        ("contact_role", "Human Rights Officer"),
        ("contact_email", "tendai@mutare.example"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
}

#[test]
fn a_function_below_the_contact_is_no_leaders() {
    let form = "\
Name of the local government: City of Mutare
Country: Zimbabwe
Type of government: Municipality
Elected head, name and function: Simon Chabuka, Mayor
# 3. Whom to contact
Full name: Tendai Moyo
Function held: Human Rights Officer
E-mail: tendai@mutare.example
Motivations for joining the campaign: We want to learn from other cities.";
    let finding = finding(paragraphs(form));
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
    assert_eq!(said(submission, "contact_role"), "Human Rights Officer");
    assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
}

#[test]
fn headings_are_labels_where_all_labels_are_and_a_mailbox_names_the_contact() {
    let form = "\
Human Rights Cities: request to join
#Q1. Name of the local government
City of Mutare
#Q2. Country
Zimbabwe
#Q3. Type of government
Municipality
#Q4. Population
4 million
#Q5. Local leader
Simon Chabuka
#Q6. Whoever looks after it
Tendai Moyo
#Q7. E-mail
t.moyo@mutare.example
#Q8. Human rights policies and initiatives
A charter of rights since 2019 and two ombudsmen.";
    let finding = finding(paragraphs(form));
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}
