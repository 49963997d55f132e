//! Labels that go on below their first line, while the answer stands beside that line.

use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;
use std::collections::BTreeMap;

/// Points by which the lines of one label may begin apart.
const ALIGNED: f32 = 3.0;

/// Words of the rest of a label.
const WORDS: usize = 10;

/// Puts the second line of such a label behind its first, before the answer.
pub(super) fn join(pieces: &mut Vec<Piece>, labels: &Labels) {
    in_bold(pieces);
    in_type(pieces, labels);
    level(pieces);
    let wrapped: Vec<bool> = (0..pieces.len())
        .map(|at| goes_on(pieces, at, labels).is_some())
        .collect();
    if !wrapped.contains(&true) {
        return;
    }
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (piece, wrapped) in std::mem::take(pieces).into_iter().zip(wrapped) {
        let line = |joined: &mut Vec<Piece>| {
            let label = joined.iter_mut().rfind(|piece| piece.edge > Edge::Gap)?;
            label.text.push(' ');
            label.text.push_str(&piece.text);
            Some(())
        };
        if !wrapped || line(&mut joined).is_none() {
            joined.push(piece);
        }
    }
    *pieces = joined;
}

/// Puts the lines of a label in bold together, where labels are printed so and their answers are not: a line goes on with the
/// one before that has no sign at its end, in the middle of a sentence, where the line before had no more room, or where all
/// labels are numbered and it is not.
fn in_bold(pieces: &mut Vec<Piece>) {
    /// Labels that tell how labels are printed, and that they are numbered.
    const LABELS: usize = 2;
    const NUMBERED: usize = 4;
    let heads = |pair: &&[Piece]| matches!(pair, [label, answer] if is_bold(label) && !answer.bold);
    let labels = || pieces.windows(2).filter(heads);
    let all = labels().count();
    let numbers = labels().filter(|pair| pair.first().is_some_and(is_numbered));
    let counted = numbers.count();
    if all < LABELS {
        return;
    }
    let counted = counted >= NUMBERED && counted * 3 >= all * 2;
    // How far right what is in bold reaches on each page.
    let mut far: BTreeMap<u32, f32> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| piece.bold) {
        let own = far.entry(piece.page).or_default();
        *own = own.max(piece.place[2]);
    }
    let rests: Vec<bool> = (0..pieces.len())
        .map(|at| goes_on_in_bold(pieces, at, counted, &far).is_some())
        .collect();
    if !rests.contains(&true) {
        return;
    }
    let mut whole: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (piece, rest) in std::mem::take(pieces).into_iter().zip(rests) {
        match whole.last_mut().filter(|_| rest) {
            Some(label) => {
                label.text.push(' ');
                label.text.push_str(&piece.text);
            }
            None => whole.push(piece),
        }
    }
    *pieces = whole;
}

/// True for a line in bold that heads nothing.
fn is_bold(piece: &Piece) -> bool {
    let free = matches!(piece.mark, Mark::Free) && piece.field.is_none() && !piece.is_empty();
    free && piece.bold && !piece.heading
}

fn is_numbered(piece: &Piece) -> bool {
    piece.text.starts_with(char::is_alphanumeric) && strip::lead(&piece.text) > 0
}

/// Some where a piece in bold goes on with the label in bold before it, and an answer stands behind it or below.
fn goes_on_in_bold(
    pieces: &[Piece],
    at: usize,
    counted: bool,
    far: &BTreeMap<u32, f32>,
) -> Option<()> {
    let own = pieces.get(at).filter(|own| own.edge == Edge::Line)?;
    let label = pieces.get(at.checked_sub(1)?)?;
    let signed = |piece: &Piece| {
        let text = piece.text.trim_end();
        text.ends_with([':', '?', '.', '：', '？', '؟'])
    };
    let answered = pieces.get(at + 1).is_none_or(|next| !next.bold) || !signed(own);
    let printed = is_bold(label) && is_bold(own) && own.page > 0 && label.cell == own.cell;
    let aligned = (label.place[0] - own.place[0]).abs() <= ALIGNED;
    let open = !signed(label) && !is_numbered(own) && count(&own.text) <= 2 * WORDS;
    let inside = own.text.starts_with(char::is_lowercase)
        || counted && is_numbered(label)
        || has_no_room(label, own, far.get(&label.page).copied()?);
    (answered && printed && aligned && open && inside).then_some(())
}

