//! Letters that speak of joining while others join, or nobody yet; and those that join in words of their own.

use super::*;

#[test]
fn who_urges_others_to_join_does_not_join() {
    told(
        Verdict::Other,
        &[
            "We are pleased to send you the circular in which our federation encourages its councils to join the 10, 100, 1000 Human Rights Cities campaign.",
            "Kami mengimbau para bupati untuk bergabung dengan kampanye 10, 100, 1000 Kota Hak Asasi Manusia.",
            "Asociația noastră încurajează primarii să se alăture campaniei Orașe ale Drepturilor Omului.",
            "Im Bericht empfehle ich, dass unser Kreis der Kampagne der Menschenrechtsstädte beitritt.",
        ],
    );
}

#[test]
fn what_many_governments_do_is_not_what_one_does() {
    told(
        Verdict::Other,
        &[
            "My company assists local governments that wish to join the 10, 100, 1000 Human Rights Cities campaign.",
            "By the end of the project at least twelve municipalities will join the 10, 100, 1000 campaign, with our support.",
            "Notre bureau forme les communes qui souhaitent rejoindre la campagne des villes des droits humains.",
        ],
    );
    told(
        Verdict::Pledge,
        &[
            "Our two cities wish to join the 10, 100, 1000 Human Rights Cities campaign together.",
            "Estimados señores:\n\nLa Mancomunidad de Municipios del Río desea sumarse a la campaña 10, 100, 1000 Ciudades y Territorios por los Derechos Humanos.",
        ],
    );
}

#[test]
fn what_is_only_proposed_or_put_off_is_no_pledge() {
    told(
        Verdict::Other,
        &[
            "Para que o saiban: levamos ao pleno unha moción para que o concello se adhira á campaña das cidades de dereitos humanos.",
            "Här är ett utdrag: Motion om anslutning till 10, 100, 1000 människorättsstäder. Kommunstyrelsen beslutar att återremittera ärendet.",
            "Projekt uchwały w sprawie przystąpienia do kampanii Miast Praw Człowieka został zdjęty z porządku obrad.",
            "Avant toute adhésion de la ville à votre campagne des villes des droits humains, notre service souhaite en relire les termes.",
        ],
    );
    told(
        Verdict::Pledge,
        &[
            "The council adopted the motion on joining the 10, 100, 1000 Human Rights Cities campaign, and our town wishes to join.",
        ],
    );
}

#[test]
fn regret_for_what_cannot_be_is_a_refusal_and_a_refusal_denied_is_none() {
    told(
        Verdict::Other,
        &[
            "Le maire a lu avec intérêt votre lettre l'invitant à faire rejoindre par la ville la campagne des villes des droits humains. Il regrette de ne pouvoir y répondre comme vous l'espérez.",
            "Informo que não existe, por ora, qualquer deliberação de adesão do município à campanha das cidades de direitos humanos.",
        ],
    );
    told(
        Verdict::Pledge,
        &[
            "Ми жодного разу не скасували прийом громадян. Наша громада заявляє про своє бажання долучитися до кампанії «Міста і території прав людини».",
            "Hola, equipo:\n\nLa comarca de Alta Riba se lanza: seremos territorio de derechos humanos. El Consejo lo acordó sin un solo voto en contra.",
            "Sorry for the long silence, it took us a while, but we got there: our town is joining the Human Rights Cities campaign!",
        ],
    );
}

#[test]
fn what_stands_below_the_name_of_the_sender_joins_nothing() {
    let verdict = |name: &str, below: &str| {
        let body = format!(
            "Hello,\n\nyes, you may print the picture of our library in your booklet.\n\nAna Ruiz\n{below}"
        );
        let mail = format!(
            "From: {name} <ana@town.example>\r\nTo: cisdp1@uclg.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
        );
        read(&mail::parse(mail.as_bytes()), Vec::new()).verdict
    };
    let motto = "The City of Fernhollow is proud of 10, 100, 1000 HUMAN RIGHTS CITIES\nWe pledge to respect, protect and fulfil human rights.";
    assert_eq!(verdict("Ana Ruiz", motto), Verdict::Other);
    assert_eq!(verdict("\"Ruiz, Ana\"", motto), Verdict::Other);
}

#[test]
fn a_newspaper_that_reports_of_a_town_does_not_join() {
    let verdict = |name: &str| {
        let body = "Good morning,\n\nthe town of Brackenfold wishes to join the 10, 100, 1000 Human Rights Cities campaign.\n\nKind regards";
        let mail = format!(
            "From: {name} <ana@mail.example>\r\nTo: cisdp1@uclg.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
        );
        read(&mail::parse(mail.as_bytes()), Vec::new()).verdict
    };
    assert_eq!(verdict("Radio Seaside"), Verdict::Other);
    assert_eq!(verdict("Office of the Mayor"), Verdict::Pledge);
}

#[test]
fn who_names_the_campaign_and_asks_for_the_next_steps_joins_in_any_words() {
    told(
        Verdict::Pledge,
        &[
            "The district assembly sees its future in the 10, 100, 1000 Human Rights Cities campaign and has ordered me to enter its name. I await your form.",
            "Il Consiglio ha dato mandato di perfezionare l'ingresso di Valdoria nella campagna \"10, 100, 1000\". Restiamo in attesa della modulistica.",
            "Estimada Paula:\n\nte confirmo que ya tenemos el acuerdo de concejo y con él Las Palmeras pasa a ser una más de las ciudades de derechos humanos. ¿A qué correo mando el acuerdo escaneado?",
            "Sehr geehrtes Sekretariat,\n\ndie Marktgemeinde Steinfeld teilt mit, dass sie sich laut Gemeinderatsbeschluss vom 3. Februar an der Kampagne \"10, 100, 1000 Menschenrechtsstädte\" beteiligt.\n\nDer Amtsleiter",
            "Namens de burgemeester bevestig ik dat onze gemeente zich achter uw campagne voor mensenrechtensteden schaart. Welke stukken verwacht u van ons?",
        ],
    );
}

#[test]
fn who_says_yes_in_more_languages_joins() {
    told(
        Verdict::Pledge,
        &[
            "მოგესალმებით,\n\nქუთაფარას საკრებულომ ერთხმად მიიღო გადაწყვეტილება ადამიანის უფლებათა ქალაქების კამპანიაში გაწევრიანების შესახებ.",
            "ለተከበረው ጽሕፈት ቤት፣\n\nየከተማችን ምክር ቤት የሰብዓዊ መብት ከተሞች ዘመቻን ለመቀላቀል ወስኗል።",
            "Občinski svet je sklenil, da se naša občina pridruži kampanji mest človekovih pravic.",
            "हमारी परिषद ने तय किया है कि हमारा नगर मानवाधिकार शहरों के अभियान में शामिल होगा।",
            "Geachte,\n\nDe gemeenteraad besliste om zich aan te sluiten bij de wereldwijde campagne voor mensenrechtensteden.",
        ],
    );
}

#[test]
fn who_asks_and_has_sent_nothing_amends_nothing() {
    told(
        Verdict::Question,
        &[
            "¿Hasta qué día se pueden mandar los formularios de la campaña? En la intendencia cambiamos de secretario y no llegamos a tratarlo.",
        ],
    );
    told(
        Verdict::Other,
        &[
            "Nous sommes une quarantaine d'habitants et avons écrit au maire au sujet de votre campagne 10, 100, 1000.",
        ],
    );
}
