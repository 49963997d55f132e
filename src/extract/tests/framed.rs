//! Forms whose parts stand in frames, each with its labels and answers on one line.

use super::*;

const PARTS: [(&str, &[(&str, &str)]); 3] = [
    (
        "Your government",
        &[
            ("Name of the local or regional government", "City of Mutare"),
            ("Country", "Zimbabwe"),
            ("Type of government", "Municipality"),
            ("Population", "224,802"),
        ],
    ),
    (
        "Leader",
        &[
            ("Local / regional leader", "Simon Chabuka"),
            ("Function", "Mayor"),
            ("Term of office", "2023-2028"),
        ],
    ),
    (
        "Contact",
        &[
            ("Contact person", "Tendai Moyo"),
            ("E-mail", "tendai@mutare.example"),
            ("Postal address", "Box 910, Mutare"),
        ],
    ),
];

/// A line of these texts, each behind a wide gap.
fn set(texts: &[&str], bold: bool, page: u32) -> Block {
    let segment = |text: &&str| Segment {
        text: (*text).to_owned(),
        bold,
        confidence: 1.0,
        ..Segment::default()
    };
    Block::Line(Line {
        segments: texts.iter().map(segment).collect(),
        page,
        ..Line::default()
    })
}

fn cell(blocks: Vec<Block>) -> Row {
    Row {
        cells: vec![Cell {
            column: 0,
            span: 1,
            blocks,
        }],
    }
}

/// The parts, each a row of a table of its own or of one, and essays behind them.
fn form(one: bool, apart: bool) -> Submission {
    let parts = PARTS.iter().map(|(name, rows)| {
        let lines = rows.iter().map(|(label, answer)| match apart {
            true => set(&[label, answer], false, 1),
            false => set(&[&format!("{label}: {answer}")], false, 1),
        });
        let name = std::iter::once(set(&[name], true, 1));
        cell(name.chain(lines).collect())
    });
    let mut blocks: Vec<Block> = match one {
        true => vec![Block::Table(Table {
            rows: parts.collect(),
        })],
        false => parts
            .map(|row| Block::Table(Table { rows: vec![row] }))
            .collect(),
    };
    blocks.extend([
        set(&["Questionnaire"], true, 2),
        set(&["Motivations for joining the campaign"], true, 2),
        set(&["We want to learn from other cities."], false, 2),
    ]);
    let document = Document {
        kind: Kind::Pdf,
        pages: 2,
        blocks,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

#[test]
fn a_label_in_small_type_goes_on_above_its_answer_in_larger_type() {
    let set = |text: &str, size: f32| {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                place: [50.0, 100.0, 250.0, 100.0 + size],
                confidence: 1.0,
                ..Segment::default()
            }],
            page: 1,
            ..Line::default()
        })
    };
    let pairs: [(&[&str], &str); 6] = [
        (
            &["Name of the local or regional government"],
            "City of Mutare",
        ),
        (&["Country"], "Zimbabwe"),
        (&["Contact person"], "Tendai Moyo"),
        (
            &[
                "Fonction de la personne de contact / Position of the contact",
                "person",
            ],
            "Head of office",
        ),
        (&["E-mail"], "tendai@mutare.example"),
        (
            &["Motivations for joining the campaign"],
            "We want to learn.",
        ),
    ];
    let cells = pairs.map(|(label, answer)| {
        let label = label.iter().map(|line| set(line, 8.0));
        cell(label.chain([set(answer, 10.5)]).collect())
    });
    let rows = cells.chunks(2).map(|row| Row {
        cells: (0..)
            .zip(row.iter().flat_map(|row| row.cells.clone()))
            .map(|(column, cell)| Cell { column, ..cell })
            .collect(),
    });
    let document = Document {
        kind: Kind::Pdf,
        pages: 1,
        blocks: vec![Block::Table(Table {
            rows: rows.collect(),
        })],
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "contact_role"), "Head of office");
}

#[test]
fn an_answer_that_is_a_word_of_a_label_is_an_answer_where_answers_stand_beside_labels() {
    let first: [&[&str]; 4] = [
        &["Name of the local or regional government", "City of Mutare"],
        &["Country", "Zimbabwe"],
        &["Type of government", "Municipality"],
        &["Motivations for joining the campaign", "We want to learn."],
    ];
    let two: [&[&str]; 3] = [
        &["Highest authority", "Simon Chabuka"],
        &["Function", "Mayor"],
        &["Term of office", "2023-2028"],
    ];
    let four: [&[&str]; 2] = [
        &[
            "Local / regoinal leadr",
            "Simon Chabuka",
            "Function",
            "Mayor",
        ],
        &["Trem of office", "2023-2028", "", ""],
    ];
    for rows in [two.as_slice(), four.as_slice()] {
        let mut document = table(&first);
        document.blocks.push(line("Leader"));
        document.blocks.extend(table(rows).blocks);
        let mail = letter("Subject: Form\r\n", "Please find our form attached.");
        let finding = read(&mail, vec![document]);
        assert_eq!(said(only(&finding), "leader_title"), "Mayor");
        assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
        assert_eq!(said(only(&finding), "mandate"), "2023-2028");
    }
}

#[test]
fn labels_with_their_answers_in_frames_around_parts_of_a_form_are_read_as_lines() {
    for (one, apart) in [(false, false), (true, false), (true, true)] {
        let form = form(one, apart);
        for (field, value) in [
            ("lrg_name", "City of Mutare"),
            ("country", "ZW"),
            ("leader_name", "Simon Chabuka"),
            ("mandate", "2023-2028"),
            ("contact_email", "tendai@mutare.example"),
            // The title of the next part stands behind the frame, on the next page.
            ("postal_address", "Box 910, Mutare"),
            ("motivation", "We want to learn from other cities."),
        ] {
            assert_eq!(said(&form, field), value, "{field} {one} {apart}");
        }
    }
}
