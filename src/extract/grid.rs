//! Columns without rulings: lines whose segments stand below one another become the rows of a table.

use super::head::head;
use super::label::Labels;
use super::piece::{Edge, Piece, is_boxes, piece};
use super::pitch;
use super::stacked;
use super::strip::lead;
use super::table::{Box, Row};
use crate::document::{Line, Segment};

/// Points by which the left edges of one column may differ.
pub(super) const TOLERANCE: f32 = 4.0;
/// Space above a line that begins a paragraph, in units of its height.
pub(super) const PARAGRAPH: f32 = 0.8;
/// Lines that the first row may have above its first line of several columns.
const MOST_ABOVE: usize = 6;

/// The lines before the next columns, the rows in columns, and the lines after them; `None` when there are no columns.
pub(super) fn next<'a, 'b>(
    lines: &'b [&'a Line],
    labels: &Labels,
) -> Option<(&'b [&'a Line], Vec<Row>, &'b [&'a Line])> {
    let (from, rows, end) = if is_right_to_left(lines) {
        let mirrored: Vec<Line> = lines.iter().map(|line| mirrored(line)).collect();
        find(&mirrored.iter().collect::<Vec<_>>(), labels)?
    } else {
        find(lines, labels)?
    };
    Some((lines.get(..from)?, rows, lines.get(end..)?))
}

/// True when most lines in columns begin at their right.
fn is_right_to_left(lines: &[&Line]) -> bool {
    let (mut all, mut turned) = (0, 0);
    for line in lines.iter().filter(|line| is_columned(line)) {
        if let [first, second, ..] = line.segments.as_slice() {
            all += 1;
            turned += usize::from(left(first) > left(second));
        }
    }
    turned * 2 > all
}

/// A line with its right side at the left.
fn mirrored(line: &Line) -> Line {
    let mut line = line.clone();
    for segment in line
        .segments
        .iter_mut()
        .filter(|segment| has_place(segment))
    {
        let [left, top, right, bottom] = segment.place;
        segment.place = [-right, top, -left, bottom];
    }
    line
}

/// The first line of the next columns, their rows, and the line behind them.
fn find(lines: &[&Line], labels: &Labels) -> Option<(usize, Vec<Row>, usize)> {
    let start = lines.iter().position(|line| is_columned(line))?;
    let mut from = start;
    loop {
        let gutters = gutters(lines.get(from..)?);
        let end = extent(lines, from, &gutters);
        let columned = lines
            .get(from..end)?
            .iter()
            .filter(|line| is_columned(line))
            .count();
        if columned >= 2 && !gutters.is_empty() {
            let from = begin(lines, from, &gutters);
            let rows = rows(lines.get(from..end)?, &gutters, labels);
            return Some((from, rows, end));
        }
        let step = lines
            .get(from + 1..)?
            .iter()
            .position(|line| is_columned(line))?;
        from += 1 + step;
    }
}

fn has_place(segment: &Segment) -> bool {
    segment.place.iter().any(|edge| *edge != 0.0)
}

/// True for a line of several segments whose places are known, and that stand apart.
fn is_columned(line: &Line) -> bool {
    line.segments.len() >= 2
        && line
            .segments
            .iter()
            .all(|segment| has_place(segment) && !segment.runs_on)
        && !is_boxes(line)
}

pub(super) fn left(segment: &Segment) -> f32 {
    segment.place.first().copied().unwrap_or(0.0)
}

fn right(segment: &Segment) -> f32 {
    segment.place.get(2).copied().unwrap_or(0.0)
}

/// Left edges of the columns behind the first, from the columned lines that follow one another without a long break.
fn gutters(lines: &[&Line]) -> Vec<f32> {
    let mut clusters: Vec<(f32, usize)> = Vec::new();
    let mut since = 0;
    for line in lines {
        if !is_columned(line) {
            since += 1;
            if since > 12 {
                break;
            }
            continue;
        }
        since = 0;
        for segment in line.segments.iter().skip(1) {
            let x = left(segment);
            match clusters
                .iter_mut()
                .find(|(at, _)| (*at - x).abs() <= TOLERANCE)
            {
                Some((_, count)) => *count += 1,
                None => clusters.push((x, 1)),
            }
        }
    }
    let most = clusters.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let mut gutters: Vec<f32> = clusters
        .into_iter()
        .filter(|(_, count)| *count >= 2 && *count * 3 >= most)
        .map(|(x, _)| x)
        .collect();
    gutters.sort_by(f32::total_cmp);
    gutters
}

