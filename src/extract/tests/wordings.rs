//! Labels in words that no rule knows: what stands around them tells what they ask.

use super::*;

/// The one form in a table whose cells are parted by strokes.
fn tabled(rows: &str) -> Submission {
    let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split(" | ").collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    only(&read(&mail, vec![table(&rows)])).clone()
}

/// The one form in a body.
fn typed(body: &str) -> Submission {
    only(&read(&letter("", body), Vec::new())).clone()
}

const ROWS: &str = "Country | Zimbabwe
Name of the local or regional government | City of Mutare
Type of government | Municipality
Local / regional leader | Simon Chabuka
Contact person | Tendai Moyo
E-mail | tendai@mutare.example
Motivations for joining the campaign | We want to learn.";

#[test]
fn a_second_sentence_belongs_to_its_label_and_not_to_the_answer() {
    for sign in [":", " =>", " ->"] {
        let form = typed(&format!(
            "{FORM}Has your council decided on it? Kindly cite{sign} Minute 12 of 3 May 2024"
        ));
        assert_eq!(said(&form, "council_decision"), "Minute 12 of 3 May 2024");
    }
    let rows = format!("{ROWS}\nCouncil decision? Kindly cite | Minute 12 of 3 May 2024");
    assert_eq!(
        said(&tabled(&rows), "council_decision"),
        "Minute 12 of 3 May 2024"
    );
    // An answer may begin with a word and a colon, too.
    let form = typed(&format!("{FORM}Council decision? Yes: Minute 12\n"));
    assert_eq!(said(&form, "council_decision"), "Yes: Minute 12");
    let form = typed(&format!(
        "{FORM}Human rights policies and initiatives?: Housing: 30 flats\n"
    ));
    assert_eq!(said(&form, "policies"), "Housing: 30 flats");
}

#[test]
fn a_subject_with_a_question_about_it_is_one_label_also_over_two_lines() {
    let why = "Human rights as values and a framework for local action: what do they bring\nto your town hall?\nThey outlive elections.";
    let form = FORM.replace(
        "Why are human rights relevant values and a useful framework for guiding local action?\nThey outlive elections.",
        why,
    );
    assert_ne!(form, FORM);
    assert_eq!(said(&typed(&form), "why_hr"), "They outlive elections.");
}

#[test]
fn boxes_behind_a_question_are_no_explanation_of_it() {
    let form = FORM.replace(
        "Type of government: Municipality",
        "Type of government? [ ] Municipality   [ ] District   [ ] Metropolitan area   [X] Province",
    );
    assert_eq!(said(&typed(&form), "gov_type"), "province");
}

#[test]
fn a_row_that_names_a_part_of_the_form_takes_no_answer_and_no_label() {
    let form = tabled(
        "Government
Which town hall or region is writing to us? | City of Mutare
Country | Zimbabwe
Type of government | Municipality
Leader
Name | Simon Chabuka
Function | Mayor
Contact
Name | Tendai Moyo
Function | Human Rights Officer
E-mail | tendai@mutare.example
Motivations for joining the campaign | We want to learn.",
    );
    assert_eq!(said(&form, "leader_name"), "Simon Chabuka");
    assert_eq!(said(&form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(&form, "contact_role"), "Human Rights Officer");
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
}

#[test]
fn a_function_beside_its_label_makes_no_row_of_labels() {
    let mut document = table(&[
        &["Local / regional leader", "Simon Chabuka"],
        &["Function", "Mayor"],
        &["In office since and until", "2023-2028"],
    ]);
    let rest: Vec<Vec<&str>> = ROWS.lines().map(|row| row.split(" | ").collect()).collect();
    let rest: Vec<&[&str]> = rest.iter().map(Vec::as_slice).collect();
    document.blocks.extend(table(&rest).blocks);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "leader_title"), "Mayor");
    assert_eq!(said(only(&finding), "mandate"), "2023-2028");
}

#[test]
fn a_short_line_between_an_essay_and_the_next_label_is_no_part_of_the_essay() {
    for heading in [
        "\n== Approval ==\n",
        "\nAPPROVAL\n",
        "\nVI. Approval\n",
        "\nApproval\n--------\n",
    ] {
        let form = FORM.replace("We agree to", &format!("{heading}We agree to"));
        let form = typed(&form);
        assert_eq!(
            said(&form, "motivation"),
            "We want to learn from other cities.",
            "{heading}"
        );
    }
}

