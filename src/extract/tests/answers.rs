//! What is an answer in a form, and what only looks like one.

use super::*;

#[test]
fn an_answer_that_names_the_mayor_opens_no_section_of_hers() {
    let form = FORM
        .replace(": ", ":\n")
        .replace("Human Rights Officer", "Adviser to the mayor's office");
    let finding = read(&letter("", &form), Vec::new());
    let submission = only(&finding);
    assert_eq!(
        said(submission, "contact_role"),
        "Adviser to the mayor's office"
    );
    assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
}

#[test]
fn a_column_that_numbers_the_rows_is_no_answer() {
    let form = table(&[
        &["1", "Name of the local or regional government", "Mutare"],
        &["2", "Name in English", ""],
        &["3", "Country", "Zimbabwe"],
        &["4", "Type of government", "Municipality"],
        &["5", "Postal address", "1 Civic Centre, Mutare"],
        &["6", "Who leads your government today?", "Simon Chabuka"],
        &["7", "Contact person", "Tendai Moyo"],
        &["8", "Other networks", ""],
        &["9", "E-mail", "tendai@mutare.example"],
        &["10", "Population", "224 802"],
        &["11", "Motivations for joining the campaign", "To learn."],
    ]);
    let finding = read(&letter("", "Our form."), vec![form]);
    let submission = only(&finding);
    assert_eq!(said(submission, "lrg_name_en"), "");
    assert_eq!(said(submission, "networks"), "");
    assert_eq!(said(submission, "postal_address"), "1 Civic Centre, Mutare");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}

/// A Word file of paragraphs.
fn paragraphs(text: &str) -> Document {
    let lines = text.lines().filter(|text| !text.is_empty());
    Document {
        kind: Kind::Docx,
        blocks: lines.map(line).collect(),
        ..Document::default()
    }
}

#[test]
fn an_option_is_no_label_beside_other_options() {
    let list = |list: &str| {
        let form = FORM.replace(": ", "\n").replace("Municipality", list);
        let mut form = paragraphs(&form);
        for block in &mut form.blocks {
            if let Block::Line(line) = block {
                let texts = line.segments.remove(0).text;
                line.segments = texts
                    .split("    ")
                    .map(|text| Segment {
                        text: text.to_owned(),
                        ..Segment::default()
                    })
                    .collect();
            }
        }
        let finding = read(&letter("", "Our form."), vec![form]);
        let submission = only(&finding);
        assert_eq!(said(submission, "lrg_name"), "City of Mutare");
        said(submission, "gov_type").to_owned()
    };
    assert_eq!(
        list("Municipality    District    X Region    Other"),
        "region"
    );
    assert_eq!(
        list("Municipality    District    Region    Association of municipalities"),
        ""
    );
}

#[test]
fn a_line_between_two_labels_is_the_answer_to_the_first() {
    let form = FORM.replace(": ", "\n").replace(
        "Human Rights Officer",
        "Secretary for human rights initiatives",
    );
    let finding = read(&letter("", "Our form."), vec![paragraphs(&form)]);
    let submission = only(&finding);
    assert_eq!(
        said(submission, "contact_role"),
        "Secretary for human rights initiatives"
    );
    assert_eq!(said(submission, "policies"), "");
}

#[test]
fn a_cell_that_names_the_section_tells_whose_name_is_asked_beside_it() {
    let form = table(&[
        &["Local government", "Official name", "City of Mutare"],
        &["", "Country", "Zimbabwe"],
        &["", "Type of government", "Municipality"],
        &["", "Population", "224 802"],
        &["Leader", "Name of the mayor", "Simon Chabuka"],
        &["", "Function", "Mayor"],
        &["Contact", "Name of the focal point", "Tendai Moyo"],
        &["", "E-mail", "tendai@mutare.example"],
        &["", "Telephone", "+263 20 264 4441"],
        &[
            "Commitment",
            "Motivations for joining the campaign",
            "To learn.",
        ],
    ]);
    let finding = read(&letter("", "Our form."), vec![form]);
    let submission = only(&finding);
    assert_eq!(said(submission, "leader_name"), "Simon Chabuka");
    assert_eq!(said(submission, "contact_name"), "Tendai Moyo");
}

