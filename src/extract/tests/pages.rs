//! Forms as pages show them: where labels and values stand, and how they are printed.

use super::*;

#[test]
fn the_first_row_of_columns_may_have_its_value_beside_the_middle_of_its_label() {
    let at = |text: &str, left: f32, top: f32| Segment {
        text: text.to_owned(),
        place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        ..Segment::default()
    };
    let mut lines = vec![
        (vec![at("Name of the local or", 50.0, 100.0)], 1.0),
        (vec![at("City of Mutare", 250.0, 106.0)], 0.0),
        (vec![at("regional government", 50.0, 112.0)], 0.0),
    ];
    for (step, text) in FORM.lines().skip(1).enumerate() {
        if let Some((label, value)) = text.split_once(": ") {
            let top = 130.0 + 18.0 * step as f32;
            lines.push((vec![at(label, 50.0, top), at(value, 250.0, top)], 0.6));
        }
    }
    let blocks = lines.into_iter().map(|(segments, gap)| {
        Block::Line(Line {
            segments,
            gap,
            page: 1,
            ..Line::default()
        })
    });
    let document = Document {
        kind: Kind::Pdf,
        blocks: blocks.collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
}

/// The reference form as lines of a PDF: labels in bold over one or more lines, values below them in plain letters.
pub(super) fn printed(lines: &[(&str, bool, f32)]) -> Document {
    let blocks = lines.iter().enumerate().map(|(at, (text, bold, gap))| {
        let top = 50.0 + 14.0 * at as f32;
        Block::Line(Line {
            segments: vec![Segment {
                text: (*text).to_owned(),
                bold: *bold,
                place: [50.0, top, 50.0 + 5.0 * text.len() as f32, top + 10.0],
                confidence: 1.0,
                ..Segment::default()
            }],
            gap: *gap,
            page: 1,
            ..Line::default()
        })
    });
    Document {
        kind: Kind::Pdf,
        blocks: blocks.collect(),
        pages: 1,
        ..Document::default()
    }
}

#[test]
fn a_label_in_bold_goes_on_as_far_as_the_bold_does() {
    let document = printed(&[
        ("Name of the local or regional government", true, 1.0),
        ("with all its words", true, 0.0),
        ("City of Mutare", false, 0.0),
        ("Country", true, 1.0),
        ("Zimbabwe", false, 0.0),
        ("Population", true, 1.0),
        ("224,802", false, 0.0),
        ("Local / regional leader", true, 1.0),
        ("Simon Chabuka", false, 0.0),
        ("Contact person", true, 1.0),
        ("Tendai Moyo", false, 0.0),
        ("E-mail", true, 1.0),
        ("tendai@mutare.example", false, 0.0),
        ("Motivations for joining the campaign", true, 1.0),
        ("We want to learn from other cities.", false, 0.0),
    ]);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
}

#[test]
fn boxes_below_one_another_are_read_together() {
    let boxes = [
        ["Name of the local or regional government", "City of Mutare"],
        ["Country", "Zimbabwe"],
        ["Type of government", "Municipality"],
        ["Local / regional leader", "Simon Chabuka"],
        ["Contact person", "Tendai Moyo"],
        ["E-mail", "tendai@mutare.example"],
        ["Motivations for joining the campaign", "We want to learn."],
        ["What else we ask of nobody", "Nothing."],
    ];
    let blocks = boxes.iter().map(|lines| {
        let lines = lines.iter().map(|text| line(text)).collect();
        Block::Table(Table {
            rows: vec![Row {
                cells: vec![Cell {
                    column: 0,
                    span: 1,
                    blocks: lines,
                }],
            }],
        })
    });
    let document = Document {
        kind: Kind::Pdf,
        blocks: blocks.collect(),
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    assert_eq!(said(form, "contact_email"), "tendai@mutare.example");
    // The box that nobody knows is told from the answer above it.
    assert_eq!(said(form, "motivation"), "We want to learn.");
}

#[test]
fn columns_that_begin_at_the_right_have_their_labels_there() {
    let lines = FORM.lines().enumerate().filter_map(|(at, text)| {
        let (label, value) = text.split_once(": ")?;
        let top = 100.0 + 18.0 * at as f32;
        let until = |right: f32, text: &str| Segment {
            text: text.to_owned(),
            place: [right - 5.0 * text.len() as f32, top, right, top + 10.0],
            confidence: 1.0,
            ..Segment::default()
        };
        Some(Block::Line(Line {
            segments: vec![until(540.0, label), until(320.0, value)],
            gap: 0.6,
            page: 1,
            ..Line::default()
        }))
    });
    let mut blocks: Vec<Block> = lines.collect();
    // The label of the town goes on below its line, and its value stands beside the middle of both.
    let own = |text: &str, right: f32, top: f32| {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                place: [right - 5.0 * text.len() as f32, top, right, top + 10.0],
                confidence: 1.0,
                ..Segment::default()
            }],
            page: 1,
            ..Line::default()
        })
    };
    blocks.splice(
        0..1,
        [
            own("Name of the local or", 540.0, 84.0),
            own("City of Mutare", 320.0, 90.0),
            own("regional government", 540.0, 96.0),
        ],
    );
    let document = Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
}