/// Where the columns begin: in the first row, lines of one column each may stand above the line at `from`, when a short
/// value stands beside the middle of a label of several lines.
fn begin(lines: &[&Line], from: usize, gutters: &[f32]) -> usize {
    let (Some(gutter), Some(label)) = (
        gutters.first(),
        lines.get(from).and_then(|line| line.segments.first()),
    ) else {
        return from;
    };
    let mut start = from;
    let mut beside = false;
    // What stands clear of the line below is in no row with it, unless it is a row of its own.
    let (mut clear, mut labelled) = (None, false);
    for at in (from.saturating_sub(MOST_ABOVE)..from).rev() {
        if clear.is_none()
            && lines
                .get(at + 1)
                .is_some_and(|below| below.gap >= PARAGRAPH)
        {
            clear = Some(at + 1);
        }
        let Some((line, [only])) = lines.get(at).map(|line| (line, line.segments.as_slice()))
        else {
            break;
        };
        let near = |x: f32| has_place(only) && (left(only) - x).abs() <= TOLERANCE;
        let is_value = gutters.iter().any(|x| near(*x));
        let is_label = near(left(label)) && right(only) < *gutter && only.bold == label.bold;
        if !(is_value || is_label) || line.heading {
            break;
        }
        start = at;
        labelled |= is_label && clear.is_some();
        // A label goes on in the line below, in lower case.
        let goes_on = label.text.starts_with(char::is_lowercase) && at + 1 == from;
        beside |= is_value || is_label && goes_on;
        if is_label && line.gap >= 0.8 {
            break;
        }
    }
    let start = match clear {
        Some(clear) if !labelled => start.max(clear),
        _ => start,
    };
    if beside { start } else { from }
}

/// Where the lines end that keep to the columns: a line across the first gutter ends them.
fn extent(lines: &[&Line], from: usize, gutters: &[f32]) -> usize {
    let Some(first) = gutters.first() else {
        return from;
    };
    let mut end = from;
    for (index, line) in lines.iter().enumerate().skip(from) {
        let crosses = line.segments.iter().any(|segment| {
            left(segment) < first - TOLERANCE && right(segment) > first + 2.0 * TOLERANCE
        });
        let astray = line.segments.len() >= 2
            && line
                .segments
                .iter()
                .all(|segment| left(segment) < first - TOLERANCE);
        let boxes = is_boxes(line)
            && line
                .segments
                .iter()
                .any(|one| left(one) < first - TOLERANCE);
        if boxes {
            return end - question(lines.get(from..end).unwrap_or(&[]), *first);
        }
        if crosses || astray || line.heading || !line.segments.iter().all(has_place) {
            break;
        }
        if index > from && is_far(lines, index) && !is_columned(line) {
            break;
        }
        end = index + 1;
    }
    // Lines of the first column alone at the end do not belong to the columns.
    while end > from
        && lines.get(end - 1).is_some_and(|line| {
            line.segments
                .iter()
                .all(|segment| left(segment) < first - TOLERANCE)
        })
        && lines.get(end - 1).is_some_and(|line| line.gap >= 1.5)
    {
        end -= 1;
    }
    // A question in bold above the lines across all columns that answer it.
    let begins = |at: usize, bold: bool| {
        let first = lines.get(at).and_then(|line| line.segments.first());
        first.is_some_and(|one| one.bold == bold && left(one) < first_gutter(gutters))
    };
    let alone = |at: usize| lines.get(at).is_some_and(|line| line.segments.len() == 1);
    let across = |at: usize| {
        let right = lines
            .get(at)
            .and_then(|line| line.segments.first())
            .map(right);
        alone(at) && right.is_some_and(|right| right > first + 2.0 * TOLERANCE)
    };
    let asks = |at: usize| alone(at) && begins(at, true);
    if end > from + 1 && asks(end - 1) && !asks(end - 2) && across(end) && begins(end, false) {
        end -= 1;
    }
    end
}

