//! What forms print between a label and its answer, or between an answer and the next label.

use super::*;
use crate::document::text;

/// The one form in a document.
fn formed(document: Document) -> Submission {
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![document])).clone()
}

const LINES: &str = "What is the name of your local or regional government? ... City of Mutare
In which country is it? ......... Zimbabwe
What type of government is it? .. Municipality
Who is the mayor? ............... Simon Chabuka
Who is our contact person? ...... Tendai Moyo
At which e-mail address? ........ tendai@mutare.example
Why do you want to join the campaign? ... We want to learn.
";

#[test]
fn an_instruction_behind_a_question_ends_at_a_full_stop_and_a_line_of_points() {
    let asked = "Has the council taken a decision? Please give its date.";
    let answered = format!("{LINES}{asked} ... Resolution 12 of 3 May 2025\n");
    let form = formed(text::from_str(&answered));
    assert_eq!(
        said(&form, "council_decision"),
        "Resolution 12 of 3 May 2025"
    );
    let empty = format!("{LINES}{asked}:\nWho signs this form? Tendai Moyo\n");
    let form = formed(text::from_str(&empty));
    assert_eq!(said(&form, "council_decision"), "");
}

#[test]
fn a_question_of_two_sentences_stands_over_its_answer_like_those_beside_it() {
    let form = formed(table(&[
        &[
            "*What is the name of your local or regional government?",
            "*In which country is it?",
            "*What type of government is it?",
            "*Who is the mayor?",
        ],
        &[
            "City of Mutare",
            "Zimbabwe",
            "Municipality",
            "Simon Chabuka",
        ],
        &[
            "*To which other networks do you belong?",
            "*Do you agree that we publish your\n*answers?",
            "*Has the council taken a decision? Please\n*give its date.",
            "*Who signs this form?",
        ],
        &["", "No", "Resolution 12 of 3 May 2025", "Tendai Moyo"],
        &[
            "*Who is our contact person?",
            "*At which e-mail address can we reach this person?",
            "*What motivates you to join the campaign?",
            "*On what date?",
        ],
        &[
            "Tendai Moyo",
            "tendai@mutare.example",
            "We want to learn.",
            "6 May 2025",
        ],
    ]));
    for (field, value) in [
        ("consent_publish", "no"),
        ("council_decision", "Resolution 12 of 3 May 2025"),
        ("signatory_name", "Tendai Moyo"),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
}

#[test]
fn a_function_is_that_of_whom_the_label_above_calls_so() {
    let form = formed(table(&[
        &["Designação oficial da autarquia", "Município de Évora"],
        &["País", "Portugal"],
        &["Natureza da autarquia", "Município"],
        &["Presidente / responsável máximo", "Teresa Valadares"],
        &["Cargo do responsável", "Presidente da Câmara"],
        &["Mandato", "2023-2028"],
        &["Pessoa de ligação", "Rui Carapinha"],
        &["Serviço ou cargo", "Chefe da Divisão Social"],
        &["Correio eletrónico", "rui.carapinha@evora.example"],
        &["Motivações para aderir à campanha", "Queremos aprender."],
    ]));
    assert_eq!(said(&form, "leader_title"), "Presidente da Câmara");
    assert_eq!(said(&form, "contact_role"), "Chefe da Divisão Social");
}

/// Lines of a PDF: those with a star in bold, with a plus in small type; a form feed begins a page.
fn pages(lines: &str) -> Document {
    let mut page = 1;
    let mut blocks = Vec::new();
    for (at, line) in lines.lines().enumerate() {
        page += u32::from(line.starts_with('\u{C}'));
        let line = line.trim_start_matches('\u{C}');
        let text = line.trim_start_matches(['¶', '*', '+']);
        let size = if line.contains('+') { 8.0 } else { 11.0 };
        let top = 50.0 + 16.0 * at as f32;
        blocks.push(Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                bold: line.contains('*'),
                place: [
                    50.0,
                    top,
                    50.0 + 5.0 * text.chars().count() as f32,
                    top + size,
                ],
                confidence: 1.0,
                ..Segment::default()
            }],
            gap: f32::from(u8::from(line.starts_with('¶'))),
            page,
            ..Line::default()
        }));
    }
    Document {
        kind: Kind::Pdf,
        blocks,
        pages: page,
        ..Document::default()
    }
}

#[test]
fn the_title_of_a_part_at_the_top_of_a_page_is_no_part_of_the_answer_above() {
    let form = formed(pages(
        "¶*A. Our town
¶Name of the local or regional government
City of Mutare
¶Country
Zimbabwe
¶Type of government
Municipality
¶Local / regional leader
Simon Chabuka
¶Contact person
Tendai Moyo
¶E-mail
tendai@mutare.example
¶Postal address
Civic Centre, Mutare
\u{C}*B. Afterthoughts of ours
¶Motivations for joining the campaign
We want to learn.
",
    ));
    assert_eq!(said(&form, "postal_address"), "Civic Centre, Mutare");
}

#[test]
fn captions_are_told_from_answers_that_are_worded_like_labels() {
    let form = formed(pages(
        "¶City of Mutare
+Name of the local or regional government
¶Zimbabwe
+Country
¶Municipality
+Type of government
¶Simon Chabuka
+Mayor
¶Tendai Moyo
+Contact person
¶tendai@mutare.example
+E-mail
¶Council resolution number 12
+Council decision
¶Name of the signatory: Tendai Moyo
+Signatory
¶*Motivations for joining the campaign
¶We want to learn.
",
    ));
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("contact_email", "tendai@mutare.example"),
        ("council_decision", "Council resolution number 12"),
        ("motivation", "We want to learn."),
    ] {
        assert_eq!(said(&form, field), value, "{field}");
    }
}

#[test]
fn a_label_in_one_column_that_nobody_answered_is_no_label_of_the_next() {
    let form = formed(table(&[
        &["Join our campaign"],
        &["Name of the local or regional government"],
        &["City of Mutare"],
        &["Country"],
        &["Zimbabwe"],
        &["Type of government"],
        &["Municipality"],
        &["Population"],
        &["Website"],
        &["www.mutare.example"],
        &["Local / regional leader"],
        &["Simon Chabuka"],
        &["Function of the leader"],
        &["Mayor"],
        &["Contact person"],
        &["Tendai Moyo"],
        &["E-mail"],
        &["tendai@mutare.example"],
        &["Motivations for joining the campaign"],
        &["We want to learn."],
    ]));
    assert_eq!(said(&form, "website"), "https://www.mutare.example");
    assert_eq!(said(&form, "leader_title"), "Mayor");
}

#[test]
fn a_function_goes_on_in_the_next_line_where_its_own_had_no_more_room() {
    let form = formed(pages(
        "¶*Name of the local or regional government
City of Mutare
¶*Country
Zimbabwe
¶*Type of government
Municipality
¶*Local / regional leader
Simon Chabuka
¶*Contact person (name and function)
Tendai Moyo, Head of the Unit for the Ways of
Co-operation
¶*E-mail
tendai@mutare.example
¶*Motivations for joining the campaign
We want to learn from others and to be held by
them to our word, which we have given to those
who live here and to those who will come after
them, and which we have not always kept as yet.
",
    ));
    assert_eq!(
        said(&form, "contact_role"),
        "Head of the Unit for the Ways of Co-operation"
    );
}
