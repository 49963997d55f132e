//! Answers typed into a form that we quoted, and our own words that come back.

use super::*;

const ATTRIBUTION: &str = "On Mon, 2 Feb 2026 at 10:12, CISDP <cisdp1@uclg.org> wrote:";
const REPLY: &str = "In-Reply-To: <x@uclg.org>\r\n";

/// The labels of `FORM` with their answers.
fn pairs() -> Vec<(&'static str, &'static str)> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for line in FORM.lines().filter(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some(pair) => pairs.push(pair),
            None if line.ends_with('?') => pairs.push((line, "")),
            None => pairs.last_mut().unwrap().1 = line,
        }
    }
    pairs
}

/// A reply that quotes a form in lines of this kind below its own words.
fn quoting(own: &str, line: impl Fn(usize, &str, &str) -> String) -> Finding {
    let mut body = format!("{own}\n\n{ATTRIBUTION}\n> To join the campaign, please answer.\n>\n");
    for (index, (label, answer)) in pairs().into_iter().enumerate() {
        body.push_str(&line(index + 1, label, answer));
    }
    read(&letter(REPLY, &body), Vec::new())
}

#[test]
fn answers_below_quoted_questions_lose_the_sign_that_each_begins_with() {
    for sign in ["", "=> ", "Answer: ", "[Ana] "] {
        let finding = quoting("Please see below.", |at, label, answer| {
            format!("> {at}. {label}\n>\n{sign}{answer}\n\n")
        });
        let form = only(&finding);
        assert_eq!(said(form, "lrg_name"), "City of Mutare", "{sign}");
        assert_eq!(said(form, "contact_name"), "Tendai Moyo", "{sign}");
        assert_eq!(said(form, "consent_publish"), "yes", "{sign}");
        assert_eq!(said(form, "signed_on"), "2026-02-03", "{sign}");
    }
}

#[test]
fn a_quoted_question_goes_on_in_the_next_line_and_any_wording_of_it_is_told_from_answers() {
    let finding = quoting("Please see below.", |at, label, answer| {
        let label = label.replace("Contact person", "The person that we\n>     may turn to");
        let label = label.replace(
            "Type of government",
            "Kind of government (city, region /\n>     other kinds)",
        );
        format!("> {at}) {label}\n{answer}\n")
    });
    let form = only(&finding);
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(form, "gov_type"), "municipality");
    assert_eq!(said(form, "leader_name"), "Simon Chabuka");
}

#[test]
fn a_heading_between_angles_is_not_quoted() {
    let form = FORM.replace("Contact person", ">>> CONTACT <<<\nName");
    let finding = read(&letter("", &form), Vec::new());
    assert_eq!(said(only(&finding), "contact_name"), "Tendai Moyo");
}

#[test]
fn the_signature_of_the_questions_is_no_part_of_the_last_answer() {
    let mut body = format!("Answers below.\n\n{ATTRIBUTION}\n> Please answer.\n");
    for (label, answer) in pairs().into_iter().rev() {
        body.push_str(&format!("> {label}\n\n{answer}\n\n"));
    }
    body.push_str("> Other networks\n\nEurocities\n\n>\n> CISDP\n> Committee on Social Inclusion\n\nBest,\nTendai\n");
    let finding = read(&letter(REPLY, &body), Vec::new());
    assert_eq!(said(only(&finding), "networks"), "Eurocities");
}

#[test]
fn answers_between_the_blockquotes_of_html_are_a_form() {
    let mut html = format!(
        "<div>Answers below.</div><blockquote type=\"cite\"><div>{}</div></blockquote>",
        ATTRIBUTION.replace('<', "&lt;").replace('>', "&gt;")
    );
    for (label, answer) in pairs() {
        html.push_str(&format!(
            "<blockquote type=\"cite\"><div>{label}</div></blockquote><div>{answer}</div>"
        ));
    }
    let mail = mail::parse(format!("From: Ana <ana@town.example>\r\nTo: cisdp1@uclg.org\r\n{REPLY}MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").as_bytes());
    let finding = read(&mail, Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "City of Mutare");
    assert_eq!(said(form, "why_hr"), "They outlive elections.");
}

#[test]
fn answers_beside_quoted_questions_count_when_their_writer_says_so_and_we_have_not_noted_them() {
    let quoted = |own: &str| {
        quoting(own, |_, label, answer| {
            let colon = if label.ends_with('?') { "" } else { ":" };
            format!("> {label}{colon} {answer}\n")
        })
    };
    for own in [
        "Our answers are below each point.",
        "Best,\nAna",
        "Here is our form.",
    ] {
        assert_eq!(
            said(only(&quoted(own)), "lrg_name"),
            "City of Mutare",
            "{own}"
        );
    }
    let thanks = quoted("Perfect, thank you for confirming. Have a nice day,\nAna");
    assert_eq!(thanks.verdict, Verdict::Other, "{}", thanks.reason);
    let mut body =
        format!("OK\n\n{ATTRIBUTION}\n> Your form has arrived. This is what we have noted:\n");
    for line in FORM.lines() {
        body.push_str(&format!("> {line}\n"));
    }
    let noted = read(&letter(REPLY, &body), Vec::new());
    assert_eq!(noted.verdict, Verdict::Other, "{}", noted.reason);
}

