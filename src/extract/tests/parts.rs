//! Answers of several parts, lists of options, and what a form prints beside its answers.

use super::*;

/// A Word file of paragraphs; those that begin with `#` are bold headings.
pub(super) fn paragraphs(text: &str) -> Document {
    let paragraph = |text: &str| {
        let Some(heading) = text.strip_prefix('#') else {
            return line(text);
        };
        let mut block = line(heading);
        if let Block::Line(line) = &mut block {
            line.heading = true;
            line.segments[0].bold = true;
        }
        block
    };
    let lines = text.lines().filter(|text| !text.is_empty());
    Document {
        kind: Kind::Docx,
        blocks: lines.map(paragraph).collect(),
        ..Document::default()
    }
}

pub(super) fn finding(form: Document) -> Finding {
    read(&letter("", "Our form."), vec![form])
}

#[test]
fn a_province_and_its_country_in_one_answer_are_two_fields() {
    for (label, answer) in [
        ("Province and country", "Manicaland, Zimbabwe"),
        ("Country and province", "Zimbabwe, Manicaland"),
        ("State / Province", "Manicaland (Zimbabwe)"),
    ] {
        let form = FORM.replace("Country: Zimbabwe", &format!("{label}: {answer}"));
        let finding = finding(paragraphs(&form));
        let submission = only(&finding);
        assert_eq!(said(submission, "country"), "ZW", "{label}");
        assert_eq!(said(submission, "subdivision"), "Manicaland", "{label}");
    }
}

