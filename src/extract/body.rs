//! What of a mail's body may be read as its writer's own words, and what is quoted: ours is no form of theirs.

use super::ordered;
use super::phrase;
use super::source::fold_lines;
use super::verdict::is_reply;
use super::woven::{answers_are_quoted, is_interleaved, lines_of, unmarked, with_depths, woven};
use crate::document::{self, Block, Document};
use crate::mail::Mail;
use crate::rules::{Rules, fold};

/// A part of a body, in one or two renderings of the same words.
#[derive(Debug, Clone)]
pub(super) struct Part<'m> {
    /// The words.
    pub document: Document,
    /// The same words as HTML source, when there is such a rendering.
    pub html: Option<&'m str>,
    /// `body`, or the subject of a forwarded message.
    pub name: String,
    /// How much it is preferred to others: lower is better.
    pub rank: u8,
    /// The mail's own writer wrote it.
    pub written: bool,
    /// Quoted from us: a form only when answers were typed into it.
    pub ours: bool,
}

/// The parts of the body of a mail and of the messages forwarded in it.
pub(super) fn parts<'m>(mail: &'m Mail, rules: &Rules) -> Vec<Part<'m>> {
    let mut parts = Vec::new();
    own(mail, mail, "body", 1, rules, &mut parts);
    for forwarded in &mail.forwarded {
        own(forwarded, mail, "body", 3, rules, &mut parts);
    }
    parts
}

/// Appends the parts of one body.
fn own<'m>(
    mail: &'m Mail,
    outer: &Mail,
    name: &str,
    rank: u8,
    rules: &Rules,
    parts: &mut Vec<Part<'m>>,
) {
    let mut cuts = mail
        .text
        .as_deref()
        .map(|text| cut(&unmarked(text), outer, rules))
        .unwrap_or_default();
    let mut quoted = cuts.iter().filter(|cut| cut.quoted || cut.ours);
    let own = cuts.iter().position(|cut| !cut.quoted && !cut.ours);
    if let Some(at) = own
        && let Some(text) = cuts
            .get(at)
            .and_then(|own| quoted.find_map(|quoted| ordered::joined(&own.text, &quoted.text)))
        && let Some(own) = cuts.get_mut(at)
    {
        own.text = text;
    }
    let mut html = mail.html.as_deref();
    // Answers typed among what the HTML quotes, while the plain text does not show what is quoted.
    if cuts.len() != 1
        && let Some(html) = html
        && let document = document::html::from_str(html)
        && is_interleaved(&with_depths(&lines_of(&document)))
    {
        parts.push(Part {
            document,
            html: None,
            name: name.to_owned(),
            rank,
            written: rank == 1,
            ours: false,
        });
        return;
    }
    let own = cuts.iter().any(|cut| !cut.ours);
    if !own && let Some(html) = html {
        let (document, quoted) = parted(document::html::from_str(html), outer, rules);
        parts.push(Part {
            document,
            html: None,
            name: name.to_owned(),
            rank,
            written: rank == 1,
            ours: false,
        });
        if cuts.is_empty() {
            parts.extend(quoted.map(|document| Part {
                document,
                html: None,
                name: name.to_owned(),
                rank: rank + 3,
                written: false,
                ours: true,
            }));
        }
    }
    for cut in cuts {
        parts.push(Part {
            document: document::text::from_str(&cut.text),
            html: if cut.ours { None } else { html.take() },
            name: name.to_owned(),
            rank: rank + u8::from(cut.quoted) + 2 * u8::from(cut.ours),
            written: rank == 1 && !cut.quoted,
            ours: cut.ours,
        });
    }
}

/// An HTML body without what is quoted from us.
pub(super) fn of_html(html: &str, mail: &Mail, rules: &Rules) -> Document {
    parted(document::html::from_str(html), mail, rules).0
}

/// True when HTML source has a table.
pub(super) fn has_table(html: &str) -> bool {
    let bytes = html.as_bytes();
    bytes
        .windows(6)
        .any(|window| window.eq_ignore_ascii_case(b"<table"))
}

/// A stretch of a plain text.
#[derive(Debug, Default)]
struct Cut {
    text: String,
    quoted: bool,
    ours: bool,
}

