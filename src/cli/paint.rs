//! How output looks in a terminal: colours where they are wanted, lines within its width.

use crate::problem::{Problem, Severity};
use std::fmt::Write;
use std::io::IsTerminal;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Widest line, in columns; a terminal may be narrower.
const WIDEST: usize = 100;

/// How to write for whoever reads standard output.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    colours: bool,
    /// Columns of a line.
    pub width: usize,
}

/// A colour with a meaning.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// What matters most on its line.
    Bold,
    /// What is read second.
    Dim,
    /// All is well.
    Good,
    /// To be looked at.
    Doubt,
    /// Wrong.
    Bad,
}

impl Paint {
    /// For standard output. Colours only on a terminal, and not where `NO_COLOR` is set (no-color.org).
    pub fn stdout() -> Paint {
        let terminal = std::io::stdout().is_terminal();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let width = match terminal_size::terminal_size() {
            Some((width, _)) if terminal => usize::from(width.0).clamp(60, WIDEST),
            _ => WIDEST,
        };
        Paint {
            colours: terminal && wanted,
            width,
        }
    }

    /// A text in a colour.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.colours || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Good => "32",
            Ink::Doubt => "33",
            Ink::Bad => "31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// A mistake in a file, with its first line, which tells the place, in a colour.
    pub fn problem(&self, problem: &Problem) -> String {
        let ink = match problem.severity {
            Severity::Error => Ink::Bad,
            Severity::Warning => Ink::Doubt,
        };
        let shown = problem.to_string();
        match shown.split_once('\n') {
            Some((first, rest)) => format!("{}\n{rest}", self.ink(ink, first)),
            None => self.ink(ink, &shown),
        }
    }

    /// Words wrapped to the width, every line behind so many spaces.
    pub fn wrap(&self, indent: usize, text: &str) -> String {
        let mut out = String::new();
        let mut column = 0;
        for word in text.split_whitespace() {
            let wide = word.width();
            if column > indent && column + 1 + wide > self.width {
                out.push('\n');
                column = 0;
            }
            if column == 0 {
                let _ = write!(out, "{:indent$}", "");
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += wide;
        }
        out
    }
}

/// A text on one line, cut to so many columns, without the controls that could move a cursor.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let line: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control() && !crate::rules::is_format(*c))
        .collect();
    if line.width() <= columns {
        return line;
    }
    let mut out = String::new();
    let mut wide = 0;
    for c in line.chars() {
        wide += c.width().unwrap_or(0);
        if wide + 1 > columns {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A text on one line, cut and filled up to so many columns.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    let wide = out.width();
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(wide)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_and_filled_by_columns_not_by_letters() {
        assert_eq!(fit("서울특별시", 6), "서울… ");
        assert_eq!(fit("Coín\tde\u{202e} x", 12), "Coín de x   ");
    }

    #[test]
    fn lines_stay_within_the_width() {
        let paint = Paint {
            colours: false,
            width: 20,
        };
        assert_eq!(
            paint.wrap(2, "one two three four five six"),
            "  one two three four\n  five six"
        );
        assert_eq!(paint.ink(Ink::Bad, "x"), "x");
    }
}
