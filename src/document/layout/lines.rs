//! Words to visual lines, and lines to segments: runs of text that a wide gap, a drawn border or a form field separates.

use super::edges::Edges;
use super::inks::{Inks, restyled};
use super::spacing::{captions, stands_out, tight, usual_gap, wide_gap};
use super::visual::{Visual, are_light};
use super::{Placed, Sense, UNDERLINED, Word, bidi, is_right_to_left, lowered};
use crate::document::{Line, Segment, turned};

/// A gap wider than this part of the font size separates segments. A quad of the size itself does, rounded as it may be.
pub(super) const WIDE: f32 = 0.97;
/// A gap as wide as this separates where other lines begin a segment at the same place.
const COLUMN: f32 = 0.4;
/// The same where no space stands between the words, in a text whose spaces are written.
const CELL: f32 = 0.2;
/// A gap wider than this separates words.
pub(super) const SPACE: f32 = 0.13;
/// Words whose middles are this near (in font sizes) stand on one line.
const SAME_LINE: f32 = 0.38;

fn level(word: &Word) -> f32 {
    if word.upright {
        word.baseline - 0.3 * word.size
    } else {
        word.middle().1
    }
}

/// Sorts words into lines from top to bottom.
pub(super) fn lines(words: &[Placed]) -> Vec<Visual<'_>> {
    let mut sorted: Vec<&Placed> = words.iter().collect();
    sorted.sort_by(|a, b| {
        level(&a.word)
            .total_cmp(&level(&b.word))
            .then(a.word.place[0].total_cmp(&b.word.place[0]))
    });
    let mut lines: Vec<Visual> = Vec::new();
    for placed in sorted {
        let word = &placed.word;
        let at = level(word);
        let nearest = lines
            .iter_mut()
            .rev()
            .take(6)
            .filter(|line| {
                let single = line.words.first().is_some_and(|first| !first.word.upright);
                let size = word.size.min(line.size).max(0.4 * word.size.max(line.size));
                let off = (at - line.middle).abs();
                // The box of a field is often set a little higher or lower than its label.
                let overlaps = word.field.is_some() != line.fields && off < 0.75 * size;
                word.upright && !single && (off < SAME_LINE * size || overlaps)
            })
            .min_by(|a, b| (at - a.middle).abs().total_cmp(&(at - b.middle).abs()));
        match nearest {
            Some(line) => {
                line.fields &= word.field.is_some();
                if word.size > line.size && (word.field.is_none() || line.fields) {
                    line.size = word.size;
                    line.middle = at;
                }
                line.words.push(placed);
            }
            None => lines.push(Visual {
                words: vec![placed],
                middle: at,
                size: word.size,
                fields: word.field.is_some(),
            }),
        }
    }
    for line in &mut lines {
        line.words
            .sort_by(|a, b| a.word.place[0].total_cmp(&b.word.place[0]));
        drop_doubles(&mut line.words);
    }
    lines.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    lowered::joined(lines)
}

/// The same text at (nearly) the same place is one text: a shadow, bold by printing twice, or a value flattened and kept.
fn drop_doubles(words: &mut Vec<&Placed>) {
    words.dedup_by(|next, kept| {
        let (a, b) = (&kept.word, &next.word);
        let overlap = a.place[2].min(b.place[2]) - a.place[0].max(b.place[0]);
        a.text == b.text
            && a.field.is_none()
            && b.field.is_none()
            && overlap > 0.7 * (a.place[2] - a.place[0])
    });
}

