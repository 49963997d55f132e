//! What the mail says in letters, against what OCR made of the same words on the form: an address with its sign lost, a name
//! with its accents lost.

use super::words::key;
use crate::mail::Mail;
use crate::rules::ValueKind;

/// Lines of a letter that are longer than this hold no name or address alone.
const LONGEST: usize = 90;
/// Words with fewer letters than this are not compared.
const SHORTEST: usize = 5;
/// Of so many letters OCR may have got one wrong.
const TRUSTED: usize = 9;
/// The same for addresses, whose signs are easily lost and which stand in a mail for a reason.
const TRUSTED_ADDRESS: usize = 7;

/// The addresses, names and short lines of a mail, as written and folded.
#[derive(Debug, Default)]
pub(super) struct Said {
    addresses: Vec<(String, String)>,
    lines: Vec<(String, String)>,
}

impl Said {
    /// Collects them from header and body.
    pub(super) fn of(mail: &Mail) -> Said {
        let mut said = Said::default();
        let writers = mail.from.iter().chain(&mail.sender).chain(&mail.reply_to);
        for writer in writers {
            said.line(&writer.name);
            said.address(&writer.email);
        }
        for line in mail.text.as_deref().unwrap_or_default().lines() {
            said.line(line);
            for piece in line.split([',', '|', ':', ';', '<', '>', '·', '–']) {
                said.line(piece);
            }
            for word in line.split(|c: char| c.is_whitespace() || "<>()[],;:".contains(c)) {
                if word.contains('@') {
                    said.address(word.trim_matches('.'));
                }
            }
        }
        said
    }

    fn line(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && text.len() <= LONGEST && !text.contains('@') {
            self.lines.push((text.to_owned(), key(text)));
        }
    }

    fn address(&mut self, text: &str) {
        self.addresses.push((text.to_owned(), key(text)));
    }

    /// The words that OCR read for a value of this kind, or the same words as the mail says them.
    pub(super) fn instead(&self, kind: ValueKind, read: &str) -> Option<&str> {
        let own = key(read);
        if own.chars().count() < SHORTEST {
            return None;
        }
        let (said, trusted) = match kind {
            ValueKind::Email => (&self.addresses, TRUSTED_ADDRESS),
            ValueKind::Text | ValueKind::Person => (&self.lines, TRUSTED),
            _ => return None,
        };
        let most = own.chars().count() / trusted;
        let near = said.iter().filter_map(|(text, folded)| {
            let apart = strsim::levenshtein(&own, folded);
            (apart <= most).then_some((apart, text.as_str()))
        });
        let (apart, text) = near.min_by_key(|(apart, _)| *apart)?;
        let same = kind == ValueKind::Email || apart == 0 || ends_alike(read, text);
        // Who writes without accents or in capitals has not corrected the form.
        let poorer = text.is_ascii() && !read.is_ascii()
            || text.to_uppercase() == text && text.to_lowercase() != text;
        (same && (kind == ValueKind::Email || !poorer)).then_some(text)
    }
}

/// True when the words end alike, one by one: Mario is not María.
fn ends_alike(one: &str, other: &str) -> bool {
    let ends = |text: &str| -> Vec<Option<char>> {
        let words = text.split_whitespace().map(key);
        words.map(|word| word.chars().next_back()).collect()
    };
    ends(one) == ends(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;

    #[test]
    fn what_ocr_lost_is_taken_from_the_mail() {
        let mail = Mail {
            from: Some(Address {
                name: "Inès Vandamme".to_owned(),
                email: "cooperacion@heraklion.example".to_owned(),
            }),
            text: Some(
                "Buenos días:\n\nMario López Gil\nAlcaldía de Envigado, Colombia\nANA RUIZ PEÑA\n"
                    .to_owned(),
            ),
            ..Mail::default()
        };
        let said = Said::of(&mail);
        for (kind, read, instead) in [
            (ValueKind::Person, "Inés Vandamme", Some("Inès Vandamme")),
            (
                ValueKind::Text,
                "Alcaldia de Envigado",
                Some("Alcaldía de Envigado"),
            ),
            (
                ValueKind::Email,
                "cooperaciontaheraklion.example",
                Some("cooperacion@heraklion.example"),
            ),
            (ValueKind::Email, "alcaldia@envigado.example", None),
            (ValueKind::Person, "María López Gil", None),
            (ValueKind::Person, "Ana Ruiz Pena", None),
            (ValueKind::LongText, "Buenos dias", None),
        ] {
            assert_eq!(said.instead(kind, read), instead, "{read}");
        }
    }
}
