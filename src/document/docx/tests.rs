//! What Word files become.

use super::*;
use crate::document::{Limits, outline, xml};

/// The outline of a document whose body is this XML, without its first line.
fn shown(body: &str) -> String {
    let flat = format!(
        "<w:wordDocument xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
         xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' \
         xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>\
         <w:body>{body}</w:body></w:wordDocument>"
    );
    let parsed = xml::parse(flat.as_bytes());
    assert_eq!(parsed.damage, None);
    let document = read_flat(parsed.tree, &mut Budget::new(&Limits::default())).unwrap();
    let text = outline(&document);
    text.split_once('\n')
        .map(|(_, rest)| rest.to_owned())
        .unwrap()
}

fn p(inline: &str) -> String {
    format!("<w:p>{inline}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

#[test]
fn content_controls_are_fields_in_the_text() {
    let control = |properties: &str, content: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )
    };
    let body = p(&(r("Country: ")
        + &control(
            "<w:alias w:val='Country'/><w:tag w:val='country'/>",
            &r("Italy"),
        )))
        + &p(&(control(
            "<w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>",
            &r("☑"),
        ) + &r(" Yes")))
        + &p(&control(
            "<w:tag w:val='d'/><w:date w:fullDate='2026-05-03T00:00:00Z'/>",
            &r("3 mai 2026"),
        ))
        + &p(&control(
            "<w:tag w:val='t'/><w:dropDownList><w:listItem w:displayText='Choose' w:value=''/><w:listItem w:displayText='City' w:value='c1'/></w:dropDownList>",
            &r("c1"),
        ))
        + &control("<w:tag w:val='why'/>", &(p(&r("one")) + &p(&r("two"))))
        + &p(&control(
            "<w:tag w:val='n'/><w:showingPlcHdr/>",
            &r("Click here"),
        ));
    assert_eq!(
        shown(&body),
        "¶ Country: ‖ [0:Italy]\n¶ [1:☒] ‖ Yes\n¶ [2:3 mai 2026]\n¶ [3:c1]\n¶ [4:one]\n¶ [4:two]\n¶ [5:]\n\
         field 0 Text \"country\" label=\"Country\" = \"Italy\"\n\
         field 1 CheckBox \"\" = \"yes\"\n\
         field 2 Date \"d\" = \"2026-05-03\"\n\
         field 3 Choice \"t\" = \"City\" of [\"Choose\", \"City\"]\n\
         field 4 Text \"why\" = \"one\\ntwo\"\n\
         field 5 Text \"n\" = \"\"\n"
    );
}

#[test]
fn a_control_may_be_a_cell_and_a_group_is_none() {
    let body = "<w:sdt><w:sdtPr><w:group/></w:sdtPr><w:sdtContent><w:tbl><w:tr>\
        <w:tc><w:p><w:r><w:t>Mayor</w:t></w:r></w:p></w:tc>\
        <w:sdt><w:sdtPr><w:tag w:val='mayor'/></w:sdtPr><w:sdtContent><w:tc><w:p><w:r><w:t>Ana</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>\
        <w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='0'/></w14:checkbox></w:sdtPr><w:sdtContent><w:tc><w:p><w:r><w:t>☐</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>\
        </w:tr></w:tbl></w:sdtContent></w:sdt>";
    assert_eq!(
        shown(body),
        "<table>\n| Mayor | [0:Ana] | [1:☐] |\n</table>\n\
         field 0 Text \"mayor\" = \"Ana\"\nfield 1 CheckBox \"\" = \"no\"\n"
    );
}

#[test]
fn a_filled_control_with_the_prompts_flag_left_on_keeps_its_value_when_the_prompt_is_known() {
    // Without a glossary the flag is all there is to go by.
    let body = p(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Padova</w:t></w:r></w:sdtContent></w:sdt>",
    );
    assert!(shown(&body).starts_with("¶ [0:]"));
}

