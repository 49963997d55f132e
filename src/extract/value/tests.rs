//! What people write, and what it must become.

use super::*;
use crate::rules::{builtin, compile};
use std::sync::OnceLock;

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| compile(&builtin()).unwrap())
}

fn context<'a>(country: Option<&'a str>, language: &'a str) -> Context<'a> {
    Context {
        country,
        language,
        received: "2025-06-15T12:00:00Z".parse().unwrap(),
    }
}

fn read_in(field: &str, raw: &str, country: Option<&str>, language: &str) -> Normal {
    let rule = rules().field(field).unwrap();
    normalise(rule, raw, &context(country, language), rules())
}

/// Every case, so that one run shows all that is wrong. `None` stands for "no value".
fn check<'a>(field: &str, cases: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) {
    check_in(
        field,
        cases.into_iter().map(|(raw, want)| (raw, "", "en", want)),
    );
}

fn check_in<'a>(
    field: &str,
    cases: impl IntoIterator<Item = (&'a str, &'a str, &'a str, Option<&'a str>)>,
) {
    let mut wrong = Vec::new();
    for (raw, country, language, want) in cases {
        let country = (!country.is_empty()).then_some(country);
        let normal = read_in(field, raw, country, language);
        let got = normal.value().map(|v| match v {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        });
        if got.as_deref() != want {
            wrong.push(format!("{raw:?}: want {want:?}, got {normal:?}"));
        }
    }
    assert!(wrong.is_empty(), "{field}\n{}", wrong.join("\n"));
}

#[test]
fn what_nobody_filled_in_is_empty() {
    for raw in [
        "",
        "  ",
        "____",
        "……………",
        ". . . . .",
        "-",
        "–",
        "--",
        "/",
        "N/A",
        "n/a",
        "n.a.",
        "[name]",
        "[Nombre]",
        "[escriba aquí]",
        "[your answer here]",
        "Click or tap here to enter text.",
        "Haga clic o pulse aquí para escribir texto.",
        "Cliquez ou appuyez ici pour entrer du texte.",
        "Clique ou toque aqui para introduzir texto.",
        "Klicken oder tippen Sie hier, um Text einzugeben.",
        "Choose an item.",
        "Elija un elemento.",
        "Choisissez un élément.",
        "<insert here>",
        "(to be completed)",
        "À compléter",
        "XXX",
        "해당 없음",
        "لا يوجد",
        "Не применимо",
        "なし",
        "无",
        "\u{200b}\u{a0}",
        "tbc",
        "*",
        "…",
        "[name of the mayor]",
        "Щелкните или коснитесь здесь, чтобы ввести текст.",
    ] {
        for field in [
            "lrg_name",
            "leader_name",
            "contact_role",
            "motivation",
            "postal_address",
        ] {
            assert_eq!(
                read_in(field, raw, None, "en"),
                Normal::Empty,
                "{field} {raw:?}"
            );
        }
    }
    assert_eq!(read_in("networks", "No", None, "en"), Normal::Empty);
    assert_eq!(read_in("networks", "Ninguna", None, "es"), Normal::Empty);
    assert_eq!(
        read_in("signed_on", "dd/mm/yyyy", None, "en"),
        Normal::Empty
    );
}