/// Where the first column ends.
fn first_gutter(gutters: &[f32]) -> f32 {
    gutters.first().map_or(f32::MAX, |x| x - TOLERANCE)
}

/// How many lines the question has that stands at the end of these, right above the boxes that answer it.
fn question(lines: &[&Line], first: f32) -> usize {
    let mut count = 0;
    for line in lines.iter().rev() {
        if line
            .segments
            .iter()
            .any(|one| left(one) >= first - TOLERANCE)
        {
            return 0;
        }
        count += 1;
        let begins = line.segments.first().map(|one| one.text.as_str());
        if !begins.is_some_and(|text| text.starts_with(char::is_lowercase)) {
            return count;
        }
    }
    count
}

/// True for a line far below the line before it.
fn is_far(lines: &[&Line], index: usize) -> bool {
    lines.get(index).is_some_and(|line| line.gap > 4.0)
}

/// Puts lines together to rows.
fn rows(lines: &[&Line], gutters: &[f32], labels: &Labels) -> Vec<Row> {
    let width = gutters.len() + 1;
    let mut rows: Vec<Row> = Vec::new();
    let mut texts: Vec<String> = vec![String::new(); width];
    let told = gutters
        .first()
        .and_then(|x| pitch::rows(lines, *x - TOLERANCE));
    let stacked = told.or_else(|| stacked::rows(lines, gutters));
    for (at, line) in lines.iter().enumerate() {
        let mut parts: Vec<Vec<&Segment>> = vec![Vec::new(); width];
        for segment in &line.segments {
            let column = gutters
                .iter()
                .rposition(|x| left(segment) >= x - TOLERANCE)
                .map_or(0, |index| index + 1);
            if let Some(part) = parts.get_mut(column) {
                part.push(segment);
            }
        }
        let begins = stacked.as_ref().map(|starts| starts.contains(&at));
        if rows.is_empty()
            || begins == Some(true)
            || counts(&parts, &texts)
            || begins.is_none()
                && starts_row(
                    &parts,
                    &texts,
                    line,
                    lines.get(at + 1).copied(),
                    gutters,
                    labels,
                )
        {
            rows.push(Row {
                cells: (0..width).map(Box::at).collect(),
            });
            texts.iter_mut().for_each(String::clear);
        }
        let Some(row) = rows.last_mut() else { continue };
        for (column, part) in parts.iter().enumerate() {
            for (index, segment) in part.iter().enumerate() {
                if let Some(text) = texts.get_mut(column) {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(&segment.text);
                }
                let Some(cell) = row.cells.get_mut(column) else {
                    continue;
                };
                for (part_of, text) in segment.text.split('\n').enumerate() {
                    let edge = match (index, part_of) {
                        (0, 0) if line.gap >= PARAGRAPH => Edge::Paragraph,
                        (0, _) | (_, 1..) => Edge::Line,
                        _ => Edge::Gap,
                    };
                    cell.pieces.push(Piece {
                        page: line.page,
                        edge,
                        ..piece(segment, text)
                    });
                }
            }
        }
    }
    rows
}

/// True for a label with a number of its own and its answer beside it, below another with a number.
fn counts(parts: &[Vec<&Segment>], texts: &[String]) -> bool {
    let numbered = |text: &str| text.starts_with(char::is_alphanumeric) && lead(text) > 0;
    let own = parts.first().and_then(|part| part.first());
    let answered = parts.iter().skip(1).any(|part| !part.is_empty());
    answered
        && own.is_some_and(|own| numbered(&own.text))
        && texts.first().is_some_and(|before| numbered(before))
}

