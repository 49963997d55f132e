//! Content-Transfer-Encodings (RFC 2045 section 6) and uuencode, decoded as far as they go.

use std::sync::LazyLock;

/// Undoes a transfer encoding. Total: what cannot be decoded is left out (base64) or kept as it stands (quoted-printable).
/// True beside it when something that is no Base64 stood in Base64.
pub(super) fn decode(bytes: &[u8], encoding: &str) -> (Vec<u8>, bool) {
    let decoded = match encoding {
        "base64" => return base64(bytes),
        "quoted-printable" => quoted_printable(bytes),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => uuencoded(&String::from_utf8_lossy(bytes))
            .files
            .into_iter()
            .next()
            .map_or_else(|| bytes.to_vec(), |(_, content)| content),
        _ => bytes.to_vec(),
    };
    (decoded, false)
}

/// In `SEXTETS`: a character outside the alphabet.
const SKIP: u8 = 255;
/// In `SEXTETS`: padding.
const PAD: u8 = 254;

/// What each byte stands for in Base64.
static SEXTETS: LazyLock<[u8; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| match byte as u8 {
        byte @ b'A'..=b'Z' => byte - b'A',
        byte @ b'a'..=b'z' => byte - b'a' + 26,
        byte @ b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        b'=' => PAD,
        _ => SKIP,
    })
});

/// Base64 (RFC 4648 sections 4 and 5), and whether anything else but white space stood there. Characters outside the
/// alphabet are skipped, and padding may stand in the middle, where programs glue separately encoded pieces together.
pub(super) fn base64(bytes: &[u8]) -> (Vec<u8>, bool) {
    // As nearly all of it is. Line ends are found and left out much faster than any white space.
    let mut packed = Vec::with_capacity(bytes.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = bytes.get(start..end).unwrap_or_default();
        packed.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        start = end + 1;
    }
    if let Ok(decoded) = base64_simd::forgiving_decode_inplace(&mut packed) {
        let length = decoded.len();
        packed.truncate(length);
        return (packed, false);
    }
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut group, mut bits, mut broken) = (0u32, 0u32, false);
    let sextets = &*SEXTETS;
    for byte in bytes {
        let value = match sextets.get(usize::from(*byte)).copied().unwrap_or(SKIP) {
            SKIP => {
                broken |= !byte.is_ascii_whitespace();
                continue;
            }
            PAD => {
                (group, bits) = (0, 0);
                continue;
            }
            value => value,
        };
        group = (group << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits) as u8);
        }
    }
    (out, broken)
}

/// Quoted-printable, RFC 2045 section 6.7: white space at line ends is transport padding, `=` at a line end a soft break.
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let content = line.trim_ascii_end();
        let ending: &[u8] = if line.ends_with(b"\r\n") {
            b"\r\n"
        } else if line.ends_with(b"\n") {
            b"\n"
        } else {
            // The last line has no end, so its spaces belong to it.
            line.get(content.len()..).unwrap_or_default()
        };
        let (content, soft) = match content.strip_suffix(b"=") {
            Some(content) => (content, true),
            None => (content, false),
        };
        hex_escapes(content, &mut out);
        if !soft {
            out.extend_from_slice(ending);
        }
    }
    out
}

fn hex_escapes(content: &[u8], out: &mut Vec<u8>) {
    let mut rest = content.iter();
    while let Some(byte) = rest.next() {
        let escape = match (byte, rest.as_slice()) {
            (b'=', [high, low, ..]) => hex_pair(*high, *low),
            _ => None,
        };
        match escape {
            Some(value) => {
                out.push(value);
                rest.next();
                rest.next();
            }
            None => out.push(*byte),
        }
    }
}

/// The byte that two hexadecimal digits mean.
pub(super) fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let high = char::from(high).to_digit(16)?;
    let low = char::from(low).to_digit(16)?;
    u8::try_from(high * 16 + low).ok()
}

