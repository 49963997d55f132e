//! What an attachment says: the bytes of a PDF, Word, OpenDocument, RTF, HTML or text file become one `Document`. PURE.
//!
//! The caller runs `read` in a child process (room `reader`): damaged or hostile bytes may still exhaust it.

mod archive;
mod charset;
mod cms;
mod compound;
mod container;
mod doc;
mod docx;
mod drawn;
mod fax;
mod flow;
pub mod html;
pub mod layout;
mod limit;
mod mapi;
mod marks;
mod odt;
mod outline;
mod pdf;
mod picture;
mod rows;
mod rtf;
mod sheet;
mod sniff;
mod tabbed;
pub mod text;
mod tree;
mod turned;
mod xml;

use container::read_within;
pub use outline::outline;
pub(crate) use picture::letters;

use serde::{Deserialize, Serialize};

/// What came of reading one attachment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The documents inside: one for a plain file, several for an archive or a forwarded message, none when `unread` says why.
    pub documents: Vec<Document>,
    /// Why nothing could be read, or why pages that are pictures are missing.
    pub unread: Option<Unread>,
}

/// Why an attachment could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unread {
    /// Not a kind of file that may hold a form (a picture of a logo, a calendar entry, a signature).
    NotADocument,
    /// A password is needed.
    Encrypted,
    /// Pages of pictures without text; OCR has not run or is not installed.
    Scanned,
    /// The file is broken beyond repair; the words say how.
    Damaged(String),
    /// Only an XFA form without page text.
    XfaOnly,
    /// A kind of file that is known and not read, for example `pages` or `rar`.
    Unsupported(String),
    /// A limit was exceeded (memory, time, nesting, size); the words say which.
    Limit(String),
    /// The reading process died; the words say how.
    Died(String),
}

/// The kind of file, told from its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// Word 97–2003.
    Doc,
    /// Office Open XML sheet (also `.xls` and `.ods`).
    Sheet,
    /// HTML.
    Html,
    /// Plain text.
    #[default]
    Text,
    /// Words that OCR found on page images.
    Ocr,
}

/// The text of one file with its layout.
///
/// Check boxes are always written `☐` (U+2610, not ticked) or `☒` (U+2612, ticked) in the text, whatever the format
/// and the glyph. Bidirectional text is in logical order. Ligatures and presentation forms are resolved, but nothing
/// else is normalised (`º` stays `º`). Placeholder text that the format marks as such is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The kind of file.
    pub kind: Kind,
    /// File name, when it has one (of the archive's entry for archives).
    pub name: Option<String>,
    /// Paragraphs, lines and tables in reading order.
    pub blocks: Vec<Block>,
    /// Form fields with their machine-readable values.
    pub fields: Vec<FormField>,
    /// Number of pages, 0 where the format has none.
    pub pages: u32,
    /// True when the file has a form of fillable fields whose values are all empty.
    pub unfilled_fields: bool,
    /// What was odd, in words; reading went on.
    pub damage: Vec<String>,
    /// Page images for OCR when pages have no text; emptied once OCR has run.
    pub images: Vec<PageImage>,
}

/// One piece of a document, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph (DOCX, ODT, RTF, HTML) or one visual line (PDF, OCR, plain text).
    Line(Line),
    /// A table: drawn with rulings, or of the format's own.
    Table(Table),
}

/// A paragraph or a visual line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Runs of text separated by a wide gap or a tab; one for an ordinary line.
    pub segments: Vec<Segment>,
    /// Space above it in units of its own height (0 = set solid), 0 where unknown. 1 or more starts a new paragraph.
    pub gap: f32,
    /// True for a heading of the format's own.
    pub heading: bool,
    /// Page, counted from 1; 0 where unknown.
    pub page: u32,
    /// True when it stands in the page's header or footer, or is a footnote: never part of a value around it.
    pub margin: bool,
    /// How many times it is quoted in a mail: the quotations of HTML that it stands in.
    pub quoted: u8,
}

