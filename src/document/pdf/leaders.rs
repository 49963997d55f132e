//! Lines to write on that are made of signs: dots and underscores.

/// True for so many signs in a row that they are a line to write on.
pub(super) fn is_leader(sign: char, count: usize) -> bool {
    matches!(
        (sign, count),
        ('_', 3..) | ('.', 4..) | ('…', 2..) | ('‥', 2..) | ('·', 4..)
    )
}

/// True for a text with such a line in it.
pub(super) fn has_leader(text: &str) -> bool {
    text.contains("___")
        || text.contains("....")
        || text.contains("……")
        || text.contains("····")
        || text.contains("‥‥")
}