#[test]
fn numbers_of_inhabitants() {
    check(
        "population",
        [
            ("283042", Some("283042")),
            ("250.000", Some("250000")),
            ("250 000", Some("250000")),
            ("250\u{a0}000", Some("250000")),
            ("250\u{202f}000", Some("250000")),
            ("250\u{2009}000", Some("250000")),
            ("250,000", Some("250000")),
            ("250'000", Some("250000")),
            ("250’000", Some("250000")),
            ("1,703,296", Some("1703296")),
            ("1.703.296", Some("1703296")),
            ("1 703 296", Some("1703296")),
            ("2.5 million", Some("2500000")),
            ("2,5 M", Some("2500000")),
            ("2.5M", Some("2500000")),
            ("2,5 millones", Some("2500000")),
            ("2.261.455 habitantes", Some("2261455")),
            ("1.703 million", Some("1703000")),
            ("25만", Some("250000")),
            ("25만명", Some("250000")),
            ("약 118만 명", Some("1180000")),
            ("118만 4179명", Some("1184179")),
            ("118만 4,179명", Some("1184179")),
            ("25万人", Some("250000")),
            ("120万", Some("1200000")),
            ("1.2 lakh", Some("120000")),
            ("12,34,567", Some("1234567")),
            ("٤٣٬٣٧٣", Some("43373")),
            ("٤٣٣٧٣ نسمة", Some("43373")),
            ("۸٬۶۹۳٬۷۰۶", Some("8693706")),
            ("८,७६,०४२", Some("876042")),
            ("８７６０４２", Some("876042")),
            ("approx. 250 000 inhabitants (2021 census)", Some("250000")),
            ("250 000 (census 2021)", Some("250000")),
            ("4190735 hab.", Some("4190735")),
            ("250k", Some("250000")),
            ("250 mil", Some("250000")),
            ("250 mil habitantes", Some("250000")),
            ("250 тыс. человек", Some("250000")),
            ("2,2 млн", Some("2200000")),
            ("1,5 milhão", Some("1500000")),
            ("one million", Some("1000000")),
            ("un millón", Some("1000000")),
            ("2 million 300 thousand", Some("2300000")),
            ("Census 2021: 250,000", Some("250000")),
            ("2021: 250.000", Some("250000")),
            ("In 2021, 250.000 inhabitants", Some("250000")),
            ("~ 250.000", Some("250000")),
            ("1.703.296,00", Some("1703296")),
            ("250000.00", Some("250000")),
            ("30 758 habitants", Some("30758")),
            ("30.758", Some("30758")),
            ("945", Some("945")),
            ("141.5 km2; 250,000 inhabitants", Some("250000")),
            ("516,249 (metropolitan area: 1.4 million)", Some("516249")),
            ("(516,249)", Some("516249")),
            ("ok", None),
            ("many", None),
            ("2.5", None),
            ("0", None),
        ],
    );
}

#[test]
fn dates() {
    check(
        "signed_on",
        [
            ("2025-05-03", Some("2025-05-03")),
            ("2025/05/03", Some("2025-05-03")),
            ("2025.05.03", Some("2025-05-03")),
            ("2025. 5. 3.", Some("2025-05-03")),
            ("20250503", Some("2025-05-03")),
            ("2025-05-03T10:00:00Z", Some("2025-05-03")),
            ("03/05/2025", Some("2025-05-03")),
            ("3/5/2025", Some("2025-05-03")),
            ("3.5.2025", Some("2025-05-03")),
            ("03-05-2025", Some("2025-05-03")),
            ("03.05.25", Some("2025-05-03")),
            ("03 / 05 / 2025", Some("2025-05-03")),
            ("05/28/2025", Some("2025-05-28")),
            ("28/05/2025", Some("2025-05-28")),
            ("7 novembre 2024", Some("2024-11-07")),
            ("1er mars 2025", Some("2025-03-01")),
            ("le 3 mai 2025", Some("2025-05-03")),
            ("12 de mayo de 2025", Some("2025-05-12")),
            ("1º de marzo de 2025", Some("2025-03-01")),
            ("March 3rd, 2025", Some("2025-03-03")),
            ("3rd of March 2025", Some("2025-03-03")),
            ("March 3, 2025", Some("2025-03-03")),
            ("3 Mar 2025", Some("2025-03-03")),
            ("3-Mar-2025", Some("2025-03-03")),
            ("Monday, 3 March 2025", Some("2025-03-03")),
            ("2025年5月3日", Some("2025-05-03")),
            ("2025 年 5 月 3 日", Some("2025-05-03")),
            ("2025년 5월 3일", Some("2025-05-03")),
            ("3. Mai 2025", Some("2025-05-03")),
            ("3 Mayıs 2025", Some("2025-05-03")),
            ("3 de maio de 2025", Some("2025-05-03")),
            ("3 maggio 2025", Some("2025-05-03")),
            ("3 maig de 2025", Some("2025-05-03")),
            ("3 d'abril de 2025", Some("2025-04-03")),
            ("3 mei 2025", Some("2025-05-03")),
            ("3 мая 2025 г.", Some("2025-05-03")),
            ("3 травня 2025 року", Some("2025-05-03")),
            ("3 Μαΐου 2025", Some("2025-05-03")),
            ("3 مايو 2025", Some("2025-05-03")),
            ("٣ مايو ٢٠٢٥", Some("2025-05-03")),
            ("٠٣/٠٥/٢٠٢٥", Some("2025-05-03")),
            ("3 أيار 2025", Some("2025-05-03")),
            ("3 تشرين الثاني 2024", Some("2024-11-03")),
            ("3 września 2024", Some("2024-09-03")),
            ("3 მაისი 2025", Some("2025-05-03")),
            ("Fait à Lyon, le 3 mai 2025", Some("2025-05-03")),
            ("En Rosario, a 12 de mayo de 2025", Some("2025-05-12")),
            (
                "Rosario, a los 12 días del mes de mayo de 2025",
                Some("2025-05-12"),
            ),
            ("Done at Utrecht, on 2 March 2025", Some("2025-03-02")),
            ("Berlin, den 3. Mai 2025", Some("2025-05-03")),
            ("Montevideo, 11/11/2024", Some("2024-11-11")),
            ("15 de agosto del 2024", Some("2024-08-15")),
            ("5 SEPTIEMBRE 2024", Some("2024-09-05")),
            ("14 août 2024", Some("2024-08-14")),
            ("March 2025", None),
            ("2025", None),
            ("31/02/2025", None),
            ("yesterday", None),
            ("١٤٤٦/١١/٠٥ هـ", None),
        ],
    );
    check_in(
        "signed_on",
        [
            ("03/05/2025", "US", "en", Some("2025-03-05")),
            ("03/05/2025", "GB", "en", Some("2025-05-03")),
            ("28/05/2025", "US", "en", Some("2025-05-28")),
            // Received in June 2025: the third of November has not come yet.
            ("03/11/2025", "CA", "en", Some("2025-03-11")),
            ("3 listopada 2024", "HR", "hr", Some("2024-10-03")),
            ("3 listopada 2024", "PL", "pl", Some("2024-11-03")),
        ],
    );
    let Normal::Value { value, doubt, .. } = read_in("signed_on", "3/5/2568", Some("TH"), "en")
    else {
        panic!("a Buddhist year is a date");
    };
    assert_eq!(value, "2025-05-03");
    assert!(doubt.is_some());
}