/// True for a line so long that the first word of the next would have made it longer than any line in bold on its page is.
fn has_no_room(label: &Piece, rest: &Piece, far: f32) -> bool {
    /// Lines end where words do.
    const RAGGED: f32 = 0.97;
    let letters = |text: &str| text.chars().count() as f32;
    let first = letters(rest.text.split_whitespace().next().unwrap_or(""));
    let [left, _, right, _] = rest.place;
    let word = (right - left) * first / letters(&rest.text).max(1.0);
    far > 0.0 && label.place[2] + word > RAGGED * far
}

/// Puts the two lines of a label together that is printed in another size than its answer below it, or has that in a field or
/// frame: the first had no more room, and both say more than it does.
fn in_type(pieces: &mut Vec<Piece>, labels: &Labels) {
    // How far right what begins at a place reaches on its page.
    let mut far: BTreeMap<(u32, i32), f32> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| piece.page > 0) {
        let own = far.entry((piece.page, column(piece))).or_default();
        *own = own.max(piece.place[2]);
    }
    let mut rests: Vec<usize> = Vec::new();
    for at in 1..pieces.len() {
        if goes_on_in_type(pieces, at, &far, labels).is_some() {
            rests.push(at);
        }
    }
    for at in rests.into_iter().rev() {
        let rest = pieces.remove(at);
        if let Some(label) = at.checked_sub(1).and_then(|before| pieces.get_mut(before)) {
            label.text.push(' ');
            label.text.push_str(&rest.text);
        }
    }
}

/// Where a piece begins, so that what begins a little beside it does so there, too.
fn column(piece: &Piece) -> i32 {
    (piece.place[0] / ALIGNED).round() as i32
}

/// Some where a piece goes on with the label before it, and its answer stands below in other type.
fn goes_on_in_type(
    pieces: &[Piece],
    at: usize,
    far: &BTreeMap<(u32, i32), f32>,
    labels: &Labels,
) -> Option<()> {
    /// Points by which sizes of one type may differ.
    const SAME: f32 = 0.4;
    /// What words must say for a field, in natural logarithms.
    const SAYS: f32 = 2.0;
    let own = pieces.get(at).filter(|own| own.edge == Edge::Line)?;
    let (label, answer) = (pieces.get(at.checked_sub(1)?)?, pieces.get(at + 1)?);
    let free = |piece: &Piece| {
        let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
        let plain = !piece.bold && !piece.heading && piece.cell == (0, 0);
        free && plain && piece.page > 0 && !piece.is_empty() && !piece.text.contains('@')
    };
    let size = |piece: &Piece| piece.place[3] - piece.place[1];
    let differs = |one: &Piece| one.bold || (size(one) - size(own)).abs() > SAME;
    let begins = |piece: &Piece| piece.field.is_some() || piece.cell != (0, 0) || differs(piece);
    if !free(label) || !free(own) || label.page != own.page || differs(label) {
        return None;
    }
    let above = at.checked_sub(2).and_then(|above| pieces.get(above));
    let first = label.edge > Edge::Line || above.is_none_or(begins);
    let answered = answer.edge > Edge::Gap && begins(answer);
    let aligned = (label.place[0] - own.place[0]).abs() <= ALIGNED;
    let signs = [':', '?', '.', '-', '/', '：', '？', '؟'];
    let open = !label.text.trim_end().ends_with(signs) && strip::lead(&own.text) == 0;
    let words = count(&label.text) >= 3 && count(&own.text) <= WORDS;
    let far = far.get(&(label.page, column(label))).copied()?;
    if !(first && answered && aligned && open && words && has_no_room(label, own, far)) {
        return None;
    }
    // Not two lines of an answer.
    let whole = format!("{} {}", label.text, own.text);
    let says = |text: &str| labels.meaning(text).first().map_or(0.0, |first| first.0);
    let known = labels.find(&whole).is_some();
    (known || says(&whole) >= SAYS.max(says(&label.text))).then_some(())
}