/// The lines with their segments, and the place of each.
pub(super) fn segmented(lines: &[Visual], sense: Sense) -> Vec<([f32; 4], Line)> {
    let edges = Edges::of(lines);
    let mut words = lines.iter().flat_map(|line| &line.words);
    let typed = words.any(|placed| placed.word.spaced);
    let light = !sense.right_to_left && are_light(lines);
    let inks = Inks::of(lines).filter(|_| !sense.right_to_left);
    let mut out: Vec<([f32; 4], Line)> = Vec::new();
    for (number, visual) in lines.iter().enumerate() {
        let mut segments: Vec<Segment> = Vec::new();
        let mut bold = 0_usize;
        let mut signs = 0_usize;
        let mut last: Option<&Placed> = None;
        let (wide, space) = (wide_gap(&visual.words), usual_gap(&visual.words));
        let tight = tight(&visual.words);
        let captions = captions(&visual.words);
        let answer = || visual.light_end().filter(|_| light).map(|(end, _)| end);
        let inked = || inks.and_then(|inks| inks.end(visual));
        let label = visual.bold_end(sense.right_to_left);
        let label = label.or_else(answer).or_else(inked);
        let bullet = bulleted(&visual.words, sense.right_to_left);
        let words = visual.words.iter().enumerate();
        for (((at, placed), tight), caption) in words.zip(tight).zip(captions) {
            // Within a text there are spaces; between the cells of a borderless table there is only distance.
            let left = placed.word.place[0];
            let written = |last: &Placed| !typed || is_written(&last.word, &placed.word);
            let stands_out = || edges.has_any(left) && stands_out(&visual.words, at);
            let (wide, column) = match last.is_none_or(written) {
                _ if stands_out() => (CELL, CELL),
                _ if edges.flank(number, left) => (CELL.max(space), CELL.max(space)),
                false if edges.has_any(left) => (wide, CELL),
                true if edges.has(left) => (wide, COLUMN.max(space)),
                _ => (wide, f32::MAX),
            };
            let apart = !caption
                && at != bullet
                && last.is_some_and(|last| splits(last, placed, (wide, column)));
            let restyled = label == Some(at) || last.is_some_and(|last| restyled(last, placed));
            let joined = last.filter(|_| !apart && !restyled);
            match (segments.last_mut(), joined) {
                (Some(segment), Some(last)) => {
                    append(segment, &last.word, &placed.word, tight);
                }
                _ => {
                    settle(segments.last_mut(), bold, signs, sense);
                    (bold, signs) = (0, 0);
                    segments.push(Segment {
                        text: placed.word.text.clone(),
                        place: placed.word.place,
                        runs_on: restyled && !apart,
                        bold: false,
                        field: placed.word.field,
                        confidence: placed.word.confidence,
                    });
                }
            }
            signs += placed.word.text.len();
            bold += if placed.word.bold {
                placed.word.text.len()
            } else {
                0
            };
            last = Some(placed);
        }
        settle(segments.last_mut(), bold, signs, sense);
        let place = segments
            .iter()
            .map(|segment| segment.place)
            .reduce(around)
            .unwrap_or_default();
        let mut line = Line {
            segments,
            page: sense.page,
            margin: visual.words.iter().all(|placed| placed.word.aside),
            ..Line::default()
        };
        if sense.right_to_left {
            line.segments.reverse();
        }
        out.push((place, line));
    }
    gaps(&mut out, lines);
    out
}

fn settle(segment: Option<&mut Segment>, bold: usize, signs: usize, sense: Sense) {
    if let Some(segment) = segment {
        let help = turned::help(&segment.text).len();
        segment.bold = 2 * bold > signs.saturating_sub(help);
        if segment.field.is_none() {
            segment.text = bidi::logical(segment.text.trim(), sense.right_to_left);
        }
    }
}

fn append(segment: &mut Segment, last: &Word, word: &Word, tight: bool) {
    let gap = word.place[0] - last.place[2];
    let size = last.size.min(word.size);
    let ideographs = last.text.chars().next_back().is_some_and(is_ideograph)
        && word.text.chars().next().is_some_and(is_ideograph);
    if !tight && (word.spaced || gap > if ideographs { 0.5 } else { SPACE } * size) {
        segment.text.push(' ');
    }
    // The letters of a text are read as surely on the whole as they are one by one, wherever the doubtful ones stand.
    let [before, own] = [&segment.text, &word.text].map(|text| text.len() as f32);
    let sum = segment.confidence * before + word.confidence * own;
    segment.confidence = sum / (before + own).max(1.0);
    segment.text.push_str(&word.text);
    // A box with its caption is text: which of its boxes is ticked tells the value.
    segment.field = segment.field.filter(|field| word.field == Some(*field));
    segment.place = around(segment.place, word.place);
}

/// Signs that stand before the points of a list; in the fonts of symbols they have codes of their own.
const BULLETS: [char; 9] = ['•', '◦', '▪', '‣', '⁃', '∙', '·', '\u{F0B7}', '\u{F0A7}'];

/// Scripts that are written without spaces.
fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
}

fn splits(last: &Placed, next: &Placed, (wide, column): (f32, f32)) -> bool {
    let boxed = |placed: &Placed| Some(placed.boxed).filter(|boxed| *boxed != UNDERLINED);
    if boxed(last).unwrap_or(0) != boxed(next).unwrap_or(0)
        || last.word.field.is_some()
        || next.word.field.is_some()
    {
        return true;
    }
    let gap = next.word.place[0] - last.word.place[2];
    let size = last.word.size.max(next.word.size);
    gap > wide * size || (wide <= WIDE && gap > column * size)
}

