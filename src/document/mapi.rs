//! Outlook's messages: winmail.dat (MS-OXTNEF) and `.msg` (MS-OXMSG), as attachments and bodies.

use super::charset;
use super::compound::Compound;
use super::limit::Budget;

/// Attachments of one message that are looked at.
const ATTACHMENTS: usize = 100;

/// What a message holds.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Body as plain text.
    pub(super) text: Option<String>,
    /// Body as HTML.
    pub(super) html: Option<Vec<u8>>,
    /// Body as RTF, unpacked.
    pub(super) rtf: Option<Vec<u8>>,
    /// Attached files and messages: name and bytes.
    pub(super) attachments: Vec<(Option<String>, Vec<u8>)>,
    /// Attached messages that are parts of the same file.
    pub(super) messages: Vec<Message>,
}

// Property ids (MS-OXPROPS) by which bodies and attachments go.
const BODY: u16 = 0x1000;
const RTF: u16 = 0x1009;
const HTML: u16 = 0x1013;
const DATA: u16 = 0x3701;
const SHORT_NAME: u16 = 0x3704;
const LONG_NAME: u16 = 0x3707;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// Reads winmail.dat: attributes one after the other, each with its level, id, length and checksum.
pub(super) fn tnef(bytes: &[u8]) -> Message {
    let mut message = Message::default();
    let mut at = 6;
    while let Some((id, data, next)) = attribute(bytes, at) {
        at = next;
        match id {
            0x0002_800C => message.text = Some(text(data)),
            0x0006_9003 => properties(data, |id, kind, value| message.property(id, kind, value)),
            // attAttachRendData begins an attachment.
            0x0006_9002 if message.attachments.len() < ATTACHMENTS => {
                message.attachments.push((None, Vec::new()));
            }
            0x0001_8010 => {
                if let Some((name, _)) = message.attachments.last_mut() {
                    name.get_or_insert_with(|| text(data));
                }
            }
            0x0006_800F => {
                if let Some((_, bytes)) = message.attachments.last_mut() {
                    *bytes = data.to_vec();
                }
            }
            0x0006_9005 => {
                if let Some(attachment) = message.attachments.last_mut() {
                    properties(data, |id, kind, value| match id {
                        LONG_NAME => attachment.0 = Some(words(kind, value)),
                        DATA if attachment.1.is_empty() => {
                            // An embedded message has the id of its interface before it.
                            let skip = if kind == 0x0D { 16 } else { 0 };
                            attachment.1 = value.get(skip..).unwrap_or_default().to_vec();
                        }
                        _ => {}
                    });
                }
            }
            _ => {}
        }
    }
    message
}

fn attribute(bytes: &[u8], at: usize) -> Option<(u32, &[u8], usize)> {
    let id = u32_at(bytes, at + 1)?;
    let length = u32_at(bytes, at + 5)? as usize;
    let start = at + 9;
    let end = start.checked_add(length)?;
    // A file that was cut in the post still has the beginning of its last attachment.
    let data = bytes.get(start..end.min(bytes.len()))?;
    Some((id, data, end + 2))
}

/// A list of MAPI properties (MS-OXTNEF 2.1.3.4): id, type and first value of each.
fn properties(data: &[u8], mut visit: impl FnMut(u16, u16, &[u8])) {
    let count = u32_at(data, 0).unwrap_or(0);
    let mut at = 4;
    for _ in 0..count {
        let Some(next) = property(data, at, &mut visit) else {
            return;
        };
        at = next;
    }
}

fn property(data: &[u8], at: usize, visit: &mut impl FnMut(u16, u16, &[u8])) -> Option<usize> {
    let kind = u16_at(data, at)?;
    let id = u16_at(data, at + 2)?;
    let mut at = at + 4;
    if id >= 0x8000 {
        let named = u32_at(data, at + 16)?;
        at += 20;
        at += match named {
            0 => 4,
            _ => 4 + padded(u32_at(data, at)? as usize),
        };
    }
    let fixed = match kind & 0x0FFF {
        0x02 | 0x03 | 0x04 | 0x0A | 0x0B => Some(4),
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        _ => None,
    };
    let many = kind & 0x1000 != 0;
    let mut values = 1;
    if many || fixed.is_none() {
        values = u32_at(data, at)?;
        at += 4;
    }
    for value in 0..values.min(10_000) {
        let length = match fixed {
            Some(length) => length,
            None => {
                let length = u32_at(data, at)? as usize;
                at += 4;
                length
            }
        };
        let bytes = data.get(at..at.checked_add(length)?.min(data.len()))?;
        if value == 0 {
            visit(id, kind, bytes);
        }
        at = at.checked_add(padded(length))?;
    }
    Some(at)
}

fn padded(length: usize) -> usize {
    length.saturating_add(3) & !3
}

fn text(bytes: &[u8]) -> String {
    charset::decode(bytes, None).replace('\0', "")
}

/// A string property: of two-byte characters (0x1F), or of a code page that we guess.
fn words(kind: u16, value: &[u8]) -> String {
    if kind == 0x1F {
        let decoded = encoding_rs::UTF_16LE.decode_without_bom_handling(value).0;
        decoded.replace('\0', "")
    } else {
        text(value)
    }
}

impl Message {
    fn property(&mut self, id: u16, kind: u16, value: &[u8]) {
        match id {
            BODY => self.text = Some(words(kind, value)),
            HTML if kind == 0x1F => self.html = Some(words(kind, value).into_bytes()),
            HTML => self.html = Some(value.to_vec()),
            RTF => self.rtf = unpack_rtf(value),
            _ => {}
        }
    }
}

