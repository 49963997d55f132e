//! Fillable forms of which some fields were left empty.

use super::*;
use crate::document::FormField;

#[test]
fn the_label_behind_an_empty_field_answers_nothing() {
    let mut lines: Vec<Line> = Vec::new();
    let mut fields: Vec<FormField> = Vec::new();
    for (at, (label, value)) in [
        ("Name of the local or regional government", "City of Mutare"),
        ("Country", "Zimbabwe"),
        ("Local / regional leader", "Simon Chabuka"),
        ("Contact person", "Tendai Moyo"),
        ("E-mail", "tendai@mutare.example"),
        ("Networks", ""),
        ("Sheet on which it was minuted", ""),
        (
            "Motivations for joining the campaign",
            "We want to learn from other cities.",
        ),
        ("Population", "224802"),
    ]
    .into_iter()
    .enumerate()
    {
        let top = 50.0 + 40.0 * at as f32;
        let segment = |text: &str, top: f32, field: Option<u32>| Segment {
            text: text.to_owned(),
            place: [50.0, top, 50.0 + 4.0 * text.len() as f32, top + 10.0],
            confidence: 1.0,
            field,
            ..Segment::default()
        };
        let line = |segment: Segment| Line {
            segments: vec![segment],
            gap: 1.0,
            page: 1,
            ..Line::default()
        };
        lines.push(line(segment(label, top, None)));
        if !value.is_empty() {
            lines.push(line(segment(value, top + 20.0, Some(at as u32))));
        }
        fields.push(FormField {
            name: format!("Text{at}"),
            value: value.to_owned(),
            page: 1,
            place: [50.0, top + 18.0, 300.0, top + 34.0],
            on_page: !value.is_empty(),
            ..FormField::default()
        });
    }
    let document = Document {
        kind: Kind::Pdf,
        blocks: lines.into_iter().map(Block::Line).collect(),
        fields,
        pages: 1,
        ..Document::default()
    };
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "networks"), "");
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}