#[test]
fn a_label_that_lists_what_it_wants_of_a_person_has_an_answer_with_a_line_for_each() {
    let rest: String = FORM
        .lines()
        .filter(|line| {
            !["Contact", "Position", "E-mail"]
                .iter()
                .any(|own| line.starts_with(own))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let label = "Contact person (name, position, e-mail, telephone)";
    let answers = [
        "Tendai Moyo\nHead of the Human Rights Unit\ntendai@mutare.example\n+263 20 264 4441",
        "Tendai Moyo, Head of the Human Rights Unit, tendai@mutare.example, +263 20 264 4441",
    ];
    for answer in answers {
        let form = format!("{rest}{label}:\n{answer}\nPopulation: 224,802\n");
        let finding = finding(paragraphs(&form));
        let submission = only(&finding);
        assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
        let role = said(submission, "contact_role");
        assert_eq!(role, "Head of the Human Rights Unit");
        assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
        assert_eq!(said(submission, "contact_phone"), "+263202644441");
    }
}

#[test]
fn a_list_of_what_is_wanted_behind_a_colon_is_no_answer() {
    let form = FORM
        .replace(
            "Contact person: Tendai Moyo\nPosition of the contact person: Human Rights Officer\nE-mail: tendai@mutare.example",
            "Focal point: name, position and e-mail\nTendai Moyo, Human Rights Officer, tendai@mutare.example",
        )
        .replace("Local / regional leader: Simon Chabuka\nFunction: Mayor", "Mayor (name and function):\nSimon Chabuka\nMayor");
    let finding = finding(paragraphs(&form));
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
    assert_eq!(said(submission, "contact_role"), "Human Rights Officer");
    assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(submission, "leader_title"), "Mayor");
}

#[test]
fn an_address_and_a_telephone_number_in_one_answer_are_two_fields() {
    let form = FORM.replace(
        "E-mail: tendai@mutare.example",
        "E-mail / Telephone: tendai@mutare.example / +263 20 264 4441",
    );
    let finding = finding(paragraphs(&form));
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
    assert_eq!(said(submission, "contact_phone"), "+263202644441");
}

#[test]
fn options_on_lines_of_their_own_are_read_whatever_marks_them() {
    for list in [
        "○ Municipality\n○ District / Borough\n● Province\n○ Region / State",
        "__ Municipality\n__ District / Borough\nX_ Province\n__ Region / State",
        "Municipality ___\nDistrict / Borough ___\nProvince _X_\nRegion / State ___",
        "Municipality\nDistrict / Borough\nX Province\nRegion / State",
    ] {
        let own = format!("Type of government:\n{list}");
        let form = FORM.replace("Type of government: Municipality", &own);
        let finding = finding(paragraphs(&form));
        let submission = only(&finding);
        assert_eq!(said(submission, "gov_type"), "province", "{list}");
        assert_eq!(said(submission, "lrg_name"), "City of Mutare", "{list}");
    }
}

#[test]
fn boxes_that_are_fields_have_their_captions_beside_them() {
    let mut form = paragraphs(&FORM.replace(
        "Type of government: Municipality",
        "Type of government\nBOXES",
    ));
    for block in &mut form.blocks {
        if let Block::Line(line) = block
            && line.segments[0].text == "BOXES"
        {
            let texts = ["☒", "Municipality", "☐", "Province", "☐", "Other"];
            line.segments = texts
                .into_iter()
                .enumerate()
                .map(|(at, text)| Segment {
                    text: text.to_owned(),
                    field: (at % 2 == 0).then_some(0),
                    confidence: 1.0,
                    ..Segment::default()
                })
                .collect();
        }
    }
    let finding = finding(form);
    let submission = only(&finding);
    assert_eq!(said(submission, "gov_type"), "municipality");
    assert_eq!(said(submission, "lrg_name"), "City of Mutare");
}

#[test]
fn the_same_sentence_in_front_of_two_answers_is_printed_by_the_form() {
    let help = "Please answer in your own words; examples are welcome.";
    let form = table(&[
        &["Name of the local or regional government", "City of Mutare"],
        &["Country", "Zimbabwe"],
        &["Type of government", "Municipality"],
        &["Local / regional leader", "Simon Chabuka"],
        &["Contact person", "Tendai Moyo"],
        &["E-mail", "tendai@mutare.example"],
        &[
            "Why are human rights relevant values and a useful framework for guiding local action?",
            &format!("[{help}]\nThey outlive elections."),
        ],
        &[
            "Motivations for joining the campaign",
            &format!("{help}\nWe want to learn from other cities."),
        ],
        &["Human rights policies and initiatives", help],
    ]);
    let finding = finding(form);
    let submission = only(&finding);
    assert_eq!(said(submission, "why_hr"), "They outlive elections.");
    let motivation = said(submission, "motivation");
    assert_eq!(motivation, "We want to learn from other cities.");
    assert_eq!(said(submission, "policies"), "");
}

#[test]
fn bold_heads_have_their_answers_below_whatever_words_these_are() {
    let heads = |texts: [&str; 3], bold: bool| Row {
        cells: (0..)
            .zip(texts)
            .map(|(column, text)| {
                let mut block = line(text);
                if let Block::Line(line) = &mut block {
                    line.segments[0].bold = bold;
                }
                Cell {
                    column,
                    span: 1,
                    blocks: vec![block],
                }
            })
            .collect(),
    };
    let pairs = [
        (
            [
                "Name of the local or regional government",
                "Country",
                "Type of government",
            ],
            ["City of Mutare", "Zimbabwe", "Municipality"],
        ),
        (
            ["Local / regional leader", "Function", "Contact person"],
            [
                "Simon Chabuka",
                "Head of the local government",
                "Tendai Moyo",
            ],
        ),
    ];
    let mut form = paragraphs(
        "E-mail: tendai@mutare.example\nMotivations for joining the campaign: To learn.\n\
        Why are human rights relevant values and a useful framework for guiding local action? To last.",
    );
    for (labels, answers) in pairs.into_iter().rev() {
        let rows = vec![heads(labels, true), heads(answers, false)];
        form.blocks.insert(0, Block::Table(Table { rows }));
    }
    let finding = finding(form);
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    let title = said(submission, "leader_title");
    assert_eq!(title, "Head of the local government");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}

#[test]
fn a_bare_name_below_a_heading_is_a_label_among_questions_too() {
    let form = "#Identification\nWhat is the official name of your government?\nCity of Mutare\n\
        In which country are you located?\nZimbabwe\nWhat type of government are you?\nMunicipality\n\
        #Political leadership\nName\nSimon Chabuka\nPosition\nExecutive Mayor\n#Contact point\nName\nTendai Moyo\n\
        Position\nSecretary to the Council\nE-mail\ntendai@mutare.example\n#Human rights\n\
        Why are human rights relevant values and a useful framework for guiding local action?\nThey outlive elections.\n\
        What are your motivations for joining the campaign?\nTo learn from other cities.\n\
        Are you a member of UCLG?\nYes\n";
    let finding = finding(paragraphs(form));
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(submission, "leader_title"), "Executive Mayor");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}

