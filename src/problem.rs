//! A mistake in a file that an administrator wrote: where it stands, what is wrong, and what to do about it.

use std::fmt;

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 120;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot come into force.
    Error,
    /// The file works, but probably not as its author meant.
    Warning,
}

/// One mistake in one file. `Display` prints it with the line, a caret and the hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The file as the administrator knows it, for example `rules/fields.toml`.
    pub file: String,
    /// Line, counted from 1; 0 when the problem concerns the whole file.
    pub line: usize,
    /// Column in characters, counted from 1; 0 when unknown.
    pub column: usize,
    /// How many characters the caret underlines, at least 1.
    pub width: usize,
    /// The text of that line; empty when the problem concerns the whole file.
    pub source_line: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem that concerns a whole file.
    pub fn of_file(file: &str, message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            file: file.to_owned(),
            line: 0,
            column: 0,
            width: 1,
            source_line: String::new(),
            message: message.into(),
            hint: None,
        }
    }

    /// A problem at a byte range of a file's text.
    pub fn at(
        file: &str,
        text: &str,
        range: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> Problem {
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end).max(start);
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or_default();
        let source_line = rest.lines().next().unwrap_or_default();
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let inside = text.get(start..end).unwrap_or_default();
        let width = inside
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            .max(1);
        Problem {
            severity: Severity::Error,
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column,
            width,
            source_line: source_line.to_owned(),
            message: message.into(),
            hint: None,
        }
    }

    /// The same problem with advice.
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem as a warning.
    pub fn warning(mut self) -> Problem {
        self.severity = Severity::Warning;
        self
    }
}

/// The word among `known` that `written` was most likely meant to be, if any is near enough.
pub fn did_you_mean<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&written.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(distance, word)| *distance <= (word.chars().count() / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        if self.line == 0 {
            write!(out, "{}: {word}: {}", self.file, self.message)?;
        } else {
            let number = self.line.to_string();
            let margin = " ".repeat(number.len());
            // Of a long line the part around the place is shown.
            let column = self.column.max(1);
            let cut = match self.source_line.chars().count() > LONGEST_LINE {
                true => column.saturating_sub(LONGEST_LINE / 2),
                false => 0,
            };
            let source: String = self
                .source_line
                .chars()
                .skip(cut)
                .take(LONGEST_LINE)
                .collect();
            let width = self
                .width
                .min(LONGEST_LINE.saturating_sub(column - 1 - cut).max(1));
            let pad: String = source
                .chars()
                .take(column - 1 - cut)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            writeln!(
                out,
                "{}:{}:{}: {word}: {}",
                self.file, self.line, self.column, self.message
            )?;
            writeln!(out, "{margin} |")?;
            writeln!(out, "{number} | {source}")?;
            write!(out, "{margin} | {pad}{}", "^".repeat(width))?;
        }
        if let Some(hint) = &self.hint {
            write!(out, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_points_at_its_place() {
        let text = "first = 1\nlabél = [\"x\"]\n";
        let at = text.find("[\"x\"]").unwrap();
        let shown = Problem::at("f.toml", text, at..at + 5, "not a text")
            .hint("write a text")
            .to_string();
        assert_eq!(
            shown,
            "f.toml:2:9: error: not a text\n  |\n2 | labél = [\"x\"]\n  |         ^^^^^\n  hint: write a text"
        );
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let text = format!("a = \"{}here{}\"\n", "x".repeat(500), "y".repeat(500));
        let at = text.find("here").unwrap();
        let shown = Problem::at("f.toml", &text, at..at + 4, "no").to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(shown.starts_with("f.toml:1:506: error: no"), "{shown}");
        let caret = lines[3].find('^').unwrap();
        assert_eq!(&lines[2][caret..caret + 4], "here");
        assert!(lines[2].len() < 130, "{shown}");
    }

    #[test]
    fn a_near_word_is_proposed_and_a_far_one_is_not() {
        assert_eq!(
            did_you_mean("contry", ["country", "county"]),
            Some("country")
        );
        assert_eq!(did_you_mean("zebra", ["country"]), None);
    }
}