/// Text with its uuencoded files taken out.
pub(super) struct Uuencoded {
    /// What is left of the text.
    pub text: String,
    /// File name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Takes `begin 644 name` … `end` out of a text. A `begin` without an `end` stays text: a sentence may begin with the word.
pub(super) fn uuencoded(text: &str) -> Uuencoded {
    let mut kept = String::with_capacity(text.len());
    let mut files = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = take_line(rest) {
        if let Some((name, content, tail)) = begin_line(line)
            .and_then(|name| uu_body(after).map(|(content, tail)| (name, content, tail)))
        {
            files.push((name, content));
            rest = tail;
        } else {
            kept.push_str(line);
            rest = after;
        }
    }
    Uuencoded { text: kept, files }
}

fn take_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(text.split_at(text.find('\n').map_or(text.len(), |at| at + 1)))
}

fn begin_line(line: &str) -> Option<String> {
    let mut words = line.strip_prefix("begin ")?.trim_end().splitn(2, ' ');
    let mode = words.next()?;
    let name = words.next()?.trim();
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (octal && !name.is_empty()).then(|| name.to_owned())
}

fn uu_body(text: &str) -> Option<(Vec<u8>, &str)> {
    let mut content = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = take_line(rest) {
        rest = after;
        let line = line.trim_end_matches(['\r', '\n']);
        if line.trim() == "end" {
            return Some((content, rest));
        }
        let Some((first, coded)) = line.as_bytes().split_first() else {
            continue;
        };
        let value = |byte: u8| byte.wrapping_sub(32) & 63;
        if !(32..=96).contains(first) || coded.iter().any(|b| !(32..=96).contains(b)) {
            return None;
        }
        let length = usize::from(value(*first));
        let mut decoded = Vec::with_capacity(length + 3);
        for group in coded.chunks(4) {
            // Spaces at line ends are often lost on the way; they stand for zero.
            let at = |i: usize| u32::from(group.get(i).map_or(0, |b| value(*b)));
            let bits = (at(0) << 18) | (at(1) << 12) | (at(2) << 6) | at(3);
            decoded.extend_from_slice(bits.to_be_bytes().get(1..).unwrap_or_default());
        }
        decoded.resize(length, 0);
        content.extend_from_slice(&decoded);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_survives_dirt_and_glued_pieces() {
        let decoded = |text: &[u8]| base64(text).0;
        assert_eq!(
            base64(b"QWRo\r\n ZXNp\xff\xc3\xb3bg=="),
            (b"Adhesin".to_vec(), true)
        );
        assert_eq!(base64(b"QWRo\r\n ZXNp\r\n"), (b"Adhesi".to_vec(), false));
        assert_eq!(
            base64(b"-_-_ -_-_"),
            (b"\xfb\xff\xbf\xfb\xff\xbf".to_vec(), false)
        );
        assert_eq!(decoded(b"QQ==Qg=="), b"AB");
        assert_eq!(
            decoded(b"QWRoZXNp\r\nb24gbW9y\r\nZQ==QWRo"),
            b"Adhesion moreAdh"
        );
        assert_eq!(decoded(b"QWR"), b"Ad");
        assert_eq!(decoded(b""), b"");
    }

    #[test]
    fn quoted_printable_survives_dirt() {
        assert_eq!(
            quoted_printable(b"Adhesi=C3=B3n=\r\n x =\n=zz = a  \r\nb "),
            "Adhesión x =zz = a\r\nb ".as_bytes()
        );
    }

    #[test]
    fn uuencoded_files_leave_the_text() {
        let found = uuencoded("Dear all,\nbegin 644 form.txt\n#0V%T\n`\nend\nbegin at once\n");
        assert_eq!(found.text, "Dear all,\nbegin at once\n");
        assert_eq!(found.files, [("form.txt".to_owned(), b"Cat".to_vec())]);
    }

    #[test]
    fn a_begin_without_an_end_stays_text() {
        let text = "begin 644 form.txt\n#0V%T\n";
        let found = uuencoded(text);
        assert_eq!((found.text.as_str(), found.files.len()), (text, 0));
    }
}
