//! Forms typed into the body of a mail: their lines, their good-bye, and whose name and function they ask for.

use super::*;

/// The form with other lines for its leader and its contact.
fn with_persons(persons: &str) -> String {
    let (before, rest) = FORM.split_once("Local / regional leader").unwrap();
    let (_, behind) = rest.split_once("E-mail").unwrap();
    format!("{before}{persons}\nE-mail{behind}")
}

/// What is read of the two persons of a form.
fn persons(body: &str) -> [String; 4] {
    let finding = read(&letter("", body), Vec::new());
    let submission = only(&finding);
    [
        "leader_name",
        "leader_title",
        "contact_name",
        "contact_role",
    ]
    .map(|field| said(submission, field).to_owned())
}

#[test]
fn the_first_of_two_functions_is_the_leaders_below_the_leaders_name() {
    for (first, second) in [
        ("Job title", "Position or department"),
        ("Occupation", "Department / Unit"),
        ("Position held", "Department or position"),
    ] {
        let body = with_persons(&format!(
            "Leadership\n\nMayor: Simon Chabuka\n{first}: Executive Mayor\n\nLiaison\n\nFull name: Tendai Moyo\n{second}: Human Rights Officer"
        ));
        let told = persons(&body);
        let want = [
            "Simon Chabuka",
            "Executive Mayor",
            "Tendai Moyo",
            "Human Rights Officer",
        ];
        assert_eq!(told, want, "{first}");
    }
}

#[test]
fn labels_for_name_and_function_ask_for_the_leader_first() {
    let body = with_persons(
        "Name and function: Simon Chabuka, Mayor\nFull name / post held: Tendai Moyo, Human Rights Officer",
    );
    let want = [
        "Simon Chabuka",
        "Mayor",
        "Tendai Moyo",
        "Human Rights Officer",
    ];
    assert_eq!(persons(&body), want);
    // In lines of their own, with the title of the next part behind the answer.
    let labels = [
        "Country",
        "Type of government",
        "Population",
        "Name of the local or regional government",
    ];
    let mut body = with_persons(
        "2. The head\n\nName and function\n\nSimon Chabuka - Mayor\n\n3. Liaison\n\nName and post held\n\nTendai Moyo, Human Rights Officer",
    );
    for label in labels {
        body = body.replace(&format!("{label}: "), &format!("{label}\n\n"));
    }
    let body = body
        .replace("E-mail: ", "\nE-mail\n\n")
        .replace("\nCountry", "\n\nCountry");
    let body = body
        .replace("\nType", "\n\nType")
        .replace("\nPopulation", "\n\nPopulation");
    assert_eq!(persons(&body), want);
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(
        said(only(&finding), "contact_email"),
        "tendai@mutare.example"
    );
}

#[test]
fn a_line_that_a_mail_program_has_broken_goes_on_in_the_next() {
    let body = with_persons(
        "Mayor, governor or president, as the case may be (name and function): Simon\nChabuka, Executive Mayor\nContact person: Tendai Moyo\nPosition of the contact person: Officer of the Unit for Human Rights, Chief\nExecutive",
    );
    let body = body.replace("guiding local", "guiding\nlocal");
    let role = "Officer of the Unit for Human Rights, Chief Executive";
    let want = ["Simon Chabuka", "Executive Mayor", "Tendai Moyo", role];
    assert_eq!(persons(&body), want);
}

#[test]
fn a_good_bye_is_no_label_of_the_signature_below_it() {
    let form = FORM.replace("\nFunction: Mayor", ", Mayor");
    for goodbye in ["Salutacions cordials,", "Kind regards,"] {
        let body =
            format!("{form}\n{goodbye}\n\nRita Soto\nCouncillor for Citizenship\nCity of Mutare\n");
        let want = [
            "Simon Chabuka",
            "Mayor",
            "Tendai Moyo",
            "Human Rights Officer",
        ];
        assert_eq!(persons(&body), want, "{goodbye}");
    }
}

