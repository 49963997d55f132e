//! A message's bytes before anything is parsed: what to hide from the parser, what to leave out, what looks like a message.

use regex::bytes::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The words that make mail-parser open embedded messages (types and subtypes of RFC 2046 section 5 and RFC 6532), and the
/// one that makes it decode attachments, which it would do for nothing: contents are decoded from the bytes as they came.
static MASKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i-u)rfc822|global|digest|base64").ok());

/// Hides words from mail-parser that make it do more than find the parts: the last letter of each is replaced, so all
/// offsets stay.
pub(super) fn mask(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut masked = Cow::Borrowed(raw);
    for word in MASKED.iter().flat_map(|words| words.find_iter(raw)) {
        if let Some(last) = masked.to_mut().get_mut(word.end() - 1) {
            *last = b'#';
        }
    }
    masked
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