#[test]
fn two_questions_alike_are_told_by_what_both_say() {
    let why =
        "Why are human rights relevant values and a useful framework for guiding local action?";
    let form = FORM.replace(
        why,
        "Why local government?\nThe town is near.\n\nWhy human rights?",
    );
    let form = typed(&form);
    assert_eq!(said(&form, "why_lrg"), "The town is near.");
    assert_eq!(said(&form, "why_hr"), "They outlive elections.");
}

#[test]
fn marks_of_questions_and_answers_are_part_of_neither() {
    let form: String = FORM
        .lines()
        .filter(|line| line.contains(": "))
        .enumerate()
        .map(|(at, line)| format!("Q{at}. {}\n\n", line.replacen(": ", "\nA: ", 1)))
        .collect();
    let form = typed(&form);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "leader_title"), "Mayor");
}

#[test]
fn a_column_that_names_the_parts_may_have_one_cell_for_several_rows() {
    let mut document = table(&[
        &["Government", "Name", "City of Mutare"],
        &["", "Country", "Zimbabwe"],
        &["", "Type of government", "Municipality"],
        &["Leader", "Name", "Simon Chabuka"],
        &["", "Function", "Mayor"],
        &["Contact", "Name", "Tendai Moyo"],
        &["", "E-mail", "tendai@mutare.example"],
        &[
            "",
            "Motivations for joining the campaign",
            "We want to learn.",
        ],
    ]);
    let Some(Block::Table(table)) = document.blocks.first_mut() else {
        panic!("a table")
    };
    for row in &mut table.rows {
        row.cells.retain(|cell| {
            cell.column > 0 || !crate::extract::body::plain(&cell.blocks).trim().is_empty()
        });
    }
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "leader_name"), "Simon Chabuka");
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}

#[test]
fn a_table_of_unknown_labels_is_read_as_the_tables_before_it() {
    let mut document = table(&[]);
    document.blocks.clear();
    let rest = [
        ["Who puts their signature here?", "Tendai Moyo"],
        ["And on which date?", "3 May 2024"],
    ];
    let rows: Vec<Vec<&str>> = ROWS.lines().map(|row| row.split(" | ").collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    document.blocks.extend(table(&rows).blocks);
    document.blocks.push(line("To finish"));
    document.blocks.extend(table(&[&rest[0], &rest[1]]).blocks);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "signatory_name"), "Tendai Moyo");
    assert_eq!(said(only(&finding), "signed_on"), "2024-05-03");
}

#[test]
fn the_point_of_a_short_form_stands_for_a_colon_but_not_in_a_signature() {
    let typed_in = typed(&FORM.replace("Population: 224,802", "Tel. +263 20 206 0000"));
    assert_eq!(said(&typed_in, "contact_phone"), "+263202060000");
    let signed = typed(&format!(
        "{FORM}\nKind regards,\nAna\nTel. +263 20 206 0000\n"
    ));
    assert_eq!(said(&signed, "contact_phone"), "");
}

#[test]
fn a_short_question_behind_a_question_is_no_answer() {
    let form = typed(&format!(
        "{FORM}Council decision? On which date? Minute 12 of May\n"
    ));
    assert_eq!(said(&form, "council_decision"), "Minute 12 of May");
}

#[test]
fn years_next_to_the_leader_are_the_mandate_whatever_the_label_says() {
    let form = tabled(&ROWS.replace(
        "Contact person |",
        "At the helm | 2023-2028\nContact person |",
    ));
    assert_eq!(said(&form, "mandate"), "2023-2028");
}

#[test]
fn labels_in_doubt_are_given_to_fields_all_together() {
    // Either label of the two might name a government, and only one of the answers does.
    let rows = ROWS.replace(
        "Name of the local or regional government | City of Mutare",
        "Which city, province or region are you? | City of Mutare
Wider unit, such as a state or province | Manicaland",
    );
    let form = tabled(&rows);
    assert_eq!(said(&form, "lrg_name"), "City of Mutare");
    assert_eq!(said(&form, "subdivision"), "Manicaland");
    // "Whom may we write to?" speaks of no contact, and a person in front of an e-mail address is one.
    let rows = ROWS.replace("Contact person |", "Whom do we ring about all this? |");
    assert_eq!(said(&tabled(&rows), "contact_name"), "Tendai Moyo");
}

