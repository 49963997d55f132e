//! Form elements of a saved or mailed web page: what was typed, ticked and chosen.

use super::Walker;
use super::look::Style;
use crate::document::flow::Look;
use crate::document::marks::{OFF, ON};
use crate::document::tree::{Id, ROOT, Tree};
use crate::document::{FieldKind, FormField};
use std::collections::BTreeMap;

impl Walker<'_> {
    pub(super) fn input(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        let kind = tree.attribute(id, "type").unwrap_or("text").to_lowercase();
        let value = tree.attribute(id, "value").unwrap_or_default().trim();
        let ticked = tree.attribute(id, "checked").is_some();
        match kind.as_str() {
            "hidden" | "submit" | "button" | "reset" | "image" | "file" | "password" => {}
            "checkbox" => {
                let field = FormField {
                    kind: FieldKind::CheckBox,
                    value: if ticked { "yes" } else { "no" }.to_owned(),
                    ..self.named(id)
                };
                let number = self.flow.field(field);
                self.value(number, &mark(ticked), style);
            }
            "radio" => {
                let field = self.named(id);
                let option = self.label(id).unwrap_or_else(|| value.to_owned());
                let number = match self.radios.get(&field.name) {
                    Some(number) => *number,
                    None => {
                        let name = field.name.clone();
                        let number = self.flow.field(FormField {
                            kind: FieldKind::Radio,
                            label: None,
                            ..field
                        });
                        self.radios.insert(name, number);
                        number
                    }
                };
                if let Some(field) = self.flow.fields.get_mut(number as usize) {
                    if ticked {
                        field.value.clone_from(&option);
                    }
                    field.options.push(option);
                }
                self.value(number, &mark(ticked), style);
            }
            _ => {
                let kind = match kind.as_str() {
                    "date" | "datetime-local" => FieldKind::Date,
                    _ => FieldKind::Text,
                };
                let field = FormField {
                    kind,
                    ..self.named(id)
                };
                let number = self.flow.field(field);
                self.value(number, value, style);
            }
        }
    }

    pub(super) fn text_area(&mut self, id: Id, style: &Style) {
        let number = self.flow.field(self.named(id));
        let text = self.tree.text(id);
        self.value(number, text.trim(), style);
    }

    pub(super) fn select(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        let mut field = self.named(id);
        field.kind = FieldKind::Choice;
        let mut chosen = Vec::new();
        for (at, option) in tree
            .all(id)
            .filter(|id| tree.name(*id) == "option")
            .enumerate()
        {
            let text = tree.text(option);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if tree.attribute(option, "selected").is_some() {
                chosen.push(text.clone());
            }
            // The first option of many lists is a prompt: it has an empty value.
            if at > 0 || tree.attribute(option, "value") != Some("") {
                field.options.push(text);
            }
        }
        chosen.retain(|text| field.options.contains(text));
        let value = chosen.join("\n");
        field.value.clone_from(&value);
        let number = self.flow.field(field);
        self.value(number, &value, style);
    }

    fn named(&self, id: Id) -> FormField {
        let tree = self.tree;
        let name = tree
            .attribute(id, "name")
            .or_else(|| tree.attribute(id, "id"));
        FormField {
            name: name.unwrap_or_default().to_owned(),
            label: self.label(id),
            ..FormField::default()
        }
    }

    /// The text of the label that points at an element, or is around it.
    fn label(&self, id: Id) -> Option<String> {
        let tree = self.tree;
        let text = |id: Id| {
            let text = tree.text(id);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            (!text.is_empty()).then_some(text)
        };
        if let Some(label) = tree.attribute(id, "aria-label") {
            return Some(label.to_owned());
        }
        let pointing = tree
            .attribute(id, "id")
            .and_then(|own| self.labels.get(own));
        if let Some(label) = pointing {
            return text(*label);
        }
        let parent = tree.parent(id)?;
        (tree.name(parent) == "label").then(|| text(parent))?
    }

    fn value(&mut self, field: u32, value: &str, style: &Style) {
        if value.is_empty() {
            self.flow.empty_field(field);
            return;
        }
        let look = Look {
            bold: style.bold,
            field: Some(field),
        };
        self.flow.text(value, look);
        self.blank = false;
    }
}

/// All labels of a page by the id of the element that they point at.
pub(super) fn labels(tree: &Tree) -> BTreeMap<String, Id> {
    tree.all(ROOT)
        .filter(|id| tree.name(*id) == "label")
        .filter_map(|id| Some((tree.attribute(id, "for")?.to_owned(), id)))
        .collect()
}

fn mark(ticked: bool) -> String {
    String::from(if ticked { ON } else { OFF })
}