/// A run of text within a line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The text. Explicit line breaks inside a paragraph or a form field are `\n`.
    pub text: String,
    /// Left, top, right, bottom in points from the page's upper left corner; all 0 where the format has no geometry.
    pub place: [f32; 4],
    /// True when set in bold.
    pub bold: bool,
    /// Index into `Document::fields` when this text is the value of a form field.
    pub field: Option<u32>,
    /// Mean word confidence of OCR from 0 to 1; 1 for real text.
    pub confidence: f32,
    /// Told from the segment before by its looks alone: it stands right behind that, and in no column of its own.
    pub runs_on: bool,
}

impl Segment {
    /// How large its type is: what is printed is as high as that, and of what OCR read the ink is measured.
    pub fn font_size(&self) -> f32 {
        let [_, top, _, bottom] = self.place;
        match self.confidence < 1.0 {
            true => layout::size_by_ink(&self.text, bottom - top),
            false => bottom - top,
        }
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Cells from left to right; a cell continued by a vertical merge is present and empty.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// First grid column, from 0.
    pub column: u32,
    /// Number of grid columns it spans, at least 1.
    pub span: u32,
    /// What stands in it; nested tables are blocks.
    pub blocks: Vec<Block>,
}

/// A fillable field: AcroForm field, Word content control or legacy field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    /// Full name (`a.b.c`), tag of the content control, or bookmark of the legacy field.
    pub name: String,
    /// The label for people: AcroForm `/TU`, title of the content control.
    pub label: Option<String>,
    /// What kind of field.
    pub kind: FieldKind,
    /// The value: text; the label of the chosen option; `yes`/`no` for a lone check box; empty when unfilled.
    pub value: String,
    /// All options of a choice or radio group, by their labels.
    pub options: Vec<String>,
    /// Page, counted from 1; 0 where unknown.
    pub page: u32,
    /// Place on the page as in `Segment`; zeros where unknown.
    pub place: [f32; 4],
    /// True when the field's value also stands as a segment in `blocks` (tied by `Segment::field`, unless it is a box that
    /// stands in one segment with its caption).
    pub on_page: bool,
}

/// Kinds of fillable fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    /// Free text.
    #[default]
    Text,
    /// A box that is ticked or not.
    CheckBox,
    /// One of several buttons.
    Radio,
    /// A list or combo box.
    Choice,
    /// A date picker; `value` is ISO 8601 where the format keeps it.
    Date,
}

/// An encoded picture of a page, handed to OCR.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageImage {
    /// Page, counted from 1.
    pub page: u32,
    /// `jpeg`, `png`, `tiff`, `pnm`.
    pub format: String,
    /// The encoded picture.
    pub bytes: Vec<u8>,
    /// The strips that lie below it before it is turned, when the page was cut into several pictures.
    pub further: Vec<Vec<u8>>,
    /// Pictures that lie over it and over the whole page: scanners that part print from paper make one of either.
    pub over: Vec<PageImage>,
    /// Degrees clockwise that it must be turned to stand upright, as the page says (0, 90, 180, 270).
    pub rotate: u16,
    /// True when the text of its page is what another program read in it, good or bad.
    pub again: bool,
}

/// What reading may cost; the child process enforces memory and time besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes that all decompressed streams of one attachment may have together.
    pub decompressed: u64,
    /// Pages that are read.
    pub pages: u32,
    /// Entries of an archive, and levels of nesting are at most 3.
    pub entries: u32,
    /// Characters kept of one document.
    pub characters: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            decompressed: 256 << 20,
            pages: 200,
            entries: 64,
            characters: 4_000_000,
        }
    }
}

/// Reads one attachment: tells its kind from its bytes, and reads it. Total: damage is data.
pub fn read(bytes: &[u8], name: Option<&str>, content_type: &str, limits: &Limits) -> Reading {
    read_within(
        bytes,
        name,
        &content_type.to_lowercase(),
        &mut limit::Budget::new(limits),
    )
}