#[test]
fn a_short_label_behind_a_label_is_its_answer() {
    let rows = ROWS.replace("Contact person |", "Her post\nMayor\nContact person |");
    let rows = rows.replace("Her post\nMayor", "Her post | Mayor");
    assert_eq!(said(&tabled(&rows), "leader_title"), "Mayor");
}

#[test]
fn questions_where_nobody_answered_are_no_answers() {
    let rows = ROWS.replace("City of Mutare", "In which country is your town?");
    assert_eq!(said(&tabled(&rows), "lrg_name"), "");
}

#[test]
fn a_column_of_pairs_has_labels_in_its_first_rows_whatever_their_words() {
    let rows = [
        "Dénomination de notre institution",
        "Commune de Lokossa",
        "État souverain",
        "Bénin",
        "Quelle sorte d'institution sommes-nous",
        "Municipalité",
        "Qui est à la tête de l'institution",
        "Benoît Collignon",
        "Mandat exercé par cette personne",
        "Maire",
        "Qui suit ce dossier chez nous",
        "Malick Diop",
        "On peut nous écrire à",
        "cooperation@lokossa.example",
        "Traduction anglaise du nom",
        "Lokossa",
        "Ce qui nous amène à la campagne 10, 100, 1000",
        "Nous cherchons à comparer nos pratiques avec des territoires qui traduisent les principes.",
        "Dites-nous pourquoi les droits humains ont besoin des collectivités",
        "Sans budget local, le droit au logement n'est qu'une phrase, et rien de plus que cela.",
        "Vote de l'assemblée",
        "Vœu n° 103 adopté le 27 septembre 2024",
        "Jour de la signature",
        "2 septembre 2025",
    ];
    let rows: Vec<&[&str]> = rows.iter().map(std::slice::from_ref).collect();
    let mail = letter("Subject: Campagne\r\n", "Notre formulaire est en annexe.");
    let finding = read(&mail, vec![table(&rows)]);
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "Commune de Lokossa");
    assert_eq!(said(form, "gov_type"), "municipality");
    assert_eq!(said(form, "leader_name"), "Benoît Collignon");
    assert_eq!(said(form, "leader_title"), "Maire");
    assert_eq!(said(form, "contact_email"), "cooperation@lokossa.example");
}

#[test]
fn a_line_of_words_below_an_address_is_no_rest_of_it() {
    let form = FORM.replace(
        "tendai@mutare.example\n",
        "tendai@mutare.example\nYou may reach him there\n",
    );
    assert_eq!(
        said(&typed(&form), "contact_email"),
        "tendai@mutare.example"
    );
}

#[test]
fn answers_that_only_one_field_can_have_tell_it_whatever_the_label_says() {
    let form = tabled(
        "Denominación de nuestra institución | Municipalidad de Tandil
Nación | Argentina
Qué tipo de administración somos | Municipio
Habitantes a los que servimos | 145.575 habitantes
Portal institucional | https://www.tandil.example
Quién está al frente de la institución | Inés de la Torre
Su cargo político | Alcaldesa
Quién lleva este asunto en nuestra casa | Camila Arriagada
Su puesto en la administración | Coordinadora de Participación
Se nos puede escribir a | camila@tandil.example
Se nos puede llamar al | +54 11 2345-5428
Las cartas nos llegan a | Plaza Mayor, 28, Tandil
Cuéntenos por qué los derechos humanos necesitan a los gobiernos locales | Sin presupuesto local el derecho a la vivienda es apenas una frase.
Qué nos trae a la campaña 10, 100, 1000 | Buscamos comparar experiencias con lugares que convierten principios en turnos.
Lo que ya hacemos por los derechos humanos | La tarjeta vecinal abre bibliotecas y piscinas a toda la gente sin papeles.",
    );
    assert_eq!(form.fields["population"].value, 145_575);
    assert_eq!(said(&form, "contact_phone"), "+541123455428");
    assert_eq!(said(&form, "postal_address"), "Plaza Mayor, 28, Tandil");
    assert!(said(&form, "policies").starts_with("La tarjeta"));
    assert_eq!(said(&form, "why_hr"), "");
}

#[test]
fn a_function_asked_for_twice_is_that_of_whoever_the_part_is_about() {
    let form = FORM.replace(
        "Local / regional leader: Simon Chabuka
Function: Mayor
Contact person: Tendai Moyo
Position of the contact person: Human Rights Officer
",
        "
Section 2 – Political leader
Name and surname: Simon Chabuka
Job title: Mayor

Section 3 – Technical focal point
Name and surname: Tendai Moyo
Job title: Town clerk
",
    );
    assert_ne!(form, FORM);
    let form = typed(&form);
    assert_eq!(said(&form, "leader_title"), "Mayor");
    assert_eq!(said(&form, "contact_role"), "Town clerk");
}

