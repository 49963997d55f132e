//! Columns of numbers at the left of what a form asks. OCR reads lone digits badly, or several of them as one word on its side, and
//! no label begins with what it makes of them.

use super::tsv::Word;

/// So many lines that begin at one place make a column.
const LINES: usize = 6;
/// A word of so many letters, of which OCR is so sure, begins what a line says.
const LETTERS: usize = 3;
const READ: f32 = 0.6;
/// So many numbers, and words that are hardly read in place of some, are a column of them, and so many to each other word.
const NUMBERS: usize = 5;
const OTHERS: usize = 2;
/// A head of the column is read as surely.
const SURE: f32 = 0.85;

/// Takes out what is no number where numbers stand at the left of the lines.
pub(super) fn drop_lost_numbers(words: &mut Vec<Word>) {
    let Some(strip) = strips(words).find(|strip| holds_numbers(words, strip)) else {
        return;
    };
    words.retain(|word| {
        let head = word.confidence >= SURE && word.text.contains(char::is_alphanumeric);
        !is_within(word, &strip) || is_number(word) || head
    });
}

/// What lies at the left of a place at which many lines begin to say something: its top, right and bottom.
type Strip = [f32; 3];

fn is_within(word: &Word, [top, right, bottom]: &Strip) -> bool {
    let middle = (word.place[1] + word.place[3]) / 2.0;
    word.place[2] <= *right && (*top..=*bottom).contains(&middle)
}

fn holds_numbers(words: &[Word], strip: &Strip) -> bool {
    // The points behind the numbers say nothing, and OCR knows them well.
    let says = |word: &&Word| word.text.contains(char::is_alphanumeric);
    let own = || {
        words
            .iter()
            .filter(|word| is_within(word, strip) && says(word))
    };
    let told = own().filter(|word| is_number(word) || word.confidence < READ);
    let told = told.count();
    told >= NUMBERS && told >= (own().count() - told) * OTHERS
}

fn is_number(word: &Word) -> bool {
    let digits = word.text.trim_end_matches(['.', ')']);
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The strips at the left of columns, from the left.
fn strips(words: &[Word]) -> impl Iterator<Item = Strip> {
    let mut sizes: Vec<f32> = words.iter().map(Word::font_size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let mut before = None;
    let says = words.iter().filter(|word| {
        let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
        let first = letters >= LETTERS && word.confidence >= READ && before != Some(word.row);
        if first {
            before = Some(word.row);
        }
        first
    });
    let mut starts: Vec<[f32; 4]> = says.map(|word| word.place).collect();
    starts.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some([left, ..]) = starts.get(from).copied() {
            let end = starts.partition_point(|start| start[0] <= left + size);
            let column = starts.get(from..end).unwrap_or_default();
            from = end.max(from + 1);
            if column.len() >= LINES {
                let top = column.iter().map(|place| place[1]).fold(f32::MAX, f32::min);
                let bottom = column.iter().map(|place| place[3]).fold(0.0, f32::max);
                return Some([top, left - size * 0.2, bottom]);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that begin with these words, and then say something.
    fn kept(firsts: &[(&str, f32)]) -> Vec<String> {
        let lines = firsts.iter().enumerate().flat_map(|(at, first)| {
            let top = 100.0 * (at + 1) as f32;
            let word = |text: &str, left: f32, right: f32, confidence: f32| Word {
                text: text.to_owned(),
                place: [left, top, right, top + 10.0],
                confidence,
                row: at as u64 + 1,
                bold: false,
            };
            [
                word(first.0, 50.0, 62.0, first.1),
                word("What", 70.0, 120.0, 0.9),
            ]
        });
        let mut words: Vec<Word> = lines.collect();
        drop_lost_numbers(&mut words);
        let texts = words.into_iter().map(|word| word.text);
        texts.filter(|text| text != "What").collect()
    }

    #[test]
    fn a_number_that_was_not_read_begins_no_label() {
        let mut lines = [
            ("mr", 0.25),
            ("2.", 0.9),
            ("3.", 0.9),
            ("4.", 0.9),
            ("5.", 0.9),
            ("6.", 0.9),
        ];
        assert_eq!(kept(&lines), ["2.", "3.", "4.", "5.", "6."]);
        lines[0].1 = 0.95;
        assert_eq!(kept(&lines).len(), 6);
    }

    #[test]
    fn a_column_of_numbers_of_which_hardly_one_was_read_is_left_out_and_words_stay() {
        let lost = [
            ("N.", 0.9),
            ("Rp", 0.2),
            ("YN", 0.5),
            ("WN", 0.7),
            ("aN", 0.3),
            ("GS", 0.3),
            ("DP", 0.3),
            ("12.", 0.9),
        ];
        assert_eq!(kept(&lost), ["N.", "12."]);
        // The points behind the numbers are read alone.
        let points = ["Rp", ".", "YN", ".", "aN", ".", "GS", ".", "DP", ".", "u"];
        let points = points.map(|text| (text, if text == "." { 0.9 } else { 0.3 }));
        assert_eq!(kept(&points), [""; 0]);
        assert_eq!(kept(&["La"; 7].map(|text| (text, 0.9))).len(), 7);
    }
}
