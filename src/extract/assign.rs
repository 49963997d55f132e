//! Which fields the labels of a form stand for, all together: each field once, and in an order that forms have.

use std::cmp::Ordering;

/// A label of the form.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What it may stand for, with what speaks for it, in natural logarithms: a field, or none of them.
    pub options: Vec<(Option<usize>, f32)>,
}

/// Forms read so far along different ways.
const WAYS: usize = 40;

#[derive(Debug, Clone)]
struct Way {
    score: f32,
    used: u128,
    last: Option<usize>,
    picks: Vec<Option<usize>>,
}

/// The field of each label, in their order, so that all of it together is likeliest. `free` tells the fields that forms ask
/// for in any place, and `drawn` what speaks for a field right behind another.
pub(super) fn assign(
    items: &[Item],
    free: impl Fn(usize) -> bool,
    drawn: impl Fn(usize, usize) -> f32,
) -> Vec<Option<usize>> {
    let mut ways = vec![Way {
        score: 0.0,
        used: 0,
        last: None,
        picks: Vec::with_capacity(items.len()),
    }];
    for item in items {
        let mut next: Vec<Way> = Vec::with_capacity(ways.len() * item.options.len());
        for way in &ways {
            for (field, score) in &item.options {
                let bit = field.map_or(0, |field| 1_u128.checked_shl(field as u32).unwrap_or(0));
                if way.used & bit != 0 {
                    continue;
                }
                let mut own = way.clone();
                own.score += score;
                own.used |= bit;
                if let Some(field) = field {
                    own.score += step(way.last, *field, free(*field));
                    own.score += way.last.map_or(0.0, |last| drawn(last, *field));
                    if !free(*field) {
                        own.last = Some(*field);
                    }
                }
                own.picks.push(*field);
                next.push(own);
            }
        }
        next.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
        next.truncate(WAYS);
        ways = next;
    }
    ways.into_iter()
        .next()
        .map_or_else(|| vec![None; items.len()], |way| way.picks)
}

/// What speaks for a field behind another.
fn step(last: Option<usize>, field: usize, free: bool) -> f32 {
    let Some(last) = last else {
        // Forms begin with their first fields.
        return if field <= 1 { 0.5 } else { 0.0 };
    };
    let near = match field as isize - last as isize {
        1 => 0.8,
        2 | 3 => 0.4,
        4..=6 => 0.2,
        -1 => -0.1,
        ..=-1 => -0.5,
        _ => 0.0,
    };
    if free {
        (near * 0.5_f32).max(0.0)
    } else {
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(options: &[(usize, f32)]) -> Item {
        let fields = options.iter().map(|(field, score)| (Some(*field), *score));
        Item {
            options: fields.chain([(None, 0.5)]).collect(),
        }
    }

    fn picks(items: &[Item]) -> Vec<Option<usize>> {
        assign(items, |_| false, |_, _| 0.0)
    }

    #[test]
    fn a_field_goes_to_the_label_that_needs_it_more() {
        // The first would take 4 as well, but the second has nothing else.
        let items = [item(&[(4, 2.0), (3, 1.8)]), item(&[(4, 1.5)])];
        assert_eq!(picks(&items), [Some(3), Some(4)]);
    }

    #[test]
    fn between_two_fields_stands_what_forms_have_there() {
        let certain = |field| Item {
            options: vec![(Some(field), 0.0)],
        };
        let open = item(&[(5, 0.4), (9, 0.6)]);
        assert_eq!(picks(&[certain(4), open.clone(), certain(6)])[1], Some(5));
        assert_eq!(picks(&[certain(8), open, certain(10)])[1], Some(9));
    }

    #[test]
    fn what_is_drawn_to_the_field_before_goes_there() {
        let certain = Item {
            options: vec![(Some(8), 0.0)],
        };
        let items = [certain, item(&[(5, 4.0), (9, 2.0)])];
        let drawn = |last: usize, field: usize| if (last, field) == (8, 9) { 2.0 } else { 0.0 };
        assert_eq!(assign(&items, |_| false, |_, _| 0.0)[1], Some(5));
        assert_eq!(assign(&items, |_| false, drawn)[1], Some(9));
    }

    #[test]
    fn a_label_that_nothing_speaks_for_is_none() {
        assert_eq!(picks(&[item(&[(3, -2.0)])]), [None]);
        assert!(picks(&[]).is_empty());
    }
}
