//! Whole mails whose forms are typed in ways of their own.

use super::{Submission, Verdict, extract};
use crate::mail;
use crate::rules::{self, Rules};
use jiff::Timestamp;
use std::sync::OnceLock;

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| rules::compile(&rules::builtin()).expect("the rules compile"))
}

fn verdict(head: &str, body: &str) -> (Verdict, Vec<Submission>) {
    let mail = mail::parse(format!("From: Ana <ana@town.example>\r\nTo: cisdp1@uclg.org\r\n{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}").as_bytes());
    let received: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
    let finding = extract(&mail, &[], rules(), received);
    (finding.verdict, finding.submissions)
}

/// The one form of a mail without a subject.
fn form(body: &str) -> Submission {
    let (verdict, mut submissions) = verdict("", body);
    assert_eq!(verdict, Verdict::Form);
    assert_eq!(submissions.len(), 1);
    submissions.remove(0)
}

fn said<'s>(submission: &'s Submission, field: &str) -> &'s str {
    let value = submission.fields.get(field);
    value.and_then(|value| value.value.as_str()).unwrap_or("")
}

const SHORT: &str = "Full name of the municipality or territory: City of Mutare
Country where you are located: Zimbabwe
Tier of government: Municipality
Who leads your local government?: Simon Chabuka
Whom may we contact?: Tendai Moyo
Electronic mail: tendai@mutare.example
Please explain why you wish to join the campaign: We want to learn from other cities.
";

#[test]
fn a_short_form_is_known_by_asking_why_one_joins_the_campaign_and_by_no_other_campaign() {
    let short = form(SHORT);
    assert_eq!(
        said(&short, "motivation"),
        "We want to learn from other cities."
    );
    let other = SHORT.replace("the campaign", "the campaign Fair Trade Towns");
    assert_eq!(verdict("", &other).0, Verdict::Other);
}

#[test]
fn what_stands_before_the_name_of_the_campaign_in_a_title_asks_for_nothing() {
    let titled = format!("Human Rights and Cities: 10, 100, 1000 by 2030\n\n{SHORT}");
    assert_eq!(said(&form(&titled), "why_lrg"), "");
    let french =
        format!("Villes et territoires des droits humains : 10, 100, 1000 d’ici 2030\n\n{SHORT}");
    assert_eq!(said(&form(&french), "why_lrg"), "");
}

#[test]
fn a_column_that_is_not_the_last_may_end_with_place_date_and_name() {
    let essays: String = ["Human rights policies", "Other networks", "Member of UCLG"]
        .iter()
        .map(|label| {
            format!("{label}:\nWe run a night shelter.\nWe open it to all.\nWe count who comes.\n")
        })
        .collect();
    let facts = SHORT.lines().take(6).collect::<Vec<_>>().join("\n");
    let signed = form(&format!(
        "{facts}\nPostal address: Civic Centre, Mutare\nMutare, 3 February 2026\nSimon Chabuka\nWhy do you wish to join the campaign?\n\
         We want to learn from other cities.\n{essays}"
    ));
    assert_eq!(said(&signed, "signed_on"), "2026-02-03");
    assert_eq!(said(&signed, "signatory_name"), "Simon Chabuka");
    assert_eq!(said(&signed, "postal_address"), "Civic Centre, Mutare");
}

