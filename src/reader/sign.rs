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
/// The pieces of an address are nearer to one another than this, in font sizes.
const NEAR: f32 = 0.6;
/// Arrows between what is asked and the answers, as OCR reads them.
const ARROWS: [&str; 4] = ["›", "»", ">", "▸"];
/// So many lines of a page that are written alike are no chance.
const SEVERAL: usize = 3;

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
    make_arrows_colons(words);
    mend_numbers(words);
    mend_capitals(words);
}

/// Puts an address together that was read as two words, cut at its sign or behind a point.
pub(super) fn join_addresses(words: &mut Vec<Word>) {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        let Some(before) = kept.last_mut().filter(|before| {
            let gap = word.place[0] - before.place[2];
            before.row == word.row && (-1.0..word.font_size() * NEAR).contains(&gap)
        }) else {
            kept.push(word);
            continue;
        };
        let name = |text: &str| {
            !text.contains('@')
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        };
        let host = |text: &str| text.contains('.') && name(text);
        let cut_at_sign = word.text.strip_prefix('@').is_some_and(host) && name(&before.text);
        let cut_at_point = before.text.ends_with('.')
            && before.text.contains('@')
            && word.text.starts_with(|c: char| c.is_ascii_lowercase())
            && name(&word.text);
        if cut_at_sign || cut_at_point {
            before.text.push_str(&word.text);
            before.place[2] = word.place[2];
            before.confidence = before.confidence.min(word.confidence);
        } else {
            kept.push(word);
        }
    }
    *words = kept;
}

/// Writes a colon for the arrow that stands between what is asked and the answer in several lines.
fn make_arrows_colons(words: &mut Vec<Word>) {
    let is_arrow = |word: &Word| ARROWS.contains(&word.text.as_str());
    let (mut parting, mut at) = (Vec::new(), 0);
    for line in words.chunk_by(|one, next| one.row == next.row) {
        let place = line.iter().position(is_arrow);
        // What is quoted ends with such a sign, too.
        let quoted = line.iter().any(|word| word.text.contains(['«', '<']));
        let place = place.filter(|place| *place > 0 && place + 1 < line.len() && !quoted);
        parting.extend(place.map(|place| at + place));
        at += line.len();
    }
    if parting.len() < SEVERAL {
        return;
    }
    for at in parting.into_iter().rev() {
        let arrow = words.remove(at);
        if let Some(label) = words.get_mut(at - 1) {
            label.text.push(':');
            label.place[2] = label.place[2].max(arrow.place[0]);
        }
    }
}

/// Writes digits for the letters that OCR took them for in the numbers that lines begin with ("Al.", "CS."), where others have a
/// letter and a digit.
fn mend_numbers(words: &mut [Word]) {
    let mut before = 0;
    let mut firsts: Vec<&mut Word> = Vec::new();
    for word in words {
        let first = std::mem::replace(&mut before, word.row) != word.row;
        firsts.extend(first.then_some(word));
    }
    let told = |word: &&mut Word| {
        let number = word.text.trim_end_matches(['.', ')']);
        let mut signs = number.chars();
        let letter = signs.next().is_some_and(|c| c.is_ascii_uppercase());
        number.len() < word.text.len()
            && letter
            && signs.next().is_some()
            && is_digits(number.get(1..))
    };
    if firsts.iter().filter(|word| told(word)).count() < SEVERAL {
        return;
    }
    for word in firsts {
        let number = word.text.trim_end_matches(['.', ')']);
        let mut signs = number.chars();
        let (Some(letter), 2..=3, true) =
            (signs.next(), number.len(), number.len() < word.text.len())
        else {
            continue;
        };
        let digits: Option<String> = signs.map(digit).collect();
        if let Some(digits) = digits.filter(|_| letter.is_ascii_alphabetic()) {
            let end = word.text.get(number.len()..).unwrap_or_default();
            word.text = format!("{}{digits}{end}", letter.to_ascii_uppercase());
        }
    }
}

