//! Forms whose labels are printed in smaller type below their answers.

use super::*;

/// A document of lines of these sizes, each with the space above it.
fn set(lines: &[(&str, f32, f32)]) -> Document {
    let mut top = 50.0;
    let blocks = lines.iter().map(|(text, size, gap)| {
        top += size * (1.0 + gap);
        Block::Line(Line {
            segments: vec![Segment {
                text: (*text).to_owned(),
                place: [50.0, top, 50.0 + 5.0 * text.len() as f32, top + size],
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

const CAPTIONED: [(&str, &str); 7] = [
    ("City of Mutare", "Name of the local or regional government"),
    ("Zimbabwe", "Country"),
    ("Municipality", "Type of government"),
    ("Simon Chabuka", "Name of the mayor"),
    ("Mayor", "Function of the leader"),
    ("tendai@mutare.example", "E-mail of the contact person"),
    (
        "We want to learn from other cities.",
        "Motivations for joining the campaign",
    ),
];

#[test]
fn captions_in_smaller_type_below_their_answers_are_labels() {
    let frame = |(at, (answer, caption)): (usize, (&str, &str))| {
        let top = 60.0 * at as f32 + 50.0;
        let line = |text: &str, top: f32, size: f32| {
            Block::Line(Line {
                segments: vec![Segment {
                    text: text.to_owned(),
                    place: [50.0, top, 50.0 + 5.0 * text.len() as f32, top + size],
                    confidence: 1.0,
                    ..Segment::default()
                }],
                page: 1,
                ..Line::default()
            })
        };
        let cell = Cell {
            column: 0,
            span: 1,
            blocks: vec![line(answer, top, 10.0), line(caption, top + 14.0, 8.0)],
        };
        Block::Table(Table {
            rows: vec![Row { cells: vec![cell] }],
        })
    };
    let frames = [
        ("City of Mutare", "Name of the local or regional government"),
        ("Zimbabwe", "Country"),
        ("Municipality", "Type of government"),
        ("Simon Chabuka", "Who heads us"),
        ("Mayor", "Office he or she holds"),
        ("Tendai Moyo", "Contact person"),
        ("tendai@mutare.example", "E-mail"),
        (
            "We want to learn from other cities and to be held to our word by them.",
            "Motivations for joining the campaign",
        ),
    ];
    let document = Document {
        kind: Kind::Pdf,
        blocks: frames.into_iter().enumerate().map(frame).collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("country", "ZW"),
        ("gov_type", "municipality"),
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_email", "tendai@mutare.example"),
        (
            "motivation",
            "We want to learn from other cities and to be held to our word by them.",
        ),
    ] {
        assert_eq!(said(only(&finding), field), value, "{field}");
    }
}

#[test]
fn captions_in_smaller_type_below_a_line_to_write_on_are_labels() {
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    for bracketed in [false, true] {
        let captions: Vec<String> = CAPTIONED
            .iter()
            .map(|(_, caption)| match bracketed {
                true => format!("({caption})"),
                false => (*caption).to_owned(),
            })
            .collect();
        let lines: Vec<(&str, f32, f32)> = CAPTIONED
            .iter()
            .zip(&captions)
            .flat_map(|((answer, _), caption)| [(*answer, 10.0, 1.5), (caption.as_str(), 7.0, 0.3)])
            .collect();
        let finding = read(&mail, vec![set(&lines)]);
        assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
        assert_eq!(said(only(&finding), "country"), "ZW");
        assert_eq!(said(only(&finding), "leader_title"), "Mayor");
    }
}

#[test]
fn labels_in_smaller_type_above_their_answers_are_no_captions_of_the_answers_before() {
    let lines: Vec<(&str, f32, f32)> = CAPTIONED
        .iter()
        .flat_map(|(answer, label)| [(*label, 7.0, 1.2), (*answer, 10.0, 0.2)])
        .collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![set(&lines)]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
    assert_eq!(said(only(&finding), "country"), "ZW");
}

#[test]
fn a_label_in_small_type_asks_for_what_stands_in_the_box_below_it() {
    let lines = [
        (
            "Name of the local or regional government: City of Mutare",
            10.0,
            1.5,
        ),
        ("Country: Zimbabwe", 10.0, 1.5),
        (
            "State / Province: Manicaland and the eastern highlands",
            10.0,
            1.5,
        ),
        ("Type of government", 8.0, 0.9),
        ("☒ Municipality ☐ Province", 10.0, 0.3),
        (
            "Postal address: Civic Centre, Herbert Chitepo Street, Mutare",
            10.0,
            1.5,
        ),
        ("Name of the mayor", 8.0, 0.9),
        ("Simon Chabuka", 10.0, 0.3),
        (
            "Contact person: Tendai Moyo from the office of the clerk",
            10.0,
            1.5,
        ),
        ("Motivations for joining the campaign", 8.0, 0.9),
        ("We want to learn from other cities.", 10.0, 0.3),
        (
            "Other networks: ICLEI, Metropolis, C40 and Learning Cities",
            10.0,
            1.5,
        ),
        ("Member of UCLG", 8.0, 0.9),
        ("Yes", 10.0, 0.3),
    ];
    let mut document = set(&lines);
    for block in document.blocks.iter_mut().skip(4).step_by(3) {
        let cell = Cell {
            column: 0,
            span: 1,
            blocks: vec![block.clone()],
        };
        *block = Block::Table(Table {
            rows: vec![Row { cells: vec![cell] }],
        });
    }
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "gov_type"), "municipality");
}

#[test]
fn a_label_with_its_answer_beside_it_is_no_caption_of_the_heading_above() {
    let rows = [
        ("Your town", ["Name of the municipality", "City of Mutare"]),
        ("Leader", ["Name of the mayor", "Simon Chabuka"]),
        ("Contact", ["Name of the contact person", "Tendai Moyo"]),
        (
            "More",
            ["Motivations for joining the campaign", "We want to learn."],
        ),
        ("Where", ["Country of the government", "Zimbabwe"]),
        ("What", ["Type of government", "Municipality"]),
    ];
    let mut document = set(&[]);
    for (at, (heading, row)) in (0..).zip(rows) {
        let top = 50.0 + 60.0 * at as f32;
        let place = |text: &str, left: f32, top: f32, size: f32, bold: bool| Segment {
            text: text.to_owned(),
            place: [left, top, left + 5.0 * text.len() as f32, top + size],
            bold,
            confidence: 1.0,
            ..Segment::default()
        };
        let line = |segments: Vec<Segment>, gap: f32| {
            Block::Line(Line {
                segments,
                gap,
                page: 1,
                ..Line::default()
            })
        };
        document.blocks.extend([
            line(vec![place(heading, 50.0, top, 10.0, true)], 1.0),
            line(
                vec![
                    place(row[0], 50.0, top + 18.0, 8.0, true),
                    place(row[1], 300.0, top + 18.0, 9.0, false),
                ],
                0.8,
            ),
        ]);
    }
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}

#[test]
fn a_question_in_bold_over_small_help_is_no_answer_where_answers_are_in_plain_type() {
    let why =
        "Why are human rights relevant values and a useful framework for guiding local action?";
    let pairs = CAPTIONED.iter();
    let pairs = pairs.flat_map(|(answer, label)| [(*answer, 10.0, 1.5), (*label, 7.0, 0.3)]);
    let more = [
        (why, 10.0, 1.5),
        ("200 words at most", 7.0, 0.3),
        ("They outlive elections.", 10.0, 0.5),
    ];
    let mut document = set(&pairs.chain(more).collect::<Vec<_>>());
    for block in &mut document.blocks {
        if let Block::Line(line) = block {
            line.segments[0].bold = line.segments[0].text == why;
        }
    }
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert!(said(only(&finding), "why_hr").ends_with("They outlive elections."));
}

/// A document with these texts beside one another in two columns, answers in larger type than captions.
fn beside(rows: &[([&str; 2], f32, f32)]) -> Document {
    let mut document = set(&[]);
    let mut top = 50.0;
    for (texts, size, gap) in rows {
        top += size * (1.0 + gap);
        let segment = |(text, left): (&&str, f32)| Segment {
            text: (*text).to_owned(),
            place: [left, top, left + 4.0 * text.len() as f32, top + size],
            confidence: 1.0,
            ..Segment::default()
        };
        let texts = texts.iter().zip([50.0, 310.0]);
        let segments = texts.filter(|(text, _)| !text.is_empty()).map(segment);
        document.blocks.push(Block::Line(Line {
            segments: segments.collect(),
            gap: *gap,
            page: 1,
            ..Line::default()
        }));
    }
    document
}

#[test]
fn captions_stand_below_answers_that_stand_side_by_side_and_where_nothing_is_answered() {
    let rows = [
        (
            ["City of Mutare", "Zimbabwe"],
            ["(Name of the local or regional government)", "(Country)"],
        ),
        (
            ["Municipality", ""],
            ["(Type of government)", "(Other networks)"],
        ),
        (
            ["", "Simon Chabuka"],
            ["(Resolution of the council)", "(Name of the mayor)"],
        ),
        (
            ["Tendai Moyo", "Town Clerk"],
            [
                "(Who answers our letters)",
                "(Position of the contact person)",
            ],
        ),
        (
            ["tendai@mutare.example", "2026-02-03"],
            ["(E-mail)", "(Date)"],
        ),
        (
            ["To learn from other cities.", ""],
            ["(Motivations for joining the campaign)", ""],
        ),
    ];
    let lines: Vec<([&str; 2], f32, f32)> = rows
        .iter()
        .flat_map(|(answers, captions)| {
            let answered = answers.iter().any(|answer| !answer.is_empty());
            let answers = answered.then_some((*answers, 10.0, 1.5));
            answers.into_iter().chain([(*captions, 7.0, 0.3)])
        })
        .collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![beside(&lines)]);
    let form = only(&finding);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("country", "ZW"),
        ("gov_type", "municipality"),
        ("leader_name", "Simon Chabuka"),
        ("contact_name", "Tendai Moyo"),
        ("contact_role", "Town Clerk"),
        ("contact_email", "tendai@mutare.example"),
        ("signed_on", "2026-02-03"),
    ] {
        assert_eq!(said(form, field), value, "{field}");
    }
    for field in ["networks", "council_decision"] {
        assert!(!form.fields.contains_key(field), "{field}");
    }
}

#[test]
fn labels_of_a_scan_whose_ink_is_lower_than_that_of_the_answers_above_them_are_no_captions() {
    let lines = [
        ("Name of the local or regional government", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Type of government", "Municipality"),
        ("Name of the mayor", "Peggy Chabuka"),
        ("Term of office", "(2023-2027)"),
        ("Focal Point", "Tendai Moyo"),
        ("Other networks", "Mercocity"),
        ("Member of UCLG", "(yes)"),
        ("E-mail", "peggy@mutare.example"),
    ];
    let mut baseline = 50.0;
    let mut set = |text: &str, step: f32| {
        baseline += step;
        let descends = text.contains(|c| "gjpqy,;()".contains(c));
        let bottom = baseline + if descends { 2.0 } else { 0.0 };
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                place: [50.0, baseline - 7.3, 50.0 + 5.0 * text.len() as f32, bottom],
                confidence: 0.95,
                ..Segment::default()
            }],
            gap: step / 10.0 - 1.0,
            page: 1,
            ..Line::default()
        })
    };
    let steps = lines
        .iter()
        .flat_map(|(label, answer)| [(*label, 18.5), (*answer, 17.0)]);
    let document = Document {
        kind: Kind::Ocr,
        blocks: steps.map(|(text, step)| set(text, step)).collect(),
        pages: 1,
        ..Document::default()
    };
    let mail = letter(
        "Subject: Joining the campaign 10, 100, 1000\r\n",
        "Please find our form attached.",
    );
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
    assert_eq!(said(only(&finding), "networks"), "Mercocity");
}

