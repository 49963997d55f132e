//! Options to choose from, each on a line of its own: what stands beside their marks is no label.

use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use crate::rules::fold;

/// Lines of the shortest list.
const LINES: usize = 3;

/// Characters of the longest option.
const LONGEST: usize = 90;

/// What is known of a list of options.
#[derive(Debug, Default)]
struct List {
    lines: usize,
    marked: usize,
    options: usize,
    answers: usize,
}

impl List {
    /// Adds a line; false when it is none of such a list.
    fn add(&mut self, line: &str, labels: &Labels) -> bool {
        let caption = caption(line);
        let words = caption.unwrap_or(line);
        let folded = fold(words);
        let option = labels.is_option(&folded) || first_is_option(words, labels);
        let answer = labels.is_answer(&folded);
        if caption.is_none() && !option && !answer {
            return false;
        }
        self.lines += 1;
        self.marked += usize::from(caption.is_some());
        self.options += usize::from(option);
        self.answers += usize::from(answer);
        true
    }

    /// A column of such words may be labels; beside marks they are none.
    fn is_one(&self) -> bool {
        let options = self.lines >= LINES && self.options * 2 >= self.lines;
        let answers = self.lines >= 2 && self.answers == self.lines;
        self.marked > 0 && (options || answers)
    }
}

/// True for an option with others behind it from `from` on, whose own box stands at the end of the line above.
pub(super) fn is_wrapped(pieces: &[Piece], at: usize, from: usize) -> bool {
    let above = at.checked_sub(1).and_then(|above| pieces.get(above));
    let behind = pieces.get(at).and_then(|piece| piece.text.get(from..));
    above.is_some_and(|above| strip::ends_with_box(&above.text))
        && behind.is_some_and(strip::has_box)
}

/// Marks the lines of such lists from a piece on as answers: "○ Municipality" between "○ Region" and "● Province" asks
/// nothing. The first option may stand behind the label.
pub(super) fn tell(pieces: &mut Vec<Piece>, start: usize, labels: &Labels) {
    let behind =
        |text: &str| behind_label(text).and_then(|at| is_marked(text.get(at..)?).then_some(()));
    let has_mark = |piece: &Piece| is_marked(&piece.text) || behind(&piece.text).is_some();
    let marked = pieces.get(start..).unwrap_or_default();
    if !marked.iter().any(has_mark) {
        return;
    }
    let mut from = start;
    while let Some(first) = pieces.get(from) {
        let mut list = List::default();
        let is_free = |piece: &Piece| matches!(piece.mark, Mark::Free) && piece.field.is_none();
        let mut end = from;
        let labelled = behind_label(&first.text);
        let behind = labelled.filter(|_| is_free(first));
        if let Some(rest) = behind.and_then(|at| first.text.get(at..))
            && list.add(rest, labels)
        {
            end = from + 1;
        }
        let inline = end > from;
        for (at, piece) in pieces.iter().enumerate().skip(end) {
            let own_line = at == from || piece.edge != Edge::Gap;
            let long = piece.text.chars().count() > LONGEST;
            let is_label = match at == from {
                true => labelled.is_some(),
                false => behind_label(&piece.text).is_some(),
            };
            if !own_line || !is_free(piece) || long || is_label {
                break;
            }
            if piece.is_empty() {
                continue;
            }
            if !list.add(&piece.text, labels) {
                break;
            }
            end = at + 1;
        }
        if list.is_one() {
            let inline = behind.filter(|_| inline);
            if let Some(at) = inline
                && let Some(label) = pieces.get_mut(from)
            {
                let option = Piece {
                    text: label.text.split_off(at).trim().to_owned(),
                    edge: Edge::Gap,
                    ..label.clone()
                };
                from += 1;
                end += 1;
                pieces.insert(from, option);
            }
            for piece in pieces.iter_mut().take(end).skip(from) {
                piece.mark = Mark::Value;
            }
        }
        from = end.max(from + 1);
    }
}

/// True for texts that offer what may be chosen elsewhere and ask nothing, as the last sheet of a workbook does.
pub(super) fn is_catalogue<'t>(texts: impl Iterator<Item = &'t str>, labels: &Labels) -> bool {
    let mut list = List::default();
    let mut all = 0;
    for text in texts.filter(|text| !text.trim().is_empty()) {
        all += 1;
        list.add(text.trim(), labels);
    }
    list.marked == 0 && list.lines > LINES && list.options >= LINES && list.lines * 4 >= all * 3
}

/// Where the answer begins behind a label with a sign and something else on its line.
fn behind_label(text: &str) -> Option<usize> {
    let at = match text.is_ascii() {
        true => memchr::memchr2(b':', b'?', text.as_bytes()),
        false => text.find([':', '?', '：', '？']),
    }?;
    let sign = text.get(at..)?.chars().next()?.len_utf8();
    let (label, rest) = text.split_at_checked(at + sign)?;
    let words = |text: &str| text.chars().any(char::is_alphabetic);
    let crossed = matches!(rest.trim(), "x" | "X");
    (words(label) && words(rest) && !crossed).then_some(at + sign)
}

