//! Signs that OCR takes for others: raised letters, brackets with a tick in them, and the sides of boxes around answers.

use super::tsv::Word;

/// What a raised letter behind a single one is read as ("Mª", "Nº").
const RAISED: [char; 4] = ['?', '*', '"', '”'];
/// What a closing bracket is read as.
const CLOSING: [char; 6] = ['J', 'I', 'l', '1', '|', '}'];
/// What the side of a box is read as, at its left and at its right.
const SIDES: [[&str; 2]; 2] = [["|", "["], ["|", "]"]];

/// A stroke is so many times as high as the usual type is large, and a letter never so many times as wide as it is high.
const TALL: f32 = 1.4;
const FLAT: f32 = 2.5;

/// Puts in their places the signs that are meant.
pub(super) fn mend(words: &mut Vec<Word>) {
    let nexts: Vec<Option<char>> = words
        .iter()
        .zip(words.iter().skip(1).map(Some).chain([None]))
        .map(|(word, next)| next.filter(|next| next.row == word.row))
        .map(|next| next.and_then(|next| next.text.chars().next()))
        .collect();
    for (word, next) in words.iter_mut().zip(nexts) {
        let mended = raised(&word.text, next).or_else(|| bracketed(&word.text));
        if let Some(text) = mended {
            word.text = text;
        }
    }
    leave_out_strokes(words);
    leave_out_sides(words);
}

/// Takes out single signs of a shape that no type has: what is left of the lines around an answer.
fn leave_out_strokes(words: &mut Vec<Word>) {
    let mut sizes: Vec<f32> = words.iter().map(Word::font_size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    words.retain(|word| {
        let [left, top, right, bottom] = word.place;
        let (width, height) = (right - left, bottom - top);
        let mut signs = word.text.chars();
        let single = signs.next().filter(|_| signs.next().is_none());
        !single.is_some_and(|sign| match sign {
            '|' | '[' | ']' => height > usual * TALL,
            sign => sign.is_alphanumeric() && width > height * FLAT,
        })
    });
}

/// A letter and a raised one that was not read, before a name or a number.
fn raised(text: &str, next: Option<char>) -> Option<String> {
    let next = next?;
    let letter = text.strip_suffix(RAISED)?;
    let mut letters = letter.trim_end_matches('.').chars();
    let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    let sign = match next {
        next if next.is_uppercase() => 'ª',
        next if next.is_numeric() => 'º',
        _ => return None,
    };
    single.then(|| format!("{letter}{sign}"))
}

/// A ticked bracket whose end was read as the first letter of the word behind it.
fn bracketed(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("[X")
        .or_else(|| text.strip_prefix("[x"))?;
    let word = rest.strip_prefix(CLOSING)?;
    let opening = text.get(..2)?;
    word.starts_with(char::is_alphabetic)
        .then(|| format!("{opening}]{word}"))
}

/// Takes out lone strokes and brackets at the ends of lines, which have no other half.
fn leave_out_sides(words: &mut Vec<Word>) {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    for line in words.chunk_by(|one, next| one.row == next.row) {
        let has = |sign: char| line.iter().any(|word| word.text.contains(sign));
        let paired = has('[') && has(']');
        let side = |at: Option<usize>, signs: [&str; 2]| {
            let word = at.and_then(|at| line.get(at));
            word.is_some_and(|word| !paired && signs.contains(&word.text.as_str()))
        };
        let [left, right] = SIDES;
        let from = usize::from(side(Some(0), left));
        let to = line.len() - usize::from(side(line.len().checked_sub(1), right));
        let mut own = line.get(from..to).unwrap_or_default().to_vec();
        // The side may hang together with the brackets of a tick.
        if let Some(first) = own.first_mut()
            && first.text.starts_with("[(")
            && !paired
        {
            first.text.remove(0);
        }
        kept.extend(own);
    }
    *words = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(line: &str) -> String {
        let word = |text: &str| Word {
            text: text.to_owned(),
            place: [0.0, 0.0, 10.0, 10.0],
            confidence: 0.9,
            row: 1,
            bold: false,
        };
        let mut words: Vec<Word> = line.split(' ').map(word).collect();
        mend(&mut words);
        let texts: Vec<String> = words.into_iter().map(|word| word.text).collect();
        texts.join(" ")
    }

    #[test]
    fn raised_letters_are_told_by_what_they_stand_before() {
        assert_eq!(mended("M? Dolores Gil"), "Mª Dolores Gil");
        assert_eq!(mended("Acuerdo N.* 87/2025"), "Acuerdo N.º 87/2025");
        for line in ["¿Miembro de CGLU? No", "Grupo A? sí"] {
            assert_eq!(mended(line), line);
        }
    }

    #[test]
    fn what_no_type_is_as_high_or_as_wide_as_is_no_word() {
        let word = |text: &str, width: f32, height: f32| Word {
            text: text.to_owned(),
            place: [0.0, 0.0, width, height],
            confidence: 0.9,
            row: 1,
            bold: false,
        };
        let mut words = vec![
            word("481.749", 80.0, 15.0),
            word("|", 5.0, 34.0),
            word("Rodolfo", 80.0, 15.0),
            word("o", 24.0, 5.0),
            word("e", 11.0, 11.0),
            word("Ana", 30.0, 15.0),
        ];
        mend(&mut words);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["481.749", "Rodolfo", "e", "Ana"]);
    }

    #[test]
    fn a_ticked_bracket_ends_and_the_sides_of_a_box_are_no_words() {
        assert_eq!(mended("[XJoui [ ]non"), "[X]oui [ ]non");
        assert_eq!(mended("| Rodolfo Pinto |"), "Rodolfo Pinto");
        assert_eq!(mended("[ (21) 2620-0403"), "(21) 2620-0403");
        assert_eq!(mended("[(X) Sim"), "(X) Sim");
        for line in ["[ ] Yes | No", "[ X ]", "[X]"] {
            assert_eq!(mended(line), line);
        }
    }
}
