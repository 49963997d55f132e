//! The structure of the form for those who hear it (ISO 32000-1, 14.7): title, headings, labels and fields in their order.

use super::item::Role;
use pdf_writer::types::StructRole;
use pdf_writer::{Finish, Pdf, Ref};

/// What an element holds.
enum Holds {
    /// Marked content of a page, by its number there.
    Text(i32),
    /// A widget.
    Widget(Ref),
}

struct Element {
    id: Ref,
    page: Ref,
    role: StructRole,
    section: Option<usize>,
    holds: Holds,
}

/// The elements so far, in the order in which they are heard.
#[derive(Default)]
pub(super) struct Tags {
    elements: Vec<Element>,
    /// For each page the elements of its marked contents.
    pages: Vec<Vec<Ref>>,
    /// The elements of widgets, in the order of their numbers.
    widgets: Vec<Ref>,
}

impl Tags {
    /// Begins a page; returns its number among the parents.
    pub(super) fn page(&mut self) -> i32 {
        self.pages.push(Vec::new());
        self.pages.len() as i32 - 1
    }

    /// Adds a text; returns the number of its marked content on the page.
    pub(super) fn text(
        &mut self,
        role: Role,
        section: Option<usize>,
        page: Ref,
        next: &mut Ref,
    ) -> i32 {
        let id = next.bump();
        let number = self.pages.last().map_or(0, Vec::len) as i32;
        if let Some(page) = self.pages.last_mut() {
            page.push(id);
        }
        self.elements.push(Element {
            id,
            page,
            role: match role {
                Role::Title => StructRole::H1,
                Role::Heading => StructRole::H2,
                Role::Paragraph => StructRole::P,
            },
            section,
            holds: Holds::Text(number),
        });
        number
    }

    /// Adds a field; returns its number among the parents, which come behind those of `pages` pages.
    pub(super) fn widget(
        &mut self,
        widget: Ref,
        section: Option<usize>,
        page: Ref,
        pages: usize,
        next: &mut Ref,
    ) -> i32 {
        let id = next.bump();
        self.elements.push(Element {
            id,
            page,
            role: StructRole::Form,
            section,
            holds: Holds::Widget(widget),
        });
        self.widgets.push(id);
        (pages + self.widgets.len()) as i32 - 1
    }

    /// Writes the tree; returns its root.
    pub(super) fn write(self, pdf: &mut Pdf, next: &mut Ref) -> Ref {
        let root = next.bump();
        let document = next.bump();
        let count = self
            .elements
            .iter()
            .filter_map(|e| e.section)
            .max()
            .map_or(0, |n| n + 1);
        let sections: Vec<Ref> = (0..count).map(|_| next.bump()).collect();
        let parent = |element: &Element| {
            element
                .section
                .and_then(|n| sections.get(n))
                .copied()
                .unwrap_or(document)
        };
        for element in &self.elements {
            let mut written = pdf.struct_element(element.id);
            written
                .kind(element.role)
                .parent(parent(element))
                .page(element.page);
            match element.holds {
                Holds::Text(number) => {
                    written.children().marked_content_id(number);
                }
                Holds::Widget(widget) => {
                    written.object_child().page(element.page).object(widget);
                }
            }
        }
        for (number, section) in sections.iter().enumerate() {
            let held = self.elements.iter().filter(|e| e.section == Some(number));
            let mut written = pdf.struct_element(*section);
            written.kind(StructRole::Sect).parent(document);
            written.children().items(held.map(|element| element.id));
        }
        let first = self
            .elements
            .iter()
            .filter(|e| e.section.is_none())
            .map(|e| e.id);
        let mut written = pdf.struct_element(document);
        written.kind(StructRole::Document).parent(root);
        written
            .children()
            .items(first.chain(sections.iter().copied()));
        written.finish();

        let lists: Vec<Ref> = self.pages.iter().map(|_| next.bump()).collect();
        for (list, page) in lists.iter().zip(&self.pages) {
            pdf.indirect(*list).array().items(page);
        }
        let mut tree = pdf
            .indirect(root)
            .start::<pdf_writer::writers::StructTreeRoot>();
        tree.child(document);
        let parents = lists.iter().chain(&self.widgets);
        let mut numbers = tree.parent_tree();
        let mut list = numbers.nums();
        for (key, value) in parents.enumerate() {
            list.insert(key as i32, *value);
        }
        list.finish();
        numbers.finish();
        tree.parent_tree_next_key((lists.len() + self.widgets.len()) as i32);
        root
    }
}
