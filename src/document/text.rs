//! Plain text → `Document`.

use super::charset;
use super::flow::{Flow, Look};
use super::{Document, Kind, Limits, tabbed};
use std::borrow::Cow;

/// Lines that begin between stars before that means bold type: one star may be a footnote.
const STARRED: usize = 4;
/// Lines that begin with "#" before that means headings.
const TITLED: usize = 2;
/// Lines that begin with ">" before that sets answers in, as a mail sets in what it quotes.
const QUOTED: usize = 4;
/// Two blanks in a row set segments apart.
const WIDE: usize = 2;

/// Reads plain text, for example the body of a mail. Total.
pub fn from_str(text: &str) -> Document {
    pour(text, Limits::default().characters)
}

/// Reads plain text in any charset.
pub(super) fn read(bytes: &[u8], characters: u64) -> Document {
    let text = charset::decode(bytes, None);
    pour(&unquoted(&text), characters)
}

/// The text of a file without the sign that answers are set in with ("> Padova"); one line may begin so by chance.
fn unquoted(text: &str) -> Cow<'_, str> {
    let is_quoted = |line: &str| line.trim_start().starts_with('>');
    if text.lines().filter(|line| is_quoted(line)).count() < QUOTED {
        return Cow::Borrowed(text);
    }
    let bare = |line: &str| match line.split_once('>') {
        Some((front, rest)) if front.trim().is_empty() && !rest.starts_with('>') => {
            format!("{front} {rest}")
        }
        _ => line.to_owned(),
    };
    Cow::Owned(text.split_inclusive('\n').map(bare).collect())
}

fn pour(text: &str, characters: u64) -> Document {
    let mut flow = Flow::new(characters, WIDE);
    let text = text.trim_start_matches('\u{FEFF}');
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let bold_type = text.lines().filter(|line| starred(line).is_some()).count() >= STARRED;
    let titles = text.lines().filter(|line| titled(line).is_some()).count() >= TITLED;
    let paged = text.contains('\u{C}');
    flow.page = u32::from(paged);
    for (page, text) in text.split('\u{C}').enumerate() {
        flow.page = if paged { page as u32 + 1 } else { 0 };
        let lines: Vec<&str> = text.split('\n').collect();
        let mut tables = tabbed::tables(&lines, flow.page).into_iter().peekable();
        let mut within = 0;
        for (at, line) in lines.iter().copied().enumerate() {
            if let Some((_, length, table)) = tables.next_if(|(start, _, _)| *start == at) {
                flow.table(table);
                within = at + length;
            }
            if at < within {
                continue;
            }
            let heading = titled(line).filter(|_| titles);
            let parts = starred(line).filter(|_| bold_type);
            let (bold, rest) = parts.map_or((None, line), |(bold, rest)| (Some(bold), rest));
            if let Some(bold) = bold {
                let look = Look {
                    bold: true,
                    ..Look::default()
                };
                flow.text(bold, look);
                flow.tab();
            }
            for pair in pairs(heading.unwrap_or(rest)) {
                flow.text(pair, Look::default());
                flow.tab();
            }
            flow.end_line(0.0, heading.is_some());
        }
    }
    let mut document = flow.finish(Kind::Text);
    if paged {
        document.pages = text
            .split('\u{C}')
            .filter(|page| !page.trim().is_empty())
            .count() as u32;
    }
    document
}

/// The words of a heading as Markdown has them: "## Your town".
fn titled(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let depth = line.len() - rest.len();
    let words = rest.strip_prefix(' ')?.trim();
    ((1..=6).contains(&depth) && words.contains(char::is_alphabetic)).then_some(words)
}

/// The pairs of label and value that stand in one line, with a sign between them ("Town: Lagos — Country: Nigeria"); the line
/// itself where one of them has no label.
fn pairs(line: &str) -> Vec<&str> {
    /// Letters of the longest label, and of the longest line that may hold several.
    const LONGEST: usize = 60;
    const LINE: usize = 400;
    let labelled = |part: &str| {
        let label = part.split_once(": ").map(|(label, _)| label.trim());
        label.is_some_and(|label| label.len() <= LONGEST && label.starts_with(char::is_alphabetic))
    };
    let several = line.len() <= LINE && line.matches(": ").nth(1).is_some();
    let signs = [" — ", " – ", " | ", " · ", " • ", "; "].iter();
    let parts = signs
        .filter(|sign| several && line.contains(**sign))
        .map(|sign| line.split(sign).collect::<Vec<&str>>());
    let mut all = parts.filter(|parts| parts.iter().all(|part| labelled(part.trim())));
    all.next().unwrap_or_else(|| vec![line])
}

