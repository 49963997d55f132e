//! Labels with numbers of their own, and labels and answers that are told by how and where they are printed.

use super::pages::printed;
use super::*;

fn of(document: Document) -> Submission {
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

/// A Word file of paragraphs, in bold where they begin with a star.
fn paragraphs(texts: &[&str]) -> Submission {
    let blocks = texts.iter().map(|text| {
        let mut block = starred(text);
        if let Block::Line(line) = &mut block {
            line.gap = 1.0;
        }
        block
    });
    of(Document {
        kind: Kind::Docx,
        blocks: blocks.collect(),
        ..Document::default()
    })
}

/// A page of lines of two texts, the second in bold and empty where the first has the line to itself.
fn light(lines: &[(&str, &str)]) -> Submission {
    let text = |text: &str, bold: bool| Segment {
        text: text.to_owned(),
        bold,
        confidence: 1.0,
        ..Segment::default()
    };
    let blocks = lines.iter().map(|(label, answer)| {
        let own = Some(text(label.trim_start_matches('*'), label.starts_with('*')));
        let behind = (!answer.is_empty()).then(|| text(answer, true));
        Block::Line(Line {
            segments: own.into_iter().chain(behind).collect(),
            gap: 1.0,
            ..Line::default()
        })
    });
    of(Document {
        kind: Kind::Rtf,
        blocks: blocks.collect(),
        ..Document::default()
    })
}

/// A Word file of some tables.
fn tables(all: &[&[&[&str]]]) -> Submission {
    let mut document = Document {
        kind: Kind::Docx,
        ..Document::default()
    };
    for rows in all {
        document.blocks.extend(table(rows).blocks);
        document.blocks.push(line(""));
    }
    of(document)
}

const NAME: &[&str] = &["Name of the local or regional government", "City of Mutare"];
const COUNTRY: &[&str] = &["Country", "Zimbabwe"];
const KIND: &[&str] = &["Type of government", "Municipality"];
const LEADER: &[&str] = &["Local / regional leader", "Simon Chabuka"];
const CONTACT: &[&str] = &["Contact person", "Tendai Moyo"];
const MAIL: &[&str] = &["E-mail", "tendai@mutare.example"];
const MOTIVES: &[&str] = &["Motivations for joining the campaign", "We want to learn."];
const WHY: &str =
    "Why are human rights relevant values and a useful framework for guiding local action?";
const REASONS: &[&str] = &[WHY, "They outlive elections."];

#[test]
fn labels_behind_small_letters_are_no_middle_of_a_sentence() {
    let form = paragraphs(&[
        "*a) Official name of the local authority",
        "City of Mutare",
        "*b) Country",
        "Zimbabwe",
        "*c) Population",
        "224,802",
        "*d) E-mail of the contact person",
        "tendai@mutare.example",
        "*e) Motivations for joining the campaign",
        "We want to learn.",
        "*f) Why are human rights relevant values and a useful framework for guiding local action?",
        "They outlive elections.",
    ]);
    assert_eq!(said(&form, "country"), "ZW");
    assert_eq!(form.fields["population"].value, 224_802);
    let form = tables(&[&[
        NAME,
        COUNTRY,
        KIND,
        &["a) Kepala daerah:", "Tri Wulandari"],
        &["b) Jabatan kepala daerah:", "Wali Kota"],
        CONTACT,
        MOTIVES,
        REASONS,
    ]]);
    assert_eq!(said(&form, "leader_name"), "Tri Wulandari");
    assert_eq!(said(&form, "leader_title"), "Wali Kota");
}

#[test]
fn a_number_before_a_label_makes_it_no_answer_to_the_title_above() {
    let form = paragraphs(&[
        "*1) 自治体名：",
        "加古川市",
        "*2) 国名：",
        "日本",
        "*3) 人口：",
        "260,000人",
        "*B. 首長",
        "*4) 首長氏名：",
        "山本 花子",
        "*5) 役職：",
        "市長",
        "*6) メールアドレス：",
        "jinken@kakogawa.example",
        "*7) 人権に関する政策・取り組み：",
        "図書館での無料法律相談。",
        "*8) キャンペーンに参加する動機：",
        "学びたいからです。",
    ]);
    assert_eq!(said(&form, "leader_name"), "山本 花子");
}

#[test]
fn a_function_that_names_the_leader_begins_no_part_of_the_form() {
    let form = paragraphs(&[
        "*A1. Nom de la collectivité :",
        "Ville de Thiès",
        "*A2. Pays :",
        "Sénégal",
        "*B. Élu responsable",
        "*B1. Nom et prénom :",
        "Awa Ndiaye",
        "*B2. Fonction :",
        "Présidente",
        "*B3. Période de mandat :",
        "2022-2027",
        "*C. Suivi de la campagne",
        "*C1. Nom et prénom :",
        "Omar Sarr",
        "*C2. Fonction :",
        "Chargé de mission",
        "*C3. Courriel :",
        "omar@thies.example",
        "*D1. Motivations pour rejoindre la campagne :",
        "Nous voulons apprendre.",
        "*D2. Politiques et initiatives en matière de droits humains :",
        "Un bus de nuit.",
    ]);
    assert_eq!(said(&form, "leader_name"), "Awa Ndiaye");
    assert_eq!(said(&form, "contact_name"), "Omar Sarr");
}

#[test]
fn what_is_in_bold_behind_a_label_with_a_sign_answers_it_and_items_are_no_labels() {
    let form = light(&[
        (
            "Name of the local or regional government:",
            "City of Mutare",
        ),
        ("Country:", "Zimbabwe"),
        ("Type of government:", "Municipality"),
        ("Contact person:", "Tendai Moyo"),
        ("E-mail:", "tendai@mutare.example"),
        ("Human rights policies and initiatives:", ""),
        ("– A night bus for all", ""),
        ("– A free clinic by the river", ""),
        ("*E. Membership", ""),
        (
            "Other networks:",
            "Mayors for Peace, Eurocities, Fearless Cities",
        ),
        ("Motivations for joining the campaign:", ""),
        ("We want to learn.", ""),
    ]);
    assert!(said(&form, "networks").contains("Eurocities"));
    assert!(said(&form, "policies").contains("clinic"));
}

#[test]
fn cells_beside_labels_answer_them() {
    let question = "They ask us a simple question before every budget line: who is left out?";
    let form = tables(&[&[
        &[NAME[0], "– City of Mutare"],
        COUNTRY,
        KIND,
        LEADER,
        CONTACT,
        MAIL,
        MOTIVES,
        &[WHY, question],
        &[
            "Validation",
            "☒ We authorise the secretariat to publish this profile on its website.",
        ],
    ]]);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "why_hr"), question);
    assert_eq!(said(&form, "consent_publish"), "yes");
}

