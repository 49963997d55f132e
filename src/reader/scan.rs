//! A sheet and its words by OCR → words, rulings and tick boxes in points, for the layout code.

use crate::document::layout;
use crate::document::{Block, Document, Kind, Reading};

use super::ink::Stroke;
use super::sheet::{Drawn, Sheet};
use super::tick::TickBox;
use super::tsv::Word;
use super::weight;
use super::{accent, column, fold, legend, opinion, pen, sign, tight};
use std::collections::BTreeMap;

/// Width that every page is scaled to, in points (A4).
const PAGE_WIDTH: f32 = 595.0;

/// The usual space between words in parts of the font size, and the least of a typewriter's.
const SPACE: f32 = 0.3;
const TYPEWRITTEN: f32 = 0.5;
/// Spaces in a line that tell which it is.
const LONG_ROW: usize = 4;
/// How wide they are at most, and how alike most of them are.
const WIDEST: f32 = 1.5;
const ALIKE: f32 = 0.4;
/// A letter is higher than this part of the font size, a bullet is not.
const BULLET: f32 = 0.43;
/// Marks without a letter or digit that are less sure than this are dirt.
const DIRT: f32 = 0.5;

/// A line that is so much higher than most, and whose letters are not so much wider, is as high as most.
const HIGH: f32 = 1.3;
const WIDE: f32 = 1.15;

/// A page ready for the layout code, in points.
#[derive(Debug, Default)]
pub(super) struct Scaled {
    pub words: Vec<Word>,
    pub rulings: Vec<Stroke>,
    /// Width and height.
    pub size: [f32; 2],
}

/// Lays out pages: each is a sheet with its words as TSV, in one or two readings.
pub(super) fn read(pages: &[(Sheet, Vec<String>)]) -> Reading {
    let laid_out = pages.iter().map(|(sheet, readings)| {
        let scaled = scaled(readings, &sheet.drawn);
        let height = scaled.size[1];
        (lay_out(sheet.page, scaled), height)
    });
    let blocks = layout::join(laid_out.collect());
    Reading {
        documents: vec![Document {
            kind: Kind::Ocr,
            blocks,
            ..Document::default()
        }],
        unread: None,
    }
}

