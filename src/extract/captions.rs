//! Answers with their labels in smaller type below them, each pair in a frame or paragraph of its own: they are put label
//! first.

use super::label::Labels;
use super::words::count;
use crate::document::{Block, Cell, Document, Line, Row, Segment, Table};

/// A caption is at most so large beside its answer.
const SMALLER: f32 = 0.9;
/// Frames that tell how a form is printed, and the labels that are known among their captions.
const FRAMES: usize = 4;
const KNOWN: usize = 2;

/// Words of the longest caption.
const WORDS: usize = 30;

/// The blocks of a document that prints labels below their answers, as tables of one column in which answers follow their
/// labels; nothing where labels stand elsewhere.
pub(super) fn turned(document: &Document, labels: &Labels) -> Option<Vec<Block>> {
    let blocks = apart(&document.blocks);
    let groups = groups(&blocks);
    let frames: Vec<_> = groups.iter().flat_map(Group::frames).collect();
    if frames.len() < FRAMES {
        return None;
    }
    let is_known = |lines: &[&Line]| is_label(&text(lines), labels);
    let below = frames.iter().filter(|(_, caption)| is_known(caption));
    let below = below.count();
    // An answer may be worded like a label ("Resolution of the council no. 12"); its caption is known for what it is.
    let is_caption = |lines: &[&Line]| {
        let found = labels.find(&text(lines));
        found.is_some_and(|label| label.field().is_some())
    };
    let above = || {
        let answers = frames.iter().filter(|(answer, _)| is_known(answer));
        answers.filter(|(_, caption)| !is_caption(caption))
    };
    let lines = blocks.iter().filter(|block| match block {
        Block::Line(line) => is_answered(line),
        Block::Table(_) => false,
    });
    if below < KNOWN || lines.count() > below {
        return None;
    }
    // Headings stand over labels that have their answers beside them, or below.
    let elsewhere = || {
        groups.iter().filter(|group| match group {
            Group::Other(Block::Line(line)) => match line.segments.as_slice() {
                [only] => is_label(&only.text, labels),
                _ => false,
            },
            _ => false,
        })
    };
    let beside = || {
        document.blocks.iter().filter(|block| match block {
            Block::Line(line) => match line.segments.as_slice() {
                [label, answer] => is_label(&label.text, labels) && !is_label(&answer.text, labels),
                _ => false,
            },
            Block::Table(_) => false,
        })
    };
    if above().count() * 3 > below
        || beside().count() * 3 > below
        || elsewhere().count() > 2 * below
    {
        return None;
    }
    let print = Print::of(&groups);
    Some(
        groups
            .iter()
            .flat_map(|group| group.blocks(&print))
            .collect(),
    )
}

/// True for the label of a field, in more than a word.
fn is_label(text: &str, labels: &Labels) -> bool {
    let found = labels.find(unbracketed(text).unwrap_or(text));
    found.is_some_and(|label| label.field().is_some() && label.words > 1)
}