/// Puts answers that stand at the middle of a label of two lines beside its first line.
fn level(pieces: &mut [Piece]) {
    /// Answers that stand beside labels of one line, in the same column.
    const BESIDE: usize = 2;
    let lefts: Vec<f32> = pieces
        .iter()
        .filter(|piece| piece.edge == Edge::Gap)
        .map(|piece| piece.place[0])
        .collect();
    for at in 1..pieces.len() {
        let (Some(label), Some(answer), Some(rest)) =
            (pieces.get(at - 1), pieces.get(at), pieces.get(at + 1))
        else {
            continue;
        };
        let free = [label, answer, rest].iter().all(|piece| {
            let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
            free && piece.cell == (0, 0) && !piece.is_empty() && piece.place[2] > 0.0
        });
        let alone = answer.edge == Edge::Line && rest.edge == Edge::Line;
        let [left, top, right, bottom] = label.place;
        let [own, over, _, under] = answer.place;
        let [below, next, end, foot] = rest.place;
        let beside = right < own && end < own && (left - below).abs() <= ALIGNED;
        let between = top < over && over < next && bottom < under && under < foot;
        let column = || lefts.iter().filter(|x| (*x - own).abs() <= ALIGNED).count();
        let signs = [':', '?', '：', '？'];
        let open = !label.text.trim_end().ends_with(signs) && rest.text.trim_end().ends_with(signs);
        if free
            && alone
            && beside
            && between
            && open
            && column() >= BESIDE
            && let Some(answer) = pieces.get_mut(at)
        {
            answer.edge = Edge::Gap;
        }
    }
}

/// Some where a piece is the second line of a label: below the first, left of the answer, in the middle of a sentence.
fn goes_on(pieces: &[Piece], at: usize, labels: &Labels) -> Option<()> {
    let own = pieces.get(at).filter(|own| own.edge == Edge::Line)?;
    let line = pieces
        .get(..at)?
        .iter()
        .rposition(|piece| piece.edge > Edge::Gap)?;
    let (label, answer) = (
        pieces.get(line)?,
        pieces.get(line + 1).filter(|_| line + 1 < at)?,
    );
    let free = |piece: &Piece| {
        matches!(piece.mark, Mark::Free)
            && piece.field.is_none()
            && piece.cell == (0, 0)
            && !piece.is_empty()
    };
    let beside = pieces
        .get(at + 1)
        .is_some_and(|next| next.edge == Edge::Gap);
    let [left, ..] = own.place;
    let [label_left, ..] = label.place;
    let [answer_left, ..] = answer.place;
    let [_, _, right, _] = own.place;
    let below = answer_left > 0.0 && (left - label_left).abs() <= ALIGNED && right < answer_left;
    let open = !label.text.trim_end().ends_with([':', '?', '.', '：', '？']);
    let last = label.text.split_whitespace().next_back();
    let inside = own.text.starts_with(char::is_lowercase)
        || overlaps(answer, own)
        || last.is_some_and(|word| labels.joins(word));
    let signed = own.text.trim_end().ends_with([':', '?', '：', '？']);
    let rest =
        inside && (signed || is_near(label, own, pieces.get(at + 1))) && count(&own.text) <= WORDS;
    (free(own) && free(answer) && free(label) && !beside && below && open && rest).then_some(())
}

/// True for a line much nearer to the first one than the next label is to it: labels are spaced out where answers are written.
fn is_near(label: &Piece, rest: &Piece, next: Option<&Piece>) -> bool {
    let Some(next) = next.filter(|next| next.page == rest.page) else {
        return false;
    };
    let (own, below) = (
        rest.place[1] - label.place[1],
        next.place[1] - rest.place[1],
    );
    own > 0.0 && own < 0.7 * below && !next.bold
}

