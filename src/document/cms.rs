//! Signed files (`.p7m`, RFC 5652): the bytes that were signed, out of DER, BER of indefinite length, PEM or base64.

/// Deeper nesting of constructed strings than this is an attack.
const DEPTH: usize = 16;

/// The content of a signed file; `None` when the signature stands apart from it, or the file is broken.
pub(super) fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes.first() {
        Some(0x30) => signed(bytes),
        _ => signed(&from_base64(bytes)?),
    }
}

/// One element: its tag, where its content begins, and where it ends when it says.
struct Element {
    tag: u8,
    start: usize,
    end: Option<usize>,
}

fn element(bytes: &[u8], at: usize) -> Option<Element> {
    let tag = *bytes.get(at)?;
    let first = *bytes.get(at + 1)?;
    let start = at + 2;
    Some(match first {
        0..=0x7F => Element {
            tag,
            start,
            end: Some(start + usize::from(first)),
        },
        0x80 => Element {
            tag,
            start,
            end: None,
        },
        _ => {
            let count = usize::from(first & 0x7F);
            let digits = bytes.get(start..start + count).filter(|_| count <= 8)?;
            let length = digits
                .iter()
                .fold(0usize, |n, digit| n << 8 | usize::from(*digit));
            let start = start + count;
            Element {
                tag,
                start,
                end: Some(start.checked_add(length)?),
            }
        }
    })
}

/// Where the element after this one begins; those of indefinite length end with two zeros.
fn after(bytes: &[u8], element: &Element) -> Option<usize> {
    if let Some(end) = element.end {
        return Some(end);
    }
    let mut at = element.start;
    let mut open = 1;
    while open > 0 {
        let inner = self::element(bytes, at)?;
        if inner.tag == 0 {
            open -= 1;
            at = inner.start;
        } else if let Some(end) = inner.end {
            at = end;
        } else {
            open += 1;
            at = inner.start;
        }
    }
    Some(at)
}

/// ContentInfo → SignedData → encapContentInfo → eContent (RFC 5652 sections 3 and 5.1).
fn signed(bytes: &[u8]) -> Option<Vec<u8>> {
    let inside = |at: usize, tag: u8| {
        let element = element(bytes, at)?;
        (element.tag == tag).then_some(element.start)
    };
    let beyond = |at: usize| after(bytes, &element(bytes, at)?);
    let info = inside(0, 0x30)?;
    let data = inside(inside(beyond(info)?, 0xA0)?, 0x30)?;
    let algorithms = beyond(data)?;
    let encapsulated = inside(beyond(algorithms)?, 0x30)?;
    let explicit = inside(beyond(encapsulated)?, 0xA0)?;
    let mut content = Vec::new();
    string(bytes, explicit, &mut content)?;
    (!content.is_empty()).then_some(content)
}

/// An octet string, whole or in pieces that are joined. What a cut file still has is kept.
fn string(bytes: &[u8], at: usize, content: &mut Vec<u8>) -> Option<()> {
    let mut ends: Vec<Option<usize>> = Vec::new();
    let mut at = at;
    loop {
        while ends.last().is_some_and(|end| *end == Some(at)) {
            ends.pop();
        }
        let Some(element) = element(bytes, at) else {
            return (!content.is_empty()).then_some(());
        };
        match (element.tag, element.end) {
            (0x04, Some(end)) => {
                content.extend(bytes.get(element.start..end.min(bytes.len()))?);
                at = end;
            }
            (0x24, end) if ends.len() < DEPTH => {
                ends.push(end);
                at = element.start;
            }
            (0, _) => {
                ends.pop();
                at = element.start;
            }
            _ => return (!content.is_empty()).then_some(()),
        }
        if ends.is_empty() {
            return Some(());
        }
    }
}

/// Base64 with or without PEM's lines around it.
fn from_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for line in text.lines().filter(|line| !line.starts_with("-----")) {
        for byte in line.bytes() {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' | b' ' | b'\t' => continue,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
            count += 1;
            if count == 4 {
                out.extend(bits.to_be_bytes().iter().skip(1));
                (bits, count) = (0, 0);
            }
        }
    }
    match count {
        2 => out.push((bits >> 4) as u8),
        3 => out.extend([(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(tag: u8, content: &[u8], indefinite: bool) -> Vec<u8> {
        let mut out = vec![tag];
        if indefinite {
            out.push(0x80);
            out.extend(content);
            out.extend([0, 0]);
        } else {
            out.extend([0x82, (content.len() >> 8) as u8, content.len() as u8]);
            out.extend(content);
        }
        out
    }

    fn envelope(string: &[u8], indefinite: bool) -> Vec<u8> {
        let oid = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07";
        let explicit = wrap(0xA0, string, indefinite);
        let inner = wrap(0x30, &[oid, &b"\x01"[..], &explicit].concat(), indefinite);
        let data = wrap(
            0x30,
            &[b"\x02\x01\x01\x31\x00", &inner[..]].concat(),
            indefinite,
        );
        let outer = wrap(0xA0, &data, indefinite);
        wrap(0x30, &[oid, &b"\x02"[..], &outer].concat(), indefinite)
    }

    #[test]
    fn the_signed_content_comes_out_of_every_encoding() {
        let plain = envelope(b"\x04\x05hello", false);
        assert_eq!(content(&plain).unwrap(), b"hello");
        let pieces = wrap(0x24, b"\x04\x03hel\x04\x02lo", true);
        assert_eq!(content(&envelope(&pieces, true)).unwrap(), b"hello");
        assert_eq!(
            from_base64(b"-----BEGIN PKCS7-----\nTWFu\nTWE=\n").unwrap(),
            b"ManMa"
        );
    }

    #[test]
    fn broken_files_end() {
        let whole = envelope(&wrap(0x24, b"\x04\x03hel\x04\x02lo", true), true);
        for end in 0..whole.len() {
            content(&whole[..end]);
        }
        content(&[0x24, 0x80].repeat(100_000));
        content(&[0x30, 0x80].repeat(100_000));
    }
}
