//! Forms that bring their own language instead of pages (XFA): the data packet holds the values, the template the labels.

use super::objects::Objects;
use crate::document::{FieldKind, FormField};
use pdf_extract::Object;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// What a viewer without XFA shows is at most this long.
const NOTICE: usize = 1200;
/// No form has more values.
const MOST: usize = 5_000;

/// The packets of the form, one after the other; nothing when there is no XFA.
pub(super) fn packets(objects: &Objects) -> Option<Vec<u8>> {
    let form = objects.dict(objects.catalog()?, b"AcroForm")?;
    match objects.at(form, b"XFA")? {
        Object::Stream(stream) => Some(objects.unpack(stream)),
        Object::Array(parts) => Some(
            parts
                .iter()
                .filter_map(|part| objects.follow(part)?.as_stream().ok())
                .flat_map(|stream| {
                    let mut bytes = objects.unpack(stream);
                    bytes.push(b'\n');
                    bytes
                })
                .collect(),
        ),
        _ => None,
    }
}

/// True when the page only asks for another program.
pub(super) fn is_notice(text: &str) -> bool {
    let text = text.to_lowercase();
    text.len() < NOTICE
        && (text.trim().is_empty()
            || text.contains("please wait")
            || text.contains("adobe")
            || text.contains("pdf viewer"))
}

/// The values of the data packet, with the captions of the template as labels.
pub(super) fn fields(packets: &[u8]) -> Vec<FormField> {
    let text = String::from_utf8_lossy(packets);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut path: Vec<String> = Vec::new();
    let mut owner: Vec<String> = Vec::new();
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    let mut values: Vec<FormField> = Vec::new();
    let mut value = String::new();
    let mut leaf = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = local(start.name().as_ref());
                if matches!(name.as_str(), "field" | "exclGroup") {
                    let attribute = start.attributes().flatten().find_map(|attribute| {
                        (attribute.key.as_ref() == "name").then(|| attribute.value.into_owned())
                    });
                    owner.push(attribute.unwrap_or_default());
                }
                path.push(name);
                value.clear();
                leaf = true;
                if path.len() > 200 {
                    break;
                }
            }
            Ok(Event::Text(part)) => value.push_str(&part),
            Ok(Event::CData(part)) => value.push_str(&part),
            Ok(Event::GeneralRef(entity)) => value.push_str(&sign(&entity)),
            Ok(Event::End(_)) => {
                let text = value.trim();
                let is = |part: &str| path.iter().any(|name| name == part);
                if leaf && !text.is_empty() {
                    if is("caption") && is("template") {
                        if let Some(owner) = owner.last() {
                            labels
                                .entry(owner.clone())
                                .or_insert_with(|| text.to_owned());
                        }
                    } else if is("datasets") && is("data") && values.len() < MOST {
                        let from = path.iter().position(|name| name == "data").unwrap_or(0) + 1;
                        values.push(FormField {
                            name: path.get(from..).unwrap_or_default().join("."),
                            kind: FieldKind::Text,
                            value: text.to_owned(),
                            ..FormField::default()
                        });
                    }
                }
                value.clear();
                leaf = false;
                if matches!(path.pop().as_deref(), Some("field" | "exclGroup")) {
                    owner.pop();
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    for field in &mut values {
        let last = field.name.rsplit('.').next().unwrap_or_default();
        field.label = labels.get(last).cloned();
    }
    values
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// What an entity stands for.
fn sign(entity: &str) -> String {
    let code = entity.strip_prefix('#').and_then(|number| {
        number.strip_prefix('x').map_or_else(
            || number.parse().ok(),
            |digits| u32::from_str_radix(digits, 16).ok(),
        )
    });
    match (code.and_then(char::from_u32), entity) {
        (Some(sign), _) => sign.to_string(),
        (None, "amp") => "&".to_owned(),
        (None, "lt") => "<".to_owned(),
        (None, "gt") => ">".to_owned(),
        (None, "quot") => "\"".to_owned(),
        (None, "apos") => "'".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_get_the_captions_of_the_template() {
        let found = fields(
            b"<xdp:xdp><template><subform name='f'><field name='city'><caption><value><text>Name of city</text></value></caption></field>\
              </subform></template><xfa:datasets><xfa:data><f><city>Br\xC3\xBCgge &amp; co</city><note/></f></xfa:data></xfa:datasets></xdp:xdp>",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "f.city");
        assert_eq!(found[0].value, "Brügge & co");
        assert_eq!(found[0].label.as_deref(), Some("Name of city"));
    }
}