#[test]
fn an_option_is_not_the_label_of_the_choice_that_it_is_one_of() {
    let body = "Name of the local or regional government\n\nLevel\n\n☒ Municipality   ☐ District   ☐ Metropolitan area   ☐ Province   ☐ Region\n\nCountry\n\nPourquoi fonder l'action locale sur les droits humains ?\n\nConsentez-vous à la mise en ligne de votre fiche ?\n\nDélibération n° 2026-22 du 22 janvier 2026\n\nLe\n\n17 avril 2026\n";
    let finding = read(&letter("", body), Vec::new());
    assert_eq!(said(only(&finding), "gov_type"), "municipality");
}

#[test]
fn the_header_of_a_forwarded_mail_dates_no_form() {
    let rows: Vec<String> = rows_of_form()
        .into_iter()
        .filter(|(label, _)| label != "Date")
        .map(|(label, answer)| format!("<p>{label}: {answer}</p>"))
        .collect();
    let header = "<p>From: Tendai &lt;tendai@mutare.example&gt;<br>Sent: 27/02/2026 12:31<br>To: Rita &lt;rita@union.example&gt;<br>Subject: Our form</p>";
    let html = format!("<p>For you.</p>{header}{}", rows.concat());
    let mail = mail::parse(format!("From: Ana <ana@town.example>\r\nTo: cisdp1@uclg.org\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").as_bytes());
    let finding = read(&mail, Vec::new());
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
    assert_eq!(said(only(&finding), "signed_on"), "");
}

#[test]
fn an_answer_that_names_the_mayor_opens_no_part_of_the_mayors() {
    let body = with_persons(
        "Mayor: Simon Chabuka\nFunction: Mayor\nLiaison officer: Tendai Moyo\nDesk or chair: Adviser to the Mayor",
    );
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(
        said(only(&finding), "contact_email"),
        "tendai@mutare.example"
    );
}

#[test]
fn an_empty_label_for_a_name_and_a_function_leaves_the_next_label_alone() {
    let mut body = with_persons(
        "Mayor (name and function)\n\n\nMandate: 2025-2028\nContact person: Tendai Moyo",
    );
    for line in [
        "Mandate: ",
        "Country: ",
        "Type of government: ",
        "Population: ",
        "Contact person: ",
        "E-mail: ",
    ] {
        let label = line.trim_end_matches(": ");
        body = body.replace(line, &format!("\n{label}\n"));
    }
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(said(only(&finding), "mandate"), "2025-2028", "{body}");
}

#[test]
fn an_address_and_a_number_asked_for_in_one_label_stand_below_it() {
    for label in [
        "E-mail and telephone",
        "Telephone and e-mail",
        "Give your phone number & email address",
    ] {
        let answer = "tendai@mutare.example / +263 20 264 4441";
        let body = FORM.replace(
            "E-mail: tendai@mutare.example",
            &format!("{label}\n{answer}\n"),
        );
        let body = body
            .replace("Function: ", "Function\n")
            .replace("Country: ", "Country\n");
        let finding = read(&letter("", &body), Vec::new());
        let form = only(&finding);
        assert_eq!(
            said(form, "contact_email"),
            "tendai@mutare.example",
            "{label}"
        );
        assert_eq!(said(form, "contact_phone"), "+263202644441", "{label}");
    }
}

#[test]
fn a_label_in_other_words_that_says_whose_name_it_asks_for_opens_the_part_of_that_person() {
    let form = "Name of the local or regional government\nCity of Mutare\n\nCountry\nZimbabwe\n\n\
        Name of the mayor\nSimon Chabuka\n\nTitle of the mayor\nMayor\n\n\
        Name of the person we should write to\nTendai Moyo\n\nTheir role\nHuman Rights Officer\n\n\
        Their email\ntendai@mutare.example\n\nMotivations for joining the campaign\nTo learn.\n";
    let finding = read(&letter("", form), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(form, "contact_role"), "Human Rights Officer");
    assert_eq!(said(form, "contact_email"), "tendai@mutare.example");
}

