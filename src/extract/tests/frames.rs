//! Forms set with headings, frames, small print and numbers that stand apart.

use super::*;

/// A line of these segments: text, and whether it is in bold.
fn segments(texts: &[(&str, bool)]) -> Line {
    let segment = |(text, bold): &(&str, bool)| Segment {
        text: (*text).to_owned(),
        bold: *bold,
        confidence: 1.0,
        ..Segment::default()
    };
    Line {
        segments: texts.iter().map(segment).collect(),
        gap: 1.0,
        ..Line::default()
    }
}

fn heading(text: &str) -> Block {
    Block::Line(Line {
        heading: true,
        ..segments(&[(text, true)])
    })
}

fn word(blocks: Vec<Block>) -> Document {
    Document {
        kind: Kind::Docx,
        blocks,
        ..Document::default()
    }
}

fn form(document: Document) -> Submission {
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

const FACTS: [(&str, &str); 8] = [
    ("Name of the local or regional government", "City of Mutare"),
    ("Country", "Zimbabwe"),
    ("Type of government", "Municipality"),
    ("Local / regional leader", "Simon Chabuka"),
    ("Contact person", "Tendai Moyo"),
    ("Role", "Adviser to the Mayor"),
    ("E-mail", "tendai@mutare.example"),
    ("Other networks", "ICLEI"),
];

#[test]
fn headings_above_prose_ask_for_essays_where_one_of_them_does() {
    let facts = FACTS
        .iter()
        .map(|(label, value)| line(&format!("{label}: {value}")));
    let essays = [
        (
            "VII. Why are local and regional governments essential for promoting, fulfilling and respecting human rights?",
            "Because they are near to all who live in them, and hear them first.",
        ),
        (
            "VIII. Why are human rights relevant values and a useful framework for guiding local action?",
            "Because they tell us what to do first when money is short, and why.",
        ),
        (
            "IX. Motivations for joining the campaign",
            "We want to learn from other cities and to be held to our word.",
        ),
        (
            "X. Deeds that we are proud of",
            "A night bus for women runs on all days, and the clinic is free.",
        ),
    ];
    let essays = essays
        .iter()
        .flat_map(|(head, text)| [heading(head), line(text)]);
    let closing = [heading("XI. Other"), line("Date: 2026-02-03")];
    let form = form(word(facts.chain(essays).chain(closing).collect()));
    assert_eq!(
        said(&form, "policies"),
        "A night bus for women runs on all days, and the clinic is free."
    );
    assert_eq!(said(&form, "signed_on"), "2026-02-03");
}

#[test]
fn the_number_of_a_label_that_stands_apart_is_no_part_of_the_answer_before() {
    let rows = FACTS.iter().zip(1..).flat_map(|((label, value), number)| {
        let number = format!("{number}.");
        let label = Block::Line(segments(&[(number.as_str(), false), (*label, true)]));
        [label, line(value)]
    });
    let motivation = [
        Block::Line(segments(&[
            ("9.", false),
            ("Motivations for joining the campaign", true),
        ])),
        line("To learn from others."),
        Block::Line(segments(&[
            ("10.", false),
            ("Words for which no rule has a field", true),
        ])),
        line("Whatever."),
    ];
    let form = form(word(rows.chain(motivation).collect()));
    assert_eq!(said(&form, "networks"), "ICLEI");
    assert_eq!(said(&form, "motivation"), "To learn from others.");
}

#[test]
fn a_sheet_of_what_may_be_chosen_asks_nothing() {
    let mut rows: Vec<[&str; 2]> = FACTS
        .iter()
        .map(|(label, value)| [*label, *value])
        .collect();
    rows.push([
        "Motivations for joining the campaign",
        "To learn from others.",
    ]);
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    let lists = [
        "Municipality",
        "District",
        "Province",
        "Region",
        "Association",
        "YES",
        "NO",
    ];
    let lists: Vec<[&str; 1]> = lists.iter().map(|text| [*text]).collect();
    let lists: Vec<&[&str]> = lists.iter().map(|row| row.as_slice()).collect();
    let mut document = table(&rows);
    document.blocks.extend(table(&lists).blocks);
    let form = form(document);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert!(!form.fields.contains_key("subdivision"));
    // The function of the contact names the mayor, and opens no part of the mayor's.
    assert_eq!(said(&form, "contact_email"), "tendai@mutare.example");
}

/// A frame around lines of these sizes, in bold where they are the largest.
fn frame(top: f32, page: u32, lines: &[(&str, f32)]) -> Cell {
    let blocks = lines.iter().zip(0_u8..).map(|((text, size), at)| {
        let top = top + 14.0 * f32::from(at);
        let mut line = segments(&[(*text, *size > 11.0)]);
        line.gap = if at == 1 { 1.0 } else { 0.5 };
        line.page = page;
        line.segments[0].place = [40.0, top, 40.0 + 5.0 * text.len() as f32, top + size];
        Block::Line(line)
    });
    Cell {
        column: 0,
        span: 1,
        blocks: blocks.collect(),
    }
}

#[test]
fn labels_in_small_type_above_larger_answers_are_told_by_their_size() {
    let essays = [
        frame(
            400.0,
            1,
            &[
                ("Motivations for joining the campaign", 12.0),
                (
                    "We want to learn from other cities and to be held to our word.",
                    10.0,
                ),
            ],
        ),
        frame(
            500.0,
            1,
            &[
                ("Names of our streets", 12.0),
                (
                    "Because nobody has a right to a city, and everybody has one to its streets.",
                    10.0,
                ),
            ],
        ),
        frame(
            40.0,
            2,
            &[
                ("What we do for human rights", 12.0),
                (
                    "A night bus for women runs on all days, and the clinic is free.",
                    10.0,
                ),
            ],
        ),
    ];
    let facts = [
        frame(
            40.0,
            1,
            &[
                ("The place", 12.0),
                ("Name of the local or regional government", 8.0),
                ("City of Mutare", 10.0),
                ("Country", 8.0),
                ("Zimbabwe", 10.0),
                ("Type of government", 8.0),
                ("Municipality", 10.0),
                ("People living here", 8.0),
                ("224,802", 10.0),
            ],
        ),
        frame(
            200.0,
            1,
            &[
                ("The leader", 12.0),
                ("Local / regional leader", 8.0),
                ("Simon Chabuka", 10.0),
                ("Called", 8.0),
                ("Mayor", 10.0),
                ("Contact person", 8.0),
                ("Tendai Moyo", 10.0),
                ("Works as", 8.0),
                ("Executive Secretary", 10.0),
                ("E-mail", 8.0),
                ("tendai@mutare.example", 10.0),
                ("Address", 8.0),
                ("–", 10.0),
            ],
        ),
    ];
    let single = |cell: Cell| {
        Block::Table(Table {
            rows: vec![Row { cells: vec![cell] }],
        })
    };
    let [first, second, third] = essays;
    // A page break has put two frames together.
    let rows = [second, third].map(|cell| Row { cells: vec![cell] });
    let mut blocks: Vec<Block> = facts.map(single).into_iter().collect();
    blocks.extend([
        single(first),
        Block::Table(Table {
            rows: rows.to_vec(),
        }),
    ]);
    let form = form(Document {
        kind: Kind::Pdf,
        blocks,
        pages: 2,
        ..Document::default()
    });
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("population", "224802"),
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_role", "Executive Secretary"),
        ("contact_email", "tendai@mutare.example"),
        (
            "motivation",
            "We want to learn from other cities and to be held to our word.",
        ),
        (
            "policies",
            "A night bus for women runs on all days, and the clinic is free.",
        ),
    ] {
        let found = form.fields.get(field).map(|found| found.value.to_string());
        assert_eq!(
            found.as_deref().map(|found| found.trim_matches('"')),
            Some(value),
            "{field}"
        );
    }
    assert!(!form.fields.contains_key("postal_address"));
}