#[test]
fn legacy_form_fields_have_names_states_and_results() {
    let mark = |kind: &str, data: &str| {
        format!("<w:r><w:fldChar w:fldCharType='{kind}'>{data}</w:fldChar></w:r>")
    };
    let code = |text: &str| format!("<w:r><w:instrText> {text} </w:instrText></w:r>");
    let text = mark(
        "begin",
        "<w:ffData><w:name w:val='City'/><w:helpText w:val='Official name'/><w:textInput/></w:ffData>",
    ) + &code("FORMTEXT")
        + &mark("separate", "")
        + &r("Padova")
        + &mark("end", "");
    let empty = mark(
        "begin",
        "<w:ffData><w:name w:val='Tel'/><w:textInput/></w:ffData>",
    ) + &code("FORMTEXT")
        + &mark("separate", "")
        + &r("\u{2002}\u{2002}\u{2002}")
        + &mark("end", "");
    let check = |state: &str| {
        mark(
            "begin",
            &format!("<w:ffData><w:name w:val='C'/><w:checkBox>{state}</w:checkBox></w:ffData>"),
        ) + &code("FORMCHECKBOX")
            + &mark("separate", "")
            + &mark("end", "")
    };
    let list = mark(
        "begin",
        "<w:ffData><w:name w:val='T'/><w:ddList><w:result w:val='1'/><w:listEntry w:val='City'/><w:listEntry w:val='Region'/></w:ddList></w:ffData>",
    ) + &code("FORMDROPDOWN")
        + &mark("separate", "")
        + &mark("end", "");
    let body = p(&(r("Name: ") + &text))
        + &p(&(r("Tel: ") + &empty))
        + &p(&(check("<w:default w:val='0'/><w:checked/>")
            + &r(" a ")
            + &check("<w:default w:val='1'/>")
            + &r(" b ")
            + &check("<w:default w:val='1'/><w:checked w:val='0'/>")))
        + &p(&list);
    assert_eq!(
        shown(&body),
        "¶ Name: ‖ [0:Padova]\n¶ Tel: ‖ [1:]\n¶ [2:☒] ‖ a ‖ [3:☒] ‖ b ‖ [4:☐]\n¶ [5:Region]\n\
         field 0 Text \"City\" label=\"Official name\" = \"Padova\"\n\
         field 1 Text \"Tel\" = \"\"\n\
         field 2 CheckBox \"C\" = \"yes\"\nfield 3 CheckBox \"C\" = \"yes\"\nfield 4 CheckBox \"C\" = \"no\"\n\
         field 5 Choice \"T\" = \"Region\" of [\"City\", \"Region\"]\n"
    );
}

#[test]
fn tracked_changes_are_read_as_accepted_and_crossed_out_words_are_gone() {
    let body = p(&("<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>".to_owned()
        + "<w:moveFrom><w:r><w:t>from</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> to</w:t></w:r></w:moveTo>"
        + "<w:r><w:rPr><w:strike/></w:rPr><w:t>struck</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"))
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>"
        + &p(&r("line"));
    assert_eq!(shown(&body), "¶ new to\n¶ one line\n");
}

#[test]
fn text_boxes_are_read_once_and_after_their_paragraph() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", p(&r("boxed")));
    let body = p(&(r("before")
        + &format!(
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing>{content}</w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        + &r(" after")));
    assert_eq!(shown(&body), "¶ before after\n¶ boxed\n");
}

#[test]
fn tables_keep_spans_and_merges() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(&r(text)))
    };
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:gridSpan w:val='2'/>", "wide"),
        cell("<w:vMerge w:val='restart'/>", "tall"),
        cell("", "a"),
        cell("", "b"),
        cell("<w:vMerge/>", "")
    );
    assert_eq!(
        shown(&body),
        "<table>\n| (2) wide | tall |\n| a | b |  |\n</table>\n"
    );
}

#[test]
fn symbols_tabs_breaks_and_codes() {
    let body = p(
        "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t xml:space='preserve'> Yes</w:t><w:tab/><w:t>x</w:t><w:noBreakHyphen/><w:t>y</w:t></w:r>",
    ) + &p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>")
        + &p(
            "<w:fldSimple w:instr=' MACROBUTTON x [Click]'><w:r><w:t>[Click]</w:t></w:r></w:fldSimple><w:fldSimple w:instr='DATE'><w:r><w:t>today</w:t></w:r></w:fldSimple>",
        );
    assert_eq!(shown(&body), "¶ ☒ Yes ‖ x-y\n¶ a⏎b\n¶ today\n");
}

#[test]
fn tables_nested_without_end_do_not_overflow_the_stack() {
    let body = "<w:tbl><w:tr><w:tc>".repeat(20_000) + &p(&r("deep"));
    let flat = format!(
        "<w:wordDocument xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{body}"
    );
    let tree = xml::parse(flat.as_bytes()).tree;
    assert!(read_flat(tree, &mut Budget::new(&Limits::default())).is_ok());
}