#[test]
fn boxes_in_columns_answer_the_question_above_them_and_are_no_labels() {
    let at = |text: &str, left: f32, top: f32| Segment {
        text: text.to_owned(),
        place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        ..Segment::default()
    };
    let mut lines = Vec::new();
    for (step, text) in FORM.lines().enumerate() {
        let top = 100.0 + 60.0 * step as f32;
        let Some((label, value)) = text.split_once(": ") else {
            continue;
        };
        if label == "Type of government" {
            lines.push(vec![at(label, 50.0, top)]);
            for (row, texts) in [["☐ District", "☐ Region"], ["☒ Municipality", "☐ Other"]]
                .into_iter()
                .enumerate()
            {
                let top = top + 14.0 + 14.0 * row as f32;
                lines.push(vec![at(texts[0], 50.0, top), at(texts[1], 300.0, top)]);
            }
        } else {
            lines.push(vec![at(label, 50.0, top), at(value, 250.0, top)]);
        }
    }
    let document = Document {
        kind: Kind::Pdf,
        blocks: lines
            .into_iter()
            .map(|segments| {
                Block::Line(Line {
                    segments,
                    gap: 0.6,
                    page: 1,
                    ..Line::default()
                })
            })
            .collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "gov_type"), "municipality");
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
}

#[test]
fn a_heading_in_bold_behind_an_answer_is_no_part_of_it() {
    let document = printed(&[
        (
            "Name of the local or regional government: City of Mutare",
            false,
            1.0,
        ),
        ("Country: Zimbabwe", false, 0.0),
        ("Postal address: Civic Centre, Mutare", false, 0.0),
        ("Who is who", true, 1.0),
        ("Local / regional leader: Simon Chabuka", false, 0.0),
        ("Contact person: Tendai Moyo", false, 0.0),
        ("E-mail: tendai@mutare.example", false, 0.0),
        (
            "Motivations for joining the campaign: We want to learn.",
            false,
            0.0,
        ),
        ("All in a row", true, 1.0),
        ("Population: 224,802", false, 0.0),
    ]);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(
        said(only(&finding), "postal_address"),
        "Civic Centre, Mutare"
    );
    assert_eq!(said(only(&finding), "motivation"), "We want to learn.");
}

