//! What a style sheet within a page shows in lines of its own: the label of a card, say, which is a span of some class.

use crate::document::tree::{Id, ROOT, Tree};
use std::collections::BTreeSet;

/// Bytes of style sheets that are looked at.
const LONGEST: usize = 1 << 16;

/// The simple selectors, `tag`, `.class` and `tag.class`, of elements shown as blocks.
#[derive(Debug, Default)]
pub(super) struct Sheet(BTreeSet<String>);

impl Sheet {
    /// The style sheets of a page. What is shown on some screens only (`@media`) is not looked at.
    pub fn of(tree: &Tree) -> Sheet {
        let mut blocks = BTreeSet::new();
        for id in tree.all(ROOT).filter(|id| tree.name(*id) == "style") {
            let text = tree.text(id);
            let text = text.get(..LONGEST).unwrap_or(&text);
            // Rules of a media query stand behind two braces.
            let mut depth = 0_usize;
            let mut selectors = "";
            for part in text.split_inclusive(['{', '}']) {
                if let Some(before) = part.strip_suffix('{') {
                    depth += 1;
                    selectors = before.rsplit([';', '>']).next().unwrap_or("");
                } else if let Some(declarations) = part.strip_suffix('}') {
                    let plain = depth == 1 && !selectors.contains('@');
                    if plain && is_block(declarations) {
                        let simple = selectors.split(',').map(str::trim);
                        blocks.extend(simple.filter(|one| is_simple(one)).map(str::to_lowercase));
                    }
                    depth = depth.saturating_sub(1);
                }
            }
        }
        Sheet(blocks)
    }

    /// True for an element that is shown as a block.
    pub fn is_block(&self, tree: &Tree, id: Id) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let name = tree.name(id);
        let classes = tree.attribute(id, "class").unwrap_or("").to_lowercase();
        let mut classes = classes.split_whitespace();
        self.0.contains(name)
            || classes.any(|class| {
                self.0.contains(&format!(".{class}")) || self.0.contains(&format!("{name}.{class}"))
            })
    }
}

/// True for declarations that show an element in lines of its own.
fn is_block(declarations: &str) -> bool {
    declarations.split(';').any(|one| {
        let display = one
            .split_once(':')
            .filter(|(property, _)| property.trim().eq_ignore_ascii_case("display"));
        display.is_some_and(|(_, value)| {
            let value = value.trim().to_lowercase();
            ["block", "flex", "grid", "list-item"].contains(&value.as_str())
        })
    })
}

fn is_simple(selector: &str) -> bool {
    !selector.is_empty()
        && selector
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