fn median(mut numbers: Vec<f32>) -> f32 {
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// What lines begin with is read wrongly more than other words: a bullet as a letter, the number of a section as an `l`.
fn mend_first_signs(words: &mut [Word]) {
    let sizes: Vec<(u64, f32)> = words
        .iter()
        .map(|word| (word.row, word.font_size()))
        .collect();
    let mut before = 0;
    for (word, next) in words.iter_mut().zip(sizes.iter().skip(1)) {
        let first = std::mem::replace(&mut before, word.row) != word.row;
        if !first || next.0 != word.row {
            continue;
        }
        let letters = word.text.trim_end_matches(['.', ')']);
        let height = word.place[3] - word.place[1];
        let few = match word.text.contains(char::is_alphanumeric) {
            true => 1,
            false => 2,
        };
        if word.text.chars().count() <= few
            && height < next.1 * BULLET
            && !word.text.contains(['-', '–', '—', '*', '·', '☐', '☒'])
        {
            word.text = "•".to_owned();
        } else if (2..=3).contains(&letters.len())
            && letters.len() < word.text.len()
            && letters.chars().all(|c| "Il|".contains(c))
        {
            word.text = word.text.replace(['l', '|'], "I");
        }
    }
}

/// Closes up the words of typewritten lines, whose letters are all as wide: their spaces are as wide as gaps between columns
/// are elsewhere. Lines of few words are taken for typewritten where others are and their spaces are alike.
fn close_up(words: &mut [Word]) {
    let mut rows: BTreeMap<u64, Vec<(f32, f32, &mut Word)>> = BTreeMap::new();
    let mut next: Option<(u64, f32)> = None;
    for word in words.iter_mut().rev().filter(|word| word.row > 0) {
        let (row, left, size) = (word.row, word.place[0], word.font_size());
        let follower = next.filter(|(of, at)| *of == row && *at > word.place[2]);
        if let Some((_, at)) = follower {
            let gap = (at - word.place[2]) / size.max(1.0);
            rows.entry(row).or_default().push((gap, size, word));
        }
        next = Some((row, left));
    }
    let usual = |row: &[(f32, f32, &mut Word)]| median(row.iter().map(|(gap, ..)| *gap).collect());
    let long = |row: &[(f32, f32, &mut Word)]| row.len() >= LONG_ROW;
    // The gaps between the cells of a table are wide too, and each of them otherwise.
    let alike = |row: &[(f32, f32, &mut Word)]| {
        let space = usual(row);
        let near = row
            .iter()
            .filter(|(gap, ..)| (gap / space - 1.0).abs() < ALIKE);
        (TYPEWRITTEN..WIDEST).contains(&space) && near.count() * 4 >= row.len() * 3
    };
    let typed = rows.values().filter(|row| long(row) && alike(row));
    let gaps: Vec<f32> = typed.flatten().map(|(gap, ..)| *gap).collect();
    if gaps.is_empty() {
        return;
    }
    let space = median(gaps);
    for row in rows.into_values() {
        if long(&row) && usual(&row) <= TYPEWRITTEN {
            continue;
        }
        for (gap, size, word) in row {
            if gap > TYPEWRITTEN && gap < space * 1.5 {
                word.place[2] += (gap - SPACE) * size;
            }
        }
    }
}

/// Widens the gap before a tick box that begins an answer where others do, and to which a long label comes close.
fn set_ticks_apart(words: &mut [Word]) {
    /// So many answers that begin at one place are a column.
    const COLUMN: usize = 3;
    let before = |word: &Word| -> Option<(usize, f32)> {
        let middle = (word.place[1] + word.place[3]) / 2.0;
        let left = words.iter().enumerate().filter(|(_, other)| {
            let level = other.place[1] < middle && middle < other.place[3];
            level && other.place[2] <= word.place[0]
        });
        let gaps = left.map(|(at, other)| (at, word.place[0] - other.place[2]));
        gaps.min_by(|one, other| one.1.total_cmp(&other.1))
    };
    let mut near: Vec<usize> = Vec::new();
    for tick in words.iter().filter(|word| word.row == 0) {
        let size = tick.place[3] - tick.place[1];
        let Some((at, _)) = before(tick).filter(|(_, gap)| *gap < size * 1.5) else {
            continue;
        };
        let alike = words
            .iter()
            .filter(|other| (other.place[0] - tick.place[0]).abs() < size * 0.25);
        let clear = alike.filter(|other| before(other).is_some_and(|(_, gap)| gap > size * 2.0));
        if clear.take(COLUMN).count() == COLUMN {
            near.push(at);
        }
    }
    for at in near {
        if let Some(word) = words.get_mut(at) {
            word.place[2] = (word.place[2] - word.font_size()).max(word.place[0]);
        }
    }
}

fn lay_out(page: u32, scaled: Scaled) -> Vec<Block> {
    let mut lines: BTreeMap<u64, Vec<&Word>> = BTreeMap::new();
    for word in scaled.words.iter().filter(|word| word.row > 0) {
        lines.entry(word.row).or_default().push(word);
    }
    // A speck above a word makes it high, and no wider.
    let own = |words: &[&Word], measure: fn(&Word) -> f32| {
        median(words.iter().map(|word| measure(word)).collect())
    };
    let all: Vec<&Word> = lines.values().flatten().copied().collect();
    let usual = (own(&all, Word::font_size), own(&all, Word::letter_width));
    let true_size = |words: &[&Word]| {
        let size = own(words, Word::font_size);
        let high = size > usual.0 * HIGH && own(words, Word::letter_width) < usual.1 * WIDE;
        if high { usual.0 } else { size }
    };
    // Descenders and accents move a word's box; the line's median does not care.
    let measures: BTreeMap<u64, (f32, f32)> = lines
        .into_iter()
        .map(|(row, words)| {
            let bottoms = words.iter().map(|word| word.place[3]).collect();
            (row, (median(bottoms), true_size(&words)))
        })
        .collect();
    let words = scaled.words.iter().map(|word| {
        // A tick box stands on the line of the nearest word at its right.
        let row = if word.row > 0 {
            Some(word.row)
        } else {
            neighbour(&scaled.words, word)
        };
        let own = (word.place[3], word.font_size());
        let (baseline, size) = row
            .and_then(|row| measures.get(&row).copied())
            .unwrap_or(own);
        layout::Word {
            text: word.text.clone(),
            place: word.place,
            baseline,
            size,
            confidence: word.confidence,
            bold: word.bold,
            spaced: true,
            upright: true,
            ..layout::Word::default()
        }
    });
    let rulings = scaled.rulings.iter().map(|stroke| {
        let [left, top, right, bottom] = stroke.place;
        let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        let place = if stroke.horizontal {
            [left, y, right, y]
        } else {
            [x, top, x, bottom]
        };
        layout::Ruling { place }
    });
    layout::layout(words.collect(), rulings.collect(), page)
}

/// The text line of the word that stands next at the right of a tick box, else next at its left.
fn neighbour(words: &[Word], tick: &Word) -> Option<u64> {
    let middle = (tick.place[1] + tick.place[3]) / 2.0;
    // What is left of a mark beyond its box is no word to stand beside.
    let beside = words.iter().filter(|word| {
        let sure = word.confidence >= DIRT || word.text.chars().count() > 2;
        word.row > 0 && sure && word.place[1] < middle && middle < word.place[3]
    });
    let nearest = beside.min_by(|one, other| {
        let way = |word: &Word| match word.place[0] - tick.place[0] {
            right if right >= 0.0 => right,
            left => -left + 1000.0,
        };
        way(one).total_cmp(&way(other))
    });
    nearest.map(|word| word.row)
}

/// Puts together what OCR read and what the picture shows.
fn scaled(readings: &[String], drawn: &Drawn) -> Scaled {
    let mut page = opinion::page(readings);
    pen::leave_out(&mut page.words, &drawn.shapes, &drawn.seals);
    accent::correct(&mut page.words, &drawn.shapes);
    tight::fit(&mut page.words, &drawn.shapes);
    weight::mark(&mut page.words, &drawn.shapes);
    column::drop_lost_numbers(&mut page.words);
    mend_first_signs(&mut page.words);
    sign::mend(&mut page.words);
    let [width, height] = page.size;
    let scale = if width > 0.0 { PAGE_WIDTH / width } else { 1.0 };
    // Dirt is read as marks that are no words; brackets may be there for a tick.
    let said = page.words.into_iter().filter(|word| {
        let sign = |c: char| c.is_alphanumeric() || "[]".contains(c);
        let speck = |c: char| ".,'`´‘’~^°".contains(c);
        let sure = word.confidence >= DIRT && !word.text.chars().all(speck);
        sure || word.text.chars().any(sign)
    });
    let mut words = with_ticks(said.collect(), &drawn.boxes);
    for word in &mut words {
        word.place = word.place.map(|at| at * scale);
    }
    close_up(&mut words);
    set_ticks_apart(&mut words);
    let rulings = drawn.rulings.iter().map(|stroke| Stroke {
        place: stroke.place.map(|at| at * scale),
        ..*stroke
    });
    let size = [width * scale, height * scale];
    let rulings = fold::left_out(rulings.collect(), &words, size);
    legend::put_below(&mut words, &rulings);
    Scaled {
        rulings,
        words,
        size,
    }
}

/// Adds a word `☒` or `☐` for each tick box, and takes out what OCR made of the box.
fn with_ticks(words: Vec<Word>, boxes: &[TickBox]) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len() + boxes.len());
    let mut ticks: Vec<Word> = Vec::new();
    for found in boxes {
        let place = found.place.map(|at| at as f32);
        let text = if found.ticked { "☒" } else { "☐" };
        ticks.push(Word {
            text: text.to_owned(),
            place,
            confidence: 0.9,
            row: 0,
            bold: false,
        });
    }
    for mut word in words {
        let hit = ticks
            .iter()
            .find(|tick| overlap(tick.place, word.place) > 0.6);
        let Some(tick) = hit else {
            kept.push(word);
            continue;
        };
        let [left, top, _, bottom] = word.place;
        let [tick_left, _, tick_right, _] = tick.place;
        let width = word.place[2] - left;
        let letters = word.text.chars().count() as f32;
        if (tick_right - tick_left) > width * 0.6 || letters <= 2.0 {
            // The whole word is what OCR made of the box.
            continue;
        }
        if tick_left - left < (tick_right - tick_left) * 0.5 {
            // The box stands glued to the beginning of a word: its letters are those before the first that fits.
            let garbage = ((tick_right - left) / width * letters).round().max(1.0) as usize;
            word.text = word.text.chars().skip(garbage.min(3)).collect();
            word.place = [tick_right, top, word.place[2], bottom];
        }
        if !word.text.is_empty() {
            kept.push(word);
        }
    }
    kept.extend(ticks);
    kept
}

