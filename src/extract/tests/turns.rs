//! Forms in tables of one column, where labels and answers take turns.

use super::*;

/// A table of one column on these pages.
fn column(rows: &[(u32, &str)]) -> Block {
    let cell = |page: u32, text: &str| Cell {
        column: 0,
        span: 1,
        blocks: text
            .split('\n')
            .filter(|text| !text.is_empty())
            .map(|text| match line(text) {
                Block::Line(line) => Block::Line(Line { page, ..line }),
                other => other,
            })
            .collect(),
    };
    let rows = rows.iter().map(|(page, text)| Row {
        cells: vec![cell(*page, text)],
    });
    Block::Table(Table {
        rows: rows.collect(),
    })
}

fn in_columns(tables: &[&[(u32, &str)]]) -> Submission {
    let document = Document {
        kind: Kind::Pdf,
        blocks: tables.iter().map(|rows| column(rows)).collect(),
        pages: 2,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

#[test]
fn labels_and_answers_that_take_turns_in_some_tables_take_turns_in_all() {
    let submission = in_columns(&[
        &[
            (1, "Name of the local or regional government"),
            (1, "City of Mutare"),
            (1, "Name in English"),
            (1, "Mutare"),
            (1, "Country"),
            (1, "Zimbabwe"),
            (1, "Type of government"),
            (1, "Municipality"),
        ],
        &[
            (1, "Who heads us"),
            (1, "Simon Chabuka"),
            (1, "Office he or she holds"),
            (1, "Mayor"),
        ],
        &[
            (1, "Contact person"),
            (1, "Tendai Moyo"),
            (1, "E-mail"),
            (1, "tendai@mutare.example"),
            (1, "Motivations for joining the campaign"),
            (
                1,
                "We want to tell our own story and to learn how others have",
            ),
            (2, "dealt with the same mistakes."),
            (2, "Human rights policies and initiatives"),
            (2, "A night bus for women."),
        ],
    ]);
    for (field, value) in [
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_email", "tendai@mutare.example"),
        (
            "motivation",
            "We want to tell our own story and to learn how others have dealt with the same mistakes.",
        ),
        ("policies", "A night bus for women."),
    ] {
        assert_eq!(said(&submission, field), value, "{field}");
    }
}

#[test]
fn a_number_with_what_it_counts_is_an_answer_and_no_second_label() {
    let submission = in_columns(&[
        &[
            (1, "Name of the local or regional government"),
            (1, "City of Mutare"),
        ],
        &[(1, "Country"), (1, "Zimbabwe")],
        &[(1, "Population"), (1, "224,802 inhabitants")],
        &[(1, "Local / regional leader"), (1, "Simon Chabuka")],
        &[(1, "Contact person"), (1, "Tendai Moyo")],
        &[
            (1, "Motivations for joining the campaign"),
            (1, "We want to learn from other cities."),
        ],
    ]);
    let population = submission.fields.get("population");
    assert_eq!(population.map(|found| &found.raw[..7]), Some("224,802"));
}

/// A form whose labels each begin a paragraph, with the answer in the next line.
const BLOCKS: &str = "Nombre oficial del gobierno local o regional\nMunicipalidad de Guácimo\n\nPaís\nCosta Rica\n\n\
Tipo de gobierno local\nMunicipalidad\n\nPágina web\nwww.guacimo.example\n\n\
Nombre del alcalde o alcaldesa\nHaga clic aquí para escribir texto.\n\nCargo de la alcaldesa o alcalde\nAlcaldesa\n\n\
Mandato\n2024-2028\n\nNombre del punto focal\nEsteban Brenes\n\nMiembro de CGLU (sí/no)\nNo\n\n\
Motivos para unirse a la campaña\nQueremos aprender de otras ciudades de derechos humanos.\n";

#[test]
fn a_function_below_its_label_is_an_answer_where_paragraphs_begin_with_labels() {
    let finding = read(&letter("", BLOCKS), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "leader_title"), "Alcaldesa");
    assert_eq!(said(form, "mandate"), "2024-2028");
    assert_eq!(said(form, "leader_name"), "");
    let numbered: String = BLOCKS
        .split("\n\n")
        .enumerate()
        .map(|(at, block)| format!("{}) {}\n\n", at + 1, block.replace('\n', "\n   ")))
        .collect();
    let finding = read(&letter("", &numbered), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "leader_title"), "Alcaldesa");
    assert_eq!(said(form, "mandate"), "2024-2028");
}

#[test]
fn a_heading_below_an_empty_label_is_no_answer_where_answers_stand_beside_their_labels() {
    let text = super::FORM.replace("Function: Mayor\n", "Function:\n\nLIAISON\n");
    let finding = read(&letter("", &text), Vec::new());
    assert_eq!(said(only(&finding), "leader_title"), "");
}

