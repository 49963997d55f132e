//! Who speaks in a letter, for whom, and whether it joins, leaves or only asks.

use super::*;

#[test]
fn who_leaves_the_campaign_does_not_join_it() {
    told(
        Verdict::Other,
        &[
            "Our new council has decided to end the participation of the Town of Altwiesen in your campaign.",
            "Le conseil municipal a mis fin à la participation de la commune à la campagne des villes des droits humains.",
            "Der Rat hat beschlossen, die Teilnahme der Stadt an der Kampagne zum Jahresende zu beenden.",
            "La nuova giunta ha deciso di uscire dalla campagna delle città dei diritti umani.",
            "De gemeente heeft besloten haar deelname aan de campagne te beëindigen.",
            "Міська рада вирішила припинити участь у кампанії.",
            "우리 시는 인권도시 캠페인에서 탈퇴하기로 결정하였습니다.",
            "经研究，我市决定退出人权城市活动。",
            "Kommunen har beslutat att lämna kampanjen.",
        ],
    );
}

#[test]
fn who_joins_and_asks_for_the_next_steps_in_one_sentence_has_joined() {
    told(
        Verdict::Pledge,
        &[
            "Wir erklären hiermit, dass wir der Kampagne „10, 100, 1000“ beitreten möchten, und bitten um Mitteilung des weiteren Verfahrens.",
            "Je vous confirme notre volonté de rejoindre la campagne 10, 100, 1000, et vous remercie de nous indiquer les modalités à suivre.",
            "Le manifiesto el interés de este Ayuntamiento de ser parte de las ciudades de derechos humanos, por lo que agradeceremos nos indique los requisitos.",
        ],
    );
    told(
        Verdict::Question,
        &[
            "Wir bitten um Mitteilung, wie eine Stadt der Kampagne „10, 100, 1000“ beitreten kann.",
            "Nous aimerions savoir comment rejoindre la campagne 10, 100, 1000, et vous en remercions.",
        ],
    );
}

#[test]
fn swedish_letters_are_heard() {
    told(
        Verdict::Pledge,
        &[
            "Norrfjärdens kommun vill gärna ansluta sig till kampanjen 10, 100, 1000. Blanketten skickar vi så snart den är påskriven.",
            "Härmed anmäler vi Älmhults kommun till kampanjen 10, 100, 1000.",
        ],
    );
    told(
        Verdict::Question,
        &["Hej! Jag undrar om regioner också kan gå med i kampanjen och vad det kostar."],
    );
    told(
        Verdict::Correction,
        &["I formuläret vi skickade blev invånarantalet fel. Det ska vara 14 200."],
    );
}

#[test]
fn the_sentences_of_a_script_without_spaces_are_told_apart() {
    told(
        Verdict::Pledge,
        &[
            "緑町役場です。本町も人権都市キャンペーンに加わりたいと考えております。手続きをご教示ください。",
            "您好！龙潭区愿意成为人权城市之一。请告知下一步手续。",
        ],
    );
}

#[test]
fn who_lives_in_a_town_or_runs_for_its_office_does_not_speak_for_it() {
    told(
        Verdict::Other,
        &[
            "Hello, I am a resident of Ashford and wish that Ashford would join your human rights cities campaign.",
            "Habitant de Roquebrune, j'aimerais que ma commune rejoigne la campagne.",
            "Sono consigliera di minoranza e presenterò una mozione perché il Comune aderisca alla campagna.",
            "Saya calon wali kota. Jika terpilih, kota kami akan bergabung dengan kampanye.",
            "私は市長選に立候補しています。当選したら、市としてキャンペーンに参加するつもりです。",
        ],
    );
    told(
        Verdict::Question,
        &[
            "Habitant·es de Vernoux, nous aimerions que notre ville devienne ville des droits humains. A-t-elle déposé un dossier chez vous ?",
        ],
    );
}

#[test]
fn a_union_or_a_university_is_no_government_and_a_town_with_one_is() {
    told(
        Verdict::Other,
        &[
            "The Law Faculty of Westhill University would like to join the human rights cities campaign.",
            "Our union, with many members in local government, has decided to join the 10, 100, 1000 campaign.",
            "La Universidad del Valle desea sumarse a la campaña de ciudades de derechos humanos.",
        ],
    );
    told(
        Verdict::Pledge,
        &[
            "Hello,\n\nThe City of Westhill and its university would like to join the human rights cities campaign.",
        ],
    );
}

#[test]
fn a_word_for_joining_is_no_wish_to_join() {
    told(
        Verdict::Other,
        &[
            "Wir haben Informationen zum Beitritt zur Kampagne 10, 100, 1000 erhalten und wünschen Ihnen viel Erfolg.",
            "Kampanyaya katılım törenindeki misafirperverliğiniz unutulmaz.",
            "Count me in for the webinar on human rights cities! Looking forward to it.",
        ],
    );
}