#[test]
fn of_two_functions_the_one_below_the_leader_is_the_leaders() {
    let rows: [&[&str]; 9] = [
        &["Nome dell'ente", "Comune di Trento"],
        &["Stato", "Italia"],
        &["Tipo di ente", "Comune"],
        &["Legale rappresentante", "Ilaria Zanetel"],
        &["Qualifica", "Presidente"],
        &["Referente per la campagna", "Davide Obwexer"],
        &["Incarico del referente", "Segretario generale"],
        &["E-mail", "davide@trento.example"],
        &[
            "Motivazioni per aderire alla campagna",
            "Vogliamo imparare dalle altre città.",
        ],
    ];
    let form = form(table(&rows));
    assert_eq!(said(&form, "leader_title"), "Presidente");
    assert_eq!(said(&form, "contact_role"), "Segretario generale");
}

#[test]
fn a_frame_around_a_part_holds_its_title_and_labels_with_answers_behind_them() {
    let frame = |lines: &[&str]| {
        Block::Table(Table {
            rows: vec![Row {
                cells: vec![Cell {
                    column: 0,
                    span: 1,
                    blocks: lines.iter().map(|text| line(text)).collect(),
                }],
            }],
        })
    };
    let form = form(Document {
        kind: Kind::Pdf,
        blocks: vec![
            heading("Human Rights Cities: accession sheet"),
            frame(&[
                "Your government",
                "Official name of your government: City of Mutare",
                "Country: Zimbabwe",
                "Level of government: Municipality",
            ]),
            frame(&[
                "Political leadership",
                "Name of the mayor: Simon Chabuka",
                "Function: Mayor",
            ]),
            frame(&[
                "Contact details",
                "Contact person: Tendai Moyo",
                "E-mail: tendai@mutare.example",
            ]),
            frame(&[
                "Your views",
                "Why are human rights relevant values and a useful framework for guiding local action?",
                "They outlive elections.",
                "Motivations for joining the campaign",
                "We want to learn from others.",
            ]),
        ],
        pages: 1,
        ..Document::default()
    });
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("gov_type", "municipality"),
        ("leader_name", "Simon Chabuka"),
        ("contact_name", "Tendai Moyo"),
        ("why_hr", "They outlive elections."),
        ("motivation", "We want to learn from others."),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
}

