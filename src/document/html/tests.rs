//! What HTML becomes.

use super::*;
use crate::document::{Block, outline};

fn shown(html: &str) -> String {
    let text = outline(&from_str(html));
    text.split_once('\n')
        .map(|(_, rest)| rest.to_owned())
        .unwrap()
}

#[test]
fn lines_of_a_mail_are_lines_and_paragraphs_have_gaps() {
    assert_eq!(
        shown(
            "<div>Country: Italy<br>Population:&nbsp;1&nbsp;000</div><div><br></div><div>Bye</div><p>x</p>"
        ),
        "Country: Italy\nPopulation:\u{A0}1\u{A0}000\n¶ Bye\n¶ x\n"
    );
}

#[test]
fn an_empty_element_between_two_parts_them_and_one_in_a_word_does_not() {
    assert_eq!(
        shown(
            "<div><span>Country</span><span class=dots></span><span>Italy</span></div><div>It<span class=x></span>aly</div><div><span>It</span><span>aly</span></div>"
        ),
        "Country ‖ Italy\nItaly\nItaly\n"
    );
}

#[test]
fn what_a_mail_quotes_is_told_from_what_is_only_indented() {
    let document = from_str(
        "<div>Hello<blockquote type=cite>you wrote<blockquote class=gmail_quote>I wrote</blockquote></blockquote><blockquote style='margin:0 40px'>and this</blockquote></div>",
    );
    let quoted: Vec<u8> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Line(line) => Some(line.quoted),
            Block::Table(_) => None,
        })
        .collect();
    assert_eq!(quoted, [0, 1, 2, 0]);
}

#[test]
fn outlooks_paragraphs_are_lines() {
    assert_eq!(
        shown(
            "<p class=MsoNormal><b>Pays</b> : Bénin<o:p></o:p></p><p class=MsoNormal>x</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>y</p>"
        ),
        "Pays : Bénin\nx\n¶ y\n"
    );
}

#[test]
fn tables_of_data_are_tables_and_frames_are_not() {
    assert_eq!(
        shown(
            "<table><tr><td><table role=presentation><tr><th>Country</th><td>Italy</td></tr><tr><td rowspan=2>Mayor</td><td>Ana</td></tr><tr><td>Sindaca</td></tr></table></td></tr></table>"
        ),
        "<table>\n| *Country* | Italy |\n| Mayor | Ana |\n|  | Sindaca |\n</table>\n"
    );
    assert_eq!(
        shown("<table><tr><td>one</td></tr><tr><td>&nbsp;</td><td>two</td></tr></table>"),
        "one\ntwo\n"
    );
}

#[test]
fn terms_and_descriptions_are_pairs() {
    assert_eq!(
        shown("<dl><dt>Country</dt><dd>Italy</dd><dt>Mayor<dd>Ana<dd>Gil</dl>"),
        "<table>\n| *Country* | Italy |\n| *Mayor* | Ana ⏎ Gil |\n</table>\n"
    );
}

#[test]
fn what_is_not_shown_is_not_read() {
    assert_eq!(
        shown(
            "<head><title>t</title><style>p{}</style></head><script>1</script><p>a<span style='display:none'>b</span><del>c</del><!-- d --><i hidden>e</i></p><div style='max-height:0;overflow:hidden'>preheader</div>"
        ),
        "¶ a\n"
    );
}

#[test]
fn form_elements_keep_what_was_filled_in() {
    let document = from_str(
        "<label for=c>Country</label><input id=c name=country value=Italy><br>\
         <label><input type=checkbox checked name=ok> I agree</label><br>\
         <input type=radio name=m value=y checked aria-label=Yes>Yes <input type=radio name=m value=n aria-label=No>No<br>\
         <select name=t><option value=''>Choose</option><option selected>City</option></select><textarea name=e>one\ntwo</textarea>",
    );
    let fields: Vec<(&str, Option<&str>, &str)> = document
        .fields
        .iter()
        .map(|f| (f.name.as_str(), f.label.as_deref(), f.value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("country", Some("Country"), "Italy"),
            ("ok", Some("I agree"), "yes"),
            ("m", None, "Yes"),
            ("t", None, "City"),
            ("e", None, "one\ntwo"),
        ]
    );
    let text = outline(&document);
    assert!(
        text.contains("Country ‖ [0:Italy]\n[1:☒] ‖ I agree\n[2:☒] ‖ Yes ‖ [2:☐] ‖ No\n"),
        "{text}"
    );
}

#[test]
fn wingdings_are_check_marks() {
    assert_eq!(
        shown(
            "<p><span style='font-family:Wingdings'>þ</span> Yes <font face=Wingdings>o</font> No</p>"
        ),
        "¶ ☒ Yes ☐ No\n"
    );
}

#[test]
fn a_hundred_thousand_levels_end_soon() {
    let document = from_str(&("<div><b>".repeat(100_000) + "deep"));
    assert_eq!(document.damage.len(), 1);
}

#[test]
fn hostile_tables_stay_small() {
    let html =
        "<table><tr>".to_owned() + &"<td colspan=1000 rowspan=65000>x".repeat(2000) + "<tr><td>y";
    let document = from_str(&html);
    assert_eq!(document.blocks.len(), 1);
}

#[test]
fn a_style_sheet_shows_labels_in_lines_of_their_own() {
    let sheet = "<style>@page{size:A4} body{margin:0} span.l, .lab{color:#555;display:block} @media print{span.v{display:block}}</style>";
    let body = "<div><span class=l>Country</span>Italy</div><div><i class='x lab'>Name</i>Bo</div><div><span class=v>It</span>aly</div>";
    assert_eq!(
        shown(&format!(
            "<html><head>{sheet}</head><body>{body}</body></html>"
        )),
        "Country\nItaly\nName\nBo\nItaly\n"
    );
}
