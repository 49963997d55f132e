//! What mails are that bring no form, or one in the fewest words.

use super::*;

#[test]
fn letters_without_a_form_are_told_apart() {
    for (verdict, body) in [
        (
            Verdict::Pledge,
            "On behalf of our city I confirm that the council has decided to join the campaign 10, 100, 1000 Human Rights Cities. The form will follow.",
        ),
        (
            Verdict::Pledge,
            "Por la presente, nuestro municipio manifiesta su voluntad de adherirse a la campaña de Ciudades de Derechos Humanos.",
        ),
        (
            Verdict::Pledge,
            "Notre commune souhaite rejoindre la campagne des Villes et Territoires des Droits Humains.",
        ),
        (
            Verdict::Pledge,
            "El gobierno que presido tiene la voluntad de sumarse a la campaña de Ciudades de Derechos Humanos.",
        ),
        (
            Verdict::Pledge,
            "Stirling Council wishes to join 10, 100, 1000 Human Rights Cities. We pledge to put human rights at the centre of our services.",
        ),
        (
            Verdict::Pledge,
            "La municipalité a décidé de rejoindre la campagne des villes et territoires des droits humains. Nous attendons de vos nouvelles pour la suite.",
        ),
        (
            Verdict::Other,
            "Le conseil pourrait rejoindre la campagne des villes et territoires des droits humains. Nous attendons la décision de la commission.",
        ),
        (
            Verdict::Other,
            "I noticed your website could rank higher on Google. Just reply with: Name, Country, Phone, Website and I will send a free audit within 24 h.",
        ),
        (
            Verdict::Question,
            "How can our city join the 10, 100, 1000 campaign? Is there a fee?",
        ),
        (
            Verdict::Question,
            "¿Hasta cuándo se puede enviar el formulario de la campaña?",
        ),
        (
            Verdict::Question,
            "Estamos a preparar a nossa candidatura à campanha. Uma freguesia deve escolher «distrito» ou «outro»? Agradeço o esclarecimento.",
        ),
        (
            Verdict::Question,
            "Desearíamos saber si el formulario puede firmarse a mano.",
        ),
        (
            Verdict::Pledge,
            "Le conseil de notre commune s'est prononcé pour rejoindre la campagne des Villes et Territoires des Droits Humains.",
        ),
        (
            Verdict::Correction,
            "En el formulario que les mandamos el lunes pusimos mal el cargo. Debe decir alcaldesa.",
        ),
        (
            Verdict::Other,
            "Enviamos nuestro cuestionario de actualización de la Carta-Agenda.",
        ),
        (
            Verdict::Correction,
            "In the form we sent you last week there is a mistake: the population is 251,300.",
        ),
        (
            Verdict::Correction,
            "Une erreur s'est glissée dans notre formulaire : merci de rectifier le courriel.",
        ),
        (
            Verdict::Other,
            "Press release. The city of Lyon has joined the campaign 10, 100, 1000 Human Rights Cities, the mayor announced on Monday.",
        ),
        (
            Verdict::Other,
            "It was a pleasure to meet you in Gwangju. I will share the photographs.",
        ),
        (
            Verdict::Other,
            "Application for membership in ICORN\nCity: Mutare\nCountry: Zimbabwe\nPopulation: 224802\nMayor: Simon Chabuka\nContact person: Tendai Moyo\nE-mail: t@mutare.example\nMotivation for joining the network: to host a writer.",
        ),
        (
            Verdict::Other,
            "I am a student and write my thesis about human rights cities. I read that Gwangju pledged to become one.",
        ),
    ] {
        let finding = read(&letter("", body), Vec::new());
        assert_eq!(finding.verdict, verdict, "{body}: {}", finding.reason);
    }
}

