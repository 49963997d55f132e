//! From the sections of the file to settings: defaults, limits, and whether things fit together.

use super::ends;
use super::written::{Found, Section, Sheet};
use super::{LogSettings, ReaderSettings, Schedule, Settings};
use crate::answer::Manners;
use crate::mail::Address;
use crate::reader;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};

pub(super) fn settings(
    sheet: &Sheet<'_>,
    base: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<Settings> {
    let table = sheet.parse();
    let top = sheet.top(&table);
    let mailbox = ends::mailbox(top.section("mailbox"), base, environment);
    let (manners, answer_from) = manners(&top);
    let domain = manners
        .as_ref()
        .map_or("localhost", |manners| domain_of(&manners.from.email));
    let sender = ends::sender(top.section("smtp"), base, environment, domain);
    let (schedule, target) = digest(&top);
    let store = top.section("store");
    let store_dir = store
        .needed("dir", "\"/var/lib/cisdp-intake\"")
        .map(|found| base.join(found.value));
    let check_hours = store.number("check_hours", 24, 0..=8760);
    store.finish();
    let rules = top.section("rules");
    let rules_dir = rules
        .needed("dir", "\"rules\"")
        .and_then(|found| folder(sheet, base, &found));
    let samples = match rules.text("samples") {
        Some(found) => folder(sheet, base, &found),
        None => rules_dir.as_deref().map(beside),
    };
    let watch_rules = rules.flag("watch", false);
    rules.finish();
    let reader = reader_settings(&top);
    let log = log(&top);
    top.finish();
    let midnight = |day: Date| schedule.zone.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let answer_from = answer_from.and_then(midnight);
    let zone = schedule.zone.clone();
    Some(Settings {
        mailbox: mailbox?,
        sender: sender?,
        store: store_dir?,
        check_every: (check_hours > 0).then(|| SignedDuration::from_hours(i64::from(check_hours))),
        rules: rules_dir?,
        samples: samples?,
        watch_rules,
        schedule,
        reader,
        log,
        answer_from,
        manners: Manners {
            zone,
            target,
            ..manners?
        },
    })
}

/// [addresses] and [answer], and the day before which nobody is answered.
fn manners(top: &Section<'_, '_>) -> (Option<Manners>, Option<Date>) {
    let addresses = top.section("addresses");
    let sheet = addresses.sheet();
    let from = addresses.needed("from", "\"CISDP <cisdp1@example.org>\"");
    let from = from.and_then(|found| address(sheet, &found));
    let envelope_from = addresses
        .text("envelope_from")
        .filter(|found| found.value != "<>")
        .and_then(|found| address(sheet, &found));
    let aliases = addresses.texts("own");
    let aliases: Vec<Address> = aliases
        .iter()
        .filter_map(|found| address(sheet, found))
        .collect();
    let mut own_addresses: Vec<String> = aliases
        .iter()
        .chain(&from)
        .chain(&envelope_from)
        .map(|address| address.email.to_lowercase())
        .collect();
    own_addresses.sort();
    own_addresses.dedup();
    let digest_to = addresses.texts("digest_to");
    if digest_to.is_empty() && !addresses.has("digest_to") {
        addresses.missing("digest_to", "[\"secretariat@example.org\"]");
    }
    let digest_to = digest_to
        .iter()
        .filter_map(|found| address(sheet, found))
        .collect();
    let reply_to_domains = addresses
        .texts("reply_to_domains")
        .into_iter()
        .map(|found| found.value.trim_start_matches('@').to_lowercase())
        .collect();
    let host = addresses.text("message_id_host");
    let instance = addresses.text("instance");
    addresses.finish();

    let answer = top.section("answer");
    let answer_from = answer.text("from").and_then(|found| day(sheet, &found));
    let language = answer.text("fallback_language");
    let complete = from.is_some();
    let from = from.unwrap_or_default();
    let manners = Manners {
        own_addresses,
        message_id_host: host.map_or_else(|| domain_of(&from.email).to_owned(), |host| host.value),
        envelope_from: envelope_from.map(|address| address.email),
        instance: instance.map_or_else(|| from.email.to_lowercase(), |found| found.value),
        from,
        answer: answer.flag("enabled", false),
        answer_from: Timestamp::MAX,
        answer_within_days: answer.number("within_days", 14, 1..=3650),
        per_sender_hour: answer.number("per_sender_hour", 5, 1..=1000),
        per_sender_day: answer.number("per_sender_day", 20, 1..=1000),
        per_hour: answer.number("per_hour", 100, 1..=100_000),
        per_day: answer.number("per_day", 500, 1..=100_000),
        fallback_language: language.map_or_else(|| "en".to_owned(), |found| found.value),
        reply_to_domains,
        digest_to,
        zone: TimeZone::UTC,
        target: 0,
    };
    answer.finish();
    (complete.then_some(manners), answer_from)
}

/// [digest]: when it is due, in which time zone, and how many governments the campaign wants.
fn digest(top: &Section<'_, '_>) -> (Schedule, u32) {
    let section = top.section("digest");
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let weekday = section.choice("weekday", &days, Weekday::Monday);
    let hour = section.number("hour", 8, 0..=23);
    let target = section.number("target", 1000, 1..=1_000_000);
    let written = section.text("time_zone");
    let name = written
        .as_ref()
        .map_or("Europe/Madrid", |found| &found.value);
    let zone = TimeZone::get(name).unwrap_or_else(|_| {
        let message = format!("\"{name}\" is not a time zone that this machine knows");
        let hint =
            "write a name such as \"Europe/Madrid\"; a bare machine needs the package tzdata";
        match &written {
            Some(found) => section.sheet().error(&found.at, message, hint),
            None => section.missing("time_zone", "\"UTC\""),
        }
        TimeZone::UTC
    });
    section.finish();
    let schedule = Schedule {
        weekday,
        hour: i8::try_from(hour).unwrap_or(8),
        zone,
    };
    (schedule, target)
}

/// [reader].
fn reader_settings(top: &Section<'_, '_>) -> ReaderSettings {
    let usual = reader::Limits::default();
    let section = top.section("reader");
    let seconds = section.number("seconds", 10, 1..=600);
    let ocr_seconds = section.number("ocr_seconds", 60, 1..=3600);
    let workers = section.number("workers", 0, 0..=256);
    let mut limits = reader::Limits {
        memory: size(&section, "memory", usual.memory, 128 << 20, 64 << 30),
        time_ms: u64::from(seconds) * 1000,
        ocr_time_ms: u64::from(ocr_seconds) * 1000,
        ocr_pages: section.number("ocr_pages", usual.ocr_pages, 1..=1000),
        ..usual
    };
    limits.document.pages = section.number("pages", limits.document.pages, 1..=100_000);
    let ocr = section.flag("ocr", true);
    let mut languages = Vec::new();
    for found in section.texts("ocr_languages") {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if found.value.is_empty() || !found.value.chars().all(letters) {
            section.sheet().error(
                &found.at,
                format!("\"{}\" is not a language of Tesseract", found.value),
                "there they have three letters: \"eng\", \"spa\", \"fra\", \"por\"",
            );
        }
        languages.push(found.value);
    }
    if languages.is_empty() {
        languages = ["spa", "fra", "por", "eng"].map(str::to_owned).to_vec();
    }
    section.finish();
    ReaderSettings {
        workers: usize::try_from(workers).ok().filter(|workers| *workers > 0),
        limits,
        ocr_languages: ocr.then_some(languages),
    }
}

/// [log].
fn log(top: &Section<'_, '_>) -> LogSettings {
    let section = top.section("log");
    let json = section.choice("format", &[("text", false), ("json", true)], false);
    let levels = ["error", "warn", "info", "debug"].map(|level| (level, level));
    let level = section.choice("level", &levels, "info").to_owned();
    section.finish();
    LogSettings { json, level }
}

/// `Name <local@domain>` or `local@domain`.
fn address(sheet: &Sheet<'_>, found: &Found<String>) -> Option<Address> {
    match found.value.parse::<lettre::message::Mailbox>() {
        Ok(mailbox) => Some(Address {
            name: mailbox.name.unwrap_or_default(),
            email: mailbox.email.to_string(),
        }),
        Err(_) => {
            sheet.error(
                &found.at,
                format!("\"{}\" is not an e-mail address", found.value),
                "write \"name@example.org\" or \"Some Name <name@example.org>\"",
            );
            None
        }
    }
}

/// A day such as `2026-12-01`.
pub(super) fn day(sheet: &Sheet<'_>, found: &Found<String>) -> Option<Date> {
    let day = found.value.parse().ok();
    if day.is_none() {
        sheet.error(
            &found.at,
            format!("\"{}\" is not a day", found.value),
            "write year-month-day: \"2026-12-01\"",
        );
    }
    day
}

/// A folder that must be there.
pub(super) fn folder(sheet: &Sheet<'_>, base: &Path, found: &Found<String>) -> Option<PathBuf> {
    let path = base.join(&found.value);
    if path.is_dir() {
        return Some(path);
    }
    let what = match path.exists() {
        true => "this is not a folder",
        false => "there is no such folder",
    };
    sheet.error(
        &found.at,
        format!("{what}: {}", path.display()),
        "relative paths start from the folder in which this file lies",
    );
    None
}

/// The folder of samples that belongs to a folder of rules: `samples` beside it.
pub fn beside(rules: &Path) -> PathBuf {
    // "rules" alone lies in the folder where we are; ".." and "." have no name to put another beside.
    let whole = rules.canonicalize();
    match (rules.file_name(), rules.parent()) {
        (Some(_), Some(parent)) => parent.join("samples"),
        _ => whole
            .ok()
            .and_then(|whole| Some(whole.parent()?.join("samples")))
            .unwrap_or_else(|| rules.join("../samples")),
    }
}

/// A size such as `40 MB`.
pub(super) fn size(
    section: &Section<'_, '_>,
    key: &'static str,
    usual: u64,
    least: u64,
    most: u64,
) -> u64 {
    let Some(found) = section.text(key) else {
        return usual;
    };
    let bytes = bytes(&found.value);
    let (message, hint) = match bytes {
        Some(bytes) if (least..=most).contains(&bytes) => return bytes,
        Some(_) => (
            format!("`{key}` must be from {} to {} MB", least >> 20, most >> 20),
            format!("without this line it is {} MB", usual >> 20),
        ),
        None => (
            format!("\"{}\" is not a size", found.value),
            "write a number and kB, MB or GB: \"40 MB\"".to_owned(),
        ),
    };
    section.sheet().error(&found.at, message, hint);
    usual
}

fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.get(digits.len()..)?.trim().to_lowercase();
    let shift = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

fn domain_of(email: &str) -> &str {
    email
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_read_in_the_units_people_write() {
        assert_eq!(bytes("40 MB"), Some(40 << 20));
        assert_eq!(bytes("1GB"), Some(1 << 30));
        assert_eq!(bytes("12"), Some(12));
        assert_eq!(bytes("MB"), None);
        assert_eq!(bytes("4 parsecs"), None);
    }
}
