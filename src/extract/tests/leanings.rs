//! What letters want that no set phrase tells, and what they do not.

use super::*;

#[test]
fn a_deed_and_what_it_is_done_to_are_a_pledge_in_whatever_words() {
    told(
        Verdict::Pledge,
        &[
            "Dear friends,\n\nafter a long debate the answer is yes: Ballina will be one of your human rights cities.\n\nBríd",
            "Estimadas:\n\nel gobierno de Tarija hace suya la campaña 10, 100, 1000 y solicita ser tenido en cuenta.\n\nAna",
            "Bonjour,\n\nLokossa dit oui. Nous serons des vôtres et porterons le mouvement dans le département.\n\nProsper",
            "Estimados,\n\nÉvora aceita o desafio e será uma das mil cidades.\n\nMafalda",
        ],
    );
}

#[test]
fn a_letter_of_a_government_that_has_nothing_else_in_mind_is_a_pledge() {
    told(
        Verdict::Pledge,
        &[
            "To the team,\n\nour county regards itself as bound by 10, 100, 1000 as of this month.\n\nAchieng",
        ],
    );
    told(
        Verdict::Other,
        &[
            "Dear all,\n\nthank you for the visit, our council liked your talk on human rights cities.\n\nDine",
            "Dear all,\n\nour council approved a shelter, which we promised when we became a human rights city.\n\nMette",
            "Estimadas:\n\nagradecemos la propuesta de sumarnos a la campaña, pero el pleno votó en contra.\n\nJulia",
        ],
    );
}

#[test]
fn what_is_wrong_in_something_that_we_hold_is_a_correction_in_whatever_words() {
    told(
        Verdict::Correction,
        &[
            "Hello,\n\non the sheet that left our office on 9 June a zero is missing: 214,000 is right, 21,400 is wrong.\n\nEb",
            "Hello,\n\nthe phone number I gave you last week belongs to somebody else. Please note +353 91 555 012 instead.\n\nNiall",
            "Hello,\n\nJane, whom we gave as contact person, is on maternity leave. Please use dan@town.example instead.\n\nHR",
            "Bonjour, tout est bon dans notre fiche sauf le courriel : il se termine par .fr et pas par .com.",
        ],
    );
    let about = "In-Reply-To: <1@uclg.org>\r\nSubject: Re: Your form has reached us\r\n";
    let adjust = "Splendid. But the function you noted is out of date: it is now First Minister. Could you adjust it?";
    let finding = read(&letter(about, adjust), Vec::new());
    assert_eq!(finding.verdict, Verdict::Correction, "{}", finding.reason);
}

#[test]
fn what_may_or_must_be_done_is_a_question_for_us_unless_somebody_invites_or_sells() {
    told(
        Verdict::Question,
        &[
            "Buenas tardes:\n\n¿Tienen que ir en inglés las respuestas largas?\n\nUn saludo,\nWilson",
            "Hello,\n\ntwo boroughs share one administration. Do you want one sheet from both or one from each?\n\nBest,\nChebet",
            "Dear team,\n\nwe are thinking about joining the campaign. Could you tell us what duties come with it?\n\nMarek",
        ],
    );
    told(
        Verdict::Other,
        &[
            "Chère collègue,\n\nnous organisons un colloque sur les villes. Accepteriez-vous d'y parler le 14 mai ?\n\nPaul",
            "Dear city,\n\nyour rank is waiting. Click here: http://ranking.example/claim?id=77120\n\nThe team",
            "Can you print this for me before noon? The room is booked.\n\nEdwin Thorpe\nBorough of Lewisham",
        ],
    );
}

#[test]
fn who_is_away_until_when_answers_automatically_in_whatever_words() {
    let head = "Subject: Re: The fourth wave\r\n";
    for body in [
        "Hi, I'm travelling until the 24th and answer only once a day. If it can't wait, ring reception.",
        "Estoy de permiso por paternidad. Volveré el 3 de marzo. Un saludo.",
        "I no longer work for the council. Please direct your message to office@town.example.",
    ] {
        let finding = read(&letter(head, body), Vec::new());
        assert_eq!(
            finding.verdict,
            Verdict::Automatic,
            "{body}: {}",
            finding.reason
        );
    }
}