#[test]
fn terms_of_office() {
    check(
        "mandate",
        [
            ("2023-2027", Some("2023-2027")),
            ("2023–2027", Some("2023-2027")),
            ("2026 - 2030", Some("2026-2030")),
            ("2023/2027", Some("2023-2027")),
            ("2023/27", Some("2023-2027")),
            ("2023-27", Some("2023-2027")),
            ("2023 to 2027", Some("2023-2027")),
            ("from June 2023 to June 2027", Some("2023-2027")),
            ("De 2023 à 2027", Some("2023-2027")),
            ("01/06/2023 – 31/05/2027", Some("2023-2027")),
            ("4 años (2023-2027)", Some("2023-2027")),
            ("2023~2027", Some("2023-2027")),
            ("2023년 ~ 2027년", Some("2023-2027")),
            ("٢٠٢٣-٢٠٢٧", Some("2023-2027")),
            (
                "First elected 2015; current term 2023-2027",
                Some("2023-2027"),
            ),
            ("July 2020 – June 2026", Some("2020-2026")),
            ("2020 - present", None),
            ("4 years", None),
            ("2023", None),
        ],
    );
}

#[test]
fn countries() {
    check(
        "country",
        [
            ("Argentina", Some("AR")),
            ("ARGENTINA", Some("AR")),
            ("España", Some("ES")),
            ("Espana", Some("ES")),
            ("The Netherlands", Some("NL")),
            ("Türkiye", Some("TR")),
            ("Turkey", Some("TR")),
            ("Turquía", Some("TR")),
            ("UK", Some("GB")),
            ("U.K.", Some("GB")),
            ("USA", Some("US")),
            ("U.S.A.", Some("US")),
            ("EE. UU.", Some("US")),
            ("États-Unis", Some("US")),
            ("Côte d’Ivoire", Some("CI")),
            ("Ivory Coast", Some("CI")),
            ("Viet Nam", Some("VN")),
            ("South Korea", Some("KR")),
            ("Republic of Korea", Some("KR")),
            ("대한민국", Some("KR")),
            ("DRC", Some("CD")),
            ("République démocratique du Congo", Some("CD")),
            ("Palestina", Some("PS")),
            ("فلسطين", Some("PS")),
            ("المغرب", Some("MA")),
            ("Bolivia (Plurinational State of)", Some("BO")),
            ("Україна", Some("UA")),
            ("Қазақстан", Some("KZ")),
            ("საქართველო", Some("GE")),
            ("ኢትዮጵያ", Some("ET")),
            ("नेपाल", Some("NP")),
            ("ایران", Some("IR")),
            ("日本", Some("JP")),
            ("Deutschland", Some("DE")),
            ("Ελλάδα", Some("GR")),
            ("Paris, France", Some("FR")),
            ("France (FR)", Some("FR")),
            ("ES", Some("ES")),
            ("España / Spain", Some("ES")),
            ("Kingdom of Spain", Some("ES")),
            ("in the Kingdom of Morocco, North Africa", Some("MA")),
            ("🇫🇷", Some("FR")),
            ("Agrentina", Some("AR")),
            ("Philipines", Some("PH")),
            ("Colmbia", Some("CO")),
            ("Moroco", Some("MA")),
            ("Niger", Some("NE")),
            ("Nigeria", Some("NG")),
            ("Guinea-Bissau", Some("GW")),
            ("Eswatini", Some("SZ")),
            ("México", Some("MX")),
            ("Sénégal", Some("SN")),
            ("Senegal.", Some("SN")),
            ("Kyrgyzstan", Some("KG")),
            ("Macedonia del Norte", Some("MK")),
            ("Atlantis", None),
        ],
    );
}

