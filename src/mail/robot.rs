//! Is this mail from a robot? RFC 3834, RFC 5230, RFC 3464 and the headers that programs use in practice.

use super::{Mail, ReturnPath};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The lists of `rules/robots.toml`, each entry as `fold_sign` leaves it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RobotLists {
    /// Local parts, `*` stands for any characters.
    pub senders: Vec<String>,
    /// Beginnings of subjects of out-of-office replies.
    pub subjects: Vec<String>,
    /// Beginnings of subjects of delivery reports that come without a machine-readable part.
    pub bounce_subjects: Vec<String>,
    /// Domains whose gateways stamp List-Unsubscribe on mail that people write.
    pub list_header_exceptions: Vec<String>,
}

/// Why a mail is taken for a robot's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobotSign {
    /// True for a delivery status notification.
    pub bounce: bool,
    /// True when the sign (a subject, a list header, a no-reply sender) does not count against a mail with a form attached:
    /// such a form is recorded like any other.
    pub weak: bool,
    /// True when nobody may be answered, form or not. False only for a subject, which alone never blocks a real form.
    pub silences: bool,
    /// The sign in words, for the record and the digest.
    pub reason: String,
}

impl RobotSign {
    fn strong(reason: impl Into<String>) -> Option<RobotSign> {
        Some(RobotSign {
            bounce: false,
            weak: false,
            silences: true,
            reason: reason.into(),
        })
    }

    fn weak(reason: impl Into<String>) -> Option<RobotSign> {
        Some(RobotSign {
            weak: true,
            ..RobotSign::strong(reason)?
        })
    }

    fn bounce(reason: impl Into<String>) -> Option<RobotSign> {
        Some(RobotSign {
            bounce: true,
            ..RobotSign::strong(reason)?
        })
    }
}

/// The strongest sign that this mail was not written by a person to us, if there is one.
pub fn robot_sign(mail: &Mail, lists: &RobotLists) -> Option<RobotSign> {
    if mail.headers.is_empty() {
        // A bare file, not a message: nothing tells who sent it.
        return None;
    }
    bounce(mail, lists)
        .or_else(|| report_or_reply(mail))
        .or_else(|| auto_submitted(mail))
        .or_else(|| autoresponder_fields(mail))
        .or_else(|| from_nobody(mail))
        .or_else(|| robot_sender(mail, lists))
        .or_else(|| list_fields(mail, lists))
        .or_else(|| precedence(mail))
        .or_else(|| suppression(mail))
        .or_else(|| subject(mail, lists))
}

/// Why the receiving server takes this mail for spam or a forgery, if it does.
pub fn spam_sign(mail: &Mail) -> Option<String> {
    let yes = |name| values(mail, name).any(|value| value.trim().to_lowercase().starts_with("yes"));
    if yes("X-Spam-Flag") || yes("X-Spam-Status") || yes("X-Spam") {
        return Some("the server marked it as spam".to_owned());
    }
    let level = |text: &str| text.trim().parse::<i32>().is_ok_and(|level| level >= 5);
    if values(mail, "X-MS-Exchange-Organization-SCL").any(level) {
        return Some("the server gave it a high spam level".to_owned());
    }
    let filtered = values(mail, "X-Forefront-Antispam-Report")
        .flat_map(|value| value.split(';'))
        .any(|entry| {
            matches!(
                entry.trim(),
                "SFV:SPM" | "SFV:SKB" | "CAT:PHSH" | "CAT:SPOOF"
            )
        });
    if filtered {
        return Some("the server filtered it as spam".to_owned());
    }
    // RFC 8601. A forged field can only silence us, never make us speak, so it need not be told from the server's own.
    let forged = values(mail, "Authentication-Results").any(|value| {
        let value = value.to_lowercase();
        value.contains("dmarc=fail")
            && ["p=reject", "dis=reject", "action=reject", "action=oreject"]
                .iter()
                .any(|policy| value.contains(policy))
    });
    forged.then(|| "the domain of its sender disowns it (DMARC)".to_owned())
}

/// RFC 3464, and the reports of servers that do not follow it.
fn bounce(mail: &Mail, lists: &RobotLists) -> Option<RobotSign> {
    if mail.content_type.starts_with("multipart/report")
        && mail.content_type.contains("report-type=delivery-status")
    {
        return RobotSign::bounce("a delivery report");
    }
    let has_part = |kind: &str| {
        mail.attachments
            .iter()
            .any(|part| part.within == 0 && part.content_type == kind)
    };
    if has_part("message/delivery-status") || has_part("message/global-delivery-status") {
        return RobotSign::bounce("a delivery report");
    }
    if values(mail, "X-Failed-Recipients").next().is_some() {
        return RobotSign::bounce("a delivery report of Exim (X-Failed-Recipients)");
    }
    let subject = fold_sign(&mail.subject);
    if is_postal(mail)
        && lists
            .bounce_subjects
            .iter()
            .any(|phrase| begins(&subject, phrase))
    {
        return RobotSign::bounce(format!(
            "a delivery report, by its subject \"{}\"",
            shortened(&mail.subject)
        ));
    }
    None
}