/// The words between the stars that a line begins with, and what stands behind them: "*Country* France" is what mail programs
/// make of bold type, and "**Country**" is Markdown.
fn starred(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (bold, rest) = match line.strip_prefix("**") {
        Some(bold) => bold.split_once("**")?,
        None => line.strip_prefix('*')?.split_once('*')?,
    };
    let worded = bold.starts_with(|c: char| !c.is_whitespace())
        && bold.ends_with(|c: char| !c.is_whitespace())
        && bold.contains(char::is_alphabetic);
    let apart = rest.is_empty() || rest.starts_with([' ', '\t', ':']);
    (worded && apart).then_some((bold, rest.trim_start_matches([' ', '\t', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, outline};

    #[test]
    fn blank_lines_are_gaps_and_wide_blanks_are_segments() {
        let document = from_str("Name:   Padova\r\n\r\n\r\nCountry\tItaly\rlast");
        let gaps: Vec<f32> = document
            .blocks
            .iter()
            .map(|block| match block {
                Block::Line(line) => line.gap,
                Block::Table(_) => -1.0,
            })
            .collect();
        assert_eq!(gaps, [0.0, 2.0, 0.0]);
        assert_eq!(
            outline(&document),
            "Text - pages=0\nName: ‖ Padova\n¶ Country ‖ Italy\nlast\n"
        );
    }

    #[test]
    fn answers_in_a_file_may_be_set_in_as_quotes_are() {
        let file =
            "Name\n  > Padova\nCountry\n  > Italy\nWhy?\n  > We care.\n  > We act.\nMandate\n  >\n";
        assert_eq!(
            outline(&read(file.as_bytes(), 1000)),
            "Text - pages=0\nName\nPadova\nCountry\nItaly\nWhy?\nWe care.\nWe act.\nMandate\n"
        );
        let once = read(b"Name\n> Padova\n", 1000);
        assert_eq!(outline(&once), "Text - pages=0\nName\n> Padova\n");
    }

    #[test]
    fn a_form_feed_begins_a_page() {
        let document = from_str("one\u{C}two\n\u{C}");
        assert_eq!(document.pages, 2);
    }

    #[test]
    fn pairs_in_one_line_are_segments_and_markdown_has_headings_and_bold_type() {
        let told = |text: &str| {
            let outline = outline(&from_str(text));
            outline
                .split_once('\n')
                .map_or("", |(_, lines)| lines)
                .to_owned()
        };
        assert_eq!(
            told("Ville : Gatineau — Pays : Canada — Genre : commune\n"),
            "Ville : Gatineau ‖ Pays : Canada ‖ Genre : commune\n"
        );
        assert_eq!(
            told("We do two things: we hear — and we act\n"),
            "We do two things: we hear — and we act\n"
        );
        assert_eq!(
            told(
                "# Form\n## Your town\n**Name** : Cotonou\n**Country** : Benin\n**Type** : city\n**Web** :\n"
            ),
            "# Form\n# Your town\n*Name* ‖ Cotonou\n*Country* ‖ Benin\n*Type* ‖ city\n*Web*\n"
        );
        assert_eq!(told("# 1 of them\n"), "# 1 of them\n");
    }

    #[test]
    fn what_stands_between_stars_line_by_line_is_bold() {
        let document = from_str(
            "*Name* Padova\n*Country (required)*\nItaly\n*E-mail:* a@b.example\n*Web*\n* one\n",
        );
        let outline = outline(&document);
        let (_, lines) = outline.split_once('\n').unwrap();
        assert_eq!(
            lines,
            "*Name* ‖ Padova\n*Country (required)*\nItaly\n*E-mail:* ‖ a@b.example\n*Web*\n* one\n"
        );
    }
}
