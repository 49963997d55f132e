//! Cards side by side: labels above their answers, which look otherwise or stand in boxes, in two or more columns. Each card
//! is read as a whole.

use super::Sense;
use super::told::{Prints, Told, height};
use crate::document::{Line, Segment};

/// How far an answer may be set in or out against its label, in points.
const SLACK: f32 = 4.0;
/// Lines that a label may be wrapped over.
const LABEL: usize = 4;

/// A line and the place by which it is sorted among tables.
type Laid = ([f32; 4], Line);

/// The lines with those of cards in the order of the cards.
pub(super) fn in_order(lines: Vec<Laid>, prints: &Prints, sense: Sense) -> Vec<Laid> {
    let bands = best(&lines, prints);
    // One row of cards alone may be the head of a table.
    if bands.len() < 2 {
        return lines;
    }
    let mut out: Vec<Laid> = Vec::with_capacity(lines.len());
    let mut bands = bands.into_iter().peekable();
    let mut rest = lines.into_iter().enumerate();
    while let Some((at, line)) = rest.next() {
        let Some(band) = bands.next_if(|band| band.start == at) else {
            out.push(line);
            continue;
        };
        let more = rest.by_ref().take(band.end - band.start - 1);
        let all: Vec<Laid> = std::iter::once(line)
            .chain(more.map(|(_, line)| line))
            .collect();
        cards(all, &band.lefts, sense, &mut out);
    }
    out
}

/// The cards whose labels are in bold or without boxes; those whose labels have another look of their own where there are
/// more of them.
fn best(lines: &[Laid], prints: &Prints) -> Vec<Band> {
    let boxes: &[Told] = match prints.has_boxes() {
        true => &[Told::Bold, Told::Boxes(prints)],
        false => &[Told::Bold],
    };
    let mut best = bands(lines, boxes);
    let full = |bands: &[Band]| bands.iter().filter(|band| band.answered > 1).count();
    let mut most = full(&best);
    let looks = prints.common_looks(lines.iter().map(|(_, line)| line));
    for (look, rows) in looks {
        // Rows of labels beside their answers look alike too, but what stands below them is the next row.
        if rows <= most {
            break;
        }
        let told = bands(lines, &[Told::Look(prints, look)]);
        let count = full(&told);
        if count > most.max(1) && count * 2 > rows {
            (best, most) = (told, count);
        }
    }
    best
}

/// The cards on these lines, told in one of these ways.
fn bands(lines: &[Laid], ways: &[Told]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match ways.iter().find_map(|told| band(lines, at, *told)) {
            Some(band) => {
                at = band.end;
                bands.push(band);
            }
            None => at += 1,
        }
    }
    bands
}

/// Lines that hold cards side by side.
struct Band {
    start: usize,
    /// The line behind the last.
    end: usize,
    /// Where the columns begin.
    lefts: Vec<f32>,
    /// Columns with an answer.
    answered: usize,
}

/// What has been seen in one column.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Label(usize),
    /// In this font size.
    Answer(f32),
}

/// The cards whose labels begin on the line at `start`: each side by side with another, all printed as labels, answers below
/// them.
fn band(lines: &[Laid], start: usize, told: Told) -> Option<Band> {
    let (_, first) = lines.get(start)?;
    let mut lefts: Vec<f32> = first.segments.iter().map(|s| s.place[0]).collect();
    lefts.sort_by(f32::total_cmp);
    let apart = first
        .segments
        .iter()
        .all(|s| told.is_label(s) && !s.runs_on);
    if lefts.len() < 2 || !apart || first.margin || is_below_labels(lines, start, &lefts, told) {
        return None;
    }
    let mut seen = vec![Seen::Label(1); lefts.len()];
    let mut end = start + 1;
    while let Some((_, line)) = lines.get(end) {
        let next = after(&seen, line, &lefts, told);
        let Some(next) = next else { break };
        seen = next;
        end += 1;
    }
    let answered = seen.iter().filter(|seen| matches!(seen, Seen::Answer(_)));
    let answered = answered.count();
    (answered > 0).then_some(Band {
        start,
        end,
        lefts,
        answered,
    })
}

/// True where answers of a scan are printed as labels are elsewhere: close below a line with other print at the same places, and
/// further away from what follows.
fn is_below_labels(lines: &[Laid], start: usize, lefts: &[f32], told: Told) -> bool {
    let line = |at: usize| lines.get(at).map(|(_, line)| line);
    let (Some(above), Some(own)) = (start.checked_sub(1).and_then(line), line(start)) else {
        return false;
    };
    let same = |segment: &Segment| {
        !told.is_label(segment) && segment.confidence < 1.0 && column(segment, lefts).is_some()
    };
    let next = line(start + 1).map_or(f32::MAX, |next| next.gap);
    above.segments.len() == lefts.len() && above.segments.iter().all(same) && own.gap < next * 0.7
}