/// True when a space is written between two words, or might be: boxes are drawn as often as they are written.
fn is_written(last: &Word, next: &Word) -> bool {
    let turned = |word: &Word| word.text.contains(is_right_to_left);
    let spaced = match (turned(last), turned(next)) {
        // What is read from the right follows what stands right of it.
        (true, true) => last.spaced,
        (false, true) => false,
        _ => next.spaced,
    };
    spaced || !last.text.contains(char::is_alphanumeric)
}

/// The number of the word that parts a bullet at the beginning of a line from its text, however far that is; 0 where there is none.
fn bulleted(words: &[&Placed], right_to_left: bool) -> usize {
    let (first, second) = match right_to_left {
        true => (words.len().wrapping_sub(1), words.len().wrapping_sub(1)),
        false => (0, 1),
    };
    let bullet = |placed: &&Placed| {
        let mut signs = placed.word.text.chars();
        let sign = signs.next().filter(|_| signs.next().is_none());
        let boxed = placed.boxed != 0 || placed.word.field.is_some();
        !boxed && sign.is_some_and(|sign| BULLETS.contains(&sign))
    };
    if words.len() > 1 && words.get(first).is_some_and(bullet) {
        second
    } else {
        0
    }
}

/// The box around two boxes.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

/// The space above each line, in units of its height. A step clearly larger than the usual one starts a paragraph.
fn gaps(out: &mut [([f32; 4], Line)], lines: &[Visual]) {
    let steps: Vec<f32> = lines
        .iter()
        .zip(lines.iter().skip(1))
        .map(|(above, line)| line.middle - above.middle)
        .collect();
    let mut usual: Vec<f32> = steps.iter().copied().filter(|step| *step > 0.5).collect();
    usual.sort_by(f32::total_cmp);
    // The lower quartile: most lines within paragraphs are set at this distance.
    let usual = usual.get(usual.len() / 4).copied().unwrap_or(0.0);
    for ((((_, line), visual), above), step) in out
        .iter_mut()
        .skip(1)
        .zip(lines.iter().skip(1))
        .zip(lines)
        .zip(steps)
    {
        let size = visual.size.max(1.0);
        let plain = ((step - (above.size + visual.size) / 2.0) / size).max(0.0);
        line.gap = if step > 1.32 * usual && step > 1.5 * size {
            plain.max(1.0)
        } else {
            plain.min(0.99)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f32, baseline: f32) -> Placed {
        let width = 5.0 * text.chars().count() as f32;
        Placed {
            word: Word {
                text: text.into(),
                place: [left, baseline - 8.0, left + width, baseline + 2.0],
                baseline,
                size: 10.0,
                confidence: 1.0,
                upright: true,
                ..Word::default()
            },
            boxed: 0,
            order: 0,
        }
    }

    fn texts(words: &[Placed]) -> Vec<Vec<String>> {
        segmented(&lines(words), Sense::default())
            .into_iter()
            .map(|(_, line)| line.segments.into_iter().map(|s| s.text).collect())
            .collect()
    }

    #[test]
    fn one_doubtful_word_at_the_end_makes_no_whole_line_doubtful() {
        let mut words = [
            word("Governments", 10.0, 20.0),
            word("protect", 68.0, 20.0),
            word("us", 106.0, 20.0),
        ];
        words[2].word.confidence = 0.2;
        let read = segmented(&lines(&words), Sense::default());
        let [(_, line)] = read.as_slice() else {
            panic!("one line")
        };
        let [segment] = line.segments.as_slice() else {
            panic!("one segment")
        };
        assert!(segment.confidence > 0.85, "{}", segment.confidence);
    }

    #[test]
    fn wide_gaps_make_segments_and_columns_do_even_when_a_label_is_long() {
        let words = [
            word("City", 10.0, 20.0),
            word("Lyon", 100.0, 20.0),
            word("Mail", 10.0, 40.0),
            word("a@b.fr", 100.0, 40.0),
            word("Numberofpeople", 25.0, 60.0),
            word("12", 100.0, 60.0),
            word("the", 10.0, 80.0),
            word("end", 29.0, 80.0),
        ];
        assert_eq!(
            texts(&words),
            [
                vec!["City", "Lyon"],
                vec!["Mail", "a@b.fr"],
                vec!["Numberofpeople", "12"],
                vec!["the end"]
            ]
        );
    }

    #[test]
    fn a_quad_separates_and_where_no_space_is_written_a_chance_edge_does_not() {
        let words = [
            word("Type", 10.0, 20.0),
            word("Town", 39.98, 20.0),
            word("Form", 10.0, 40.0),
            word("City", 39.98, 40.0),
            word("words", 10.0, 60.0),
            word("go", 39.0, 60.0),
        ];
        assert_eq!(
            texts(&words),
            [vec!["Type", "Town"], vec!["Form", "City"], vec!["words go"]]
        );
    }

    #[test]
    fn ideographs_have_no_spaces_and_doubles_are_dropped() {
        let words = [
            word("서울", 10.0, 20.0),
            word("市", 100.0, 20.0),
            word("民", 106.0, 20.0),
            word("Bold", 10.0, 40.0),
            word("Bold", 10.3, 40.0),
        ];
        assert_eq!(texts(&words), [vec!["서울", "市民"], vec!["Bold"]]);
    }

    #[test]
    fn a_larger_step_starts_a_paragraph() {
        let words: Vec<_> = [20.0, 32.0, 44.0, 62.0, 74.0]
            .iter()
            .map(|at| word("text", 10.0, *at))
            .collect();
        let gaps: Vec<bool> = segmented(&lines(&words), Sense::default())
            .iter()
            .map(|(_, line)| line.gap >= 1.0)
            .collect();
        assert_eq!(gaps, [false, false, false, true, false]);
    }

    #[test]
    fn what_is_underlined_is_a_segment_that_runs_on() {
        let underlined = |placed: Placed| Placed {
            boxed: UNDERLINED,
            ..placed
        };
        let words = [
            word("Town", 10.0, 20.0),
            underlined(word("Cape", 32.0, 20.0)),
            underlined(word("Coast", 54.0, 20.0)),
            word("Mail", 10.0, 40.0),
            underlined(word("a@b.fr", 100.0, 40.0)),
        ];
        let segments: Vec<(String, bool)> = segmented(&lines(&words), Sense::default())
            .into_iter()
            .flat_map(|(_, line)| line.segments)
            .map(|segment| (segment.text, segment.runs_on))
            .collect();
        let told: Vec<(&str, bool)> = segments.iter().map(|(t, on)| (t.as_str(), *on)).collect();
        assert_eq!(
            told,
            [
                ("Town", false),
                ("Cape Coast", true),
                ("Mail", false),
                ("a@b.fr", false)
            ]
        );
    }

    #[test]
    fn the_caption_of_a_fillable_box_stands_right_behind_it() {
        let boxed = |left: f32, baseline: f32| {
            let mut placed = word("☒", left, baseline);
            placed.word.field = Some(7);
            placed
        };
        let words = [
            boxed(10.0, 20.0),
            word("City", 24.0, 20.0),
            boxed(100.0, 20.0),
            word("Other", 114.0, 20.0),
            // These boxes stand behind their words.
            word("Yes", 10.0, 40.0),
            boxed(28.0, 40.0),
            word("No", 60.0, 40.0),
            boxed(73.0, 40.0),
        ];
        assert_eq!(
            texts(&words),
            [vec!["☒ City", "☒ Other"], vec!["Yes", "☒", "No", "☒"]]
        );
    }

    #[test]
    fn a_label_in_bold_ends_where_plain_type_begins() {
        let bold = |placed: Placed| Placed {
            word: Word {
                bold: true,
                ..placed.word
            },
            ..placed
        };
        let words = [
            bold(word("Town", 10.0, 20.0)),
            bold(word("hall", 32.0, 20.0)),
            word("Cape", 54.0, 20.0),
            word("Coast", 76.0, 20.0),
            // A hint, a number, and a word in bold amid others.
            bold(word("Country", 10.0, 40.0)),
            word("(required)", 47.0, 40.0),
            bold(word("1.", 10.0, 60.0)),
            word("Mail", 22.0, 60.0),
            bold(word("We", 10.0, 80.0)),
            word("are", 22.0, 80.0),
            bold(word("all", 39.0, 80.0)),
        ];
        let segments: Vec<(String, bool)> = segmented(&lines(&words), Sense::default())
            .into_iter()
            .flat_map(|(_, line)| line.segments)
            .map(|segment| (segment.text, segment.runs_on))
            .collect();
        let told: Vec<(&str, bool)> = segments.iter().map(|(t, on)| (t.as_str(), *on)).collect();
        assert_eq!(
            told,
            [
                ("Town hall", false),
                ("Cape Coast", true),
                ("Country (required)", false),
                ("1. Mail", false),
                ("We are all", false)
            ]
        );
    }
}
