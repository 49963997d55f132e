//! What tells one kind of mail from another where its words would do for both.

use super::*;

/// A Word file with these lines.
fn lines(texts: &[&str]) -> Document {
    Document {
        kind: Kind::Docx,
        blocks: texts.iter().map(|text| line(text)).collect(),
        ..Document::default()
    }
}

/// The verdict on a letter with a subject, from somebody, that brings a file with these lines.
fn judged(from: &str, subject: &str, body: &str, texts: &[&str]) -> Finding {
    let mail = mail::parse(format!("From: {from}\r\nTo: cisdp1@uclg.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}").as_bytes());
    let files = if texts.is_empty() {
        Vec::new()
    } else {
        vec![lines(texts)]
    };
    read(&mail, files)
}

#[test]
fn a_question_without_its_mark_asks() {
    told(
        Verdict::Question,
        &[
            "Hi there\nwhen is the cut off and does it need a stamp\ncheers\nK",
            "Namaste,\nis the date for the form strict or do you take it after that. our mayor is abroad.",
            "Buen día. Quisiera saber si el formulario se puede llenar en quechua, y si hace falta sello del alcalde.",
            "Buongiorno, vorrei sapere entro quando va inviato il modulo e se serve la delibera.",
            "Hallo, graag hoor ik of een deelgemeente ook kan meedoen met de campagne.",
            "Good day. We have only 3,000 people in our town. Not sure if a place that small qualifies for the campaign.",
        ],
    );
}

#[test]
fn what_does_not_open_is_asked_for_and_not_amended() {
    told(
        Verdict::Question,
        &[
            "Buenas, no logro abrir el formulario que está en la página, me sale error. ¿Me lo pueden mandar en word?",
            "Bonjour,\n\nLe lien vers le formulaire d'adhésion renvoie une erreur 404. Pourriez-vous me l'envoyer ?",
        ],
    );
}

#[test]
fn who_will_not_stay_away_joins() {
    told(
        Verdict::Pledge,
        &[
            "Buenas tardes:\n\nHace años que seguimos el trabajo por los derechos humanos. El municipio no quiere faltar a la cita de 2030. El mes próximo les mandamos los papeles.",
            "Chers amis,\n\nle collège communal a décidé, sans débat, que notre ville ne pouvait pas rester à l'écart de votre chaîne de mille villes.",
            "Caros amigos,\n\nA Câmara deliberou por unanimidade: Mértola não quer ficar de fora das mil cidades.",
        ],
    );
    told(
        Verdict::Other,
        &[
            "Chers amis,\n\nle collège communal a décidé que notre ville ne pouvait pas rejoindre vos mille villes.",
        ],
    );
}

#[test]
fn a_council_that_instructs_its_clerk_is_no_hope_of_his() {
    told(
        Verdict::Pledge,
        &[
            "Dear Sirs,\n\nit is only right that Kisoro Municipality should stand among the human rights cities, and my council has instructed me to make it so.",
        ],
    );
}

#[test]
fn a_line_below_a_subject_goes_on_with_it() {
    let finding = judged(
        "Mayor <mayor@valencia.example>",
        "Count us in",
        "Count Valencia City in!",
        &[],
    );
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
}

#[test]
fn a_meeting_that_is_called_after_the_cities_is_no_campaign() {
    told(
        Verdict::Other,
        &[
            "Dear friends,\n\nThe City of Solvik would be honoured to join the World Human Rights Cities Forum. Please put us on the list. We will send the filled-in form.",
            "Dear organisers,\n\nour choir from Harbourtown would love to take part in your closing ceremony for human rights. Count us in!",
        ],
    );
}

#[test]
fn what_stands_below_all_mail_of_an_office_is_not_what_the_letter_says() {
    let brings =
        "Adjunto se remite certificado.\n\nRegistro General. Este buzón no admite notificaciones.";
    let decision = [
        "AYUNTAMIENTO DE MORAL",
        "CERTIFICO: Que el Pleno, en sesión de 26 de marzo de 2026, adoptó el siguiente ACUERDO:",
        "",
        "PRIMERO. Adherirse a la campaña 10, 100, 1000 Ciudades y Territorios de Derechos Humanos.",
    ];
    let from = "Registro <registro@moral.example>";
    let finding = judged(from, "Certificado", brings, &decision);
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
    let finding = judged(from, "Certificado", brings, &["Presupuesto de 2026"]);
    assert_eq!(finding.verdict, Verdict::Automatic, "{}", finding.reason);
}

#[test]
fn a_certified_extract_from_minutes_is_no_news() {
    let finding = judged(
        "Clerk <clerk@dunmoor.example>",
        "Extract",
        "Please see the attached extract for your records.",
        &[
            "DUNMOOR DISTRICT COUNCIL",
            "Extract from the minutes of 14 April 2026",
            "RESOLVED: That the Council joins the 10, 100, 1000 Human Rights Cities campaign.",
        ],
    );
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
}

#[test]
fn the_subject_of_a_desk_of_tickets_tells_that_a_program_writes() {
    let finding = judged(
        "Support <support@desk.example>",
        "[#88123] Your request has been received",
        "It is being looked at by our staff. To add comments, write to us.",
        &[],
    );
    assert_eq!(finding.verdict, Verdict::Automatic, "{}", finding.reason);
}

