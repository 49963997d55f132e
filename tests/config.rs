//! The settings: the shipped config.toml loads, and each broken one says what is wrong with it.

use cisdp_intake::config::{Loaded, MailboxEnd, SenderEnd, settle};
use cisdp_intake::problem::Severity;
use jiff::Timestamp;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn environment(name: &str) -> Option<String> {
    match name {
        "CISDP_MAILBOX_PASSWORD" => Some("mailbox-hunter2".to_owned()),
        "CISDP_SMTP_PASSWORD" => Some("smtp-hunter2".to_owned()),
        _ => None,
    }
}

/// A folder with everything that settings may name.
fn base() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("rules")).unwrap();
    fs::create_dir(dir.path().join("samples")).unwrap();
    dir
}

fn shown(loaded: &Loaded) -> String {
    loaded
        .problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect()
}

#[test]
fn the_shipped_settings_load_without_a_problem_and_answer_nobody() {
    let text = fs::read_to_string(root().join("config.toml")).unwrap();
    let base = base();
    let loaded = settle("config.toml", &text, base.path(), &environment);
    assert_eq!(shown(&loaded), "");
    let settings = loaded.settings.unwrap();
    let start: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let manners = settings.manners(start);
    assert!(!manners.answer, "the shipped settings must answer nobody");
    assert_eq!(
        manners.answer_from, start,
        "nothing older than the first start is answered"
    );
    assert_eq!(manners.envelope_from, None);
    assert!(matches!(&settings.mailbox, MailboxEnd::Imap(end) if end.server.port == 993));
    assert!(matches!(&settings.sender, SenderEnd::Smtp(end) if end.server.port == 465));
    assert!(
        !format!("{settings:?}").contains("hunter2"),
        "a password is printed"
    );
}

/// Every setting that stands in the file as a comment is known and has the value that the comment says.
#[test]
fn the_lines_that_are_switched_off_are_true_defaults() {
    let text = fs::read_to_string(root().join("config.toml")).unwrap();
    let mut all = String::new();
    for line in text.lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let key = bare.split(" = ").next().unwrap_or_default();
        let setting =
            bare.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let needs_a_file = ["ca_file", "password_file", "since", "from"].contains(&key);
        match line.starts_with("# ") && setting && !needs_a_file {
            true => all.push_str(bare),
            false => all.push_str(line),
        }
        all.push('\n');
    }
    assert_ne!(all, text);
    let base = base();
    let written = settle("config.toml", &all, base.path(), &environment);
    assert_eq!(shown(&written), "");
    let plain = settle("config.toml", &text, base.path(), &environment);
    assert_eq!(
        format!("{:#?}", written.settings),
        format!("{:#?}", plain.settings)
    );
}

/// Each broken file begins with comments that hold words of the problem it must cause.
#[test]
fn each_broken_file_says_what_is_wrong() {
    let mut count = 0;
    for entry in fs::read_dir(root().join("tests/config/broken")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let wanted: Vec<&str> = text
            .lines()
            .map_while(|line| line.strip_prefix("# "))
            .collect();
        assert!(
            !wanted.is_empty(),
            "{} does not say what it proves",
            path.display()
        );
        let base = base();
        let loaded = settle("broken.toml", &text, base.path(), &environment);
        let shown = shown(&loaded);
        assert!(
            loaded.settings.is_none(),
            "{} is accepted:\n{shown}",
            path.display()
        );
        for words in wanted {
            assert!(
                shown.contains(words),
                "{} does not say `{words}`:\n{shown}",
                path.display()
            );
        }
        count += 1;
    }
    assert!(count >= 20, "only {count} broken files were found");
}

#[test]
fn all_problems_are_told_at_once_with_their_lines() {
    let text = "[mailbox]\nhost = \"https://x\"\nfoldr = \"INBOX\"\n\n[smtp]\ntls = \"sslv3\"\n[digest]\nhour = 25\n";
    let loaded = settle("c.toml", text, Path::new("."), &environment);
    let lines: Vec<usize> = loaded.problems.iter().map(|problem| problem.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    for line in [2, 3, 6, 8] {
        assert!(lines.contains(&line), "{}", shown(&loaded));
    }
    assert!(loaded.problems.iter().all(|problem| problem.hint.is_some()));
}

#[test]
fn a_password_file_that_everybody_may_read_is_a_warning() {
    let base = base();
    let place = base.path().join("password");
    fs::write(&place, "hunter2\n").unwrap();
    let text = fs::read_to_string(root().join("config.toml"))
        .unwrap()
        .replace(
            "password_env = \"CISDP_MAILBOX_PASSWORD\"",
            "password_file = \"password\"",
        );
    for (mode, warnings) in [(0o644, 1), (0o600, 0)] {
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
        let loaded = settle("config.toml", &text, base.path(), &environment);
        assert!(loaded.settings.is_some(), "{}", shown(&loaded));
        assert_eq!(loaded.problems.len(), warnings, "{}", shown(&loaded));
        assert!(
            loaded
                .problems
                .iter()
                .all(|p| p.severity == Severity::Warning)
        );
    }
}