/// True for what a mail server may have sent: from nobody, or from who looks after the mail there.
pub fn is_postal(mail: &Mail) -> bool {
    mail.return_path == ReturnPath::Null || is_from_postmaster(mail)
}

/// True for what comes from who looks after the mail at a server, by its address.
pub fn is_from_postmaster(mail: &Mail) -> bool {
    senders(mail).map(fold_sign).any(|sender| {
        let local = sender.split('@').next().unwrap_or_default();
        local == "mailer-daemon" || local == "postmaster" || local.starts_with("microsoftexchange")
    })
}

/// Reports that are no delivery reports, and answers of calendars.
fn report_or_reply(mail: &Mail) -> Option<RobotSign> {
    if mail.content_type.starts_with("multipart/report") {
        return RobotSign::strong("a report of a mail program (multipart/report)");
    }
    let calendar_reply = mail.content_type.starts_with("text/calendar")
        && mail.content_type.contains("method=reply")
        || mail.attachments.iter().any(|part| {
            part.content_type == "text/calendar"
                && String::from_utf8_lossy(
                    part.bytes
                        .get(..part.bytes.len().min(4096))
                        .unwrap_or_default(),
                )
                .to_uppercase()
                .contains("METHOD:REPLY")
        });
    if calendar_reply {
        return RobotSign::strong("the answer of a calendar");
    }
    None
}

/// RFC 3834 section 5: anything but `no`, in any of several fields.
fn auto_submitted(mail: &Mail) -> Option<RobotSign> {
    values(mail, "Auto-Submitted")
        .map(|value| {
            let value = super::header::without_comments(value);
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase()
        })
        .find(|value| value != "no")
        .and_then(|value| RobotSign::strong(format!("Auto-Submitted: {}", shortened(&value))))
}

/// What autoresponders wrote before RFC 3834, and what some write still.
fn autoresponder_fields(mail: &Mail) -> Option<RobotSign> {
    const FIELDS: [&str; 6] = [
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Mail-Autoreply",
        "X-Autogenerated",
        "X-AutoReply-From",
    ];
    let suppresses_all = suppresses_all(mail);
    for (name, value) in &mail.headers {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        let value = value.trim().to_lowercase();
        let found = FIELDS.iter().any(|field| is(field)) && value != "no" && value != "false"
            || is("X-POST-MessageClass") && value.contains("autoresponder")
            || is("X-FC-Machinegenerated") && value != "false" && value != "no"
            || is("Delivered-To") && value.trim_start_matches('<').starts_with("autoresponder")
            || is("Content-Identifier") && value.starts_with("auto-replied")
            // The server notes the rule that forwarded a mail; only with the wish for silence is it an autoresponder.
            || is("X-MS-Exchange-Inbox-Rules-Loop") && suppresses_all;
        if found {
            return RobotSign::strong(format!("the field {name} of an autoresponder"));
        }
    }
    None
}

/// Nobody to answer: the null sender, or no From.
fn from_nobody(mail: &Mail) -> Option<RobotSign> {
    if mail.return_path == ReturnPath::Null {
        return RobotSign::weak("an empty Return-Path");
    }
    if mail.from.is_none() {
        return RobotSign::weak("no address in From");
    }
    None
}

fn robot_sender(mail: &Mail, lists: &RobotLists) -> Option<RobotSign> {
    for sender in senders(mail) {
        let folded = fold_sign(sender);
        let local = folded.split('@').next().unwrap_or_default();
        if local == "mailer-daemon" {
            return RobotSign::strong(format!("the sender {}", shortened(sender)));
        }
        if lists.senders.iter().any(|pattern| matches(local, pattern)) {
            return RobotSign::weak(format!("the sender {}", shortened(sender)));
        }
        let another_sign = || {
            suppresses_all(mail)
                || lists
                    .subjects
                    .iter()
                    .chain(&lists.bounce_subjects)
                    .any(|phrase| begins(&fold_sign(&mail.subject), phrase))
        };
        if local == "postmaster" && another_sign() {
            return RobotSign::strong(format!("the sender {} and other signs", shortened(sender)));
        }
    }
    None
}

/// RFC 2369 and RFC 2919. Some gateways stamp List-Unsubscribe on all mail that leaves a town hall; their domains are
/// excepted by the rules for that field alone.
fn list_fields(mail: &Mail, lists: &RobotLists) -> Option<RobotSign> {
    const FIELDS: [&str; 7] = [
        "List-Id",
        "List-Post",
        "List-Help",
        "List-Subscribe",
        "List-Unsubscribe",
        "List-Owner",
        "List-Archive",
    ];
    let from = mail
        .from
        .as_ref()
        .map(|from| fold_sign(&from.email))
        .unwrap_or_default();
    let domain = from.rsplit('@').next().unwrap_or_default();
    let excepted = lists
        .list_header_exceptions
        .iter()
        .any(|exception| domain == exception || domain.ends_with(&format!(".{exception}")));
    let found = mail.headers.iter().find(|(name, _)| {
        FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field))
            && !(excepted && name.eq_ignore_ascii_case("List-Unsubscribe"))
    })?;
    RobotSign::weak(format!("the field {} of a mailing list", found.0))
}

