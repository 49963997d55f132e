//! How a document is read as a form, line by line, for people who write rules and wonder.

use super::context;
use super::guess::guess;
use super::hit::{bare_hits, hits};
use super::label::{Labels, Target};
use super::piece::{Mark, pieces};
use crate::document::Document;
use crate::rules::Rules;
use std::fmt::Write;

/// Every piece of a document with what was made of it: `L` a label by its table, `V` a value, `?` an unknown label, `-` a hint or
/// a value of nobody's, and behind `<=` the field of the label that begins there.
pub fn explain(document: &Document, rules: &Rules) -> String {
    let prepared = Labels::of(rules);
    let labels = &prepared;
    let mut pieces = pieces(document, labels);
    let mut hits = hits(&mut pieces, labels);
    let more = bare_hits(&pieces, &hits, labels);
    hits.extend(more);
    hits.sort_by_key(|hit| hit.piece);
    context::resolve(&mut hits, &pieces, rules);
    super::doubt::inner(&mut hits, &pieces, rules);
    super::doubt::repeats(&mut hits, &mut pieces, rules);
    guess(&mut pieces, &mut hits, labels, rules);
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let mark = match &piece.mark {
            Mark::Free => ' ',
            Mark::Label(_) => 'L',
            Mark::Value => 'V',
            Mark::Unknown => '?',
            Mark::Hint | Mark::Lost => '-',
        };
        let _ = write!(
            out,
            "{index:4} {mark} {:<9} {}",
            format!("{:?}", piece.edge),
            piece.text
        );
        if let Some(hit) = hits.iter().find(|hit| hit.piece == index) {
            let names: Vec<&str> = hit
                .label
                .targets
                .iter()
                .map(|target| match target {
                    Target::Field(field) => {
                        rules.fields.get(*field).map_or("", |rule| rule.id.as_str())
                    }
                    Target::Other => "other",
                })
                .collect();
            let _ = write!(
                out,
                "   <= {} {:.2} {:?} value at {:?}",
                names.join("|"),
                hit.label.score,
                hit.sign,
                hit.value
            );
        }
        out.push('\n');
    }
    out
}