/// The same where no sizes are known: between headings, answers and labels take turns, and labels are known by their words.
pub(super) fn in_turn(blocks: &[Block], labels: &Labels) -> Option<Vec<Block>> {
    let known = |line: &Line| {
        let found = labels.exact(&text(&[line]));
        found.is_some_and(|label| label.fields().next().is_some())
    };
    let mut out: Vec<Block> = Vec::new();
    let (mut below, mut above) = (0, 0);
    let mut rest = blocks;
    while !rest.is_empty() {
        let part: Vec<&Line> = rest.iter().map_while(plain).collect();
        let (lower, upper): (Vec<usize>, Vec<usize>) = (0..part.len())
            .filter(|at| part.get(*at).is_some_and(|line| known(line)))
            .partition(|at| at % 2 == 1);
        if part.len() % 2 == 1 || lower.is_empty() || lower.len() < upper.len() {
            above += upper.len();
            let (own, behind) = rest.split_at(part.len().max(1));
            out.extend_from_slice(own);
            rest = behind;
            continue;
        }
        below += lower.len();
        above += upper.len();
        let pairs = part.chunks(2).filter_map(|lines| match lines {
            [answer, label] => Some(pair((vec![answer], vec![label]), false)),
            _ => None,
        });
        out.push(Block::Table(Table {
            rows: pairs.flatten().collect(),
        }));
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    (below >= FRAMES && above * 3 <= below).then_some(out)
}

/// A line of one text in plain type.
fn plain(block: &Block) -> Option<&Line> {
    match block {
        Block::Line(line) => match line.segments.as_slice() {
            [only] if !line.heading && !line.margin && !only.bold && only.field.is_none() => {
                Some(line)
            }
            _ => None,
        },
        Block::Table(_) => None,
    }
}

/// How captions are printed.
struct Print {
    height: f32,
    /// Brackets stand around them.
    bracketed: bool,
    /// The answers above them are in bold.
    bold: bool,
}

impl Print {
    fn of(groups: &[Group]) -> Print {
        let frames: Vec<(Vec<&Line>, Vec<&Line>)> = groups.iter().flat_map(Group::frames).collect();
        let mut heights: Vec<f32> = Vec::new();
        heights.extend(
            frames
                .iter()
                .filter_map(|(_, caption)| Some(height(caption.first()?))),
        );
        heights.sort_by(f32::total_cmp);
        let bracketed =
            |(_, caption): &&(Vec<&Line>, Vec<&Line>)| unbracketed(&text(caption)).is_some();
        Print {
            height: heights.get(heights.len() / 2).copied().unwrap_or(0.0),
            bracketed: frames.iter().filter(bracketed).count() * 4 > frames.len() * 3,
            bold: frames.iter().filter(|(own, _)| in_bold(own)).count() * 2 > frames.len(),
        }
    }

    /// The answer and the caption of a paragraph. What is in bold over small print where answers are not is a label over help.
    fn parts<'a>(&self, lines: &[&'a Line]) -> Option<(Vec<&'a Line>, Vec<&'a Line>)> {
        parts(lines.to_vec()).filter(|(answer, _)| self.bold || !in_bold(answer))
    }

    /// True for a caption in brackets, as all are, without an answer above it.
    fn is_lone(&self, line: &Line) -> bool {
        let alike = (height(line) - self.height).abs() < 0.5;
        self.bracketed && alike && unbracketed(&text(&[line])).is_some()
    }
}

/// The blocks with answers side by side, each over a caption of its own, taken apart: every answer is followed by its caption.
fn apart(blocks: &[Block]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest = blocks.iter().peekable();
    while let Some(block) = rest.next() {
        let pairs = match (block, rest.peek()) {
            (Block::Line(answers), Some(Block::Line(captions))) => beside(answers, captions),
            _ => None,
        };
        match pairs {
            Some(pairs) => {
                out.extend(pairs);
                rest.next();
            }
            None => out.push(block.clone()),
        }
    }
    out
}

/// The answers of one line, each with its caption from the next.
fn beside(answers: &Line, captions: &Line) -> Option<Vec<Block>> {
    /// Points by which a caption may be set in or out.
    const SLACK: f32 = 6.0;
    let several = answers.segments.len().max(captions.segments.len()) > 1;
    let smaller = height(captions) <= SMALLER * height(answers);
    if !several || !smaller || captions.gap >= 1.0 {
        return None;
    }
    let only = |line: &Line, segment: &Segment, gap: f32| {
        Block::Line(Line {
            segments: vec![segment.clone()],
            gap,
            ..line.clone()
        })
    };
    let mut out = Vec::new();
    let mut own = answers.segments.iter().peekable();
    for caption in &captions.segments {
        let is_above = |answer: &&Segment| (answer.place[0] - caption.place[0]).abs() < SLACK;
        let answer = own.next_if(|answer| is_above(answer));
        out.extend(answer.map(|answer| only(answers, answer, answers.gap.max(1.0))));
        let gap = if answer.is_some() { captions.gap } else { 1.0 };
        out.push(only(captions, caption, gap));
    }
    own.peek().is_none().then_some(out)
}

