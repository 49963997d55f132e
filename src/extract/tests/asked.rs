//! What labels ask for, and of whom, as the parts, rows and columns of a form tell.

use super::parts::{finding, paragraphs};
use super::*;
use crate::document::FormField;

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
fn a_long_row_of_labels_is_a_head_where_an_answer_is_worded_like_a_label() {
    let finding = finding(table(&[
        &[
            "Human Rights Cities: request to join",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
        &[
            "Function of the leader",
            "Local leader",
            "Contact person",
            "Country",
            "Name of the local government",
            "Type of government",
            "Population",
            "What moves you to join us?",
        ],
        &[
            "Mayor",
            "Simon Chabuka",
            "Tendai Moyo",
            "Zimbabwe",
            "City of Mutare",
            "Municipality",
            "224,802",
            "We want to learn from other cities.",
        ],
    ]));
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_title"), "Mayor");
    assert_eq!(said(submission, "lrg_name"), "City of Mutare");
}

#[test]
fn a_known_heading_in_a_row_of_answers_is_one_of_them() {
    let finding = finding(table(&[
        &["Name of the local government", "Country"],
        &["Ville de Bobo-Dioulasso", "Burkina Faso"],
        &["Local leader", "Function of the leader"],
        &["Ibrahima Mensah", "Maire"],
        &["Contact person", "Position of the contact person"],
        &["Afi N'Diaye", "Directeur de cabinet"],
        &["E-mail", "Motivations for joining the campaign"],
        &["andiaye@bobo.example", "Apprendre des autres villes."],
    ]));
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Afi N'Diaye");
    assert_eq!(said(submission, "contact_role"), "Directeur de cabinet");
}

#[test]
fn labels_in_a_column_for_each_of_two_languages_ask_once() {
    let rows: [[&str; 3]; 9] = [
        [
            "Name of the local government",
            "Nom de la collectivité",
            "City of Mutare",
        ],
        ["Country", "Pays", "Zimbabwe"],
        ["Type of government", "Type de gouvernement", "Municipality"],
        [
            "Postal address",
            "Adresse postale",
            "116 Church Lane, Mutare",
        ],
        ["Local leader", "Nom du leader local", "Simon Chabuka"],
        ["Contact person", "Personne de contact", "Tendai Moyo"],
        [
            "Position of the contact person",
            "Fonction de la personne de contact",
            "Human Rights Officer",
        ],
        ["E-mail", "Courriel", "tendai@mutare.example"],
        [
            "Motivations for joining the campaign",
            "Motivations pour rejoindre la campagne",
            "We want to learn from other cities.",
        ],
    ];
    for order in [[0, 1, 2], [0, 2, 1]] {
        let rows = rows.map(|row| order.map(|at| row[at]));
        let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
        let finding = finding(table(&rows));
        let submission = only(&finding);
        for (field, value) in [
            ("lrg_name", "City of Mutare"),
            ("postal_address", "116 Church Lane, Mutare"),
            ("leader_name", "Simon Chabuka"),
            ("contact_name", "Tendai Moyo"),
            ("contact_role", "Human Rights Officer"),
            ("motivation", "We want to learn from other cities."),
        ] {
            assert_eq!(said(submission, field), value, "{field}");
        }
    }
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
#Q6. Looked after by
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

#[test]
fn fields_in_two_columns_are_answered_below_labels_that_run_over_lines() {
    let at = |text: &str, left: f32, top: f32, field: Option<u32>| Segment {
        text: text.to_owned(),
        place: [left, top, left + 4.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        field,
        ..Segment::default()
    };
    let rows: [(&str, &str, &str); 5] = [
        (
            "Name of the town or region (to be filled",
            "in without fail)",
            "Name it bears in English",
        ),
        ("Country (to be filled", "in without fail)", "Province"),
        (
            "Local leader (to be filled",
            "in without fail)",
            "Function of the leader",
        ),
        ("Contact person (to be filled", "in without fail)", "E-mail"),
        (
            "Population (to be filled",
            "in without fail)",
            "Type of government",
        ),
    ];
    let answers = [
        ["City of Mutare", "Mutare"],
        ["Zimbabwe", "Manicaland"],
        ["Simon Chabuka", "Mayor"],
        ["Tendai Moyo", "tendai@mutare.example"],
        ["224802", "Municipality"],
    ];
    let mut lines: Vec<Line> = Vec::new();
    let mut fields: Vec<FormField> = Vec::new();
    for ((one, more, two), values) in rows.into_iter().zip(answers) {
        let top = 50.0 + 20.0 * lines.len() as f32;
        let line = |segments, gap| Line {
            segments,
            gap,
            page: 1,
            ..Line::default()
        };
        lines.push(line(vec![at(one, 50.0, top, None)], 1.0));
        let behind = [
            at(more, 50.0, top + 12.0, None),
            at(two, 300.0, top + 12.0, None),
        ];
        lines.push(line(behind.to_vec(), 0.2));
        let mut filled = Vec::new();
        for (text, left) in values.into_iter().zip([50.0, 300.0]) {
            filled.push(at(text, left, top + 30.0, Some(fields.len() as u32)));
            fields.push(FormField {
                name: format!("Text{}", fields.len() + 1),
                value: text.to_owned(),
                page: 1,
                on_page: true,
                ..FormField::default()
            });
        }
        lines.push(line(filled, 0.4));
    }
    let document = Document {
        kind: Kind::Pdf,
        blocks: std::iter::once(line("Human Rights Cities: request to join"))
            .chain(lines.into_iter().map(Block::Line))
            .collect(),
        fields,
        pages: 1,
        ..Document::default()
    };
    let finding = finding(document);
    let submission = only(&finding);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("lrg_name_en", "Mutare"),
        ("country", "ZW"),
        ("contact_name", "Tendai Moyo"),
        ("contact_email", "tendai@mutare.example"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
}

#[test]
fn a_function_and_an_office_behind_a_function_label_are_no_name() {
    let form = |role: &str| {
        let body = super::FORM
            .replace("Contact person: Tendai Moyo\n", "")
            .replace(": Human Rights Officer", &format!(": {role}"));
        let finding = read(&letter("", &body), Vec::new());
        let form = only(&finding);
        let name = said(form, "contact_name").to_owned();
        (name, said(form, "contact_role").to_owned())
    };
    let (name, role) = form("Gender Focal Point, Mayor's Office");
    assert_eq!(name, "");
    assert_eq!(role, "Gender Focal Point, Mayor's Office");
    assert_eq!(form("Tendai Moyo, Human Rights Officer").0, "Tendai Moyo");
}

#[test]
fn labels_in_bold_have_their_answers_beside_them_whatever_words_these_are() {
    let cells = |texts: &[&str]| Row {
        cells: (0..)
            .zip(texts)
            .map(|(column, text)| {
                let mut block = line(text);
                if let Block::Line(line) = &mut block {
                    line.segments[0].bold = column % 2 == 0;
                }
                Cell {
                    column,
                    span: 1,
                    blocks: vec![block],
                }
            })
            .collect(),
    };
    let leader = [
        cells(&["7. ¿Quién encabeza el gobierno?", "Francisca Oxley"]),
        cells(&["8. Título oficial de la autoridad", "Intendenta"]),
        cells(&["9. Gestión", "2024–2028"]),
    ];
    let mut form = paragraphs(
        "Name of the local or regional government: City of Mutare\nCountry: Zimbabwe\n\
        E-mail: tendai@mutare.example\nMotivations for joining the campaign: To learn.\n\
        Why are human rights relevant values and a useful framework for guiding local action? To last.",
    );
    let rows = leader.to_vec();
    form.blocks.insert(2, Block::Table(Table { rows }));
    let finding = finding(form);
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_name"), "Francisca Oxley");
    assert_eq!(said(submission, "leader_title"), "Intendenta");
    assert_eq!(said(submission, "mandate"), "2024-2028");
}

#[test]
fn questions_in_bold_over_plain_answers_are_labels_whatever_words_these_are() {
    let row = |(at, text): (usize, &str)| {
        let mut block = line(text);
        if let Block::Line(line) = &mut block {
            line.segments[0].bold = at % 2 == 0;
        }
        Row {
            cells: vec![Cell {
                column: 0,
                span: 1,
                blocks: vec![block],
            }],
        }
    };
    let rows = [
        "In your view, what makes cities indispensable for the protection of human rights?",
        "We notice early who has stopped coming to the library, the school or the soup kitchen.",
        "What do human rights bring to the way you govern?",
        "They hold when majorities change. Every complaint becomes a piece of information.",
        "Reasons for signing up",
        "We want to learn from places of our size. We hope that our neighbours will follow.",
    ];
    let mut form = paragraphs(
        "Name of the local or regional government: City of Mutare\nCountry: Zimbabwe\n\
        Local / regional leader: Simon Chabuka\nFunction: Mayor\nContact person: Tendai Moyo\n\
        E-mail: tendai@mutare.example\nOther networks: ICLEI\nPopulation: 224,802",
    );
    let rows = rows.into_iter().enumerate().map(row).collect();
    form.blocks.push(Block::Table(Table { rows }));
    let finding = finding(form);
    let submission = only(&finding);
    for (field, word) in [
        ("why_lrg", "soup kitchen"),
        ("why_hr", "majorities"),
        ("motivation", "neighbours"),
    ] {
        assert!(said(submission, field).contains(word), "{field}");
    }
}

#[test]
fn a_heading_without_an_answer_leaves_its_field_to_a_question_that_has_one() {
    let finding = finding(table(&[
        &["Name of the local government", "City of Mutare"],
        &["Country", "Zimbabwe"],
        &["Type of government", "Municipality"],
        &["Contact", ""],
        &["Whom may we ask?", "Tendai Moyo"],
        &["E-mail", "tendai@mutare.example"],
        &["Political leader", ""],
        &["Who stands at the top?", "Simon Chabuka"],
        &["Term of office", "2023-2028"],
        &[
            "Motivations for joining the campaign",
            "We want to learn from other cities.",
        ],
    ]));
    let submission = only(&finding);
    for (field, value) in [
        ("contact_name", "Tendai Moyo"),
        ("leader_name", "Simon Chabuka"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
}

#[test]
fn a_row_below_an_answered_one_names_the_part_that_follows_though_its_labels_are_bold() {
    let form = table(&[
        &["*Name of the local government", "City of Mutare"],
        &["*Country", "Zimbabwe"],
        &["*Type of government", "Municipality"],
        &["Contact"],
        &["*Person whom we may talk to", "Tendai Moyo"],
        &["*E-mail", "tendai@mutare.example"],
        &["Leader"],
        &["*Head of the executive", "Simon Chabuka"],
        &["*Term of office", "2023-2028"],
        &[
            "*Motivations for joining the campaign",
            "We want to learn from other cities.",
        ],
    ]);
    let finding = finding(form);
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
}

#[test]
fn brackets_end_a_label_where_answers_stand_behind_their_labels() {
    let form = "Official name: Umeå kommun
Name (in English) Umeå Municipality
Country: Sweden
Type of government: Municipality
Telephone that you answer (with the prefix) +46 90 16 10 00
Local or regional leader (name) Lars Hægland
Term of office (years) 2023-2029
E-mail: marta@umea.example
Website: www.umea.example
Motivations for joining the campaign: We want to learn from other cities.";
    let finding = finding(paragraphs(form));
    let submission = only(&finding);
    for (field, value) in [
        ("lrg_name_en", "Umeå Municipality"),
        ("contact_phone", "+4690161000"),
        ("leader_name", "Lars Hægland"),
        ("mandate", "2023-2029"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
}

#[test]
fn what_begins_as_decisions_do_and_has_a_number_is_the_councils_decision() {
    let form = "Name of the local government: City of Mutare

Country: Zimbabwe

Type of government: Municipality

E-mail: tendai@mutare.example

Motivations for joining the campaign: We want to learn from other cities.

City networks: Mayors for Peace

Formal go-ahead, if any (reference and date)
Resolution 168/2025 of the full council, 8 December 2025

Signed by: Simon Chabuka";
    let finding = read(&letter("", form), Vec::new());
    let submission = only(&finding);
    assert_eq!(
        said(submission, "council_decision"),
        "Resolution 168/2025 of the full council, 8 December 2025"
    );
    assert_eq!(said(submission, "networks"), "Mayors for Peace");
}

#[test]
fn a_function_that_the_part_of_the_form_leaves_without_a_field_is_asked_for_after_all() {
    let finding = finding(table(&[
        &[
            "*¿Cómo se llama oficialmente su municipio o región?",
            "Municipalidad de Temuco",
        ],
        &["*¿En qué país se encuentran?", "Chile"],
        &["*¿Qué clase de administración es?", "Municipio"],
        &["*¿Cuántas personas viven en su territorio?", "282 799"],
        &["*Alcalde/sa o Presidente/a", "Ernesto de la Fuente"],
        &["*Función que ejerce dicha autoridad", "Alcalde"],
        &[
            "*Años para los que fue elegida la autoridad",
            "junio 2025 – junio 2029",
        ],
        &[
            "*¿Quién dará seguimiento a la campaña en su administración?",
            "Maritza Quispe",
        ],
        &["*Puesto que ocupa esta persona", "Jefa de Cooperación"],
        &[
            "*Correo al que podemos escribir",
            "maritza.quispe@temuco.example",
        ],
        &[
            "*Motivaciones para unirse a la campaña",
            "Queremos aprender de otras ciudades.",
        ],
        &["*Firmado el", "1 de noviembre de 2025"],
    ]));
    assert_eq!(said(only(&finding), "contact_role"), "Jefa de Cooperación");
}
