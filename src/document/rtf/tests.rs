//! What RTF files become.

use super::*;
use crate::document::outline;

fn shown(body: &str) -> String {
    let text = outline(&read(body.as_bytes(), 100_000));
    text.split_once('\n')
        .map(|(_, rest)| rest.to_owned())
        .unwrap()
}

#[test]
fn charsets_of_fonts_and_unicode_with_fallbacks() {
    assert_eq!(
        shown(
            r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS;}{\f3\fcharset2 Wingdings;}}
\pard Mayor: Zo\'eb {\f1 \'cc\'fd\'f0} {\f2 \'93\'8c\'8b\'9e}\par \uc1\u321?\u243\'f3d\u378? \uc2\u-10180??\u-8960?? x\par{\f3 \'fe} Yes {\f3\u61608?} No\par}"
        ),
        "¶ Mayor: Zoë Мэр 東京\n¶ Łódź 🄀 x\n¶ ☒ Yes ☐ No\n"
    );
}

#[test]
fn tables_with_spans_merges_and_nesting() {
    assert_eq!(
        shown(
            r"{\rtf1 before\par\trowd\cellx1000\cellx2000\cellx3000\pard\intbl A\cell B\cell C\cell\row
\trowd\cellx1000\cellx3000\pard\intbl\b D\b0\cell E\par F\cell\row
\trowd\clvmgf\cellx1000\cellx3000\pard\intbl G\cell
\pard\intbl\itap2 n1\nestcell n2\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}\pard\intbl\itap1 H\cell\trowd\clvmgf\cellx1000\cellx3000\row
\pard after\par}"
        ),
        "¶ before\n<table>\n| A | B | C |\n| *D* | (2) E ⏎ F |\n| G | (2) \n  <table>\n  | n1 | n2 |\n  </table>\n ⏎ H |\n</table>\n¶ after\n"
    );
}

#[test]
fn form_fields_have_names_states_and_results() {
    assert_eq!(
        shown(
            r"{\rtf1 Name: {\field{\*\fldinst{ FORMTEXT {\*\formfield{\fftype0{\*\ffname City}{\*\ffhelptext Official}}}}}{\fldrslt Padova}}\par
{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1{\*\ffname C}}}}{\fldrslt}} Yes\par
{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffname T}{\*\ffl a}{\*\ffl b}}}}{\fldrslt}}\par
{\field{\*\fldinst{HYPERLINK x}}{\fldrslt link}}{\field{\*\fldinst MACROBUTTON x}{\fldrslt Click}}\par}"
        ),
        "¶ Name: ‖ [0:Padova]\n¶ [1:☒] ‖ Yes\n¶ [2:b]\n¶ link\n\
         field 0 Text \"City\" label=\"Official\" = \"Padova\"\nfield 1 CheckBox \"C\" = \"yes\"\nfield 2 Choice \"T\" = \"b\" of [\"a\", \"b\"]\n"
    );
}

#[test]
fn what_is_not_the_text_is_not_read() {
    assert_eq!(
        shown(
            "{\\rtf1{\\info{\\title T}}{\\header head\\par}{\\*\\unknown x}{\\pict\\bin4 }}}}x}a{\\v hidden}{\\deleted gone}{\\strike no}{\\footnote note\\par}\\tab b{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt boxed\\par}}{\\shprslt boxed}}\\line c\\par}"
        ),
        "~ ¶ head\n¶ a ‖ b\nc\n¶ boxed\n~ ¶ note\n"
    );
}

#[test]
fn broken_files_end() {
    read(&b"{\\rtf1 ".repeat(100_000), 1000);
    read(&b"}\\u1 \\'".repeat(10_000), 1000);
    read(
        "{\\rtf1\\intbl\\itap9 x\\cell".repeat(5_000).as_bytes(),
        100_000,
    );
    read(b"{\\rtf1\\bin99999999999 x", 1000);
}