#[test]
fn kinds_of_government() {
    check(
        "gov_type",
        [
            ("Municipality", Some("municipality")),
            ("Municipio", Some("municipality")),
            ("Ayuntamiento", Some("municipality")),
            ("ciudad", Some("municipality")),
            ("Ville / Municipalité", Some("municipality")),
            ("Département", Some("province")),
            ("Province / Département", Some("province")),
            ("城市", Some("municipality")),
            ("Metropolitan Municipality", Some("metropolitan")),
            ("Métropole", Some("metropolitan")),
            (
                "☒ Municipality  ☐ District / Borough  ☐ Metropolitan area  ☐ Other",
                Some("municipality"),
            ),
            (
                "☐ Municipality   ☐ District / Borough   ☒ Metropolitan area   ☐ Intermunicipal body",
                Some("metropolitan"),
            ),
            ("Municipality ☐ District ☒ Province ☐", Some("district")),
            ("[ ] Municipio [x] Provincia [ ] Otro", Some("province")),
            (
                "( ) Municipality\n(X) Region / State\n( ) Other",
                Some("region"),
            ),
            (
                "☐ Commune\n☐ Département\n☒ Région\n☐ Autre",
                Some("region"),
            ),
            ("☐ Municipality ☐ District ☐ Other", None),
            ("Municipality / District / Province / Region", None),
            ("☒ Other: water consortium ☐ Municipality", Some("other")),
            ("Intercommunalité (EPCI)", Some("intermunicipal")),
            ("Mancomunidad de municipios", Some("intermunicipal")),
            ("Borough", Some("district")),
            ("구", Some("district")),
            ("Muncipality", Some("municipality")),
            ("Municipality (category B)", Some("municipality")),
            ("Association of municipalities", Some("association")),
            ("ONG", Some("other")),
            ("Büyükşehir Belediyesi", Some("metropolitan")),
            ("Город", Some("municipality")),
            ("بلدية", Some("municipality")),
            ("Click or tap here to enter text", None),
            ("", None),
            ("banana", None),
        ],
    );
}

