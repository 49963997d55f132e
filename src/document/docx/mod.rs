//! Word (`.docx`, `.docm`, `.dotx`, flat XML) → `Document`. ECMA-376 part 1, transitional and strict.

mod body;
mod code;
mod control;
mod package;
mod style;

use super::archive::Archive;
use super::flow::Flow;
use super::limit::Budget;
use super::picture;
use super::tree::Tree;
use super::{Document, Kind, Unread};
use body::Walker;
use package::{Package, Part, Relation};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use style::Styles;

/// Layout spaces: as many blanks in a row set segments apart.
const WIDE: usize = 4;

/// Reads a zip package.
pub(super) fn read(archive: Archive<'_>, budget: &mut Budget) -> Result<Document, Unread> {
    read_package(Package::Zip(archive), budget)
}

/// Reads a flat XML file.
pub(super) fn read_flat(tree: Tree, budget: &mut Budget) -> Result<Document, Unread> {
    read_package(Package::Flat(Rc::new(tree)), budget)
}

fn read_package(package: Package<'_>, budget: &mut Budget) -> Result<Document, Unread> {
    let mut file = File {
        package,
        budget,
        styles: Styles::default(),
        relations: Vec::new(),
        data: None,
        prompts: None,
        flow: Flow::new(0, WIDE),
    };
    file.flow = Flow::new(file.budget.limits.characters, WIDE);
    let main = file.package.main(file.budget)?;
    file.read(main)
}

/// A Word file being read.
struct File<'a, 'b> {
    package: Package<'a>,
    budget: &'b mut Budget,
    styles: Styles,
    /// Relationships of the part in hand.
    relations: Vec<Relation>,
    /// Custom XML parts by the id of their store, once somebody asked.
    data: Option<BTreeMap<String, Part>>,
    /// Prompts of content controls by the name of their building block, once somebody asked.
    prompts: Option<BTreeMap<String, String>>,
    flow: Flow,
}

impl File<'_, '_> {
    fn read(mut self, main: Part) -> Result<Document, Unread> {
        let relations = self.package.relations(&main.name, self.budget);
        let target = |kind: &str| {
            relations
                .iter()
                .find(|r| r.kind == kind)
                .map(|r| r.target.clone())
        };
        if let Some(part) = target("styles").and_then(|name| self.package.part(&name, self.budget))
        {
            self.styles = Styles::read(&part.tree, part.root);
        } else if let Some(root) = main.tree.find(main.root, "w:styles") {
            self.styles = Styles::read(&main.tree, root);
        }
        let notes: Vec<String> = ["footnotes", "endnotes"]
            .iter()
            .filter_map(|kind| target(kind))
            .collect();
        let margins = margins(&main, &relations);
        let has_body = main.tree.find(main.root, "w:body").is_some();
        if !has_body && main.damage.is_some() {
            return Err(Unread::Damaged(main.damage.unwrap_or_default()));
        }

        self.flow.margin = true;
        self.margin(&margins, "header");
        self.flow.margin = false;
        self.relations = relations;
        self.part(&main, "w:body");
        self.flow.margin = true;
        for name in &notes {
            if let Some(part) = self.package.part(name, self.budget) {
                self.relations = self.package.relations(name, self.budget);
                self.notes(&part);
            }
        }
        self.margin(&margins, "footer");
        self.finish(&main.name)
    }

    /// Reads the headers or the footers; the first page's often repeats that of the others.
    fn margin(&mut self, margins: &[(String, String)], kind: &str) {
        let mut seen = BTreeSet::new();
        for (_, name) in margins.iter().filter(|(known, _)| known == kind) {
            let Some(part) = self.package.part(name, self.budget) else {
                continue;
            };
            if seen.insert(part.tree.text(part.root)) {
                self.relations = self.package.relations(name, self.budget);
                self.part(&part, "");
            }
        }
    }

    /// Reads the blocks below the first element of that name, or below the part's root.
    fn part(&mut self, part: &Part, below: &str) {
        if let Some(damage) = &part.damage {
            self.flow.note(&format!("{}: {damage}", part.name));
        }
        let top = match below {
            "" => Some(part.root),
            name => part.tree.find(part.root, name),
        };
        if let Some(top) = top {
            let tree = Rc::clone(&part.tree);
            Walker::new(&tree, self).blocks(top);
        }
    }

    fn notes(&mut self, part: &Part) {
        let tree = Rc::clone(&part.tree);
        for note in tree.children(part.root) {
            // Separators are notes too, and the only ones with a type.
            if tree.attribute(note, "w:type").is_none_or(|t| t == "normal") {
                Walker::new(&tree, self).blocks(note);
            }
        }
    }

    fn finish(self, main: &str) -> Result<Document, Unread> {
        let File {
            mut package,
            budget,
            flow,
            ..
        } = self;
        let mut document = flow.finish(Kind::Docx);
        if let Package::Zip(archive) = &package
            && archive.mended
        {
            document
                .damage
                .push("the zip directory is damaged; read by local headers".to_owned());
        }
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut names = package.names();
        names.retain(|name| name.starts_with(&format!("{folder}/media/")));
        picture::add_scans(&mut document, names, |name| package.bytes(name, budget));
        Ok(document)
    }
}

/// Header and footer parts in the order in which the sections name them.
fn margins(main: &Part, relations: &[Relation]) -> Vec<(String, String)> {
    let tree = &main.tree;
    let mut found = Vec::new();
    for id in tree.all(main.root) {
        let kind = match tree.name(id) {
            "w:headerReference" => "header",
            "w:footerReference" => "footer",
            _ => continue,
        };
        let relation = tree
            .attribute(id, "r:id")
            .and_then(|id| relations.iter().find(|r| r.id == id));
        if let Some(relation) = relation {
            let entry = (kind.to_owned(), relation.target.clone());
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
