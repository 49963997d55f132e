//! What cells of tables are: labels in two languages, with remarks, below the names of their parts, beside their answers.

use super::*;

/// The one form in a table of these rows.
fn tabled(rows: &[&[&str]]) -> Submission {
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![table(rows)])).clone()
}

/// The one form in a table of the usual rows and these below them.
fn with_rows(rows: &[&[&str]]) -> Submission {
    tabled(&[&[NAME, COUNTRY, KIND, LEADER, CONTACT, MAIL], rows].concat())
}

const NAME: &[&str] = &["Name of the local or regional government", "City of Mutare"];
const COUNTRY: &[&str] = &["Country", "Zimbabwe"];
const KIND: &[&str] = &["Type of government", "Municipality"];
const LEADER: &[&str] = &["Local / regional leader", "Simon Chabuka"];
const CONTACT: &[&str] = &["Contact person", "Tendai Moyo"];
const MAIL: &[&str] = &["E-mail", "tendai@mutare.example"];
const WHY: &[&str] = &["Motivations for joining the campaign", "We want to learn."];

#[test]
fn the_second_language_of_a_question_is_no_answer_whatever_it_is() {
    let question =
        "Which human rights policies and initiatives do you have? / Kebijakan hak asasi manusia";
    let form = with_rows(&[WHY, &[question, "A night bus."]]);
    assert_eq!(said(&form, "policies"), "A night bus.");
}

#[test]
fn a_request_behind_a_question_belongs_to_the_label_above_its_answer() {
    let form = tabled(&[
        &[
            "Name of the local or regional government\nCity of Mutare",
            "Country\nZimbabwe",
        ],
        &[
            "Type of government\nMunicipality",
            "Local / regional leader\nSimon Chabuka",
        ],
        &[
            "Contact person\nTendai Moyo",
            "E-mail\ntendai@mutare.example",
        ],
        &[
            "Has the council adopted a resolution? Please give its reference\nMinute 12 of 3 May 2024",
            "Motivations for joining the campaign\nWe want to learn.",
        ],
    ]);
    assert_eq!(said(&form, "council_decision"), "Minute 12 of 3 May 2024");
}

#[test]
fn the_name_of_a_part_may_stand_in_the_cell_of_its_first_label() {
    let form = with_rows(&[WHY, &["*Networks and publication\n*Member of UCLG", "Yes"]]);
    assert_eq!(said(&form, "uclg_member"), "yes");
}

#[test]
fn a_function_beside_its_label_is_an_answer_in_rows_of_four() {
    let form = tabled(&[
        &[
            "Name of the local or regional government:",
            "City of Mutare",
            "Country:",
            "Zimbabwe",
        ],
        &[
            "Type of government:",
            "Municipality",
            "E-mail:",
            "tendai@mutare.example",
        ],
        &[
            "Contact person:",
            "Tendai Moyo",
            "Motivations for joining the campaign:",
            "We want to learn.",
        ],
    ]);
    assert_eq!(said(&form, "contact_name"), "Tendai Moyo");
    let leader = table(&[
        &["*Political leader"],
        &["Name:", "Simon Chabuka", "The post he has:", "Lord Mayor"],
        &["Term of office:", "2024 - 2029"],
    ]);
    let form = table(&[NAME, COUNTRY, KIND, CONTACT, MAIL, WHY]);
    let document = Document {
        blocks: form.blocks.iter().cloned().chain(leader.blocks).collect(),
        ..form.clone()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "mandate"), "2024-2029");
}

#[test]
fn a_row_that_names_the_columns_of_numbered_rows_asks_nothing() {
    let rows = [NAME, COUNTRY, KIND, LEADER, CONTACT, MAIL, WHY];
    let numbers = ["1", "2", "3", "4", "5", "6", "7"];
    let numbered: Vec<Vec<&str>> = numbers
        .iter()
        .zip(rows)
        .map(|(number, row)| {
            std::iter::once(*number)
                .chain(row.iter().copied())
                .chain([""])
                .collect()
        })
        .collect();
    let heads: &[&str] = &["No.", "Item", "Answer", "Remarks"];
    let rows: Vec<&[&str]> = std::iter::once(heads)
        .chain(numbered.iter().map(Vec::as_slice))
        .collect();
    let form = tabled(&rows);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "council_decision"), "");
}

#[test]
fn what_stands_behind_a_function_is_no_name_where_the_name_has_a_label() {
    let role = &[
        "Position of the contact person",
        "Manager, Community Participation",
    ];
    let form = tabled(&[
        NAME,
        COUNTRY,
        KIND,
        LEADER,
        &["Contact person", ""],
        role,
        MAIL,
        WHY,
    ]);
    assert_eq!(said(&form, "contact_name"), "");
    assert_eq!(
        said(&form, "contact_role"),
        "Manager, Community Participation"
    );
    let role = &[
        "Name and position of the contact person",
        "Tendai Moyo - Human Rights Officer",
    ];
    let form = tabled(&[NAME, COUNTRY, KIND, LEADER, role, MAIL, WHY]);
    assert_eq!(said(&form, "contact_name"), "Tendai Moyo");
}