/// Cuts a plain text where quotation begins.
fn cut(text: &str, mail: &Mail, rules: &Rules) -> Vec<Cut> {
    let lines: Vec<(usize, &str)> = text.lines().map(depth).collect();
    if is_interleaved(&lines) {
        let lines = without_headers(&lines, rules);
        let text = match answers_are_quoted(&lines) {
            true => lines.iter().map(|(_, line)| format!("{line}\n")).collect(),
            false => woven(&lines),
        };
        return vec![Cut {
            text,
            quoted: false,
            ours: false,
        }];
    }
    let mut cuts = vec![Cut::default()];
    let mut ours = false;
    let mut level = 0;
    let mut at = 0;
    while let Some(&(depth, line)) = lines.get(at) {
        if let Some((mut length, told)) = separator(&lines, at, mail, rules) {
            let blank = |at: usize| {
                lines
                    .get(at)
                    .is_some_and(|(_, line)| line.trim().is_empty())
            };
            while blank(at + length) {
                length += 1;
            }
            ours = told;
            level = lines.get(at + length).map_or(0, |next| next.0);
            cuts.push(Cut {
                text: String::new(),
                quoted: true,
                ours,
            });
            at += length;
            continue;
        }
        if depth < level {
            // Back to the writer's own words, below the quotation.
            level = depth;
            ours = false;
            cuts.push(Cut {
                text: String::new(),
                quoted: depth > 0,
                ours: false,
            });
        } else if depth > level && ours {
            // What we quoted ourselves.
            at += 1;
            continue;
        } else if depth > level {
            level = depth;
            // Quoted without a word about whose it is: in an answer to us it is ours.
            if !cuts.last().is_some_and(|cut| cut.quoted) {
                ours = !mail.in_reply_to.is_empty();
                cuts.push(Cut {
                    text: String::new(),
                    quoted: true,
                    ours,
                });
            }
        }
        if let Some(last) = cuts.last_mut() {
            last.text.push_str(line);
            last.text.push('\n');
        }
        at += 1;
    }
    cuts.retain(|cut| !cut.text.trim().is_empty());
    cuts
}

/// The lines but those that mail programs print over what they quote.
fn without_headers<'t>(lines: &[(usize, &'t str)], rules: &Rules) -> Vec<(usize, &'t str)> {
    /// Lines of the shortest header.
    const HEADER: usize = 3;
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match header_length(lines, at, rules) {
            length @ HEADER.. => at += length,
            _ => {
                kept.push(*line);
                at += 1;
            }
        }
    }
    kept
}

/// The quotation marks in front of a line, and the line without them.
fn depth(line: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = line;
    // ">>> THE CITY <<<" is a heading.
    if line.trim_end().ends_with('<') {
        return (0, line.trim_matches(['>', '<', ' ']));
    }
    while let Some(next) = rest.strip_prefix('>') {
        depth += 1;
        rest = next.strip_prefix(' ').unwrap_or(next);
    }
    (depth, rest)
}

/// A line or lines that introduce a quotation: their number, and whether what follows is ours.
fn separator(
    lines: &[(usize, &str)],
    at: usize,
    mail: &Mail,
    rules: &Rules,
) -> Option<(usize, bool)> {
    let (own, line) = lines.get(at)?;
    let trimmed = line.trim();
    if trimmed.is_empty() || trimmed.len() > 300 {
        return None;
    }
    let dashed =
        trimmed.starts_with("---") || trimmed.starts_with("___") || trimmed.starts_with("***");
    let says = |text: &str, purpose: &str| phrase::first(text, purpose, rules).is_some();
    if (dashed || trimmed.ends_with(':')) && says(&fold(trimmed), "quote_header") {
        let mut length = 1;
        while lines
            .get(at + length)
            .is_some_and(|(_, line)| line.trim().is_empty())
        {
            length += 1;
        }
        let header = header_length(lines, at + length, rules);
        let ours = is_ours(lines.get(at..at + length + header)?, mail, rules);
        return Some((length + header, ours));
    }
    let header = header_length(lines, at, rules);
    if header >= 3 {
        return Some((header, is_ours(lines.get(at..at + header)?, mail, rules)));
    }
    // "On Monday, Ana <ana@town.example> wrote:", perhaps over two lines.
    for length in 1..=3 {
        let part = lines.get(at..at + length)?;
        if part
            .iter()
            .any(|(depth, line)| depth != own || line.trim().is_empty())
        {
            return None;
        }
        // A sentence that ends is no beginning of it.
        let ends = |line: &str| {
            line.ends_with(['!', '?'])
                || line.ends_with('.') && !line.contains(|c: char| c.is_numeric())
        };
        if part.iter().rev().skip(1).any(|(_, line)| ends(line.trim())) {
            return None;
        }
        let introduces = |(_, line): &(usize, &str)| line.trim_end().ends_with([':', '：']);
        if !part.last().is_some_and(introduces) {
            continue;
        }
        let joined = part
            .iter()
            .map(|(_, line)| line.trim())
            .collect::<Vec<_>>()
            .join(" ");
        if joined.len() > 400 {
            return None;
        }
        let quoted_next = lines
            .iter()
            .skip(at + length)
            .find(|(_, line)| !line.trim().is_empty())
            .is_some_and(|(depth, _)| depth > own);
        let dated =
            joined.contains('@') || joined.chars().filter(char::is_ascii_digit).count() >= 4;
        let quotes =
            dated && says(&fold(&joined), "attribution") || quoted_next && joined.contains('@');
        return quotes.then(|| (length, is_ours(part, mail, rules)));
    }
    None
}

