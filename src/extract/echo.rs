//! What the mail says in letters, against what OCR made of the same words on the form: an address with its sign lost, a name
//! with its accents lost.

use super::words::key;
use crate::document::{Block, Document};
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

/// A host with fewer letters than this may be the end of any word.
const SHORTEST_HOST: usize = 6;

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

    /// The document with the sign in its addresses whose hosts the mail knows, however OCR read it.
    pub(super) fn with_signs(&self, mut document: Document) -> Document {
        self.sign(&mut document.blocks);
        document
    }

    fn sign(&self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Line(line) => {
                    for segment in &mut line.segments {
                        if let Some(signed) = self.signed(&segment.text) {
                            segment.text = signed;
                        }
                    }
                }
                Block::Table(table) => {
                    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                        self.sign(&mut cell.blocks);
                    }
                }
            }
        }
    }

    /// "anaetown.example", "ana town.example" and "ana©town.example" are Ana's where somebody of town.example writes.
    fn signed(&self, text: &str) -> Option<String> {
        let hosts = self.addresses.iter().filter_map(|(address, _)| {
            let (_, host) = address.split_once('@')?;
            (host.len() >= SHORTEST_HOST && host.contains('.')).then_some(host)
        });
        let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-+".contains(c);
        let mut found = hosts.filter_map(|host| {
            let (before, after) = text.split_once(host)?;
            let whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '.');
            // The sign may stand apart as a letter, and a dot behind a space.
            let start = before.trim_end().replace(" .", ".");
            let start = match start.rsplit_once(' ') {
                Some((name, sign)) if !sign.chars().all(small) && sign.chars().count() == 1 => {
                    format!("{}{sign}", name.trim_end())
                }
                _ => start,
            };
            let apart = before.ends_with(char::is_whitespace);
            let (front, local) = match start.rsplit_once(char::is_whitespace) {
                Some((front, local)) => (front, local),
                None => ("", start.as_str()),
            };
            // A word of a sentence and the beginning of a link are no names.
            let mut signs = local.chars().rev();
            let sign = signs.next()?;
            let name = signs.all(small) && local.len() >= 4 && !local.starts_with("www");
            let alone = front.is_empty() || front.ends_with(':');
            if !name || !alone || !whole || ".-_/@:".contains(sign) {
                return None;
            }
            // What stands right before the host is the sign, and behind a space it may have been lost.
            let keeps = apart && small(sign);
            let local = if keeps {
                local
            } else {
                local.strip_suffix(sign).unwrap_or(local)
            };
            let space = if front.is_empty() { "" } else { " " };
            Some(format!("{front}{space}{local}@{host}{after}"))
        });
        found.next()
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
        // An address with its sign is somebody's, if not this one's.
        let whole = kind == ValueKind::Email && read.contains('@');
        let most = (own.chars().count() / trusted).min(if whole { 1 } else { usize::MAX });
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
    fn an_address_whose_host_the_mail_knows_has_its_sign() {
        let mail = Mail {
            from: Some(Address {
                name: "Ana".to_owned(),
                email: "ana.ruiz@envigado.example".to_owned(),
            }),
            ..Mail::default()
        };
        let said = Said::of(&mail);
        for (read, signed) in [
            ("luisaenvigado.example", Some("luis@envigado.example")),
            ("luis envigado.example", Some("luis@envigado.example")),
            (
                "E-mail: luisO envigado.example (work)",
                Some("E-mail: luis@envigado.example (work)"),
            ),
            ("luis©envigado.example", Some("luis@envigado.example")),
            (
                "luis.gil E envigado.example",
                Some("luis.gil@envigado.example"),
            ),
            (
                "luis .gilO envigado.example",
                Some("luis.gil@envigado.example"),
            ),
            ("www.envigado.example", None),
            ("https://envigado.example", None),
            ("envigado.example", None),
            ("luis@envigado.example", None),
            ("Web: envigado.example", None),
            ("look at envigado.example", None),
            ("luis envigado.example.org", None),
        ] {
            assert_eq!(said.signed(read).as_deref(), signed, "{read}");
        }
    }

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
            (
                ValueKind::Email,
                "coperacion@heraklion.example",
                Some("cooperacion@heraklion.example"),
            ),
            (ValueKind::Email, "cooperaci@heraklion.example", None),
            (ValueKind::Person, "María López Gil", None),
            (ValueKind::Person, "Ana Ruiz Pena", None),
            (ValueKind::LongText, "Buenos dias", None),
        ] {
            assert_eq!(said.instead(kind, read), instead, "{read}");
        }
    }
}
