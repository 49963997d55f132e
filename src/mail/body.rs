//! The text of a body: its pieces put together, format=flowed (RFC 3676) undone.

use super::parse;

/// Joins the lines that a mail program broke. A line that ends in a space goes on in the next line of the same quote depth;
/// with `delsp` that space was added and is taken away.
pub(super) fn unflowed(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        // A space at the start was stuffed there (section 4.4).
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open != Some(depth) || signature {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let soft = content.ends_with(' ') && !signature;
        match content.strip_suffix(' ') {
            Some(shorter) if soft && delsp => out.push_str(shorter),
            _ => out.push_str(content),
        }
        if soft {
            open = Some(depth);
        } else {
            out.push('\n');
            open = None;
        }
    }
    out
}

/// Breaks long lines so that `unflowed` puts them together again (RFC 3676 section 4.2): text of ours is readable both where
/// lines are wrapped to the window and where they are not.
pub(super) fn flowed(text: &str) -> String {
    const WIDTH: usize = 72;
    let mut out = String::with_capacity(text.len() + text.len() / 50);
    for line in text.lines() {
        let line = if line == "-- " { line } else { line.trim_end() };
        let mut width = 0;
        let mut fresh = true;
        for word in line.split_inclusive(' ') {
            let length = word.trim_end().chars().count();
            if !fresh && width + length > WIDTH && !word.trim().is_empty() {
                out.push('\n');
                width = 0;
                fresh = true;
            }
            if fresh && (word.starts_with([' ', '>']) || word.starts_with("From")) {
                out.push(' ');
            }
            out.push_str(word);
            width += word.chars().count();
            fresh = false;
        }
        out.push('\n');
    }
    out
}

/// One place of the body: a text part, an HTML part, or both as alternatives of one another.
#[derive(Default)]
pub(super) struct Slot {
    pub text: String,
    pub html: String,
}

/// Adds a piece of text on a line of its own.
pub(super) fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(more);
}

/// Text, unless it is blank.
pub(super) fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// Text and HTML of the body. Where a mail is made of pieces (Apple Mail sends text, file, HTML), a piece without a text of its
/// own is turned into text and one without HTML into HTML, so that either reading is whole.
pub(super) fn of(slots: &[Slot]) -> (Option<String>, Option<String>) {
    let blank = |text: &str| text.trim().is_empty();
    let any_text = slots.iter().any(|slot| !blank(&slot.text));
    let any_html = slots.iter().any(|slot| !blank(&slot.html));
    let (mut text, mut html) = (String::new(), String::new());
    for slot in slots {
        if !blank(&slot.text) {
            join(&mut text, &slot.text);
        } else if any_text && !blank(&slot.html) {
            let shown = parse::quietly(|| mail_parser::decoders::html::html_to_text(&slot.html));
            join(&mut text, &shown.unwrap_or_default());
        }
        if !blank(&slot.html) {
            join(&mut html, &slot.html);
        } else if any_html && !blank(&slot.text) {
            let escaped = slot
                .text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            join(&mut html, &format!("<pre>{escaped}</pre>"));
        }
    }
    (filled(text), filled(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(
            unflowed("Name of the \ngovernment: Irun\n\n From us \nall\n", false),
            "Name of the government: Irun\n\nFrom us all\n"
        );
    }

    #[test]
    fn delsp_takes_the_added_space_away() {
        assert_eq!(unflowed("인천광 \n역시\n", true), "인천광역시\n");
    }

    #[test]
    fn quotes_and_signatures_are_not_joined() {
        assert_eq!(
            unflowed("> one \n> two\n>> three \nfour\n-- \nAna\n", false),
            "> one two\n>> three \nfour\n-- \nAna\n"
        );
    }
}
