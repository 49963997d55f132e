//! Labels that go on below their first line, while the answer stands beside that line.

use super::piece::{Edge, Mark, Piece};
use super::words::count;

/// Points by which the lines of one label may begin apart.
const ALIGNED: f32 = 3.0;

/// Words of the rest of a label.
const WORDS: usize = 10;

/// Puts the second line of such a label behind its first, before the answer.
pub(super) fn join(pieces: &mut Vec<Piece>) {
    let wrapped: Vec<bool> = (0..pieces.len())
        .map(|at| goes_on(pieces, at).is_some())
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

/// Some where a piece is the second line of a label: below the first, left of the answer, in the middle of a sentence.
fn goes_on(pieces: &[Piece], at: usize) -> Option<()> {
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
    let rest = own.text.starts_with(char::is_lowercase)
        && own.text.trim_end().ends_with([':', '?', '：', '？'])
        && count(&own.text) <= WORDS;
    (free(own) && free(answer) && free(label) && !beside && below && open && rest).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        join(&mut pieces);
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
    fn a_line_below_the_answer_is_no_label() {
        let mut pieces = vec![
            piece("Which other networks of", Edge::Paragraph, 50.0),
            piece("ICLEI", Edge::Gap, 300.0),
            piece("and others?", Edge::Line, 300.0),
        ];
        join(&mut pieces);
        assert_eq!(pieces.len(), 3);
    }
}
