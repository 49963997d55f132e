//! Forms in a language of which no rule knows a label: their layout and what can be nothing but an answer tell them.

use super::*;

/// Labels in invented words, with answers that anybody would give. The words for human rights stand in the title.
const FORM: [(&str, &str); 22] = [
    ("Bramo vel tarku", "City of Mutare"),
    ("Bramo zu anglik", "Mutare"),
    ("Oltre mon", "Zimbabwe"),
    ("Kanti", "Manicaland"),
    ("Pondi sul fren", "Municipality"),
    ("Huvu bantre", "224 802"),
    ("Nettu plas", "www.mutare.example"),
    ("Kes lidra", "Simon Chabuka"),
    ("Sul funka", "Mayor"),
    ("Tempa lidru", "2023-2028"),
    ("Kes paroli", "Tendai Moyo"),
    ("Sul burra", "Social Department"),
    ("Lettra elektri", "tendai@mutare.example"),
    ("Numra vok", "+263 20 64412"),
    ("Strada ei plas", "1 Queens Way, 20100 Mutare"),
    (
        "Pur ke tarku frendi munti?",
        "We open the clinic and hear the complaint. Nobody else is as near.",
    ),
    (
        "Ke dona munti zu tarku?",
        "They give all departments the same measure and show whom we forget.",
    ),
    (
        "Ke mova vos?",
        "We look for friends who tell us the truth about what we do.",
    ),
    (
        "Ke plani hava vos?",
        "The ombudsman receives on Tuesdays at the old station house.",
    ),
    ("Hava vos UCLG?", "No"),
    ("Mota publika?", "Yes"),
    ("Dia signa", "27 February 2026"),
];

const TITLE: &str = "Folia – human rights";

fn line(text: &str, place: [f32; 4], bold: bool, gap: f32) -> Block {
    Block::Line(Line {
        segments: vec![Segment {
            text: text.to_owned(),
            place,
            bold,
            confidence: 1.0,
            ..Segment::default()
        }],
        gap,
        page: 1,
        ..Line::default()
    })
}

fn formed(kind: Kind, blocks: Vec<Block>) -> Vec<Submission> {
    let document = Document {
        kind,
        blocks,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Folia\r\n", "Bon dia.");
    read(&mail, vec![document]).submissions
}

fn check(forms: &[Submission]) {
    let [form] = forms else {
        panic!("{} forms", forms.len())
    };
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("lrg_name_en", "Mutare"),
        ("country", "ZW"),
        ("gov_type", "municipality"),
        ("website", "https://www.mutare.example"),
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("mandate", "2023-2028"),
        ("contact_name", "Tendai Moyo"),
        ("contact_email", "tendai@mutare.example"),
        ("contact_phone", "+2632064412"),
        (
            "why_lrg",
            "We open the clinic and hear the complaint. Nobody else is as near.",
        ),
        (
            "policies",
            "The ombudsman receives on Tuesdays at the old station house.",
        ),
        ("uclg_member", "no"),
        ("consent_publish", "yes"),
        ("signed_on", "2026-02-27"),
    ] {
        assert_eq!(said(form, field), value, "{field}");
    }
}

/// Each label over its answer; `look` gives size, boldness and the space above of labels and answers.
fn stacked(label: (f32, bool, f32), answer: (f32, bool, f32)) -> Vec<Block> {
    let mut top = 40.0;
    let mut out = vec![line(TITLE, [50.0, 20.0, 300.0, 36.0], true, 0.0)];
    for (asked, said) in FORM {
        for (text, (size, bold, gap)) in [(asked, label), (said, answer)] {
            top += (1.0 + gap) * size;
            let right = 50.0 + 5.0 * text.len() as f32;
            out.push(line(text, [50.0, top, right, top + size], bold, gap));
        }
    }
    out
}

#[test]
fn small_print_over_answers_is_labels() {
    check(&formed(
        Kind::Pdf,
        stacked((9.0, false, 1.0), (11.0, false, 1.0)),
    ));
}

#[test]
fn the_space_above_tells_labels_from_answers() {
    check(&formed(
        Kind::Pdf,
        stacked((11.0, false, 0.5), (11.0, false, 0.3)),
    ));
}

#[test]
fn lines_in_one_look_take_turns() {
    check(&formed(
        Kind::Pdf,
        stacked((11.0, false, 0.3), (11.0, false, 0.3)),
    ));
}

#[test]
fn cells_side_by_side_and_rows_over_rows_are_told_by_their_answers() {
    let cell = |column: usize, text: &str| Cell {
        column: column as u32,
        span: 1,
        blocks: vec![line(text, [0.0; 4], false, 0.0)],
    };
    let beside = FORM.chunks(2).map(|pairs| Row {
        cells: pairs
            .iter()
            .enumerate()
            .flat_map(|(at, (label, answer))| [cell(2 * at, label), cell(2 * at + 1, answer)])
            .collect(),
    });
    let title = || line(TITLE, [0.0; 4], true, 0.0);
    let beside = Block::Table(Table {
        rows: beside.collect(),
    });
    check(&formed(Kind::Docx, vec![title(), beside]));
    let row = |pairs: &[(&str, &str)], which: fn(&(&str, &str)) -> String| Row {
        cells: pairs
            .iter()
            .enumerate()
            .map(|(at, pair)| cell(at, &which(pair)))
            .collect(),
    };
    let below = FORM.chunks(3).flat_map(|pairs| {
        [
            row(pairs, |(label, _)| (*label).to_owned()),
            row(pairs, |(_, answer)| (*answer).to_owned()),
        ]
    });
    let below = Block::Table(Table {
        rows: below.collect(),
    });
    check(&formed(Kind::Docx, vec![title(), below]));
}

#[test]
fn labels_wrapped_in_their_column_go_on_below_their_answers() {
    let mut top = 40.0;
    let mut blocks = vec![line(TITLE, [50.0, 20.0, 300.0, 36.0], true, 0.0)];
    for (label, answer) in FORM {
        top += 13.0;
        let segment = |text: &str, left: f32| Segment {
            text: text.to_owned(),
            place: [
                left,
                top,
                left + 5.0 * text.len().min(40) as f32,
                top + 10.0,
            ],
            confidence: 1.0,
            ..Segment::default()
        };
        let (first, rest) = label.split_once(" z").unwrap_or((label, ""));
        blocks.push(Block::Line(Line {
            segments: vec![segment(first, 50.0), segment(answer, 260.0)],
            gap: 0.3,
            page: 1,
            ..Line::default()
        }));
        if !rest.is_empty() {
            top += 13.0;
            let right = 60.0 + 5.0 * rest.len() as f32;
            blocks.push(line(
                &format!("z{rest}"),
                [50.0, top, right, top + 10.0],
                false,
                0.3,
            ));
        }
    }
    check(&formed(Kind::Pdf, blocks));
}

#[test]
fn what_answers_less_than_our_forms_ask_is_none_of_ours() {
    let mut blocks = stacked((9.0, false, 1.0), (11.0, false, 1.0));
    // Without what governments have and think.
    let governs = ["Huvu", "Pondi", "Tempa", "Hava", "Ke ", "Pur ke"];
    let keep = |block: &Block| match block {
        Block::Line(line) => {
            let text = line.segments[0].text.as_str();
            let own = |at: &str| {
                FORM.iter().any(|(label, answer)| {
                    label.starts_with(at) && [*label, *answer].contains(&text)
                })
            };
            !governs.iter().any(|at| own(at))
        }
        Block::Table(_) => true,
    };
    blocks.retain(keep);
    assert!(formed(Kind::Pdf, blocks).is_empty());
}
