//! A readable dump of a `Document`, for people, tests and `parse --outline`.

use super::{Block, Document, FieldKind, Line, Row, Segment, Table};
use std::fmt::Write;

/// The document in words: one line of text a line, `‖` between segments, `|` between cells, `[n:…]` around field values.
pub fn outline(document: &Document) -> String {
    let mut out = String::new();
    let name = document.name.as_deref().unwrap_or("-");
    let _ = writeln!(
        out,
        "{:?} {name} pages={}{}{}",
        document.kind,
        document.pages,
        if document.unfilled_fields {
            " unfilled"
        } else {
            ""
        },
        if document.images.is_empty() {
            String::new()
        } else {
            format!(" images={}", document.images.len())
        },
    );
    for damage in &document.damage {
        let _ = writeln!(out, "! {damage}");
    }
    write_blocks(&mut out, &document.blocks, 0);
    for (number, field) in document.fields.iter().enumerate() {
        let _ = write!(out, "field {number} {:?} {:?}", field.kind, field.name);
        if let Some(label) = &field.label {
            let _ = write!(out, " label={label:?}");
        }
        let _ = write!(out, " = {:?}", field.value);
        if !field.options.is_empty() && field.kind != FieldKind::CheckBox {
            let _ = write!(out, " of {:?}", field.options);
        }
        if field.page > 0 {
            let _ = write!(out, " page {}", field.page);
        }
        out.push_str(if field.on_page {
            "\n"
        } else {
            " (not on page)\n"
        });
    }
    out
}

fn write_blocks(out: &mut String, blocks: &[Block], depth: usize) {
    for block in blocks {
        match block {
            Block::Line(line) => {
                out.push_str(&"  ".repeat(depth));
                write_line(out, line);
                out.push('\n');
            }
            Block::Table(table) => write_table(out, table, depth),
        }
    }
}

fn write_line(out: &mut String, line: &Line) {
    if line.margin {
        out.push_str("~ ");
    }
    if line.heading {
        out.push_str("# ");
    }
    if line.gap >= 1.0 {
        out.push_str("¶ ");
    }
    for (at, segment) in line.segments.iter().enumerate() {
        if at > 0 {
            out.push_str(" ‖ ");
        }
        write_segment(out, segment);
    }
}

fn write_segment(out: &mut String, segment: &Segment) {
    let text = segment.text.replace('\n', "⏎");
    let _ = match (segment.field, segment.bold) {
        (Some(field), _) => write!(out, "[{field}:{text}]"),
        (None, true) => write!(out, "*{text}*"),
        (None, false) => write!(out, "{text}"),
    };
}

fn write_table(out: &mut String, table: &Table, depth: usize) {
    let pad = "  ".repeat(depth);
    let _ = writeln!(out, "{pad}<table>");
    for row in &table.rows {
        write_row(out, row, depth);
    }
    let _ = writeln!(out, "{pad}</table>");
}

fn write_row(out: &mut String, row: &Row, depth: usize) {
    out.push_str(&"  ".repeat(depth));
    for cell in &row.cells {
        out.push_str("| ");
        if cell.span > 1 {
            let _ = write!(out, "({}) ", cell.span);
        }
        for (at, block) in cell.blocks.iter().enumerate() {
            match block {
                Block::Line(line) => {
                    if at > 0 {
                        out.push_str(" ⏎ ");
                    }
                    write_line(
                        out,
                        &Line {
                            gap: 0.0,
                            ..line.clone()
                        },
                    );
                }
                Block::Table(table) => {
                    out.push('\n');
                    write_table(out, table, depth + 1);
                }
            }
        }
        out.push(' ');
    }
    out.push_str("|\n");
}
