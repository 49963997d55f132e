//! What OCR typically gets wrong in values whose kind allows only one reading: `O` in a number, a space in an address. In free
//! text nothing is guessed; only marks that are no words are taken off its ends.

use crate::rules::ValueKind;

/// The words that OCR read, mended for a value of this kind.
pub fn mend(kind: ValueKind, raw: &str) -> String {
    // Boxes for ticks are made of the same signs as specks.
    if matches!(kind, ValueKind::YesNo | ValueKind::Choice) {
        return brackets(raw);
    }
    let clean = without_specks(raw);
    match kind {
        ValueKind::Email => address(&clean),
        ValueKind::Url => link(&clean),
        ValueKind::Phone | ValueKind::Integer | ValueKind::Date | ValueKind::Period => {
            let words = clean.split_inclusive(char::is_whitespace).map(digits);
            match kind {
                ValueKind::Integer => thousands(&words.collect::<String>()),
                _ => words.collect(),
            }
        }
        // Behind "n." stands an ordinal, never a degree, a question mark or a star.
        _ => [" n.°", " n.?", " n.*"]
            .iter()
            .fold(letters(&without_strokes(&clean)), |text, sign| {
                text.replace(sign, " n.º")
            }),
    }
}

/// What is left of a ruling stands on a line of its own, and is read as the letter or number it looks like.
fn without_strokes(text: &str) -> String {
    let stroke = |line: &&str| matches!(line.trim(), "1" | "I" | "l" | "i" | "!" | "J");
    let lines: Vec<&str> = text.lines().filter(|line| !stroke(line)).collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    lines.join("\n")
}

/// Brackets around a tick or around nothing are brackets, whatever strokes they look like: "| |", "[ |", "| x]".
fn brackets(raw: &str) -> String {
    let words: Vec<&str> = raw.split(' ').collect();
    let opens = |word: &str| matches!(word, "[" | "|" | "[_" | "(");
    let closes = |word: &str| matches!(word, "]" | "|" | "_]" | ")");
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let (found, left) = match (*word, after) {
            (open, [close, left @ ..]) if opens(open) && closes(close) => ("[ ]", left),
            (open, ["x" | "X" | "×", close, left @ ..]) if opens(open) && closes(close) => {
                ("[x]", left)
            }
            ("[x|" | "|x]" | "|x|" | "[X|" | "|X]" | "|X|", left) => ("[x]", left),
            ("[|" | "|]" | "||" | "[]" | "(|" | "|)" | "(]" | "[)", left) => ("[ ]", left),
            // The strokes of a box that lost its left side, or that are read as the letter they look like.
            ("E]" | "L]" | "C]" | "I]" | "t]" | "[1" | "LJ" | "[J", left) => ("[ ]", left),
            ("x]" | "X]" | "Ix]" | "lx]" | "[xl", left) => ("[x]", left),
            (word, left) => (word, left),
        };
        out.push(found);
        rest = left;
    }
    out.join(" ")
}

