//! The fillable fields of a PDF (AcroForm; ISO 32000-1, 12.7): their values, and the widgets that show them on pages.

use super::objects::{Objects, as_dict};
use crate::document::{FieldKind, FormField};
use pdf_extract::{Dictionary, Object};
use std::collections::{HashMap, HashSet};

/// Flags of `/Ff`.
const RADIO: i64 = 1 << 15;
const PUSH: i64 = 1 << 16;
/// Annotation flags: hidden, no view.
const UNSEEN: i64 = 1 << 1 | 1 << 5;
/// No form has more fields.
const MOST: usize = 20_000;

/// A place on a page where a field's value shows.
pub(super) struct Widget<'a> {
    /// Index of the page.
    pub(super) page: usize,
    /// Rectangle in the page's own coordinates.
    pub(super) rect: [f64; 4],
    /// Index of the field.
    pub(super) field: u32,
    /// Whether it is ticked, for buttons.
    pub(super) ticked: Option<bool>,
    /// The annotation.
    pub(super) dict: &'a Dictionary,
    /// Shown to readers.
    pub(super) seen: bool,
}

/// The form.
#[derive(Default)]
pub(super) struct Form<'a> {
    /// The fields; pages and places are those of the first widget, places in the page's own coordinates.
    pub(super) fields: Vec<FormField>,
    /// Where they stand.
    pub(super) widgets: Vec<Widget<'a>>,
    /// Names of the fields that hold what the blank form held.
    pub(super) defaults: HashSet<String>,
    /// Widgets of buttons to press and of signatures, which hold no value: their addresses.
    pub(super) valueless: HashSet<usize>,
}

/// A field with its widgets, being gathered.
struct Gathered<'a> {
    /// The field's own dictionary.
    field: &'a Dictionary,
    widgets: Vec<(usize, &'a Dictionary)>,
}

