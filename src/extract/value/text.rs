//! Plain words: one line, or paragraphs with the line breaks of the page taken out.

use super::Normal;
use crate::rules::is_format;
use std::borrow::Cow;

/// Takes struck-out letters (combining strokes) and the strokes out.
pub(super) fn unstruck(raw: &str) -> Cow<'_, str> {
    let is_stroke = |c: char| matches!(c, '\u{335}'..='\u{338}');
    if !raw.contains(is_stroke) {
        return Cow::Borrowed(raw);
    }
    let mut kept = String::with_capacity(raw.len());
    for c in raw.chars() {
        if is_stroke(c) {
            kept.pop();
        } else {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// One line of text, in its own script and case.
pub(super) fn line(raw: &str) -> Normal {
    whole(ticked(raw).unwrap_or_else(|| one_line(raw)))
}

fn whole(text: String) -> Normal {
    if text.is_empty() {
        Normal::Empty
    } else {
        Normal::sure(text)
    }
}

/// Paragraphs: what the page broke is joined, what the writer broke stays broken.
pub(super) fn paragraphs(raw: &str) -> Normal {
    whole(ticked(raw).unwrap_or_else(|| joined(raw)))
}

/// All white space collapsed, invisible characters, fill lines at the ends and quotation marks around it dropped.
pub(super) fn one_line(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut before = ' ';
    let words = raw.lines().flat_map(|line| {
        let words = line.split_whitespace().enumerate();
        words.map(|(at, word)| (at == 0, word))
    });
    for (begins, word) in words {
        let word: String = word.chars().filter(|c| !is_hidden(*c)).collect();
        if word.is_empty() {
            continue;
        }
        let first = word.chars().next().unwrap_or(' ');
        let unspaced = is_wide(before) && is_wide(first) && raw.contains('\n');
        // A word that the page broke at its hyphen.
        let mut last = text.chars().rev();
        let hyphen = last.next() == Some('-') && last.next().is_some_and(char::is_alphanumeric);
        let broken = begins && hyphen && first.is_alphabetic();
        if !text.is_empty() && !unspaced && !broken {
            text.push(' ');
        }
        before = word.chars().next_back().unwrap_or(' ');
        text.push_str(&word);
    }
    unquoted(unfilled(&text)).to_owned()
}

fn joined(raw: &str) -> String {
    let lines: Vec<String> = raw
        .lines()
        .map(|line| {
            let kept: String = line.chars().filter(|c| !is_hidden(*c)).collect();
            kept.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect();
    let longest = lines.iter().map(|l| width(l)).max().unwrap_or(0);
    let mut text = String::with_capacity(raw.len());
    let mut open: Option<&str> = None;
    for line in &lines {
        if unfilled(line).is_empty() {
            open = None;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            continue;
        }
        if let Some(before) = open {
            // A line that fills the column was broken by the page, and so was one in the middle of a sentence.
            let full = longest >= 40 && width(before) * 10 >= longest * 7;
            let running = line.starts_with(char::is_lowercase) && !ends_sentence(before);
            if (full || running) && !is_item(line) {
                let cjk = before.chars().next_back().is_some_and(is_wide)
                    && line.chars().next().is_some_and(is_wide);
                let hyphen = before.ends_with('-') && line.starts_with(char::is_alphabetic);
                if !cjk && !hyphen {
                    text.push(' ');
                }
            } else {
                text.push('\n');
            }
        }
        text.push_str(line);
        open = Some(line);
    }
    unquoted(unfilled(text.trim())).to_owned()
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', ':', ';', '。', '？', '！', '؟'])
}

/// A list item begins with a bullet or a number.
fn is_item(line: &str) -> bool {
    let bullet = line.starts_with([
        '•', '-', '–', '—', '*', '▪', '◦', '·', '●', '■', '‣', '➢', '✓', '○', '→',
    ]);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits)
        && line
            .chars()
            .nth(digits)
            .is_some_and(|c| matches!(c, '.' | ')'))
        && line.chars().nth(digits + 1).is_some_and(|c| c == ' ');
    bullet || numbered
}

fn width(line: &str) -> usize {
    line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Scripts that are written without spaces and take two columns.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Invisible characters; zero-width joiners belong to some scripts and stay.
fn is_hidden(c: char) -> bool {
    is_format(c) && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// Without the dots and underscores of a fill line at the ends, and without a colon in front.
fn unfilled(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text.len();
        text = text.trim_matches(|c: char| matches!(c, '_' | '|' | '\u{a0}') || c.is_whitespace());
        text = text.trim_start_matches([':', '：']).trim_start();
        for dots in ["....", "……"] {
            if text.ends_with(dots) {
                text = text.trim_end_matches(['.', '…', ' ']);
            }
            if text.starts_with(dots) {
                text = text.trim_start_matches(['.', '…', ' ']);
            }
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Without quotation marks around the whole.
fn unquoted(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('「', '」')]
    {
        if let Some(inner) = text
            .strip_prefix(open)
            .and_then(|inner| inner.strip_suffix(close))
            && !inner.contains([open, close])
        {
            return inner.trim();
        }
    }
    text
}

/// The ticked options of a list of boxes, when the text is one: some of its boxes are empty, and some are not.
fn ticked(raw: &str) -> Option<String> {
    const EMPTY: [&str; 8] = ["☐", "□", "○", "◯", "[ ]", "[]", "( )", "()"];
    const FULL: [&str; 12] = [
        "☒", "☑", "■", "●", "◉", "✓", "✔", "[x]", "[X]", "(x)", "(X)", "(•)",
    ];
    /// Words of the longest option, where marks may be bullets.
    const WORDS: usize = 9;
    let has = |marks: &[&str]| marks.iter().any(|mark| raw.contains(mark));
    let boxes = raw.matches(['☐', '□', '○', '◯']).count();
    let unticked = boxes > 1 && raw.trim_start().starts_with(['☐', '□', '○', '◯']);
    if !(has(&EMPTY) && has(&FULL) || unticked) || raw.chars().count() > 800 {
        return None;
    }
    let options = super::ticks::options(raw, &|_| true, &|_| false);
    let words = |text: &str| text.split_whitespace().count();
    let long = options.iter().any(|option| {
        words(&option.text) > WORDS && specified(&option.text).len() == option.text.len()
    });
    if long && !(raw.contains('☐') && raw.contains('☒')) {
        return None;
    }
    let chosen: Vec<String> = options
        .into_iter()
        .filter(|option| option.ticked == Some(true))
        .map(|option| one_line(specified(&option.text)))
        .filter(|option| option.chars().any(char::is_alphanumeric))
        .collect();
    Some(chosen.join("; "))
}

/// What is written behind the colon of the last option: "Other: Mercociudades".
fn specified(option: &str) -> &str {
    /// Words of the option itself.
    const WORDS: usize = 4;
    match option.split_once([':', '：']) {
        Some((front, written))
            if !written.starts_with('/') && front.split_whitespace().count() <= WORDS =>
        {
            written
        }
        _ => option,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_list_of_options_the_ticked_ones_are_the_answer() {
        let said = |raw: &str| match line(raw) {
            Normal::Value { value, .. } => value.as_str().map(str::to_owned),
            _ => None,
        };
        for (raw, value) in [
            (
                "☐ ICLEI ☐ C40 ■ CityNet ☐ Cities Alliance ■ Other: Mercociudades",
                Some("CityNet; Mercociudades"),
            ),
            (
                "○ ICLEI\n○ C40\n● Otras (especificar): FLACMA, ORU",
                Some("FLACMA, ORU"),
            ),
            ("( ) ICLEI (x) C40 ( ) None", Some("C40")),
            ("☐ ICLEI   ☐ C40   ☒ Other: ____", None),
            ("☐ ICLEI ☐ C40 ☐ Other:", None),
            ("ICLEI, see www.iclei.org", Some("ICLEI, see www.iclei.org")),
        ] {
            assert_eq!(said(raw).as_deref(), value, "{raw}");
        }
    }

    #[test]
    fn a_word_that_is_broken_at_its_hyphen_is_one_word() {
        assert_eq!(
            one_line("inclusion et vivre-\nensemble"),
            "inclusion et vivre-ensemble"
        );
        assert_eq!(one_line("Mayor -\nLima"), "Mayor - Lima");
        assert_eq!(one_line("vivre- ensemble"), "vivre- ensemble");
    }
}
