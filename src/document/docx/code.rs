//! Fields of the old kind: `w:fldChar` and `w:fldSimple`, among them the form fields FORMTEXT, FORMCHECKBOX, FORMDROPDOWN.

use super::body::{Walker, number, switch};
use crate::document::marks::{OFF, ON};
use crate::document::tree::Id;
use crate::document::{FieldKind, FormField};

/// A complex field that has begun and not ended (ECMA-376 part 1, 17.16.18).
#[derive(Debug, Default)]
pub(super) struct Code {
    instruction: String,
    /// The instruction is over, the result runs.
    result: bool,
    /// What it shows has been written already, or is no text.
    hidden: bool,
    /// The form field whose value the result is.
    pub(super) field: Option<u32>,
}

impl Code {
    /// True when what stands here is not shown.
    pub(super) fn silent(&self) -> bool {
        !self.result || self.hidden
    }

    /// More of the instruction.
    pub(super) fn instruction(&mut self, text: &str) {
        if !self.result && self.instruction.len() < 4096 {
            self.instruction.push_str(text);
        }
    }

    fn keyword(&self) -> String {
        let word = self.instruction.split_whitespace().next();
        word.unwrap_or_default().to_uppercase()
    }
}

impl Walker<'_, '_, '_, '_> {
    /// A `w:fldChar`: the field begins, its result begins, or it ends.
    pub(super) fn code_mark(&mut self, id: Id) {
        let tree = self.tree;
        match tree.attribute(id, "w:fldCharType").unwrap_or_default() {
            "begin" => {
                let mut code = Code::default();
                let hidden = self.codes.iter().any(Code::silent);
                if let Some(data) = tree.child(id, "w:ffData")
                    && !hidden
                {
                    self.form_data(data, &mut code);
                }
                self.codes.push(code);
            }
            "separate" => {
                if let Some(code) = self.codes.last_mut() {
                    code.result = true;
                    match code.keyword().as_str() {
                        // A prompt to click on; typing replaces the whole field.
                        "MACROBUTTON" | "GOTOBUTTON" => code.hidden = true,
                        "FORMTEXT" if code.field.is_none() => {
                            code.field = Some(self.file.flow.field(FormField::default()));
                        }
                        _ => {}
                    }
                }
            }
            "end" => {
                if let Some(code) = self.codes.pop()
                    && let Some(field) = code.field
                    && !self.file.flow.touched(field)
                {
                    self.file.flow.empty_field(field);
                }
            }
            _ => {}
        }
    }

    /// `w:ffData`, the definition of a form field (17.16.17).
    fn form_data(&mut self, data: Id, code: &mut Code) {
        let tree = self.tree;
        let value = |name: &str| {
            tree.child(data, name)
                .and_then(|id| tree.attribute(id, "w:val"))
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let mut field = FormField {
            // LibreOffice makes up names for the nameless.
            name: value("w:name")
                .filter(|name| !name.starts_with("__Fieldmark__"))
                .unwrap_or_default(),
            label: value("w:helpText").or_else(|| value("w:statusText")),
            ..FormField::default()
        };
        if let Some(text) = tree.child(data, "w:textInput") {
            let kind = tree
                .child(text, "w:type")
                .and_then(|id| tree.attribute(id, "w:val"));
            if kind == Some("date") {
                field.kind = FieldKind::Date;
            }
            code.field = Some(self.file.flow.field(field));
        } else if let Some(check) = tree.child(data, "w:checkBox") {
            let ticked = switch(tree, check, "w:checked")
                .or_else(|| switch(tree, check, "w:default"))
                .unwrap_or(false);
            code.hidden = true;
            self.tick(field, ticked);
        } else if let Some(list) = tree.child(data, "w:ddList") {
            field.kind = FieldKind::Choice;
            field.options = tree
                .children(list)
                .filter(|id| tree.name(*id) == "w:listEntry")
                .filter_map(|id| tree.attribute(id, "w:val"))
                .map(|text| text.trim().to_owned())
                .collect();
            let chosen = number(tree, list, "w:result")
                .or_else(|| number(tree, list, "w:default"))
                .unwrap_or(0);
            let text = field.options.get(chosen as usize).cloned();
            let text = text.unwrap_or_default();
            field.value.clone_from(&text);
            code.hidden = true;
            let number = self.file.flow.field(field);
            self.value(number, &text);
        }
    }

    /// A check box with its state, as a field and as a mark in the text.
    pub(super) fn tick(&mut self, field: FormField, ticked: bool) {
        let number = self.file.flow.field(FormField {
            kind: FieldKind::CheckBox,
            value: if ticked { "yes" } else { "no" }.to_owned(),
            ..field
        });
        let mark = if ticked { ON } else { OFF };
        self.value(number, mark.encode_utf8(&mut [0; 4]));
    }

    /// Writes the value of a field in its place.
    pub(super) fn value(&mut self, field: u32, text: &str) {
        if text.trim().is_empty() {
            self.file.flow.empty_field(field);
        } else {
            let mut look = self.look(None);
            look.field = Some(field);
            self.file.flow.text(text, look);
        }
    }

    /// A `w:fldSimple`: its content is the result.
    pub(super) fn simple_code(&mut self, id: Id) {
        let tree = self.tree;
        let mut code = Code {
            instruction: tree.attribute(id, "w:instr").unwrap_or_default().to_owned(),
            result: true,
            ..Code::default()
        };
        match code.keyword().as_str() {
            "MACROBUTTON" | "GOTOBUTTON" => return,
            "FORMTEXT" => {
                code.field = Some(self.file.flow.field(FormField::default()));
            }
            _ => {}
        }
        self.codes.push(code);
        self.inlines(id);
        self.codes.pop();
    }
}
