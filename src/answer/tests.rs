//! What the tests of this room build on: rules, mails and submissions made by hand.

mod loops;
mod silent;
mod written;

use super::*;
use crate::extract::{Source, Status, Value};
use crate::mail::parse;
use crate::rules::{FieldRule, Need, Rules, ValueKind};

/// Rules made by hand: the real texts and robots, a handful of fields.
pub(super) fn rules() -> Rules {
    let mut rules = Rules {
        fingerprint: "f00d".into(),
        ..Rules::default()
    };
    let texts = [
        ("en", include_str!("../../rules/texts/en.toml")),
        ("es", include_str!("../../rules/texts/es.toml")),
        ("fr", include_str!("../../rules/texts/fr.toml")),
        ("pt", include_str!("../../rules/texts/pt.toml")),
    ];
    for (language, source) in texts {
        let texts: BTreeMap<String, String> = toml::from_str(source).unwrap();
        rules.texts.insert(language.into(), texts);
    }
    let robots: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("../../rules/robots.toml")).unwrap();
    rules.robots.senders = robots["senders"].clone();
    rules.robots.subjects = robots["subjects"].clone();
    rules.robots.bounce_subjects = robots["bounce_subjects"].clone();
    let fields = [
        (
            "lrg_name",
            Need::Required,
            ValueKind::Text,
            "Name of the local or regional government",
            "Nombre del gobierno local o regional",
        ),
        (
            "country",
            Need::Required,
            ValueKind::Country,
            "Country",
            "País",
        ),
        (
            "region",
            Need::Derived,
            ValueKind::Region,
            "Region",
            "Región",
        ),
        (
            "gov_type",
            Need::Required,
            ValueKind::Choice,
            "Type of government",
            "Tipo de gobierno",
        ),
        (
            "population",
            Need::Wished,
            ValueKind::Integer,
            "Population",
            "Población",
        ),
        (
            "website",
            Need::Optional,
            ValueKind::Url,
            "Website",
            "Sitio web",
        ),
        (
            "leader_name",
            Need::Required,
            ValueKind::Person,
            "Local / regional leader",
            "Líder local / regional",
        ),
        (
            "contact_name",
            Need::Required,
            ValueKind::Person,
            "Contact person",
            "Persona de contacto",
        ),
        (
            "contact_email",
            Need::Required,
            ValueKind::Email,
            "E-mail",
            "Correo electrónico",
        ),
        (
            "motivation",
            Need::Required,
            ValueKind::LongText,
            "Motivations for joining the campaign",
            "Motivaciones para unirse a la campaña",
        ),
        (
            "consent_publish",
            Need::Wished,
            ValueKind::YesNo,
            "We agree to the publication of this profile",
            "Aceptamos la publicación de este perfil",
        ),
    ];
    rules.fields = fields
        .into_iter()
        .map(|(id, need, kind, english, spanish)| FieldRule {
            id: id.into(),
            need,
            kind,
            labels: Vec::new(),
            names: Vec::new(),
            choices: Vec::new(),
            titles: BTreeMap::from([("en".into(), english.into()), ("es".into(), spanish.into())]),
        })
        .collect();
    let countries = [
        ("ES", "Spain", "España"),
        ("KR", "Republic of Korea", "Corea del Sur"),
        ("SN", "Senegal", "Senegal"),
        ("AR", "Argentina", "Argentina"),
        ("TR", "Türkiye", "Turquía"),
        ("CA", "Canada", "Canadá"),
    ];
    for (code, english, spanish) in countries {
        let names = BTreeMap::from([("en".into(), english.into()), ("es".into(), spanish.into())]);
        rules.countries.names.insert(code.into(), names);
    }
    let sections = [
        ("europe", "Europe"),
        ("asia_pacific", "Asia-Pacific"),
        ("africa", "Africa"),
        ("latin_america", "Latin America"),
        ("mewa", "Middle East and West Asia"),
        ("north_america", "North America"),
        ("eurasia", "Eurasia"),
    ];
    for (section, english) in sections {
        rules.countries.section_names.insert(
            section.into(),
            BTreeMap::from([("en".into(), english.into())]),
        );
    }
    let words =
        |all: &[&str]| -> Vec<String> { all.iter().map(|word| crate::rules::fold(word)).collect() };
    rules.words.phrases.insert(
        "government_prefix".into(),
        BTreeMap::from([
            (
                "es".into(),
                words(&[
                    "Ayuntamiento de",
                    "Excmo. Ayuntamiento de",
                    "Municipalidad de",
                ]),
            ),
            ("en".into(), words(&["City of"])),
            ("fr".into(), words(&["Ville de"])),
            ("it".into(), words(&["Comune di"])),
        ]),
    );
    rules.words.phrases.insert(
        "government_suffix".into(),
        BTreeMap::from([
            ("tr".into(), words(&["Belediyesi"])),
            ("ko".into(), words(&["시"])),
        ]),
    );
    rules.words.phrases.insert(
        "same_name".into(),
        BTreeMap::from([("it".into(), words(&["padova = padua = padoue"]))]),
    );
    rules.words.phrases.insert(
        "campaign".into(),
        BTreeMap::from([
            ("es".into(), words(&["formulario", "campaña"])),
            ("en".into(), words(&["campaign", "join form"])),
        ]),
    );
    rules
}