/// True for an answer at the middle of its label, so that it reaches down beside the second line.
fn overlaps(answer: &Piece, rest: &Piece) -> bool {
    answer.place[3] > 0.0 && answer.place[3] > rest.place[1] + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    fn labels() -> Labels {
        Labels::of(&compile(&builtin()).unwrap())
    }

    fn piece(text: &str, edge: Edge, left: f32) -> Piece {
        Piece {
            text: text.to_owned(),
            edge,
            place: [left, 0.0, left + 5.0 * text.len() as f32, 10.0],
            ..Piece::default()
        }
    }

    #[test]
    fn a_label_goes_on_below_its_first_line_beside_the_answer() {
        let mut pieces = vec![
            piece("Which other networks of", Edge::Paragraph, 50.0),
            piece("ICLEI", Edge::Gap, 300.0),
            piece("towns are you in?", Edge::Line, 50.0),
            piece("Signed by:", Edge::Paragraph, 50.0),
        ];
        join(&mut pieces, &labels());
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Which other networks of towns are you in?",
                "ICLEI",
                "Signed by:"
            ]
        );
    }

    #[test]
    fn a_label_in_small_type_goes_on_above_its_answer() {
        let at = |text: &str, top: f32, size: f32| Piece {
            text: text.to_owned(),
            page: 1,
            place: [50.0, top, 50.0 + size * text.len() as f32 / 2.0, top + size],
            ..Piece::default()
        };
        let form = |rest: &str, size: f32| {
            let mut pieces = vec![
                at("Country", 0.0, 8.0),
                at("Kenya", 10.0, 11.0),
                at(
                    "Policies, plans and good practices in the field of",
                    30.0,
                    8.0,
                ),
                at(rest, 40.0, size),
                at("A house for women in need.", 50.0, 11.0),
            ];
            join(&mut pieces, &labels());
            pieces.len()
        };
        assert_eq!(form("human rights", 8.0), 4);
        // In the type of the answer.
        assert_eq!(form("human rights", 11.0), 5);
    }

    #[test]
    fn an_answer_at_the_middle_of_a_label_of_two_lines_stands_beside_it() {
        let at = |text: &str, edge: Edge, left: f32, top: f32| {
            let mut piece = piece(text, edge, left);
            (piece.place[1], piece.place[3]) = (top, top + 10.0);
            piece
        };
        let form = |answer: f32| {
            vec![
                at("Country:", Edge::Paragraph, 50.0, 0.0),
                at("Kenya", Edge::Gap, 300.0, 0.0),
                at("Name of the Mayor, Governor or", Edge::Line, 50.0, 20.0),
                at("Ana Ruiz", Edge::Line, 300.0, answer),
                at("President:", Edge::Line, 50.0, 32.0),
                at("Mandate:", Edge::Line, 50.0, 52.0),
                at("2022-2026", Edge::Gap, 300.0, 52.0),
            ]
        };
        let joined = |mut pieces: Vec<Piece>| {
            join(&mut pieces, &labels());
            let texts = pieces
                .into_iter()
                .skip(2)
                .map(|piece| (piece.text, piece.edge));
            texts.take(2).collect::<Vec<_>>()
        };
        let [label, answer] = ["Name of the Mayor, Governor or President:", "Ana Ruiz"];
        assert_eq!(
            joined(form(26.0)),
            [
                (label.to_owned(), Edge::Line),
                (answer.to_owned(), Edge::Gap)
            ]
        );
        // Below both lines it is no answer beside them.
        assert_eq!(
            joined(form(43.0)).first().map(|(text, _)| text.len()),
            Some(30)
        );
    }

    #[test]
    fn a_line_below_the_answer_is_no_label() {
        let mut pieces = vec![
            piece("Which other networks of", Edge::Paragraph, 50.0),
            piece("ICLEI", Edge::Gap, 300.0),
            piece("and others?", Edge::Line, 300.0),
        ];
        join(&mut pieces, &labels());
        assert_eq!(pieces.len(), 3);
    }
}
