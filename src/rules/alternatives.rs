//! Labels with alternatives: "{Name|Full name} of the {mayor|president}" spells four labels in one line.

/// Labels that one line may spell.
const MOST: usize = 1500;
/// How many of them serve as examples for wordings that are only alike.
const EXAMPLES: usize = 8;

/// A label that a line spells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    /// Its words.
    pub text: String,
    /// Known by this wording only; the others also show what such a label is like.
    pub exact: bool,
}

/// All labels that a line spells, the examples first. A line without braces spells itself.
pub(super) fn spell(line: &str) -> Result<Vec<Spelled>, String> {
    let groups = groups(line)?;
    let all = groups
        .iter()
        .try_fold(1_usize, |all, group| all.checked_mul(group.len()))
        .filter(|all| *all <= MOST)
        .ok_or_else(|| format!("this line spells more than {MOST} labels"))?;
    let longest = groups.iter().map(Vec::len).max().unwrap_or(1);
    let example = |number: usize| join(groups.iter().map(|group| (group, number % group.len())));
    let mut labels: Vec<Spelled> = Vec::new();
    for number in 0..longest.min(EXAMPLES) {
        labels.push(Spelled {
            text: example(number),
            exact: false,
        });
    }
    if all > labels.len() {
        for number in 0..all {
            let mut rest = number;
            let text = join(groups.iter().map(|group| {
                let choice = rest % group.len();
                rest /= group.len();
                (group, choice)
            }));
            labels.push(Spelled { text, exact: true });
        }
    }
    Ok(labels)
}

/// The words of a line, each with its alternatives.
fn groups(line: &str) -> Result<Vec<Vec<&str>>, String> {
    let mut groups = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let inner = from.strip_prefix('{').and_then(|from| from.split_once('}'));
        let Some((inner, after)) = inner.filter(|(inner, _)| !inner.contains('{')) else {
            return Err("a brace is open, or closed twice".to_owned());
        };
        groups.push(vec![before]);
        groups.push(inner.split('|').collect());
        rest = after;
    }
    groups.push(vec![rest]);
    Ok(groups)
}

fn join<'g>(parts: impl Iterator<Item = (&'g Vec<&'g str>, usize)>) -> String {
    let text: String = parts
        .filter_map(|(group, choice)| group.get(choice).copied())
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(" ,", ",").replace(" ?", "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_spells_every_combination_once_or_as_an_example() {
        let labels = spell("{Name|Full name} of the {mayor|president|}").unwrap();
        let mut texts: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(
            texts,
            [
                "Full name of the",
                "Full name of the mayor",
                "Full name of the president",
                "Name of the",
                "Name of the mayor",
                "Name of the president",
            ]
        );
        assert_eq!(labels.iter().filter(|label| !label.exact).count(), 3);
        assert_eq!(spell("Country").unwrap().len(), 1);
    }

    #[test]
    fn broken_braces_and_too_many_labels_are_told() {
        assert!(spell("{Name|Full name of the mayor").is_err());
        assert!(spell("Name} of the mayor").is_err());
        assert!(spell("{a{b|c}d}").is_err());
        assert!(spell(&"{a|b|c|d|e|f|g|h|i|j}".repeat(4)).is_err());
    }
}