#[test]
fn a_yes_may_be_said_around_those_who_say_it() {
    let head = "Subject: Re: Invitation to join the campaign\r\nIn-Reply-To: <x@uclg.example>\r\n";
    let body =
        "Thank you for the invitation. The answer from the town of Northwick is a clear yes.";
    let finding = read(&letter(head, body), Vec::new());
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
}

#[test]
fn a_questionnaire_with_room_for_answers_asks_nothing_of_us() {
    told(
        Verdict::Other,
        &[
            "Please fill in the questionnaire of our network and return the form.\n\n  Name of city:\n  Country:\n  Population:\n  \
             Mayor:\n  Does your city have a food council? (yes/no)\n\nThank you!",
        ],
    );
}

#[test]
fn a_short_form_that_answers_all_that_is_needed_is_ours_where_a_form_is_sent() {
    let form = "City/Territory: City of Dumaguete\nCountry: Philippines\nType of government: Municipality\n\
                Mayor: Atty. Corazon Villarmea\nFocal point: Jun-Rey Sabanal\nEmail: jr@dumaguete.example\n\
                Motivation: We passed an ordinance and need peers to make it work.\n";
    let verdict = |subject: &str, form: &str| {
        let mail = letter(&format!("Subject: {subject}\r\n"), form);
        read(&mail, Vec::new()).verdict
    };
    assert_eq!(verdict("form (Dumaguete)", form), Verdict::Form);
    for (subject, form) in [
        ("Our data", form.to_owned()),
        ("form for Mayors for Peace", form.to_owned()),
        ("form", form.replace("Mayor: Atty. Corazon Villarmea\n", "")),
        (
            "form",
            format!(
                "{form}Amount applied for: 3\nBudget line: 4\nName of bank: 5\nDate of event: 6\n"
            ),
        ),
    ] {
        assert_ne!(verdict(subject, &form), Verdict::Form, "{subject}: {form}");
    }
}

#[test]
fn a_form_in_a_letter_that_joins_the_campaign_is_ours() {
    let letter_of = |said: &str| {
        let body = format!(
            "Estimados:\n\n{said} Estos son nuestros datos:\n\nNombre oficial: Mancomunidad del Chocó\nPaís: Ecuador\n\
             Tipo de gobierno: mancomunidad\nHabitantes: 21.300\nPresidenta: Nelly Guamán\nResponsable de la relación con la campaña: Iván Cevallos\n\
             Correo-e: tecnico@choco.example\n¿Por qué quieren unirse?: Porque el agua nace en nuestros bosques.\n\
             Iniciativas: escuela de lideresas rurales.\n"
        );
        read(
            &letter("Subject: Adhesión del Chocó\r\n", &body),
            Vec::new(),
        )
        .verdict
    };
    assert_eq!(
        letter_of("La Mancomunidad se suma a la campaña."),
        Verdict::Form
    );
    assert_ne!(
        letter_of("La Mancomunidad se suma a la campaña contra el dengue."),
        Verdict::Form
    );
}

#[test]
fn an_application_for_a_job_is_no_form() {
    let cv = "Curriculum vitae\n\nDados pessoais\nNome: Beatriz Nóbrega\nPaís: Portugal\nE-mail: b.nobrega@correio.example\n\
              Telefone: 910 000 000\n\nExperiência\n2022-2025 Câmara Municipal de Almourol, gabinete de cooperação.\n\n\
              Motivação\nQuero contribuir para que os direitos humanos sejam um guia da ação local.\n\n\
              Línguas\nPortuguês, espanhol, inglês.\n";
    let other = cv.replace("Curriculum vitae\n\n", "");
    let register = "Nombre: Luis Ortega\nCargo: concejal\nAyuntamiento: Lorca\nPaís: España\nCorreo: l@lorca.example\n\
                    Teléfono: +34 600 555 010\nMotivo de participación: conocer otras ciudades de derechos humanos.\n";
    for text in [cv, &other, register] {
        let finding = read(&letter("Subject: Candidatura\r\n", text), Vec::new());
        assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
    }
}

#[test]
fn a_letter_that_was_sent_on_is_read_where_the_press_is_only_told() {
    let body = "Hi both,\n\nThis belongs to you, see below.\n\nDelphine\n\n________________________________\n\
                From: Harald Meikle <h@lindisvale.example>\nSent: 04 March 2026 16:20\nTo: Delphine Aubert\n\
                Subject: City of Lindisvale\n\nDear Delphine\n\nthe City of Lindisvale wants to join the human rights cities \
                campaign. We have told the press office to hold a date.\n\nKind regards\nHarald Meikle\n";
    let finding = read(
        &letter("Subject: FW: City of Lindisvale\r\n", body),
        Vec::new(),
    );
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
}

