//! Form controls of an OpenDocument text: `office:forms` defines them, `draw:control` shows where they stand.

use super::body::Walker;
use super::style::Style;
use crate::document::marks::{OFF, ON};
use crate::document::tree::{Id, ROOT, Tree};
use crate::document::{FieldKind, FormField};
use std::collections::BTreeMap;

/// The controls of a file by their id.
#[derive(Debug, Default)]
pub(super) struct Controls {
    known: BTreeMap<String, Control>,
    /// Groups of radio buttons and their field, once one has been met.
    radios: BTreeMap<String, u32>,
}

#[derive(Debug, Clone)]
struct Control {
    field: FormField,
    ticked: Option<bool>,
    /// Words printed beside a box or button by the control itself.
    caption: String,
    hidden: bool,
}

impl Controls {
    /// Finds all controls of a file.
    pub(super) fn read(tree: &Tree) -> Controls {
        let mut known = BTreeMap::new();
        for id in tree
            .all(ROOT)
            .filter(|id| tree.name(*id).starts_with("form:"))
        {
            let key = tree
                .attribute(id, "form:id")
                .or_else(|| tree.attribute(id, "xml:id"));
            if let (Some(key), Some(control)) = (key, control(tree, id)) {
                known.insert(key.to_owned(), control);
            }
        }
        Controls {
            known,
            radios: BTreeMap::new(),
        }
    }
}

fn control(tree: &Tree, id: Id) -> Option<Control> {
    let word = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| tree.attribute(id, name))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let state = |name: &str| matches!(tree.attribute(id, name), Some("checked" | "true"));
    let label = word(&["form:title"]);
    let mut field = FormField {
        name: word(&["form:name"]),
        label: (!label.is_empty()).then_some(label),
        ..FormField::default()
    };
    let mut caption = String::new();
    let mut ticked = None;
    match tree.name(id) {
        "form:text" | "form:formatted-text" | "form:number" | "form:time" => {
            field.value = word(&["form:current-value", "form:value"]);
        }
        "form:date" => {
            field.kind = FieldKind::Date;
            field.value = word(&["form:current-value", "form:value"]);
        }
        "form:textarea" => {
            let lines: Vec<String> = tree
                .children(id)
                .filter(|id| tree.name(*id) == "text:p")
                .map(|id| tree.text(id))
                .collect();
            field.value = if lines.is_empty() {
                word(&["form:current-value", "form:value"])
            } else {
                lines.join("\n")
            };
        }
        "form:checkbox" => {
            field.kind = FieldKind::CheckBox;
            caption = word(&["form:label"]);
            let now = tree.attribute(id, "form:current-state").is_some();
            ticked = Some(state(if now {
                "form:current-state"
            } else {
                "form:state"
            }));
        }
        "form:radio" => {
            field.kind = FieldKind::Radio;
            caption = word(&["form:label"]);
            let now = tree.attribute(id, "form:current-selected").is_some();
            ticked = Some(state(if now {
                "form:current-selected"
            } else {
                "form:selected"
            }));
        }
        "form:combobox" => {
            field.kind = FieldKind::Choice;
            field.value = word(&["form:current-value", "form:value"]);
            field.options = options(tree, id, "form:item").collect();
        }
        "form:listbox" => {
            field.kind = FieldKind::Choice;
            field.options = options(tree, id, "form:option").collect();
            let chosen = tree.children(id).filter(|id| {
                tree.attribute(*id, "form:current-selected") == Some("true")
                    || tree.attribute(*id, "form:current-selected").is_none()
                        && tree.attribute(*id, "form:selected") == Some("true")
            });
            let chosen: Vec<&str> = chosen
                .filter_map(|id| tree.attribute(id, "form:label"))
                .collect();
            field.value = chosen.join("\n");
        }
        "form:fixed-text" => caption = word(&["form:label"]),
        _ => return None,
    }
    Some(Control {
        hidden: tree.name(id) == "form:fixed-text",
        field,
        ticked,
        caption,
    })
}

fn options<'t>(tree: &'t Tree, id: Id, name: &'t str) -> impl Iterator<Item = String> + 't {
    tree.children(id)
        .filter(move |id| tree.name(*id) == name)
        .filter_map(|id| tree.attribute(id, "form:label"))
        .map(str::to_owned)
}

impl Walker<'_> {
    /// A `draw:control` in the text.
    pub(super) fn control(&mut self, id: Id) {
        let key = self.tree.attribute(id, "draw:control").unwrap_or_default();
        let Some(control) = self.controls.known.get(key).cloned() else {
            return;
        };
        let plain = Style::default();
        if !control.hidden {
            let number = self.control_field(&control);
            match control.ticked {
                Some(ticked) => self.put_mark(number, ticked),
                None => self.put_value(number, &control.field.value),
            }
        }
        if !control.caption.is_empty() {
            self.text(" ", &plain);
            self.text(&control.caption, &plain);
            self.flow.tab();
        }
    }

    fn control_field(&mut self, control: &Control) -> u32 {
        let mut field = control.field.clone();
        match control.ticked {
            None => self.flow.field(field),
            Some(ticked) if field.kind == FieldKind::CheckBox => {
                field.value = if ticked { "yes" } else { "no" }.to_owned();
                if field.label.is_none() && !control.caption.is_empty() {
                    field.label = Some(control.caption.clone());
                }
                self.flow.field(field)
            }
            Some(ticked) => {
                let number = match self.controls.radios.get(&field.name) {
                    Some(number) => *number,
                    None => {
                        let name = field.name.clone();
                        let number = self.flow.field(field);
                        self.controls.radios.insert(name, number);
                        number
                    }
                };
                if let Some(group) = self.flow.fields.get_mut(number as usize) {
                    if ticked {
                        group.value.clone_from(&control.caption);
                    }
                    group.options.push(control.caption.clone());
                }
                number
            }
        }
    }

    /// Writes a check mark that belongs to a field.
    pub(super) fn put_mark(&mut self, field: u32, ticked: bool) {
        let mark = String::from(if ticked { ON } else { OFF });
        self.put_value(field, &mark);
    }

    /// Writes the value of a field in its place.
    pub(super) fn put_value(&mut self, field: u32, value: &str) {
        if value.trim().is_empty() {
            return self.flow.empty_field(field);
        }
        let mut look = self.look(&Style::default());
        look.field = Some(field);
        self.flow.text(value, look);
    }
}
