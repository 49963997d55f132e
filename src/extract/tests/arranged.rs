//! Tables whose labels and answers stand in uncommon places: answers below rows of labels, persons in rows, labels set to the right.

use super::*;

/// The one form in these tables.
fn tabled(tables: &[&[&[&str]]]) -> Submission {
    let blocks = tables.iter().flat_map(|rows| table(rows).blocks);
    formed(Kind::Docx, blocks.collect())
}

fn formed(kind: Kind, blocks: Vec<Block>) -> Submission {
    let document = Document {
        kind,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

fn check(form: &Submission, values: &[(&str, &str)]) {
    for (field, value) in values {
        assert_eq!(said(form, field), *value, "{field}");
    }
}

const NAME: &[&str] = &["Name of the local or regional government", "City of Mutare"];
const COUNTRY: &[&str] = &["Country", "Zimbabwe"];
const KIND: &[&str] = &["Type of government", "Municipality"];
const LEADER: &[&str] = &["Local / regional leader", "Simon Chabuka"];
const CONTACT: &[&str] = &["Contact person", "Tendai Moyo"];
const MAIL: &[&str] = &["E-mail", "tendai@mutare.example"];
const WHY: &[&str] = &["Motivations for joining the campaign", "We want to learn."];

#[test]
fn rows_of_labels_over_rows_of_answers_in_some_tables_tell_it_of_all() {
    let form = tabled(&[
        &[
            &["Name of the local or regional government", "Country"],
            &["City of Mutare", "Zimbabwe"],
            &["Population", "Name in English"],
            &["224,802", "Mutare"],
            &["Motivations for joining the campaign", "Website"],
            &["We want to learn.", "www.mutare.example"],
        ],
        &[
            &["Type of government"],
            &["☒ Municipality ☐ District ☐ Region ☐ Other"],
        ],
        &[
            &["Contact person", "Telephone", "E-mail"],
            &["Tendai Moyo", "+263 20 64412", "tendai@mutare.example"],
            &["Who heads us", "Office he or she holds", ""],
            &["Simon Chabuka", "Mayor", ""],
        ],
    ]);
    check(
        &form,
        &[
            ("lrg_name", "City of Mutare"),
            ("lrg_name_en", "Mutare"),
            ("country", "ZW"),
            ("gov_type", "municipality"),
            ("leader_name", "Simon Chabuka"),
            ("leader_title", "Mayor"),
            ("contact_name", "Tendai Moyo"),
            ("contact_email", "tendai@mutare.example"),
            ("motivation", "We want to learn."),
        ],
    );
}

#[test]
fn rows_may_be_persons_and_columns_what_is_asked_of_each() {
    let form = tabled(&[
        &[NAME, COUNTRY, KIND],
        &[
            &["", "Name", "Function", "E-mail", "Telephone"],
            &["Mayor / president", "Simon Chabuka", "Mayor", "", ""],
            &[
                "Focal point",
                "Tendai Moyo",
                "Director of human rights policies and initiatives",
                "tendai@mutare.example",
                "+263 20 64412",
            ],
        ],
        &[WHY],
    ]);
    check(
        &form,
        &[
            ("leader_name", "Simon Chabuka"),
            ("leader_title", "Mayor"),
            ("contact_name", "Tendai Moyo"),
            (
                "contact_role",
                "Director of human rights policies and initiatives",
            ),
            ("contact_email", "tendai@mutare.example"),
            ("contact_phone", "+2632064412"),
        ],
    );
}

#[test]
fn labels_in_bold_have_their_answers_beside_them_though_half_a_row_is_empty() {
    let form = tabled(&[&[
        &[
            "*Name of the local or regional government",
            "Municipality of Mutare",
            "*Name in English",
            "",
        ],
        &[
            "*Type of government",
            "Municipality",
            "*Population",
            "224,802",
        ],
        &["*Postal address", "1 Robert Mugabe Road\n11 Mutare", "", ""],
        &[
            "*Local / regional leader",
            "Simon Chabuka",
            "*Country",
            "Zimbabwe",
        ],
        &[
            "*Contact person",
            "Tendai Moyo",
            "*E-mail",
            "tendai@mutare.example",
        ],
        &[
            "*Motivations for joining the campaign",
            "We want to learn.",
            "",
            "",
        ],
    ]]);
    check(
        &form,
        &[
            ("lrg_name", "Municipality of Mutare"),
            ("gov_type", "municipality"),
            ("leader_name", "Simon Chabuka"),
            ("contact_name", "Tendai Moyo"),
        ],
    );
    assert_eq!(form.fields["population"].value.to_string(), "224802");
    assert!(said(&form, "postal_address").starts_with("1 Robert Mugabe Road"));
}

#[test]
fn labels_set_to_the_right_begin_in_any_column() {
    let cell = |column: u32, text: &str| Cell {
        column,
        span: 1,
        blocks: vec![line(text)],
    };
    let rows = [
        (3, NAME),
        (5, COUNTRY),
        (4, KIND),
        (1, LEADER),
        (0, &["Office that the leader holds (title)", "Mayor"]),
        (2, CONTACT),
        (6, MAIL),
        (1, WHY),
    ];
    let rows = rows.map(|(column, row)| Row {
        cells: vec![cell(column, row[0]), cell(7, row[1])],
    });
    let form = formed(Kind::Docx, vec![Block::Table(Table { rows: rows.into() })]);
    assert_eq!(said(&form, "leader_title"), "Mayor");
}

#[test]
fn a_letter_in_front_begins_a_label_and_no_rest_of_the_one_above() {
    let form = tabled(&[&[
        NAME,
        COUNTRY,
        KIND,
        &["a) Name of the mayor", "Simon Chabuka"],
        &["b) Function of the mayor", "Mayor"],
        CONTACT,
        MAIL,
        WHY,
    ]]);
    check(
        &form,
        &[("leader_name", "Simon Chabuka"), ("leader_title", "Mayor")],
    );
}

#[test]
fn options_of_two_lines_below_a_label_are_no_second_wording_of_it() {
    let card = |label: &str, answer: &str| {
        let text = format!("*{label}\n{answer}");
        Block::Table(Table {
            rows: vec![Row {
                cells: vec![Cell {
                    column: 0,
                    span: 1,
                    blocks: text.split('\n').map(starred).collect(),
                }],
            }],
        })
    };
    let rows = [NAME, COUNTRY, LEADER, CONTACT, MAIL, WHY];
    let mut cards: Vec<Block> = rows.iter().map(|row| card(row[0], row[1])).collect();
    cards.push(card(
        "Type of authority",
        "☒ Municipality ☐ District / borough ☐ Metropolitan area ☐ Intermunicipal body ☐ Province / county\n☐ Region ☐ Other",
    ));
    let form = formed(Kind::Docx, cards);
    assert_eq!(said(&form, "gov_type"), "municipality");
}

#[test]
fn three_numbered_rows_of_answers_are_counted_and_the_numbers_answer_nothing() {
    let heads = [NAME, COUNTRY, KIND, LEADER, CONTACT, MAIL, WHY].map(|row| row[0]);
    let heads: Vec<&str> = ["No."].into_iter().chain(heads).collect();
    let town = |number: &'static str, name: &'static str| {
        vec![
            number,
            name,
            "Zimbabwe",
            "Municipality",
            "Simon Chabuka",
            "Tendai Moyo",
            "a@b.example",
            "We learn.",
        ]
    };
    let rows = [
        heads,
        town("1", "Mutare"),
        town("2", "Gweru"),
        town("3", "Kwekwe"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mail = letter("Subject: Form\r\n", "Please find our forms attached.");
    let found = read(&mail, vec![table(&rows)]).submissions;
    assert_eq!(said(&found[0], "lrg_name"), "Mutare");
    assert!(
        found
            .iter()
            .all(|form| !form.fields.contains_key("council_decision"))
    );
}

#[test]
fn items_of_a_list_are_no_labels_among_numbered_ones() {
    let mut blocks = Vec::new();
    for (number, row) in (1..).zip([NAME, COUNTRY, KIND, LEADER, CONTACT, MAIL, WHY]) {
        blocks.push(line(&format!("{number}) {}", row[0])));
        blocks.extend(table(&[&[row[1]]]).blocks);
    }
    blocks.push(line("8) Your main human rights initiatives and practices"));
    blocks.extend(table(&[&["- Interpreters at every counter.\n- A night bus for women."]]).blocks);
    let form = formed(Kind::Docx, blocks);
    assert!(said(&form, "policies").contains("night bus"), "{form:#?}");
}

#[test]
fn a_title_between_strokes_and_where_to_send_the_form_answer_nothing() {
    let body = FORM.replace(
        "Motivations",
        "Other networks:\n\n== The people ==\n\nMotivations",
    );
    let found = read(&letter("Subject: Form\r\n", &body), Vec::new());
    assert_eq!(said(only(&found), "networks"), "");
    let mut rows = table(&[
        NAME,
        COUNTRY,
        KIND,
        LEADER,
        CONTACT,
        MAIL,
        WHY,
        &["Signature (name in block letters)", ""],
    ])
    .blocks;
    rows.push(line(
        "Please answer in English and return the form to cisdp1@uclg.org.",
    ));
    assert_eq!(said(&formed(Kind::Html, rows), "signatory_name"), "");
}

#[test]
fn labels_side_by_side_have_their_answers_below_them() {
    let at = |text: &str, bold: bool, left: f32, top: f32| Segment {
        text: text.to_owned(),
        bold,
        place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        ..Segment::default()
    };
    let mut lines = Vec::new();
    for row in [NAME, COUNTRY, KIND, LEADER, CONTACT, MAIL, WHY] {
        let top = 30.0 * lines.len() as f32;
        lines.push((1.0, vec![at(row[0], true, 50.0, top)]));
        lines.push((0.0, vec![at(row[1], false, 50.0, top + 14.0)]));
    }
    lines.push((
        1.0,
        vec![
            at(
                "Decision of the council (reference and date)",
                true,
                50.0,
                600.0,
            ),
            at("Name of the signatory", true, 300.0, 600.0),
        ],
    ));
    lines.push((
        0.0,
        vec![at("Minute 12 of 3 May 2024, point 31", false, 53.0, 614.0)],
    ));
    lines.push((1.0, vec![at("Date of signature", true, 50.0, 640.0)]));
    lines.push((0.0, vec![at("28 June 2026", false, 50.0, 654.0)]));
    let blocks = lines.into_iter().map(|(gap, segments)| {
        Block::Line(Line {
            segments,
            gap,
            page: 1,
            ..Line::default()
        })
    });
    let form = formed(Kind::Pdf, blocks.collect());
    check(
        &form,
        &[
            ("council_decision", "Minute 12 of 3 May 2024, point 31"),
            ("signatory_name", ""),
        ],
    );
}
