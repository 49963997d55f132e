//! Check marks: every way to draw a box or a tick in text becomes `☐` or `☒`.

use super::{Block, Line};

/// Not ticked.
pub(super) const OFF: char = '☐';
/// Ticked.
pub(super) const ON: char = '☒';

/// The character that a byte of a symbol font stands for: a check mark, a bullet, an arrow. `None` in other fonts.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let font: String = font
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    let code = if (0xF000..=0xF0FF).contains(&code) {
        code - 0xF000
    } else {
        code
    };
    let character = match font.as_str() {
        "wingdings" => match code {
            0x6F | 0x70 | 0x71 | 0x72 | 0xA8 => OFF,
            0x78 | 0xFD | 0xFE => ON,
            0xFC => '✓',
            0xFB => '✗',
            0x6E | 0xA7 => '▪',
            0x6C | 0x9F => '•',
            0xA1 => '○',
            0xA4 => '◉',
            0xE0 | 0xF0 => '→',
            0x28 => '☎',
            0x2A => '✉',
            _ => return None,
        },
        "wingdings2" => match code {
            0x30 | 0x2A | 0xA3 => OFF,
            0x51..=0x54 => ON,
            0x50 => '✓',
            0x4F => '✗',
            0x97 => '•',
            _ => return None,
        },
        "wingdings3" | "webdings" => match code {
            0x63 if font == "webdings" => OFF,
            0x61 if font == "webdings" => '✓',
            0x72 if font == "webdings" => '✗',
            _ => return None,
        },
        "zapfdingbats" | "itczapfdingbats" | "monotypesorts" => match code {
            0x33 | 0x34 => '✓',
            0x35..=0x38 => '✗',
            0x6F..=0x72 => OFF,
            0x6E => '■',
            0x6C => '●',
            _ => return None,
        },
        "symbol" => match code {
            0xB7 => '•',
            0xD6 => '✓',
            0xB4 => '×',
            0x2D => '-',
            0xAE => '→',
            0xA0 => OFF,
            _ => return None,
        },
        _ => return None,
    };
    Some(character)
}

/// A character from the private area that symbol fonts use, when the font's name is lost: taken as Wingdings.
pub(super) fn private(character: char) -> Option<char> {
    let code = character as u32;
    if !(0xF020..=0xF0FF).contains(&code) {
        return None;
    }
    // In Wingdings 2 these three are boxes, and in Wingdings they are letters' shapes that no form uses.
    match code {
        0xF052..=0xF054 => Some(ON),
        0xF0A3 => Some(OFF),
        0xF0A0 => Some(OFF),
        0xF0B7 => Some('•'),
        _ => symbol("wingdings", code),
    }
}

/// True for fonts whose letters are pictures.
pub(super) fn is_symbol_font(font: &str) -> bool {
    let font = font.to_lowercase();
    font.starts_with("wingdings")
        || font.starts_with("webdings")
        || font == "symbol"
        || font.contains("zapf dingbats")
        || font.contains("zapfdingbats")
}

/// What the marks mean depends on their neighbours: `✗` beside `✓` is a no, `■` beside `□` is a ticked box and else a bullet.
#[derive(Debug, Clone, Copy, Default)]
struct Company {
    ticks: bool,
    open_boxes: bool,
    dots: bool,
    rings: bool,
}

impl Company {
    fn of(text: &str) -> Company {
        let mut company = Company::default();
        for character in text.chars() {
            match character {
                '☑' | '✓' | '✔' | '🗹' | '✅' => company.ticks = true,
                '☐' | '□' | '◻' | '⬜' | '❏' | '❐' | '❑' | '❒' | '▢' => {
                    company.open_boxes = true;
                }
                '●' | '◉' | '⦿' | '⚫' | '🔘' => company.dots = true,
                '○' | '◯' | '⚪' | '❍' => company.rings = true,
                _ => {}
            }
        }
        company
    }

