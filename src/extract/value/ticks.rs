//! Boxes and crosses: which of the words in a text are ticked, whether the mark stands before its word or behind it.

/// One option of a list of boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its words; empty for a lone mark.
    pub text: String,
    /// Ticked or not; `None` for words without a mark.
    pub ticked: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Mark(bool),
    Text(String),
}

/// True for a text in which a mark stands somewhere.
pub(super) fn is_marked(raw: &str) -> bool {
    let mut start_of_word = true;
    raw.char_indices().any(|(at, c)| {
        let marked = raw
            .get(at..)
            .is_some_and(|rest| mark(rest, start_of_word).is_some());
        start_of_word = !c.is_alphanumeric();
        marked
    })
}

/// Cuts a text into its options. `is_option` tells words that may be one from words that only introduce the list, and
/// `is_whole` words that are one and nothing else.
pub(super) fn options(
    raw: &str,
    is_option: &dyn Fn(&str) -> bool,
    is_whole: &dyn Fn(&str) -> bool,
) -> Vec<Choice> {
    if let Some(options) = lined(raw, is_option).or_else(|| lone(raw, is_whole)) {
        return options;
    }
    let pieces = pieces(raw, is_option);
    if !pieces.iter().any(|piece| matches!(piece, Piece::Mark(_))) {
        return pieces
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(Choice { text, ticked: None }),
                Piece::Mark(_) => None,
            })
            .collect();
    }
    if !pieces.iter().any(|piece| matches!(piece, Piece::Text(_))) {
        let ticked = pieces.contains(&Piece::Mark(true));
        return vec![Choice {
            text: String::new(),
            ticked: Some(ticked),
        }];
    }
    if is_mark_first(&pieces, is_option) {
        paired(pieces.into_iter())
    } else {
        let mut options = paired(pieces.into_iter().rev());
        options.reverse();
        options
    }
}

/// A list with a line for each option: a mark belongs to the words on its line. `None` where lines are built otherwise.
fn lined(raw: &str, is_option: &dyn Fn(&str) -> bool) -> Option<Vec<Choice>> {
    let lines: Vec<&str> = raw
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() < 2 {
        return None;
    }
    let mut options: Vec<Choice> = Vec::with_capacity(lines.len());
    let mut open = false;
    for line in lines {
        let pieces = pieces(line, &|_| false);
        let (mark, text) = match pieces.as_slice() {
            [Piece::Mark(mark), Piece::Text(text)] | [Piece::Text(text), Piece::Mark(mark)] => {
                (Some(*mark), text)
            }
            [Piece::Text(text)] if is_option(text) => (None, text),
            _ => return None,
        };
        open |= mark == Some(false);
        options.push(Choice {
            text: text.trim_end_matches([':', ' ']).to_owned(),
            ticked: mark,
        });
    }
    let unmarked = options.iter().any(|option| option.ticked.is_none());
    let ticked = options.iter().any(|option| option.ticked == Some(true));
    // Where open boxes are drawn, a line without one goes on with the line before.
    if !ticked && !open || open && unmarked {
        return None;
    }
    for option in &mut options {
        option.ticked.get_or_insert(false);
    }
    Some(options)
}

