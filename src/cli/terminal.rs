//! Words that others wrote, as a terminal may show them: nothing in them steers it or turns the writing around.

use crate::answer::is_steering;
use std::fmt::Write;

/// On one line.
pub(super) fn line(text: &str) -> String {
    let shown = text.chars().filter(|c| c.is_control() || !is_steering(*c));
    shown
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// JSON with the steering characters that it may hold as they are (RFC 8259 section 7) written as escapes. Such characters
/// stand only inside strings, where an escape means the same.
pub(super) fn json(text: String) -> String {
    let steers = |c: char| is_steering(c) && c != '\n';
    if !text.contains(steers) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_steers_no_terminal() {
        assert_eq!(
            line("a\u{1b}[2J\u{9b}b\r\n\u{202e}c\u{200b}é"),
            "a [2J b  cé"
        );
    }

    #[test]
    fn json_says_the_same_and_steers_no_terminal() {
        let words = "a\u{1b}\u{9b}\u{7f}\u{202e}\u{e0041}é\n";
        let told = json(serde_json::to_string_pretty(&[words]).unwrap());
        assert!(
            told.chars().all(|c| !is_steering(c) || c == '\n'),
            "{told:?}"
        );
        let back: Vec<String> = serde_json::from_str(&told).unwrap();
        assert_eq!(back, [words]);
    }
}
