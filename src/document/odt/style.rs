//! What OpenDocument styles say about text: bold, hidden, struck through, the font.

use crate::document::tree::{Id, Tree};
use std::collections::BTreeMap;

/// One style, with what it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// Bold, when it says.
    pub(super) bold: Option<bool>,
    /// Hidden, or struck through.
    pub(super) hidden: Option<bool>,
    /// The font, when it says.
    pub(super) font: Option<String>,
    /// A title, or below one.
    pub(super) heading: bool,
    /// The style that it inherits from.
    pub(super) parent: Option<String>,
}

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<(String, String), Style>,
    /// Font families by the name of their declaration.
    fonts: BTreeMap<String, String>,
}

impl Styles {
    /// Adds all styles of a file.
    pub(super) fn add(&mut self, tree: &Tree, root: Id) {
        for id in tree.all(root) {
            match tree.name(id) {
                "style:font-face" => {
                    let family = tree.attribute(id, "font-family");
                    if let (Some(name), Some(family)) = (tree.attribute(id, "style:name"), family) {
                        let family = family.trim_matches(['\'', '"']).to_owned();
                        self.fonts.insert(name.to_owned(), family);
                    }
                }
                "style:style" => {
                    let family = tree.attribute(id, "style:family").unwrap_or_default();
                    let name = tree.attribute(id, "style:name").unwrap_or_default();
                    let style = self.style(tree, id, name);
                    self.known
                        .insert((family.to_owned(), name.to_owned()), style);
                }
                _ => {}
            }
        }
    }

    fn style(&self, tree: &Tree, id: Id, name: &str) -> Style {
        let parent = tree.attribute(id, "style:parent-style-name");
        let mut style = Style {
            heading: matches!(name, "Title" | "Heading") || parent == Some("Heading"),
            parent: parent.map(str::to_owned),
            ..Style::default()
        };
        if let Some(table) = tree.child(id, "style:table-properties") {
            // A hidden sheet.
            let hidden = tree.attribute(table, "table:display") == Some("false");
            style.hidden = hidden.then_some(true);
        }
        let Some(text) = tree.child(id, "style:text-properties") else {
            return style;
        };
        let value = |name: &str| tree.attribute(text, name);
        style.bold = value("fo:font-weight").map(|weight| {
            weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600)
        });
        let struck = value("style:text-line-through-style")
            .or_else(|| value("style:text-line-through-type"))
            .map(|line| line != "none");
        let hidden = value("text:display").map(|display| display == "none");
        style.hidden = match (struck, hidden) {
            (None, None) => None,
            (struck, hidden) => Some(struck == Some(true) || hidden == Some(true)),
        };
        style.font = value("style:font-name")
            .map(|name| self.fonts.get(name).cloned().unwrap_or(name.to_owned()))
            .or_else(|| value("fo:font-family").map(str::to_owned));
        style
    }

    /// A style with what it inherits.
    pub(super) fn get(&self, family: &str, name: &str) -> Style {
        let find = |name: &str| {
            self.known
                .get(&(family.to_owned(), name.to_owned()))
                .cloned()
        };
        let mut style = find(name).unwrap_or_default();
        // The chain may be a circle in a damaged file.
        for _ in 0..12 {
            let Some(parent) = style.parent.take().and_then(|name| find(&name)) else {
                break;
            };
            style.bold = style.bold.or(parent.bold);
            style.hidden = style.hidden.or(parent.hidden);
            style.font = style.font.or(parent.font);
            style.heading |= parent.heading;
            style.parent = parent.parent;
        }
        style
    }
}