    fn join(self, other: Company) -> Company {
        Company {
            ticks: self.ticks || other.ticks,
            open_boxes: self.open_boxes || other.open_boxes,
            dots: self.dots || other.dots,
            rings: self.rings || other.rings,
        }
    }
}

/// Writes all check marks of these blocks as `☐` and `☒`.
pub(super) fn settle(blocks: &mut [Block]) {
    let mut whole = Company::default();
    each_line(blocks, &mut |line| {
        for segment in &line.segments {
            whole = whole.join(Company::of(&segment.text));
        }
    });
    each_line(blocks, &mut |line| {
        let here = line
            .segments
            .iter()
            .fold(Company::default(), |company, segment| {
                company.join(Company::of(&segment.text))
            });
        for segment in &mut line.segments {
            if !segment.text.is_ascii() {
                segment.text = settle_text(&segment.text, here, whole);
            }
        }
    });
}

fn each_line(blocks: &mut [Block], visit: &mut impl FnMut(&mut Line)) {
    for block in blocks {
        match block {
            Block::Line(line) => visit(line),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    each_line(&mut cell.blocks, visit);
                }
            }
        }
    }
}

fn settle_text(text: &str, here: Company, whole: Company) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let settled = match character {
            '☐' | '□' | '◻' | '⬜' | '❏' | '❐' | '❑' | '❒' | '▢' => OFF,
            '☑' | '✓' | '✔' | '🗹' | '✅' => ON,
            '☒' | '✗' | '✘' | '🗷' | '🗵' | '❎' | '☓' if here.ticks => OFF,
            '☒' | '✗' | '✘' | '🗷' | '🗵' | '❎' | '☓' => ON,
            '■' | '◼' | '⬛' if here.open_boxes || whole.open_boxes => ON,
            '◉' | '⦿' | '🔘' => ON,
            '●' | '⚫' if here.rings => ON,
            '○' | '◯' | '⚪' | '❍' if here.dots => OFF,
            '○' | '◯' | '⚪' if whole.dots && text.contains(['◉', '⦿', '🔘']) => OFF,
            // The picture forms of emoji say nothing more.
            '\u{FE0E}' | '\u{FE0F}' => continue,
            other => private(other).map_or(other, |mark| match mark {
                '✓' => ON,
                '✗' if here.ticks => OFF,
                '✗' => ON,
                mark => mark,
            }),
        };
        out.push(settled);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Segment;

    fn settled(lines: &[&str]) -> Vec<String> {
        let mut blocks: Vec<Block> = lines
            .iter()
            .map(|text| {
                Block::Line(Line {
                    segments: vec![Segment {
                        text: (*text).to_owned(),
                        ..Segment::default()
                    }],
                    ..Line::default()
                })
            })
            .collect();
        settle(&mut blocks);
        blocks
            .into_iter()
            .map(|block| match block {
                Block::Line(line) => line.segments[0].text.clone(),
                Block::Table(_) => String::new(),
            })
            .collect()
    }

    #[test]
    fn marks_in_all_notations_become_two() {
        assert_eq!(
            settled(&[
                "☐ Yes ☑ No",
                "□ Sí ■ No",
                "✔ Oui",
                "🗹 a 🗷 b",
                "\u{F0FE} x \u{F0A8} y"
            ]),
            ["☐ Yes ☒ No", "☐ Sí ☒ No", "☒ Oui", "☒ a ☐ b", "☒ x ☐ y"]
        );
    }

    #[test]
    fn a_cross_beside_a_tick_is_a_no() {
        assert_eq!(settled(&["Yes ✓ No ✗"]), ["Yes ☒ No ☐"]);
        assert_eq!(settled(&["Yes ✗ No □"]), ["Yes ☒ No ☐"]);
    }

    #[test]
    fn bullets_stay_bullets() {
        assert_eq!(
            settled(&["■ first", "● second", "○ third"]),
            ["■ first", "● second", "○ third"]
        );
        assert_eq!(settled(&["○ Yes ● No"]), ["☐ Yes ☒ No"]);
    }
}
