//! Content controls (`w:sdt`): fields with a tag, a kind, a state, and a prompt that is no value.

use super::File;
use super::body::{Walker, switch};
use super::package::Part;
use crate::document::tree::{Id, Tree};
use crate::document::{FieldKind, FormField, Row};
use std::collections::BTreeMap;

/// What a content control is to us.
enum Control {
    /// No field: a group, a repeated section, a part of the document, or what Google Docs leaves behind.
    Wrapper,
    /// A check box and its state.
    CheckBox(FormField, bool),
    /// A field without a value of its own in the text: empty, or with the value that its data store holds.
    Stored(FormField, String),
    /// A field whose value is its content.
    Content(FormField),
}

impl Walker<'_, '_, '_, '_> {
    /// A control around paragraphs or tables.
    pub(super) fn block_control(&mut self, id: Id) {
        let Some(content) = self.tree.child(id, "w:sdtContent") else {
            return;
        };
        match self.classify(id, content) {
            Control::Wrapper => self.blocks(content),
            Control::Content(field) => {
                let field = self.file.flow.field(field);
                let outer = self.control.replace(field);
                self.blocks(content);
                self.control = outer;
                self.show_if_empty(field, true);
            }
            control => {
                self.settled(control);
                self.file.flow.end_line(1.0, false);
            }
        }
    }

    /// A control within a paragraph.
    pub(super) fn inline_control(&mut self, id: Id) {
        let Some(content) = self.tree.child(id, "w:sdtContent") else {
            return;
        };
        match self.classify(id, content) {
            Control::Wrapper => self.inlines(content),
            Control::Content(field) => {
                let field = self.file.flow.field(field);
                let outer = self.control.replace(field);
                self.inlines(content);
                self.control = outer;
                self.show_if_empty(field, false);
            }
            control => self.settled(control),
        }
    }

    /// A control around one or more cells.
    pub(super) fn cell_control(&mut self, id: Id, row: &mut Row, first: u32) {
        let tree = self.tree;
        let Some(content) = tree.child(id, "w:sdtContent") else {
            return;
        };
        let cells = tree
            .children(content)
            .filter(|id| tree.name(*id) == "w:tc")
            .count();
        if cells != 1 {
            return self.cells(content, row, first);
        }
        match self.classify(id, content) {
            Control::Wrapper => self.cells(content, row, first),
            Control::Content(field) => {
                let field = self.file.flow.field(field);
                let outer = self.control.replace(field);
                self.cells(content, row, first);
                self.control = outer;
            }
            control => {
                self.cells(content, row, first);
                let around = self.file.flow.open();
                self.settled(control);
                let blocks = self.file.flow.close(around);
                if let Some(cell) = row.cells.last_mut() {
                    cell.blocks = blocks;
                }
            }
        }
    }

    fn settled(&mut self, control: Control) {
        match control {
            Control::CheckBox(field, ticked) => self.tick(field, ticked),
            Control::Stored(field, text) => {
                let number = self.file.flow.field(field);
                self.value(number, &text);
            }
            Control::Wrapper | Control::Content(_) => {}
        }
    }

    fn show_if_empty(&mut self, field: u32, block: bool) {
        if !self.file.flow.touched(field) {
            self.file.flow.empty_field(field);
            if block {
                self.file.flow.end_line(1.0, false);
            }
        }
    }

