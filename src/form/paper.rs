//! Writes the planned form as a PDF file: pages, fields, structure, and what the file says of itself.

use super::ask::Asked;
use super::font::Font;
use super::item::{Colour, Item, Place, Role, Run};
use super::plan::{HEIGHT, Plan, TICK, WIDTH};
use super::tags::Tags;
use super::widget::{Spot, TYPED_FONT, Widgets, typed_look};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::TabOrder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Names of the printed fonts in the resources of pages.
const REGULAR: Name = Name(b"R");
const BOLD: Name = Name(b"B");
/// Light enough that a scan does not take the frame for a letter.
const FRAME: Colour = [0.62, 0.69, 0.75];
/// Dark enough that a scan shows the box.
const TICK_FRAME: Colour = [0.25, 0.32, 0.4];

/// Bytes of the finished file.
pub(super) fn write(asked: &Asked, plan: &Plan, regular: &mut Font, bold: &mut Font) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let mut next = Ref::new(1);
    let [catalog, pages, info, metadata, print, strong, typed] = [(); 7].map(|()| next.bump());
    let mut tags = Tags::default();
    let mut widgets = Widgets::new(asked, typed);
    let ids: Vec<Ref> = plan.pages.iter().map(|_| next.bump()).collect();
    let mut written: Vec<(Ref, i32, Ref, Vec<Ref>)> = Vec::new();
    for ((items, feet), page) in plan.pages.iter().zip(&plan.feet).zip(&ids) {
        let parents = tags.page();
        let mut sheet = Sheet {
            content: Content::new(),
            fields: Vec::new(),
            regular,
            bold,
        };
        for (section, item) in items {
            match item {
                Item::Text { role, lines } => {
                    let number = tags.text(*role, *section, *page, &mut next);
                    let tag = match role {
                        Role::Title => Name(b"H1"),
                        Role::Heading => Name(b"H2"),
                        Role::Paragraph => Name(b"P"),
                    };
                    sheet
                        .content
                        .begin_marked_content_with_properties(tag)
                        .properties()
                        .identify(number);
                    for (x, y, runs) in lines {
                        sheet.line(*x, *y, runs);
                    }
                    sheet.content.end_marked_content();
                }
                Item::Frame(place) => sheet.frame(*place),
                Item::Area(place, colour) => sheet.area(*place, *colour),
                Item::Typed { place, .. } | Item::Tick { place, .. } => {
                    let id = next.bump();
                    let parent = tags.widget(id, *section, *page, ids.len(), &mut next);
                    let spot = Spot {
                        id,
                        page: *page,
                        place: *place,
                        parent,
                    };
                    sheet.fields.push(id);
                    field(&mut pdf, &mut widgets, item, spot, &mut next);
                }
            }
        }
        for (x, y, run) in feet {
            sheet.content.begin_marked_content(Name(b"Artifact"));
            sheet.line(*x, *y, std::slice::from_ref(run));
            sheet.content.end_marked_content();
        }
        let content = next.bump();
        let packed = pack(&sheet.content.finish());
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
        written.push((*page, parents, content, sheet.fields));
    }
    let first = ids.first().copied().unwrap_or(pages);
    let (mark, fields) = widgets.close(&mut pdf, first, &mut next);
    for (page, parents, content, mut annotations) in written {
        if page == first {
            annotations.push(mark);
        }
        let mut written = pdf.page(page);
        written
            .parent(pages)
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(content)
            .annotations(annotations)
            .struct_parents(parents)
            .tab_order(TabOrder::StructureOrder);
        written
            .resources()
            .fonts()
            .pair(REGULAR, print)
            .pair(BOLD, strong);
    }
    pdf.pages(pages)
        .kids(ids.iter().copied())
        .count(ids.len() as i32);
    regular.write(&mut pdf, print, Some(typed), &mut next);
    bold.write(&mut pdf, strong, None, &mut next);
    let root = tags.write(&mut pdf, &mut next);
    pdf.document_info(info)
        .title(TextStr(&asked.title))
        .subject(TextStr(&asked.mark()))
        .creator(TextStr("cisdp-intake"));
    pdf.metadata(metadata, describe(asked).as_bytes());
    let mut about = pdf.catalog(catalog);
    about
        .pages(pages)
        .metadata(metadata)
        .lang(TextStr(&asked.language));
    about.pair(Name(b"StructTreeRoot"), root);
    about.mark_info().marked(true);
    about.viewer_preferences().display_doc_title(true);
    let mut form = about.form();
    form.fields(fields).default_appearance(Str(&typed_look()));
    form.default_resources().fonts().pair(TYPED_FONT, typed);
    form.finish();
    about.finish();
    let identity = Sha256::digest(asked.mark())
        .iter()
        .take(16)
        .copied()
        .collect::<Vec<u8>>();
    pdf.set_file_id((identity.clone(), identity));
    pdf.finish()
}

fn field(pdf: &mut Pdf, widgets: &mut Widgets<'_>, item: &Item, spot: Spot, next: &mut Ref) {
    match item {
        Item::Typed {
            section,
            question,
            multiline,
            ..
        } => widgets.typed(pdf, (*section, *question), spot, *multiline, next),
        Item::Tick {
            section,
            question,
            choice,
            ..
        } => widgets.tick(pdf, (*section, *question), *choice, spot, next),
        _ => {}
    }
}

/// A page being drawn.
struct Sheet<'a> {
    content: Content,
    fields: Vec<Ref>,
    regular: &'a mut Font,
    bold: &'a mut Font,
}

impl Sheet<'_> {
    fn line(&mut self, x: f32, y: f32, runs: &[Run]) {
        self.content.begin_text().next_line(x, y);
        for run in runs {
            let (font, name) = if run.bold {
                (&mut *self.bold, BOLD)
            } else {
                (&mut *self.regular, REGULAR)
            };
            let [red, green, blue] = run.colour;
            let glyphs = font.encode(&run.text);
            self.content
                .set_font(name, run.size)
                .set_fill_rgb(red, green, blue)
                .show(Str(&glyphs));
        }
        self.content.end_text();
    }

    fn frame(&mut self, place: Place) {
        let [red, green, blue] = if place.width > TICK {
            FRAME
        } else {
            TICK_FRAME
        };
        self.content
            .begin_marked_content(Name(b"Artifact"))
            .set_stroke_rgb(red, green, blue)
            .set_line_width(0.75)
            .rect(place.x, place.y, place.width, place.height)
            .stroke()
            .end_marked_content();
    }

    fn area(&mut self, place: Place, [red, green, blue]: Colour) {
        self.content
            .begin_marked_content(Name(b"Artifact"))
            .set_fill_rgb(red, green, blue)
            .rect(place.x, place.y, place.width, place.height)
            .fill_nonzero()
            .end_marked_content();
    }
}

/// What the file says of itself (XMP, ISO 16684-1). Without dates: the same rules give the same bytes.
fn describe(asked: &Asked) -> String {
    let safe = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{mark}</rdf:li></rdf:Alt></dc:description>\n\
         <dc:identifier>{mark}</dc:identifier>\n\
         <xmp:CreatorTool>cisdp-intake</xmp:CreatorTool>\n\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        safe(&asked.title),
        safe(&asked.language),
        mark = safe(&asked.mark())
    )
}

/// Bytes for a stream with the filter Flate.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}
