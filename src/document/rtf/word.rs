//! The control words of RTF that matter to what a document says.

use super::Reader;
use super::form::Field;
use super::state::{AtEnd, Font, FormWord, Target, code_page};

/// Destinations whose text is never part of the document, with or without `\*`.
const SKIPPED: &[&str] = &[
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "objdata",
    "objclass",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "filetbl",
    "generator",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "mmathPr",
    "nonshppict",
    "nonesttables",
    "shprslt",
    "sn",
    "sv",
    "xe",
    "tc",
    "rxe",
    "txe",
    "annotation",
    "atnid",
    "atnauthor",
    "listtext",
    "pntext",
    "pntxta",
    "pntxtb",
    "pnseclvl",
    "bkmkstart",
    "bkmkend",
    "userprops",
    "private",
    "fontemb",
    "panose",
    "falt",
    "fname",
    "ftnsep",
    "ftnsepc",
    "aftnsep",
    "aftnsepc",
    "docvar",
    "template",
    "passwordhash",
    "writereservhash",
    "datafield",
    "ffformat",
    "ffentrymcr",
    "ffexitmcr",
];

impl Reader {
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        let starred = std::mem::take(&mut self.group.starred);
        if self.group.target == Target::Skip {
            return;
        }
        let on = number != Some(0);
        match word {
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "lbr" | "softline" => self.text("\n"),
            "tab" => self.tab(),
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => {
                if matches!(self.group.target, Target::Text | Target::Quiet) {
                    self.tables.end_row(&mut self.flow);
                }
            }
            "trowd" => self.tables.define(),
            "clmrg" => self.tables.merge(true),
            "clvmrg" => self.tables.merge(false),
            "cellx" => self.tables.edge(number.unwrap_or(0)),
            "intbl" => {
                self.group.in_table = true;
            }
            "itap" => {
                self.group.level = number.unwrap_or(1).clamp(0, 100) as u32;
                self.group.in_table = self.group.level > 0;
            }
            "pard" => self.group.new_paragraph(),
            "outlinelevel" => self.group.heading = number.unwrap_or(9) < 9,
            "plain" => self.group.plain(self.default_font),
            "b" => self.group.bold = on,
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "strike" | "striked" => self.group.struck = on,
            "f" => self.group.font = number.unwrap_or(-1),
            "deff" => {
                self.default_font = number.unwrap_or(-1);
                self.group.font = self.default_font;
            }
            "ansicpg" => self.page = code_page(number.unwrap_or(1252)),
            "mac" => self.page = code_page(10000),
            "fcharset" => self.font().charset = number,
            "cpg" => self.font().page = number,
            "uc" => self.group.fallback = number.unwrap_or(1).clamp(0, 10),
            "u" => self.unit(number.unwrap_or(0)),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "emspace" | "enspace" | "qmspace" => self.text(" "),
            "fftype" | "ffres" | "ffdefres" | "fftypetxt" => {
                self.form_number(word, number.unwrap_or(0));
            }
            _ => self.destination(word, starred),
        }
    }

    fn tab(&mut self) {
        let in_field = self.fields.iter().any(|field| field.number.is_some());
        if in_field || self.group.target != Target::Text {
            self.text(" ");
        } else if !self.group.is_hidden() {
            self.place();
            self.flow.tab();
        }
    }

    fn font(&mut self) -> &mut Font {
        self.fonts.entry(self.group.font).or_default()
    }

    fn destination(&mut self, word: &str, starred: bool) {
        match word {
            "fonttbl" => self.group.target = Target::Fonts,
            "field" => {
                self.fields.push(Field::default());
                self.group.at_end = AtEnd::Field;
            }
            "fldinst" => self.group.target = Target::Instruction,
            "fldrslt" => {
                self.group.target = Target::Text;
                self.begin_result();
            }
            "formfield" => {
                self.group.target = Target::FormField;
                self.group.at_end = AtEnd::FormField;
            }
            "ffname" => self.form_word(FormWord::Name),
            "ffhelptext" => self.form_word(FormWord::Help),
            "ffl" => self.form_word(FormWord::Entry),
            "ffdeftext" | "ffstattext" => self.form_word(FormWord::Other),
            "header" | "headerl" | "headerr" | "headerf" => self.begin_aside(AtEnd::Header),
            "footer" | "footerl" | "footerr" | "footerf" | "footnote" => {
                self.begin_aside(AtEnd::Late);
            }
            "shptxt" | "dptxbxtext" => self.begin_aside(AtEnd::Shape),
            "shp" | "shpinst" | "do" | "dobody" | "object" | "upr" | "nesttableprops"
            | "shpgrp" => {
                self.group.target = Target::Quiet;
            }
            "ud" | "result" => self.group.target = Target::Text,
            _ if starred || SKIPPED.contains(&word) => self.group.target = Target::Skip,
            _ => {}
        }
    }
}