#[test]
fn a_row_with_nothing_in_its_column_of_answers_is_no_answer_of_the_row_above() {
    let form = table(&[
        &["Name of the local government", "City of Mutare"],
        &["Country", "Zimbabwe"],
        &["Name of the mayor", "Simon Chabuka"],
        &["Contact person", "Tendai Moyo"],
        &["E-mail", "tendai@mutare.example"],
        &["Motivations for joining the campaign", "To learn."],
        &[
            "Human rights policies that there are by now in your town",
            "A charter of rights, and a clinic of law that moves about",
        ],
        &["Seats and leave", ""],
        &["Other networks", "ICLEI"],
        &["Population", "224 802"],
    ]);
    let finding = read(&letter("", "Our form."), vec![form]);
    let told = &only(&finding).fields;
    assert!(told.values().all(|value| !value.raw.contains("Seats")));
    assert!(told.contains_key("policies"));
}

#[test]
fn a_label_opens_its_section_on_one_line_with_its_answer_too() {
    let form = "Municipio: Ayuntamiento de Getafe\nPaís: España\nTipo: Municipio\nAlcalde/sa: Inés Valdivieso\n\
        En el cargo: 2021-2024\n\nQuien responde\nContacto: Octavio Zambrano\nPuesto: Coordinador\n\
        Correo: octavio@getafe.example\nMotivaciones para unirse a la campaña: Aprender.\n";
    let finding = read(&letter("", form), Vec::new());
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Octavio Zambrano");
    assert_eq!(said(submission, "contact_role"), "Coordinador");
    assert_eq!(said(submission, "leader_name"), "Inés Valdivieso");
}

#[test]
fn a_cell_of_several_answers_is_no_label_for_the_slash_in_it() {
    let mut form = table(&[
        &["Mayor/ess: Simon Chabuka, Harare (Mayor), years in office 2023 to 2028"],
        &["Of his own"],
    ]);
    let rest = FORM
        .lines()
        .filter(|text| !text.starts_with("Local / regional"));
    form.blocks.extend(rest.map(line));
    let finding = read(&letter("", "Our form."), vec![form]);
    assert_ne!(said(only(&finding), "leader_name"), "Of his own");
}

#[test]
fn a_sentence_with_a_box_before_it_is_agreed_to_when_it_is_ticked() {
    let agreed = |line: &str| {
        let own = "We agree to the publication of this profile: Yes";
        let body = FORM.replace(own, line);
        let finding = read(&letter("", &body), Vec::new());
        said(only(&finding), "consent_publish").to_owned()
    };
    let sentence = "We agree that this profile may be shown on the website of the campaign.";
    assert_eq!(agreed(&format!("☒ {sentence}")), "yes");
    assert_eq!(agreed(&format!("[x] {sentence}")), "yes");
    assert_eq!(agreed(&format!("☐ {sentence}")), "");
    // A box that is filled is no bullet where it stands alone.
    assert_eq!(agreed(&format!("■ {sentence}")), "yes");
    // Many words are in no label, and those that are speak for nothing else.
    let other = "J'autorise le réseau à diffuser les informations ci-dessus sur son site.";
    assert_eq!(agreed(&format!("[x] {other}")), "yes");
    assert_eq!(agreed("☒ We shall send the books of our town by mail."), "");
}

#[test]
fn the_boxes_of_another_question_are_no_options_beside_a_sentence() {
    for asked in [
        "Member of UCLG | ☐ Yes ☒ No",
        "Member of UCLG | ☐ Yes | ☒ No",
    ] {
        let asked: Vec<&str> = asked.split(" | ").collect();
        let form = table(&[
            &["Name of the local government", "City of Mutare"],
            &["Country", "Zimbabwe"],
            &["Name of the mayor", "Simon Chabuka"],
            &["Contact person", "Tendai Moyo"],
            &["E-mail", "tendai@mutare.example"],
            &["Motivations for joining the campaign", "To learn."],
            &asked,
            &["☒ We agree that this profile may be shown on the website of the campaign."],
        ]);
        let finding = read(&letter("", "Our form."), vec![form]);
        assert_eq!(said(only(&finding), "uclg_member"), "no");
        assert_eq!(said(only(&finding), "consent_publish"), "yes", "{asked:?}");
    }
}

#[test]
fn a_sentence_with_a_box_in_a_row_of_its_own_is_agreed_to_too() {
    let agreed: [&[&str]; 2] = [
        &["☒ We agree to the publication of this profile"],
        &["☒ We agree to the publication of this profile", ""],
    ];
    for agreed in agreed {
        let form = table(&[
            &["Name of the local government", "City of Mutare"],
            &["Country", "Zimbabwe"],
            &["Name of the mayor", "Simon Chabuka"],
            &["Contact person", "Tendai Moyo"],
            &["E-mail", "tendai@mutare.example"],
            &["Motivations for joining the campaign", "To learn."],
            agreed,
            &["Decision of the council", "Resolution 12/2026"],
        ]);
        let finding = read(&letter("", "Our form."), vec![form]);
        assert_eq!(said(only(&finding), "consent_publish"), "yes");
    }
}