/// Specks and remains of rulings at the ends of lines: words of signs only that no sentence begins or ends with.
fn without_specks(raw: &str) -> String {
    let speck = |word: &str| {
        word.chars().all(|c| {
            matches!(
                c,
                '|' | '©'
                    | '®'
                    | '_'
                    | '—'
                    | '='
                    | '~'
                    | '¦'
                    | '°'
                    | '*'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '`'
                    | '^'
                    | '<'
                    | '>'
                    | '\\'
                    | '¢'
                    | '£'
                    | '¥'
                    | '§'
                    | '«'
                    | '»'
                    | '{'
                    | '}'
                    | '['
                    | ']'
                    | '\''
                    | '"'
                    | '-'
                    | '–'
                    | ','
                    | ':'
                    | '.'
                    | '·'
                    | '•'
            )
        })
    };
    let lines = raw.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let first = words.iter().position(|word| !speck(word));
        let last = words.iter().rposition(|word| !speck(word));
        match (first, last) {
            (Some(first), Some(last)) => words.get(first..=last).unwrap_or_default().join(" "),
            _ => String::new(),
        }
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Letters in the middle of digits are the digits that they look like.
fn digits(word: &str) -> String {
    let (mut figures, mut alike, mut others) = (0, 0, 0);
    for c in word.chars() {
        match c {
            _ if c.is_numeric() => figures += 1,
            'O' | 'o' | 'l' | 'I' | '|' | 'S' | 'B' | 'Z' => alike += 1,
            _ if c.is_alphabetic() => others += 1,
            _ => {}
        }
    }
    if figures == 0 || others > 0 || alike > figures {
        return word.to_owned();
    }
    let digit = |c| match c {
        'O' | 'o' => '0',
        'l' | 'I' | '|' => '1',
        'S' => '5',
        'B' => '8',
        'Z' => '2',
        _ => c,
    };
    word.chars().map(digit).collect()
}

/// No space stands behind the sign for thousands: "238, 500".
fn thousands(raw: &str) -> String {
    let words: Vec<&str> = raw.split(' ').collect();
    let three = |word: &str| {
        let figures = word.chars().take_while(char::is_ascii_digit).count();
        figures == 3 && word.chars().nth(3).is_none_or(|c| matches!(c, ',' | '.'))
    };
    let open = |word: &str| {
        let number = word.strip_suffix([',', '.']);
        number.is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
    };
    let mut out = String::with_capacity(raw.len());
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        if before.is_some_and(|before| !(open(before) && three(word))) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A nought between the dots behind a capital is a letter: "P.0. Box".
fn letters(raw: &str) -> String {
    let mut before = [None; 2];
    let mut rest = raw.chars().peekable();
    let mut out = String::with_capacity(raw.len());
    while let Some(c) = rest.next() {
        let shortened = before[0].is_some_and(char::is_uppercase) && before[1] == Some('.');
        let letter = c == '0' && shortened && rest.peek() == Some(&'.');
        out.push(if letter { 'O' } else { c });
        before = [before[1], Some(c)];
    }
    out
}

/// An address has one `@`, and no space beside it or beside a dot of its domain.
fn address(raw: &str) -> String {
    let mut text = raw.to_owned();
    if !text.contains('@') {
        for sign in [
            "©", "®", "(a)", "(@)", "(d", "(O", "(0", "(Q", "(G", "(o", "(a", "Ⓐ", "€",
        ] {
            if text.matches(sign).count() == 1 {
                text = text.replace(sign, "@");
                break;
            }
        }
    }
    let Some((local, domain)) = text.split_once('@') else {
        return sign_read_as_letter(&text).unwrap_or(text);
    };
    let local = close(local.trim_end(), &['.', '-', '_']);
    let domain = close(domain.trim_start_matches(['@', '©', ' ']), &['.', '-']);
    // A comma within a host name is a dot.
    let host_end = domain.find(char::is_whitespace).unwrap_or(domain.len());
    let (host, rest) = domain.split_at_checked(host_end).unwrap_or((&domain, ""));
    let host = match host.trim_end_matches([',', '.', ';']) {
        inner if inner.contains(',') => inner.replace(',', "."),
        _ => host.to_owned(),
    };
    format!("{local}@{host}{rest}")
}

/// "anaQtown.example": a lone capital among small letters, with a host name behind it, is the sign.
fn sign_read_as_letter(text: &str) -> Option<String> {
    let mut capitals = text.char_indices().filter(|(_, c)| c.is_uppercase());
    let (at, capital) = capitals.next()?;
    let (local, rest) = text.split_at_checked(at)?;
    let local = close(local, &['.', '-', '_']);
    let behind = rest.strip_prefix(capital)?;
    let domain = behind.trim_start();
    // With a space beside it, it belongs to no word.
    let apart = domain.len() < behind.len();
    let one_word = |text: &str| !text.trim().contains(char::is_whitespace);
    let whole =
        one_word(&local) && !domain.contains(char::is_whitespace) && capitals.next().is_none();
    let local = local.trim_end();
    let between = local.ends_with(char::is_alphanumeric) && domain.contains('.');
    let alike = apart || matches!(capital, 'Q' | 'W' | 'G' | 'O' | 'U' | 'D' | 'C');
    (alike && whole && between).then(|| format!("{local}@{domain}"))
}

/// Takes out spaces beside these signs where a letter of the same word follows: "town. example", "town .example".
fn close(text: &str, signs: &[char]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied();
    let small = |c: Option<char>| c.is_some_and(|c| c.is_lowercase() || c.is_numeric());
    let mut out = String::with_capacity(text.len());
    for (index, c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(at);
        let after = at(index + 1);
        let beside = c.is_whitespace()
            && (before.is_some_and(|c| signs.contains(&c)) && small(after)
                || after.is_some_and(|c| signs.contains(&c)) && small(at(index + 2)));
        if !beside {
            out.push(*c);
        }
    }
    out
}

/// The beginning of a link has one form only.
fn link(raw: &str) -> String {
    let text = close(raw, &['.', '-', '/', ':']);
    let lower = text.to_lowercase();
    let begins = |beginning: &str| lower.starts_with(beginning).then_some(beginning.len());
    let scheme = [
        "https", "http", "htips", "htlps", "hitps", "nttps", "httos", "hffps", "htfps",
    ]
    .into_iter()
    .find_map(begins);
    let Some(rest) = scheme.and_then(|length| text.get(length..)) else {
        let short = text
            .split('.')
            .next()
            .is_some_and(|letters| letters.len() < 3);
        // "ww.town.example" lost a letter; "vw.example" did not.
        let lost = lower.starts_with("ww.") && text.matches('.').count() > 1;
        return if short && !lost { text } else { host(&text) };
    };
    let rest = rest.trim_start_matches([':', ';', '.', '/', ' ', '1', 'l', '|', '\\']);
    let scheme = if lower.starts_with("http:") {
        "http"
    } else {
        "https"
    };
    let one_word: String = rest.split_whitespace().collect();
    format!("{scheme}://{}", host(&one_word))
}

/// A host begins with "www" and a dot where it nearly does.
fn host(text: &str) -> String {
    let Some((letters, host)) = text.split_once('.') else {
        return text.to_owned();
    };
    match letters.strip_prefix("www") {
        _ if is_three_w(letters) => format!("www.{host}"),
        // A dot that was lost.
        Some(name) if host.contains(char::is_alphabetic) && name.len() > 2 => {
            format!("www.{name}.{host}")
        }
        _ => text.to_owned(),
    }
}

/// "www" as OCR reads it behind slashes: "awww", "Avww", "ww", "wvw", "mww".
fn is_three_w(letters: &str) -> bool {
    let strokes = letters.trim_start_matches(['a', 'A', '/']);
    let sure = strokes.contains(['w', 'W']) || !strokes.contains('m');
    let wide = |c| matches!(c, 'w' | 'v' | 'W' | 'V' | 'm');
    (2..=5).contains(&strokes.len()) && strokes.chars().all(wide) && sure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_spaces() {
        for (raw, mended) in [
            ("cooperacion @ town.example", "cooperacion@town.example"),
            ("ana.ruiz @town. example |", "ana.ruiz@town.example"),
            ("ana©town.example", "ana@town.example"),
            ("ana(d town .example", "ana@town.example"),
            ("ana (O town.example", "ana@town.example"),
            ("anaO town.example", "ana@town.example"),
            ("anaQtown.example", "ana@town.example"),
            ("ana Otown.example", "ana@town.example"),
            ("ana.ruiz E town.example", "ana.ruiz@town.example"),
            ("ana .ruizA town.example", "ana.ruiz@town.example"),
            ("Ana Quintero", "Ana Quintero"),
            ("ana@town,example", "ana@town.example"),
            (
                "ana@town.example, bob@town.example",
                "ana@town.example, bob@town.example",
            ),
        ] {
            assert_eq!(mend(ValueKind::Email, raw), mended);
        }
    }

    #[test]
    fn a_stroke_on_a_line_of_its_own_is_no_word() {
        for (raw, mended) in [
            ("1\nCity of Mutare", "City of Mutare"),
            ("City of Mutare\nl", "City of Mutare"),
            ("Ward 1\nMutare", "Ward 1\nMutare"),
            ("1", "1"),
        ] {
            assert_eq!(mend(ValueKind::Text, raw), mended);
        }
        assert_eq!(mend(ValueKind::Integer, "1\n500"), "1\n500");
    }

    #[test]
    fn boxes_that_lost_a_side_are_boxes() {
        let read = "E] Comunal L] Provincial [X] Regional";
        let mended = "[ ] Comunal [ ] Provincial [X] Regional";
        assert_eq!(mend(ValueKind::Choice, read), mended);
        assert_eq!(mend(ValueKind::YesNo, "x] Sí L] No"), "[x] Sí [ ] No");
    }

    #[test]
    fn links_begin_as_links_do() {
        for (raw, mended) in [
            ("https: //www.town.example", "https://www.town.example"),
            ("htips://www. town.example", "https://www.town.example"),
            ("www.town.example", "www.town.example"),
            ("https:/Avww.town.example", "https://www.town.example"),
            ("https://wales.example", "https://wales.example"),
            ("https://mww.town.example", "https://www.town.example"),
            ("http://wwwtown.example", "http://www.town.example"),
            ("wwww.town.example", "www.town.example"),
            ("mm.town.example", "mm.town.example"),
            ("vw.example", "vw.example"),
            ("ww.town.example", "www.town.example"),
        ] {
            assert_eq!(mend(ValueKind::Url, raw), mended);
        }
    }

    #[test]
    fn boxes_for_ticks_are_no_specks() {
        for raw in [
            "[ ] Sí [x] No",
            "| | Sí [x] No",
            "[ | Sí |x] No",
            "[ ] Sí | x ] No",
        ] {
            assert_eq!(mend(ValueKind::YesNo, raw), "[ ] Sí [x] No");
        }
        assert_eq!(
            mend(ValueKind::LongText, "Acuerdo n.° 8 —"),
            "Acuerdo n.º 8"
        );
    }

    #[test]
    fn digits_stay_digits_and_words_stay_words() {
        assert_eq!(mend(ValueKind::Integer, "1O5.l38 hab."), "105.138 hab.");
        assert_eq!(mend(ValueKind::Integer, "238, 500"), "238,500");
        assert_eq!(
            mend(ValueKind::Integer, "1. 238. 500 hab."),
            "1.238.500 hab."
        );
        assert_eq!(mend(ValueKind::Integer, "in 2020, 1,500"), "in 2020, 1,500");
        assert_eq!(
            mend(ValueKind::Phone, "+34 9S6 2B1 O00 "),
            "+34 956 281 000"
        );
        assert_eq!(
            mend(ValueKind::Date, "3 de Octubre de 2O25"),
            "3 de Octubre de 2025"
        );
        assert_eq!(
            mend(ValueKind::Text, "Carrera 6 n.* 143, sin opinión.*"),
            "Carrera 6 n.º 143, sin opinión.*"
        );
        assert_eq!(
            mend(ValueKind::Text, "P.0. Box 40, Room 2.0.1"),
            "P.O. Box 40, Room 2.0.1"
        );
        assert_eq!(
            mend(ValueKind::Text, "| Ayuntamiento de Oliva —"),
            "Ayuntamiento de Oliva"
        );
    }
}
