//! Fields within OpenDocument text: input fields, drop-downs, LibreOffice's field marks and content controls.

use super::body::Walker;
use super::style::Style;
use crate::document::tree::Id;
use crate::document::{FieldKind, FormField};

/// A field mark that has begun and not ended: what Word's legacy form fields become in LibreOffice.
#[derive(Debug)]
pub(super) struct FieldMark {
    /// The form field whose value stands inside.
    pub(super) field: Option<u32>,
}

impl Walker<'_> {
    /// Reads an element that is a field; false when it is none.
    pub(super) fn field_element(&mut self, id: Id, style: &Style) -> bool {
        let tree = self.tree;
        match tree.name(id) {
            "text:text-input" => {
                let label = tree.attribute(id, "text:description");
                let field = self.flow.field(FormField {
                    label: label.filter(|l| !l.is_empty()).map(str::to_owned),
                    ..FormField::default()
                });
                self.field_content(id, field, style);
            }
            "text:drop-down" => {
                let name = tree.attribute(id, "text:name").unwrap_or_default();
                let options = tree
                    .children(id)
                    .filter(|id| tree.name(*id) == "text:label")
                    .filter_map(|id| tree.attribute(id, "text:value"))
                    .map(str::to_owned)
                    .collect();
                let shown = tree.text(id);
                let field = self.flow.field(FormField {
                    name: name.to_owned(),
                    kind: FieldKind::Choice,
                    options,
                    ..FormField::default()
                });
                self.put_value(field, shown.trim());
            }
            "field:fieldmark-start" => self.begin_mark(id),
            "field:fieldmark-end" => {
                if let Some(field) = self.open_marks.pop().and_then(|mark| mark.field)
                    && !self.flow.touched(field)
                {
                    self.flow.empty_field(field);
                }
            }
            "field:fieldmark" => self.lone_mark(id),
            "loext:content-control" => self.content_control(id, style),
            _ => return false,
        }
        true
    }

    fn field_content(&mut self, id: Id, field: u32, style: &Style) {
        let outer = self.field.replace(field);
        self.inlines(id, style);
        self.field = outer;
        if !self.flow.touched(field) {
            self.flow.empty_field(field);
        }
    }

    fn mark_field(&self, id: Id) -> (String, FormField) {
        let tree = self.tree;
        let kind = tree.attribute(id, "field:type").unwrap_or_default();
        let kind = kind.rsplit('.').next().unwrap_or_default().to_uppercase();
        let name = tree.attribute(id, "text:name").unwrap_or_default();
        let field = FormField {
            // LibreOffice makes up names for the nameless.
            name: match name.starts_with("__Fieldmark__") {
                true => String::new(),
                false => name.to_owned(),
            },
            label: self
                .parameters(id, "Help")
                .or_else(|| self.parameters(id, "Description")),
            ..FormField::default()
        };
        (kind, field)
    }

    fn parameters(&self, id: Id, name: &str) -> Option<String> {
        let tree = self.tree;
        tree.children(id)
            .filter(|id| tree.attribute(*id, "field:name") == Some(name))
            .find_map(|id| tree.attribute(id, "field:value"))
            .map(str::to_owned)
    }

    fn begin_mark(&mut self, id: Id) {
        let (kind, mut field) = self.mark_field(id);
        let field = match kind.as_str() {
            "FORMTEXT" => Some(self.flow.field(field)),
            "FORMDATE" => {
                field.kind = FieldKind::Date;
                Some(self.flow.field(field))
            }
            _ => None,
        };
        self.open_marks.push(FieldMark { field });
    }

    fn lone_mark(&mut self, id: Id) {
        let tree = self.tree;
        let (kind, mut field) = self.mark_field(id);
        match kind.as_str() {
            "FORMCHECKBOX" => {
                let ticked = self.parameters(id, "Checkbox_Checked");
                let ticked = ticked.is_some_and(|value| value == "true" || value == "1");
                field.kind = FieldKind::CheckBox;
                field.value = if ticked { "yes" } else { "no" }.to_owned();
                let number = self.flow.field(field);
                self.put_mark(number, ticked);
            }
            "FORMDROPDOWN" => {
                field.kind = FieldKind::Choice;
                field.options = tree
                    .children(id)
                    .filter(|id| tree.attribute(*id, "field:name") == Some("Dropdown_ListEntry"))
                    .filter_map(|id| tree.attribute(id, "field:value"))
                    .map(str::to_owned)
                    .collect();
                let chosen = self
                    .parameters(id, "Dropdown_Selected")
                    .and_then(|at| at.parse::<usize>().ok())
                    .and_then(|at| field.options.get(at).cloned())
                    .unwrap_or_default();
                field.value.clone_from(&chosen);
                let number = self.flow.field(field);
                self.put_value(number, &chosen);
            }
            _ => {}
        }
    }

    /// LibreOffice 7.4 and later.
    fn content_control(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        let is = |name: &str| tree.attribute(id, name) == Some("true");
        let word = |name: &str| {
            tree.attribute(id, name)
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let alias = word("loext:alias");
        let tag = word("loext:tag");
        let mut field = FormField {
            name: tag.or_else(|| alias.clone()).unwrap_or_default(),
            label: alias,
            ..FormField::default()
        };
        if is("loext:checkbox") {
            let ticked = is("loext:checked");
            field.kind = FieldKind::CheckBox;
            field.value = if ticked { "yes" } else { "no" }.to_owned();
            let number = self.flow.field(field);
            return self.put_mark(number, ticked);
        }
        let items: Vec<String> = tree
            .children(id)
            .filter(|id| tree.name(*id) == "loext:list-item")
            .filter_map(|id| {
                tree.attribute(id, "loext:display-text")
                    .or_else(|| tree.attribute(id, "loext:value"))
            })
            .map(str::to_owned)
            .collect();
        let prompt = is("loext:showing-place-holder");
        if !items.is_empty() {
            field.kind = FieldKind::Choice;
            field.options = items;
        } else if is("loext:date") {
            field.kind = FieldKind::Date;
            if !prompt {
                let date = word("loext:current-date").unwrap_or_default();
                field.value = date.chars().take_while(|c| *c != 'T').collect();
            }
        }
        let number = self.flow.field(field);
        if prompt {
            self.flow.empty_field(number);
        } else {
            self.field_content(id, number, style);
        }
    }
}