#[test]
fn headings_over_labels_in_smaller_type_are_no_answers_above_captions() {
    let mut top = 50.0;
    let mut set = |texts: &[(&str, f32)], size: f32, gap: f32| {
        top += size * (1.0 + gap);
        let segment = |(text, left): &(&str, f32)| Segment {
            text: (*text).to_owned(),
            place: [*left, top, left + 5.0 * text.len() as f32, top + size],
            confidence: 1.0,
            bold: size > 11.0,
            ..Segment::default()
        };
        Block::Line(Line {
            segments: texts.iter().map(segment).collect(),
            gap,
            page: 1,
            ..Line::default()
        })
    };
    let parts: [(&str, &[(&str, &str)]); 4] = [
        (
            "A. Your government",
            &[
                ("Official name of your government:", "City of Mutare"),
                ("State (country):", "Zimbabwe"),
                ("Number of inhabitants:", "224,802"),
            ],
        ),
        (
            "B. Political leadership",
            &[
                ("Name of the mayor or elected leader:", "Simon Chabuka"),
                ("Title of the leader:", "Mayor"),
            ],
        ),
        (
            "C. Contact details",
            &[
                ("Contact person:", "Tendai Moyo"),
                ("E-mail of the contact person:", "tendai@mutare.example"),
                ("Telephone number:", "+263 20 64412"),
            ],
        ),
        (
            "D. Your views",
            &[(
                "Motivations for joining the campaign:",
                "We want to learn from others.",
            )],
        ),
    ];
    let mut blocks = Vec::new();
    for (title, labels) in parts {
        blocks.push(set(&[(title, 50.0)], 12.0, 1.5));
        for (at, (label, answer)) in labels.iter().enumerate() {
            let gap = if at == 0 { 0.5 } else { 1.2 };
            blocks.push(set(&[(label, 50.0), (answer, 300.0)], 9.0, gap));
        }
    }
    let document = Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter(
        "Subject: Joining the campaign 10, 100, 1000\r\n",
        "Please find our form attached.",
    );
    let finding = read(&mail, vec![document]);
    let form = only(&finding);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("country", "ZW"),
        ("leader_name", "Simon Chabuka"),
        ("contact_name", "Tendai Moyo"),
        ("motivation", "We want to learn from others."),
    ] {
        assert_eq!(said(form, field), value, "{field}");
    }
}

#[test]
fn an_answer_above_its_caption_is_no_label_whatever_its_word() {
    let rest = [
        ("City", "(sort: city, district, region, association)"),
        ("224,802", "(number of inhabitants)"),
    ];
    let lines: Vec<(&str, f32, f32)> = CAPTIONED[..2]
        .iter()
        .chain(&rest)
        .chain(&CAPTIONED[3..])
        .flat_map(|(answer, caption)| [(*answer, 10.0, 1.5), (*caption, 7.0, 0.3)])
        .collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![set(&lines)]);
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
    assert_eq!(
        said(only(&finding), "contact_email"),
        "tendai@mutare.example"
    );
}