/// What has been seen in each column behind a line; nothing when the line is no part of these cards.
fn after(seen: &[Seen], line: &Line, lefts: &[f32], told: Told) -> Option<Vec<Seen>> {
    if line.margin || line.heading || line.gap > 3.0 {
        return None;
    }
    let mut now = seen.to_vec();
    for segment in &line.segments {
        let column = column(segment, lefts)?;
        let before = *seen.get(column)?;
        let next = match (before, told.is_label(segment)) {
            (Seen::Label(lines), true) if lines < LABEL && line.gap < 0.8 => Seen::Label(lines + 1),
            (Seen::Answer(_), false) if line.gap >= 1.0 && segment.field.is_none() => return None,
            (Seen::Answer(size), false) if !told.goes_on(size, segment) => return None,
            (_, false) => Seen::Answer(height(segment)),
            _ => return None,
        };
        *now.get_mut(column)? = next;
    }
    Some(now)
}

/// The column that a segment stands in as a whole.
fn column(segment: &Segment, lefts: &[f32]) -> Option<usize> {
    let [left, _, right, _] = segment.place;
    let column = lefts.iter().rposition(|at| left >= at - SLACK)?;
    let within = lefts.get(column + 1).is_none_or(|next| right <= *next);
    within.then_some(column)
}

/// Appends the cards of a band one after the other.
fn cards(lines: Vec<Laid>, lefts: &[f32], sense: Sense, out: &mut Vec<Laid>) {
    let Some(place) = lines.iter().map(|line| line.0).reduce(super::lines::around) else {
        return;
    };
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); lefts.len()];
    for (_, line) in lines {
        let mut parts: Vec<Vec<Segment>> = vec![Vec::new(); lefts.len()];
        for segment in line.segments {
            let part = column(&segment, lefts).and_then(|column| parts.get_mut(column));
            if let Some(part) = part {
                part.push(segment);
            }
        }
        for (column, segments) in columns.iter_mut().zip(parts) {
            if segments.is_empty() {
                continue;
            }
            column.push(Line {
                segments,
                gap: if column.is_empty() {
                    line.gap.max(1.0)
                } else {
                    line.gap
                },
                page: sense.page,
                ..Line::default()
            });
        }
    }
    if sense.right_to_left {
        columns.reverse();
    }
    out.extend(columns.into_iter().flatten().map(|line| (place, line)));
}

#[cfg(test)]
mod tests {
    use super::super::{Placed, Word, lines};
    use super::*;

    /// A line of segments, in bold where they begin with a capital; the second column begins at 200.
    fn line(at: usize, texts: [&str; 2]) -> Laid {
        let segments: Vec<Segment> = [20.0, 200.0]
            .into_iter()
            .zip(texts)
            .filter(|(_, text)| !text.is_empty())
            .map(|(left, text)| Segment {
                text: text.into(),
                place: [
                    left,
                    12.0 * at as f32,
                    left + 100.0,
                    12.0 * at as f32 + 10.0,
                ],
                bold: text.starts_with(char::is_uppercase),
                ..Segment::default()
            })
            .collect();
        let line = Line {
            segments,
            ..Line::default()
        };
        (line.segments[0].place, line)
    }

    fn read(rows: &[[&str; 2]], right_to_left: bool) -> Vec<String> {
        let lines = rows.iter().enumerate().map(|(at, row)| line(at, *row));
        let sense = Sense {
            page: 1,
            right_to_left,
        };
        let lines = in_order(lines.collect(), &Prints::default(), sense).into_iter();
        let texts = lines.flat_map(|(_, line)| line.segments);
        texts.map(|segment| segment.text).collect()
    }

    #[test]
    fn answers_in_bold_close_below_their_labels_are_no_labels() {
        let mut lines: Vec<Laid> = [
            ["state", "region"],
            ["Senegal", "Thies"],
            ["kind of it", ""],
            ["contact", "function"],
            ["Ibrahima", "Secretary"],
            ["address", ""],
        ]
        .into_iter()
        .enumerate()
        .map(|(at, row)| line(at, row))
        .collect();
        for (at, (_, line)) in lines.iter_mut().enumerate() {
            line.gap = if matches!(at, 1 | 4) { 0.4 } else { 1.0 };
            for segment in &mut line.segments {
                segment.confidence = 0.9;
            }
        }
        let sense = Sense {
            page: 1,
            right_to_left: false,
        };
        let read = in_order(lines.clone(), &Prints::default(), sense);
        assert_eq!(read, lines);
    }