/// True when a line begins a new row: one of its texts is a label of its own, or the label before is finished.
fn starts_row(
    parts: &[Vec<&Segment>],
    texts: &[String],
    line: &Line,
    after: Option<&Line>,
    gutters: &[f32],
    labels: &Labels,
) -> bool {
    let text = |part: &[&Segment]| {
        part.iter()
            .map(|segment| segment.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let own = parts.first().map(|part| text(part)).unwrap_or_default();
    for (part, before) in parts.iter().zip(texts) {
        let own = text(part);
        if own.is_empty() || before.is_empty() {
            continue;
        }
        // What stands clear of the line before goes on with nothing: "Nation" over "State".
        if line.gap < 1.0 && labels.strict(&format!("{before} {own}")).is_some() {
            return false;
        }
    }
    let before = texts.first().map(String::as_str).unwrap_or_default();
    if own.is_empty() && texts.first().is_none_or(|first| !first.is_empty()) {
        // Only values: they go on with the row, unless they stand clear of it and near the next label.
        return line.gap >= 1.0
            && after.is_some_and(|next| {
                next.gap < 0.5
                    && next.segments.first().is_some_and(|segment| {
                        gutters
                            .first()
                            .is_some_and(|x| left(segment) < x - TOLERANCE)
                    })
            });
    }
    // An asterisk or a hint below a label.
    if !before.is_empty() && (own.starts_with('(') || !own.chars().any(char::is_alphanumeric)) {
        return false;
    }
    // The label goes on: in lower case, or without the number that labels have here.
    let open = !before.trim_end().ends_with([':', '?', '：', '？', '*']) && line.gap < 0.8;
    let numbered = |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && lead(text) > 0;
    if !before.is_empty()
        && open
        && (own.starts_with(char::is_lowercase) || numbered(before) && lead(&own) == 0)
    {
        return false;
    }
    if before.is_empty() || head(&own, labels, false).is_some() {
        return true;
    }
    if head(before, labels, false).is_some() || before.trim_end().ends_with([':', '?', '：', '？'])
    {
        return true;
    }
    if line.gap >= 0.8 {
        return true;
    }
    // A wrapped label goes on in lower case.
    own.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|c| c.is_uppercase() || c.is_numeric())
        && line.gap >= 0.3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_clear_above_columns_is_in_no_row_with_them() {
        let place = |text: &str, left: f32| Segment {
            text: text.to_owned(),
            place: [left, 0.0, left + 50.0, 10.0],
            ..Segment::default()
        };
        let line = |segments: Vec<Segment>, gap: f32| Line {
            segments,
            gap,
            ..Line::default()
        };
        let lines = [
            line(vec![place("c) Population", 200.0)], 1.0),
            line(vec![place("1.2 million", 200.0)], 0.3),
            line(vec![place("a) Mayor", 50.0), place("b) Term", 200.0)], 1.0),
            line(vec![place("Ana", 50.0), place("2023", 200.0)], 0.3),
        ];
        let lines: Vec<&Line> = lines.iter().collect();
        assert_eq!(begin(&lines, 2, &[200.0]), 2);
    }

    #[test]
    fn a_number_begins_a_row_below_another() {
        let own = Segment {
            text: "b) Function".to_owned(),
            ..Segment::default()
        };
        let parts = [vec![&own], vec![&own]];
        assert!(counts(&parts, &["a) Mayor".to_owned(), String::new()]));
        assert!(!counts(&parts, &["Mayor".to_owned(), String::new()]));
        assert!(!counts(&[vec![&own], Vec::new()], &["a) Mayor".to_owned()]));
    }

    #[test]
    fn the_question_above_boxes_begins_behind_the_label_before_it() {
        let lines: Vec<Line> = [
            ("Which government", 50.0),
            ("Kisumu", 200.0),
            ("applies?", 50.0),
            ("What kind of government", 50.0),
            ("is it?", 50.0),
        ]
        .map(|(text, left)| Line {
            segments: vec![Segment {
                text: text.to_owned(),
                place: [left, 0.0, left + 50.0, 10.0],
                ..Segment::default()
            }],
            ..Line::default()
        })
        .into();
        let lines: Vec<&Line> = lines.iter().collect();
        let above = |end: usize| question(&lines[..end], 200.0);
        assert_eq!([above(5), above(4), above(2), above(1)], [2, 1, 0, 1]);
    }
}