#[test]
fn a_form_that_names_no_campaign_is_known_by_all_that_it_asks() {
    const ENTIRE: &str = "INQUIRY OF ACCESSION

Name of municipality: City of Mutare
Country: Zimbabwe
Type of government: Municipality
Population: 224,802
Mayor: Simon Chabuka
Contact person: Tendai Moyo
E-mail: tendai@mutare.example
Motivation: We want to learn from other cities and to be held to our word.
May we publish this profile? Yes
";
    assert_eq!(said(&form(ENTIRE), "lrg_name"), "City of Mutare");
    let survey = ENTIRE.replace("INQUIRY OF ACCESSION", "Survey for those who are joining");
    assert_eq!(said(&form(&survey), "lrg_name"), "City of Mutare");
    let labels = ENTIRE.lines().map(|line| match line.split_once(':') {
        Some((label, _)) => format!("{label}: [to be completed]"),
        None => line.replace("Yes", "☐ Yes ☐ No"),
    });
    let blank = labels.collect::<Vec<_>>().join("\n");
    let signed =
        format!("{blank}\n\nKind regards\n\nTown Hall\nCountry: Zimbabwe\nTel. +263 20 64412");
    assert_eq!(verdict("", &signed).0, Verdict::BlankForm);
    // A foundation asks much of this, and others ask their own.
    let grants = ENTIRE.replace("May we publish this profile?", "Amount applied for:");
    for other in [
        grants,
        ENTIRE.replace("INQUIRY OF ACCESSION", "Survey"),
        ENTIRE.replace("INQUIRY OF ACCESSION", "Fair Trade Towns"),
        ENTIRE.replace("Mayor: Simon Chabuka", ""),
    ] {
        assert_ne!(verdict("", &other).0, Verdict::Form, "{other}");
    }
}

#[test]
fn a_label_of_two_fields_is_that_which_its_answer_fits() {
    let form = |place: &str| {
        form(&format!(
            "Council: Donegal County Council\n{place}Population: 167,084\nMayor: Bríd McFadden\n\
             Contact person: Charlie Gallagher\nE-mail: c.gallagher@donegal.example\n\
             Why do you wish to join the campaign? We wish to learn from others at the edge.\n\
             May we publish this profile? Yes\n"
        ))
    };
    assert_eq!(said(&form("State: Ireland\n"), "country"), "IE");
    let georgia = form("Country: USA\nState: Georgia\n");
    assert_eq!(said(&georgia, "country"), "US");
    assert_eq!(said(&georgia, "subdivision"), "Georgia");
}

#[test]
fn a_form_typed_as_one_sentence_is_cut_at_its_labels() {
    let text = "Nombre oficial del gobierno local o regional: Ayuntamiento de Portugalete; País: España; \
Tipo de gobierno: Municipio; Nombre y apellidos del alcalde o alcaldesa: Mikel Torres Lorenzo; Años del mandato actual: \
2023-2026; Persona de contacto: Nerea Olabarri; Correo-e: nerea@portugalete.example; ¿Por qué considera que los gobiernos \
locales y regionales son imprescindibles para promover, respetar y cumplir los derechos humanos?: La ley fija la norma.; \
¿Qué motiva a su gobierno a unirse a la campaña?: Queremos aprender.; ¿Son miembros de CGLU?: Sí";
    let sentences = text.replace(".; ", "; ").replace("; ", ". ");
    let words: Vec<&str> = sentences.split(' ').collect();
    let lines: Vec<String> = words.chunks(9).map(|line| line.join(" ")).collect();
    for text in [text.to_owned(), sentences.clone(), lines.join("\n")] {
        let read = form(&text);
        for (field, value) in [
            ("lrg_name", "Ayuntamiento de Portugalete"),
            ("leader_name", "Mikel Torres Lorenzo"),
            ("mandate", "2023-2026"),
            ("contact_name", "Nerea Olabarri"),
            ("contact_email", "nerea@portugalete.example"),
            ("uclg_member", "yes"),
        ] {
            assert_eq!(said(&read, field), value, "{field} in {text}");
        }
        assert_eq!(
            said(&read, "motivation").trim_end_matches('.'),
            "Queremos aprender"
        );
    }
}