#[test]
fn a_second_function_is_the_contacts_where_the_leaders_is_told() {
    let form = "Name of the local or regional government\nCity of Mutare\n\nCountry\nZimbabwe\n\n\
        Name of the mayor\nSimon Chabuka\n\nTitle of the mayor\nMayor\n\n\
        Whoever looks after it\nTendai Moyo\n\nTheir role\nHuman Rights Officer\n\n\
        E-mail\ntendai@mutare.example\n\nMotivations for joining the campaign\nTo learn.\n";
    let finding = read(&letter("", form), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "leader_title"), "Mayor");
    assert_eq!(said(form, "contact_role"), "Human Rights Officer");
}

#[test]
fn answers_by_number_answer_the_questions_of_our_mail_below() {
    let body = "Buenos días, van las respuestas en el mismo orden de sus preguntas:\n\n1) Alcaldía de Santa Rosa\n2) El Salvador\n\
                3) Distrito\n4) 19.870\n5) Amílcar Henríquez\n6) inclusion@santarosa.example\n7) Aprender de otras ciudades.\n\n\
                Saludos\n\n-----Mensaje original-----\nDe: Secretaría CISDP <cisdp1@uclg.org>\nEnviado: miércoles, 10 de junio de 2026\n\
                Asunto: Formulario de la campaña\n\n1) Nombre del gobierno local o regional\n2) País\n3) Tipo de gobierno\n\
                4) Población\n5) Persona de contacto\n6) Correo electrónico\n7) Motivaciones para unirse a la campaña\n";
    let finding = read(
        &letter("Subject: RE: Formulario de la campaña\r\n", body),
        Vec::new(),
    );
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "Alcaldía de Santa Rosa");
    assert_eq!(said(form, "country"), "SV");
    assert_eq!(said(form, "gov_type"), "district");
    assert_eq!(said(form, "motivation"), "Aprender de otras ciudades.");
}

#[test]
fn labels_stand_in_lenticular_brackets() {
    let body = "【自治体名】東雲県\n【国】日本\n【自治体の種類】都道府県\n【人口】1,054,300人\n【役職】知事\n【ご担当者】伊藤 直子\n\
                【E-mail】jinken@pref.shinonome.example\n【キャンペーンへの参加動機】学ぶためです。\n\
                【地方政府が人権にとって不可欠な理由】差別は地域の中で起こるからです。\n";
    let finding = read(&letter("Subject: 参加\r\n", body), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "東雲県");
    assert_eq!(said(form, "contact_name"), "伊藤 直子");
    assert_eq!(said(form, "why_lrg"), "差別は地域の中で起こるからです。");
}

#[test]
fn short_labels_beside_others_are_labels_though_essays_stand_below_theirs() {
    let body = "Our council: Te Awa Roa District Council\nCountry: New Zealand\nWe are a: district municipality\n\
                People here: 23,600\nAt the helm: Hinemoa Rangiwhetu, Mayor\nRing up: Callum Fraser-Tipene\n\
                by e-mail: callum.ft@teawaroa.example\nWhy councils are essential to human rights:\nWater sits with us.\n\n\
                Why human rights help us decide:\nBoth ask who was at the table.\n\nWhy we are joining:\nTo borrow housing.\n";
    let finding = read(&letter("Subject: Te Awa Roa joins\r\n", body), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "leader_name"), "Hinemoa Rangiwhetu");
    assert_eq!(said(form, "contact_name"), "Callum Fraser-Tipene");
    assert_eq!(form.fields["population"].value, 23600);
}

#[test]
fn what_a_label_asks_for_may_stand_between_two_colons() {
    let form = FORM.replace(
        "Local / regional leader: ",
        "Local / regional leader: full name: ",
    );
    let finding = read(&letter("", &form), Vec::new());
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
}

