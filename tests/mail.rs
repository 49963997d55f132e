//! What `mail` makes of odd messages: each fixture stands beside what is expected of it, and is read with LF and with CRLF.

use cisdp_intake::mail::{self, Mail};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/mail")
        .join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no fixture in {}", folder.display());
    found
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 20);
    for byte in bytes {
        if *byte == b'\n' && out.last() != Some(&b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

fn shown(mail: &Mail) -> String {
    let mut out = String::new();
    show(mail, "", &mut out);
    for attachment in &mail.attachments {
        let bytes = &attachment.bytes;
        writeln!(
            out,
            "attachment: {:?} {}{}{} {:?}",
            attachment.name.as_deref().unwrap_or("(nameless)"),
            attachment.content_type,
            if attachment.inline { " inline" } else { "" },
            if attachment.within > 0 {
                format!(" within {}", attachment.within)
            } else {
                String::new()
            },
            String::from_utf8_lossy(bytes)
                .replace("\r\n", "\n")
                .trim_end()
        )
        .unwrap();
    }
    out
}

fn show(mail: &Mail, indent: &str, out: &mut String) {
    let mut line = |name: &str, value: String| {
        if !value.is_empty() && value != "[]" && value != "None" {
            writeln!(out, "{indent}{name}: {value}").unwrap();
        }
    };
    line("headers", mail.headers.len().to_string());
    line("message-id", mail.message_id.clone().unwrap_or_default());
    line("in-reply-to", mail.in_reply_to.join(" "));
    line("references", mail.references.join(" "));
    line("return-path", format!("{:?}", mail.return_path));
    for (name, addresses) in [
        ("from", mail.from.iter().collect::<Vec<_>>()),
        ("sender", mail.sender.iter().collect()),
        ("reply-to", mail.reply_to.iter().collect()),
        ("recipients", mail.recipients.iter().collect()),
    ] {
        let all: Vec<String> = addresses
            .iter()
            .map(|address| format!("{} <{}>", address.name, address.email))
            .collect();
        line(name, all.join(", "));
    }
    line("subject", mail.subject.clone());
    line(
        "date",
        mail.date.map(|date| date.to_string()).unwrap_or_default(),
    );
    line("type", mail.content_type.clone());
    line(
        "text",
        mail.text
            .as_ref()
            .map(|text| format!("{text:?}"))
            .unwrap_or_default(),
    );
    line(
        "html",
        mail.html
            .as_ref()
            .map(|html| format!("{html:?}"))
            .unwrap_or_default(),
    );
    for damage in &mail.damage {
        line("damage", damage.clone());
    }
    for forwarded in &mail.forwarded {
        writeln!(out, "{indent}forwarded:").unwrap();
        show(forwarded, "  ", out);
    }
}

/// `BLESS=1 cargo test --test mail` writes the expectations anew; look at the difference before committing it.
#[test]
fn odd_messages_are_read_as_expected() {
    let mut wrong = Vec::new();
    for path in fixtures("parse") {
        let bytes = std::fs::read(&path).unwrap();
        let expectation = path.with_extension("txt");
        let got = shown(&mail::parse(&bytes));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expectation, &got).unwrap();
        }
        let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
        let got_crlf = shown(&mail::parse(&with_crlf(&bytes)));
        for (ending, got) in [("LF", got), ("CRLF", got_crlf)] {
            if got != expected {
                wrong.push(format!(
                    "{} with {ending}:\n{got}\nexpected:\n{expected}",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
