//! Fields of RTF: their instruction is not shown, their result is; form fields have a definition besides.

use super::Reader;
use super::state::{AtEnd, FormWord, Target};
use crate::document::flow::Look;
use crate::document::marks::{OFF, ON};
use crate::document::{FieldKind, FormField};

/// A field that has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Field {
    instruction: String,
    /// The form field whose value the result is.
    pub(super) number: Option<u32>,
    /// What it shows has been written already, or is no text.
    hidden: bool,
    form: FormField,
    /// `\fftype`: 0 text, 1 box, 2 list.
    kind: i32,
    chosen: Option<i32>,
    default: i32,
    defined: bool,
}

impl Field {
    /// True when the result is not shown.
    pub(super) fn is_silent(&self) -> bool {
        self.hidden
    }
}

impl Reader {
    /// Text of an instruction or of a word in a form field's definition.
    pub(super) fn form_text(&mut self, text: &str) {
        let target = self.group.target;
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        if field.instruction.len() > 4096 || field.form.options.len() > 500 {
            return;
        }
        match target {
            Target::Instruction => field.instruction.push_str(text),
            Target::FormWord(FormWord::Name) => field.form.name.push_str(text),
            Target::FormWord(FormWord::Help) => {
                field.form.label.get_or_insert_default().push_str(text);
            }
            Target::FormWord(FormWord::Entry) => {
                if let Some(entry) = field.form.options.last_mut() {
                    entry.push_str(text);
                }
            }
            _ => {}
        }
    }

    pub(super) fn form_word(&mut self, word: FormWord) {
        self.group.target = Target::FormWord(word);
        self.group.at_end = AtEnd::Word;
        if word == FormWord::Entry
            && let Some(field) = self.fields.last_mut()
        {
            field.form.options.push(String::new());
        }
    }

    pub(super) fn end_form_word(&mut self) {
        if let Some(field) = self.fields.last_mut() {
            let form = &mut field.form;
            form.name.truncate(form.name.trim_end().len());
        }
    }

    pub(super) fn form_number(&mut self, word: &str, number: i32) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        match word {
            "fftype" => field.kind = number,
            // 25 stands for "as by default".
            "ffres" if number != 25 => field.chosen = Some(number),
            "ffdefres" => field.default = number,
            "fftypetxt" if number == 2 => field.form.kind = FieldKind::Date,
            _ => {}
        }
    }

    /// The definition of a form field is complete: its field is made, and boxes and lists are written.
    pub(super) fn end_form_field(&mut self) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        if std::mem::replace(&mut field.defined, true) {
            return;
        }
        let mut form = std::mem::take(&mut field.form);
        let chosen = field.chosen.unwrap_or(field.default);
        let shown = match field.kind {
            1 => {
                form.kind = FieldKind::CheckBox;
                form.value = if chosen == 0 { "no" } else { "yes" }.to_owned();
                Some(String::from(if chosen == 0 { OFF } else { ON }))
            }
            2 => {
                form.kind = FieldKind::Choice;
                let entry = usize::try_from(chosen).ok();
                form.value = entry
                    .and_then(|at| form.options.get(at).cloned())
                    .unwrap_or_default();
                Some(form.value.clone())
            }
            _ => None,
        };
        let number = self.flow.field(form);
        field.number = Some(number);
        if let Some(shown) = shown {
            field.hidden = true;
            self.place();
            let look = Look {
                bold: false,
                field: Some(number),
            };
            if shown.is_empty() {
                self.flow.empty_field(number);
            } else {
                self.flow.text(&shown, look);
            }
        }
    }

    pub(super) fn begin_result(&mut self) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        let keyword = field.instruction.split_whitespace().next();
        match keyword.unwrap_or_default().to_uppercase().as_str() {
            "MACROBUTTON" | "GOTOBUTTON" => field.hidden = true,
            "FORMTEXT" if field.number.is_none() => {
                field.number = Some(self.flow.field(FormField::default()));
            }
            _ => {}
        }
    }

    pub(super) fn end_field(&mut self) {
        if let Some(number) = self.fields.pop().and_then(|field| field.number)
            && !self.flow.touched(number)
        {
            self.place();
            self.flow.empty_field(number);
        }
    }
}
