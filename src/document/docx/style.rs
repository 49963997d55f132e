//! What the styles of a Word file say about runs: bold, hidden, heading, placeholder.

use crate::document::tree::{Id, Tree};
use std::collections::BTreeMap;

/// One style, with what it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// Bold, when it says.
    pub(super) bold: Option<bool>,
    /// Hidden text.
    pub(super) hidden: bool,
    /// A heading or a title.
    pub(super) heading: bool,
    /// Word's own style for prompts in content controls.
    pub(super) prompt: bool,
    /// The font, when it says.
    pub(super) font: Option<String>,
    parent: Option<String>,
}

/// All styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<String, Style>,
    /// The paragraph style of paragraphs that name none.
    pub(super) default: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(tree: &Tree, root: Id) -> Styles {
        let mut styles = Styles::default();
        for id in tree.children(root).filter(|id| tree.name(*id) == "w:style") {
            let Some(name) = tree.attribute(id, "w:styleId") else {
                continue;
            };
            let kind = tree.attribute(id, "w:type").unwrap_or_default();
            if kind == "paragraph" && on(tree.attribute(id, "w:default").unwrap_or("0")) {
                styles.default = Some(name.to_owned());
            }
            styles.known.insert(name.to_owned(), style(tree, id));
        }
        styles
    }

    /// A style with what it inherits.
    pub(super) fn get(&self, name: &str) -> Style {
        let mut style = self.known.get(name).cloned().unwrap_or_default();
        // The chain may be a circle in a damaged file.
        for _ in 0..12 {
            let Some(parent) = style.parent.take().and_then(|name| self.known.get(&name)) else {
                break;
            };
            style.bold = style.bold.or(parent.bold);
            style.hidden |= parent.hidden;
            style.heading |= parent.heading;
            style.prompt |= parent.prompt;
            style.font = style.font.or_else(|| parent.font.clone());
            style.parent = parent.parent.clone();
        }
        style
    }
}

fn style(tree: &Tree, id: Id) -> Style {
    let name = tree
        .child(id, "w:name")
        .and_then(|id| tree.attribute(id, "w:val"))
        .unwrap_or_default()
        .to_lowercase();
    let run = tree.child(id, "w:rPr");
    let outline = tree.at(id, &["w:pPr", "w:outlineLvl"]);
    Style {
        bold: run.and_then(|run| toggle(tree, run, "w:b")),
        hidden: run.and_then(|run| toggle(tree, run, "w:vanish")) == Some(true),
        heading: name.starts_with("heading ")
            || name == "title"
            || outline.is_some_and(|id| tree.attribute(id, "w:val") != Some("9")),
        prompt: name == "placeholder text",
        font: run.and_then(|run| font(tree, run)),
        parent: tree
            .child(id, "w:basedOn")
            .and_then(|id| tree.attribute(id, "w:val"))
            .map(str::to_owned),
    }
}

/// The font of a run's properties.
pub(super) fn font(tree: &Tree, run: Id) -> Option<String> {
    let fonts = tree.child(run, "w:rFonts")?;
    ["w:ascii", "w:hAnsi"]
        .iter()
        .find_map(|name| tree.attribute(fonts, name))
        .map(str::to_owned)
}

/// A property that is on when present, unless its value says otherwise.
pub(super) fn toggle(tree: &Tree, properties: Id, name: &str) -> Option<bool> {
    let id = tree.child(properties, name)?;
    Some(tree.attribute(id, "w:val").is_none_or(on))
}

/// True for the words that mean yes in OOXML.
pub(super) fn on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}