#[test]
fn our_form_that_comes_back_without_answers_is_blank_unless_somebody_asks() {
    for (own, verdict) in [
        ("Hello, here is the form.", Verdict::BlankForm),
        ("Could we have this as a Word file?", Verdict::Question),
        ("Thank you, we received it well.", Verdict::Other),
    ] {
        let mut body = format!("{own}\nAna\n\n{ATTRIBUTION}\n> To join, please answer.\n>\n");
        for (label, _) in pairs() {
            body.push_str(&format!("> {label}\n"));
        }
        body.push_str("> Website\n> Postal address\n");
        let finding = read(&letter(REPLY, &body), Vec::new());
        assert_eq!(finding.verdict, verdict, "{own}: {}", finding.reason);
    }
}

#[test]
fn asterisks_around_words_in_bold_are_no_part_of_them() {
    let body = FORM
        .lines()
        .map(|line| match line.split_once(": ") {
            Some((label, answer)) => format!("   - {label}*: *{answer}*\n"),
            None => format!("{line}\n"),
        })
        .collect::<String>();
    let finding = read(&letter("", &body), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "City of Mutare");
    assert_eq!(said(form, "leader_name"), "Simon Chabuka");
}

#[test]
fn a_person_with_address_and_telephone_in_one_answer_gives_all_three() {
    let body = FORM
        .replace("E-mail: tendai@mutare.example\n", "")
        .replace("Position of the contact person: Human Rights Officer\n", "")
        .replace(
            "Contact person: Tendai Moyo",
            "Contact person (name, position, e-mail, telephone): Tendai Moyo, Human Rights Officer, tendai@mutare.example, tel. +263 20 261 441",
        );
    let finding = read(&letter("", &body), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "contact_name"), "Tendai Moyo");
    assert_eq!(said(form, "contact_role"), "Human Rights Officer");
    assert_eq!(said(form, "contact_email"), "tendai@mutare.example");
    assert_eq!(said(form, "contact_phone"), "+26320261441");
}

#[test]
fn a_letter_completes_the_form_that_it_brings_but_a_signature_does_not() {
    let attached = || {
        let lines = FORM.lines().filter(|line| {
            !line.starts_with("Contact")
                && !line.contains("contact person")
                && !line.starts_with("E-mail")
        });
        Document {
            kind: Kind::Docx,
            blocks: lines.map(line).collect(),
            ..Document::default()
        }
    };
    let head = "Content-Disposition: inline\r\n";
    let told = letter(
        head,
        "The file would not take this part:\n\nContact person: Tendai Moyo\nE-mail: tendai@mutare.example\n\nRegards,\nAna",
    );
    let attach = |mut mail: Mail| {
        mail.attachments.push(Attachment {
            name: Some("form.docx".to_owned()),
            ..Attachment::default()
        });
        read(&mail, vec![attached()])
    };
    assert_eq!(
        said(only(&attach(told)), "contact_email"),
        "tendai@mutare.example"
    );
    let signed = letter(
        head,
        "Our form is attached.\n\nRegards,\nAna\nTelephone: +263 20 261 441\nE-mail: ana@town.example",
    );
    assert_eq!(said(only(&attach(signed)), "contact_email"), "");
}

#[test]
fn what_stands_below_the_header_of_a_quoted_mail_is_not_the_writers_in_any_language() {
    for header in [
        "From: CISDP\nSent: Tuesday\nTo: Jana\nSubject: Form",
        "Od: CISDP\nOdesláno: úterý\nKomu: Jana\nPředmět: Form",
        "Feladó: CISDP\nElküldve: kedd\nCímzett: Jana\nTárgy: Form",
        "差出人: CISDP\n送信日時: 2026\n宛先: Jana\n件名: Form",
    ] {
        let body = format!(
            "Thank you.\n\n{header}\n\nOur phone number is wrong in the form that we sent, please correct it.\n"
        );
        let finding = read(&letter("", &body), Vec::new());
        assert_ne!(finding.verdict, Verdict::Correction, "{header}");
    }
}

#[test]
fn answers_may_bear_the_signs_of_a_quotation_below_questions_that_have_none() {
    let answered: String = FORM
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(label, answer)| format!("{label}:\n>> {answer}\n"))
        .collect();
    let header = "-----Original Message-----\nFrom: CISDP [mailto:cisdp1@uclg.org]\nSent: 10 November 2025 09:00\nTo: Mutare\nSubject: Form";
    let body = format!("The answers bear the sign >>.\n\n{header}\n\nHere it is:\n\n{answered}");
    let body = body.replace("Date:\n>> 2026-02-03\n", "");
    let finding = read(&letter("Subject: RE: Form\r\n", &body), Vec::new());
    let form = only(&finding);
    assert_eq!(said(form, "lrg_name"), "City of Mutare");
    assert_eq!(said(form, "contact_role"), "Human Rights Officer");
    assert_eq!(said(form, "signed_on"), "");
    assert_eq!(said(form, "signatory_name"), "");
}

#[test]
fn a_pledge_that_we_quoted_to_somebody_is_not_that_persons() {
    let body = "Thanks for sharing, what a lovely letter. We shall mention it in our bulletin.\n\nCarla\n\n\
        On 27 Feb 2026, the secretariat wrote:\n> Dear Carla, see what we received from Mutare.\n>\n\
        > > Dear Secretariat,\n> > The City Council of Mutare is proud to join the 10, 100, 1000 Human Rights\n\
        > > Cities and Territories campaign.\n> > Mayor Simon Chabuka\n";
    for header in ["Subject: Re: Letter from Mutare\r\n", REPLY] {
        let finding = read(&letter(header, body), Vec::new());
        assert_eq!(
            finding.verdict,
            Verdict::Other,
            "{header}: {}",
            finding.reason
        );
    }
}
