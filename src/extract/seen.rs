//! What was seen while a document was read as a form: each label, and the road by which it is known.

use super::hit::Hit;
use super::piece::Piece;
use super::strip;
use serde::Serialize;

/// How a label, or a value without one, was taken for a field's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// The name of a fillable field or content control.
    Name,
    /// What a fillable field or content control says to people: tooltip, title.
    Title,
    /// The options that a list offers.
    Options,
    /// A label printed in a file.
    Label,
    /// A label in the text of the mail.
    Line,
    /// A wording that no rule knows, told by its words and its place among the others.
    Guess,
    /// The formula that closes a form: "Fait à Dakar, le 3 mars 2026".
    Closing,
}

/// One label seen.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// As printed, or the name of the fillable field.
    pub text: String,
    /// The place in words.
    pub place: String,
    /// The field that it stands for; nothing for a heading and for what no rule knows.
    pub field: Option<usize>,
    /// False for what no rule knows.
    pub known: bool,
    /// How like the label of the rules it is, from 0 to 1.
    pub score: f32,
    /// How it was recognised.
    pub road: Road,
}

/// The words of a label as printed, without what stands around it.
pub(super) fn label_text(pieces: &[Piece], hit: &Hit) -> String {
    let (last, offset) = hit.value;
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate().skip(hit.piece) {
        let own = if at == last && offset > 0 {
            piece.text.get(..offset).unwrap_or("")
        } else if at < last || at == hit.piece && last == at && offset == 0 {
            piece.text.as_str()
        } else {
            break;
        };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(own);
        if text.len() > 400 {
            break;
        }
    }
    bare(&text)
}

/// A label without numbers, bullets and signs around it.
pub(super) fn bare(text: &str) -> String {
    let text = text.get(strip::lead(text)..).unwrap_or(text);
    let text = text.trim().trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '*' | '_' | '.' | '…' | '-' | '–' | '—')
    });
    text.to_owned()
}