#[test]
fn a_label_that_goes_on_in_lower_case_begins_no_row() {
    let at = |text: &str, left: f32, top: f32| Segment {
        text: text.to_owned(),
        place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        ..Segment::default()
    };
    let mut lines = Vec::new();
    for (step, text) in FORM.lines().enumerate() {
        let Some((label, value)) = text.split_once(": ") else {
            continue;
        };
        let top = 100.0 + 40.0 * step as f32;
        lines.push((0.6, vec![at(label, 50.0, top), at(value, 250.0, top)]));
        if label == "Contact person" {
            // Both the label and the answer go on, and the rest of the label is a label elsewhere.
            let rest = [
                at("e-mail and the like", 50.0, top + 12.0),
                at("Gweru", 250.0, top + 12.0),
            ];
            lines.push((0.0, rest.to_vec()));
        }
    }
    let block = |(gap, segments)| {
        Block::Line(Line {
            segments,
            gap,
            page: 1,
            ..Line::default()
        })
    };
    let document = Document {
        kind: Kind::Pdf,
        blocks: lines.into_iter().map(block).collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo Gweru");
}

#[test]
fn a_bold_line_with_a_colon_in_it_is_one_label_where_answers_are_plain() {
    let bold = |text: &str, bold: bool| {
        let Block::Line(mut line) = line(text) else {
            unreachable!()
        };
        line.segments[0].bold = bold;
        line.gap = if bold { 2.0 } else { 1.0 };
        Block::Line(line)
    };
    let rows = [
        ("Name of the local or regional government", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Population", "224,802"),
        ("Local / regional leader", "Simon Chabuka"),
        ("Contact person", "Tendai Moyo"),
        ("E-mail", "tendai@mutare.example"),
        (
            "Human rights: why they are useful for local action",
            "They tell us whom a plan forgets.",
        ),
        (
            "Motivation for joining the campaign",
            "To learn from others.",
        ),
    ];
    let blocks = rows
        .iter()
        .flat_map(|(label, answer)| [bold(label, true), bold(answer, false)])
        .collect();
    let document = Document {
        blocks,
        ..Document::default()
    };
    let finding = read(&letter("", "The form is attached."), vec![document]);
    let submission = only(&finding);
    assert_eq!(
        said(submission, "why_hr"),
        "They tell us whom a plan forgets."
    );
    assert_eq!(said(submission, "motivation"), "To learn from others.");
}

#[test]
fn a_frame_around_a_part_of_the_form_is_no_table() {
    let mut document = printed(&[
        ("Name of your municipality", true, 0.5),
        ("City of Mutare", false, 0.3),
        ("Country", true, 0.5),
        ("Zimbabwe", false, 0.3),
        ("Population (last census)", true, 0.5),
        ("224,802", false, 0.3),
        ("Elected head of the council", true, 0.5),
        ("Simon Chabuka", false, 0.3),
        ("Contact person", true, 0.5),
        ("Rudo Moyo", false, 0.3),
        ("E-mail", true, 0.5),
        ("rudo@mutare.example", false, 0.3),
        ("Motivation to join the campaign", true, 0.5),
        (
            "We wish to learn from other cities and to be held to our word.",
            false,
            0.3,
        ),
    ]);
    let cell = Cell {
        span: 1,
        blocks: std::mem::take(&mut document.blocks),
        ..Cell::default()
    };
    document.blocks = vec![Block::Table(Table {
        rows: vec![Row { cells: vec![cell] }],
    })];
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "City of Mutare");
    assert_eq!(said(form, "country"), "ZW");
    assert_eq!(said(form, "contact_name"), "Rudo Moyo");
}

#[test]
fn rings_to_choose_from_are_no_words_of_the_label_above_them() {
    let line = |text: &str| {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                confidence: 1.0,
                ..Segment::default()
            }],
            page: 1,
            ..Line::default()
        })
    };
    let boxed = |lines: &[&str]| {
        let cell = Cell {
            span: 1,
            blocks: lines.iter().map(|text| line(text)).collect(),
            ..Cell::default()
        };
        Block::Table(Table {
            rows: vec![Row { cells: vec![cell] }],
        })
    };
    let mut blocks: Vec<Block> = FORM
        .lines()
        .filter_map(|text| text.split_once(": "))
        .filter(|(label, _)| !label.contains("UCLG"))
        .map(|(label, value)| boxed(&[label, value]))
        .collect();
    blocks.push(boxed(&["Member of UCLG:", "● Yes", "○ No"]));
    let document = Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "uclg_member"), "yes");
}

#[test]
fn labels_in_two_columns_have_their_answers_below_them_whatever_they_are_called() {
    let at = |text: &str, left: f32, top: f32| Segment {
        text: text.to_owned(),
        place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
        confidence: 1.0,
        ..Segment::default()
    };
    let rows = [
        ["Nome do governo local", "Como consta o nome em inglês?"],
        ["Câmara Municipal da Praia", "Praia"],
        ["País", "Ilha"],
        ["Cabo Verde", "Santiago"],
        ["Que tipo de governo são", "Total de habitantes"],
        ["Câmara Municipal", "142.181"],
        ["Portal", "Quem lidera o governo?"],
        ["https://cmpraia.example", "Nelson Lobo d'Ávila"],
        ["Cargo que essa pessoa exerce", "Período no cargo"],
        ["Presidente da Câmara", "2026-2030"],
        ["Pessoa de contato", "Correio eletrónico"],
        ["Filomena Mourão Valente", "fvalente@cmpraia.example"],
        [
            "Motivação para aderir à campanha",
            "Direitos humanos: o que já fazem",
        ],
        [
            "Queremos aprender com outras cidades.",
            "Um provedor municipal ouve queixas.",
        ],
    ];
    let lines = rows.iter().enumerate().map(|(row, [one, two])| {
        let top = 50.0 + 20.0 * row as f32;
        Block::Line(Line {
            segments: vec![at(one, 50.0, top), at(two, 300.0, top)],
            gap: if row > 0 && row % 2 == 0 { 1.0 } else { 0.2 },
            page: 1,
            ..Line::default()
        })
    });
    let document = Document {
        kind: Kind::Pdf,
        blocks: lines.collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Campanha\r\n", "Segue o formulário.");
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name_en"), "Praia");
    assert_eq!(said(form, "subdivision"), "Santiago");
    assert_eq!(said(form, "leader_title"), "Presidente da Câmara");
    assert_eq!(said(form, "mandate"), "2026-2030");
}