#[test]
fn a_lone_date_in_the_columns_of_the_tables_above_it_is_one() {
    let row = |at: usize, label: &str, answer: &str| {
        let top = 50.0 + 20.0 * at as f32;
        let segment = |text: &str, left: f32| Segment {
            text: text.to_owned(),
            place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
            confidence: 1.0,
            ..Segment::default()
        };
        Line {
            segments: vec![segment(label, 50.0), segment(answer, 300.0)],
            page: 1,
            gap: 1.0,
            ..Line::default()
        }
    };
    let mut blocks: Vec<Block> = FACTS
        .iter()
        .enumerate()
        .map(|(at, (label, answer))| Block::Line(row(at, label, answer)))
        .collect();
    blocks.push(line("Do you agree to the publication of this profile?"));
    blocks.push(line("☒ Yes   ☐ No"));
    blocks.push(line("Motivations for joining the campaign"));
    blocks.push(line("We want to learn from others."));
    blocks.push(Block::Line(row(14, "Date", "22/8/2025")));
    let form = form(Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    });
    assert_eq!(said(&form, "signed_on"), "2025-08-22");
}

#[test]
fn words_over_a_sentence_are_labels_where_questions_stand_so() {
    let facts = FACTS
        .iter()
        .map(|(label, value)| line(&format!("{label}: {value}")));
    let essays = [
        (
            "Why are local and regional governments essential for human rights?",
            "They are near to those who need them most.",
        ),
        (
            "Why are human rights a useful framework?",
            "A fair yardstick for scarce means.",
        ),
        (
            "Your reasons",
            "To bring in the countryside, which such networks forget.",
        ),
        (
            "Deeds of the last years",
            "Night bus, shelter for women, table of the elders.",
        ),
    ];
    let mut top = 400.0;
    let mut set = |text: &str, gap: f32| {
        top += 10.0 * (1.0 + gap);
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                place: [50.0, top, 500.0, top + 10.0],
                confidence: 1.0,
                ..Segment::default()
            }],
            page: 1,
            gap,
            ..Line::default()
        })
    };
    let mut blocks: Vec<Block> = facts.collect();
    for (label, essay) in essays {
        blocks.push(set(label, 2.0));
        blocks.push(set(essay, 0.2));
    }
    let form = form(Document {
        kind: Kind::Pdf,
        blocks,
        pages: 1,
        ..Document::default()
    });
    assert_eq!(said(&form, "why_hr"), "A fair yardstick for scarce means.");
    assert_eq!(
        said(&form, "motivation"),
        "To bring in the countryside, which such networks forget."
    );
}
