//! Reads a PDF: text, drawn rulings, form fields and page images become one `Document`.

use super::{Document, Limits, Unread};

/// Reads a PDF file.
pub(super) fn read_pdf(bytes: &[u8], limits: &Limits) -> Result<Document, Unread> {
    let _ = (bytes, limits);
    Err(Unread::Unsupported("pdf".to_owned()))
}