/// No mail program prints more lines of a header over what it quotes.
const HEADER_LINES: usize = 30;

/// Number of header lines ("From:", "Sent:", "To:", "Subject:") from a line on.
fn header_length(lines: &[(usize, &str)], at: usize, rules: &Rules) -> usize {
    let is_header = |line: &str| {
        let line = line.trim().trim_start_matches('*');
        line.split_once([':', '：']).is_some_and(|(name, _)| {
            let name = fold(name.trim_matches(['*', ' ']));
            name.len() < 24 && phrase::is(&name, "mail_header", rules)
        })
    };
    lines
        .iter()
        .skip(at)
        .take(HEADER_LINES)
        .take_while(|(_, line)| is_header(line))
        .count()
}

/// True when some lines that introduce a quotation name one of the addresses that this mail was sent to.
fn is_ours(lines: &[(usize, &str)], mail: &Mail, rules: &Rules) -> bool {
    let text = lines
        .iter()
        .map(|(_, line)| line.to_lowercase())
        .collect::<Vec<_>>();
    let from = text
        .iter()
        .find(|line| line.contains('@'))
        .cloned()
        .unwrap_or_default();
    let named = |line: &str| {
        mail.recipients.iter().any(|address| {
            !address.email.is_empty()
                && line.contains(&address.email.to_lowercase())
                && mail
                    .from
                    .as_ref()
                    .is_none_or(|from| !from.email.eq_ignore_ascii_case(&address.email))
        })
    };
    if named(&from) {
        return true;
    }
    let folded = fold(&text.join(" "));
    is_reply(mail, rules)
        && from.is_empty()
        && phrase::first(&folded, "attribution", rules).is_some()
}

/// An HTML body without what is quoted from us below it, and that; without the header lines of other mails in it, too, which
/// say nothing of the form below them ("Sent: 3 March").
fn parted(mut document: Document, mail: &Mail, rules: &Rules) -> (Document, Option<Document>) {
    let lines = lines_of(&document);
    let plain = with_depths(&lines);
    if is_interleaved(&plain) {
        return (document, None);
    }
    let mut headers: Vec<std::ops::Range<usize>> = Vec::new();
    let mut quoted = None;
    let mut at = 0;
    while at < plain.len() {
        let Some((length, ours)) = separator(&plain, at, mail, rules) else {
            at += 1;
            continue;
        };
        if ours {
            let mut below = document.clone();
            below.blocks.drain(..(at + length).min(below.blocks.len()));
            document.blocks.truncate(at);
            quoted = Some(below);
            break;
        }
        headers.push(at..at + length);
        at += length.max(1);
    }
    let mut headers = headers.into_iter().peekable();
    let mut at = 0;
    document.blocks.retain(|_| {
        while headers.next_if(|header| header.end <= at).is_some() {}
        at += 1;
        !headers
            .peek()
            .is_some_and(|header| header.contains(&(at - 1)))
    });
    (document, quoted)
}

/// The writer's own words of a mail, folded line by line.
pub(super) fn written(mail: &Mail, rules: &Rules) -> String {
    fold_lines(&own_words(mail, rules))
}

/// The writer's own words of a mail: without quotations and forwarded text.
pub(super) fn own_words(mail: &Mail, rules: &Rules) -> String {
    match mail.text.as_deref() {
        Some(text) => {
            let own: Vec<String> = cut(text, mail, rules)
                .into_iter()
                .filter(|cut| !cut.quoted && !cut.ours)
                .map(|cut| cut.text)
                .collect();
            own.join("\n")
        }
        None => {
            let Some(html) = mail.html.as_deref() else {
                return String::new();
            };
            plain(&of_html(html, mail, rules).blocks)
        }
    }
}

/// The words of some blocks, line by line.
pub(super) fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Line(line) => {
                for segment in &line.segments {
                    out.push_str(&segment.text);
                    out.push(' ');
                }
                out.push('\n');
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    out.push_str(&plain(&cell.blocks));
                }
            }
        }
    }
    out
}