#[test]
fn lines_in_capitals_over_prose_are_labels_beside_labels_with_colons() {
    let body = "Nombre de la entidad territorial: Departamento de Nariño\nPaís: Colombia\nTipo de gobierno: Departamento\n\
                Habitantes: 1.630.592\nGobernador(a): Hernando Insuasty\nPunto focal: Ximena Chamorro\n\
                Correo: ximena@narino.example\n\nMOTIVACIÓN\nVenimos de un territorio donde la paz se firma lejos.\n\n\
                POLÍTICAS PÚBLICAS\nPolítica departamental de paz y rutas de protección a lideresas.\n";
    let finding = read(
        &letter("Subject: Ciudades de Derechos Humanos\r\n", body),
        Vec::new(),
    );
    let form = only(&finding);
    assert_eq!(
        said(form, "motivation"),
        "Venimos de un territorio donde la paz se firma lejos."
    );
    assert_eq!(
        said(form, "policies"),
        "Política departamental de paz y rutas de protección a lideresas."
    );
}

#[test]
fn who_is_asked_for_below_a_leader_with_a_name_is_the_contact() {
    let told = persons(&with_persons(
        "Mayor: Simon Chabuka, Executive Mayor\nTerm of office: 2023-2028\nFull name: Tendai Moyo, Human Rights Officer",
    ));
    let want = [
        "Simon Chabuka",
        "Executive Mayor",
        "Tendai Moyo",
        "Human Rights Officer",
    ];
    assert_eq!(told, want);
}

#[test]
fn the_legal_representative_leads_the_government() {
    let told = persons(&with_persons(
        "\nPart B – Legal representative\n\nSurname and name: Chabuka Simon\nPosition: Chair\n\nPart C\n\nSurname and name: Moyo Tendai\nPosition: Officer",
    ));
    assert_eq!(told, ["Chabuka Simon", "Chair", "Moyo Tendai", "Officer"]);
}

#[test]
fn a_line_that_leads_to_a_list_ends_no_essay() {
    let form = |line: &str| {
        let essay = format!(
            "Why do you join the campaign?\nOur town is a town of refuge. We want to keep it so.\n{line}\n- a method to look at our policies;\n- partners in the countryside.\n"
        );
        let asked = "Motivations for joining the campaign: We want to learn from other cities.";
        let body = FORM.replace(asked, &essay);
        let finding = read(&letter("", &body), Vec::new());
        ["motivation", "policies"].map(|field| said(only(&finding), field).to_owned())
    };
    let [motivation, _] = form("We expect of the network:");
    assert!(motivation.ends_with("the countryside."), "{motivation}");
    // Another question does.
    let [motivation, policies] = form("Human rights policies we have in place:");
    assert!(motivation.ends_with("keep it so."), "{motivation}");
    assert!(policies.contains("a method"), "{policies}");
}

#[test]
fn short_questions_in_bold_stand_below_labels_that_have_a_colon() {
    let facts: String = FORM
        .lines()
        .take(9)
        .map(|line| format!("- *{}\n", line.replacen(": ", ":* ", 1)))
        .collect();
    let essays = "
*Why are human rights relevant values and a useful framework for guiding local action?*
They outlive elections.

*Why are local governments essential for the promotion of human rights?*
People know our doors.

*Motivations for joining the campaign*
We want to learn from other cities.

*Policies and initiatives*
A shelter in each ward; an office of rights.
- *Other networks:* ICLEI
";
    let finding = read(&letter("", &format!("{facts}{essays}")), Vec::new());
    assert_eq!(
        said(only(&finding), "policies"),
        "A shelter in each ward; an office of rights."
    );
}

#[test]
fn a_point_and_a_dash_part_a_label_from_its_answer() {
    let finding = read(&letter("", &FORM.replace(": ", ".- ")), Vec::new());
    let form = only(&finding);
    for field in [
        "lrg_name",
        "country",
        "leader_name",
        "contact_name",
        "contact_email",
    ] {
        let told = said(form, field);
        assert!(
            !told.is_empty() && !told.starts_with(['.', '-']),
            "{field}: {told}"
        );
    }
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
}

/// A form whose answers of a line stand behind colons, and whose essays stand below headings.
const HEADED: &str = "Name of the municipality: City of Lindenau\nCountry: Germany\nType of local government: municipality\nInhabitants: 48,200\nMayor: Petra Vogel\nFocal point: Jonas Reuter\nE-mail: j.reuter@lindenau.example\n\nImportance of local and regional governments for human rights\nPeople knock at our door first when a right is denied to them.\n\nImportance of human rights for local and regional governments\nThey give departments a common language and survive elections.\n\nReasons\nWe would like to learn from other places and be held to our word.\n\nGood practices\nA council ordinance of 2019 and free legal aid twice a week.\n";