#[test]
fn yes_and_no() {
    check(
        "uclg_member",
        [
            ("Yes", Some("yes")),
            ("No", Some("no")),
            ("Sí", Some("yes")),
            ("si", Some("yes")),
            ("Oui", Some("yes")),
            ("NON", Some("no")),
            ("Não", Some("no")),
            ("☒ Yes ☐ No", Some("yes")),
            ("☐ Yes ☒ No", Some("no")),
            ("[x] Sí [ ] No", Some("yes")),
            ("Oui ☒", Some("yes")),
            ("Oui ☐ Non ☒", Some("no")),
            ("X Yes __ No", Some("yes")),
            ("✓", Some("yes")),
            ("☒", Some("yes")),
            ("X", Some("yes")),
            ("☐", None),
            ("☐ Yes ☐ No", None),
            ("Yes / No", None),
            ("Sí / No", None),
            ("Yes / N\u{336}o\u{336}", Some("yes")),
            ("Yes, since 2010", Some("yes")),
            ("No todavía", Some("no")),
            ("Not yet", Some("no")),
            ("Somos miembros desde 2015", Some("yes")),
            ("예", Some("yes")),
            ("نعم", Some("yes")),
            ("Да", Some("yes")),
            ("Ні", Some("no")),
            ("是", Some("yes")),
            ("はい", Some("yes")),
            ("Evet", Some("yes")),
            ("Yes ( ) No (x)", Some("no")),
            ("On", Some("yes")),
            ("N/A", None),
            ("perhaps", None),
        ],
    );
    check(
        "consent_publish",
        [
            ("☒ We agree to the publication of this profile", Some("yes")),
            ("We agree", Some("yes")),
            ("☑ Oui   ☐ Non", Some("yes")),
            ("Sí, autorizamos", Some("yes")),
        ],
    );
}

#[test]
fn e_mail_addresses() {
    check(
        "contact_email",
        [
            ("ana.perez@ayto.example", Some("ana.perez@ayto.example")),
            ("<ana@town.org>", Some("ana@town.org")),
            ("mailto:ana@town.org", Some("ana@town.org")),
            ("Ana Pérez <ana@town.org>", Some("ana@town.org")),
            ("ana@town.org.", Some("ana@town.org")),
            ("ana@town.org; luis@town.org", Some("ana@town.org")),
            ("ana@town.org / luis@town.org", Some("ana@town.org")),
            ("ana @ town.org", Some("ana@town.org")),
            ("ana (at) town.org", Some("ana@town.org")),
            ("ana[at]town[dot]org", Some("ana@town.org")),
            ("ana arroba town punto org", Some("ana@town.org")),
            ("Ana@Town.ORG", Some("Ana@town.org")),
            (
                "camille.lefevre@seine-saint-\ndenis.example",
                Some("camille.lefevre@seine-saint-denis.example"),
            ),
            ("E-mail: ana@town.org", Some("ana@town.org")),
            ("ana@town.org\n+34 912 555 850", Some("ana@town.org")),
            ("ana@town", None),
            ("town.org", None),
            ("ana@@town.org", None),
        ],
    );
}

#[test]
fn web_addresses() {
    check(
        "website",
        [
            ("www.neuquen.example", Some("https://www.neuquen.example")),
            (
                "https://www.neuquen.example",
                Some("https://www.neuquen.example"),
            ),
            ("http://neuquen.example/", Some("http://neuquen.example")),
            (
                "HTTPS://WWW.Neuquen.Example/Inicio",
                Some("https://www.neuquen.example/Inicio"),
            ),
            ("neuquen.example", Some("https://neuquen.example")),
            ("<https://www.lyon.fr>", Some("https://www.lyon.fr")),
            ("www.lyon.fr.", Some("https://www.lyon.fr")),
            ("Web: www.lyon.fr", Some("https://www.lyon.fr")),
            (
                "https://www.san-\nfrancisco.example",
                Some("https://www.san-francisco.example"),
            ),
            (
                "www.lyon.fr / www.grandlyon.com",
                Some("https://www.lyon.fr"),
            ),
            ("https//www.lyon.fr", Some("https://www.lyon.fr")),
            (
                "www.lyon.fr/droits?x=1",
                Some("https://www.lyon.fr/droits?x=1"),
            ),
            ("none yet", None),
            ("ana@town.org", None),
        ],
    );
}