/// A form that counts its labels, without its last questions.
const COUNTED: &str = "1. Name of the local or regional government: City of Mutare
2. Country: Zimbabwe
3. Type of government: Municipality
4. Population: 224,802
5. Local / regional leader: Simon Chabuka
6. Contact person: Tendai Moyo
7. E-mail: tendai@mutare.example
8. Why are human rights relevant values and a useful framework for guiding local action? They outlive elections.
9. Human rights policies and initiatives: A shelter is open to all.
10. We agree to the publication of this profile: Yes
";

#[test]
fn the_number_that_is_due_begins_a_label_and_a_list_in_an_answer_does_not() {
    let form = typed(&format!(
        "{COUNTED}11. Explain your decision to become part of the campaign. We want three things.
1. To learn from others.
2. To be heard.
12. Other networks: ICLEI
"
    ));
    let motivation = said(&form, "motivation");
    assert!(
        motivation.starts_with("We want three things."),
        "{motivation}"
    );
    assert!(motivation.ends_with("To be heard."), "{motivation}");
    assert_eq!(said(&form, "networks"), "ICLEI");
}

#[test]
fn a_wording_that_is_only_alike_goes_on_to_the_end_of_its_sentence() {
    let form = typed(&format!(
        "{COUNTED}
11. Explain in a few words the decision of your council to become part of the
campaign of cities.
We want to learn from others.

12. Other networks: ICLEI
"
    ));
    assert_eq!(said(&form, "motivation"), "We want to learn from others.");
}

#[test]
fn a_label_may_say_behind_its_sign_that_it_asks_for_a_name_or_an_address() {
    let rows = ROWS
        .replace("Local / regional leader", "Political leader: full name *")
        .replace("Contact person", "Technical contact: name");
    let form = tabled(&rows);
    assert_eq!(said(&form, "leader_name"), "Simon Chabuka");
    assert_eq!(said(&form, "contact_name"), "Tendai Moyo");
    let body = FORM.replace("Contact person: ", "Technical contact: name\n");
    assert_eq!(
        said(&typed(&body), "contact_name"),
        said(&typed(FORM), "contact_name")
    );
    // A word in small letters may be the answer.
    let form = typed(&FORM.replace(
        "Type of government: Municipality",
        "Type of government: municipality",
    ));
    assert_eq!(said(&form, "gov_type"), "municipality");
}

#[test]
fn a_column_of_help_between_labels_and_answers_is_no_answer() {
    let rows: String = ROWS
        .lines()
        .map(|row| {
            let help = match row.starts_with("Local") {
                true => " | As on official letters | ",
                false => " |  | ",
            };
            row.replacen(" | ", help, 1) + "\n"
        })
        .collect();
    assert_eq!(said(&tabled(&rows), "leader_name"), "Simon Chabuka");
    assert_eq!(said(&tabled(&rows), "country"), "ZW");
}

#[test]
fn words_in_brackets_below_a_label_are_no_answer() {
    let mut rows: Vec<Vec<&str>> = ROWS.lines().map(|row| row.split(" | ").collect()).collect();
    rows.push(vec![
        "Human rights policies and initiatives\n(some 500 words at most)",
        "",
    ]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![table(&rows)]);
    assert_eq!(said(only(&finding), "policies"), "");
}

#[test]
fn common_wordings_of_labels_are_known() {
    let rows = ROWS.replace("Local / regional leader", "Titular (nombre y cargo)");
    let form = tabled(&rows.replace("Simon Chabuka", "Simon Chabuka, Alcalde"));
    assert_eq!(said(&form, "leader_name"), "Simon Chabuka");
    let labels = crate::extract::label::Labels::of(rules());
    for (label, field) in [
        ("Vertice politico", "leader_name"),
        ("Motivação da adesão", "motivation"),
        ("Políticas e boas práticas", "policies"),
        ("Measures in place", "policies"),
        ("Cadre désigné comme vis-à-vis", "contact_name"),
    ] {
        let known = rules().fields.iter().position(|rule| rule.id == field);
        let found = labels.exact(label).and_then(|found| found.field());
        assert_eq!(found, known, "{label}");
    }
}
