//! Where people can be reached.

use super::{check, check_in};

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
            (
                "__www.neuquen.example____",
                Some("https://www.neuquen.example"),
            ),
            ("<https://www.lyon.fr>", Some("https://www.lyon.fr")),
            ("www.lyon.fr.", Some("https://www.lyon.fr")),
            ("Web: www.lyon.fr", Some("https://www.lyon.fr")),
            ("lyon . fr", Some("https://lyon.fr")),
            ("Sra. Ana Ruiz", None),
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
            // A slash behind the area code parts no numbers.
            ("0232/267.582", "RO", "ro", Some("+40232267582")),
            ("0316/872-2084", "AT", "de", Some("+433168722084")),
            ("(0316) / 872 2084", "AT", "de", Some("+433168722084")),
            ("+43 316/872-2084 / 2085", "", "de", Some("+433168722084")),
            ("Tel. 02/345.67.89", "BE", "fr", Some("+3223456789")),
            (
                "021/480-7700, 021/480-7701",
                "RS",
                "sr",
                Some("+381214807700"),
            ),
            ("02/345/67/89", "BE", "fr", Some("+3223456789")),
            (
                "0316 8722084/0316 8722085",
                "AT",
                "de",
                Some("+433168722084"),
            ),
            ("022 345 67 89 / 90", "CH", "fr", Some("+41223456789")),
        ],
    );
}
