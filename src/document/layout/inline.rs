//! Fields that stand within running text: a label, its field, the next label right behind it, wherever lines break.
//!
//! Programs that turn web pages into fillable files set them so. The label of a field is the text since the field before.

use super::{Word, bidi};
use crate::document::{Block, Line, Segment};

/// Text begins this near behind a field.
const TOUCH: f32 = 3.0;
/// A step from line to line of so many font sizes sets a title apart.
const APART: f32 = 2.2;
/// A page has at least as many fields with text right behind them.
const LEAST: usize = 3;

/// What stands at one place of the running text.
struct Token<'a> {
    text: &'a str,
    place: [f32; 4],
    bold: bool,
    field: Option<u32>,
    /// A box that may be ticked.
    tick: bool,
    /// The line it stands on, and where that is.
    line: usize,
    level: f32,
}

/// The page as one line for each field, when its fields stand within running text. `blanks` are fields without a value.
pub(super) fn lines(words: &[Word], blanks: &[(u32, [f32; 4])], page: u32) -> Option<Vec<Block>> {
    let boxes: Vec<[f32; 4]> = words
        .iter()
        .filter(|word| word.field.is_some() && !is_tick(word))
        .map(|word| word.place)
        .chain(blanks.iter().map(|(_, place)| *place))
        .collect();
    if boxes.len() <= LEAST {
        return None;
    }
    let touches = |place: &[f32; 4]| {
        words.iter().any(|word| {
            word.field.is_none()
                && (word.place[0] - place[2]).abs() < TOUCH
                && (place[1]..=place[3] + TOUCH).contains(&word.middle().1)
        })
    };
    let followed = boxes.iter().filter(|place| touches(place)).count();
    let right_to_left = || {
        words
            .iter()
            .any(|word| bidi::count_right_to_left(&word.text) > 0)
    };
    if followed < LEAST || followed * 3 < boxes.len() || right_to_left() {
        return None;
    }
    Some(unroll(&tokens(words, blanks), page))
}

fn is_tick(word: &Word) -> bool {
    word.field.is_some() && matches!(word.text.as_str(), "☐" | "☒")
}

/// Words, fields and blanks in the order in which they are read.
fn tokens<'a>(words: &'a [Word], blanks: &[(u32, [f32; 4])]) -> Vec<Token<'a>> {
    let mut levels: Vec<f32> = words
        .iter()
        .filter(|word| word.field.is_none())
        .map(|word| word.baseline)
        .collect();
    levels.sort_by(f32::total_cmp);
    levels.dedup_by(|next, kept| *next - *kept < TOUCH);
    // A field stands on the line of the text that it touches, or that its lower edge is nearest to.
    let level = |place: &[f32; 4]| {
        let beside = words
            .iter()
            .filter(|word| {
                word.field.is_none()
                    && (place[1]..=place[3] + TOUCH).contains(&word.middle().1)
                    && ((word.place[0] - place[2]).abs() < TOUCH
                        || (place[0] - word.place[2]).abs() < TOUCH)
            })
            .map(|word| word.baseline)
            .max_by(f32::total_cmp);
        nearest(&levels, beside.unwrap_or(place[3] - TOUCH))
    };
    let at = |line: usize| levels.get(line).copied().unwrap_or(0.0);
    let mut tokens: Vec<Token> = words
        .iter()
        .map(|word| {
            let line = match word.field {
                Some(_) => level(&word.place),
                None => nearest(&levels, word.baseline),
            };
            Token {
                text: &word.text,
                place: word.place,
                bold: word.bold,
                field: word.field,
                tick: is_tick(word),
                line,
                level: at(line),
            }
        })
        .chain(blanks.iter().map(|(field, place)| {
            let line = level(place);
            Token {
                text: "",
                place: *place,
                bold: false,
                field: Some(*field),
                tick: false,
                line,
                level: at(line),
            }
        }))
        .collect();
    tokens.sort_by(|a, b| {
        let left = a.place[0].total_cmp(&b.place[0]);
        a.line.cmp(&b.line).then(left)
    });
    tokens
}

fn nearest(levels: &[f32], at: f32) -> usize {
    let off = |level: &f32| (level - at).abs();
    levels
        .iter()
        .enumerate()
        .min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)))
        .map_or(0, |(line, _)| line)
}

