//! Labels with alternatives: "{Name|Full name} of the {mayor|president}" spells four labels in one line.

use super::Alternatives;

/// Labels that one line may spell.
const MOST: usize = 100_000;
/// How many of them serve as examples for wordings that are only alike.
const EXAMPLES: usize = 8;

impl Alternatives {
    /// Reads a line; none when it is a plain label.
    pub(super) fn read(
        line: &str,
        language: &str,
        weak: bool,
    ) -> Result<Option<Alternatives>, String> {
        if memchr::memchr2(b'{', b'}', line.as_bytes()).is_none() {
            return Ok(None);
        }
        let alternatives = Alternatives {
            groups: groups(line)?,
            language: language.to_owned(),
            weak,
        };
        match alternatives.count() <= MOST {
            true => Ok(Some(alternatives)),
            false => Err(format!("this line spells more than {MOST} labels")),
        }
    }

    /// Number of labels that the line spells.
    pub fn count(&self) -> usize {
        self.groups
            .iter()
            .fold(1, |all, group| all.saturating_mul(group.len()))
    }

    /// Some of the labels, so that every alternative of a short group stands in one of them.
    pub fn examples(&self) -> Vec<String> {
        let longest = self.groups.iter().map(Vec::len).max().unwrap_or(1);
        (0..longest.min(EXAMPLES))
            .map(|number| self.example(number))
            .collect()
    }

    fn example(&self, number: usize) -> String {
        let chosen = self
            .groups
            .iter()
            .filter_map(|group| group.get(number % group.len().max(1)));
        let mut text = String::new();
        for c in chosen.flat_map(|words| words.chars()) {
            match c {
                // Around a word that is left out, too much space stands.
                ' ' if text.is_empty() || text.ends_with(' ') => continue,
                ',' | '?' if text.ends_with(' ') => text.truncate(text.len() - 1),
                _ => {}
            }
            text.push(c);
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The words of a line, each with its alternatives.
fn groups(line: &str) -> Result<Vec<Vec<String>>, String> {
    let mut groups = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let inner = from.strip_prefix('{').and_then(|from| from.split_once('}'));
        let Some((inner, after)) = inner.filter(|(inner, _)| !inner.contains('{')) else {
            return Err("a brace is open, or closed twice".to_owned());
        };
        groups.push(vec![before.to_owned()]);
        groups.push(inner.split('|').map(str::to_owned).collect());
        rest = after;
    }
    groups.push(vec![rest.to_owned()]);
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<Alternatives>, String> {
        Alternatives::read(line, "en", false)
    }

    #[test]
    fn a_line_spells_every_combination_and_shows_each_alternative_in_an_example() {
        let line = read("{Name|Full name} of the {mayor|president|}")
            .unwrap()
            .unwrap();
        assert_eq!(line.count(), 6);
        assert_eq!(
            line.examples(),
            [
                "Name of the mayor",
                "Full name of the president",
                "Name of the"
            ]
        );
        assert_eq!(read("Country").unwrap(), None);
    }

    #[test]
    fn broken_braces_and_too_many_labels_are_told() {
        assert!(read("{Name|Full name of the mayor").is_err());
        assert!(read("Name} of the mayor").is_err());
        assert!(read("{a{b|c}d}").is_err());
        assert!(read(&"{a|b|c|d|e|f|g|h|i|j}".repeat(6)).is_err());
    }
}