/// A list of options of which only the chosen ones have a mark: "Yes   ✔ No", "X Municipality   District   Province".
/// `None` where words that are no option stand, or boxes that are left open.
fn lone(raw: &str, is_whole: &dyn Fn(&str) -> bool) -> Option<Vec<Choice>> {
    // The white space before each mark (`None`) and each option.
    let mut items: Vec<(usize, Option<&str>)> = Vec::new();
    let (mut known, mut unknown) = (0, 0);
    let mut boxed = false;
    let mut rest = raw;
    let mut gap = 0;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() || matches!(c, '|' | '/' | ',' | ';' | '·' | '•') {
            gap += if matches!(c, '\n' | '\t' | '|' | '/' | ',' | ';') {
                9
            } else {
                1
            };
            rest = rest.get(c.len_utf8()..)?;
        } else if let Some((length, ticked)) = mark(rest, true) {
            if !ticked {
                return None;
            }
            items.push((gap, None));
            // Boxes stand before their words; a cross may stand on either side.
            boxed |= !rest.starts_with(['x', 'X', '×', '_', '[', '(']);
            gap = 0;
            rest = rest.get(length..)?;
        } else {
            // A list may have an option that we do not know, if wide gaps show where it ends.
            let length = match option_length(rest, is_whole) {
                Some(length) => {
                    known += 1;
                    length
                }
                None => {
                    unknown += 1;
                    unknown_length(rest)?
                }
            };
            let option = rest.get(..length)?.trim_end();
            items.push((gap, Some(option)));
            gap = 0;
            rest = rest.get(option.len()..)?;
        }
    }
    let marks = items.iter().filter(|(_, text)| text.is_none()).count();
    if unknown > 0 && known < 2 * unknown {
        return None;
    }
    if marks == 0 || items.len() - marks < 2 || items.len() - marks <= marks {
        return None;
    }
    let text = |at: usize| items.get(at).and_then(|(_, text)| *text);
    let first = text(0).is_none();
    let last = text(items.len() - 1).is_none();
    let mut ticked = vec![false; items.len()];
    for (at, (before, text_here)) in items.iter().enumerate() {
        if text_here.is_some() {
            continue;
        }
        let after = items.get(at + 1).map_or(0, |(gap, _)| *gap);
        let front = at.checked_sub(1).filter(|front| text(*front).is_some());
        let back = Some(at + 1).filter(|back| text(*back).is_some());
        let chosen = match (front, back) {
            (Some(front), Some(back)) => match before.cmp(&after) {
                std::cmp::Ordering::Less => front,
                std::cmp::Ordering::Greater => back,
                std::cmp::Ordering::Equal if !last && (first || boxed) => back,
                std::cmp::Ordering::Equal => front,
            },
            (front, back) => front.or(back)?,
        };
        if let Some(slot) = ticked.get_mut(chosen) {
            *slot = true;
        }
    }
    Some(
        items
            .iter()
            .zip(ticked)
            .filter_map(|((_, text), ticked)| {
                Some(Choice {
                    text: (*text)?.to_owned(),
                    ticked: Some(ticked),
                })
            })
            .collect(),
    )
}

/// Length of the option that a text begins with: the longest that ends with a word.
fn option_length(text: &str, is_whole: &dyn Fn(&str) -> bool) -> Option<usize> {
    let line = text.split(['\n', '\t', '|', ';']).next()?;
    let mut ends: Vec<usize> = line
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || matches!(c, '/' | ','))
        .map(|(at, _)| at)
        .take(24)
        .collect();
    if ends.len() < 24 {
        ends.push(line.len());
    }
    ends.into_iter().rev().find(|end| {
        line.get(..*end)
            .is_some_and(|words| is_whole(words.trim_end()))
    })
}

/// Letters of a few words.
const FEW: usize = 48;

/// Length of a few words without a mark, up to a wide gap or the end.
fn unknown_length(text: &str) -> Option<usize> {
    let ends = ["  ", "\n", "\t", "|", ";"].into_iter();
    let end = ends.filter_map(|end| text.find(end)).min();
    let words = text.get(..end.unwrap_or(text.len()))?;
    // An essay is not looked through letter by letter.
    if words.chars().nth(FEW).is_some() {
        return None;
    }
    let marked = words.char_indices().any(|(at, _)| {
        words
            .get(at..)
            .is_some_and(|rest| mark(rest, false).is_some())
    }) || words
        .split_whitespace()
        .any(|word| mark(word, true).is_some());
    (!marked).then_some(words.len())
}

/// Gives each mark the words that follow it.
fn paired(pieces: impl Iterator<Item = Piece>) -> Vec<Choice> {
    let mut options: Vec<Choice> = Vec::new();
    let mut open: Option<bool> = None;
    for piece in pieces {
        match piece {
            Piece::Mark(ticked) => {
                if let Some(before) = open.replace(ticked) {
                    options.push(Choice {
                        text: String::new(),
                        ticked: Some(before),
                    });
                }
            }
            Piece::Text(text) => options.push(Choice {
                text,
                ticked: open.take(),
            }),
        }
    }
    if let Some(ticked) = open {
        options.push(Choice {
            text: String::new(),
            ticked: Some(ticked),
        });
    }
    options
}

