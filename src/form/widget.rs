//! The fillable fields (ISO 32000-1, 12.7): text fields, boxes of which one is ticked, and the hidden mark.

use super::ask::{Answer, Asked, Question};
use super::item::Place;
use super::plan::{TICK, TYPED};
use crate::rules::FORM_MARK;
use pdf_writer::types::{AnnotationFlags, FieldFlags, FieldType};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeMap;

/// The font of what people type, in the form's resources.
pub(super) const TYPED_FONT: Name = Name(b"NotoSans");

/// Where a widget stands, and what belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) id: Ref,
    pub(super) page: Ref,
    pub(super) place: Place,
    /// Its number among the parents of the structure.
    pub(super) parent: i32,
}

/// The fields written so far.
pub(super) struct Widgets<'a> {
    asked: &'a Asked,
    /// The font for what people type.
    font: Ref,
    /// The form's own list.
    fields: Vec<Ref>,
    /// Section and question → the field, its boxes.
    groups: BTreeMap<(usize, usize), (Ref, Vec<Ref>)>,
    /// The appearances of boxes, which all share: ticked and open.
    ticks: Option<(Ref, Ref)>,
}

impl<'a> Widgets<'a> {
    /// No fields yet.
    pub(super) fn new(asked: &'a Asked, font: Ref) -> Widgets<'a> {
        Widgets {
            asked,
            font,
            fields: Vec::new(),
            groups: BTreeMap::new(),
            ticks: None,
        }
    }

    fn question(&self, section: usize, question: usize) -> Option<&'a Question> {
        let asked: &'a Asked = self.asked;
        asked.sections.get(section)?.questions.get(question)
    }

    /// A field for text. It has an appearance from the start, so that no program must be told to make one: the flag
    /// NeedAppearances makes readers ask to save a file that nobody changed, and PDF 2.0 has dropped it.
    pub(super) fn typed(
        &mut self,
        pdf: &mut Pdf,
        at: (usize, usize),
        spot: Spot,
        multiline: bool,
        next: &mut Ref,
    ) {
        let Some(question) = self.question(at.0, at.1) else {
            return;
        };
        let mut flags = FieldFlags::empty();
        flags.set(FieldFlags::MULTILINE, multiline);
        flags.set(FieldFlags::REQUIRED, question.required);
        let appearance = next.bump();
        let mut field = pdf.form_field(spot.id);
        field
            .partial_name(TextStr(&question.id))
            .alternate_name(TextStr(&question.spoken(self.asked)))
            .field_type(FieldType::Text)
            .field_flags(flags)
            .vartext_default_appearance(Str(&typed_look()));
        let mut widget = field.into_annotation();
        widget
            .rect(rect(spot.place))
            .page(spot.page)
            .flags(AnnotationFlags::PRINT)
            .struct_parent(spot.parent);
        widget.appearance().normal().stream(appearance);
        widget.finish();
        let mut empty = pdf.form_xobject(appearance, b"/Tx BMC\nEMC\n");
        empty.bbox(Rect::new(0.0, 0.0, spot.place.width, spot.place.height));
        empty.resources().fonts().pair(TYPED_FONT, self.font);
        empty.finish();
        self.fields.push(spot.id);
    }

    /// A box to tick, one of several of which one can be ticked.
    pub(super) fn tick(
        &mut self,
        pdf: &mut Pdf,
        at: (usize, usize),
        choice: usize,
        spot: Spot,
        next: &mut Ref,
    ) {
        let Some(question) = self.question(at.0, at.1) else {
            return;
        };
        let Answer::OneOf(choices) = &question.answer else {
            return;
        };
        let Some((value, title)) = choices.get(choice) else {
            return;
        };
        let (ticked, open) = *self.ticks.get_or_insert_with(|| ticks(pdf, next));
        let fields = &mut self.fields;
        let (group, boxes) = self.groups.entry(at).or_insert_with(|| {
            let group = next.bump();
            fields.push(group);
            (group, Vec::new())
        });
        boxes.push(spot.id);
        let mut field = pdf.form_field(spot.id);
        field.parent(*group);
        field.alternate_name(TextStr(&format!("{}: {title}", question.label)));
        let mut widget = field.into_annotation();
        widget
            .rect(rect(spot.place))
            .page(spot.page)
            .flags(AnnotationFlags::PRINT)
            .struct_parent(spot.parent)
            .appearance_state(Name(b"Off"));
        widget
            .appearance()
            .normal()
            .streams()
            .pair(Name(value.as_bytes()), ticked)
            .pair(Name(b"Off"), open);
    }

    /// Writes what remains: the fields that the boxes belong to, and the mark by which the form is known. It is hidden and
    /// locked, and lies on the first page. Returns the mark, and the form's list of fields.
    pub(super) fn close(self, pdf: &mut Pdf, page: Ref, next: &mut Ref) -> (Ref, Vec<Ref>) {
        for ((section, number), (group, boxes)) in &self.groups {
            let Some(question) = self.question(*section, *number) else {
                continue;
            };
            let mut flags = FieldFlags::RADIO;
            flags.set(FieldFlags::REQUIRED, question.required);
            pdf.form_field(*group)
                .partial_name(TextStr(&question.id))
                .alternate_name(TextStr(&question.spoken(self.asked)))
                .field_type(FieldType::Button)
                .field_flags(flags)
                .children(boxes.iter().copied())
                .radio_value(Name(b"Off"));
        }
        let mark = next.bump();
        let mut field = pdf.form_field(mark);
        field
            .partial_name(TextStr(FORM_MARK))
            .field_type(FieldType::Text)
            .field_flags(FieldFlags::READ_ONLY)
            .text_value(TextStr(&self.asked.mark()))
            .text_default_value(TextStr(&self.asked.mark()))
            .vartext_default_appearance(Str(&typed_look()));
        field
            .into_annotation()
            .rect(Rect::new(0.0, 0.0, 0.0, 0.0))
            .page(page)
            .flags(AnnotationFlags::HIDDEN);
        let mut fields = self.fields;
        fields.push(mark);
        (mark, fields)
    }
}

/// Font, size and colour of what people type, as an appearance string.
pub(super) fn typed_look() -> Vec<u8> {
    let mut look = b"/".to_vec();
    look.extend(TYPED_FONT.0);
    look.extend(format!(" {TYPED} Tf 0.05 0.15 0.35 rg").bytes());
    look
}

/// The two looks of a box: a cross, and nothing; the frame is printed on the page.
fn ticks(pdf: &mut Pdf, next: &mut Ref) -> (Ref, Ref) {
    let (ticked, open) = (next.bump(), next.bump());
    let mut cross = Content::new();
    let (near, far) = (2.4, TICK - 2.4);
    cross
        .save_state()
        .set_stroke_rgb(0.05, 0.15, 0.35)
        .set_line_width(1.5)
        .move_to(near, near)
        .line_to(far, far)
        .move_to(near, far)
        .line_to(far, near)
        .stroke()
        .restore_state();
    for (id, content) in [(ticked, cross.finish().into_vec()), (open, Vec::new())] {
        let mut look = pdf.form_xobject(id, &content);
        look.bbox(Rect::new(0.0, 0.0, TICK, TICK));
        look.resources();
    }
    (ticked, open)
}

fn rect(place: Place) -> Rect {
    Rect::new(
        place.x,
        place.y,
        place.x + place.width,
        place.y + place.height,
    )
}
