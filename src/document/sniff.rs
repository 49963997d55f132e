//! What kind of file it is, from its bytes. Names and content types only decide what bytes cannot.

use super::archive::find;
use super::charset;

/// A kind of file, as far as its first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// PDF.
    Pdf,
    /// A zip archive of any kind.
    Zip,
    /// A compound file of any kind (MS-CFB).
    Compound,
    /// Rich Text Format.
    Rtf,
    /// HTML.
    Html,
    /// XML of an office format in one flat file.
    FlatXml,
    /// Plain text.
    Text,
    /// A picture.
    Picture,
    /// winmail.dat (MS-OXTNEF).
    Tnef,
    /// CMS in DER, PEM or bare base64 (RFC 5652, RFC 8551).
    Cms,
    /// A mail (RFC 5322).
    Mail,
    /// gzip.
    Gzip,
    /// Encrypted mail.
    Encrypted,
    /// A kind that is known and not read.
    Known(&'static str),
    /// Nothing that may hold a form.
    Nothing,
}

/// Beginnings of kinds that are known and not read.
const KNOWN: &[(&[u8], &str)] = &[
    (b"Rar!\x1A\x07", "rar"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"\xFD7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"MSCF", "cab"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"%!PS", "postscript"),
    (b"AT&TFORM", "djvu"),
    (b"\xFFWPC", "wordperfect"),
    (b"ITSF", "chm"),
    (b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D", "onenote"),
    (b"\xD7\xCD\xC6\x9A", "wmf"),
];

/// Content types of parts that never hold a form, whatever their bytes look like.
const NEVER: &[&str] = &[
    "text/calendar",
    "application/ics",
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "text/css",
    "text/x-amp-html",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/json",
    "application/javascript",
    "text/javascript",
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
    "message/external-body",
    "image/svg+xml",
];

/// Beginnings of texts that are no documents.
const NO_TEXT: &[&str] = &[
    "begin:vcalendar",
    "begin:vcard",
    "-----begin pgp signature",
    "-----begin pgp public key",
    "version: 1\n",
    "<svg",
    "{\"@context\"",
];

/// Tells what kind of file it is.
pub(super) fn sniff(bytes: &[u8], name: Option<&str>, content_type: &str) -> Format {
    let name = name.unwrap_or_default().to_lowercase();
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.iter().all(u8::is_ascii_whitespace) {
        return Format::Nothing;
    }
    if let Some(format) = by_magic(bytes, head) {
        return format;
    }
    if NEVER.contains(&content_type) {
        return Format::Nothing;
    }
    if let Some((_, kind)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Format::Known(kind);
    }
    if find(head, b"%PDF-", 0).is_some() {
        return Format::Pdf;
    }
    if looks_binary(bytes) {
        return if content_type == "application/pdf" || name.ends_with(".pdf") {
            // The PDF reader says best what is wrong with it.
            Format::Pdf
        } else {
            Format::Nothing
        };
    }
    by_text(bytes, &name, content_type)
}

fn by_magic(bytes: &[u8], head: &[u8]) -> Option<Format> {
    Some(match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Format::Pdf,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Format::Zip,
        // Split archives of one volume begin with a mark of their own.
        [b'P', b'K', b'0', b'0', b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', ..] => {
            Format::Zip
        }
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Format::Compound,
        [0x78, 0x9F, 0x3E, 0x22, ..] => Format::Tnef,
        [0x1F, 0x8B, 8, ..] => Format::Gzip,
        [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] => Format::Picture,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Format::Picture,
        [b'G', b'I', b'F', b'8', ..] => Format::Nothing,
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Format::Known("bmp"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Format::Known("webp"),
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'h' | b'm',
            b'e' | b'i',
            ..,
        ] => Format::Known("heic"),
        [0x30, 0x80..=0x84, ..] if find(head, SIGNED_DATA, 0).is_some() => Format::Cms,
        [0x30, 0x80..=0x84, ..] if find(head, ENVELOPED_DATA, 0).is_some() => Format::Encrypted,
        _ => {
            let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
            let start = head.get(start..)?;
            let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
            if start.starts_with(b"{\\rt") || start.starts_with(b"{\\urtf") {
                Format::Rtf
            } else {
                return None;
            }
        }
    })
}

/// DER of the object identifier 1.2.840.113549.1.7.2, signedData.
pub(super) const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
/// 1.2.840.113549.1.7.3, envelopedData.
const ENVELOPED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03";

/// Text has no control characters to speak of, except that of UTF-16, which has zeros.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let text = charset::decode(head, None);
    let odd = text
        .chars()
        .filter(|c| (c.is_control() && !c.is_whitespace() && *c != '\u{1B}') || *c == '\u{FFFD}')
        .count();
    odd * 50 > text.chars().count()
}