#[test]
fn two_names_of_one_kind_of_government_are_an_answer_though_both_are_labels() {
    for (written, kind) in [
        ("Municipality / City", "municipality"),
        ("Province / Department", "province"),
    ] {
        let body = FORM.replace(
            "government: Municipality",
            &format!("government: {written}"),
        );
        let finding = read(&letter("", &body), Vec::new());
        assert_eq!(said(only(&finding), "gov_type"), kind);
    }
}

#[test]
fn items_of_an_essay_are_no_labels_though_they_have_a_colon() {
    let body = FORM.replace(
        "Motivations for joining the campaign: We want to learn from other cities.",
        "Policies and initiatives on human rights:\n- Arrêts de tram accessibles : 212 sur 340 déjà refaits.\n- A night shelter.\n",
    );
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(said(only(&finding), "council_decision"), "");
    assert!(said(only(&finding), "policies").contains("212"));
}

#[test]
fn the_address_that_a_form_is_sent_back_to_is_no_answer() {
    let body = format!("Return the form by e-\nmail: cisdp1@uclg.org\n\n{FORM}");
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(
        said(only(&finding), "contact_email"),
        "tendai@mutare.example"
    );
    let alone = body.replace("tendai@mutare.example", "");
    assert_ne!(alone, body);
    let finding = read(&letter("", &alone), Vec::new());
    assert_eq!(said(only(&finding), "contact_email"), "");
}

#[test]
fn a_title_that_names_the_campaign_and_the_paper_asks_for_nothing() {
    let body = format!(
        "UCLG – 10/100/1000\n\nJOIN THE CAMPAIGN “10, 100, 1000” – registration sheet\n\n{FORM}"
    );
    let body = body.replace("Motivations for joining the campaign", "Our town council");
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(said(only(&finding), "motivation"), "");
    assert_eq!(said(only(&finding), "uclg_member"), "");
}

#[test]
fn a_ticked_option_of_two_words_that_are_labels_is_an_answer() {
    let form = FORM.replace(
        "Type of government: Municipality",
        "Type of government: ☒ Municipality or city  ☐ Urban district  ☐ Area  ☐ Community",
    );
    let finding = read(&letter("", &form), Vec::new());
    assert_eq!(said(only(&finding), "gov_type"), "municipality");
}

#[test]
fn the_last_of_what_a_label_wants_is_no_label_of_its_own() {
    let (front, _) = FORM.split_once("Contact person").unwrap();
    let form = format!(
        "{front}Contact person – name, job title, email and phone number: Ana Moyo – Officer – ana@town.example – +263 20 64412\nReasons to join the campaign: We want to learn from others."
    );
    let finding = read(&letter("", &form), Vec::new());
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_name"), "Ana Moyo");
    assert_eq!(said(submission, "contact_role"), "Officer");
}

#[test]
fn the_number_below_the_good_bye_is_the_writers_own() {
    let text = format!("{FORM}\nBest wishes,\nAna Dube\nPhone: +263 20 64412\n");
    let finding = read(&letter("", &text), Vec::new());
    assert_eq!(said(only(&finding), "contact_phone"), "");
    let text = FORM.replace("Date:", "Telephone: +263 20 64412\nDate:");
    let finding = read(&letter("", &text), Vec::new());
    assert_eq!(said(only(&finding), "contact_phone"), "+2632064412");
}

#[test]
fn a_function_behind_the_name_of_the_contact_is_the_contacts() {
    let form = FORM
        .replace("Function: Mayor\n", "")
        .replace("Position of the contact person", "Her post");
    let finding = read(&letter("", &form), Vec::new());
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_role"), "Human Rights Officer");
    assert_eq!(said(submission, "leader_title"), "");
}

#[test]
fn a_second_form_asks_everything_again() {
    let form = FORM
        .replace("Contact person", "Contact")
        .replace("Position of the contact person: Human Rights Officer\n", "");
    let other = form
        .replace("City of Mutare", "City of Gweru")
        .replace("Tendai Moyo", "Ruth Ncube")
        .replace("tendai@mutare.example", "ruth@gweru.example")
        .replace("Simon Chabuka", "Martin Moyo")
        .replace("224,802", "160,000")
        .replace("from other cities", "from our peers");
    let text = format!("{form}\n{other}");
    let finding = read(&letter("", &text), Vec::new());
    let names = finding
        .submissions
        .iter()
        .map(|one| said(one, "contact_name"));
    assert_eq!(names.collect::<Vec<_>>(), ["Tendai Moyo", "Ruth Ncube"]);
}