#[test]
fn telephone_numbers() {
    check_in(
        "contact_phone",
        [
            ("+54 11 4253 5561", "AR", "es", Some("+541142535561")),
            ("+31 30 555 55 23", "NL", "en", Some("+31305555523")),
            ("+44 (0)20 7946 0018", "GB", "en", Some("+442079460018")),
            ("+33 (0)1 99 00 47 50", "", "fr", Some("+33199004750")),
            ("0033 1 99 00 47 50", "", "fr", Some("+33199004750")),
            ("01 99 00 47 50", "FR", "fr", Some("+33199004750")),
            ("01.99.00.47.50", "FR", "fr", Some("+33199004750")),
            ("+33 01 99 00 47 50", "FR", "fr", Some("+33199004750")),
            ("912 555 850", "ES", "es", Some("+34912555850")),
            ("(415) 555-0137", "US", "en", Some("+14155550137")),
            (
                "+1 (415) 555-0137 ext. 12",
                "US",
                "en",
                Some("+14155550137"),
            ),
            ("+1 415 555 0137 x12", "US", "en", Some("+14155550137")),
            ("02-6213-5556", "KR", "ko", Some("+82262135556")),
            ("Tel.: +221 33 951 53 30", "SN", "fr", Some("+221339515330")),
            (
                "+34 931 555 872 / +34 600 000 000",
                "ES",
                "es",
                Some("+34931555872"),
            ),
            (
                "+34931555872 +34600000000",
                "ES",
                "es",
                Some("+34931555872"),
            ),
            ("٠٥٣٩٩٨٦٣٢٤", "MA", "ar", Some("+212539986324")),
            ("0539 98 63 24", "MA", "fr", Some("+212539986324")),
            ("+995 32 237 59 64", "GE", "en", Some("+995322375964")),
            ("+390612345678", "IT", "it", Some("+390612345678")),
            ("06 1234 5678", "IT", "it", Some("+390612345678")),
            ("(+34) 912 555 850", "ES", "es", Some("+34912555850")),
            ("34 912 555 850", "ES", "es", Some("+34912555850")),
            ("912 555 850", "", "es", None),
            ("no phone", "ES", "en", None),
        ],
    );
}

