//! The numbers that a form prints before its parts and labels: what stands in their sequence is printed, and answers nothing.

use super::piece::Piece;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that must follow one another before they count something.
const RUN: u32 = 3;

/// The numbers that pieces begin with, by how they are written.
#[derive(Debug, Default)]
pub(super) struct Sequence(BTreeMap<Style, BTreeSet<u32>>);

/// How a number is written: what stands before it, whether it has a zero in front or is a Roman one, and the sign behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Style {
    before: String,
    zero: bool,
    roman: bool,
    after: char,
}

impl Sequence {
    /// The numbers of a document.
    pub fn of(pieces: &[Piece]) -> Sequence {
        let mut all: BTreeMap<Style, BTreeSet<u32>> = BTreeMap::new();
        let printed = pieces.iter().filter(|piece| piece.field.is_none());
        for (style, number) in printed.filter_map(|piece| number(&piece.text)) {
            all.entry(style).or_default().insert(number);
        }
        Sequence(all)
    }

    /// True for one line that begins with a number of such a sequence.
    pub fn counts(&self, text: &str) -> bool {
        let text = text.trim();
        let Some((style, number)) = number(text).filter(|_| !text.contains('\n')) else {
            return false;
        };
        // "V. Compromise" is a part of the form, and "V. Petrov" a name.
        if style.roman && text.chars().nth(1).is_none_or(|c| !c.is_alphabetic()) {
            return false;
        }
        let Some(own) = self.0.get(&style) else {
            return false;
        };
        let up = (number..).take_while(|next| own.contains(next)).count();
        let down = (0..number)
            .rev()
            .take_while(|next| own.contains(next))
            .count();
        (up + down) as u32 >= RUN
    }
}

/// The number that a text begins with ("4. Your ideas", "03 Country", "Q7) …"), and how it is written.
fn number(text: &str) -> Option<(Style, u32)> {
    let text = text.trim_start();
    if let Some((number, after, rest)) = roman(text) {
        let style = Style {
            before: String::new(),
            zero: false,
            roman: true,
            after,
        };
        let words = rest.trim_start();
        return words
            .starts_with(char::is_alphabetic)
            .then_some((style, number));
    }
    // "Q7" and "(7)", but "Paragraph 1: …" begins an answer in parts.
    let start = text
        .find(|c: char| c.is_ascii_digit())
        .filter(|at| *at <= 1)?;
    let (before, rest) = text.split_at_checked(start)?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let (digits, behind) = rest.split_at_checked(end)?;
    let after = behind.chars().next()?;
    let words = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
    let worded = words.starts_with(char::is_alphabetic);
    // "8 Church Lane" is an address and "15. April 2025" a day; "03 Country" is neither.
    let begins = after != ' ' || digits.len() == 2 && words.starts_with(char::is_uppercase);
    let plain = !words.contains(|c: char| c.is_ascii_digit() || c == '@');
    if !worded || !begins || !plain || digits.len() > 2 || after.is_alphanumeric() {
        return None;
    }
    let style = Style {
        before: before.to_lowercase(),
        zero: digits.starts_with('0') || digits.len() == 2 && after == ' ',
        roman: false,
        after,
    };
    Some((style, digits.parse().ok()?))
}

/// The Roman number up to twenty that a text begins with, the sign behind it, and the rest.
fn roman(text: &str) -> Option<(u32, char, &str)> {
    let end = text.find(|c: char| !matches!(c, 'I' | 'V' | 'X'))?;
    let (digits, behind) = text.split_at_checked(end)?;
    let after = behind.chars().next()?;
    let rest = behind.strip_prefix(['.', ')'])?;
    let tens = digits
        .strip_prefix('X')
        .map_or((0, digits), |rest| (10, rest));
    let ones = [
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    ];
    let ones = ones.iter().position(|own| *own == tens.1)?;
    let number = tens.0 + u32::try_from(ones).ok()?;
    (number > 0).then_some((number, after, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(texts: &[&str]) -> Sequence {
        let pieces: Vec<Piece> = texts
            .iter()
            .map(|text| Piece {
                text: (*text).to_owned(),
                ..Piece::default()
            })
            .collect();
        Sequence::of(&pieces)
    }

    #[test]
    fn what_stands_in_the_sequence_of_the_headings_is_printed() {
        let own = sequence(&[
            "1. Your government",
            "Name",
            "2. Contact",
            "3. Ideas",
            "12. March",
        ]);
        assert!(own.counts("2. Contact"));
        assert!(own.counts("3. Ideas"));
        assert!(!own.counts("12. March"));
        assert!(!own.counts("3. March 2026"));
        assert!(!own.counts("Contact"));
        assert!(!own.counts("2) Contact"));
    }

    #[test]
    fn roman_numbers_count_parts_and_initials_do_not() {
        let parts = [
            "I. The town",
            "II. Its mayor",
            "III. Contact",
            "IV. Thoughts",
        ];
        let own = sequence(&[parts.as_slice(), &["V. Petrov", "XI. Annex"]].concat());
        assert!(own.counts("IV. Thoughts"));
        assert!(!own.counts("V. Petrov"));
        assert!(!own.counts("XI. Annex"));
        assert!(!sequence(&parts[2..]).counts("IV. Thoughts"));
    }

    #[test]
    fn numbers_with_a_zero_and_with_a_letter_are_sequences_of_their_own() {
        let own = sequence(&[
            "01 Name",
            "02 Country",
            "03 Type",
            "Q1: Web",
            "Q2: Mail",
            "Q3: Fax",
        ]);
        assert!(own.counts("03 Type (*)"));
        assert!(own.counts("Q3: Fax"));
        assert!(!own.counts("3 Rue Haute"));
        assert!(!own.counts("04 Rue Haute 3"));
    }

    #[test]
    fn a_list_that_is_an_answer_has_lines() {
        let own = sequence(&["1. Shelter", "2. Ombudsman", "3. Schools"]);
        assert!(!own.counts("1. Shelter\n2. Ombudsman\n3. Schools"));
        let told = sequence(&["Part 1: we are", "Part 2: we do", "Part 3: we wish"]);
        assert!(!told.counts("Part 1: we are"));
    }
}