#[test]
fn essays_below_headings_are_told_apart_where_other_labels_bear_colons() {
    let finding = read(&letter("", HEADED), Vec::new());
    let submission = only(&finding);
    for (field, answer) in [
        (
            "why_lrg",
            "People knock at our door first when a right is denied to them.",
        ),
        (
            "why_hr",
            "They give departments a common language and survive elections.",
        ),
        (
            "motivation",
            "We would like to learn from other places and be held to our word.",
        ),
        (
            "policies",
            "A council ordinance of 2019 and free legal aid twice a week.",
        ),
    ] {
        assert_eq!(said(submission, field), answer, "{field}");
    }
}

#[test]
fn a_line_that_was_wrapped_heads_no_essay() {
    // The second paragraph of an essay begins with a line as long as its lines are.
    let essay = "We would like to learn from other places and be held to our word.\n\nThere are many who know how to do it, and we are glad to be shown how\nby others, who have better ones to show to us, as we have been told.";
    let body = HEADED.replace(
        "We would like to learn from other places and be held to our word.",
        essay,
    );
    let finding = read(&letter("", &body), Vec::new());
    let told = said(only(&finding), "motivation").replace('\n', " ");
    assert!(told.ends_with("as we have been told."), "{told}");
}

#[test]
fn labels_numbered_by_letter_and_figure_do_not_run_on_like_sentences() {
    let mut number = 0;
    let lines: Vec<String> = FORM
        .lines()
        .map(|line| match line.contains(": ") {
            true => {
                number += 1;
                format!("A{number}. {line}")
            }
            false => line.to_owned(),
        })
        .collect();
    let finding = read(&letter("", &lines.join("\n")), Vec::new());
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
    assert_eq!(said(only(&finding), "country"), "ZW");
}

#[test]
fn a_label_goes_on_behind_its_colon_up_to_a_dash() {
    let body = FORM
        .replace("Contact person: ", "Focal point: full name – ")
        .replace("E-mail: ", "Focal point: email address – ");
    let more = format!("{body}\nFocal point: phone number – +263 20 64412\n");
    let finding = read(&letter("", &more), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(form, "contact_phone"), "+2632064412");
}

#[test]
fn nothing_stands_above_the_first_label_of_a_form_with_answers_below() {
    let (_, rest) = FORM.split_once('\n').unwrap();
    let rest = rest.replace(": ", "\n").replace('\n', "\n\n");
    let mut lines = rest.split("\n\n").filter(|line| !line.is_empty());
    let mut blocks = vec!["Applicant local government\nCity of Mutare".to_owned()];
    while let (Some(label), Some(answer)) = (lines.next(), lines.next()) {
        blocks.push(format!("{label}\n{answer}"));
    }
    let finding = read(&letter("", &blocks.join("\n\n")), Vec::new());
    assert_eq!(said(only(&finding), "lrg_name"), "City of Mutare");
}

#[test]
fn what_a_list_sends_of_a_town_is_no_form() {
    let news = "Message 1\nCountry: Italy. Population: 390,000. Mayor: to be elected. Motivation to join: solidarity.\n";
    let list = "List-Id: <hrcities.lists.example>\r\nPrecedence: list\r\nSubject: hrcities Digest, Vol 14\r\n";
    let body = format!(
        "Human Rights Cities mailing list digest\n\nToday's Topics:\n  1. New members of the 10, 100, 1000 campaign (A. Rossi)\n  2. Call for papers\n\n----\n{news}----\nTo unsubscribe visit https://lists.example/hrc\n"
    );
    let finding = read(&letter(list, &body), Vec::new());
    assert_eq!(finding.verdict, Verdict::Automatic, "{}", finding.reason);
    // A whole form may come by a list, too.
    let finding = read(&letter(list, FORM), Vec::new());
    assert_eq!(finding.verdict, Verdict::Form, "{}", finding.reason);
}