/// One line for each field: its label and its value; for boxes to tick, all of them with what stands behind them.
fn unroll(tokens: &[Token], page: u32) -> Vec<Block> {
    let mut out: Vec<Vec<Segment>> = vec![Vec::new()];
    let mut ticks = false;
    let mut level = f32::MAX;
    for token in tokens {
        // Above the first field there may be titles.
        let size = token.place[3] - token.place[1];
        if token.field.is_none() && out.iter().flatten().all(|last| last.field.is_none()) {
            if token.level > level + APART * size {
                out.push(Vec::new());
            }
            level = token.level;
        }
        let Some(line) = out.last_mut() else { break };
        if token.field.is_some() {
            if !token.text.is_empty() {
                line.push(segment(token.text, token));
            }
            ticks |= token.tick;
            if !token.tick {
                out.push(Vec::new());
                ticks = false;
            }
            continue;
        }
        // The last choice and the next label may have grown together.
        if ticks && let Some((choice, label)) = grown_together(token.text) {
            append(line, choice, token);
            out.push(vec![segment(label, token)]);
            ticks = false;
            continue;
        }
        append(line, token.text, token);
    }
    out.into_iter()
        .filter(|segments| !segments.is_empty())
        .map(|segments| {
            Block::Line(Line {
                segments,
                gap: 1.0,
                page,
                ..Line::default()
            })
        })
        .collect()
}

/// Without its place: where it stands in running text says nothing of columns.
fn segment(text: &str, token: &Token) -> Segment {
    Segment {
        text: text.to_owned(),
        bold: token.bold,
        field: token.field,
        confidence: 1.0,
        ..Segment::default()
    }
}

/// Adds a word to the text that a line ends with.
fn append(line: &mut Vec<Segment>, text: &str, token: &Token) {
    match line.last_mut() {
        Some(last) if last.field.is_none() => {
            last.text.push(' ');
            last.text.push_str(text);
            last.bold &= token.bold;
        }
        _ => line.push(segment(text, token)),
    }
}

/// `NoOther` in two.
fn grown_together(text: &str) -> Option<(&str, &str)> {
    let at = text
        .char_indices()
        .zip(text.chars().skip(1))
        .find(|((_, sign), next)| sign.is_lowercase() && next.is_uppercase())
        .map(|((at, sign), _)| at + sign.len_utf8())?;
    text.split_at_checked(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f32, right: f32, baseline: f32, field: Option<u32>) -> Word {
        Word {
            text: text.into(),
            place: [left, baseline - 8.0, right, baseline + 2.0],
            baseline,
            size: 10.0,
            field,
            upright: true,
            ..Word::default()
        }
    }

    #[test]
    fn the_label_of_a_field_is_all_text_since_the_field_before() {
        let words = [
            word("Joining form", 50.0, 120.0, -10.0, None),
            word("Name of", 50.0, 90.0, 20.0, None),
            word("the town", 50.0, 95.0, 40.0, None),
            word("Lyon", 96.0, 150.0, 37.0, Some(0)),
            word("Country", 151.0, 190.0, 40.0, None),
            word("Member?", 241.0, 280.0, 40.0, None),
            word("☒", 281.0, 288.0, 40.0, Some(2)),
            word("Yes", 290.0, 305.0, 40.0, None),
            word("☐", 50.0, 57.0, 60.0, Some(2)),
            word("NoMail", 59.0, 90.0, 60.0, None),
            word("a@b.example", 91.0, 150.0, 57.0, Some(3)),
            word("Date", 151.0, 170.0, 60.0, None),
            word("May", 171.0, 190.0, 57.0, Some(4)),
        ];
        let blanks = [(1, [191.0, 29.0, 240.0, 42.0])];
        let texts: Vec<Vec<String>> = lines(&words, &blanks, 1)
            .expect("fields in running text")
            .into_iter()
            .map(|block| match block {
                Block::Line(line) => line.segments.into_iter().map(|s| s.text).collect(),
                Block::Table(_) => Vec::new(),
            })
            .collect();
        assert_eq!(
            texts,
            [
                vec!["Joining form"],
                vec!["Name of the town", "Lyon"],
                vec!["Country"],
                vec!["Member?", "☒", "Yes", "☐", "No"],
                vec!["Mail", "a@b.example"],
                vec!["Date", "May"],
            ]
        );
        // The same page with its fields in a column of their own.
        let apart: Vec<Word> = words
            .iter()
            .map(|word| match word.field {
                Some(_) => Word {
                    place: [400.0, word.place[1], 500.0, word.place[3]],
                    ..word.clone()
                },
                None => word.clone(),
            })
            .collect();
        assert!(lines(&apart, &[], 1).is_none());
    }
}