/// A submission with these values; complete unless changed.
pub(super) fn submission(fields: &[(&str, &str)]) -> Submission {
    let value = |text: &str| Value {
        value: text.parse::<u64>().map_or_else(|_| text.into(), Into::into),
        raw: text.to_owned(),
        source: Source::Acroform,
        r#where: "page 1".into(),
        confidence: 1.0,
    };
    Submission {
        status: Status::Complete,
        language: "es".into(),
        source: "Formulario.pdf".into(),
        missing: Vec::new(),
        questions: Vec::new(),
        fields: fields
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(id, text)| ((*id).to_owned(), value(text)))
            .collect(),
    }
}

/// A complete submission of Irún.
pub(super) fn irun() -> Submission {
    submission(&[
        ("lrg_name", "Ayuntamiento de Irún"),
        ("country", "ES"),
        ("region", "europe"),
        ("gov_type", "municipality"),
        ("population", "62933"),
        ("leader_name", "Cristina Laborda Albolea"),
        ("contact_name", "Ana López Etxeberria"),
        ("contact_email", "ana.lopez@irun.example"),
        ("motivation", "Queremos…"),
    ])
}

/// The same with fields left out.
pub(super) fn incomplete(missing: &[&str]) -> Submission {
    let mut submission = irun();
    submission.status = Status::Incomplete;
    submission
        .fields
        .retain(|id, _| !missing.contains(&id.as_str()));
    submission.missing = missing.iter().map(|id| (*id).to_owned()).collect();
    submission
}

pub(super) fn mail(source: &str) -> Mail {
    parse(source.as_bytes())
}

/// An ordinary mail from Irún.
pub(super) fn plain_mail() -> Mail {
    mail(
        "Return-Path: <ana.lopez@irun.example>\nFrom: Ana López <ana.lopez@irun.example>\nTo: cisdp1@uclg.example\nSubject: =?utf-8?q?Adhesi=C3=B3n_de_Ir=C3=BAn?=\nMessage-ID: <1@irun.example>\nDate: Mon, 16 Nov 2026 10:00:00 +0100\n\nAdjuntamos el formulario.\n",
    )
}

pub(super) fn finding(submissions: Vec<Submission>) -> Finding {
    Finding {
        verdict: if submissions.is_empty() {
            Verdict::Other
        } else {
            Verdict::Form
        },
        reason: "one attached form".into(),
        submissions,
    }
}

pub(super) fn manners() -> Manners {
    Manners {
        own_addresses: vec!["cisdp1@uclg.example".into(), "cisdp@uclg.example".into()],
        from: Address {
            name: "UCLG-CISDP".into(),
            email: "cisdp1@uclg.example".into(),
        },
        message_id_host: "intake.uclg.example".into(),
        envelope_from: None,
        instance: "cisdp1".into(),
        answer: true,
        answer_from: at("2026-11-01T00:00:00Z"),
        answer_within_days: 7,
        per_sender_hour: 5,
        per_sender_day: 20,
        per_hour: 60,
        per_day: 300,
        fallback_language: "en".into(),
        reply_to_domains: Vec::new(),
        digest_to: vec![Address {
            name: "Secretariat".into(),
            email: "secretary@uclg.example".into(),
        }],
        time_zone: "Europe/Madrid".into(),
        target: 1000,
    }
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub(super) fn now() -> Timestamp {
    at("2026-11-16T09:05:00Z")
}

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(super) fn case<'a>(mail: &'a Mail, finding: &'a Finding) -> Case<'a> {
    static KNOWN: std::sync::OnceLock<MailId> = std::sync::OnceLock::new();
    Case {
        id: KNOWN.get_or_init(|| ID.to_owned()),
        mail,
        finding,
        received: at("2026-11-16T09:00:00Z"),
        answered: false,
        junk: false,
        headers_only: false,
    }
}

pub(super) fn decided(mail: &Mail, finding: &Finding, past: &Past) -> Decision {
    decide(&case(mail, finding), past, &manners(), &rules(), now())
}

pub(super) fn withheld(decision: &Decision) -> &str {
    assert!(decision.letters.is_empty());
    match &decision.outcome.acknowledgment {
        Acknowledgment::Withheld(reason) => reason,
        other => panic!("{other:?}"),
    }
}

/// The one letter, as its reader sees it.
pub(super) fn letter(decision: &Decision) -> Mail {
    let [letter] = decision.letters.as_slice() else {
        panic!("{:?}", decision.outcome.acknowledgment)
    };
    assert_eq!(
        decision.outcome.acknowledgment,
        Acknowledgment::Letter(letter.key.clone())
    );
    parse(&letter.bytes)
}

pub(super) fn text_of(decision: &Decision) -> String {
    letter(decision).text.unwrap()
}
