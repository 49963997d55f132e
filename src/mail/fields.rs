//! The header section of a message → the fields of a `Mail`.

use super::{Address, Mail, ReturnPath, header, parse};
use jiff::Timestamp;
use mail_parser::{Address as Parsed, HeaderName, HeaderValue, MessageParser};

/// Header fields beyond these are not looked at; an honest mail has fewer than a hundred.
const FIELDS: usize = 5000;
/// No more of a field's bytes are read.
const VALUE: usize = 128 << 10;
/// No more addresses, and no more identifiers, of one sort are kept.
const MANY: usize = 1000;
/// The longest address there can be: 64 + 1 + 255 octets (RFC 5321 section 4.5.3.1).
const ADDRESS: usize = 320;
/// The longest line there can be (RFC 5322 section 2.1.1), and so the longest identifier.
const LINE: usize = 998;

/// Reads the header section of a message; everything else stays empty. What was made to fill our memory is cut.
pub(super) fn read(raw: &[u8]) -> Mail {
    let mut mail = Mail::default();
    let parsed = parse::quietly(|| MessageParser::default().parse_headers(raw)).flatten();
    let Some(part) = parsed.as_ref().and_then(|message| message.parts.first()) else {
        mail.damage.push("it has no header fields".to_owned());
        return mail;
    };
    if part.headers.len() > FIELDS {
        mail.damage.push("it has too many header fields".to_owned());
    }
    for field in part.headers.iter().take(FIELDS) {
        let value = raw
            .get(field.offset_start as usize..field.offset_end as usize)
            .unwrap_or_default();
        if value.len() > VALUE {
            mail.damage.push("a header field is too long".to_owned());
        }
        let value = value.get(..VALUE).unwrap_or(value);
        let name = raw
            .get(field.offset_field as usize..field.offset_start as usize)
            .map(|name| name.get(..LINE).unwrap_or(name))
            .map(|name| {
                String::from_utf8_lossy(name)
                    .trim()
                    .trim_end_matches(':')
                    .trim()
                    .to_owned()
            })
            .unwrap_or_default();
        match &field.name {
            HeaderName::MessageId if mail.message_id.is_none() => {
                mail.message_id = identifiers(value).next();
            }
            HeaderName::InReplyTo => mail.in_reply_to.extend(identifiers(value)),
            HeaderName::References => mail.references.extend(identifiers(value)),
            HeaderName::ReturnPath => mail.return_path = return_path(value, &mail.return_path),
            HeaderName::From if mail.from.is_none() => {
                mail.from = addresses(&field.value).into_iter().next();
            }
            HeaderName::From => mail.damage.push("it has more than one From".to_owned()),
            HeaderName::Sender if mail.sender.is_none() => {
                mail.sender = addresses(&field.value).into_iter().next();
            }
            HeaderName::ReplyTo => mail.reply_to.extend(addresses(&field.value)),
            HeaderName::To | HeaderName::Cc => mail.recipients.extend(addresses(&field.value)),
            HeaderName::Subject if mail.subject.is_empty() => {
                mail.subject = header::decoded(value)
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(LINE)
                    .collect();
            }
            HeaderName::Date if mail.date.is_none() => {
                mail.date = match &field.value {
                    HeaderValue::DateTime(date) if date.is_valid() => {
                        Timestamp::from_second(date.to_timestamp()).ok()
                    }
                    _ => None,
                };
            }
            HeaderName::ContentType if mail.content_type.is_empty() => {
                let (kind, parameters) = header::structured(value);
                mail.content_type = parameters
                    .iter()
                    .fold(kind, |all, (name, value)| format!("{all}; {name}={value}"))
                    .to_lowercase();
            }
            _ => {}
        }
        mail.headers.push((name, header::decoded(value)));
    }
    mail.in_reply_to.truncate(MANY);
    mail.references.truncate(MANY);
    mail.reply_to.truncate(MANY);
    mail.recipients.truncate(MANY);
    mail
}

fn identifiers(value: &[u8]) -> impl Iterator<Item = String> {
    header::identifiers(value)
        .into_iter()
        .filter(|id| id.len() <= LINE)
        .take(MANY)
}

/// What one Return-Path field says. `<>` wins over any other: two fields are the work of a relay, and a notification
/// must not be answered.
fn return_path(value: &[u8], known: &ReturnPath) -> ReturnPath {
    let text: String = header::without_comments(&header::unfolded(value))
        .split_whitespace()
        .collect();
    let address = text.trim_matches(['<', '>']);
    let sound = address.contains('@') && address.len() <= ADDRESS;
    if *known == ReturnPath::Null || !sound {
        ReturnPath::Null
    } else if let ReturnPath::Address(first) = known {
        ReturnPath::Address(first.clone())
    } else {
        ReturnPath::Address(address.to_owned())
    }
}

fn addresses(value: &HeaderValue<'_>) -> Vec<Address> {
    let HeaderValue::Address(parsed) = value else {
        return Vec::new();
    };
    let flat: Vec<&mail_parser::Addr<'_>> = match parsed {
        Parsed::List(list) => list.iter().collect(),
        Parsed::Group(groups) => groups.iter().flat_map(|group| &group.addresses).collect(),
    };
    flat.into_iter()
        .take(MANY)
        .filter_map(|address| {
            let email = address.address.as_deref()?.trim();
            let (local, domain) = email.rsplit_once('@')?;
            let sound = !local.is_empty()
                && !domain.is_empty()
                && email.len() <= ADDRESS
                && !email.contains(|c: char| c.is_whitespace() || c.is_control());
            let name = address.name.as_deref().unwrap_or_default();
            let name = header::decode_words(name.get(..name.floor_char_boundary(LINE))?);
            sound.then(|| Address {
                name: name
                    .chars()
                    .filter(|c| !c.is_control())
                    .collect::<String>()
                    .trim()
                    .to_owned(),
                email: email.to_owned(),
            })
        })
        .collect()
}
