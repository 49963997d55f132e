//! Bytes → text, when the label may be missing or wrong.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes text. `label` is a hint only: mail programs and town gateways often label UTF-8 as us-ascii or iso-8859-1,
/// and windows-1252 as UTF-8. The second value tells what was wrong with the label.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return (clean(&encoding.decode_without_bom_handling(rest).0), None);
    }
    let label = label.map(str::trim).filter(|label| !label.is_empty());
    // Encodings that web browsers refuse (hz-gb-2312, iso-2022-kr) would decode to nothing.
    let encoding = label.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    let utf8 = std::str::from_utf8(bytes).ok();
    match (encoding, label) {
        (Some(encoding), Some(label)) if encoding != UTF_8 => {
            let wide = encoding == UTF_16LE || encoding == UTF_16BE;
            let (text, broken) = encoding.decode_without_bom_handling(bytes);
            match utf8 {
                // Text that is valid UTF-8 beyond ASCII is hardly ever anything else; the encodings with several bytes
                // a character are believed as long as they decode.
                Some(real) if !bytes.is_ascii() && (encoding.is_single_byte() || broken) => {
                    (clean(real), Some(format!("text labelled {label} is UTF-8")))
                }
                // UTF-16 without zero bytes is a label that nobody meant.
                Some(real) if wide && !bytes.contains(&0) => {
                    (clean(real), Some(format!("text labelled {label} is not")))
                }
                _ => (
                    clean(&text),
                    broken.then(|| format!("text labelled {label} has broken characters")),
                ),
            }
        }
        (None, Some(label)) if label.to_ascii_lowercase().contains("utf-7") => {
            let decode = mail_parser::decoders::charsets::map::charset_decoder(b"utf-7");
            match decode {
                Some(decode) => (clean(&decode(bytes)), None),
                None => (mixed(bytes), None),
            }
        }
        (_, label) => match utf8 {
            Some(text) => (clean(text), None),
            None => (
                mixed(bytes),
                Some(format!(
                    "text labelled {} is windows-1252",
                    label.unwrap_or("as nothing")
                )),
            ),
        },
    }
}

/// What is valid UTF-8 is kept as such, and every other byte is taken for windows-1252: right for text in either, and for
/// UTF-8 that was cut in the middle of a character.
fn mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    clean(&text)
}

/// NUL says nothing in text and breaks everything that stores it.
fn clean(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').collect()
}

/// The charset that an HTML page declares for itself, when its part declares none.
pub(super) fn declared_in_html(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default())
        .to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_under_a_wrong_label_is_utf8() {
        for label in [
            "us-ascii",
            "iso-8859-1",
            "windows-1252",
            "ISO-8859-15",
            "nonsense",
        ] {
            assert_eq!(
                decode("Adhesión".as_bytes(), Some(label)).0,
                "Adhesión",
                "{label}"
            );
        }
        assert_eq!(decode("Łódź".as_bytes(), None).0, "Łódź");
    }

    #[test]
    fn windows_1252_under_a_wrong_label_is_windows_1252() {
        let bytes = b"Adhesi\xf3n \x96 \x80";
        for label in ["utf-8", "us-ascii", "iso-8859-1"] {
            assert_eq!(decode(bytes, Some(label)).0, "Adhesión – €", "{label}");
        }
        assert_eq!(decode(bytes, None).0, "Adhesión – €");
    }

    #[test]
    fn right_labels_are_believed() {
        let (bytes, ..) = encoding_rs::EUC_KR.encode("수원시");
        assert_eq!(decode(&bytes, Some("ks_c_5601-1987")).0, "수원시");
        let (bytes, ..) = encoding_rs::KOI8_R.encode("Казань");
        assert_eq!(decode(&bytes, Some("koi8-r")).0, "Казань");
        assert_eq!(decode(b"Hi +AOk-", Some("utf-7")).0, "Hi é");
        assert_eq!(decode(b"\xff\xfeh\0i\0", Some("utf-8")).0, "hi");
    }

    #[test]
    fn a_label_that_browsers_refuse_does_not_swallow_the_text() {
        assert_eq!(
            decode(b"Country: Spain", Some("iso-2022-kr")).0,
            "Country: Spain"
        );
        assert_eq!(decode("País".as_bytes(), Some("hz-gb-2312")).0, "País");
    }

    #[test]
    fn utf8_cut_in_a_character_keeps_the_rest() {
        assert!(
            decode(b"S\xc3\xa3o Paulo, S\xc3", Some("utf-8"))
                .0
                .starts_with("São Paulo, S")
        );
    }

    #[test]
    fn html_may_declare_its_own_charset() {
        assert_eq!(
            declared_in_html(b"<html><meta http-equiv=x content='text/html; charset=ISO-8859-9'>")
                .as_deref(),
            Some("iso-8859-9")
        );
        assert_eq!(declared_in_html(b"<p>charset"), None);
    }
}