/// Writes the capital that OCR took for a small l, where no word of the languages of forms begins with one: before a consonant,
/// and before another l where an answer begins.
fn mend_capitals(words: &mut [Word]) {
    let rows: Vec<u64> = words.iter().map(|word| word.row).collect();
    let mut before: Option<(u64, f32, bool)> = None;
    for (at, word) in words.iter_mut().enumerate() {
        // A word alone on its line is an answer, too, unless it ends a sentence.
        let goes_on = rows.get(at + 1) == Some(&word.row);
        let begins = before.is_none_or(|(row, end, label)| match row == word.row {
            true => label || word.place[0] - end > word.font_size(),
            false => !goes_on && !word.text.ends_with('.'),
        });
        before = Some((word.row, word.place[2], word.text.ends_with(':')));
        let mut signs = word.text.chars();
        let (first, second, third) = (signs.next(), signs.next(), signs.next());
        let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
        let vowel = |c: Option<char>| c.is_some_and(|c| "aeiouy".contains(c) || !c.is_ascii());
        let one = small(second) && !vowel(second) && second != Some('l') && second != Some('h');
        let two = second == Some('l') && small(third) && (begins || !vowel(third));
        if first == Some('l') && small(third) && (one || two) {
            word.text.replace_range(..1, "I");
        }
    }
}

fn is_digits(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The digit that a sign is, or was taken for.
fn digit(sign: char) -> Option<char> {
    match sign {
        'l' | 'I' | 'i' | '|' => Some('1'),
        'S' | 's' => Some('5'),
        'O' | 'o' => Some('0'),
        'Z' | 'z' => Some('2'),
        'B' => Some('8'),
        digit => digit.is_ascii_digit().then_some(digit),
    }
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

    /// Words of several lines, each as wide as its letters and a letter apart.
    fn page(lines: &[&str]) -> Vec<Word> {
        let line = |(row, line): (usize, &&str)| {
            let mut left = 0.0;
            let words = line.split(' ').map(|text| {
                let right = left + text.len() as f32 * 10.0;
                let place = [left, row as f32 * 30.0, right, row as f32 * 30.0 + 15.0];
                left = right + 6.0;
                Word {
                    text: text.to_owned(),
                    place,
                    confidence: 0.9,
                    row: row as u64 + 1,
                    bold: false,
                }
            });
            words.collect::<Vec<Word>>()
        };
        lines.iter().enumerate().flat_map(line).collect()
    }

    fn lines(words: &[Word]) -> Vec<String> {
        let rows = words.chunk_by(|one, next| one.row == next.row);
        let texts = rows.map(|row| row.iter().map(|word| word.text.as_str()));
        texts
            .map(|texts| texts.collect::<Vec<&str>>().join(" "))
            .collect()
    }

    #[test]
    fn an_address_that_was_cut_is_put_together() {
        let mut words = page(&[
            "ana @tandil.example",
            "ana@tandil. example",
            "ana @ tandil",
            "Tel. 4",
        ]);
        join_addresses(&mut words);
        assert_eq!(
            lines(&words),
            [
                "ana@tandil.example",
                "ana@tandil.example",
                "ana @ tandil",
                "Tel. 4"
            ]
        );
    }

    #[test]
    fn an_arrow_between_what_is_asked_and_the_answer_is_a_colon() {
        let read = [
            "Country » Italy",
            "Term of office > 2024-2029",
            "Population › 96.171",
        ];
        let mut words = page(&read);
        mend(&mut words);
        assert_eq!(
            lines(&words),
            [
                "Country: Italy",
                "Term of office: 2024-2029",
                "Population: 96.171"
            ]
        );
        let quoted = ["la « Maison » du", "le « Plan » de", "un « Conseil » des"];
        for few in [&read[..2], &quoted] {
            let mut words = page(few);
            mend(&mut words);
            assert_eq!(lines(&words), few);
        }
    }

    #[test]
    fn numbers_of_items_have_digits_where_others_have() {
        let mut words = page(&[
            "Al. Name",
            "A2. Country",
            "A3. State",
            "cl. Why",
            "C2. How",
            "CS. Yes",
        ]);
        mend(&mut words);
        assert_eq!(
            lines(&words),
            [
                "A1. Name",
                "A2. Country",
                "A3. State",
                "C1. Why",
                "C2. How",
                "C5. Yes"
            ]
        );
        let mut words = page(&["al. 4", "El país", "as. 5"]);
        mend(&mut words);
        assert_eq!(lines(&words), ["al. 4", "El país", "as. 5"]);
    }

    #[test]
    fn no_word_begins_with_a_small_l_before_a_consonant() {
        let mut words = page(&[
            "lls sont",
            "en lnde l'eau",
            "City: lloilo",
            "lloilo",
            "para llegar lhe",
            "les lieux",
        ]);
        mend(&mut words);
        assert_eq!(
            lines(&words),
            [
                "Ils sont",
                "en Inde l'eau",
                "City: Iloilo",
                "Iloilo",
                "para llegar lhe",
                "les lieux"
            ]
        );
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
