//! The parts of a Word file: a zip package (ECMA-376 part 2), or all of it as one flat XML file.

use crate::document::archive::Archive;
use crate::document::limit::Budget;
use crate::document::tree::{Id, ROOT, Tree};
use crate::document::xml::LeftOut;
use crate::document::{Unread, xml};
use std::rc::Rc;

/// One XML part.
#[derive(Clone)]
pub(super) struct Part {
    /// Its name without a leading slash.
    pub(super) name: String,
    /// Its tree.
    pub(super) tree: Rc<Tree>,
    /// Its outermost element.
    pub(super) root: Id,
    /// What was wrong with its XML.
    pub(super) damage: Option<String>,
}

/// Where parts come from.
pub(super) enum Package<'a> {
    /// A zip archive.
    Zip(Archive<'a>),
    /// Flat OPC (`pkg:package`), or Word 2003 XML whose root is the document itself.
    Flat(Rc<Tree>),
}

/// A relationship from one part to another.
pub(super) struct Relation {
    /// Its id within the part.
    pub(super) id: String,
    /// The last word of its type, for example `header`.
    pub(super) kind: String,
    /// Name of the part that it points to.
    pub(super) target: String,
}

/// What is left out of every part: it says nothing of the text, and is most of the style sheet.
const LEFT_OUT: &[LeftOut] = &[
    // The styles of tables; nothing is asked of them.
    ("w:style", "table"),
    ("w:latentStyles", ""),
    ("w:tblPr", ""),
    ("w:tblGrid", ""),
    ("w:tcBorders", ""),
    ("w:pBdr", ""),
    ("w:tabs", ""),
    ("w:spacing", ""),
    ("w:ind", ""),
    ("w:jc", ""),
    ("w:shd", ""),
    ("w:lang", ""),
    ("w:sz", ""),
    ("w:szCs", ""),
    ("w:bCs", ""),
    ("w:color", ""),
    ("w:tcW", ""),
    ("w:uiPriority", ""),
    ("w:qFormat", ""),
    ("w:rsid", ""),
];

impl Package<'_> {
    /// Reads an XML part.
    pub(super) fn part(&mut self, name: &str, budget: &mut Budget) -> Option<Part> {
        match self {
            Package::Zip(archive) => {
                let bytes = archive.part(name, budget)?;
                let parsed = xml::parse_without(&bytes, LEFT_OUT);
                let root = parsed.tree.children(ROOT).next()?;
                Some(Part {
                    name: name.to_owned(),
                    tree: Rc::new(parsed.tree),
                    root,
                    damage: parsed.damage,
                })
            }
            Package::Flat(tree) => {
                let part = flat_part(tree, name)?;
                let data = tree.child(part, "pkg:xmlData")?;
                let root = tree.children(data).find(|id| !tree.name(*id).is_empty())?;
                Some(Part {
                    name: name.to_owned(),
                    tree: Rc::clone(tree),
                    root,
                    damage: None,
                })
            }
        }
    }

    /// Reads a part that is no XML.
    pub(super) fn bytes(&mut self, name: &str, budget: &mut Budget) -> Option<Vec<u8>> {
        match self {
            Package::Zip(archive) => archive.part(name, budget),
            Package::Flat(_) => None,
        }
    }

    /// Names of all parts.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Package::Zip(archive) => archive.entries().iter().map(|e| e.name.clone()).collect(),
            Package::Flat(tree) => tree
                .all(ROOT)
                .filter(|id| tree.name(*id) == "pkg:part")
                .filter_map(|id| tree.attribute(id, "pkg:name"))
                .map(|name| name.trim_start_matches('/').to_owned())
                .collect(),
        }
    }

    /// The relationships of a part; of the package itself when the name is empty.
    pub(super) fn relations(&mut self, part: &str, budget: &mut Budget) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Some(part) = self.part(&name, budget) else {
            return Vec::new();
        };
        let tree = &part.tree;
        tree.children(part.root)
            .filter(|id| tree.attribute(*id, "TargetMode") != Some("External"))
            .filter_map(|id| {
                Some(Relation {
                    id: tree.attribute(id, "Id")?.to_owned(),
                    kind: tree.attribute(id, "Type")?.rsplit('/').next()?.to_owned(),
                    target: resolve(folder, tree.attribute(id, "Target")?),
                })
            })
            .collect()
    }

    /// The part that holds the document's body.
    pub(super) fn main(&mut self, budget: &mut Budget) -> Result<Part, Unread> {
        let relations = self.relations("", budget);
        let told = relations.into_iter().find(|r| r.kind == "officeDocument");
        if let Some(part) = told.and_then(|r| self.part(&r.target, budget)) {
            return Ok(part);
        }
        if let Package::Flat(tree) = self
            && let Some(root) = tree.find(ROOT, "w:wordDocument")
        {
            return Ok(Part {
                name: String::new(),
                tree: Rc::clone(tree),
                root,
                damage: None,
            });
        }
        let mut names = self.names();
        names.retain(|name| {
            let name = name.to_lowercase();
            name.starts_with("word/document") && name.ends_with(".xml")
        });
        names.sort_by_key(String::len);
        names
            .iter()
            .find_map(|name| self.part(name, budget))
            .ok_or_else(|| Unread::Damaged("the Word file has no document part".to_owned()))
    }
}

fn flat_part(tree: &Tree, name: &str) -> Option<Id> {
    let name = name.trim_start_matches('/');
    tree.all(ROOT)
        .filter(|id| tree.name(*id) == "pkg:part")
        .find(|id| {
            tree.attribute(*id, "pkg:name")
                .is_some_and(|known| known.trim_start_matches('/').eq_ignore_ascii_case(name))
        })
}

/// A relationship's target as a part name, from the folder of its source.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}
