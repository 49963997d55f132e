//! OpenDocument text and sheets (`.odt`, `.ott`, `.fodt`, `.ods`) → `Document`. OASIS OpenDocument 1.3, and what LibreOffice adds to it.

mod body;
mod control;
mod field;
mod style;

use super::archive::Archive;
use super::flow::Flow;
use super::limit::Budget;
use super::tree::{Id, ROOT, Tree};
use super::{Document, Kind, Unread, picture, sheet, xml};
use body::Walker;
use style::Styles;

/// Layout spaces: as many blanks in a row set segments apart.
const WIDE: usize = 4;

/// Reads a zip package.
pub(super) fn read(mut archive: Archive<'_>, budget: &mut Budget) -> Result<Document, Unread> {
    if is_encrypted(&mut archive, budget) {
        return Err(Unread::Encrypted);
    }
    let content = archive
        .find("content.xml")
        .ok_or_else(|| Unread::Damaged("the OpenDocument file has no content.xml".to_owned()))?;
    let content = xml::parse(&archive.read(&content, budget)?);
    let styles = archive
        .part("styles.xml", budget)
        .map(|bytes| xml::parse(&bytes).tree)
        .unwrap_or_else(Tree::new);
    let mut document = pour(&content.tree, &styles, budget.limits.characters)?;
    document.damage.extend(content.damage);
    if archive.mended {
        document
            .damage
            .push("the zip directory is damaged; read by local headers".to_owned());
    }
    let names = archive.entries().iter().map(|entry| entry.name.clone());
    let names: Vec<String> = names.filter(|n| n.starts_with("Pictures/")).collect();
    picture::add_scans(&mut document, names, |name| archive.part(name, budget));
    Ok(document)
}

/// Reads a flat XML file.
pub(super) fn read_flat(tree: &Tree, budget: &mut Budget) -> Result<Document, Unread> {
    pour(tree, &Tree::new(), budget.limits.characters)
}

/// A password shows in the manifest; newer LibreOffice puts all of the file into one encrypted entry.
fn is_encrypted(archive: &mut Archive<'_>, budget: &mut Budget) -> bool {
    if archive.find("encrypted-package").is_some() {
        return true;
    }
    let Some(bytes) = archive.part("META-INF/manifest.xml", budget) else {
        return false;
    };
    let tree = xml::parse(&bytes).tree;
    tree.find(ROOT, "manifest:encryption-data").is_some()
}

fn pour(content: &Tree, styles: &Tree, characters: u64) -> Result<Document, Unread> {
    let (body, is_sheet) = match content.find(ROOT, "office:text") {
        Some(body) => (body, false),
        None => match content.find(ROOT, "office:spreadsheet") {
            Some(body) => (body, true),
            None => {
                let other = "OpenDocument other than text".to_owned();
                return Err(Unread::Unsupported(other));
            }
        },
    };
    let mut known = Styles::default();
    known.add(styles, ROOT);
    known.add(content, ROOT);
    let mut flow = Flow::new(characters, WIDE);
    // The page styles of a sheet say `Page 1`; those of a text may hold the form's title.
    let sources = if is_sheet {
        Vec::new()
    } else {
        vec![styles, content]
    };
    for tree in &sources {
        flow = margin(tree, "header", &known, flow);
    }
    let mut walker = Walker::new(content, &known, flow);
    walker.blocks(body);
    walker.end_line();
    walker.notes();
    flow = walker.flow;
    for tree in &sources {
        flow = margin(tree, "footer", &known, flow);
    }
    let mut document = flow.finish(Kind::Odt);
    if is_sheet {
        sheet::tidy(&mut document);
    }
    Ok(document)
}

/// Reads the headers or footers of all page styles.
fn margin(tree: &Tree, kind: &str, styles: &Styles, mut flow: Flow) -> Flow {
    let Some(masters) = tree.find(ROOT, "office:master-styles") else {
        return flow;
    };
    flow.margin = true;
    let mut seen: Vec<String> = Vec::new();
    let margins: Vec<Id> = tree
        .all(masters)
        .filter(|id| tree.name(*id).starts_with(&format!("style:{kind}")))
        .collect();
    for id in margins {
        let text = tree.text(id);
        if tree.attribute(id, "style:display") == Some("false") || seen.contains(&text) {
            continue;
        }
        seen.push(text);
        let mut walker = Walker::new(tree, styles, flow);
        walker.blocks(id);
        walker.end_line();
        flow = walker.flow;
    }
    flow.margin = false;
    flow
}
