//! What a group of an RTF file inherits and hands on: where its text goes, and how it looks.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258,
};

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Target {
    /// The document.
    #[default]
    Text,
    /// Nowhere, and neither that of groups inside.
    Skip,
    /// Nowhere, but groups inside may be text.
    Quiet,
    /// The font table.
    Fonts,
    /// A field's instruction.
    Instruction,
    /// The definition of a form field.
    FormField,
    /// A word of that definition.
    FormWord(FormWord),
}

/// Words that the definition of a form field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormWord {
    /// Its name.
    Name,
    /// Its help text.
    Help,
    /// An entry of its list.
    Entry,
    /// Anything else.
    Other,
}

/// What to do when a group ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum AtEnd {
    /// Nothing.
    #[default]
    Nothing,
    /// A field ends.
    Field,
    /// The definition of a form field ends.
    FormField,
    /// A header ends.
    Header,
    /// A footer or footnote ends.
    Late,
    /// A text box ends.
    Shape,
    /// A row definition of a nested table ends.
    Word,
}

/// The state of a group.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) target: Target,
    pub(super) at_end: AtEnd,
    /// `\*` stood just before: an unknown word makes the group skipped.
    pub(super) starred: bool,
    pub(super) font: i32,
    pub(super) bold: bool,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) struck: bool,
    /// Characters that stand after `\u` for readers without Unicode.
    pub(super) fallback: i32,
    pub(super) in_table: bool,
    pub(super) level: u32,
    pub(super) heading: bool,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            target: Target::Text,
            at_end: AtEnd::Nothing,
            starred: false,
            font: -1,
            bold: false,
            hidden: false,
            deleted: false,
            struck: false,
            fallback: 1,
            in_table: false,
            level: 0,
            heading: false,
        }
    }
}

impl Group {
    /// `\plain`
    pub(super) fn plain(&mut self, font: i32) {
        self.bold = false;
        self.hidden = false;
        self.deleted = false;
        self.struck = false;
        self.font = font;
    }

    /// `\pard`
    pub(super) fn new_paragraph(&mut self) {
        self.in_table = false;
        self.level = 0;
        self.heading = false;
    }

    /// True when what stands here is not shown.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden || self.deleted || self.struck
    }
}

/// A font of the font table.
#[derive(Debug, Clone, Default)]
pub(super) struct Font {
    pub(super) name: String,
    /// `\fcharset`
    pub(super) charset: Option<i32>,
    /// `\cpg`
    pub(super) page: Option<i32>,
}

impl Font {
    /// The encoding of bytes in this font, `None` for that of the document.
    pub(super) fn encoding(&self) -> Option<&'static Encoding> {
        if let Some(page) = self.page {
            return Some(code_page(page));
        }
        Some(match self.charset? {
            77 => MACINTOSH,
            128 => SHIFT_JIS,
            129 | 130 => EUC_KR,
            134 => GBK,
            136 => BIG5,
            161 => WINDOWS_1253,
            162 => WINDOWS_1254,
            163 => WINDOWS_1258,
            177 => WINDOWS_1255,
            178 => WINDOWS_1256,
            186 => WINDOWS_1257,
            204 => WINDOWS_1251,
            222 => WINDOWS_874,
            238 => WINDOWS_1250,
            _ => return None,
        })
    }
}

/// The encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> &'static Encoding {
    match number {
        866 => IBM866,
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 | 1361 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => WINDOWS_1252,
    }
}