#[test]
fn four_columns_are_labels_and_answers_in_turn_though_answers_have_words_of_their_labels() {
    let form = tabled(&[
        &["*Dénomination", "Ville de Thiès", "*Pays", "Sénégal"],
        &[
            "*Région / province",
            "Thiès",
            "*Population totale",
            "1,4 million d'habitants",
        ],
        &[
            "*Page internet",
            "thies.example",
            "*Mandature",
            "Mandat 2024-2028",
        ],
        &[
            "*Prénom et nom du maire",
            "Babacar Diop",
            "*En qualité de",
            "Président de la délégation",
        ],
        &[
            "*Nom et prénom",
            "Awa Ndiaye",
            "*Service et fonction",
            "Cheffe du service Coopération",
        ],
        &[
            "*Adresse de messagerie",
            "awa@thies.example",
            "*N° de téléphone",
            "Tél. +221 33 555 01 14",
        ],
        &["*Adresse du siège", "", ""],
        &["*4 – L'engagement"],
        &["*Raisons de votre adhésion à la campagne"],
        &["Apprendre des autres villes."],
        &[
            "*Nom du signataire",
            "Babacar Diop",
            "*Fait à … le …",
            "Fait à Thiès, le 20 février 2026",
        ],
    ]);
    for (field, value) in [
        ("country", "SN"),
        ("mandate", "2024-2028"),
        ("leader_title", "Président de la délégation"),
        ("contact_role", "Cheffe du service Coopération"),
        ("contact_phone", "+221335550114"),
        ("signed_on", "2026-02-20"),
        ("postal_address", ""),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
}

#[test]
fn boxes_to_tick_below_a_label_are_no_part_of_it() {
    let form = tabled(&[
        &[
            "Name of the local or regional government\nCity of Mutare",
            "Country\nZimbabwe",
        ],
        &[
            "Local / regional leader\nSimon Chabuka",
            "Type of government\nMunicipality",
        ],
        &[
            "Contact person\nTendai Moyo",
            "E-mail\ntendai@mutare.example",
        ],
        &[
            "Motivations for joining the campaign\nWe want to learn.",
            "UCLG membership\n● Yes ○ No",
        ],
    ]);
    assert_eq!(said(&form, "uclg_member"), "yes");
}

#[test]
fn a_question_worded_like_a_line_of_help_is_a_question() {
    let form = with_rows(&[
        &[
            "*Pourquoi les droits humains sont-ils des valeurs pertinentes et un cadre utile pour l'action locale ?",
        ],
        &["*Ce qui vous pousse à nous rejoindre"],
        &["Apprendre d'autres villes."],
    ]);
    assert_eq!(said(&form, "motivation"), "Apprendre d'autres villes.");
    assert!(!form.fields.contains_key("why_hr"));
}

#[test]
fn a_label_goes_on_in_other_words_or_in_another_language_and_neither_is_an_answer() {
    let form = with_rows(&[
        WHY,
        &[
            "Почему права человека важны как ценность и как основа местной политики?\n\
           Why are human rights relevant",
        ],
        &["Water is ours."],
        &[
            "*Human rights and councils: why them?\n*why they are relevant values and a helpful framework for local decisions",
        ],
        &["All understand them."],
    ]);
    assert_eq!(said(&form, "why_hr"), "Water is ours.");
    assert_eq!(said(&form, "why_lrg"), "All understand them.");
}

#[test]
fn a_label_that_nobody_knows_ends_an_essay_where_labels_stand_in_frames_over_their_answers() {
    let framed = |label: &str, answer: &str| format!("{label}\n{answer}");
    let rows = [
        framed("Name of the local or regional government", "City of Mutare"),
        framed("Country", "Zimbabwe"),
        framed("Type of government", "Municipality"),
        framed("Local / regional leader", "Simon Chabuka"),
        framed("Contact person", "Tendai Moyo"),
        framed("E-mail", "tendai@mutare.example"),
        framed("Member of UCLG", "Yes"),
        framed(
            "Why do you wish to join the 10, 100, 1000 Human Rights Cities?",
            "We want to learn.",
        ),
        framed(
            "Experiences that visitors could see (bylaws, services)",
            "A night bus.\n• A help desk.",
        ),
    ];
    let rows = rows.each_ref().map(|row| [row.as_str()]);
    let form = tabled(&rows.each_ref().map(<[&str; 1]>::as_slice));
    assert_eq!(said(&form, "motivation"), "We want to learn.");
}

#[test]
fn a_question_in_bold_below_one_that_nobody_answered_is_no_answer_to_it() {
    let form = with_rows(&[
        &["*Why are human rights relevant values and a useful framework for guiding local action?"],
        &["*What moves your government to become one of the 10, 100, 1000?"],
        &["To rebuild trust."],
    ]);
    assert_eq!(said(&form, "motivation"), "To rebuild trust.");
    assert!(!form.fields.contains_key("why_hr"));
}

#[test]
fn labels_that_are_alike_stay_labels_below_headings_in_plain_type() {
    let labelled = |rows: &[[&str; 2]]| {
        let rows: Vec<[String; 2]> = rows
            .iter()
            .map(|[label, answer]| [format!("*{label}"), (*answer).to_owned()])
            .collect();
        let rows: Vec<[&str; 2]> = rows
            .iter()
            .map(|[label, answer]| [label.as_str(), answer.as_str()])
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        table(&rows).blocks
    };
    let title = "10, 100, 1000 Città e Territori dei Diritti Umani: modulo di adesione";
    let mut blocks = vec![line(title), line("Modulo di adesione"), line("Referente")];
    blocks.extend(labelled(&[
        ["Denominazione dell'ente", "Comune di Castelrugiada"],
        ["Stato", "Italia"],
        ["Tipologia di ente", "Comune"],
        ["Sindaco/a o Presidente", "Lucrezia Bentivogli"],
    ]));
    blocks.push(line("Motivi"));
    blocks.extend(labelled(&[
        ["Referente per la campagna", "Matteo Zanardi"],
        ["Posta elettronica", "m.zanardi@castelrugiada.example"],
    ]));
    blocks.push(line("Dichiarazioni"));
    blocks.extend(labelled(&[
        ["Motivazioni dell'adesione", "Vogliamo imparare."],
        ["Altre reti di appartenenza", "Avviso Pubblico"],
    ]));
    let document = Document {
        blocks,
        ..table(&[])
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "leader_name"), "Lucrezia Bentivogli");
    assert_eq!(said(only(&finding), "networks"), "Avviso Pubblico");
}