/// Reads the fields: those that pages show, in the order of the pages, then those that only the form knows.
pub(super) fn read<'a>(objects: &'a Objects, pages: &[&'a Dictionary]) -> Form<'a> {
    let mut all: Vec<Gathered> = Vec::new();
    let mut known: HashMap<usize, usize> = HashMap::new();
    for (page, dict) in pages.iter().enumerate() {
        for object in objects.array(dict, b"Annots").unwrap_or_default() {
            let Some(widget) = objects.follow(object).and_then(as_dict) else {
                continue;
            };
            if objects.name(widget, b"Subtype") != Some(b"Widget") || all.len() >= MOST {
                continue;
            }
            let field = field_of(objects, widget);
            let at = *known.entry(address(field)).or_insert_with(|| {
                all.push(Gathered {
                    field,
                    widgets: Vec::new(),
                });
                all.len() - 1
            });
            if let Some(gathered) = all.get_mut(at) {
                gathered.widgets.push((page, widget));
            }
        }
    }
    for field in form_fields(objects) {
        let field = field_of(objects, field);
        if all.len() < MOST && !known.contains_key(&address(field)) {
            known.insert(address(field), all.len());
            all.push(Gathered {
                field,
                widgets: Vec::new(),
            });
        }
    }
    let mut form = Form::default();
    for gathered in all {
        form.add(objects, &gathered);
    }
    form
}

fn address(dict: &Dictionary) -> usize {
    std::ptr::from_ref(dict) as usize
}

/// The field that a widget belongs to: the nearest one with a name. Some producers name each button of a radio group too.
fn field_of<'a>(objects: &'a Objects, widget: &'a Dictionary) -> &'a Dictionary {
    if let Some(parent) = objects.dict(widget, b"Parent")
        && parent.has(b"T")
        && objects.name(parent, b"FT") == Some(b"Btn")
        && objects.integer(parent, b"Ff").unwrap_or(0) & RADIO != 0
    {
        return parent;
    }
    let mut dict = widget;
    for _ in 0..32 {
        if dict.has(b"T") {
            return dict;
        }
        match objects.dict(dict, b"Parent") {
            Some(parent) => dict = parent,
            None => break,
        }
    }
    if dict.has(b"T") { dict } else { widget }
}

/// The form's fields that have no fields below them.
fn form_fields(objects: &Objects) -> Vec<&Dictionary> {
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<&Dictionary> = objects
        .catalog()
        .and_then(|catalog| objects.dict(catalog, b"AcroForm"))
        .and_then(|form| objects.array(form, b"Fields"))
        .unwrap_or_default()
        .iter()
        .rev()
        .filter_map(|object| objects.follow(object).and_then(as_dict))
        .collect();
    while let Some(dict) = waiting.pop() {
        if !seen.insert(address(dict)) || out.len() >= MOST {
            continue;
        }
        let kids: Vec<&Dictionary> = objects
            .array(dict, b"Kids")
            .unwrap_or_default()
            .iter()
            .filter_map(|object| objects.follow(object).and_then(as_dict))
            .filter(|kid| kid.has(b"T") && address(field_of(objects, kid)) != address(dict))
            .collect();
        if kids.is_empty() {
            out.push(dict);
        }
        waiting.extend(kids.into_iter().rev());
    }
    out
}

impl<'a> Form<'a> {
    fn add(&mut self, objects: &'a Objects, gathered: &Gathered<'a>) {
        let first = gathered.widgets.first().map(|(_, widget)| *widget);
        let lookup = |key: &[u8]| {
            first
                .and_then(|widget| objects.inherited(widget, key))
                .or_else(|| objects.inherited(gathered.field, key))
        };
        let flags = lookup(b"Ff")
            .and_then(super::objects::number)
            .unwrap_or(0.0) as i64;
        let kind = lookup(b"FT").and_then(|object| object.as_name().ok());
        let number = self.fields.len() as u32;
        let mut field = FormField {
            name: full_name(objects, gathered.field),
            label: label(objects, gathered.field),
            ..FormField::default()
        };
        let mut ticked: Vec<Option<bool>> = vec![None; gathered.widgets.len()];
        match kind {
            Some(b"Btn") if flags & PUSH == 0 => {
                ticked = buttons(objects, gathered, flags & RADIO != 0, &mut field);
            }
            Some(b"Ch") => choice(objects, &lookup, &mut field),
            Some(b"Sig" | b"Btn") => {
                let widgets = gathered.widgets.iter();
                self.valueless
                    .extend(widgets.map(|(_, widget)| address(widget)));
                return;
            }
            _ => {
                field.value = lookup(b"V")
                    .and_then(|object| objects.text_of(object))
                    .map(|text| text.trim_end().to_owned())
                    .unwrap_or_default();
                if is_date(objects, lookup(b"AA")) {
                    field.kind = FieldKind::Date;
                }
            }
        }
        let default = lookup(b"DV");
        if default.is_some() && default == lookup(b"V") && field.kind != FieldKind::CheckBox {
            self.defaults.insert(field.name.clone());
        }
        for ((page, widget), ticked) in gathered.widgets.iter().zip(ticked) {
            let Some(rect) = objects.rect(widget, b"Rect") else {
                continue;
            };
            let flags = objects.integer(widget, b"F").unwrap_or(0);
            self.widgets.push(Widget {
                page: *page,
                rect,
                field: number,
                ticked,
                dict: widget,
                seen: flags & UNSEEN == 0 && rect[2] - rect[0] > 1.0 && rect[3] - rect[1] > 1.0,
            });
        }
        self.fields.push(field);
    }
}

fn full_name(objects: &Objects, field: &Dictionary) -> String {
    let mut parts = Vec::new();
    let mut dict = Some(field);
    for _ in 0..32 {
        let Some(here) = dict else { break };
        parts.extend(objects.text(here, b"T"));
        dict = objects.dict(here, b"Parent");
    }
    parts.reverse();
    parts.join(".")
}

fn label(objects: &Objects, field: &Dictionary) -> Option<String> {
    objects
        .text(field, b"TU")
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Ticks of the widgets of a check box or of radio buttons.
fn buttons(
    objects: &Objects,
    gathered: &Gathered,
    radio: bool,
    field: &mut FormField,
) -> Vec<Option<bool>> {
    let chosen = objects
        .inherited(gathered.field, b"V")
        .and_then(|object| objects.text_of(object))
        .filter(|state| state != "Off");
    let states: Vec<String> = gathered
        .widgets
        .iter()
        .map(|(_, widget)| on_state(objects, widget))
        .collect();
    let mut on: Vec<bool> = gathered
        .widgets
        .iter()
        .map(|(_, widget)| {
            objects
                .name(widget, b"AS")
                .is_some_and(|state| state != b"Off" && !state.is_empty())
        })
        .collect();
    if !on.contains(&true)
        && let Some(chosen) = &chosen
    {
        // Programs that fill fields without touching the widgets leave the appearance behind.
        on = states.iter().map(|state| state == chosen).collect();
        if !on.contains(&true) && states.len() == 1 {
            on = vec![true];
        }
    }
    if radio
        && on.iter().filter(|on| **on).count() > 1
        && let Some(chosen) = &chosen
        && states.contains(chosen)
    {
        on = states.iter().map(|state| state == chosen).collect();
    }
    let names = objects.array(gathered.field, b"Opt").unwrap_or_default();
    let labels: Vec<String> = states
        .iter()
        .enumerate()
        .map(|(at, state)| {
            let number = state.parse::<usize>().unwrap_or(at);
            names
                .get(number)
                .and_then(|object| objects.follow(object))
                .and_then(|object| objects.text_of(object))
                .unwrap_or_else(|| state.clone())
        })
        .collect();
    let mut different: Vec<&String> = states.iter().collect();
    different.sort();
    different.dedup();
    let picked: Vec<&str> = labels
        .iter()
        .zip(&on)
        .filter(|(_, on)| **on)
        .map(|(label, _)| label.as_str())
        .collect();
    if radio || different.len() > 1 {
        field.kind = FieldKind::Radio;
        field.value = {
            let mut picked = picked;
            picked.dedup();
            picked.join(", ")
        };
        field.options = labels;
    } else {
        field.kind = FieldKind::CheckBox;
        let yes = !picked.is_empty() || (on.is_empty() && chosen.is_some());
        field.value = if yes { "yes" } else { "no" }.to_owned();
    }
    on.into_iter().map(Some).collect()
}

/// The name of a button's state when it is on.
fn on_state(objects: &Objects, widget: &Dictionary) -> String {
    let appearance = objects.dict(widget, b"AP").and_then(|appearance| {
        objects
            .dict(appearance, b"N")
            .or_else(|| objects.dict(appearance, b"D"))
    });
    let named = appearance.and_then(|states| {
        states
            .iter()
            .map(|(name, _)| name.as_slice())
            .find(|name| *name != b"Off")
    });
    let state = named.or_else(|| objects.name(widget, b"AS").filter(|state| *state != b"Off"));
    objects
        .text_of(&Object::Name(state.unwrap_or(b"Yes").to_vec()))
        .unwrap_or_default()
}

/// The chosen entries of a list, by their labels.
fn choice<'a>(
    objects: &Objects,
    lookup: &dyn Fn(&[u8]) -> Option<&'a Object>,
    field: &mut FormField,
) {
    field.kind = FieldKind::Choice;
    let options: Vec<(String, String)> = lookup(b"Opt")
        .and_then(|object| object.as_array().ok())
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .take(MOST)
        .filter_map(|object| match objects.follow(object)? {
            Object::Array(pair) => {
                let text = |at: usize| objects.text_of(objects.follow(pair.get(at)?)?);
                Some((text(0)?, text(1)?))
            }
            one => {
                let text = objects.text_of(one)?;
                Some((text.clone(), text))
            }
        })
        .collect();
    let shown = |export: String| {
        options
            .iter()
            .find(|(known, _)| *known == export)
            .map_or(export, |(_, label)| label.clone())
    };
    let picked: Vec<String> = match lookup(b"V") {
        Some(Object::Array(several)) => several
            .iter()
            .filter_map(|object| objects.text_of(objects.follow(object)?))
            .map(shown)
            .collect(),
        Some(one) => objects.text_of(one).map(shown).into_iter().collect(),
        None => Vec::new(),
    };
    field.value = picked.join(", ").trim().to_owned();
    field.options = options.into_iter().map(|(_, label)| label).collect();
}

/// True when a script of the field formats or checks a date.
fn is_date(objects: &Objects, actions: Option<&Object>) -> bool {
    let Some(actions) = actions.and_then(as_dict) else {
        return false;
    };
    [&b"F"[..], b"K"].iter().any(|key| {
        objects
            .dict(actions, key)
            .and_then(|action| objects.text(action, b"JS"))
            .is_some_and(|script| script.contains("AFDate"))
    })
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Limits, read};

    /// A file of one page with these objects, from number 5 on: widgets of the page, and those without a parent fields.
    fn document(objects: &[String]) -> Document {
        let all = |wanted: &dyn Fn(&str) -> bool| -> String {
            let numbers = (5..).zip(objects).filter(|(_, object)| wanted(object));
            numbers
                .map(|(number, _)| format!("{number} 0 R "))
                .collect()
        };
        let fields = all(&|object| !object.contains("/Parent"));
        let widgets = all(&|object| object.contains("/Rect"));
        let mut file = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{fields}]>>>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Annots[{widgets}]>>endobj\n"
        );
        for (number, object) in (5..).zip(objects) {
            file += &format!("{number} 0 obj<</Subtype/Widget{object}>>endobj\n");
        }
        let mut reading = read(file.as_bytes(), Some("a.pdf"), "", &Limits::default());
        reading.documents.remove(0)
    }

    /// A group of radio buttons whose states have these names, the second of them chosen.
    fn radio(states: [&str; 2]) -> Vec<String> {
        let chosen = states[1];
        let group =
            format!("/FT/Btn/Ff 32768/T(kind)/V/{chosen}/Opt[(City)(Region)]/Kids[6 0 R 7 0 R]");
        let button =
            |state: &str| format!("/Parent 5 0 R/Rect[9 9 20 20]/AP<</N<</{state}<<>>/Off<<>>>>>>");
        std::iter::once(group).chain(states.map(button)).collect()
    }

    #[test]
    fn the_number_of_a_radio_button_is_the_place_of_its_name_among_the_options() {
        for (states, value) in [
            (["0", "1"], "Region"),
            (["1", "0"], "City"),
            // Without numbers, names stand in the order of the buttons.
            (["a", "b"], "Region"),
        ] {
            let read = document(&radio(states));
            assert_eq!(read.fields[0].value, value, "{states:?}");
        }
    }

    #[test]
    fn a_few_values_that_are_their_defaults_are_given_and_many_are_filled_in() {
        let fields = |count: usize| -> Vec<String> {
            let field = |at| format!("/FT/Tx/T(t{at})/Rect[9 9 90 20]/V(Kenya)/DV(Kenya)");
            (0..count).map(field).collect()
        };
        assert!(document(&fields(4)).unfilled_fields);
        assert!(!document(&fields(5)).unfilled_fields);
        let mut one = fields(3);
        one.push("/FT/Tx/T(own)/Rect[9 9 90 20]/V(Kisumu)/DV()".to_owned());
        assert!(!document(&one).unfilled_fields);
    }
}