#[test]
fn a_mail_server_speaks_any_language_and_the_numbers_of_its_own() {
    for (from, subject, body) in [
        (
            "postmaster@kuai.example",
            "系统退信",
            "抱歉，您的邮件被退回来了",
        ),
        (
            "postmaster@daum.example",
            "메일",
            "메일함이 가득 차서 메일을 보내지 못했습니다.",
        ),
        (
            "mailer-daemon@x.example",
            "x",
            "ana@town.example: 552: no room",
        ),
    ] {
        let finding = judged(from, subject, body, &[]);
        assert_eq!(
            finding.verdict,
            Verdict::Bounce,
            "{body}: {}",
            finding.reason
        );
    }
    let away = "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n";
    let finding = read(
        &letter(away, "I am away. Call Ana, 555 or more."),
        Vec::new(),
    );
    assert_eq!(finding.verdict, Verdict::Automatic, "{}", finding.reason);
}

#[test]
fn what_a_town_applies_with_is_unreadable_when_it_cannot_be_read() {
    let file = |name: &str| Attachment {
        name: Some(name.to_owned()),
        content_type: "application/pdf".to_owned(),
        ..Attachment::default()
    };
    for (subject, body, expected) in [
        (
            "Postulación campaña",
            "Adjunto la postulación completa de nuestra comuna.",
            Verdict::Unreadable,
        ),
        (
            "Candidature",
            "Voici la candidature de la commune, signée par le maire.",
            Verdict::Unreadable,
        ),
        (
            "Fotos",
            "Adjunto las fotos de nuestra comuna.",
            Verdict::Other,
        ),
    ] {
        let mut mail = letter(&format!("Subject: {subject}\r\n"), body);
        mail.attachments = vec![file("documento.pdf")];
        let readings = [Reading {
            documents: Vec::new(),
            unread: Some(Unread::Damaged("cut off".to_owned())),
        }];
        let finding = extract(&mail, &readings, rules(), received());
        assert_eq!(finding.verdict, expected, "{body}: {}", finding.reason);
    }
}

#[test]
fn a_person_who_applies_for_a_place_is_no_government() {
    for texts in [
        [
            "Curriculum vitae",
            "Name: Max Brandt",
            "Country: Austria",
            "E-mail: max@inbox.example",
            "Telephone: +43 660 5550123",
            "Motivation",
            "I believe local governments are essential for human rights.",
            "Education",
            "LL.M. Human Rights, 2025",
        ],
        [
            "Solicitud de pasantía en derechos humanos",
            "Nombre: Camila Rojas",
            "País: Chile",
            "Correo electrónico: camila@mail.example",
            "Teléfono: +56 9 5555 0123",
            "Cargo: estudiante",
            "Por qué los derechos humanos son importantes para los gobiernos locales: porque es lo más cercano a la gente.",
            "Motivación: Quiero aprender en la Comisión de derechos humanos.",
            "Fecha: 2 de mayo de 2026",
        ],
    ] {
        let finding = judged(
            "Camila <camila@mail.example>",
            "Application",
            "My papers.",
            &texts,
        );
        assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
    }
}

#[test]
fn a_form_for_suppliers_is_called_so() {
    let finding = judged(
        "Procurement <tenders@ridge.example>",
        "Papers",
        "Please find our papers.",
        &[
            "Supplier registration",
            "Name of organisation: Ridge County Council",
            "Country: Kenya",
            "Type of organisation: county government",
            "Head of organisation: Peter Otieno",
            "Contact person: Jane Wairimu",
            "E-mail: jane@ridge.example",
            "Telephone: +254 20 555 0123",
            "Reason for registering: supply of furniture to UN agencies",
        ],
    );
    assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
}

#[test]
fn few_questions_without_answers_are_a_blank_form_where_somebody_joins() {
    let blank = |title: &str, subject: &str| {
        let texts = [
            title,
            "Name of municipality: ______________",
            "Country: ______________",
            "Mayor: ______________",
            "Focal point: ______________",
            "Email: ______________",
            "What moves you to join: ______________",
        ];
        judged(
            "Moira <moira@kilbride.example>",
            subject,
            "Here it is.",
            &texts,
        )
    };
    for (title, subject) in [
        ("Expression of interest – human rights cities", "Paper"),
        ("Sheet", "Joining the campaign"),
    ] {
        let finding = blank(title, subject);
        assert_eq!(finding.verdict, Verdict::BlankForm, "{}", finding.reason);
    }
}

#[test]
fn a_form_in_a_mail_may_leave_out_the_address_that_it_came_from() {
    let body = "Local government = Corporation of the District of Salmo Bay\nCountry = Canada\nType of government = Municipality\nPopulation = 9,318\nMayor = Trudy Vanderhoek\nContact person = Elias Redstone\nMotivation = We want reconciliation to be measured against human rights and not against goodwill.\nPolicies = Free transit for youth.\n";
    let finding = judged("Trudy <mayor@salmo.example>", "Answers", body, &[]);
    assert_eq!(said(only(&finding), "leader_name"), "Trudy Vanderhoek");
}
