//! A message's bytes before anything is parsed: what to hide from the parser, what to leave out, what looks like a message.

use regex::bytes::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The words that make mail-parser open embedded messages (types and subtypes of RFC 2046 section 5 and RFC 6532), and the
/// one that makes it decode attachments, which it would do for nothing: contents are decoded from the bytes as they came.
static MASKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i-u)rfc822|global|digest|base64").ok());

/// What the parser is shown of a message.
pub(super) struct Shown<'r> {
    /// The bytes to parse.
    pub bytes: Cow<'r, [u8]>,
    /// Where something was left out of them, and how much until there.
    cuts: Vec<(usize, usize)>,
}

impl<'r> Shown<'r> {
    /// Leaves out the inner lines of Base64, of which the parser would look at each byte to find no boundary in them, and
    /// hides words that make it do more than find the parts: the last letter of each is replaced.
    pub fn of(raw: &'r [u8]) -> Shown<'r> {
        let (mut bytes, cuts) = without_inner_lines(raw);
        let words: Vec<usize> = MASKED
            .iter()
            .flat_map(|words| words.find_iter(&bytes))
            .map(|word| word.end() - 1)
            .collect();
        for last in words {
            if let Some(last) = bytes.to_mut().get_mut(last) {
                *last = b'#';
            }
        }
        Shown { bytes, cuts }
    }

    /// Where in the message itself an offset in the shown bytes lies.
    pub fn place(&self, offset: u32) -> usize {
        let offset = offset as usize;
        let before = self.cuts.partition_point(|(at, _)| *at <= offset);
        let gone = before.checked_sub(1).and_then(|last| self.cuts.get(last));
        offset + gone.map_or(0, |(_, gone)| *gone)
    }
}

/// The bytes without the lines that stand between lines of the same length, all of Base64; and where they stood. The first two
/// and the last of such lines stay, so that no header section and no part begins or ends where something was left out.
fn without_inner_lines(raw: &[u8]) -> (Cow<'_, [u8]>, Vec<(usize, usize)>) {
    const SHORTEST: usize = 60;
    const KEPT: usize = 2;
    let mut bytes: Option<Vec<u8>> = None;
    let mut cuts = Vec::new();
    let (mut copied, mut gone) = (0, 0);
    // Where the last line began and the third line of a run, how long its lines are, and how many it has.
    let (mut start, mut inner, mut length, mut run) = (0, 0, 0, 0);
    for end in memchr::memchr_iter(b'\n', raw).map(|at| at + 1).chain([0]) {
        let line = raw.get(start..end).unwrap_or_default();
        if line.len() == length && run > 0 && is_base64(line) {
            run += 1;
            if run == KEPT + 1 {
                inner = start;
            }
        } else {
            let last = start - length.min(start);
            if run > KEPT + 1 && last > inner {
                let bytes = bytes.get_or_insert_with(Vec::new);
                bytes.extend_from_slice(raw.get(copied..inner).unwrap_or_default());
                gone += last - inner;
                cuts.push((bytes.len(), gone));
                copied = last;
            }
            length = line.len();
            run = usize::from(length >= SHORTEST && is_base64(line));
        }
        start = end;
    }
    match bytes {
        Some(mut bytes) => {
            bytes.extend_from_slice(raw.get(copied..).unwrap_or_default());
            (Cow::Owned(bytes), cuts)
        }
        None => (Cow::Borrowed(raw), cuts),
    }
}

/// True for a line of Base64 (RFC 4648 section 4) without padding.
fn is_base64(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    // Without leaving early, so that many bytes are looked at in one step.
    line.iter().fold(true, |all, byte| {
        all & (byte.is_ascii_alphanumeric() | (*byte == b'+') | (*byte == b'/'))
    })
}

/// Takes away what stands before the first header field: a byte order mark, blank lines, the `From ` line of an mbox.
pub(super) fn without_envelope_line(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let raw = raw.trim_ascii_start();
    if raw.starts_with(b"From ") || raw.starts_with(b">From ") {
        let end = raw
            .iter()
            .position(|b| *b == b'\n')
            .map_or(raw.len(), |at| at + 1);
        return raw.get(end..).unwrap_or_default();
    }
    raw
}

/// What stands behind the header section; all of it when there is no such section.
pub(super) fn after_headers(raw: &[u8]) -> &[u8] {
    let blank = raw
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .map(|at| at + 2)
        .or_else(|| {
            raw.windows(4)
                .position(|four| four == b"\r\n\r\n")
                .map(|at| at + 4)
        });
    raw.get(blank.unwrap_or(0)..).unwrap_or_default()
}

/// True when bytes begin like a message: two of the header fields that every one has.
pub(super) fn looks_like_message(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(8192)).unwrap_or_default())
        .to_ascii_lowercase();
    [
        "\nfrom:",
        "\nsubject:",
        "\nreceived:",
        "\nmessage-id:",
        "\ndate:",
    ]
    .iter()
    .filter(|name| start.contains(**name) || start.starts_with(name.trim_start()))
    .count()
        >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with a file of so many lines of Base64, and the words behind it.
    fn message(lines: usize, end: &str) -> String {
        let line = "QWRoZXNpb24gQWRoZXNpb24gQWRoZXNpb24gQWRoZXNpb24gQWRoZXNpb24gQWRoZXNpb24gQWRo";
        let lines = format!("{line}{end}").repeat(lines);
        [
            "Content-Type: multipart/mixed; boundary=b",
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "Attached.",
            "--b",
            "Content-Type: application/pdf",
            "Content-Transfer-Encoding: base64",
            "",
        ]
        .map(|line| format!("{line}{end}"))
        .concat()
            + &lines
            + &["QQ==", "--b--", ""].join(end)
    }

    #[test]
    fn the_parser_sees_little_of_a_file_and_all_places_are_those_of_the_message() {
        for (lines, end) in [(0, "\n"), (1, "\n"), (3, "\r\n"), (4, "\n"), (500, "\r\n")] {
            let raw = message(lines, end);
            let shown = Shown::of(raw.as_bytes());
            assert!(shown.bytes.len() < 700, "{lines}");
            for (at, byte) in shown.bytes.iter().enumerate() {
                let place = shown.place(u32::try_from(at).unwrap());
                let same = raw.as_bytes()[place] == *byte || *byte == b'#';
                assert!(same, "{lines} lines, byte {at}");
            }
            let end = shown.place(u32::try_from(shown.bytes.len()).unwrap());
            assert_eq!(end, raw.len());
        }
    }

    #[test]
    fn a_file_is_read_whole_though_the_parser_sees_little_of_it() {
        let mail = crate::mail::parse(message(500, "\r\n").as_bytes());
        assert_eq!(mail.attachments.len(), 1);
        assert_eq!(mail.attachments[0].bytes.len(), 500 * 57 + 1);
        assert!(mail.damage.is_empty(), "{:?}", mail.damage);
    }
}