/// Reads the message below a storage of a `.msg` file; the whole file's is `/`.
pub(super) fn outlook(
    file: &mut Compound<'_>,
    storage: &str,
    levels: u32,
    budget: &mut Budget,
) -> Message {
    let mut message = Message::default();
    for name in file.names(storage) {
        let path = format!("{storage}/{name}");
        if let Some((id, kind)) = stream_name(&name) {
            if matches!(id, BODY | HTML | RTF)
                && let Some(bytes) = file.stream(&path, budget)
            {
                message.property(id, kind, &bytes);
            }
        } else if name.starts_with("__attach_version1.0_")
            && message.attachments.len() < ATTACHMENTS
        {
            attachment(file, &path, levels, &mut message, budget);
        }
    }
    message
}

fn attachment(
    file: &mut Compound<'_>,
    storage: &str,
    levels: u32,
    message: &mut Message,
    budget: &mut Budget,
) {
    let mut name = None;
    let mut bytes = Vec::new();
    for entry in file.names(storage) {
        let path = format!("{storage}/{entry}");
        let Some((id, kind)) = stream_name(&entry) else {
            continue;
        };
        match id {
            DATA if kind == 0x0D => {
                if levels > 0 {
                    let inner = outlook(file, &path, levels - 1, budget);
                    message.messages.push(inner);
                }
                return;
            }
            DATA => bytes = file.stream(&path, budget).unwrap_or_default(),
            LONG_NAME => name = file.stream(&path, budget).map(|b| words(kind, &b)),
            SHORT_NAME if name.is_none() => {
                name = file.stream(&path, budget).map(|b| words(kind, &b));
            }
            _ => {}
        }
    }
    message.attachments.push((name, bytes));
}

/// `__substg1.0_` with the id and type of a property in hexadecimal digits.
fn stream_name(name: &str) -> Option<(u16, u16)> {
    let digits = name.strip_prefix("__substg1.0_")?;
    let number = u32::from_str_radix(digits.get(..8)?, 16).ok()?;
    Some(((number >> 16) as u16, number as u16))
}

/// What every packed RTF may refer back to before its own beginning (MS-OXRTFCP 2.1.2.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks RTF (MS-OXRTFCP).
fn unpack_rtf(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = u32_at(bytes, 4)? as usize;
    let packed = bytes.get(16..)?;
    match bytes.get(8..12)? {
        b"MELA" => return Some(packed.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [0u8; 4096];
    let mut write = 0;
    let mut put = |window: &mut [u8; 4096], byte: u8| {
        if let Some(slot) = window.get_mut(write % 4096) {
            *slot = byte;
        }
        write += 1;
        write
    };
    let mut head = 0;
    for byte in DICTIONARY {
        head = put(&mut window, *byte);
    }
    let mut out = Vec::new();
    let mut at = 0;
    while out.len() < size {
        let Some(control) = packed.get(at) else {
            break;
        };
        at += 1;
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                let Some(byte) = packed.get(at) else {
                    return Some(out);
                };
                at += 1;
                out.push(*byte);
                head = put(&mut window, *byte);
                continue;
            }
            let (Some(high), Some(low)) = (packed.get(at), packed.get(at + 1)) else {
                return Some(out);
            };
            at += 2;
            let reference = usize::from(*high) << 8 | usize::from(*low);
            let (from, length) = (reference >> 4, (reference & 15) + 2);
            if from == head % 4096 {
                return Some(out);
            }
            for step in 0..length {
                let byte = window.get((from + step) % 4096).copied().unwrap_or(0);
                out.push(byte);
                head = put(&mut window, byte);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_unpacked() {
        let packed = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(
            unpack_rtf(packed).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
    }

    #[test]
    fn a_saved_message_gives_its_body_its_files_and_its_messages() {
        use std::io::Write;
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let outer = "/__attach_version1.0_#00000000";
        let inner = "/__attach_version1.0_#00000001";
        let message = format!("{inner}/__substg1.0_3701000D");
        for storage in [outer, inner, &message] {
            file.create_storage(storage).unwrap();
        }
        for (path, bytes) in [
            ("/__properties_version1.0".to_owned(), Vec::new()),
            ("/__substg1.0_1000001F".to_owned(), wide("Voilà")),
            (
                format!("{outer}/__substg1.0_37010102"),
                b"Pays: France".to_vec(),
            ),
            (format!("{outer}/__substg1.0_3707001F"), wide("réponse.txt")),
            (
                format!("{message}/__substg1.0_1000001F"),
                wide("Ciudad: Quito"),
            ),
        ] {
            file.create_stream(path).unwrap().write_all(&bytes).unwrap();
        }
        let bytes = file.into_inner().into_inner();
        let reading = crate::document::read(&bytes, Some("x.msg"), "", &Default::default());
        let shown: Vec<String> = reading
            .documents
            .iter()
            .map(crate::document::outline)
            .collect();
        assert_eq!(
            shown,
            [
                "Text - pages=0\nVoilà\n",
                "Text réponse.txt pages=0\nPays: France\n",
                "Text - pages=0\nCiudad: Quito\n"
            ]
        );
    }

    #[test]
    fn cut_and_noisy_files_end() {
        let noise: Vec<u8> = (0..5000u32).map(|n| (n * 7919 % 253) as u8).collect();
        tnef(&noise);
        let mut bytes = b"\x78\x9F\x3E\x22\x01\0".to_vec();
        bytes.extend(b"\x01\x03\x90\x06\0\xFF\xFF\xFF\xFF");
        bytes.extend([0xFF; 300]);
        tnef(&bytes);
        unpack_rtf(&noise);
    }
}