fn precedence(mail: &Mail) -> Option<RobotSign> {
    let value = values(mail, "Precedence")
        .chain(values(mail, "X-Precedence"))
        .map(|value| value.trim().to_lowercase())
        .find(|value| {
            ["bulk", "junk", "list", "auto_reply"]
                .iter()
                .any(|kind| value.starts_with(kind))
        })?;
    RobotSign::weak(format!("Precedence: {}", shortened(&value)))
}

fn suppression(mail: &Mail) -> Option<RobotSign> {
    if suppresses_all(mail) {
        return RobotSign::weak("it asks for no automatic answer (X-Auto-Response-Suppress)");
    }
    None
}

/// `All` or `AutoReply`. The other words (OOF, DR, RN, NRN, NDR) ask for silence of another kind.
fn suppresses_all(mail: &Mail) -> bool {
    values(mail, "X-Auto-Response-Suppress")
        .flat_map(|value| value.split([',', ';', ' ']))
        .any(|word| word.eq_ignore_ascii_case("all") || word.eq_ignore_ascii_case("autoreply"))
}

fn subject(mail: &Mail, lists: &RobotLists) -> Option<RobotSign> {
    let subject = fold_sign(&mail.subject);
    if !lists.subjects.iter().any(|phrase| begins(&subject, phrase)) {
        return None;
    }
    Some(RobotSign {
        bounce: false,
        weak: true,
        silences: false,
        reason: format!("the subject \"{}\" of an absence", shortened(&mail.subject)),
    })
}

/// All who may have sent it.
fn senders(mail: &Mail) -> impl Iterator<Item = &str> {
    let envelope = match &mail.return_path {
        ReturnPath::Address(address) => Some(address.as_str()),
        ReturnPath::Absent | ReturnPath::Null => None,
    };
    let named = mail
        .from
        .iter()
        .chain(&mail.sender)
        .map(|address| address.email.as_str());
    named.chain(envelope)
}

fn values<'a>(mail: &'a Mail, name: &'a str) -> impl Iterator<Item = &'a str> {
    mail.headers
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// Folds a sign of robots, or what is compared with it: lower case without accents, white space collapsed.
pub fn fold_sign(text: &str) -> Cow<'_, str> {
    // Most words of the rules are written so.
    let is_folded = text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic() && !byte.is_ascii_uppercase())
        && !text.contains("  ")
        && text.trim().len() == text.len();
    if is_folded {
        return Cow::Borrowed(text);
    }
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    Cow::Owned(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// True when the text begins with the phrase and no word goes on there. After a single word ("Ausente") a mark must follow, for
/// people begin sentences with it too.
fn begins(text: &str, phrase: &str) -> bool {
    let Some(rest) = text.strip_prefix(phrase).filter(|_| !phrase.is_empty()) else {
        return false;
    };
    let letter = |c: char| c.is_alphanumeric();
    if !phrase.chars().next_back().is_some_and(letter) {
        return true;
    }
    let rest = if phrase.contains(char::is_whitespace) {
        rest
    } else {
        rest.trim_start()
    };
    !rest.starts_with(letter)
}

/// Whether a local part matches a pattern in which `*` stands for any characters.
fn matches(local: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(first) = pieces.next() else {
        return false;
    };
    let Some(mut rest) = local.strip_prefix(first) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// What a sender wrote, short enough for a line of a report.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (local, pattern, expected) in [
            ("noreply", "noreply", true),
            ("noreply2", "noreply", false),
            ("owner-cities", "owner-*", true),
            ("cities-owner", "owner-*", false),
            ("cities-request", "*-request", true),
            ("request", "*-request", false),
            ("bounce+ana=x.example", "bounce+*", true),
            ("my-no-reply-box", "*no-reply*", true),
            ("aab", "*ab", true),
            ("anything", "*", true),
        ] {
            assert_eq!(matches(local, pattern), expected, "{local} {pattern}");
        }
    }

    #[test]
    fn a_phrase_ends_where_a_word_ends() {
        assert!(begins("ausente: x", "ausente"));
        assert!(begins("auto: x", "auto:"));
        assert!(begins("ausente", "ausente") && begins("ausente - x", "ausente"));
        assert!(!begins("ausentes", "ausente") && !begins("ausente el alcalde", "ausente"));
        assert!(begins("out of office until monday", "out of office"));
        assert!(!begins("out of officers", "out of office"));
        assert!(!begins("x", ""));
    }
}