/// Whether the marks stand before their words, judged from the whole list.
fn is_mark_first(pieces: &[Piece], is_option: &dyn Fn(&str) -> bool) -> bool {
    let starts = matches!(pieces.first(), Some(Piece::Mark(_)));
    let ends = matches!(pieces.last(), Some(Piece::Mark(_)));
    match (starts, ends) {
        (true, false) => true,
        (true, true) => true,
        (false, true) => {
            // "Please tick: ☐ Yes ☒" does not happen, "Yes ☐ No ☒" does.
            let introduced = pieces.first().is_some_and(|piece| match piece {
                Piece::Text(text) => !is_option(text),
                Piece::Mark(_) => false,
            });
            let marks = pieces
                .iter()
                .filter(|p| matches!(p, Piece::Mark(_)))
                .count();
            introduced && marks > 1
        }
        (false, false) => {
            // Words on both ends: either they introduce the list, or they are what the last mark forgot.
            let first = pieces.first().is_some_and(|piece| match piece {
                Piece::Text(text) => is_option(text) && !text.ends_with(['?', '？']),
                Piece::Mark(_) => false,
            });
            !first
        }
    }
}

fn pieces(raw: &str, is_option: &dyn Fn(&str) -> bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut rest = raw;
    let mut start_of_word = true;
    while let Some(c) = rest.chars().next() {
        if let Some((length, ticked)) = mark(rest, start_of_word) {
            flush(&mut pieces, &mut text);
            pieces.push(Piece::Mark(ticked));
            rest = rest.get(length..).unwrap_or_default();
            start_of_word = true;
            continue;
        }
        if c == '\n' || c == '\t' {
            // A new line begins a new option, unless it only goes on.
            if is_option(text.trim()) {
                flush(&mut pieces, &mut text);
            } else {
                text.push(' ');
            }
            start_of_word = true;
        } else {
            text.push(c);
            start_of_word = !c.is_alphanumeric() && c != '\'' && c != '’';
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    flush(&mut pieces, &mut text);
    pieces
}

fn flush(pieces: &mut Vec<Piece>, text: &mut String) {
    let trimmed = text
        .trim()
        .trim_matches(['/', '|', ',', ';', '·', '•'])
        .trim();
    let trimmed = trimmed.strip_prefix("- ").unwrap_or(trimmed).trim();
    if trimmed.chars().any(char::is_alphanumeric) {
        pieces.push(Piece::Text(trimmed.to_owned()));
    }
    text.clear();
}

/// The mark at the start of a text: its length and whether it is ticked.
fn mark(text: &str, start_of_word: bool) -> Option<(usize, bool)> {
    let c = text.chars().next()?;
    match c {
        '☒' | '☑' | '✓' | '✔' | '✗' | '✘' | '✕' | '✖' | '■' | '●' | '◉' | '⊠' | '◼' | '⬛'
        | '🗹' | '🗷' | '🗵' | '⦿' | '✅' | '❎' | '▣' | '\u{f0fe}' | '\u{f0fd}' | '\u{f0fc}'
        | '\u{f052}' | '\u{f054}' => {
            let variation = text
                .get(c.len_utf8()..)
                .is_some_and(|rest| rest.starts_with('\u{fe0f}'));
            return Some((c.len_utf8() + if variation { 3 } else { 0 }, true));
        }
        '☐' | '□' | '○' | '◯' | '⬜' | '▢' | '❏' | '❑' | '❍' | '◻' | '⃞' | '\u{f0a8}'
        | '\u{f06f}' | '\u{f071}' | '\u{f0a1}' => return Some((c.len_utf8(), false)),
        _ => {}
    }
    let may_begin = c == '_' || start_of_word;
    let lined = || may_begin.then(|| line(text)).flatten();
    bracketed(text).or_else(lined).or_else(|| {
        // A lone cross: "X Yes", "Yes  x".
        let crossed = matches!(c, 'x' | 'X' | '×' | 'х' | 'Х');
        let alone = text.get(c.len_utf8()..).is_some_and(|rest| {
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '.')
        });
        (crossed && start_of_word && alone).then_some((c.len_utf8(), true))
    })
}

/// "[x]", "( )", "[ X ]", "{✓}", "[_]".
fn bracketed(text: &str) -> Option<(usize, bool)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        _ => return None,
    };
    let end = text.char_indices().take(8).find(|(_, c)| *c == close)?.0;
    let inner = text.get(1..end)?.trim();
    let ticked = match inner {
        "" | "_" | "__" | "___" | "." | ".." | "…" | "o" | "-" => false,
        "x" | "X" | "×" | "х" | "Х" | "✓" | "✔" | "✗" | "✘" | "☒" | "☑" | "*" | "v" | "V"
        | "xx" | "XX" | "√" | "■" | "●" | "•" | "◉" | "⚫" | "∙" | "·" => true,
        _ => return None,
    };
    Some((end + close.len_utf8(), ticked))
}