/// The part of `one` that `other` covers.
fn overlap(one: [f32; 4], other: [f32; 4]) -> f32 {
    let width = (one[2].min(other[2]) - one[0].max(other[0])).max(0.0);
    let height = (one[3].min(other[3]) - one[1].max(other[1])).max(0.0);
    let area = (one[2] - one[0]) * (one[3] - one[1]);
    if area > 0.0 {
        width * height / area
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, place: [f32; 4]) -> Word {
        Word {
            text: text.to_owned(),
            place,
            confidence: 0.8,
            row: 1,
            bold: false,
        }
    }

    #[test]
    fn dots_and_strokes_alone_are_specks_however_sure_ocr_is_of_them() {
        let row = |at: usize, text: &str| {
            let left = at * 100;
            format!("5\t1\t1\t1\t1\t{at}\t{left}\t9\t90\t20\t95\t{text}\n")
        };
        let rows = ["Nom", ":", "Joanne", ".", "’", "—"].iter().enumerate();
        let tsv: String = rows.map(|(at, text)| row(at, text)).collect();
        let read = scaled(&[format!("head\n{tsv}")], &Drawn::default());
        let texts: Vec<&str> = read.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["Nom", ":", "Joanne", "—"]);
    }

    #[test]
    fn what_ocr_made_of_a_box_gives_way_to_the_box() {
        let boxes = [
            TickBox {
                place: [100, 100, 120, 120],
                ticked: true,
            },
            TickBox {
                place: [300, 100, 320, 120],
                ticked: false,
            },
        ];
        let words = vec![
            word("LI", [99.0, 100.0, 121.0, 120.0]),
            word("Yes", [130.0, 100.0, 170.0, 120.0]),
            word("OMunicipality", [300.0, 100.0, 500.0, 120.0]),
        ];
        let texts: Vec<String> = with_ticks(words, &boxes)
            .into_iter()
            .map(|word| word.text)
            .collect();
        assert_eq!(texts, ["Yes", "Municipality", "☒", "☐"]);
    }

    #[test]
    fn typewritten_words_are_closed_up_and_columns_are_not() {
        let row = |gap: f32| {
            let left = |at: usize| at as f32 * (30.0 + gap) + if at > 3 { 40.0 } else { 0.0 };
            let mut words: Vec<Word> = (0..6)
                .map(|at| word("Rabat", [left(at), 100.0, left(at) + 30.0, 107.3]))
                .collect();
            close_up(&mut words);
            let gaps = words
                .windows(2)
                .map(|two| two[1].place[0] - two[0].place[2]);
            gaps.map(|gap| gap.round() as i32).collect::<Vec<i32>>()
        };
        assert_eq!(row(8.0), [3, 3, 3, 48, 3]);
        assert_eq!(row(4.0), [4, 4, 4, 44, 4]);
        assert_eq!(row(20.0), [20, 20, 20, 60, 20]);
    }

    #[test]
    fn a_tick_box_in_a_column_of_answers_is_no_part_of_the_label_that_comes_close() {
        let line = |top: f32, text: &str, left: f32, row: u64| Word {
            row,
            ..word(text, [left, top, left + 50.0, top + 10.0])
        };
        let page = |answers: u64| {
            let mut words: Vec<Word> = (1..=answers)
                .map(|row| line(row as f32 * 20.0, "Canada", 160.0, row))
                .chain((1..=answers).map(|row| line(row as f32 * 20.0, "Country", 50.0, row + 50)))
                .collect();
            words.push(line(200.0, "publication", 104.0, 99));
            words.push(Word {
                text: "☒".to_owned(),
                ..line(200.0, "", 160.0, 0)
            });
            set_ticks_apart(&mut words);
            words.iter().rev().nth(1).map(|word| word.place[2])
        };
        assert!(page(4) < Some(145.0), "{:?}", page(4));
        assert_eq!(page(2), Some(154.0));
    }

    #[test]
    fn the_font_size_does_not_depend_on_which_letters_a_word_has() {
        for (text, height) in [("acemos", 5.3), ("Ceuta", 7.3), ("Lugo", 9.3), ("ega", 7.3)] {
            let size = word(text, [0.0, 100.0, 30.0, 100.0 + height]).font_size();
            assert!((size - 10.0).abs() < 0.1, "{text}: {size}");
        }
    }

    #[test]
    fn a_line_with_a_speck_above_it_is_no_line_in_large_type() {
        let line = |text: &str, row: u64, top: f32, width: f32| Word {
            row,
            ..word(text, [100.0, top, 100.0 + width, 100.0 + row as f32 * 24.0])
        };
        let mut words: Vec<Word> = (1..8)
            .map(|row| line("Imbabura", row, 92.7 + row as f32 * 24.0, 40.0))
            .collect();
        words.push(line("Ecuador", 8, 278.0, 36.0));
        let gaps = |words: Vec<Word>| {
            let scaled = Scaled {
                words,
                ..Scaled::default()
            };
            let blocks = lay_out(1, scaled);
            let mut gaps = blocks.iter().map(|block| match block {
                Block::Line(line) => line.gap,
                Block::Table(_) => -1.0,
            });
            gaps.next_back().unwrap_or_default()
        };
        let gap = gaps(words.clone());
        assert!(gap > 0.8, "{gap}");
        words.push(line("Otavalo", 9, 296.0, 80.0));
        assert!(gaps(words) < 0.8);
    }

    #[test]
    fn bullets_and_roman_numerals_are_told_from_letters() {
        let mut words = vec![
            word("e", [0.0, 103.0, 4.0, 107.0]),
            word("Charter", [10.0, 100.0, 60.0, 107.3]),
            word("Il.", [0.0, 200.0, 9.0, 207.3]),
            word("Leader", [12.0, 200.0, 60.0, 207.3]),
            word("e", [0.0, 302.0, 5.0, 307.3]),
            word("depois", [10.0, 300.0, 60.0, 309.3]),
        ];
        for (at, word) in words.iter_mut().enumerate() {
            word.row = at as u64 / 2 + 1;
        }
        mend_first_signs(&mut words);
        let firsts: Vec<&str> = words.iter().step_by(2).map(|w| w.text.as_str()).collect();
        assert_eq!(firsts, ["•", "II.", "e"]);
    }
}
