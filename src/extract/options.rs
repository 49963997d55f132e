//! Options to choose from, each on a line of its own: what stands beside their marks is no label.

use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use crate::rules::fold;

/// Lines of the shortest list.
const LINES: usize = 3;

/// Characters of the longest option.
const LONGEST: usize = 90;

/// Marks the lines of such lists as answers: "○ Municipality" between "○ Region" and "● Province" asks nothing.
pub(super) fn tell(pieces: &mut [Piece], labels: &Labels) {
    let mut from = 0;
    while let Some(rest) = pieces.get_mut(from..).filter(|rest| !rest.is_empty()) {
        let (mut marked, mut known, mut lines, mut end) = (0, 0, 0, 0);
        for (at, piece) in rest.iter().enumerate() {
            let own_line = at == 0 || piece.edge != Edge::Gap;
            let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
            if !own_line || !free || piece.text.chars().count() > LONGEST {
                break;
            }
            if piece.is_empty() {
                continue;
            }
            let caption = caption(&piece.text);
            let option = is_option(caption.unwrap_or(&piece.text), labels);
            if caption.is_none() && !option {
                break;
            }
            marked += usize::from(caption.is_some());
            known += usize::from(option);
            lines += 1;
            end = at + 1;
        }
        // A column of such words may be labels; beside marks they are none.
        if lines >= LINES && marked > 0 && known * 2 >= lines {
            for piece in rest.iter_mut().take(end) {
                piece.mark = Mark::Value;
            }
        }
        from += end.max(1);
    }
}

/// True for a line that begins with a mark: a box, a ring, a line to cross.
pub(super) fn is_marked(text: &str) -> bool {
    caption(text).is_some()
}

/// What stands behind the mark that a line begins with.
fn caption(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| {
        matches!(
            c,
            '○' | '●' | '◯' | '◉' | '⦿' | '_' | '✓' | '✔' | '✗' | '✘' | '×'
        )
    });
    let rest = match rest.strip_prefix(['x', 'X']) {
        Some(behind) if behind.starts_with([' ', '_', '\t']) => behind.trim_start_matches('_'),
        _ => rest,
    };
    let marked = rest.len() < text.len() || strip::is_box(text);
    let caption = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let caption = match caption.strip_prefix(['x', 'X']) {
        Some(behind) if behind.starts_with([']', ')', '}']) => behind,
        _ => caption,
    };
    let caption = caption.trim_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != ')');
    (marked && !caption.is_empty()).then_some(caption)
}

/// True for the words of a choice, or for the first of two wordings of it.
fn is_option(caption: &str, labels: &Labels) -> bool {
    let known = |words: &str| labels.is_option(&fold(words.trim()));
    let first = || caption.split(['/', '(', ',']).next().is_some_and(known);
    known(caption) || first()
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
        tell(&mut pieces, &labels);
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
    }

    #[test]
    fn labels_and_bullets_are_no_options() {
        assert_eq!(told(&["State", "Region", "Municipality"]), 0);
        assert_eq!(told(&["○ Country: Kenya", "○ Mayor: Akinyi", "● Date"]), 0);
        assert_eq!(told(&["● A charter.", "○ A council.", "○ A plan."]), 0);
    }
}