#[test]
fn the_day_of_a_date_is_no_number_of_a_label() {
    let mut form = String::new();
    for (at, text) in (1..).zip(FORM.replace("2026-02-03", "31 de enero de 2026").lines()) {
        let numbered = !text.is_empty() && !text.starts_with("They");
        let text = text.replace(": ", "\n");
        form += &if numbered {
            format!("{at}. {text}\n")
        } else {
            format!("{text}\n")
        };
    }
    let finding = finding(paragraphs(&form));
    assert_eq!(said(only(&finding), "signed_on"), "2026-01-31");
}

#[test]
fn a_table_of_participants_is_no_form() {
    let person = |name: &'static str, town: &'static str, mail: &'static str| {
        [name, town, "Zimbabwe", "Officer", mail, "+263 20 264 4441"]
    };
    let rows = [
        [
            "Name",
            "Organisation",
            "Country",
            "Position",
            "E-mail",
            "Telephone",
        ],
        person("Tendai Moyo", "City of Mutare", "tendai@mutare.example"),
        person("Rudo Dube", "City of Harare", "rudo@harare.example"),
        person("Farai Ncube", "City of Gweru", "farai@gweru.example"),
        person("Chipo Banda", "City of Kadoma", "chipo@kadoma.example"),
        person("Tatenda Zhou", "City of Chegutu", "tatenda@chegutu.example"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    let mail = letter(
        "Subject: 10, 100, 1000 Human Rights Cities and Territories by 2030\r\n",
        "Attached are the participants of the meeting.",
    );
    let finding = read(&mail, vec![table(&rows)]);
    assert_ne!(finding.verdict, Verdict::Form, "{}", finding.reason);
}

#[test]
fn a_person_with_all_that_reaches_them_goes_on_over_the_lines_below_the_name() {
    let rest: String = FORM
        .lines()
        .filter(|line| {
            let own = ["Contact", "Position", "E-mail"];
            !own.iter().any(|own| line.starts_with(own))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let answer =
        "Tendai Moyo\nHead of the Human Rights Unit\ntendai@mutare.example\n+263 20 264 4441";
    for label in ["Full details of the focal point", "Contact person"] {
        let form = format!("{rest}{label}:\n{answer}\nPopulation: 224,802\n");
        let finding = finding(paragraphs(&form));
        let submission = only(&finding);
        assert_eq!(said(submission, "contact_name"), "Tendai Moyo", "{label}");
        let role = said(submission, "contact_role");
        assert_eq!(role, "Head of the Human Rights Unit", "{label}");
        let mail = said(submission, "contact_email");
        assert_eq!(mail, "tendai@mutare.example", "{label}");
        assert_eq!(
            said(submission, "contact_phone"),
            "+263202644441",
            "{label}"
        );
    }
}

#[test]
fn rows_of_numbered_labels_have_their_answers_in_the_rows_below_whatever_words_these_are() {
    let rows: Vec<&[&str]> = vec![
        &[
            "1) Full official name of your city",
            "2) Country",
            "3) Kind of administration",
        ],
        &["City of Mutare", "Zimbabwe", "Municipality"],
        &["4) Mayor", "5) Position", "6) Inhabitants"],
        &["Simon Chabuka", "Mayor", "224,802"],
        &["7) Contact person", "8) Position", "9) E-mail"],
        &["Tendai Moyo", "Town Clerk", "tendai@mutare.example"],
        &["10) Why do you wish to join the campaign?", "11) Date"],
        &["We want to learn from other cities.", "3 February 2026"],
    ];
    let finding = finding(table(&rows));
    let submission = only(&finding);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("country", "ZW"),
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_name", "Tendai Moyo"),
        ("contact_role", "Town Clerk"),
        ("contact_email", "tendai@mutare.example"),
        ("signed_on", "2026-02-03"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
}

#[test]
fn a_word_that_is_the_contacts_alone_asks_for_the_contact_where_the_leader_is_named() {
    let form = FORM.replace("Contact person:", "Koordynator:");
    assert_ne!(form, FORM);
    let finding = finding(paragraphs(&form));
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}