#[test]
fn who_wishes_to_join_pledges_whoever_has_a_vote_on_it_later() {
    told(
        Verdict::Pledge,
        &[
            "J'ai l'honneur de vous faire part de la volonté de notre commune de rejoindre la campagne 10, 100, 1000 que vous portez, \
             et le conseil municipal que je réunirai le 30 juin en délibérera.",
            "Our town wishes to join the 10, 100, 1000 Human Rights Cities campaign. The council will vote on it on 3 June.",
            "Hola:\n\nla alcaldesa quiere sumarse a la campaña. Falta que el concejo lo apruebe.\n\nPaz",
            "Olá,\n\no presidente quer aderir à campanha; a votação está marcada para dia 14.\n\nRita",
        ],
    );
    told(
        Verdict::Question,
        &[
            "Quisiera presentar un proyecto para que nuestra ciudad se sume a la campaña 10, 100, 1000 Ciudades de Derechos Humanos. \
           ¿Qué pasos hay que seguir?",
        ],
    );
    told(
        Verdict::Other,
        &[
            "The motion to sign up to the 10, 100, 1000 human rights cities campaign fell by one vote.",
        ],
    );
}

#[test]
fn a_resolution_that_comes_as_a_file_joins_by_one_of_its_items() {
    let mail = letter(
        "",
        "Exmos. Senhores,\n\nPara os devidos efeitos, remete-se cópia da Resolução n.º 88/2026.\n\nA Secretaria",
    );
    let lines = [
        "CÂMARA MUNICIPAL DE PEDRA ALTA",
        "Resolução n.º 88/2026",
        "Considerando a Carta-Agenda Mundial de Direitos Humanos na Cidade; considerando o trabalho do Conselho",
        "Municipal da Juventude; a Câmara Municipal, reunida em sessão ordinária de 27 de maio de 2026, delibera por",
        "unanimidade:",
        "1.º Aderir à campanha mundial 10, 100, 1000 Cidades e Territórios de Direitos Humanos até 2030.",
        "2.º Dar conhecimento ao secretariado da campanha.",
        "Está conforme o original. O Secretário, Nuno Bandarra",
    ];
    let document = |lines: &[&str]| Document {
        kind: Kind::Pdf,
        blocks: lines.iter().map(|text| line(text)).collect(),
        ..Document::default()
    };
    let finding = read(&mail, vec![document(&lines)]);
    assert_eq!(finding.verdict, Verdict::Pledge, "{}", finding.reason);
    let other = [
        "A Câmara Municipal delibera:",
        "1.º Aprovar a ata.",
        "2.º Tomar nota da campanha 10, 100, 1000.",
    ];
    let finding = read(&mail, vec![document(&other)]);
    assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
}

#[test]
fn what_was_left_empty_in_a_form_and_is_to_be_added_is_a_correction() {
    told(
        Verdict::Correction,
        &[
            "Remember I left one line empty in our sheet last week? Council elected Cr Dorothy Pascoe as Mayor on Monday. Please add \
             her to our form as the local chief executive.",
        ],
    );
}

#[test]
fn a_declaration_of_the_senders_own_house_joins_in_the_third_person() {
    let body = "Exmos. Senhores,\n\nJunto se envia a declaração da Senhora Presidente. O formulário será enviado oportunamente.\n\n\
                Com os melhores cumprimentos";
    let lines = [
        "DECLARAÇÃO DE COMPROMISSO",
        "O Município de Vale Formoso declara publicamente a sua vontade de aderir à campanha 10, 100, 1000 Cidades e Territórios de \
         Direitos Humanos até 2030.",
        "O pedido formal de adesão seguirá após a reunião da câmara municipal de maio.",
    ];
    let document = Document {
        kind: Kind::Docx,
        blocks: lines.iter().map(|text| line(text)).collect(),
        ..Document::default()
    };
    for (host, expected) in [
        ("valeformoso.example", Verdict::Pledge),
        ("gazeta.example", Verdict::Other),
    ] {
        let mut mail = letter("", body);
        if let Some(from) = &mut mail.from {
            from.email = format!("gabinete@{host}");
        }
        let finding = read(&mail, vec![document.clone()]);
        assert_eq!(finding.verdict, expected, "{host}: {}", finding.reason);
    }
}

#[test]
fn the_questions_of_a_form_of_others_are_not_asked_of_us() {
    let body = "Dear Alliance secretariat,\n\nPlease find attached our application for membership of the Intercultural Ports \
                Alliance. UCLG is in copy for information only.\n\nBest regards,\nOla Brekke";
    let form = table(&[
        &["Name of the port city", "Municipality of Skarvika"],
        &["Country", "Norway"],
        &["Mayor", "Ingrid Tangen"],
        &["Population", "31,400"],
        &["Contact person", "Ola Brekke"],
        &["E-mail", "ola.brekke@skarvika.example"],
        &[
            "Why does your city wish to become a member of the Intercultural Ports Alliance?",
            "We would like to run the Seafarers Festival.",
        ],
        &["Annual fee bracket", "B"],
    ]);
    let finding = read(&letter("", body), vec![form]);
    assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
}
