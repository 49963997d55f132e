//! Answers typed among quoted questions, and what mail programs write around words, as one text.

use super::strip;
use crate::document::{Block, Document};
use std::borrow::Cow;

/// True when own lines stand between quoted ones again and again: answers written into a quoted form.
pub(super) fn is_interleaved(lines: &[(usize, &str)]) -> bool {
    let mut turns = 0;
    let mut last = None;
    for (depth, line) in lines {
        if line.trim().is_empty() {
            continue;
        }
        let quoted = *depth > 0;
        if last == Some(true) && !quoted {
            turns += 1;
        }
        last = Some(quoted);
    }
    turns >= 5
}

/// True where it is the answers that bear the signs of a quotation, below questions that have none: "Country:" over ">> Chile".
pub(super) fn answers_are_quoted(lines: &[(usize, &str)]) -> bool {
    let asks = |line: &str| line.trim_end().ends_with([':', '?', '：', '？', '؟']);
    let filled: Vec<&(usize, &str)> = lines
        .iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let turns = |quoted: bool| {
        let pairs = filled.windows(2).filter_map(move |pair| match pair {
            [(before, line), (depth, _)] if (*before > 0) == quoted && (*depth > 0) != quoted => {
                Some(*line)
            }
            _ => None,
        });
        let all: Vec<&str> = pairs.collect();
        let asking = all.iter().filter(|line| asks(line)).count();
        (asking, all.len())
    };
    let ((own, all), (quoted, _)) = (turns(false), turns(true));
    own * 5 >= all * 4 && quoted * 5 <= own
}

/// Answers and the questions quoted between them as one text: without the name that the questions are signed with and what
/// stands below it, and without the sign or word that each answer begins with.
pub(super) fn woven(lines: &[(usize, &str)]) -> String {
    let first = lines.iter().position(|(depth, _)| *depth > 0).unwrap_or(0);
    let above = lines.get(..first).unwrap_or_default();
    let introduced = above.iter().rev().find(|(_, line)| !line.trim().is_empty());
    let introduced = introduced.map_or("", |(_, line)| *line);
    let mut kept: Vec<(usize, &str)> = Vec::with_capacity(lines.len());
    let mut signed = false;
    for &(depth, line) in lines {
        let name = line.trim();
        signed = depth > 0
            && (signed || name.len() >= 3 && introduced.contains(name) && !kept.is_empty());
        if !signed {
            kept.push((depth, line));
        }
    }
    let starts: Vec<&str> = kept
        .windows(2)
        .filter(|pair| matches!(pair, [(before, _), (0, line)] if *before > 0 && !line.trim().is_empty()))
        .filter_map(|pair| pair.last().map(|(_, line)| line.trim_start()))
        .collect();
    let opening = starts
        .first()
        .and_then(|line| opening(line))
        .filter(|opening| {
            let same = starts
                .iter()
                .filter(|line| line.starts_with(opening))
                .count();
            same >= 5 && same * 5 >= starts.len() * 4
        });
    let own = |(depth, line): &(usize, &str)| {
        let rest = opening.filter(|_| *depth == 0);
        let rest = rest.and_then(|opening| line.trim_start().strip_prefix(opening));
        rest.map_or(*line, str::trim_start).to_owned()
    };
    let mut out: Vec<String> = Vec::with_capacity(kept.len());
    let mut before: Option<&(usize, &str)> = None;
    for line in &kept {
        let asks = line.0 > 0 && !line.1.trim().is_empty();
        match out
            .last_mut()
            .filter(|_| before.is_some_and(|before| goes_on(before, line)))
        {
            Some(question) => {
                question.truncate(question.len() - BOLD.len());
                question.push(' ');
                question.push_str(&line.1.trim().replace(BOLD, ""));
                question.push_str(BOLD);
            }
            None if asks => {
                let question = line.1.trim().replace(BOLD, "");
                out.push(format!("{BOLD}{}{BOLD}", question.trim()));
            }
            None => out.push(own(line)),
        }
        before = Some(line);
    }
    out.join("\n")
}