#[test]
fn rows_of_answers_stand_below_rows_of_labels_whatever_words_some_of_these_are() {
    let form = tabled(&[
        &["Solicitud de incorporación"],
        &["Complete todos los apartados."],
        &["Nombre con que se conoce a su gobierno", "País"],
        &["Gobierno Municipal de Zapopan", "México"],
        &["Región, estado o departamento", "Cantidad de habitantes"],
        &["Jalisco", "1476491"],
        &["Extensión territorial", "Nivel de gobierno"],
        &["1,163.6 km²", "Municipal"],
        &["Autoridad máxima (nombre y cargo)", "Período de gobierno"],
        &[
            "Berenice Lomelí Arámbula, Presidenta Municipal",
            "2024-2027",
        ],
        &["Nombre del punto focal", "Dependencia en la que trabaja"],
        &["Emiliano Cortina Preciado", "Coordinación Internacional"],
        &["Domicilio postal", "Sitio en internet"],
        &["", "www.zapopan.example"],
        &["Motivos para unirse a la campaña"],
        &["Queremos aprender de otras ciudades."],
    ]);
    for (field, value) in [
        ("lrg_name", "Gobierno Municipal de Zapopan"),
        ("gov_type", "municipality"),
        ("contact_name", "Emiliano Cortina Preciado"),
        ("contact_role", "Coordinación Internacional"),
        ("website", "https://www.zapopan.example"),
        ("postal_address", ""),
        ("motivation", "Queremos aprender de otras ciudades."),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
}

#[test]
fn two_columns_of_labels_have_their_answers_beside_them_whatever_words_these_are() {
    let form = tabled(&[
        &[
            "Territorial entity",
            "City of Mutare",
            "Country",
            "Zimbabwe",
        ],
        &["Type of government", "Municipal", "Population", "[number]"],
        &[
            "Web page of it",
            "[http://]",
            "Elected authority",
            "Simon Chabuka",
        ],
        &[
            "Title of the leader",
            "Mayor",
            "Contact person",
            "[full name]",
        ],
        &["E-mail", "tendai@mutare.example", "Telephone", ""],
        &["Motivations for joining the campaign"],
        &["We want to learn from others."],
        &[
            "Experiences",
            "[describe]",
            "Do you agree to the publication?",
            "Yes",
        ],
        &["Date", "15/XII/2025", "", ""],
    ]);
    for (field, value) in [
        ("country", "ZW"),
        ("leader_title", "Mayor"),
        ("contact_name", ""),
        ("contact_email", "tendai@mutare.example"),
        ("consent_publish", "yes"),
        ("signed_on", "2025-12-15"),
        ("motivation", "We want to learn from others."),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
    let pair = tabled(&[NAME, COUNTRY, KIND, CONTACT, MAIL, WHY]);
    assert_eq!(said(&pair, "contact_name"), "Tendai Moyo");
}
