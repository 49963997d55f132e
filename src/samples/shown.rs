//! Which forms of the rules no sample shows. A rule without a sample is a guess.

use super::{Message, Sample};
use crate::document::{Block, Reading};
use crate::mail::Mail;
use crate::rules::{Rules, fold};
use std::collections::BTreeSet;

/// So many labels of a form make a message one that shows it.
const FEWEST: usize = 3;

/// The ids of the forms that no sample shows. A message shows the form most of whose labels stand in it.
pub fn forms_without_sample(
    samples: &[Sample],
    rules: &Rules,
    read_all: &(dyn Fn(&Mail) -> Vec<Reading> + Sync),
) -> Vec<String> {
    let mut missing: BTreeSet<&str> = rules.forms.iter().map(|form| form.id.as_str()).collect();
    // A few at a time, so that forms with samples cost next to nothing.
    for some in samples.chunks(8) {
        if missing.is_empty() {
            break;
        }
        let shown = super::each(some, |sample| {
            let message = Message::read(&sample.bytes, None, read_all);
            forms_shown(&message, rules)
        });
        for id in shown.into_iter().flatten().flatten() {
            missing.remove(id.as_str());
        }
    }
    missing.into_iter().map(str::to_owned).collect()
}

/// The forms most of whose labels stand in a message; several when they have the same.
fn forms_shown(message: &Message, rules: &Rules) -> Vec<String> {
    let mut pieces = BTreeSet::new();
    for line in message.mail.text.as_deref().unwrap_or_default().lines() {
        note(&mut pieces, line);
    }
    for document in message.readings.iter().flat_map(|r| &r.documents) {
        blocks(&mut pieces, &document.blocks);
        for field in &document.fields {
            note(&mut pieces, field.label.as_deref().unwrap_or_default());
        }
    }
    let all = pieces.iter().cloned().collect::<Vec<_>>().join("\n");
    let mut best = 0;
    let mut shown = Vec::new();
    for form in &rules.forms {
        let found = form
            .labels
            .values()
            .map(|labels| {
                let labels = labels.iter().map(|(_, label)| fold(label));
                labels
                    .filter(|label| pieces.contains(label) || wrapped(&all, label))
                    .count()
            })
            .max()
            .unwrap_or(0);
        if found >= FEWEST.max(best) {
            if found > best {
                shown.clear();
            }
            best = found;
            shown.push(form.id.clone());
        }
    }
    shown
}

/// A long label is found inside a line too; a short one would be found anywhere.
fn wrapped(all: &str, label: &str) -> bool {
    label.chars().count() >= 12 && all.contains(label)
}

fn blocks(pieces: &mut BTreeSet<String>, all: &[Block]) {
    for block in all {
        match block {
            Block::Line(line) => {
                for segment in &line.segments {
                    for part in segment.text.lines() {
                        note(pieces, part);
                    }
                }
                let whole: Vec<&str> = line.segments.iter().map(|s| s.text.as_str()).collect();
                note(pieces, &whole.join(" "));
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    blocks(pieces, &cell.blocks);
                }
            }
        }
    }
}

/// A line, and what stands before its colon.
fn note(pieces: &mut BTreeSet<String>, line: &str) {
    pieces.insert(fold(line));
    if let Some((label, _)) = line.split_once(':') {
        pieces.insert(fold(label));
    }
}