#[test]
fn persons_and_their_functions() {
    let mut wrong = Vec::new();
    for (raw, language, name, function) in [
        (
            "Verónica Quiroga, Alcaldesa",
            "es",
            "Verónica Quiroga",
            Some("Alcaldesa"),
        ),
        (
            "Sander van der Meulen, Mayor",
            "en",
            "Sander van der Meulen",
            Some("Mayor"),
        ),
        ("Mayor: Ana Pérez", "en", "Ana Pérez", Some("Mayor")),
        ("Mayor Ana Pérez", "en", "Ana Pérez", Some("Mayor")),
        ("Ana Pérez (Mayor)", "en", "Ana Pérez", Some("Mayor")),
        ("Ana Pérez – Mayor", "en", "Ana Pérez", Some("Mayor")),
        (
            "Ana Pérez\nMayor of Rosario",
            "en",
            "Ana Pérez",
            Some("Mayor of Rosario"),
        ),
        ("Ana Pérez", "en", "Ana Pérez", None),
        ("Federico Mayor", "es", "Federico Mayor", None),
        ("Ana Mayor Vega", "es", "Ana Mayor Vega", None),
        ("GARCÍA LÓPEZ, Ana", "es", "GARCÍA LÓPEZ, Ana", None),
        ("DUPONT Jean", "fr", "DUPONT Jean", None),
        ("Jean DUPONT, Maire", "fr", "Jean DUPONT", Some("Maire")),
        ("M. Jean Dupont, Maire", "fr", "Jean Dupont", Some("Maire")),
        (
            "Mme Claire Guérin, Présidente",
            "fr",
            "Claire Guérin",
            Some("Présidente"),
        ),
        ("Sr. D. Juan Pérez", "es", "Juan Pérez", None),
        (
            "Excma. Sra. Dña. Ana Pérez, Alcaldesa-Presidenta",
            "es",
            "Ana Pérez",
            Some("Alcaldesa-Presidenta"),
        ),
        ("Mr. John Smith", "en", "John Smith", None),
        ("Dr. John Smith", "en", "Dr. John Smith", None),
        ("M. Night Shyamalan", "en", "M. Night Shyamalan", None),
        ("John Smith Jr.", "en", "John Smith Jr.", None),
        (
            "John Smith, Jr., Mayor",
            "en",
            "John Smith, Jr.",
            Some("Mayor"),
        ),
        ("강기정 시장", "ko", "강기정", Some("시장")),
        ("시장 강기정", "ko", "강기정", Some("시장")),
        ("강기정시장", "ko", "강기정", Some("시장")),
        ("정민정", "ko", "정민정", None),
        ("松井一實市長", "ja", "松井一實", Some("市長")),
        ("王明先生", "zh", "王明", None),
        (
            "Belediye Başkanı Çiğdem Güneş",
            "tr",
            "Çiğdem Güneş",
            Some("Belediye Başkanı"),
        ),
        (
            "Çiğdem Güneş, Belediye Başkanı",
            "tr",
            "Çiğdem Güneş",
            Some("Belediye Başkanı"),
        ),
        (
            "Çiğdem Güneş Belediye Başkanı",
            "tr",
            "Çiğdem Güneş",
            Some("Belediye Başkanı"),
        ),
        (
            "Marieke Dijkgraaf, Head of International Relations",
            "en",
            "Marieke Dijkgraaf",
            Some("Head of International Relations"),
        ),
        (
            "Andrés Núñez Ibáñez - Coordinación de Políticas Sociales",
            "es",
            "Andrés Núñez Ibáñez",
            Some("Coordinación de Políticas Sociales"),
        ),
        (
            "Ana Pérez, ana@town.org, +34 912 555 850",
            "es",
            "Ana Pérez",
            None,
        ),
        ("Ana Pérez (she/her)", "en", "Ana Pérez", None),
        ("Marie-Noëlle Kouamé", "fr", "Marie-Noëlle Kouamé", None),
        ("Anouk van 't Hof", "nl", "Anouk van 't Hof", None),
        (
            "Jördis Kühnert, Leiterin des Menschenrechtsbüros",
            "de",
            "Jördis Kühnert",
            Some("Leiterin des Menschenrechtsbüros"),
        ),
        (
            "سامي العمري، رئيس البلدية",
            "ar",
            "سامي العمري",
            Some("رئيس البلدية"),
        ),
        (
            "Олена Мельник, міська голова",
            "uk",
            "Олена Мельник",
            Some("міська голова"),
        ),
        (
            "Ana Pérez, Alcaldesa de Rosario",
            "es",
            "Ana Pérez",
            Some("Alcaldesa de Rosario"),
        ),
        (
            "Intendente Ana Pérez",
            "es",
            "Ana Pérez",
            Some("Intendente"),
        ),
        (
            "H.E. Thabo Mkhize, Executive Mayor",
            "en",
            "Thabo Mkhize",
            Some("Executive Mayor"),
        ),
        ("Cllr Thabo Mkhize", "en", "Cllr Thabo Mkhize", None),
        (
            "Soledad Zúñiga, Jefa de Gobierno, Ciudad de México",
            "es",
            "Soledad Zúñiga",
            Some("Jefa de Gobierno, Ciudad de México"),
        ),
    ] {
        let person = split_person(raw, &context(None, language), rules());
        if (person.name.as_str(), person.function.as_deref()) != (name, function) {
            wrong.push(format!(
                "{raw:?}: want {name:?} {function:?}, got {person:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_loses_the_page_and_keeps_the_writer() {
    check(
        "lrg_name",
        [
            (
                "  Ville  de\nL'Haÿ-les-Roses ",
                Some("Ville de L'Haÿ-les-Roses"),
            ),
            ("수원시", Some("수원시")),
            ("“Rosario”", Some("Rosario")),
            ("Rosario _______", Some("Rosario")),
            (": Rosario", Some("Rosario")),
            ("eThekwini (Durban)", Some("eThekwini (Durban)")),
        ],
    );
    check(
        "motivation",
        [
            (
                "We want our residents to see that the council has bound itself\npublicly. Our network asked the mayor to take this step, and the\nmayor did.\n\nSecond paragraph.",
                Some(
                    "We want our residents to see that the council has bound itself publicly. Our network asked the mayor to take this step, and the mayor did.\nSecond paragraph.",
                ),
            ),
            (
                "- First thing\n- Second thing",
                Some("- First thing\n- Second thing"),
            ),
            (
                "시민 앞에 공개적으로\n약속합니다.",
                Some("시민 앞에 공개적으로\n약속합니다."),
            ),
        ],
    );
    check(
        "networks",
        [
            ("☒ Metropolis ☐ OIDP ☒ AICE", Some("Metropolis; AICE")),
            ("Mayors for Peace, ICORN", Some("Mayors for Peace, ICORN")),
        ],
    );
    check(
        "postal_address",
        [(
            "Town Hall\n1 Main Street\n12345 Town",
            Some("Town Hall\n1 Main Street\n12345 Town"),
        )],
    );
}