    fn classify(&mut self, id: Id, content: Id) -> Control {
        let tree = self.tree;
        let Some(properties) = tree.child(id, "w:sdtPr") else {
            return Control::Wrapper;
        };
        let has = |name: &str| tree.child(properties, name).is_some();
        let word = |name: &str| {
            tree.child(properties, name)
                .and_then(|id| tree.attribute(id, "w:val"))
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let (tag, alias) = (word("w:tag"), word("w:alias"));
        let mut field = FormField {
            name: tag.clone().or_else(|| alias.clone()).unwrap_or_default(),
            label: alias,
            ..FormField::default()
        };
        let check = tree
            .child(properties, "w14:checkbox")
            .or_else(|| tree.child(properties, "w:checkbox"));
        if let Some(check) = check {
            let ticked = switch(tree, check, "w14:checked")
                .or_else(|| switch(tree, check, "w:checked"))
                .unwrap_or(false);
            return Control::CheckBox(field, ticked);
        }
        let nested = tree
            .all(content)
            .any(|id| matches!(tree.name(id), "w:sdt" | "w:tbl" | "w:ffData"));
        let wrapper = [
            "w:group",
            "w:docPartObj",
            "w:docPartList",
            "w:bibliography",
            "w:citation",
        ]
        .iter()
        .any(|name| has(name))
            || has("w15:repeatingSection")
            || has("w15:repeatingSectionItem")
            || has("w:picture")
            || tag.is_some_and(|tag| tag.starts_with("goog_rdk"));
        let date = tree.child(properties, "w:date");
        let list = ["w:dropDownList", "w:comboBox"]
            .iter()
            .find_map(|name| tree.child(properties, name));
        if wrapper || (nested && date.is_none() && list.is_none()) {
            return Control::Wrapper;
        }

        let text = tree.text(content);
        let text = text.trim();
        let prompt = self.is_prompt(properties, content, text);
        if text.is_empty() || prompt {
            let stored = self.stored(properties).unwrap_or_default();
            return Control::Stored(self.with_kind(field, date, list, &stored).0, stored);
        }
        let (with_kind, empty) = self.with_kind(field, date, list, text);
        field = with_kind;
        if empty {
            return Control::Stored(field, String::new());
        }
        Control::Content(field)
    }

    /// The field with its kind, options and machine-readable value; true when the text is the option that means none.
    fn with_kind(
        &self,
        mut field: FormField,
        date: Option<Id>,
        list: Option<Id>,
        text: &str,
    ) -> (FormField, bool) {
        let tree = self.tree;
        if let Some(date) = date {
            field.kind = FieldKind::Date;
            let full = tree.attribute(date, "w:fullDate").unwrap_or_default();
            if !text.is_empty() {
                field.value = full.chars().take_while(|c| *c != 'T').collect();
            }
        }
        let mut none = false;
        if let Some(list) = list {
            field.kind = FieldKind::Choice;
            for item in tree
                .children(list)
                .filter(|id| tree.name(*id) == "w:listItem")
            {
                let value = tree.attribute(item, "w:value").unwrap_or_default().trim();
                let shown = tree.attribute(item, "w:displayText").map(str::trim);
                let shown = shown.unwrap_or(value);
                if text == shown && value.is_empty() && field.options.is_empty() {
                    none = true;
                }
                if text == value && !text.is_empty() {
                    field.value = shown.to_owned();
                }
                if !shown.is_empty() {
                    field.options.push(shown.to_owned());
                }
            }
        }
        (field, none)
    }

    /// True when the content is the prompt. The flag alone is not trusted: some programs fill a control and leave it on.
    fn is_prompt(&mut self, properties: Id, content: Id, text: &str) -> bool {
        let tree = self.tree;
        let flagged = switch(tree, properties, "w:showingPlcHdr") == Some(true);
        let styled = self.shows_prompt_style(content);
        if !flagged || styled {
            return flagged;
        }
        let block = tree
            .at(properties, &["w:placeholder", "w:docPart"])
            .and_then(|id| tree.attribute(id, "w:val"))
            .unwrap_or_default();
        match self.file.prompt(block) {
            Some(prompt) => prompt.trim() == text,
            None => true,
        }
    }

    /// The value in the custom XML part that the control is bound to.
    fn stored(&mut self, properties: Id) -> Option<String> {
        let tree = self.tree;
        let binding = ["w:dataBinding", "w15:dataBinding"]
            .iter()
            .find_map(|name| tree.child(properties, name))?;
        let store = tree.attribute(binding, "w:storeItemID")?.to_lowercase();
        let path = tree.attribute(binding, "w:xpath")?.to_owned();
        let part = self.file.store(&store)?;
        let text = follow(&part.tree, part.root, &path)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

impl File<'_, '_> {
    /// The prompt of a building block, from the glossary document.
    fn prompt(&mut self, block: &str) -> Option<String> {
        if block.is_empty() {
            return None;
        }
        if self.prompts.is_none() {
            let mut prompts = BTreeMap::new();
            let glossary = self
                .package
                .names()
                .into_iter()
                .find(|name| name.ends_with("glossary/document.xml"));
            if let Some(part) = glossary.and_then(|name| self.package.part(&name, self.budget)) {
                let tree = &part.tree;
                for id in tree
                    .all(part.root)
                    .filter(|id| tree.name(*id) == "w:docPart")
                {
                    let name = tree
                        .at(id, &["w:docPartPr", "w:name"])
                        .and_then(|id| tree.attribute(id, "w:val"));
                    if let (Some(name), Some(body)) = (name, tree.child(id, "w:docPartBody")) {
                        prompts.insert(name.to_owned(), tree.text(body));
                    }
                }
            }
            self.prompts = Some(prompts);
        }
        self.prompts.as_ref()?.get(block).cloned()
    }

    /// The custom XML part of that store id.
    fn store(&mut self, id: &str) -> Option<Part> {
        if self.data.is_none() {
            let mut data = BTreeMap::new();
            let names = self.package.names();
            for name in names.iter().filter(|n| n.contains("customXml/itemProps")) {
                let Some(properties) = self.package.part(name, self.budget) else {
                    continue;
                };
                let tree = &properties.tree;
                let id = ["ds:itemID", "itemID"]
                    .iter()
                    .find_map(|name| tree.attribute(properties.root, name));
                let item = name.replace("itemProps", "item");
                if let (Some(id), Some(part)) = (id, self.package.part(&item, self.budget)) {
                    data.insert(id.to_lowercase(), part);
                }
            }
            self.data = Some(data);
        }
        self.data.as_ref()?.get(id).cloned()
    }
}

/// Follows the simple paths that Word writes: `/ns0:form[1]/ns0:city[1]`, with `/@name` at the end.
fn follow(tree: &Tree, root: Id, path: &str) -> Option<String> {
    let mut steps = path.split('/').filter(|step| !step.is_empty());
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let first = steps.next()?;
    let mut at = root;
    if local(first.split('[').next()?) != local(tree.name(root)) {
        return None;
    }
    for step in steps {
        if let Some(name) = step.strip_prefix('@') {
            return tree.attribute(at, &local(name)).map(str::to_owned);
        }
        let (name, index) = step.split_once('[').unwrap_or((step, "1]"));
        let index: usize = index.trim_end_matches(']').parse().ok()?;
        at = tree
            .children(at)
            .filter(|id| local(tree.name(*id)) == local(name))
            .nth(index.checked_sub(1)?)?;
    }
    Some(tree.text(at))
}