#[test]
fn the_second_language_of_a_label_is_no_part_of_the_answer() {
    let text = "Gobierno local o regional | Udala: Ayuntamiento de Errenteria
País | Estatua: España
Tipo de gobierno | Mota: Municipio
Nombre del alcalde o alcaldesa | Alkatea: Aizpea Otaegi
Persona de contacto | Harremanetarako pertsona: Nerea Olabarri
Correo electrónico | Posta elektronikoa: nerea@errenteria.example
¿Por qué los gobiernos locales y regionales son esenciales para promover, cumplir y respetar los derechos humanos? / \
Zergatik dira tokiko gobernuak funtsezkoak?: La ley fija la norma.
Motivaciones para unirse a la campaña | Kanpainarekin bat egiteko arrazoiak: Queremos aprender.
Políticas e iniciativas de derechos humanos | Giza eskubideen arloko politikak: Plan de 2012: cursos gratuitos.
";
    for text in [text.to_owned(), text.replace(" | ", " / ")] {
        let read = form(&text);
        for (field, value) in [
            ("lrg_name", "Ayuntamiento de Errenteria"),
            ("contact_name", "Nerea Olabarri"),
            ("why_lrg", "La ley fija la norma."),
            ("motivation", "Queremos aprender."),
            ("policies", "Plan de 2012: cursos gratuitos."),
        ] {
            assert_eq!(said(&read, field), value, "{field} in {text}");
        }
    }
}

#[test]
fn answers_typed_into_a_form_quoted_from_us_are_theirs_and_our_own_letters_stay_ours() {
    let quoted = |text: &str| {
        text.lines()
            .map(|line| format!("> {line}\n"))
            .collect::<String>()
    };
    let more = "Population: 224802\nWebsite: https://mutare.example\nTelephone: +263 20 64412\nDate: 2026-02-03\n";
    let form = quoted(&format!("{SHORT}{more}"));
    let reply = |form: &str| {
        verdict(
            "In-Reply-To: <a@uclg.example>\r\n",
            &format!(
                "Dear colleagues,\n\nOn Mon, 3 Feb 2026, Secretariat <cisdp1@uclg.org> wrote:\n{form}\nRegards\n"
            ),
        )
    };
    let (read, submissions) = reply(&form);
    assert_eq!(read, Verdict::Form);
    assert_eq!(submissions.len(), 1);
    let blank: String = form
        .lines()
        .map(|line| format!("{}:\n", line.split(": ").next().unwrap_or("")))
        .collect();
    assert_ne!(reply(&blank).0, Verdict::Form);
    let letter = "Thank you very much for joining the campaign. The form of the City of Mutare has arrived, and it is complete. \
        We will be in touch about the next steps. This is what we have noted. Should something not be right, please reply.\n";
    assert_ne!(reply(&format!("{}{form}", quoted(letter))).0, Verdict::Form);
}

#[test]
fn answers_typed_into_what_html_quotes_from_us_are_read_too() {
    let verdict = |quoted: &str| {
        let lines: String = quoted
            .lines()
            .map(|line| format!("<p>{line}</p>"))
            .collect();
        let html = format!(
            "<p>Dear colleagues,</p><p>our answers are below.</p><p>Best regards</p><div><b>From:</b> CISDP &lt;cisdp1@uclg.org&gt;<br>\
            <b>Sent:</b> Monday, 2 February 2026 11:20<br><b>To:</b> Tendai Moyo<br><b>Subject:</b> Form</div>{lines}"
        );
        let mail = mail::parse(format!("From: Tendai Moyo <tendai@mutare.example>\r\nTo: cisdp1@uclg.org\r\nSubject: RE: Form\r\nIn-Reply-To: <a@uclg.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").as_bytes());
        let received: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        extract(&mail, &[], rules(), received).verdict
    };
    let more = "Population: 224802\nWebsite: https://mutare.example\nTelephone: +263 20 64412\nDate: 2026-02-03\n";
    let form = format!("{SHORT}{more}");
    assert_eq!(verdict(&form), Verdict::Form);
    let letter = "Thank you very much for joining the campaign. The form of the City of Mutare has arrived, and it is complete. \
        We will be in touch about the next steps. This is what we have noted. Should something not be right, please reply.\n";
    assert_ne!(verdict(&format!("{letter}{form}")), Verdict::Form);
}