#[test]
fn short_labels_are_a_form_where_somebody_joins_and_human_rights_are_asked_for() {
    let body = "Town: City of Mutare
Country: Zimbabwe
Type: Municipality
Inhabitants: 224,802
Mayor: Simon Chabuka
Contact: Tendai Moyo
Job: Human Rights Officer
E-mail: tendai@mutare.example
Telephone: +263 20 261 441
Website: www.mutare.example
In a few words: human rights tell us whom a plan forgets.
Date: 3 February 2026";
    let verdict = |subject: &str, body: &str| {
        let head = format!("Subject: {subject}\r\n");
        read(&letter(&head, body), Vec::new()).verdict
    };
    assert_eq!(verdict("Mutare joins", body), Verdict::Form);
    assert_ne!(verdict("Our details", body), Verdict::Form);
    let other = body
        .replace("human rights", "plans")
        .replace("Human Rights ", "");
    assert_ne!(verdict("Mutare joins", &other), Verdict::Form);
}

#[test]
fn letters_of_town_halls_are_told_apart_in_many_languages() {
    for (verdict, subject, body) in [
        (
            Verdict::Pledge,
            "",
            "Hello,\n\nKirklees Council voted unanimously to become part of the Human Rights Cities campaign.",
        ),
        (
            Verdict::Pledge,
            "",
            "Almada quer fazer parte das 1000 cidades de direitos humanos.\n\nAtenciosamente,\nRui",
        ),
        (
            Verdict::Pledge,
            "",
            "Prezados,\n\nO prefeito anunciou hoje a adesão à campanha das 1000 cidades.\n\nAtenciosamente,\nRui",
        ),
        (
            Verdict::Pledge,
            "",
            "Sayın yetkililer,\n\nBelediyemiz kampanyaya katılmak istemektedir.\n\nSaygılarımızla",
        ),
        (
            Verdict::Pledge,
            "",
            "수원시는 세계 인권도시 캠페인에 참여할 의사가 있음을 알려드립니다.",
        ),
        (
            Verdict::Pledge,
            "",
            "السلام عليكم،\n\nقرر المجلس البلدي المشاركة في حملة مدن حقوق الإنسان.",
        ),
        (
            Verdict::Pledge,
            "",
            "Здравствуйте!\n\nГородской совет принял решение о присоединении к кампании «Города прав человека».",
        ),
        (
            Verdict::Pledge,
            "",
            "Dzień dobry,\n\nRada Miasta zdecydowała o przystąpieniu do kampanii Miast Praw Człowieka.",
        ),
        // Another campaign, a meeting, a newspaper, a refusal, joy about what is done.
        (
            Verdict::Other,
            "",
            "We wish to invite you to join our campaign for clean rivers.",
        ),
        (
            Verdict::Other,
            "",
            "Nuestra ciudad desea sumarse a la campaña Ciudades Amigas de la Infancia.",
        ),
        (
            Verdict::Other,
            "",
            "I confirm that our mayor will take part in the meeting of the human rights cities.",
        ),
        (
            Verdict::Other,
            "",
            "The council of Bergen decided to join the campaign of human rights cities, the municipality said. \"We are proud,\" said the mayor.",
        ),
        (
            Verdict::Other,
            "",
            "Agradecemos la invitación, pero no nos es posible sumarnos a la campaña.",
        ),
        (
            Verdict::Other,
            "Re: Form received",
            "Thank you! We are delighted to be part of the campaign.",
        ),
        (
            Verdict::Question,
            "Re: Your form",
            "In the box \"Type of government\" nothing fits. Which one should we tick?",
        ),
        (
            Verdict::Question,
            "",
            "Μπορεί να συμμετάσχει και μια περιφέρεια στην εκστρατεία;",
        ),
        (
            Verdict::Question,
            "",
            "Buenos días: el enlace al formulario da error. ¿Lo pueden revisar?",
        ),
        (
            Verdict::Correction,
            "Consentement retiré",
            "Bonjour,\n\nNous avions coché « oui » dans le formulaire du 3 juin. Merci de noter « non ».\n\n\
             Cordialement,\nLuc\n\nS'il vous est parvenu par erreur, merci de le détruire.",
        ),
        (
            Verdict::Other,
            "LED street lamps",
            "We are a factory of lamps. Please tell us your city and population to receive a quotation.",
        ),
        (
            Verdict::Correction,
            "Atualização",
            "A colega indicada no nosso formulário reformou-se. Por favor substituam-na por Vera.",
        ),
        (
            Verdict::Correction,
            "Re: Form received",
            "We are a region, not a municipality. Could you fix that in your records?",
        ),
        (
            Verdict::Correction,
            "",
            "지난주에 보낸 신청서에 인구수가 잘못 기재되었습니다. 수정 부탁드립니다.",
        ),
        (
            Verdict::Other,
            "Re: Form received",
            "Thank you, everything is correct.",
        ),
        (
            Verdict::Other,
            "",
            "Adjuntamos las fotos.\n\nSi lo ha recibido por error, bórrelo y comuníquelo al remitente.",
        ),
        (
            Verdict::Automatic,
            "Re: Form received",
            "I am on annual leave and will return on 3 September.",
        ),
        (
            Verdict::Automatic,
            "",
            "Su mensaje ha sido recibido. Este es un mensaje automático.",
        ),
        (
            Verdict::Other,
            "",
            "Questionnaire on the Charter-Agenda\n\n1. Which articles should be revised?\nArticle IV.\n\n2. Which rights should be added?\nThe right to air.",
        ),
    ] {
        let head = format!("Subject: =?utf-8?Q?{}?=\r\n", quoted_printable(subject));
        let finding = read(&letter(&head, body), Vec::new());
        assert_eq!(finding.verdict, verdict, "{body}: {}", finding.reason);
    }
}

