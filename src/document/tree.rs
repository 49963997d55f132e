//! Elements and text of an XML or HTML file in one flat arena: no recursion to build it, none to drop it.

/// Index of a node in its tree.
pub(super) type Id = u32;

/// The root of every tree.
pub(super) const ROOT: Id = 0;

/// How deep elements may nest; what is deeper hangs on the last level that fits, so that readers may recurse.
pub(super) const DEPTH: u16 = 120;

const NONE: Id = u32::MAX;

/// An element or a piece of text.
#[derive(Debug)]
pub(super) enum What {
    /// An element: number of its name, attributes by number of their name.
    Element(u32, Vec<(u32, String)>),
    /// Text.
    Text(String),
}

#[derive(Debug)]
struct Node {
    what: What,
    parent: Id,
    first: Id,
    last: Id,
    next: Id,
    before: Id,
    depth: u16,
}

/// A tree of elements and text.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    names: Vec<String>,
    numbers: foldhash::HashMap<String, u32>,
}

impl Tree {
    /// A tree with a nameless root.
    pub(super) fn new() -> Tree {
        let mut tree = Tree {
            nodes: Vec::new(),
            names: Vec::new(),
            numbers: foldhash::HashMap::default(),
        };
        let name = tree.number("");
        tree.add(What::Element(name, Vec::new()));
        tree
    }

    /// The number that stands for a name in this tree.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The name that a number stands for.
    pub(super) fn word(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    /// A new node that hangs nowhere yet.
    pub(super) fn add(&mut self, what: What) -> Id {
        self.nodes.push(Node {
            what,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            before: NONE,
            depth: 0,
        });
        (self.nodes.len() - 1) as Id
    }

    fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn edit(&mut self, id: Id, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            change(node);
        }
    }

    /// How deep a node hangs.
    pub(super) fn depth(&self, id: Id) -> u16 {
        self.node(id).map_or(0, |node| node.depth)
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The parent of a node, if it has one.
    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.node(id)
            .map(|node| node.parent)
            .filter(|&id| id != NONE)
    }

    /// The last child of a node.
    pub(super) fn last_child(&self, id: Id) -> Option<Id> {
        self.node(id).map(|node| node.last).filter(|&id| id != NONE)
    }

    /// The sibling just before a node.
    pub(super) fn before(&self, id: Id) -> Option<Id> {
        self.node(id)
            .map(|node| node.before)
            .filter(|&id| id != NONE)
    }

    /// Hangs a node below a parent, as its last child. A parent at the depth limit hands it to its own parent.
    pub(super) fn append(&mut self, parent: Id, child: Id) {
        let mut parent = parent;
        if self.depth(parent) >= DEPTH {
            parent = self.parent(parent).unwrap_or(ROOT);
        }
        self.detach(child);
        let last = self.last_child(parent);
        let depth = self.depth(parent) + 1;
        self.edit(child, |node| {
            node.parent = parent;
            node.before = last.unwrap_or(NONE);
            node.depth = depth;
        });
        match last {
            Some(last) => self.edit(last, |node| node.next = child),
            None => self.edit(parent, |node| node.first = child),
        }
        self.edit(parent, |node| node.last = child);
    }

    /// Hangs a node just before another.
    pub(super) fn insert_before(&mut self, sibling: Id, child: Id) {
        self.detach(child);
        let Some(parent) = self.parent(sibling) else {
            return;
        };
        let before = self.before(sibling);
        let depth = self.depth(sibling);
        self.edit(child, |node| {
            node.parent = parent;
            node.before = before.unwrap_or(NONE);
            node.next = sibling;
            node.depth = depth;
        });
        self.edit(sibling, |node| node.before = child);
        match before {
            Some(before) => self.edit(before, |node| node.next = child),
            None => self.edit(parent, |node| node.first = child),
        }
    }

    /// Takes a node, with what hangs below it, off its parent.
    pub(super) fn detach(&mut self, id: Id) {
        let Some((parent, before, next)) = self.node(id).map(|n| (n.parent, n.before, n.next))
        else {
            return;
        };
        if parent == NONE {
            return;
        }
        match before {
            NONE => self.edit(parent, |node| node.first = next),
            _ => self.edit(before, |node| node.next = next),
        }
        match next {
            NONE => self.edit(parent, |node| node.last = before),
            _ => self.edit(next, |node| node.before = before),
        }
        self.edit(id, |node| {
            node.parent = NONE;
            node.before = NONE;
            node.next = NONE;
        });
    }

    /// Appends text to a text node; false when it is none.
    pub(super) fn extend_text(&mut self, id: Id, more: &str) -> bool {
        match self.nodes.get_mut(id as usize).map(|node| &mut node.what) {
            Some(What::Text(text)) => {
                text.push_str(more);
                true
            }
            _ => false,
        }
    }

    /// The name of an element; empty for text and for the root.
    pub(super) fn name(&self, id: Id) -> &str {
        match self.node(id).map(|node| &node.what) {
            Some(What::Element(name, _)) => self.word(*name),
            _ => "",
        }
    }

    /// The text of a text node.
    pub(super) fn own_text(&self, id: Id) -> Option<&str> {
        match self.node(id).map(|node| &node.what) {
            Some(What::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// An attribute of an element.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let number = *self.numbers.get(name)?;
        match self.node(id).map(|node| &node.what) {
            Some(What::Element(_, attributes)) => attributes
                .iter()
                .find(|(key, _)| *key == number)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }

    /// The children of a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let first = self.node(id).map_or(NONE, |node| node.first);
        std::iter::successors(Some(first).filter(|&id| id != NONE), |&id| {
            self.node(id).map(|node| node.next).filter(|&id| id != NONE)
        })
    }

    /// The first child element of that name.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.children(id).find(|&child| self.name(child) == name)
    }

    /// The element at the end of a path of names below a node.
    pub(super) fn at(&self, id: Id, path: &[&str]) -> Option<Id> {
        path.iter()
            .try_fold(id, |node, name| self.child(node, name))
    }

    /// The node and all below it, in document order.
    pub(super) fn all(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), move |&at| self.follow(id, at))
    }

    fn follow(&self, top: Id, at: Id) -> Option<Id> {
        let node = self.node(at)?;
        if node.first != NONE {
            return Some(node.first);
        }
        let mut at = at;
        while at != top {
            let node = self.node(at)?;
            if node.next != NONE {
                return Some(node.next);
            }
            at = node.parent;
        }
        None
    }

    /// The first element of that name at or below a node.
    pub(super) fn find(&self, id: Id, name: &str) -> Option<Id> {
        self.all(id).find(|&node| self.name(node) == name)
    }

    /// All text at and below a node, joined.
    pub(super) fn text(&self, id: Id) -> String {
        self.all(id)
            .filter_map(|node| self.own_text(node))
            .collect()
    }

    /// Adds an attribute that an element does not have yet.
    pub(super) fn add_attribute(&mut self, id: Id, name: &str, value: &str) {
        let number = self.number(name);
        self.edit(id, |node| {
            if let What::Element(_, attributes) = &mut node.what
                && !attributes.iter().any(|(key, _)| *key == number)
            {
                attributes.push((number, value.to_owned()));
            }
        });
    }
}
