//! Tables and the lines around them.

use super::*;

#[test]
fn a_heading_close_below_a_table_begins_a_paragraph() {
    let word = |bold, middle: f32| Placed {
        word: Word {
            text: "Membership".into(),
            place: [50.0, middle - 5.0, 150.0, middle + 5.0],
            size: 10.0,
            baseline: middle + 3.0,
            upright: true,
            bold,
            ..Word::default()
        },
        boxed: 0,
        order: 0,
    };
    let gap = |bold| {
        let table = Block::Table(Table { rows: Vec::new() });
        let region = Region {
            words: vec![word(bold, 212.0), word(false, 224.0)],
            tables: vec![([50.0, 100.0, 550.0, 204.0], table)],
        };
        match column(region, Sense::default()).get(1) {
            Some(Block::Line(line)) => line.gap,
            other => panic!("{other:?}"),
        }
    };
    assert!(
        gap(true) >= 1.0 && gap(false) < 1.0,
        "{} {}",
        gap(true),
        gap(false)
    );
}
