//! Countries, kinds of government, yes and no, persons.

use super::{check, context, rules};
use crate::extract::value::split_person;

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
            ("Município / Municipality", Some("municipality")),
            // Another option of the list is that already.
            (
                "[ ] Belediye   [X] İlçe belediyesi   [ ] Büyükşehir belediyesi   [ ] İl özel idaresi   [ ] Bölge / Eyalet",
                Some("district"),
            ),
            (
                "[X] Belediye   [ ] İlçe belediyesi   [ ] Büyükşehir belediyesi   [ ] İl özel idaresi   [ ] Bölge / Eyalet",
                Some("municipality"),
            ),
            (
                "☒ Kota dan Kabupaten   ☐ Kecamatan   ☐ Wilayah metropolitan   ☐ Provinsi   ☐ Negara bagian   ☐ Lainnya",
                Some("municipality"),
            ),
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
            // All but one are claimed by the others.
            (
                "○ Municipal ● Sub-municipal ○ Metropolitan ○ Inter-municipal ○ Provincial ○ Regional ○ Association",
                Some("district"),
            ),
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
            // Lines of a list go on; beside it an answer may be typed.
            (
                "☐ Municipality ☐ Province / County ☐ Region /\nState ☐ Association ☐\nOther",
                None,
            ),
            ("☐ Municipality ☐ Province ☐ Region /\nState", None),
            (
                "☐ Municipality ☐ District ☐ Other\nProvince",
                Some("province"),
            ),
            ("Municipality / District / Province / Region", None),
            ("☒ Other: water consortium ☐ Municipality", Some("other")),
            ("Intercommunalité (EPCI)", Some("intermunicipal")),
            ("Mancomunidad de municipios", Some("intermunicipal")),
            ("Borough", Some("district")),
            ("Municipalidad distrital", Some("district")),
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
            ("__Yes____", Some("yes")),
            ("Sí________", Some("yes")),
            ("__ Yes", None),
            ("__ Yes ____ No", None),
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
            ("Willing (yes)", Some("yes")),
            ("nous l'acceptons", Some("yes")),
            ("autorizada", Some("yes")),
            ("Yes, please do", Some("yes")),
            ("pode sim", Some("yes")),
            ("preferimos que no", Some("no")),
            ("not for now", Some("no")),
            ("☑ Oui   ☐ Non", Some("yes")),
            ("Sí, autorizamos", Some("yes")),
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
        ("L. (Lotte) ten Brinke", "nl", "L. (Lotte) ten Brinke", None),
        (
            "Robert (Bob) Smith, Mayor",
            "en",
            "Robert (Bob) Smith",
            Some("Mayor"),
        ),
        (
            "Ana Pérez (Clerk) City Hall",
            "en",
            "Ana Pérez",
            Some("Clerk, City Hall"),
        ),
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
        (
            "Ana Pérez, Head of the department\nof health",
            "en",
            "Ana Pérez",
            Some("Head of the department of health"),
        ),
        (
            "Ana Pérez, Head of Diversity &\nInclusion",
            "en",
            "Ana Pérez",
            Some("Head of Diversity & Inclusion"),
        ),
        ("Andrea Bentancor", "es", "Andrea Bentancor", None),
        ("Federico Mayor", "es", "Federico Mayor", None),
        ("Ana Mayor Vega", "es", "Ana Mayor Vega", None),
        ("GARCÍA LÓPEZ, Ana", "es", "GARCÍA LÓPEZ, Ana", None),
        (
            "García López, Ana (Alcaldesa)",
            "es",
            "García López, Ana",
            Some("Alcaldesa"),
        ),
        (
            "Ana García, Técnica (Alcaldía)",
            "es",
            "Ana García",
            Some("Técnica (Alcaldía)"),
        ),
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
            "Wanjiru Kamau / Policy Officer (Equal Rights)",
            "en",
            "Wanjiru Kamau",
            Some("Policy Officer (Equal Rights)"),
        ),
        (
            "Wanjiru Kamau (Officer, Housing) – Town Hall",
            "en",
            "Wanjiru Kamau",
            Some("Officer, Housing, Town Hall"),
        ),
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
fn names_and_functions_go_on_where_a_narrow_line_had_no_room() {
    for (raw, name, function) in [
        (
            "Ebo Quansah, Social\nDevelopment Officer",
            "Ebo Quansah",
            "Social Development Officer",
        ),
        (
            "Comfort Araba\nEssel, Metropolitan\nChief Executive",
            "Comfort Araba Essel",
            "Metropolitan Chief Executive",
        ),
        ("Ana Vega\nMayor, Lima", "Ana Vega", "Mayor, Lima"),
        (
            "Adwoa Mensah (Executive\nMayor)",
            "Adwoa Mensah",
            "Executive Mayor",
        ),
        (
            "Adwoa Mensah – Head of\nCooperation",
            "Adwoa Mensah",
            "Head of Cooperation",
        ),
    ] {
        let person = split_person(raw, &context(None, "en"), rules());
        assert_eq!(person.name, name);
        assert_eq!(person.function.as_deref(), Some(function), "{raw}");
    }
}
