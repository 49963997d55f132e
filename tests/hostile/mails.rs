//! Mails made to do harm, by their structure and their words. Each is made here and not kept, because each is megabytes.

use super::files;

/// A mail made to do harm: its name says how.
pub struct Hostile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The header fields that every one of them has, so that each is a mail of its own.
pub fn head(name: &str) -> String {
    format!(
        "Return-Path: <{name}@hostile.example>\r\nFrom: Mallory <{name}@hostile.example>\r\nTo: cisdp1@test.example\r\nSubject: {name}\r\nMessage-ID: <{name}@hostile.example>\r\nDate: Tue, 17 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    )
}

/// A form that a person might have written, for mails that bring something harmful besides.
pub const FORM: &str = "Name of the local or regional government: City of Irun
Country: Spain
Type of government: Municipality
Population: 62.933
Website: https://irun.example
Local / regional leader: Ane Etxeberria
Function: Mayor
Contact person: Jon Garate
Position of the contact person: Head of cooperation
E-mail: jon@irun.example
Telephone: +34 943 505 000
Why are human rights relevant values and a useful framework for guiding local action?: They are the measure of what we do.
Motivations for joining the campaign: We want to learn from others.
Member of UCLG: Yes
Date: 17 November 2026
";

/// All of them.
pub fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    let mut add = |name: &str, rest: Vec<u8>| {
        let mut bytes = head(name).into_bytes();
        bytes.extend(rest);
        all.push(Hostile {
            name: name.to_owned(),
            bytes,
        });
    };
    nested(&mut add);
    countless(&mut add);
    gigantic(&mut add);
    boundaries(&mut add);
    encodings(&mut add);
    bodies(&mut add);
    for (name, file) in files::all() {
        add(&format!("file-{name}"), with_file(&name, &file));
    }
    all
}

/// A tenth of what a mail can hold, so that the suite stays quick; all of it with CISDP_HOSTILE=full.
fn some(all: usize) -> usize {
    match std::env::var("CISDP_HOSTILE").is_ok_and(|word| word == "full") {
        true => all,
        false => all / 10,
    }
}

type Add<'a> = dyn FnMut(&str, Vec<u8>) + 'a;

/// Depth: whoever recurses with it overflows the stack.
fn nested(add: &mut Add<'_>) {
    let deep = 60_000;
    let message = "Content-Type: message/rfc822\r\n\r\n".repeat(deep) + "Subject: x\r\n\r\nHi\r\n";
    add("nested-messages", message.into_bytes());
    let parts: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n"))
        .collect();
    add("nested-multiparts", parts.into_bytes());
    let digests: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/digest; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n\r\n"))
        .collect();
    add("nested-digests", digests.into_bytes());
    let mut wide = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned();
    for _ in 0..2_000 {
        wide += "--b\r\nContent-Type: message/rfc822\r\n\r\n";
        wide += &"Content-Type: message/rfc822\r\n\r\n".repeat(50);
        wide += "Subject: x\r\n\r\nHi\r\n";
    }
    add("many-nested-messages", wide.into_bytes());
    let html = "<div>".repeat(some(300_000)) + "x" + &"</div>".repeat(some(300_000));
    add("nested-html", html_body(&html));
    let tables = "<table><tr><td>".repeat(20_000) + "Country: Spain";
    add("nested-tables", html_body(&tables));
    let quotes = ">".repeat(some(200_000)) + " Country: Spain\r\n";
    add(
        "nested-quotes",
        format!("\r\n{}", quotes.repeat(5)).into_bytes(),
    );
    let comments = format!(
        "X-Comment: {}\r\nCc: {}\r\n\r\nx\r\n",
        "(".repeat(some(500_000)),
        "(".repeat(some(500_000))
    );
    add("nested-comments", comments.into_bytes());
}

