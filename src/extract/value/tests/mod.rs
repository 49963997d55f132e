//! What people write, and what it must become.

mod amounts;
mod contacts;
mod names;
mod said;

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
