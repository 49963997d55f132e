//! HTML source → `Tree`, by html5ever's tree builder.

use crate::document::tree::{Id, ROOT, Tree, What};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, QualName, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Elements nested deeper than this are an attack: what comes later is not read. html5ever's time grows with its square.
const OPEN: u16 = 512;

/// How much is handed over between two looks at the depth.
const PIECE: usize = 16 << 10;

/// Reads HTML source; true when it was cut because it nests too deep.
pub(super) fn parse(html: &str) -> (Tree, bool) {
    let sink = Sink {
        tree: RefCell::new(Tree::new()),
        depths: RefCell::new(vec![0]),
        deepest: Cell::new(0),
    };
    let mut parser = parse_document(sink, html5ever::ParseOpts::default());
    let mut rest = html;
    let mut cut = false;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, more) = rest.split_at(end);
        parser.process(StrTendril::from(piece));
        rest = more;
        if parser.tokenizer.sink.sink.deepest.get() > OPEN {
            cut = true;
            break;
        }
    }
    (parser.finish(), cut)
}

struct Sink {
    tree: RefCell<Tree>,
    /// True depth of nodes by id (the tree's own is capped).
    depths: RefCell<Vec<u16>>,
    deepest: Cell<u16>,
}

/// A node, and its name as html5ever wants it back.
#[derive(Debug, Clone)]
struct Handle {
    id: Id,
    name: Rc<QualName>,
}

impl Sink {
    fn add(&self, what: What, name: QualName) -> Handle {
        self.depths.borrow_mut().push(0);
        Handle {
            id: self.tree.borrow_mut().add(what),
            name: Rc::new(name),
        }
    }

    fn text(&self, text: &str) -> Handle {
        self.add(What::Text(text.to_owned()), nameless())
    }

    /// Notes how deep a node comes to hang.
    fn deepen(&self, parent: Id, child: Id) {
        let mut depths = self.depths.borrow_mut();
        let depth = depths.get(parent as usize).copied().unwrap_or(0);
        let depth = depth.saturating_add(1);
        if let Some(slot) = depths.get_mut(child as usize) {
            *slot = depth;
        }
        self.deepest.set(self.deepest.get().max(depth));
    }

    /// The node to hang in, unless it is text that goes on in the text node beside it.
    fn unless_joined(&self, child: NodeOrText<Handle>, beside: Option<Id>) -> Option<Id> {
        match child {
            NodeOrText::AppendNode(handle) => Some(handle.id),
            NodeOrText::AppendText(text) => {
                let joined = beside.is_some_and(|id| self.tree.borrow_mut().extend_text(id, &text));
                (!joined).then(|| self.text(&text).id)
            }
        }
    }
}

fn nameless() -> QualName {
    QualName::new(None, Namespace::default(), LocalName::default())
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle {
            id: ROOT,
            name: Rc::new(nameless()),
        }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Handle {
        let mut tree = self.tree.borrow_mut();
        let number = tree.number(&name.local);
        let attributes = attributes
            .into_iter()
            .map(|a| (tree.number(&a.name.local), a.value.to_string()))
            .collect();
        drop(tree);
        self.add(What::Element(number, attributes), name)
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.text("")
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.text("")
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let last = self.tree.borrow().last_child(parent.id);
        if let Some(child) = self.unless_joined(child, last) {
            self.deepen(parent.id, child);
            self.tree.borrow_mut().append(parent.id, child);
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let before = self.tree.borrow().before(sibling.id);
        if let Some(child) = self.unless_joined(child, before) {
            let parent = self.tree.borrow().parent(sibling.id);
            self.deepen(parent.unwrap_or(ROOT), child);
            self.tree.borrow_mut().insert_before(sibling.id, child);
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        before: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let hangs = self.tree.borrow().parent(element.id).is_some();
        if hangs {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        for attribute in attributes {
            tree.add_attribute(target.id, &attribute.name.local, &attribute.value);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        let children: Vec<Id> = tree.children(node.id).collect();
        for child in children {
            tree.append(new_parent.id, child);
        }
    }
}
