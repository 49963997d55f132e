//! Breaks texts into lines.

use super::font::Font;

/// The words of a paragraph. A sign that stands alone, as French sets it, clings to the word before.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        match words.last_mut() {
            Some(last) if !word.contains(char::is_alphanumeric) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// The lines of a paragraph. A word wider than the paragraph has a line of its own, or several.
pub(super) fn wrapped(font: &Font, text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let longer = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if font.width(&longer, size) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if font.width(&line, size) > width {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The lines of a title, as even as they can be without more of them.
pub(super) fn balanced(font: &Font, text: &str, size: f32, width: f32) -> Vec<String> {
    let usual = wrapped(font, text, size, width);
    (1..=20)
        .rev()
        .map(|part| wrapped(font, text, size, width * (1.0 - 0.04 * part as f32)))
        .find(|lines| lines.len() == usual.len())
        .unwrap_or(usual)
}