/// What stands around words in bold in a plain text.
const BOLD: &str = "*";

/// True for a quoted line that goes on with a quoted question: it is further in, or the first has a number and it has none.
fn goes_on(before: &(usize, &str), line: &(usize, &str)) -> bool {
    let (first, next) = (before.1, line.1);
    let indent = |text: &str| text.len() - text.trim_start().len();
    let asks = before.0 > 0 && line.0 > 0 && !first.trim().is_empty() && !next.trim().is_empty();
    let ended = first.trim_end().ends_with([':', '?', '.', '：', '？', '؟']);
    asks && !ended && strip::lead(next.trim_start()) == 0 && indent(next) > indent(first)
}

/// What an answer may begin with to be told from its question: "=>", "[Ana]", "Answer:".
fn opening(line: &str) -> Option<&str> {
    const LONGEST: usize = 20;
    let signs = line.find(char::is_alphanumeric).unwrap_or(0);
    let closes = |end: &usize| *end < LONGEST;
    let word = line.find([':', ']', '：']).filter(closes);
    match word {
        Some(end) => line.get(..end + line.get(end..)?.chars().next()?.len_utf8()),
        None if signs > 0 => line.get(..signs),
        None => None,
    }
}

/// The blocks of an HTML body as lines, with the number of quotations that each stands in.
pub(super) fn lines_of(document: &Document) -> Vec<(usize, String)> {
    let mut depth = 0;
    let line = |block: &Block| match block {
        Block::Line(line) => {
            depth = usize::from(line.quoted);
            let words = line.segments.iter().map(|one| one.text.replace('\n', " "));
            (depth, words.collect::<Vec<_>>().join(" "))
        }
        Block::Table(_) => (depth, String::new()),
    };
    document.blocks.iter().map(line).collect()
}

/// Those lines, borrowed.
pub(super) fn with_depths(lines: &[(usize, String)]) -> Vec<(usize, &str)> {
    let borrowed = lines.iter().map(|(depth, line)| (*depth, line.as_str()));
    borrowed.collect()
}

/// Fewer pairs of asterisks may mean something else.
const PAIRS: usize = 3;

/// Lines that begin with words in bold where these are labels.
const LABELS: usize = 4;

/// A plain text without the asterisks that mail programs write around what is set in bold.
pub(super) fn unmarked(text: &str) -> Cow<'_, str> {
    let mut marks: Vec<usize> = Vec::new();
    let mut open: Option<usize> = None;
    let mut before = '\n';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or('\n', |(_, next)| *next);
        if c == '\n' && (before == '\n' || next == '>') {
            // Nothing is in bold over two paragraphs.
            open = None;
        }
        if c == '*' {
            let opens = !before.is_alphanumeric() && before != '*' && !next.is_whitespace();
            let closes = !before.is_whitespace() && !next.is_alphanumeric();
            match open {
                Some(from) if closes => {
                    marks.extend([from, at]);
                    open = None;
                }
                _ if opens && next != '*' => open = Some(at),
                _ => {}
            }
        }
        before = c;
    }
    if marks.len() < 2 * PAIRS {
        return Cow::Borrowed(text);
    }
    // What begins line after line is a label in bold, which reading plain text knows.
    let labels = |pair: &[usize]| match pair {
        [from, to] => {
            let front = text.get(..*from).unwrap_or("").trim_end_matches([' ', '>']);
            let bold = text.get(*from..*to).unwrap_or("");
            (front.is_empty() || front.ends_with('\n')) && !bold.contains('\n')
        }
        _ => false,
    };
    let (kept, marks): (Vec<&[usize]>, Vec<&[usize]>) =
        marks.chunks(2).partition(|pair| labels(pair));
    let kept = if kept.len() < LABELS {
        kept
    } else {
        Vec::new()
    };
    let mut marks: Vec<usize> = marks.into_iter().chain(kept).flatten().copied().collect();
    marks.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in marks {
        out.push_str(text.get(from..at).unwrap_or(""));
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    Cow::Owned(out)
}
