//! Tables with lines between their rows and none between their columns.

use super::*;

fn word(left: f32, right: f32, middle: f32) -> Word {
    Word {
        place: [left, middle - 5.0, right, middle + 5.0],
        ..Word::default()
    }
}

fn line(at: f32) -> Stroke {
    Stroke {
        at,
        from: 50.0,
        to: 550.0,
    }
}

#[test]
fn rows_between_lines_are_a_table_with_the_row_above_the_first_line() {
    let lines = vec![line(100.0), line(120.0), line(160.0)];
    let words = [90.0, 110.0, 130.0, 150.0]
        .into_iter()
        .flat_map(|y| [word(52.0, 150.0, y), word(200.0, 500.0, y)])
        .collect::<Vec<_>>();
    let tables = tables(lines.clone(), &[], &words);
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].xs, [49.0, 198.0, 551.0]);
    assert_eq!(tables[0].ys, [80.0, 100.0, 120.0, 160.0]);
    // Lines to write on have no columns.
    let prose: Vec<Word> = [110.0, 140.0]
        .iter()
        .map(|y| word(52.0, 540.0, *y))
        .collect();
    assert!(super::tables(lines, &[], &prose).is_empty());
}

#[test]
fn boxes_below_one_another_are_a_table_only_without_labels_beside_them() {
    let grid = || Grid::full(vec![200.0, 400.0], vec![100.0, 120.0, 140.0, 160.0]);
    let values = || {
        [110.0, 130.0, 150.0]
            .map(|y| word(210.0, 300.0, y))
            .to_vec()
    };
    let labels = [110.0, 130.0, 152.0].map(|y| word(50.0, 150.0, y));
    assert_eq!(boxes(vec![grid()], &values()).len(), 1);
    assert_eq!(
        boxes(vec![grid()], &[values(), labels.to_vec()].concat()).len(),
        3
    );
}

/// A line of words of ten points, some of them in bold.
fn text(left: f32, middle: f32, bold: bool) -> Word {
    Word {
        text: "word".into(),
        bold,
        size: 10.0,
        baseline: middle + 3.0,
        confidence: 1.0,
        upright: true,
        ..word(left, left + 100.0, middle)
    }
}

#[test]
fn lines_below_the_headings_of_a_form_are_no_rows_of_a_table() {
    // Three parts of four labels with their values, each below a heading and its line.
    let mut words = Vec::new();
    let mut lines = Vec::new();
    for part in 0..3 {
        let top = 100.0 + 110.0 * part as f32;
        words.push(text(50.0, top, true));
        lines.push(line(top + 7.0));
        for field in 0..4 {
            let middle = top + 20.0 + 22.0 * field as f32;
            words.extend([text(60.0, middle, false), text(300.0, middle, false)]);
        }
    }
    assert!(tables(lines.clone(), &[], &words).is_empty());
    // The same with one label and a long answer in each part, and the heading right above its line.
    words.retain(|word| word.bold || (word.middle().1 - 100.0) % 110.0 < 25.0);
    assert!(tables(lines.clone(), &[], &words).is_empty());
    // Without headings these are rows, unless boxes to write in stand between the lines.
    words.retain(|word| !word.bold);
    assert_eq!(tables(lines.clone(), &[], &words).len(), 1);
    let boxes = [130.0, 160.0].map(|y| Grid::full(vec![60.0, 200.0], vec![y, y + 20.0]));
    assert!(tables(lines, &boxes, &words).is_empty());
}

#[test]
fn a_heading_below_the_line_that_ends_the_part_before_is_no_row_of_the_first_label() {
    let mut words = vec![text(50.0, 114.0, true)];
    let mut lines = vec![line(100.0)];
    for at in 0..4 {
        let middle = 136.0 + 22.0 * at as f32;
        words.extend([text(50.0, middle, false), text(300.0, middle, false)]);
        lines.push(line(middle + 11.0));
    }
    let tables = tables(lines, &[], &words);
    let [grid] = tables.as_slice() else {
        panic!("{} tables", tables.len())
    };
    let row = |y: f32| grid.region_at(60.0, y).map(|at| grid.regions[at].row);
    assert_ne!(row(114.0), row(136.0));
}

#[test]
fn headings_larger_than_labels_in_bold_have_no_rows_below_their_lines() {
    let mut words = Vec::new();
    let mut lines = Vec::new();
    for part in 0..3 {
        let top = 100.0 + 60.0 * part as f32;
        let mut heading = text(50.0, top, true);
        heading.size = 12.0;
        words.push(heading);
        lines.push(line(top + 7.0));
        for field in 0..2 {
            let middle = top + 20.0 + 13.0 * field as f32;
            words.extend([text(50.0, middle, true), text(300.0, middle, false)]);
        }
    }
    assert!(tables(lines, &[], &words).is_empty());
}

#[test]
fn a_heading_between_two_rows_without_lines_is_a_row() {
    let lines = [100.0, 120.0, 140.0, 200.0, 220.0].map(line).to_vec();
    let mut words: Vec<Word> = [110.0, 130.0, 150.0, 190.0, 210.0]
        .into_iter()
        .flat_map(|y| [text(52.0, y, false), text(300.0, y, false)])
        .collect();
    words.push(text(52.0, 170.0, true));
    let tables = tables(lines, &[], &words);
    let ys: Vec<i32> = tables[0].ys.iter().map(|y| *y as i32).collect();
    assert_eq!(ys, [100, 120, 140, 164, 176, 200, 220]);
}

#[test]
fn the_row_above_the_first_line_is_as_high_as_its_label() {
    let lines = [100.0, 115.0, 130.0].map(line).to_vec();
    let mut words: Vec<Word> = [108.0, 123.0]
        .into_iter()
        .flat_map(|y| [text(52.0, y, false), text(300.0, y, false)])
        .collect();
    words.extend([70.0, 82.0, 94.0].map(|y| text(52.0, y, false)));
    words.push(text(300.0, 82.0, false));
    assert_eq!(tables(lines, &[], &words)[0].ys[0], 64.0);
}

#[test]
fn cards_side_by_side_are_no_labels_of_one_another() {
    let card = |left: f32| Grid::full(vec![left, left + 150.0], vec![100.0, 120.0, 140.0]);
    let words: Vec<Word> = [60.0, 260.0]
        .into_iter()
        .flat_map(|left| [text(left, 110.0, false), text(left, 130.0, false)])
        .collect();
    let grids = boxes(vec![card(50.0), card(250.0)], &words);
    assert_eq!(grids.len(), 2);
    assert!(grids.iter().all(|grid| grid.regions.len() == 2));
}