#[test]
fn what_a_mail_server_says_in_free_words_is_a_bounce() {
    for (head, body, verdict) in [
        (
            "postmaster",
            "<ana@town.example>: 554 5.7.1 rejected by policy",
            Verdict::Bounce,
        ),
        (
            "postmaster",
            "A mensagem foi devolvida: utilizador desconhecido.",
            Verdict::Bounce,
        ),
        (
            "mayor",
            "The parcel could not be delivered.",
            Verdict::Other,
        ),
    ] {
        let head = format!("Sender: {head}@mail.example\r\n");
        let finding = read(&letter(&head, body), Vec::new());
        assert_eq!(finding.verdict, verdict, "{body}: {}", finding.reason);
    }
}

#[test]
fn a_question_above_what_we_wrote_is_not_taken_for_its_first_line() {
    let body = "What may we write under policies?\nThanks,\nSecretariat <cisdp1@uclg.org> wrote on 25/11/2025 at 17:01:\n> (1) Name of the government:";
    let mail = letter(
        "In-Reply-To: <1@uclg.org>\r\nSubject: Re: The fourth wave\r\n",
        body,
    );
    let finding = read(&mail, Vec::new());
    assert_eq!(finding.verdict, Verdict::Question, "{}", finding.reason);
}

#[test]
fn a_refusal_a_meeting_and_somebody_who_looks_for_work_pledge_nothing() {
    told(
        Verdict::Other,
        &[
            "Dear all,\n\nthe council debated the motion to join the Human Rights Cities campaign. The motion was lost by two votes.\n\nJo",
            "Dear all,\n\nwe have the pleasure of inviting you to \"Our towns: from pledge to practice\", a conference of mayors of human rights cities in Oulu.\n\nAino",
            "Estimados señores:\n\nadjunto mi currículum. Me gustaría unirme a una entidad de la campaña de ciudades de derechos humanos.\n\nLuz",
            "Boa tarde. Para já não há qualquer decisão quanto à participação do município na campanha 10, 100, 1000.\n\nRui",
        ],
    );
}

#[test]
fn a_resolution_that_joins_in_one_of_its_points_is_a_pledge() {
    told(
        Verdict::Pledge,
        &[
            "Se comunica que el Pleno, en sesión ordinaria celebrada el 3 de marzo, adoptó el siguiente acuerdo:\n\nPRIMERO.- Adherir al municipio a la campaña \"10, 100, 1000 Ciudades y Territorios de Derechos Humanos para el año 2030\".\nSEGUNDO.- Facultar a la alcaldesa para la firma.",
        ],
    );
}

#[test]
fn a_question_about_what_we_hold_amends_nothing() {
    told(
        Verdict::Question,
        &[
            "Dear team,\n\nour town sent you its application to the campaign. A colleague who is named in it would like to know which data are kept in your records.\n\nRagna",
            "Estimado equipo:\n\nhace un mes remitimos el formulario de adhesión y, salvo error, no hemos tenido respuesta. ¿Podrían confirmarnos si llegó correctamente?\n\nLola",
        ],
    );
}

#[test]
fn a_letter_about_a_mail_account_is_no_correction_of_a_form() {
    told(
        Verdict::Other,
        &[
            "Estimado cliente:\n\nsu cuenta de correo será desactivada por falta de actualización. Complete el formulario y confirme su contraseña.\n\nhttp://cuenta.example/form",
        ],
    );
}

#[test]
fn who_joins_and_has_sent_nothing_amends_nothing() {
    told(
        Verdict::Pledge,
        &[
            "Dear all,\n\nthe council of Sligo has decided to join the campaign 10, 100, 1000. The form follows when our new focal point has started.\n\nFiona",
        ],
    );
    told(
        Verdict::Other,
        &["Bonjour,\n\nla ville de Vernon retire son adhésion à la campagne.\n\nLe cabinet"],
    );
}

#[test]
fn a_yes_in_a_short_letter_is_a_pledge_where_a_town_an_office_or_the_campaign_stands_beside_it() {
    told(
        Verdict::Pledge,
        &[
            "Hello,\n\nwe're game for human rights cities. The mayor has signed it off.\n\nTed",
            "Hola:\n\nMartos se apunta a la campaña. El alcalde dio el visto bueno.\n\nPaz",
            "Buongiorno,\n\naggiungeteci alla campagna. Il sindaco ha firmato.\n\nUgo",
        ],
    );
    let town = mail::parse(
        "From: Ugo <ugo@comune.cassola.example>\r\nTo: cisdp1@uclg.org\r\nSubject: .\r\n\r\nCassola aderisce.".as_bytes(),
    );
    let finding = read(&town, Vec::new());
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
}