#[test]
fn plain_headings_between_labels_in_bold_name_the_parts_of_a_column() {
    let rows = [
        "LOCAL GOVERNMENT",
        "*Which government is joining?",
        "City of Mutare",
        "*Country",
        "Zimbabwe",
        "*Type of government",
        "Municipality",
        "*Population",
        "224,802",
        "POLITICAL LEADERSHIP",
        "*Local leader",
        "Simon Chabuka",
        "*Function of the leader",
        "Mayor",
        "CONTACT DETAILS",
        "*Who keeps in touch with us?",
        "Tendai Moyo",
        "*Position of the contact person",
        "Human Rights Officer",
        "*E-mail",
        "tendai@mutare.example",
        "*Motivations for joining the campaign",
        "We want to learn from other cities.",
    ];
    let rows: Vec<&[&str]> = rows.iter().map(std::slice::from_ref).collect();
    let document = Document {
        kind: Kind::Pdf,
        pages: 1,
        ..table(&rows)
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    let submission = only(&finding);
    assert_eq!(said(submission, "lrg_name"), "City of Mutare");
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}

#[test]
fn where_cells_hold_a_label_above_its_answer_the_next_cell_ends_the_answer() {
    let submission = in_columns(&[
        &[
            (
                1,
                "Name of the local or regional government\nCity of Mutare",
            ),
            (1, "Country\nZimbabwe"),
            (1, "Population\n224,802"),
            (1, "Local / regional leader\nSimon Chabuka"),
            (1, "Contact person\nTendai Moyo"),
            (1, "E-mail\ntendai@mutare.example"),
        ],
        &[
            (
                1,
                "Motivations for joining the campaign\nWe want to learn how others dealt with the same mistakes.",
            ),
            (
                1,
                "Describe actions under way that you are proud of\nA night bus for women.",
            ),
        ],
    ]);
    for (field, value) in [
        (
            "motivation",
            "We want to learn how others dealt with the same mistakes.",
        ),
        ("policies", "A night bus for women."),
    ] {
        assert_eq!(said(&submission, field), value, "{field}");
    }
}

#[test]
fn questions_in_whatever_words_stand_above_their_essays() {
    let submission = in_columns(&[
        &[
            (1, "Name of the local or regional government"),
            (1, "City of Mutare"),
            (1, "Country"),
            (1, "Zimbabwe"),
            (1, "Type of government"),
            (1, "Municipality"),
            (1, "E-mail"),
            (1, "tendai@mutare.example"),
        ],
        &[
            (1, "Motivations for joining the campaign"),
            (
                1,
                "We want to learn how others dealt with the very same mistakes.",
            ),
            (1, "Deeds in favour of rights that you are proud of"),
            (
                1,
                "We run a night bus for women and a free clinic on Thursdays.",
            ),
            (
                1,
                "Why are human rights relevant values and a useful framework for guiding local action?",
            ),
            (
                1,
                "They give departments that never met before a vocabulary to share.",
            ),
        ],
    ]);
    for (field, value) in [
        (
            "motivation",
            "We want to learn how others dealt with the very same mistakes.",
        ),
        (
            "why_hr",
            "They give departments that never met before a vocabulary to share.",
        ),
        (
            "policies",
            "We run a night bus for women and a free clinic on Thursdays.",
        ),
    ] {
        assert_eq!(said(&submission, field), value, "{field}");
    }
}

#[test]
fn a_row_in_bold_over_cells_with_labels_and_answers_names_the_part_of_the_form() {
    let form = table(&[
        &["Name of the local or regional government", "City of Mutare"],
        &["Country", "Zimbabwe"],
        &["Type of government", "Municipality"],
        &["Local / regional leader", "Simon Chabuka"],
        &["Contact person", "Tendai Moyo"],
        &["E-mail", "tendai@mutare.example"],
        &["Motivations for joining the campaign", "We want to learn."],
    ]);
    let signed = table(&[
        &["*Signature"],
        &["Name\nSimon Chabuka", "Date\n31 March 2026"],
    ]);
    let document = Document {
        blocks: form.blocks.iter().cloned().chain(signed.blocks).collect(),
        ..form.clone()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "signatory_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "signed_on"), "2026-03-31");
}

#[test]
fn the_name_of_a_form_may_stand_above_labels_and_answers_that_take_turns() {
    let submission = in_columns(&[&[
        (1, "Our sheet for the human rights cities"),
        (1, "Name of the local or regional government"),
        (1, "City of Mutare"),
        (1, "Country"),
        (1, "Zimbabwe"),
        (1, "Type of government"),
        (1, "Municipality"),
        (1, "Who heads us"),
        (1, "Simon Chabuka"),
        (1, "Contact person"),
        (1, "Tendai Moyo"),
        (1, "E-mail"),
        (1, "tendai@mutare.example"),
        (1, "We agree to the publication of this profile"),
        (1, "I agree"),
        (1, "Motivations for joining the campaign"),
        (1, "We want to learn from other cities."),
    ]]);
    assert_eq!(said(&submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(&submission, "consent_publish"), "yes");
}

#[test]
fn small_tables_of_a_label_in_bold_over_its_answer_are_read_alike_whatever_the_label() {
    let card = |label: &str, answer: &str| {
        let cell = |block: Block| Row {
            cells: vec![Cell {
                column: 0,
                span: 1,
                blocks: vec![block],
            }],
        };
        Block::Table(Table {
            rows: vec![cell(starred(&format!("*{label}"))), cell(line(answer))],
        })
    };
    let cards = [
        ("The town hall", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Type of government", "Type of city"),
        ("Population", "224,802"),
        ("Mayor", "Simon Chabuka"),
        ("Function", "Mayor"),
        ("For questions", "Tendai Moyo"),
        ("E-mail", "tendai@mutare.example"),
        ("Telephone", "+263 20 64412"),
        ("Motivations for joining the campaign", "We want to learn."),
        ("Member of UCLG", "No"),
        ("Date", "2026-02-03"),
    ];
    let document = Document {
        kind: Kind::Docx,
        blocks: cards.map(|(label, answer)| card(label, answer)).to_vec(),
        ..Document::default()
    };
    let mail = letter(
        "Subject: Joining the campaign 10, 100, 1000\r\n",
        "Please find our form attached.",
    );
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "City of Mutare");
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(form, "leader_title"), "Mayor");
}