#[test]
fn a_letter_that_comes_as_a_file_is_heard_like_one_that_comes_as_mail() {
    let sheet = |lines: &str| Document {
        blocks: lines.lines().map(line).collect(),
        ..Document::default()
    };
    for (verdict, lines) in [
        (
            Verdict::Question,
            "Ville de Villejuif\nVillejuif, le 23 février 2026\nMadame, Monsieur,\nNotre service des relations internationales nous a signalé votre campagne en faveur des villes des droits humains.\nL'adhésion entraîne-t-elle une cotisation ? Quelle est la date limite ?",
        ),
        (
            Verdict::Pledge,
            "Comitán, a 19 de febrero de 2026\nPor medio de la presente manifiesto la voluntad del H. Ayuntamiento de Comitán de sumarse a la campaña «10, 100, 1000 Ciudades y Territorios de Derechos Humanos para 2030».\nQuedamos a la espera de que nos indiquen los pasos a seguir.\nAtentamente,\nMario Guillén",
        ),
    ] {
        let mail = letter("Subject: Carta\r\n", "Va adjunta.");
        let finding = read(&mail, vec![sheet(lines)]);
        assert_eq!(finding.verdict, verdict, "{}", finding.reason);
    }
}

fn quoted_printable(text: &str) -> String {
    text.bytes().map(|byte| format!("={byte:02X}")).collect()
}

#[test]
fn what_calls_itself_a_document_and_is_none_is_an_unreadable_form_where_one_is_announced() {
    for (name, body, verdict) in [
        ("form.doc", "Our form is attached.", Verdict::Unreadable),
        ("formulario.docx", "Adjunto.", Verdict::Unreadable),
        ("logo.png", "Our form will follow.", Verdict::Other),
        ("formulario.png", "Adjunto.", Verdict::Unreadable),
        ("photo form.png", "We met on Monday.", Verdict::Other),
        ("invoice.pdf", "Our invoice is attached.", Verdict::Other),
    ] {
        let mut mail = letter("", body);
        mail.attachments.push(Attachment {
            name: Some(name.to_owned()),
            content_type: match name.ends_with(".png") {
                true => "image/png".to_owned(),
                false => String::new(),
            },
            ..Attachment::default()
        });
        let reading = Reading {
            documents: Vec::new(),
            unread: Some(Unread::NotADocument),
        };
        let finding = extract(&mail, &[reading], rules(), received());
        assert_eq!(finding.verdict, verdict, "{name}: {}", finding.reason);
    }
}