    const CARDS: [[&str; 2]; 7] = [
        ["Land", "Which government"],
        ["kenya", "Applies?"],
        ["", "kisumu"],
        ["Heads", ""],
        ["", ""],
        ["Who leads it", "Since when"],
        ["akinyi", "2024"],
    ];

    #[test]
    fn cards_side_by_side_are_read_one_after_the_other() {
        let cards: Vec<[&str; 2]> = CARDS.into_iter().filter(|row| *row != ["", ""]).collect();
        assert_eq!(
            read(&cards, false),
            [
                "Land",
                "kenya",
                "Which government",
                "Applies?",
                "kisumu",
                "Heads",
                "Who leads it",
                "akinyi",
                "Since when",
                "2024"
            ]
        );
        assert_eq!(
            read(&cards, true)[..3],
            ["Which government", "Applies?", "kisumu"]
        );
    }

    #[test]
    fn answers_in_boxes_tell_the_labels_above_them() {
        let rows = [
            ["nation", "province"],
            ["kenya", "kisumu county"],
            ["mayor", "office of the mayor"],
            ["achieng otieno", "governor"],
        ];
        let lines: Vec<Laid> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| line(at, *row))
            .collect();
        let answers = lines.iter().skip(1).step_by(2);
        let boxed = Prints::boxes(
            answers
                .flat_map(|(_, line)| &line.segments)
                .map(|segment| segment.place),
        );
        let texts = |boxed: &Prints| -> Vec<String> {
            let lines = in_order(lines.clone(), boxed, Sense::default()).into_iter();
            lines
                .flat_map(|(_, line)| line.segments)
                .map(|segment| segment.text)
                .collect()
        };
        assert_eq!(
            texts(&boxed)[..5],
            ["nation", "kenya", "province", "kisumu county", "mayor"]
        );
        assert_eq!(texts(&Prints::default()), rows.concat());
    }

    #[test]
    fn labels_in_plain_type_above_answers_in_bold_are_told_by_their_look() {
        let word = |text: &str, left: f32, at: usize| {
            let bold = text.starts_with(char::is_uppercase);
            let size = if text.starts_with("in ") { 9.0 } else { 10.0 };
            let top = 12.0 * at as f32;
            Placed {
                word: Word {
                    text: text.into(),
                    place: [left, top, left + 100.0, top + size],
                    baseline: top + 8.0,
                    size,
                    bold,
                    look: u32::from(bold),
                    confidence: 1.0,
                    spaced: true,
                    upright: true,
                    ..Word::default()
                },
                boxed: 0,
                order: 0,
            }
        };
        let texts = |rows: &[[&str; 2]]| -> Vec<String> {
            let words: Vec<Placed> = rows
                .iter()
                .enumerate()
                .flat_map(|(at, row)| [word(row[0], 20.0, at), word(row[1], 200.0, at)])
                .filter(|placed| !placed.word.text.is_empty())
                .collect();
            let lines = lines::lines(&words);
            let lines = lines::segmented(&lines, Sense::default());
            in_order(lines, &Prints::of(&words), Sense::default())
                .into_iter()
                .flat_map(|(_, line)| line.segments)
                .map(|segment| segment.text)
                .collect()
        };
        let rows = [
            ["nation", "province"],
            ["Kenya", "Kisumu County"],
            ["mayor", "office"],
            ["Otieno", "Governor"],
            ["in words of your own", ""],
            ["Since 2020", ""],
        ];
        assert_eq!(
            texts(&rows),
            [
                "nation",
                "Kenya",
                "province",
                "Kisumu County",
                "mayor",
                "Otieno",
                "office",
                "Governor",
                "in words of your own",
                "Since 2020"
            ]
        );
        // Labels beside answers of the same look, with headings in bold among them.
        let rows = [
            ["Territory", ""],
            ["nation", "kenya"],
            ["province", "kisumu"],
            ["Leader", ""],
            ["mayor", "otieno"],
            ["office", "governor"],
            ["Contact", ""],
            ["mail", "otieno@kisumu"],
        ];
        assert_eq!(
            texts(&rows).join(" "),
            rows.concat().join(" ").replace("  ", " ")
        );
    }

    #[test]
    fn the_head_of_a_table_and_rows_in_bold_throughout_are_no_cards() {
        for rows in [
            vec![["Name", "Since"], ["akinyi", "2024"], ["otieno", "2021"]],
            vec![["Land", "Kenya"], ["Town", "Kisumu"], ["Head", "Akinyi"]],
        ] {
            assert_eq!(read(&rows, false), rows.concat());
        }
    }
}