fn by_text(bytes: &[u8], name: &str, content_type: &str) -> Format {
    let text = charset::decode(bytes.get(..8192).unwrap_or(bytes), None);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let head: String = text.chars().take(4000).collect::<String>().to_lowercase();
    if NO_TEXT.iter().any(|start| head.starts_with(start)) || name.ends_with(".css") {
        return Format::Nothing;
    }
    if head.starts_with("-----begin pgp message") {
        return Format::Encrypted;
    }
    if head.starts_with("-----begin pkcs7") || head.starts_with("-----begin cms") {
        return Format::Cms;
    }
    if head.starts_with("<?xml") || head.starts_with('<') {
        // HTML that Word has saved holds an island of its settings, `<w:WordDocument>`.
        let before = head.split("<html").next().unwrap_or_default();
        if ["<office:document", "<pkg:package", "<w:worddocument"]
            .iter()
            .any(|root| before.contains(root))
        {
            return Format::FlatXml;
        }
        if looks_like_html(&head) {
            return Format::Html;
        }
        if head.starts_with("<?xml") {
            return Format::Nothing;
        }
    }
    if content_type == "message/rfc822" || name.ends_with(".eml") || looks_like_mail(&head) {
        return Format::Mail;
    }
    if (name.ends_with(".p7m") || content_type.contains("pkcs7-mime")) && head.starts_with("mi") {
        return Format::Cms;
    }
    if content_type == "text/html" || looks_like_html(&head) {
        return Format::Html;
    }
    Format::Text
}

fn looks_like_html(head: &str) -> bool {
    let start = head.trim_start_matches(|c: char| c != '<');
    start.starts_with("<!doctype html")
        || head.contains("<html")
        || head.contains("<body")
        || (head.starts_with('<')
            && [
                "<p", "<div", "<table", "<meta", "<span", "<br", "<b>", "<font",
            ]
            .iter()
            .any(|tag| head.contains(tag)))
}

/// Three header fields that only mails have, before the first blank line.
fn looks_like_mail(head: &str) -> bool {
    let fields = [
        "received:",
        "return-path:",
        "mime-version:",
        "message-id:",
        "content-type:",
        "date:",
        "from:",
        "to:",
        "subject:",
        "dkim-signature:",
        "x-mailer:",
    ];
    let found = head
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| fields.iter().any(|field| line.starts_with(field)))
        .count();
    let sure = head.starts_with("mime-version:") || head.starts_with("content-type:");
    found >= 4 || (found >= 1 && sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Format {
        sniff(bytes, None, "application/octet-stream")
    }

    #[test]
    fn bytes_tell_and_names_do_not() {
        assert_eq!(sniff(b"%PDF-1.7\n", Some("form.docx"), ""), Format::Pdf);
        assert_eq!(told(b"\n\n\0junk%PDF-1.4 and so on"), Format::Pdf);
        assert_eq!(sniff(b"PK\x03\x04....", Some("a.doc"), ""), Format::Zip);
        assert_eq!(sniff(b"{\\rtf1\\ansi", Some("a.doc"), ""), Format::Rtf);
        assert_eq!(
            sniff(b"<html><body>x", Some("a.doc"), "application/msword"),
            Format::Html
        );
        assert_eq!(
            told(b"<html xmlns:w='x'><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->"),
            Format::Html
        );
        assert_eq!(
            told(b"<?xml version='1.0'?><w:wordDocument xmlns:w='x'/>"),
            Format::FlatXml
        );
        assert_eq!(told(b"\x78\x9F\x3E\x22\x01\0"), Format::Tnef);
        assert_eq!(told(b"Rar!\x1A\x07\x01\0"), Format::Known("rar"));
        assert_eq!(
            told(b"\0\0\0\x18ftypheic\0\0\0\0mif1"),
            Format::Known("heic")
        );
    }

    #[test]
    fn texts_that_are_no_documents_are_told() {
        assert_eq!(told(b"BEGIN:VCALENDAR\r\nVERSION:2.0"), Format::Nothing);
        assert_eq!(told(b"-----BEGIN PGP MESSAGE-----\n"), Format::Encrypted);
        assert_eq!(told(b"  \r\n "), Format::Nothing);
        assert_eq!(
            told("<svg xmlns='x'><text>logo</text></svg>".as_bytes()),
            Format::Nothing
        );
    }

    #[test]
    fn text_in_any_charset_is_text_and_noise_is_not() {
        let wide: Vec<u8> = "Name: Łódź"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(told(&wide), Format::Text);
        assert_eq!(told("País: España".as_bytes()), Format::Text);
        let noise: Vec<u8> = (0..2000u32).map(|n| (n * n % 251) as u8).collect();
        assert_eq!(told(&noise), Format::Nothing);
    }
}