/// True for a line that begins or ends with a mark: a box, a ring, a line to cross.
pub(super) fn is_marked(text: &str) -> bool {
    caption(text).is_some()
}

/// True where a line to cross stands that is crossed ("Municipality _X_").
pub(super) fn is_crossed(text: &str, at: usize) -> bool {
    let front = text.get(..at).unwrap_or(text).trim_end_matches('_');
    let rest = text.get(front.len()..).unwrap_or("").trim_start();
    let mark = rest.trim_start_matches('_');
    let crossed = mark.strip_prefix(['x', 'X', '✓', '✔', '✗', '✘']);
    mark.len() < rest.len() && crossed.is_some_and(|rest| rest.starts_with('_'))
}

/// What stands beside the mark that a line begins or ends with.
pub(super) fn caption(text: &str) -> Option<&str> {
    let text = text.trim();
    let behind = without_mark(text);
    let marked = match behind.len() < text.len() {
        true => behind,
        false => without_last_mark(text)?,
    };
    let words = marked.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
    words.chars().any(char::is_alphabetic).then_some(words)
}

/// Signs that are a mark wherever they stand.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '☐' | '☒'
            | '☑'
            | '□'
            | '■'
            | '○'
            | '●'
            | '◯'
            | '◉'
            | '⦿'
            | '✓'
            | '✔'
            | '✗'
            | '✘'
            | '×'
            | '✅'
            | '⬜'
    )
}

/// A text without the mark in front of it.
fn without_mark(text: &str) -> &str {
    if let Some(length) = strip::typed_box(text) {
        return text.get(length..).unwrap_or("");
    }
    let rest = text.trim_start_matches(is_sign);
    if rest.len() < text.len() {
        return rest;
    }
    // "__", "_X_", "X_", "X ".
    let line = text.trim_start_matches(['_', 'x', 'X']);
    let run = text.get(..text.len() - line.len()).unwrap_or("");
    let crosses = run.chars().filter(|c| *c != '_').count();
    match crosses <= 2 && !run.is_empty() && line.starts_with([' ', '\t']) {
        true => line,
        false => text,
    }
}

/// A text without the mark behind it, if there is one.
fn without_last_mark(text: &str) -> Option<&str> {
    if let Some(open) = text.rfind(['(', '['])
        && let Some(last) = text.get(open..)
        && strip::typed_box(last) == Some(last.len())
    {
        return text.get(..open);
    }
    let rest = text.trim_end_matches(is_sign);
    if rest.len() < text.len() {
        return Some(rest);
    }
    let (words, last) = text.rsplit_once([' ', '\t'])?;
    let crosses = last.chars().filter(|c| matches!(c, 'x' | 'X')).count();
    let only = last.chars().all(|c| matches!(c, '_' | 'x' | 'X'));
    (only && crosses <= 2).then_some(words)
}

/// True for the words of a choice, or for the first of two wordings of it.
pub(super) fn is_option(caption: &str, labels: &Labels) -> bool {
    labels.is_option(&fold(caption)) || first_is_option(caption, labels)
}

fn first_is_option(caption: &str, labels: &Labels) -> bool {
    let first = caption.split_once(['/', '(', ',']);
    first.is_some_and(|(first, _)| labels.is_option(&fold(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    fn told(lines: &[&str]) -> usize {
        let rules = compile(&builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let mut pieces: Vec<Piece> = lines
            .iter()
            .map(|text| Piece {
                text: (*text).to_owned(),
                ..Piece::default()
            })
            .collect();
        tell(&mut pieces, 0, &labels);
        let values = pieces.iter().filter(|p| matches!(p.mark, Mark::Value));
        values.count()
    }

    #[test]
    fn options_on_lines_of_their_own_are_answers_whatever_mark_they_have() {
        for mark in ["○", "__", "( )", "☐", "[ ]"] {
            let open = |words: &str| format!("{mark} {words}");
            let lines = [
                "Tipo de gobierno".to_owned(),
                open("Municipio"),
                open("Distrito / Alcaldía"),
                "X_ Provincia".to_owned(),
                open("Región"),
                "Población".to_owned(),
            ];
            assert_eq!(told(&lines.each_ref().map(String::as_str)), 4, "{mark}");
        }
        assert_eq!(told(&["Municipio", "X Distrito", "Provincia"]), 3);
        assert_eq!(told(&["Municipio ___", "Distrito _X_", "Provincia ___"]), 3);
        assert_eq!(told(&["Municipio ( )", "Distrito (x)", "Provincia ( )"]), 3);
        assert_eq!(told(&["Member of UCLG", "○ Yes", "● No", "Date"]), 2);
        // The first of them behind the label.
        assert_eq!(told(&["Member of UCLG: ( ) Yes", "(x) No", "Date"]), 2);
        assert_eq!(
            told(&["Tipo: Municipio ___", "Distrito _X_", "Región ___"]),
            3
        );
    }

    #[test]
    fn labels_and_bullets_are_no_options() {
        assert_eq!(told(&["State", "Region", "Municipality"]), 0);
        assert_eq!(told(&["○ Country: Kenya", "○ Mayor: Akinyi", "● Date"]), 0);
        assert_eq!(told(&["● A charter.", "○ A council.", "○ A plan."]), 0);
    }
}