#[test]
fn the_looks_and_numbers_of_a_table_tell_labels_from_answers() {
    let form = tables(&[
        &[NAME, COUNTRY, KIND, CONTACT, MAIL, MOTIVES, REASONS],
        &[&[
            "*Local / regional leader",
            "Simon Chabuka",
            "*Whatever people call her",
            "Mayor",
        ]],
    ]);
    assert_eq!(said(&form, "leader_title"), "Mayor");
    let form = tables(&[
        &[NAME, COUNTRY, KIND, CONTACT, MAIL, MOTIVES, REASONS],
        &[
            &["7 Burgemeester of voorzitter", "Femke Smit"],
            &["8 Ambt", "Burgemeester"],
            &["9 Zittingsperiode", "2023-2029"],
        ],
    ]);
    assert_eq!(said(&form, "leader_title"), "Burgemeester");
}

#[test]
fn labels_that_take_turns_below_their_answers_need_no_small_type() {
    let form = paragraphs(&[
        "*Government",
        "City of Mutare",
        "Name of the local or regional government",
        "Zimbabwe",
        "Country",
        "Municipality",
        "Type of government",
        "224,802",
        "Population",
        "*Elected",
        "Simon Chabuka",
        "Name of the mayor",
        "Mayor",
        "Function of the leader",
        "*Office",
        "tendai@mutare.example",
        "E-mail of the contact person",
        "*Motivations for joining the campaign:",
        "We want to learn.",
        "*Human rights policies and initiatives:",
        "A night bus.",
    ]);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "country"), "ZW");
    assert_eq!(said(&form, "leader_name"), "Simon Chabuka");
}