#[test]
fn what_has_nothing_of_the_name_is_not_the_name_in_english() {
    for (question, answer) in [
        ("Your language:", "English"),
        ("Name of the language you write in:", "English"),
        (
            "How the city heard of the campaign:",
            "At the regional congress of our association",
        ),
    ] {
        let form = FORM.replace("Country:", &format!("{question} {answer}\nCountry:"));
        let finding = read(&letter("", &form), Vec::new());
        assert_eq!(said(only(&finding), "lrg_name_en"), "", "{question}");
    }
}

#[test]
fn an_answer_that_is_a_word_of_a_label_stands_in_a_column_of_answers() {
    // Two pairs in a row, and one in the last.
    let rows: [&[&str]; 6] = [
        &[
            "Name of the local or regional government",
            "City of Mutare",
            "Country",
            "Zimbabwe",
        ],
        &[
            "Type of government",
            "Municipality",
            "Population",
            "224,802",
        ],
        &[
            "Contact person",
            "Tendai Moyo",
            "E-mail",
            "tendai@mutare.example",
        ],
        &[
            "Motivations for joining the campaign",
            "We want to learn.",
            "Other networks",
            "ICLEI",
        ],
        &["Member of UCLG", "Yes", "Date", "2026-02-03"],
        &[
            "Council decision",
            "12/2024",
            "Website",
            "https://mutare.example",
        ],
    ];
    let leader: [&[&str]; 2] = [
        &[
            "Local / regional leader",
            "Simon Chabuka",
            "Function",
            "Mayor",
        ],
        &["Term of office", "2023-2028", ""],
    ];
    let mail = letter("", "Our form.");
    let mut document = table(&rows);
    document.blocks.extend(table(&leader).blocks);
    let form = only(&read(&mail, vec![document])).clone();
    assert_eq!(said(&form, "leader_name"), "Simon Chabuka");
    assert_eq!(said(&form, "leader_title"), "Mayor");
    assert_eq!(said(&form, "mandate"), "2023-2028");
}

#[test]
fn an_answer_that_is_a_word_of_a_label_heads_no_columns() {
    let rows: [&[&str]; 3] = [
        &["Tipo de gobierno", "Municipio"],
        &["Población", "242.180"],
        &["Sitio web", "https://coruna.example"],
    ];
    let more: [&[&str]; 6] = [
        &["Nombre del gobierno local o regional", "Concello da Coruña"],
        &["País", "España"],
        &["Líder local / regional", "Ana Pérez"],
        &["Persona de contacto", "Juan Gil"],
        &["Correo electrónico", "juan@coruna.example"],
        &[
            "Motivaciones para unirse a la campaña",
            "Queremos aprender.",
        ],
    ];
    let mut document = table(&more);
    document.blocks.extend(table(&rows).blocks);
    let form = only(&read(&letter("", "Formulario."), vec![document])).clone();
    assert_eq!(said(&form, "gov_type"), "municipality");
    assert_eq!(form.fields["population"].value, 242_180);
    assert_eq!(said(&form, "website"), "https://coruna.example");
}

#[test]
fn an_answer_may_begin_with_its_label() {
    let form = FORM.replace(": ", "\n").replace(
        "Motivations for",
        "DÉLIBÉRATION\nDélibération n° 2025-12-94 du 16/07/2025\nMotivations for",
    );
    // Labels below a space, answers in bold.
    let printed = |(at, text): (usize, &str)| match line(text) {
        Block::Line(mut line) => {
            line.gap = if at % 2 == 0 { 1.0 } else { 0.1 };
            line.segments
                .iter_mut()
                .for_each(|own| own.bold = at % 2 == 1);
            Block::Line(line)
        }
        other => other,
    };
    let document = Document {
        blocks: (form.lines().filter(|text| !text.is_empty()))
            .enumerate()
            .map(printed)
            .collect(),
        ..Document::default()
    };
    let form = only(&read(&letter("", "Our form."), vec![document])).clone();
    assert_eq!(
        said(&form, "council_decision"),
        "Délibération n° 2025-12-94 du 16/07/2025"
    );
}

#[test]
fn a_function_without_a_name_is_the_function() {
    let form = FORM
        .replace("Position of the contact person: Human Rights Officer\n", "")
        .replace("Tendai Moyo", "Director of Social Development");
    let form = only(&read(&letter("", &form), Vec::new())).clone();
    assert_eq!(said(&form, "contact_name"), "");
    assert_eq!(
        said(&form, "contact_role"),
        "Director of Social Development"
    );
}
