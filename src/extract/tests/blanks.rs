//! Forms of which some fields, or all, were left empty.

use super::*;
use crate::document::FormField;

#[test]
fn the_label_behind_an_empty_field_answers_nothing() {
    let mut lines: Vec<Line> = Vec::new();
    let mut fields: Vec<FormField> = Vec::new();
    for (at, (label, value)) in [
        ("Name of the local or regional government", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Local / regional leader", "Simon Chabuka"),
        ("Contact person", "Tendai Moyo"),
        ("E-mail", "tendai@mutare.example"),
        ("Networks", ""),
        ("Sheet on which it was minuted", ""),
        (
            "Motivations for joining the campaign",
            "We want to learn from other cities.",
        ),
        ("Population", "224802"),
    ]
    .into_iter()
    .enumerate()
    {
        let top = 50.0 + 40.0 * at as f32;
        let segment = |text: &str, top: f32, field: Option<u32>| Segment {
            text: text.to_owned(),
            place: [50.0, top, 50.0 + 4.0 * text.len() as f32, top + 10.0],
            confidence: 1.0,
            field,
            ..Segment::default()
        };
        let line = |segment: Segment| Line {
            segments: vec![segment],
            gap: 1.0,
            page: 1,
            ..Line::default()
        };
        lines.push(line(segment(label, top, None)));
        if !value.is_empty() {
            lines.push(line(segment(value, top + 20.0, Some(at as u32))));
        }
        fields.push(FormField {
            name: format!("Text{at}"),
            value: value.to_owned(),
            page: 1,
            place: [50.0, top + 18.0, 300.0, top + 34.0],
            on_page: !value.is_empty(),
            ..FormField::default()
        });
    }
    let document = Document {
        kind: Kind::Pdf,
        blocks: lines.into_iter().map(Block::Line).collect(),
        fields,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "networks"), "");
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}

#[test]
fn questions_that_answer_one_another_fill_in_no_form() {
    let lines = [
        "Name of the local government",
        "The administration that applies",
        "Country",
        "Type of government",
        "Population",
        "Website",
        "Leader",
        "Contact person",
        "The desk that follows this project",
        "E-mail",
        "Telephone",
        "Why are local governments important for human rights?",
        "Without towns and regions they remain on paper: do you agree, and how is it so?",
        "How are human rights useful as values for local action?",
        "Please tell in what way they guide all of your choices.",
        "Motivations for joining the campaign",
        "What led your council to this step and to no other one.",
    ];
    let blocks = lines.iter().map(|text| line(text)).collect();
    let document = Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find the form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(finding.verdict, Verdict::BlankForm, "{finding:#?}");
}

#[test]
fn of_two_labels_of_a_leader_the_one_that_names_the_government_asks_for_that() {
    let mut rows = vec![
        ["Autorité", "Province de Haute-Rive"],
        ["Pays", "Belgique"],
        ["Population", "402118"],
        ["Chef de l'exécutif", "Philippe Dehousse"],
        ["Personne de contact", "Claire Vanden"],
        ["Courriel", "claire@haute-rive.example"],
        [
            "Pourquoi les gouvernements locaux sont-ils essentiels pour les droits humains ?",
            "Ils sont tout près de chaque habitant.",
        ],
        ["Motivations", "Nous voulons apprendre des autres villes."],
    ];
    let mail = letter("Subject: Form\r\n", "Bonjour, voici notre fiche.");
    let read_rows = |rows: &[[&str; 2]]| {
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        read(&mail, vec![table(&rows)])
    };
    let finding = read_rows(&rows);
    assert_eq!(said(only(&finding), "lrg_name"), "Province de Haute-Rive");
    assert_eq!(said(only(&finding), "leader_name"), "Philippe Dehousse");
    rows[0] = ["Plus haute autorité", "Jeanne Roche"];
    rows[3] = ["Nom de la collectivité", "Province de Haute-Rive"];
    let finding = read_rows(&rows);
    assert_eq!(said(only(&finding), "lrg_name"), "Province de Haute-Rive");
    assert_eq!(said(only(&finding), "leader_name"), "Jeanne Roche");
}