#[test]
fn labels_are_counted_within_their_parts() {
    let form = paragraphs(&[
        "A1. Name of the local or regional government:",
        "City of Mutare",
        "A2. Country:",
        "Zimbabwe",
        "A3. Type of government:",
        "Municipality",
        "B1. Local / regional leader:",
        "Simon Chabuka",
        "C1. Contact person:",
        "Tendai Moyo",
        "C2. E-mail:",
        "tendai@mutare.example",
        "D1. Motivations for joining the campaign:",
        "We want to learn.",
        "D2. Whatever the streets of our town say to us",
        "They are loud.",
    ]);
    assert_eq!(said(&form, "motivation"), "We want to learn.");
}

#[test]
fn a_short_title_is_no_question_for_an_essay() {
    let form = paragraphs(&[
        "*1. Name of the local or regional government:",
        "City of Mutare",
        "*2. Country:",
        "Zimbabwe",
        "*3. E-mail of the contact person:",
        "tendai@mutare.example",
        "*Motivation",
        "*4. Why are human rights relevant values and a useful framework for guiding local action?",
        "They outlive elections.",
        "*5. ¿Por qué desea su gobierno formar parte de la campaña?",
        "We want to learn.",
    ]);
    assert_eq!(said(&form, "motivation"), "We want to learn.");
}

#[test]
fn a_crossed_line_behind_an_option_is_no_answer() {
    let form = paragraphs(&[
        "Nom de la collectivité",
        "Ville de Thiès",
        "Pays",
        "Sénégal",
        "Type de gouvernement",
        "Ville / commune _X_",
        "Région",
        "Courriel de la personne de contact",
        "omar@thies.example",
        "Motivations pour rejoindre la campagne",
        "Nous voulons apprendre.",
        "Politiques et initiatives en matière de droits humains",
        "Un bus de nuit.",
    ]);
    assert_eq!(said(&form, "lrg_name"), "Ville de Thiès");
    assert_eq!(said(&form, "gov_type"), "municipality");
}

#[test]
fn numbered_labels_in_bold_go_on_below() {
    let form = of(printed(&[
        ("1) Name of the local or regional government:", true, 1.0),
        ("City of Mutare", false, 0.3),
        ("2) Country:", true, 1.0),
        ("Zimbabwe", false, 0.3),
        ("3) E-mail of the contact person:", true, 1.0),
        ("tendai@mutare.example", false, 0.3),
        ("4) Motivations for joining the campaign:", true, 1.0),
        ("We want to learn.", false, 0.3),
        (
            "5) Why are local and regional governments essential for the",
            true,
            1.0,
        ),
        ("Human rights policies?", true, 0.3),
        ("They are near.", false, 1.0),
    ]));
    assert_eq!(said(&form, "why_lrg"), "They are near.");
}

#[test]
fn lines_further_left_than_answers_are_looked_up_as_labels() {
    let lines = [
        ("Name of the local or regional government", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Type of government", "Municipality"),
        ("Contact person", "Tendai Moyo"),
        ("Motivations for joining the campaign", "We want to learn."),
        (
            "Relevance of human rights as values and as a framework for action in your territory",
            "They outlive elections.",
        ),
    ];
    let lines = lines
        .iter()
        .flat_map(|(label, answer)| [(label, 50.0), (answer, 80.0)]);
    let blocks = lines.enumerate().map(|(at, (text, left))| {
        let top = 50.0 + 14.0 * at as f32;
        Block::Line(Line {
            segments: vec![Segment {
                text: (*text).to_owned(),
                place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
                confidence: 1.0,
                ..Segment::default()
            }],
            page: 1,
            ..Line::default()
        })
    });
    let form = of(Document {
        kind: Kind::Pdf,
        blocks: blocks.collect(),
        pages: 1,
        ..Document::default()
    });
    assert_eq!(said(&form, "why_hr"), "They outlive elections.");
}