#[test]
fn forms_in_languages_of_which_only_the_labels_are_known_are_read() {
    for text in [
        "Nazwa samorządu: Gmina Kórnik\nKraj: Polska\nRodzaj samorządu: Municipality\nBurmistrz: Przemysław Pacholski\n\
Osoba do kontaktu: Anna Nowak\nAdres e-mail: anna@kornik.example\nPowody przystąpienia do kampanii: Prawa są dla wszystkich.\n",
        "Denumirea autorității locale: Primăria Cluj-Napoca\nȚara: România\nTipul autorității: Municipality\nPrimar: Emil Boc\n\
Persoana de contact: Anna Nowak\nAdresa de e-mail: anna@cluj.example\nMotivele aderării la campanie: Drepturi pentru toți.\n",
        "Nama pemerintah daerah: Kota Wonosobo\nNegara: Indonesia\nJenis pemerintahan: Municipality\nNama bupati: Afif Nurhidayat\n\
Narahubung: Anna Nowak\nAlamat surel: anna@wonosobo.example\nAlasan bergabung dengan kampanye: Hak untuk semua.\n",
    ] {
        let read = form(text);
        assert_eq!(said(&read, "contact_name"), "Anna Nowak", "{text}");
        assert!(
            read.fields.contains_key("lrg_name") && read.fields.contains_key("motivation"),
            "{text}"
        );
        assert!(
            read.fields.contains_key("leader_name") && read.fields.contains_key("contact_email"),
            "{text}"
        );
    }
}

#[test]
fn labels_in_words_that_no_rule_knows_are_read_by_what_they_and_their_answers_say() {
    let text = "Name of the local government => City of Mutare
Name (as it is written in English) => Mutare
Country => Zimbabwe
Type of government => Municipality
Number of people living there => 224804
Whereabouts for parcels and postal letters => Civic Centre, Mutare
Name of the mayor => Simon Chabuka
Elected title that the mayor bears => Mayor
Position of the contact person => Tendai Moyo, Town Clerk
E-mail => tendai@mutare.example
Why do you wish to join the campaign? => We want to learn from other cities.
Why are human rights a relevant set of values? => They are the measure of what we do.
";
    let read = form(text);
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("lrg_name_en", "Mutare"),
        ("postal_address", "Civic Centre, Mutare"),
        ("leader_title", "Mayor"),
        ("contact_name", "Tendai Moyo"),
        ("contact_role", "Town Clerk"),
        ("motivation", "We want to learn from other cities."),
    ] {
        assert_eq!(said(&read, field), value, "{field}");
    }
}

#[test]
fn another_process_is_told_by_what_is_printed_and_not_by_what_is_answered() {
    let answered = SHORT.replace("We want to learn", "A survey says that we must learn");
    assert_eq!(verdict("", &answered).0, Verdict::Form);
    let printed = format!("Survey of local governments\n\n{answered}");
    assert_eq!(verdict("", &printed).0, Verdict::Other);
    let named = format!("Registration form: 10, 100, 1000 Human Rights Cities\n\n{answered}");
    assert_eq!(verdict("", &named).0, Verdict::Form);
}

#[test]
fn brackets_of_words_behind_a_short_form_explain_it() {
    let mut body = String::new();
    for line in SHORT.lines() {
        let (label, answer) = line.split_once(": ").unwrap();
        body.push_str(&format!("{label}\n\n{answer}\n\n"));
    }
    body.push_str("Tel. (with the code)\n\n+263 20 261 441\n");
    assert_eq!(said(&form(&body), "contact_phone"), "+26320261441");
}

#[test]
fn stars_around_labels_are_bold_type_and_part_them_from_their_answers() {
    let form = form(
        "Dear all,\n\n*Which government is applying? (required)* Quezon City\n*Nation (required)* Philippines\n\
         *County, state or province it lies in* Metro Manila\n*What kind of authority are you?* Municipality\n\
         *How many people live there?* 2,960,503\n*Who leads the government?* Corazon Villafuerte, City Mayor\n\
         *Person in charge of the follow-up* Grace Ann Tolentino\n*E-mail address* grace@quezon.example\n\
         *Why does your government wish to join the campaign?*\nHuman rights deserve outside eyes on our work.\n",
    );
    assert_eq!(said(&form, "lrg_name"), "Quezon City");
    assert_eq!(said(&form, "country"), "PH");
    assert_eq!(said(&form, "contact_name"), "Grace Ann Tolentino");
}
