//! Lines that begin in bold and go on in plain type, again and again: labels with their answers behind them and no sign between.

use super::{Block, Line, Segment};

/// Stands where bold type ends within a segment, while the document is read (a character for private use, which no text needs).
pub(super) const MARK: char = '\u{E0F1}';

/// So many lines are no accident.
const LINES: usize = 4;
/// Letters of the longest label.
const LONGEST: usize = 120;

/// Parts labels in bold from the answers behind them where a document has some of them, and takes the marks away.
pub(super) fn settle(blocks: &mut [Block]) {
    let parted = count(blocks) >= LINES;
    walk(blocks, &mut |line| settle_line(line, parted));
}

/// The lines that turn from a label to its answer.
fn count(blocks: &mut [Block]) -> usize {
    let mut lines = 0;
    walk(blocks, &mut |line| {
        lines += usize::from(turn(line).is_some())
    });
    lines
}

fn walk(blocks: &mut [Block], visit: &mut impl FnMut(&mut Line)) {
    for block in blocks {
        match block {
            Block::Line(line) => visit(line),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    walk(&mut cell.blocks, visit);
                }
            }
        }
    }
}

/// Where a line of one segment turns from the words of a label, which no sign of a sentence ends, to others.
fn turn(line: &Line) -> Option<usize> {
    let [only] = line.segments.as_slice() else {
        return None;
    };
    let (label, rest) = only.text.split_once(MARK)?;
    let words = label.trim_end();
    let ended = words.ends_with(['.', ',', ';', '!', ':', '?', '-', '–', '—']);
    (!ended && words.len() <= LONGEST && !rest.contains(MARK)).then_some(label.len())
}

/// What stands in the brackets that a text ends with: help with a label need not be printed as the label is.
pub(super) fn help(text: &str) -> &str {
    let text = text.trim_end();
    let open = text.rfind('(').filter(|_| text.ends_with(')'));
    open.and_then(|open| text.get(open..)).unwrap_or("")
}

/// How many signs that is, as type is counted.
pub(super) fn signs(text: &str) -> usize {
    let is_sign = |sign: &char| !sign.is_whitespace() && *sign != MARK;
    text.chars().filter(is_sign).count()
}

fn settle_line(line: &mut Line, parted: bool) {
    if let Some(at) = turn(line).filter(|_| parted)
        && let Some(label) = line.segments.first_mut()
    {
        let rest = label.text.split_off(at);
        label.text.truncate(label.text.trim_end().len());
        let answer = Segment {
            text: rest,
            bold: false,
            ..label.clone()
        };
        label.bold = true;
        line.segments.push(answer);
    }
    for segment in &mut line.segments {
        if segment.text.contains(MARK) {
            segment.text = segment.text.replace(MARK, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{html, outline};

    fn read(html: &str) -> String {
        let outline = outline(&html::from_str(html));
        outline
            .split_once('\n')
            .map_or("", |(_, lines)| lines)
            .to_owned()
    }

    #[test]
    fn labels_in_bold_are_parted_from_plain_answers_where_there_are_some() {
        let line = |label: &str, answer: &str| format!("<div><b>{label}</b> {answer}</div>");
        let three =
            line("Council", "Darebin") + &line("Nation", "Australia") + &line("Type", "City");
        assert_eq!(
            read(&three),
            "Council Darebin\nNation Australia\nType City\n"
        );
        let four = three + &line("Web", "darebin.example");
        assert_eq!(
            read(&four),
            "*Council* ‖ Darebin\n*Nation* ‖ Australia\n*Type* ‖ City\n*Web* ‖ darebin.example\n"
        );
        // A sentence that begins in bold is no label.
        let prose = line("First,", "we listen").repeat(5);
        assert!(!read(&prose).contains('‖'));
    }

    #[test]
    fn help_in_brackets_behind_a_label_in_bold_need_not_be_in_bold() {
        assert!(read("<p><b>Why?</b> (200 words)</p>").contains("*Why? (200 words)*"));
        assert!(!read("<p><b>Mayor</b> of Mutare</p>").contains('*'));
    }
}