#[test]
fn a_yes_to_something_else_is_none() {
    told(
        Verdict::Other,
        &[
            "Hola:\n\nsobre la campaña: cuenten con nosotros el día 14, llevaremos a tres concejales.\n\nPaz",
            "Bonjour,\n\nla mairie embarque dans la collecte des manuels. La campagne se poursuit.\n\nYves",
            "Hello,\n\nthe mayor approved the travel expenses. See you at the launch of the campaign.\n\nTed",
            "Hello,\n\nwe hope the human rights cities liked our buffet and would like to become your regular caterer.\n\nTed",
        ],
    );
}

#[test]
fn what_is_denied_or_still_to_be_decided_pledges_nothing() {
    told(
        Verdict::Other,
        &[
            "Hello,\n\nour mayor wants to join the human rights cities. But the council has still to approve it.\n\nTed",
            "Bonjour,\n\nnous ne serons pas candidats à la campagne des villes des droits humains.\n\nYves",
        ],
    );
}

#[test]
fn a_word_in_brackets_is_no_name_of_another_campaign() {
    told(
        Verdict::Pledge,
        &[
            "Sehr geehrte Damen und Herren,\n\nder Gemeinderat hat den Beitritt der Stadt zu Ihrer Kampagne beschlossen (Drucksache 14).\n\nUli",
        ],
    );
}

#[test]
fn words_of_another_language_are_not_heard() {
    told(
        Verdict::Other,
        &[
            "Bonjour,\n\nvotre campagne m'a été signalée par un ami. Je la trouve belle et je vous en remercie.\n\nYves",
        ],
    );
}

#[test]
fn any_question_may_be_for_us_and_a_greeting_makes_none_polite() {
    told(
        Verdict::Question,
        &[
            "Hola, ¿qué tal, hasta cuándo se puede enviar el formulario de la campaña?\n\nPaz",
            "Hello, how are you, could a deputy sign the form of the campaign?\n\nTed",
        ],
    );
}

#[test]
fn what_is_excepted_and_what_is_told_twice_corrects_without_a_word_for_what_we_hold() {
    let reply = "In-Reply-To: <1@uclg.org>\r\nSubject: Re: Hello\r\n";
    let except = "All is well, except the telephone: it is +353 91 555 012.";
    let finding = read(&letter(reply, except), Vec::new());
    assert_eq!(finding.verdict, Verdict::Correction, "{}", finding.reason);
    told(
        Verdict::Correction,
        &["Whoops, I mixed up residents and households: 31,600 is right, 3,160 is wrong.\n\nBev"],
    );
}

#[test]
fn who_asks_for_the_form_corrects_nothing() {
    let subject = "Subject: A form in Breton?\r\n";
    let asked = "Hello,\n\nwhere can one download the form? The link returns an error 404. Can one answer in Breton?\n\nYann";
    let finding = read(&letter(subject, asked), Vec::new());
    assert_eq!(finding.verdict, Verdict::Question, "{}", finding.reason);
}

#[test]
fn what_is_unclear_in_two_questions_by_number_amends_nothing() {
    let asked = "Thank you. One thing is unclear to us: question 12 asks for motivations and question 9 asks why cities are essential. May the same text be used for both?\n\nLatha";
    let finding = read(&letter("Subject: Re: The form\r\n", asked), Vec::new());
    assert_eq!(finding.verdict, Verdict::Question, "{}", finding.reason);
}

#[test]
fn news_that_we_may_put_on_our_pages_amend_nothing() {
    told(
        Verdict::Other,
        &[
            "Dear friends,\n\na short update from one of your members. Our council adopted its report; 80 residents took part. Feel free to use this text on your website.\n\nAda",
            "Estimadas:\n\ntenemos novedades. Nuestro consejo aprobó el informe; participaron 80 habitantes. Pueden publicar este texto en su página web.\n\nAna",
        ],
    );
    told(
        Verdict::Correction,
        &[
            "Dear friends,\n\nfeel free to call me. On your website our town has 80,000 inhabitants, and the number is wrong.\n\nAda",
        ],
    );
}
