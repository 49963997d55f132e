//! Who joins, and who only speaks of it: members, outsiders, the press, and letters in languages that few write in.

use super::*;

#[test]
fn who_joins_and_then_goes_on_leave_has_joined() {
    told(
        Verdict::Pledge,
        &[
            "Kia ora,\n\nyes, count us in for the campaign. I'm on leave from tomorrow, back in the new year.\n\nTui",
        ],
    );
    told(
        Verdict::Automatic,
        &[
            "Thank you for your mail. I am on leave until 5 January. Our city is glad to join the human rights cities campaign.",
        ],
    );
}

#[test]
fn what_a_title_asks_nobody_asks_us() {
    told(
        Verdict::Other,
        &[
            "Guten Tag,\n\nzum Gespräch „Was bringt es, Menschenrechtsstadt zu sein?\" laden wir Sie herzlich ein.\n\nDas Team",
        ],
    );
}

#[test]
fn who_joined_long_ago_does_not_join_now() {
    let dated = |body: &str| {
        let mail = letter("Date: Tue, 17 Feb 2026 10:00:00 +0000\r\n", body);
        read(&mail, Vec::new()).verdict
    };
    for language in [
        "Hej,\n\nvår kommun gick med i kampanjen 10, 100, 1000 år YEAR och vill dela med sig av det.",
        "Dzień dobry,\n\nnasze miasto przystąpiło do kampanii 10, 100, 1000 w YEAR roku i chce o tym opowiedzieć.",
    ] {
        assert_eq!(
            dated(&language.replace("YEAR", "2022")),
            Verdict::Other,
            "{language}"
        );
        assert_eq!(
            dated(&language.replace("YEAR", "2026")),
            Verdict::Pledge,
            "{language}"
        );
    }
}

#[test]
fn what_nobody_says_to_somebody_stands_in_the_paper() {
    let news = "El pleno de Altosierra aprobó unirse a la campaña de ciudades de derechos humanos.";
    told(Verdict::Other, &[news]);
    told(Verdict::Pledge, &[&format!("Buenos días:\n\n{news}")]);
    let own = news.replace("Altosierra", "Town");
    told(Verdict::Pledge, &[&own]);
}

#[test]
fn a_file_that_repeats_what_was_said_is_the_press_and_a_note_that_amends_is_a_correction() {
    let sheet = |lines: &str| Document {
        blocks: lines.lines().map(line).collect(),
        ..Document::default()
    };
    for (subject, lines, verdict) in [
        (
            "Fwd: interesting",
            "The council of Town voted last night to join a campaign of human rights cities.\n\
             \"We want to join as soon as possible and will send our form next week,\" said Mayor Hession after it.",
            Verdict::Other,
        ),
        (
            "Rectificatif",
            "COMMUNE DE TOWN\nNOTE RECTIFICATIVE\nLe secrétaire municipal porte à la connaissance du secrétariat que deux \
             erreurs se sont glissées dans le formulaire d'adhésion transmis le 14 septembre.\n\
             Au lieu de « 2022-2026 », lire « 2022-2027 » pour la durée du mandat.",
            Verdict::Correction,
        ),
    ] {
        let mail = letter(&format!("Subject: {subject}\r\n"), "FYI");
        let finding = read(&mail, vec![sheet(lines)]);
        assert_eq!(finding.verdict, verdict, "{}", finding.reason);
    }
}

#[test]
fn an_institution_behind_the_word_campaign_is_no_name_of_a_campaign() {
    told(
        Verdict::Pledge,
        &["Buongiorno,\n\nvogliamo partecipare alla campagna come Unione.\n\nNicolò"],
    );
}

#[test]
fn who_asks_whether_something_was_changed_changes_nothing() {
    told(
        Verdict::Question,
        &[
            "Bona tarda, des de la pàgina de la campanya no es pot baixar el formulari, surt un error. L'heu canviat de lloc?",
        ],
    );
}

#[test]
fn an_association_is_no_town_though_one_word_begins_both() {
    told(
        Verdict::Other,
        &[
            "Доброго дня!\n\nНаша громадська організація хоче долучитися до кампанії «Міста прав людини».",
        ],
    );
}

#[test]
fn who_says_that_he_is_no_town_does_not_join_in_the_next_sentence_either() {
    told(
        Verdict::Other,
        &[
            "Hello,\n\nwe are a charity of Leeds. We work with children. We wish to join the campaign 10, 100, 1000.",
        ],
    );
    told(
        Verdict::Pledge,
        &[
            "Hello,\n\nwe heard of you from a charity. Our town wishes to join the campaign 10, 100, 1000.",
        ],
    );
}

#[test]
fn letters_in_more_languages_are_heard() {
    told(
        Verdict::Pledge,
        &[
            "Tisztelt Titkárság!\n\nVárosunk közgyűlése a kampányhoz való csatlakozás mellett döntött.",
            "Hei,\n\nkaupunginhallitus päätti, että kaupunki liittyy ihmisoikeuskaupunkien kampanjaan.",
            "Poštovani,\n\ngradsko vijeće donijelo je odluku o pristupanju vašoj kampanji.",
            "Dobrý den,\n\nzastupitelstvo schválilo připojení města ke kampani 10, 100, 1000.",
            "Уважаеми,\n\nобщинският съвет реши общината да се присъедини към кампанията 10, 100, 1000.",
            "Kære alle,\n\nbyrådet besluttede, at vores kommune tilslutter sig kampagnen.",
            "Hei,\n\nbystyret vedtok å slutte kommunen til kampanjen 10, 100, 1000.",
            "Kính gửi Ban Thư ký,\n\nỦy ban nhân dân quyết định tham gia chiến dịch thành phố nhân quyền.",
            "با سلام\n\nشهرداری ما تصمیم گرفته است به کارزار شهرهای حقوق بشر بپیوندد.",
        ],
    );
    told(
        Verdict::Other,
        &[
            "Tisztelt Titkárság!\n\nA közgyűlés úgy döntött, hogy nem csatlakozik a kampányhoz.",
            "Hei,\n\nvaltuusto päätti jäädä ihmisoikeuskaupunkien kampanjan ulkopuolelle.",
            "Poštovani,\n\ngradsko vijeće odlučilo je da se grad neće pridružiti kampanji.",
            "Dobrý den,\n\nzastupitelstvo připojení města ke kampani 10, 100, 1000 zamítlo.",
        ],
    );
    told(
        Verdict::Question,
        &[
            "Poštovani,\n\nzanima me mogu li se kampanji pridružiti i male općine.",
            "Hei,\n\nhaluaisimme tietää, voivatko maakunnat liittyä kampanjaan.",
        ],
    );
}