/// Blocks that are looked at together.
enum Group<'a> {
    /// A frame drawn around each pair.
    Frames(Vec<&'a Cell>),
    /// Paragraphs of which each has its caption below, or a line to write on between them.
    Paragraphs(Vec<Vec<&'a Line>>),
    /// Anything else.
    Other(&'a Block),
}

impl<'a> Group<'a> {
    /// The answers with their captions.
    fn frames(&self) -> Vec<(Vec<&'a Line>, Vec<&'a Line>)> {
        match self {
            Group::Frames(cells) => cells
                .iter()
                .filter_map(|cell| parts(lines(cell)?))
                .collect(),
            Group::Paragraphs(all) => all.iter().cloned().filter_map(parts).collect(),
            Group::Other(_) => Vec::new(),
        }
    }

    /// The same in the order label, answer.
    fn blocks(&self, print: &Print) -> Vec<Block> {
        match self {
            Group::Other(Block::Line(line)) if print.is_lone(line) => vec![Block::Table(Table {
                rows: pair((Vec::new(), vec![line]), false),
            })],
            Group::Frames(cells) => vec![Block::Table(Table {
                rows: cells.iter().flat_map(|cell| rows(cell)).collect(),
            })],
            Group::Paragraphs(all) => {
                let mut blocks = Vec::new();
                // In a column of labels, no word of an answer is one.
                let beside = all.len() >= FRAMES;
                for lines in all {
                    match (print.parts(lines), blocks.last_mut()) {
                        (Some(parts), Some(Block::Table(table))) => {
                            table.rows.extend(pair(parts, beside))
                        }
                        (Some(parts), _) => blocks.push(Block::Table(Table {
                            rows: pair(parts, beside),
                        })),
                        (None, _) => {
                            blocks.extend(lines.iter().map(|line| Block::Line((*line).clone())));
                        }
                    }
                }
                blocks
            }
            Group::Other(block) => vec![(*block).clone()],
        }
    }
}

/// The blocks of a document in such groups.
fn groups(blocks: &[Block]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        at += 1;
        if let Some(cells) = column(block) {
            groups.push(Group::Frames(cells));
            continue;
        }
        let Block::Line(first) = block else {
            groups.push(Group::Other(block));
            continue;
        };
        let mut own = vec![first];
        while let Some(Block::Line(line)) = blocks.get(at)
            && let Some(last) = own.last()
            && goes_on(first, last, line)
        {
            own.push(line);
            at += 1;
        }
        let below = blocks.get(at).and_then(first_line);
        let own_parts = parts(own.clone()).filter(|parts| is_near(parts, below));
        let own_parts = own_parts.filter(|_| !own.iter().any(|line| is_answered(line)));
        match (own_parts, groups.last_mut()) {
            (Some(_), Some(Group::Paragraphs(all))) => all.push(own),
            (Some(_), _) => groups.push(Group::Paragraphs(vec![own])),
            (None, _) => {
                let all = blocks.get(at - own.len()..at).unwrap_or_default();
                groups.extend(all.iter().map(Group::Other));
            }
        }
    }
    groups
}

/// True for a label with its answer beside it, in other type: it is below no answer, and above none.
fn is_answered(line: &Line) -> bool {
    /// Sizes of type that differ by less are the same, in points.
    const SAME: f32 = 0.5;
    let pairs = line.segments.iter().zip(line.segments.iter().skip(1));
    let mut pairs = pairs.filter(|(one, next)| one.confidence.min(next.confidence) >= 1.0);
    pairs.any(|(one, next)| {
        let sizes = (one.font_size() - next.font_size()).abs() > SAME;
        one.bold != next.bold || one.field.is_none() && next.field.is_none() && sizes
    })
}

/// The first line of a block: what stands in a frame below is asked above it.
fn first_line(block: &Block) -> Option<&Line> {
    match block {
        Block::Line(line) => Some(line),
        Block::Table(table) => {
            let mut cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.find_map(|cell| cell.blocks.first().and_then(first_line))
        }
    }
}

/// True for a line of the same paragraph: no larger one follows a caption.
fn goes_on(first: &Line, last: &Line, line: &Line) -> bool {
    let plain = |line: &Line| !line.heading && !line.margin;
    plain(first)
        && plain(line)
        && line.gap < 1.0
        && is_below(line, last)
        && height(last) >= SMALLER * height(line)
}

/// True for a line below another. What stands no lower is in another column.
fn is_below(line: &Line, last: &Line) -> bool {
    line.page == last.page && edge(line, 1) + edge(line, 3) > 2.0 * edge(last, 3)
}

/// The lowest place of one side of a line's texts.
fn edge(line: &Line, side: usize) -> f32 {
    let places = line.segments.iter().filter_map(|one| one.place.get(side));
    places.copied().reduce(f32::max).unwrap_or(0.0)
}

/// True for a caption that is nearer to the answer above it than to the line below, of which it may be the label.
fn is_near((answer, caption): &(Vec<&Line>, Vec<&Line>), below: Option<&Line>) -> bool {
    let gap = |above: Option<&&Line>, below: Option<&&Line>| {
        let (above, below) = above.zip(below)?;
        // The ink of a scan begins and ends with whatever letters a line has.
        let scanned = below.segments.iter().any(|one| one.confidence < 1.0);
        Some(match scanned {
            true => below.gap * height(below),
            false => edge(below, 1) - edge(above, 3),
        })
    };
    let own = gap(answer.last(), caption.first()).unwrap_or(0.0);
    let below = below.filter(|line| caption.last().is_some_and(|last| is_below(line, last)));
    gap(caption.last(), below.as_ref()).is_none_or(|next| own < next)
}

/// What stands in brackets, where a text is nothing else.
fn unbracketed(text: &str) -> Option<&str> {
    text.trim().strip_prefix('(')?.strip_suffix(')')
}

/// The cells of a table of one column.
fn column(block: &Block) -> Option<Vec<&Cell>> {
    let Block::Table(table) = block else {
        return None;
    };
    let cells = table.rows.iter().map(|row| match row.cells.as_slice() {
        [cell] => Some(cell),
        _ => None,
    });
    cells.collect()
}

/// The lines of a cell in which nothing else stands.
fn lines(cell: &Cell) -> Option<Vec<&Line>> {
    let lines = cell.blocks.iter().map(|block| match block {
        Block::Line(line) => Some(line),
        Block::Table(_) => None,
    });
    lines.collect()
}

/// The lines of an answer, and those in smaller type below it.
fn parts(lines: Vec<&Line>) -> Option<(Vec<&Line>, Vec<&Line>)> {
    let lines: Vec<&Line> = lines.into_iter().filter(|line| !line.margin).collect();
    let large = height(lines.first()?);
    let small = |line: &&&Line| height(line) <= SMALLER * large;
    let captions = lines.iter().rev().take_while(small).count();
    let (answer, caption) = lines.split_at_checked(lines.len() - captions)?;
    let apart = large > 0.0 && captions > 0 && !answer.iter().any(|line| small(&line));
    let short = count(&text(caption)) <= WORDS;
    (apart && short).then(|| (answer.to_vec(), caption.to_vec()))
}

fn in_bold(lines: &[&Line]) -> bool {
    let mut segments = lines.iter().flat_map(|line| &line.segments);
    segments.all(|segment| segment.bold)
}

/// The size of its type.
fn height(line: &Line) -> f32 {
    let printed = line.segments.iter().filter(|one| one.field.is_none());
    printed.map(Segment::font_size).fold(0.0, f32::max)
}

fn text(lines: &[&Line]) -> String {
    let segments = lines.iter().flat_map(|line| &line.segments);
    let texts: Vec<&str> = segments.map(|segment| segment.text.as_str()).collect();
    texts.join(" ")
}

/// A cell as the rows of its label and its answer, or as one row when it is printed otherwise.
fn rows(cell: &Cell) -> Vec<Row> {
    match lines(cell).and_then(parts) {
        Some(parts) => pair(parts, false),
        None => vec![Row {
            cells: vec![cell.clone()],
        }],
    }
}

/// A label and its answer as one row, or as two. Brackets around the whole of a caption are no part of it.
fn pair((answer, caption): (Vec<&Line>, Vec<&Line>), beside: bool) -> Vec<Row> {
    let cell = |column: u32, lines: Vec<Line>| Cell {
        column,
        span: 1,
        blocks: lines.into_iter().map(Block::Line).collect(),
    };
    let bracketed = unbracketed(&text(&caption)).is_some();
    let owned = |lines: Vec<&Line>, bold: bool| -> Vec<Line> {
        let mut lines: Vec<Line> = lines.into_iter().cloned().collect();
        let segments = lines.iter_mut().flat_map(|line| &mut line.segments);
        segments.for_each(|segment| segment.bold = bold);
        lines
    };
    // Labels that no rule knows are told by their looks.
    let (answer, mut caption) = (owned(answer, false), owned(caption, true));
    if bracketed {
        let mut segments = caption.iter_mut().flat_map(|line| &mut line.segments);
        let (first, last) = (segments.next(), segments.next_back());
        if let Some(first) = first {
            let text = first.text.trim();
            let text = text.strip_prefix('(').unwrap_or(text);
            first.text = match last {
                None => text.strip_suffix(')').unwrap_or(text).to_owned(),
                Some(last) => {
                    let end = last.text.trim();
                    last.text = end.strip_suffix(')').unwrap_or(end).to_owned();
                    text.to_owned()
                }
            };
        }
    }
    let row = |cells: Vec<Cell>| Row { cells };
    match beside {
        true => vec![row(vec![cell(0, caption), cell(1, answer)])],
        false => vec![row(vec![cell(0, caption)]), row(vec![cell(0, answer)])],
    }
}