/// Number: whoever looks at each together with each takes for ever.
fn countless(add: &mut Add<'_>) {
    let addresses = "a@b.example, ".repeat(1_000_000);
    add(
        "million-addresses",
        format!("To: {addresses}\r\n\r\nx\r\n").into_bytes(),
    );
    let addresses = "a@b.example, ".repeat(some(1_000_000));
    for field in ["To", "Cc", "Reply-To", "Sender"] {
        add(
            &format!("many-addresses-in-{}", field.to_lowercase()),
            format!("{field}: {addresses}\r\n\r\nx\r\n").into_bytes(),
        );
    }
    let folded = "a@b.example,\r\n ".repeat(some(300_000));
    add(
        "folded-addresses",
        format!("Cc: {folded}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "million-fields",
        ("X-A: b\r\n".repeat(some(1_000_000)) + "\r\nx\r\n").into_bytes(),
    );
    add(
        "many-received",
        ("Received: from a by b; Tue, 17 Nov 2026 10:00:00 +0000\r\n".repeat(some(100_000))
            + "\r\nx\r\n")
            .into_bytes(),
    );
    let ids = "<a@b.example> ".repeat(some(500_000));
    add(
        "million-identifiers",
        format!("References: {ids}\r\nIn-Reply-To: {ids}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "many-from",
        ("From: <a@b.example>\r\n".repeat(some(100_000)) + "\r\nx\r\n").into_bytes(),
    );
    let parts = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned();
    add(
        "parts-empty",
        (parts.clone() + &"--b\r\n\r\n".repeat(some(100_000))).into_bytes(),
    );
    let file = "--b\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF-1.4\r\n";
    add(
        "parts-files",
        (parts.clone() + &file.repeat(some(100_000))).into_bytes(),
    );
    let text = "--b\r\nContent-Type: text/plain\r\n\r\nCountry: Spain\r\n";
    add(
        "parts-texts",
        (parts.clone() + &text.repeat(some(100_000))).into_bytes(),
    );
    let html = "--b\r\nContent-Type: text/html\r\n\r\n<p>Country: Spain\r\n";
    add(
        "parts-html",
        (parts + &html.repeat(some(50_000))).into_bytes(),
    );
    let parameters = ";a=b".repeat(some(1_000_000));
    add(
        "million-parameters",
        format!("Content-Type: text/plain{parameters}\r\n\r\nx\r\n").into_bytes(),
    );
    let pieces: String = (0..some(200_000))
        .map(|n| format!(";\r\n name*{n}*=x%41"))
        .collect();
    add(
        "parameter-in-pieces",
        format!("Content-Disposition: attachment{pieces}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "encoded-words",
        format!("X: {}\r\n\r\nx\r\n", "=?utf-8?q?a?= ".repeat(some(500_000))).into_bytes(),
    );
    add(
        "half-encoded-words",
        format!("X: {}\r\n\r\nx\r\n", "=?utf-8?q?".repeat(some(500_000))).into_bytes(),
    );
}

/// Size in one piece.
fn gigantic(add: &mut Add<'_>) {
    let long = "a".repeat(some(30 << 20));
    add(
        "gigantic-field",
        format!("X-Long: {long}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-subject",
        format!("Subject: {long}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-name",
        format!("From: \"{long}\" <a@b.example>\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-address",
        format!("From: <{long}@b.example>\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-identifier",
        format!("Message-ID: <{long}@b.example>\r\nReferences: <{long}@b.example>\r\n\r\nx\r\n")
            .into_bytes(),
    );
    add(
        "gigantic-field-name",
        format!("{long}: x\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-type",
        format!("Content-Type: {long}\r\n\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-header",
        (format!("X-Long: {}\r\n", "a".repeat(1 << 20)).repeat(50) + "\r\nx\r\n").into_bytes(),
    );
    add(
        "gigantic-boundary",
        format!(
            "Content-Type: multipart/mixed; boundary=\"{}\"\r\n\r\n--x\r\n\r\nx\r\n",
            "b".repeat(some(5 << 20))
        )
        .into_bytes(),
    );
    let name = format!(
        "Content-Type: application/pdf; name=\"{0}.pdf\"\r\nContent-Disposition: attachment; filename=\"{0}.pdf\"\r\n\r\n%PDF-1.4\r\n",
        "n".repeat(some(5 << 20))
    );
    add("gigantic-file-name", name.into_bytes());
    add(
        "unclosed-quote",
        format!(
            "From: \"{}\r\nTo: \"{}\r\n\r\nx\r\n",
            "a ".repeat(some(2 << 20)),
            "b ".repeat(some(2 << 20))
        )
        .into_bytes(),
    );
}

/// Boundaries that are forged, overlap, or are not there.
fn boundaries(add: &mut Add<'_>) {
    let multipart = |boundary: &str, body: &str| {
        format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n{body}").into_bytes()
    };
    add(
        "boundary-missing",
        b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nCountry: Spain\r\n".to_vec(),
    );
    add(
        "boundary-empty",
        multipart("", "--\r\n\r\nCountry: Spain\r\n----\r\n"),
    );
    add("boundary-never-met", multipart("b", "Country: Spain\r\n"));
    add(
        "boundary-only-closed",
        multipart("b", "--b--\r\nCountry: Spain\r\n"),
    );
    add(
        "boundary-closed-and-opened-again",
        multipart(
            "b",
            "--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
        ),
    );
    add(
        "boundary-that-begins-another",
        multipart(
            "b",
            "--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\ninner\r\n--b\r\n\r\nouter\r\n--bb--\r\n--b--\r\n",
        ),
    );
    add(
        "boundary-used-twice",
        multipart(
            "b",
            "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b--\r\n",
        ),
    );
    add(
        "boundary-in-base64",
        multipart(
            "b",
            "--b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nQUJD\r\n--b\r\nREVG\r\n--b--\r\n",
        ),
    );
    add("boundary-two-in-one-header", b"Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--a--\r\n".to_vec());
    add("multipart-in-base64", b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\nLS1iDQoNCng=\r\n".to_vec());
    add("two-types", b"Content-Type: multipart/mixed; boundary=b\r\nContent-Type: text/plain\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n".to_vec());
}

/// Bytes that are not what they say.
fn encodings(add: &mut Add<'_>) {
    for charset in [
        "x-unknown",
        "utf-7",
        "utf-16",
        "utf-32",
        "us-ascii",
        "hz-gb-2312",
        "iso-2022-kr",
        "\u{1b}[2J",
        "",
    ] {
        let text = format!("Content-Type: text/plain; charset=\"{charset}\"\r\n\r\n{FORM}");
        let name: String = charset
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        add(&format!("charset-{name}"), text.into_bytes());
    }
    add(
        "bytes-in-header",
        [
            b"X-Raw: \xff\xfe\x80\xc3\x28\r\nSubject: \xe9t\xe9 \xf0\x9f\r\n\r\n".as_slice(),
            FORM.as_bytes(),
        ]
        .concat(),
    );
    add(
        "nul-bytes",
        format!(
            "X-A\0B: c\0d\r\nSubject: a\0b\r\n\r\n\0\0{}",
            FORM.replace(": ", ":\0 ")
        )
        .into_bytes(),
    );
    add("only-nul", vec![0; 5 << 20]);
    add(
        "bare-cr",
        format!("X-A: b\rX-B: c\r\r{}", FORM.replace('\n', "\r")).into_bytes(),
    );
    add("bare-lf", format!("X-A: b\n\n{FORM}").into_bytes());
    add(
        "mixed-line-ends",
        format!("X-A: b\n\r\n\r{}", FORM.replace('\n', "\n\r")).into_bytes(),
    );
    add(
        "million-bare-cr",
        format!("\r\n{}", "\r".repeat(some(3_000_000))).into_bytes(),
    );
    add(
        "million-lines",
        format!("\r\n{}", "\r\n".repeat(some(3_000_000))).into_bytes(),
    );
    let base64 = "Content-Transfer-Encoding: base64\r\nContent-Type: application/pdf\r\n\r\n";
    add(
        "base64-on-one-line",
        format!("{base64}{}", "QUJD".repeat(some(7 << 20))).into_bytes(),
    );
    add(
        "base64-of-nothing",
        format!("{base64}{}", "\u{e9}!*".repeat(some(5 << 20))).into_bytes(),
    );
    add("base64-cut-off", format!("{base64}JVBERi0xLj").into_bytes());
    add(
        "base64-padded-throughout",
        format!("{base64}{}", "QQ==".repeat(some(5 << 20))).into_bytes(),
    );
    let quoted = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    add(
        "quoted-printable-of-equals",
        format!("{quoted}{}", "=".repeat(some(20 << 20))).into_bytes(),
    );
    add(
        "quoted-printable-of-spaces",
        format!("{quoted}{}", " ".repeat(some(20 << 20))).into_bytes(),
    );
    add(
        "uuencode-begun-only",
        format!("\r\n{}", "begin 644 a.pdf\r\n".repeat(some(300_000))).into_bytes(),
    );
    add(
        "uuencode-huge",
        format!(
            "\r\nbegin 644 ../../a.pdf\r\n{}`\r\nend\r\n",
            format!("M{}\r\n", "A".repeat(60)).repeat(some(200_000))
        )
        .into_bytes(),
    );
    add(
        "yenc",
        format!(
            "\r\n=ybegin line=128 size=3 name=../../etc/passwd\r\n{}\r\n=yend size=3\r\n",
            "k".repeat(some(1 << 20))
        )
        .into_bytes(),
    );
    add(
        "unknown-encoding",
        format!("Content-Transfer-Encoding: x-uue\u{1b}\r\n\r\n{FORM}").into_bytes(),
    );
    add("no-header", b"\r\n\r\n".to_vec());
}

/// Bodies that look like forms without end.
fn bodies(add: &mut Add<'_>) {
    add(
        "body-one-line",
        format!("\r\n{}", "Country Spain ".repeat(some(1_500_000))).into_bytes(),
    );
    add(
        "body-labels",
        format!("\r\n{}", "Country: Spain\r\n".repeat(some(300_000))).into_bytes(),
    );
    add(
        "body-forms",
        format!("\r\n{}", FORM.repeat(some(4_000))).into_bytes(),
    );
    add(
        "body-words",
        format!(
            "\r\n{}",
            "lorem ipsum dolor sit amet\r\n".repeat(some(500_000))
        )
        .into_bytes(),
    );
    add(
        "body-colons",
        format!("\r\n{}", ": ".repeat(some(3_000_000))).into_bytes(),
    );
    add(
        "body-quotes",
        format!(
            "\r\n{}",
            "> On Monday, Ana wrote:\r\n".repeat(some(200_000))
        )
        .into_bytes(),
    );
    add(
        "body-headers",
        format!(
            "\r\n{}",
            "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\n".repeat(some(100_000))
        )
        .into_bytes(),
    );
    add(
        "body-marks",
        format!("\r\n{}", "a\u{301}\u{202e}\u{200b}".repeat(some(1_000_000))).into_bytes(),
    );
    add(
        "body-flowed",
        format!(
            "Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n{}",
            "a \r\n".repeat(some(1_000_000))
        )
        .into_bytes(),
    );
    add(
        "html-rows",
        html_body(&format!(
            "<table>{}",
            "<tr><td>Country<td>Spain".repeat(some(200_000))
        )),
    );
    add(
        "html-cells",
        html_body(&format!(
            "<table><tr>{}",
            "<td colspan=1000 rowspan=1000>Country".repeat(some(50_000))
        )),
    );
    add("html-entities", html_body(&"&lt;".repeat(some(3_000_000))));
    add(
        "html-attributes",
        html_body(&format!("<p {}>x", "a=b ".repeat(some(1_000_000)))),
    );
    add("html-misnested", html_body(&"<b><i><p>".repeat(3_000)));
    add(
        "html-unclosed-script",
        html_body(&format!("<script>{}", "x<".repeat(some(3_000_000)))),
    );
}

fn html_body(html: &str) -> Vec<u8> {
    format!("Content-Type: text/html; charset=utf-8\r\n\r\n{html}").into_bytes()
}

/// A mail with a short text and this file.
pub fn with_file(name: &str, file: &[u8]) -> Vec<u8> {
    let mut text = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease find our form for the campaign attached.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    .into_bytes();
    text.extend(base64(file));
    text.extend(b"\r\n--b--\r\n");
    text
}

/// Base64 on lines of 76 characters.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::with_capacity(bytes.len() / 3 * 4 + bytes.len() / 28);
    for (number, three) in bytes.chunks(3).enumerate() {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or_default());
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            out.push(match place <= three.len() {
                true => ALPHABET[(bits >> shift) as usize & 63],
                false => b'=',
            });
        }
        if number % 19 == 18 {
            out.extend(b"\r\n");
        }
    }
    out
}