/// "__X__" and "X_" are ticked, "____" is not.
fn line(text: &str) -> Option<(usize, bool)> {
    let cross = |c: char| matches!(c, 'x' | 'X' | '×' | '✓' | '✔');
    // A text may be nothing but crosses: with a third one it is no line, however long it is.
    let first = text.chars().take(3).find(|c| !cross(*c))?;
    if first != '_' {
        return None;
    }
    let mut crosses = 0;
    let end = text
        .find(|c: char| {
            crosses += usize::from(cross(c));
            crosses > 2 || c != '_' && !cross(c)
        })
        .unwrap_or(text.len());
    let run = text.get(..end)?;
    let after = text.get(end..).and_then(|rest| rest.chars().next());
    if crosses > 2
        || (crosses > 0 && !run.ends_with('_') && after.is_some_and(char::is_alphanumeric))
    {
        return None;
    }
    Some((end, crosses > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_essay_is_not_searched_for_options() {
        let few = "we care ".repeat(6);
        assert_eq!(unknown_length(few.trim_end()), Some(few.len() - 1));
        assert_eq!(unknown_length(&"x".repeat(60_000)), None);
        // Each letter of it is looked at, and only so far as a line may have crosses.
        assert!(!is_marked(&"x".repeat(400_000)));
        assert_eq!(unknown_length(&"we care ".repeat(7)), None);
    }

    fn ticked(raw: &str) -> Vec<String> {
        let known = ["yes", "no", "sí", "oui", "non", "sí:", "no:", "yes:"];
        let is_option = |text: &str| known.contains(&text.to_lowercase().as_str());
        options(raw, &is_option, &is_option)
            .into_iter()
            .filter(|option| option.ticked == Some(true))
            .map(|option| option.text)
            .collect()
    }

    #[test]
    fn a_mark_belongs_to_its_word_whichever_side_it_stands_on() {
        for (raw, expected) in [
            ("☒ Yes ☐ No", "Yes"),
            ("☐ Yes ☒ No", "No"),
            ("Yes ☐ No ☒", "No"),
            ("Yes ☒ No ☐", "Yes"),
            ("[x] Sí [ ] No", "Sí"),
            ("( ) Yes (X) No", "No"),
            ("Yes (x) No ( )", "Yes"),
            ("X Yes __ No", "Yes"),
            ("X_ Yes __ No", "Yes"),
            ("__ Yes   X_ No", "No"),
            ("Yes _X  No __", "Yes"),
            ("__ Yes _X_ No", "No"),
            ("Yes __X__ No ____", "Yes"),
            ("Oui ☒", "Oui"),
            ("☒Oui☐Non", "Oui"),
            ("Oui☐Non☒", "Non"),
            ("☐ Yes\n☒ No", "No"),
            ("Yes: X  No:", "Yes:"),
            ("Please tick one: ☐ Yes ☒ No", "No"),
            ("Yes ✓ No", "No"),
            ("Yes X No", "Yes"),
            ("■ Yes □ No", "Yes"),
            ("✔ Yes   No", "Yes"),
            ("Yes   ✔ No", "No"),
            ("Yes ✔   No", "Yes"),
            ("Yes / X No", "No"),
            ("✘ Oui Non", "Oui"),
            ("Oui Non ✘", "Non"),
            ("(•) Yes ( ) No", "Yes"),
            ("( ) Oui  (•) Non", "Non"),
            ("✔ Yes   No   Perhaps", "Yes"),
            ("Yes\nX No", "No"),
            ("Yes\nNo ✓", "No"),
            ("Yes ___\nNo _X_", "No"),
            ("Yes: x\nNo:", "Yes"),
            ("Yes   No   ✔ Perhaps", "Perhaps"),
        ] {
            assert_eq!(ticked(raw), [expected], "{raw}");
        }
    }

    #[test]
    fn words_are_not_marks() {
        assert!(ticked("Xalapa").is_empty());
        assert!(ticked("sixty xylophones").is_empty());
        assert_eq!(ticked("☒"), [""]);
        assert!(ticked("☐").is_empty());
        assert!(ticked("☐ Yes ☐ No").is_empty());
    }
}