#[test]
fn a_list_of_people_with_their_functions_and_countries_is_no_form() {
    let cells = |texts: &str| Row {
        cells: texts
            .split('|')
            .zip(0..)
            .map(|(text, column)| Cell {
                column,
                span: 1,
                blocks: vec![line(text)],
            })
            .collect(),
    };
    let rows = [
        "Name|Organisation|Country|Position|E-mail|Telephone",
        "Joaquim Evangelista|Governo do Estado do Ceará|Brazil|Assessora técnica|d0@ceara.example|+55 11 96123-1423",
        "Abdoulaye Bergeron|Commune de Bouaké|Côte d’Ivoire|Cheffe du service égalité|d1@bouake.example|+225 21 23 4 59275",
        "Luzia dos Santos Ferraz|Governo do Estado do Ceará|Brazil|Vereadora|d2@ceara.example|+55 11 2345-3753",
        "Clarisse Kouassi|Ville de Namur|Belgium|Directeur général des services|d4@namur.example|+32 450 00 21 86",
        "Clarisse Le Goff|Commune d'Agadir|Morocco|Directeur général des services|d5@agadir.example|+212 6 50 12 89 60",
        "Desmond Whitcombe|Cape Coast Metropolitan Assembly|Ghana|Head of International Relations|d8@cape.example|+233 23 123 2803",
    ]
    .map(cells)
    .to_vec();
    let mut mail = letter(
        "Subject: Participants\r\n",
        "Attached is the list of participants of the session on human rights cities.",
    );
    mail.attachments.push(Attachment::default());
    let document = Document {
        kind: Kind::Sheet,
        blocks: vec![Block::Table(Table { rows })],
        ..Document::default()
    };
    let finding = read(&mail, vec![document]);
    assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
}

#[test]
fn a_filled_form_under_a_subject_that_joins_the_campaign_is_ours() {
    let form = "Name of the entity: City of Mutare\nCountry: Zimbabwe\nType: Municipality\nInhabitants: 224,802\n\
                Mayor: Simon Chabuka\nContact person: Tendai Moyo\nE-mail: tendai@mutare.example\n\
                Motivations: We want to learn from others.\nPolicies: A plan against homelessness.\n";
    let verdict = |subject: &str| {
        let mail = letter(&format!("Subject: {subject}\r\n"), form);
        read(&mail, Vec::new()).verdict
    };
    assert_eq!(verdict("Mutare joins the campaign"), Verdict::Form);
    assert_ne!(verdict("Our data"), Verdict::Form);
}

#[test]
fn a_registration_form_that_asks_all_that_ours_asks_is_ours_and_an_award_is_not() {
    let form = |title: &str| {
        let text = format!(
            "{title}\nName of the municipality: City of Mutare\nCountry: Zimbabwe\nType: Municipality\nInhabitants: 224,802\n\
             Mayor: Simon Chabuka\nContact person: Tendai Moyo\nE-mail: tendai@mutare.example\n\
             Motivations: We want to learn from others.\nPolicies: A plan against homelessness.\nPublication of the profile: yes\n"
        );
        read(&letter("", &text), Vec::new()).verdict
    };
    assert_eq!(form("Registration form of municipalities"), Verdict::Form);
    assert_ne!(
        form("Application for the award of municipalities"),
        Verdict::Form
    );
}

#[test]
fn a_form_of_few_known_labels_is_one_where_the_campaign_is_named() {
    let body = "Please find below our entry for the 10, 100, 1000 campaign.\n\n1 / Who are you?\nBorough of Easterleigh, United Kingdom\n\n2 / How big?\n48,300 people\n\n3 / Who leads you?\nCllr Joan Price (Leader of the Council)\n\n4 / What brings you here?\nWe have worked on a rights charter for six years and want to measure ourselves against others.\n\n5 / What have you done so far?\nA tenants' rights desk, a youth council and an annual equality audit.\n\n6 / May we show this on the website?\nYes\n";
    let finding = read(&letter("Subject: Our entry\r\n", body), Vec::new());
    let form = only(&finding);
    assert_eq!(form.fields["population"].value, 48300);
    assert_eq!(said(form, "leader_name"), "Cllr Joan Price");
    // Without the campaign, they are anybody's questions.
    let body = body.replace("10, 100, 1000 campaign", "award");
    let finding = read(&letter("Subject: Our entry\r\n", &body), Vec::new());
    assert_ne!(finding.verdict, Verdict::Form);
}

#[test]
fn the_only_name_of_a_government_is_its_name() {
    let body = FORM.replace(
        "Name of the local or regional government:",
        "Come si chiama il vostro ente?",
    );
    let form = only(&read(&letter("", &body), Vec::new())).clone();
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "lrg_name_en"), "");
}
