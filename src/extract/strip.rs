//! Takes off what forms print around a label: numbers, bullets, brackets, asterisks, colons, fill lines.

/// Skips white space, bullets and numbering ("1.", "a)", "Q3 –", "II.", "(4)") at the start; returns the byte offset.
pub(super) fn lead(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let skipped = bullet(rest).or_else(|| number(rest)).unwrap_or(0);
        if skipped == 0 {
            return at;
        }
        at += skipped;
    }
}

/// True for an item of a list; a rule drawn with several dashes is none ("--- E. Signature ---").
pub(super) fn is_item(text: &str) -> bool {
    text.starts_with(['-', '–', '•', '·', '▪', '●', '*']) && !text.starts_with("--")
}

/// A text without the dash or bullet that an item of a list begins with.
pub(super) fn undashed(text: &str) -> &str {
    let item = text.strip_prefix(['-', '–', '—', '•', '·', '▪', '●']);
    let item = item.filter(|rest| rest.starts_with(char::is_whitespace));
    item.map_or(text, str::trim_start)
}

/// Length of a run of white space, bullets and inverted question marks.
fn bullet(text: &str) -> Option<usize> {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let length: usize = text
        .chars()
        .take_while(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '•' | '▪'
                        | '■'
                        | '◆'
                        | '►'
                        | '▶'
                        | '➢'
                        | '→'
                        | '➔'
                        | '➜'
                        | '✓'
                        | '●'
                        | '○'
                        | '◦'
                        | '·'
                        | '*'
                        | '-'
                        | '–'
                        | '—'
                        | '>'
                        | '|'
                        | '¿'
                        | '#'
                        | '_'
                        | '.'
                        | '"'
                        | '«'
                        | '“'
                        | '【'
                        | '\u{feff}'
                        | '\u{200b}'
                )
        })
        .map(char::len_utf8)
        .sum();
    // "+ Country", but "+34 600 100 200".
    let rest = text.get(length..).unwrap_or("").strip_prefix('+');
    let plus = rest.is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let length = length + usize::from(plus);
    (length > 0).then_some(length)
}

/// True where a slash stands apart behind a place, and words behind it.
fn slashed(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("").trim_start();
    let behind = rest.strip_prefix("/ ").unwrap_or("");
    behind
        .trim_start_matches(['¿', '¡'])
        .starts_with(char::is_alphabetic)
}

/// Length of a number in front of a label, with what closes it.
fn number(text: &str) -> Option<usize> {
    if let Some(length) = counted_question(text) {
        return Some(length);
    }
    // Most texts begin with a word; as a number it has digits behind it, or is one letter or a Roman number.
    if let [first, second, ..] = text.as_bytes()
        && first.is_ascii_alphabetic()
        && second.is_ascii_lowercase()
    {
        let mut behind = text.bytes().skip_while(u8::is_ascii_alphabetic);
        if !behind.next().is_some_and(|byte| byte.is_ascii_digit()) {
            return None;
        }
    }
    let mut chars = text.char_indices().peekable();
    let mut open = false;
    if let Some((_, '(' | '[')) = chars.peek() {
        open = true;
        chars.next();
    }
    let mut letters = 0;
    let mut digits = 0;
    let mut end = 0;
    while let Some(&(at, c)) = chars.peek() {
        if c.is_ascii_digit() {
            digits += 1;
        } else if c.is_ascii_alphabetic() && digits == 0 && letters < 8 {
            letters += 1;
        } else if !(c == '.' && digits > 0 && is_digit_after(text, at)) {
            break;
        }
        end = at + c.len_utf8();
        chars.next();
    }
    if digits + letters == 0 || digits > 4 {
        return None;
    }
    let word = text.get(usize::from(open)..end)?;
    // A year at the end of a sentence is none.
    if digits == 4 && !word.contains('.') {
        return None;
    }
    // A box that is ticked is no number.
    if open && word.eq_ignore_ascii_case("x") {
        return None;
    }
    let closed = match chars.peek() {
        Some(&(at, c @ (')' | ']' | '.' | '-' | '–' | '—' | ':' | '/' | '°' | 'º'))) => {
            // "12/" is part of a date, "a:" may be a label, "e-mail" is one.
            let behind = text.get(at + c.len_utf8()..)?;
            // "N.º of residents" is a short form.
            if behind.starts_with(['º', '°']) {
                return None;
            }
            // "12/ Country" is numbered as some people number.
            let slashed = c != '/' || letters == 0 && behind.starts_with(char::is_whitespace);
            let plain = matches!(c, ')' | ']' | '.') || digits > 0 && slashed;
            let spaced = !behind.starts_with(|next: char| next.is_ascii_digit());
            (plain && spaced).then_some(at + c.len_utf8())
        }
        // "Q3 – Country": the sign stands apart.
        Some(&(at, c))
            if c.is_whitespace()
                && digits > 0
                && text.get(at..).is_some_and(|rest| {
                    rest.trim_start()
                        .starts_with(['-', '–', '—', ':', ')', '.'])
                }) =>
        {
            Some(at)
        }
        // "3 / Country": as some people number, and no date.
        Some(&(at, c)) if c.is_whitespace() && letters == 0 && digits <= 2 && slashed(text, at) => {
            text.get(at..)?.find('/').map(|slash| at + slash + 1)
        }
        // "A1 Country": a letter and a number, and a word with a capital.
        Some(&(at, c))
            if c.is_whitespace()
                && letters == 1
                && (1..=2).contains(&digits)
                && word.starts_with(|c: char| c.is_ascii_uppercase())
                && text.get(at..).is_some_and(|rest| {
                    let rest = rest.trim_start().trim_start_matches('¿');
                    rest.starts_with(char::is_uppercase)
                }) =>
        {
            Some(at)
        }
        // "3 Country": a number and a gap, never letters and a gap.
        Some(&(at, c))
            if c.is_whitespace()
                && letters == 0
                && digits <= 2
                && text.get(at..).is_some_and(|rest| !goes_on_as_number(rest)) =>
        {
            Some(at)
        }
        _ => None,
    }?;
    let numbered = if digits > 0 {
        letters == 0 || (letters <= 1 || is_question_word(word))
    } else {
        letters == 1 || (letters <= 5 && is_roman(word))
    };
    if !numbered {
        return None;
    }
    // A lone number with nothing behind it is a value.
    let rest = text.get(closed..)?;
    rest.chars().any(char::is_alphabetic).then_some(closed)
}

/// True for a line of dashes below a heading.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 3
        && text
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '~' | '*' | '—'))
}

/// True for what stands behind the day of a date ("de diciembre de 2024") or the first digits of a number ("500 people").
fn goes_on_as_number(rest: &str) -> bool {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_year = |word: &str| {
        let digits = word.trim_end_matches(['.', ',']);
        digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        || words.len() <= 5 && words.last().is_some_and(|last| is_year(last))
}

fn is_digit_after(text: &str, at: usize) -> bool {
    text.get(at + 1..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Length of "Question 1 :" in front of a question.
fn counted_question(text: &str) -> Option<usize> {
    // Nearly every text is a word of other lengths, or has none but letters behind it.
    let front = text.as_bytes().get(..10).unwrap_or(text.as_bytes());
    let space = memchr::memchr(b' ', front).filter(|at| *at >= 4)?;
    let (word, rest) = (text.get(..space)?, text.get(space + 1..)?);
    if !rest.starts_with(|c: char| c.is_ascii_digit()) || !is_question_word(word) {
        return None;
    }
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - behind.len();
    let signed = behind.trim_start();
    let parted = signed.starts_with([':', '.', ')', '-', '–', '—']);
    let worded = signed.contains(char::is_alphabetic);
    let sign = signed.chars().next().map_or(0, char::len_utf8);
    ((1..=2).contains(&digits) && parted && worded).then_some(text.len() - signed.len() + sign)
}

fn is_question_word(word: &str) -> bool {
    let letters: String = word
        .chars()
        .filter(|c| c.is_ascii_alphabetic())
        .collect::<String>()
        .to_lowercase();
    [
        "q", "no", "nr", "p", "question", "pregunta", "pergunta", "frage", "item",
    ]
    .contains(&letters.as_str())
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// True when a text begins with a box to tick.
pub(super) fn is_box(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with(['☐', '☒', '☑', '□', '■', '✓', '✔', '✗', '✘']) {
        return true;
    }
    let mut chars = text.chars().filter(|c| !c.is_whitespace());
    matches!(
        (chars.next(), chars.next(), chars.next()),
        (Some('[' | '('), Some(']' | ')'), _)
            | (
                Some('[' | '('),
                Some('x' | 'X' | '✓' | '✔' | '✗' | '*' | '•' | '●'),
                Some(']' | ')')
            )
    )
}

/// True when a text holds a web or mail address: no label does.
pub(super) fn is_address(text: &str) -> bool {
    text.contains("://") || text.contains("www.") || text.contains('@')
}

/// True when a text holds a box to tick, drawn or typed.
pub(super) fn has_box(text: &str) -> bool {
    !text.is_ascii() && text.contains(['☐', '☒', '☑', '□', '■'])
        || memchr::memchr2_iter(b'(', b'[', text.as_bytes())
            .any(|at| text.get(at..).is_some_and(|rest| typed_box(rest).is_some()))
}

/// How many boxes are drawn in a text.
pub(super) fn boxes(text: &str) -> usize {
    let drawn = text
        .chars()
        .filter(|c| matches!(c, '☐' | '☒' | '☑' | '□' | '■'));
    let typed = memchr::memchr2_iter(b'(', b'[', text.as_bytes()).filter(|at| {
        text.get(*at..)
            .is_some_and(|rest| typed_box(rest).is_some())
    });
    drawn.count() + typed.count()
}

/// True for a text that ends with a box, whose words stand in the next line.
pub(super) fn ends_with_box(text: &str) -> bool {
    let text = text.trim_end();
    let typed = || {
        let open = text.rfind(['(', '['])?;
        let rest = text.get(open..)?;
        typed_box(rest).filter(|length| *length == rest.len())
    };
    text.ends_with(['☐', '☒', '☑', '□', '■']) || typed().is_some()
}

/// Length of the box that a text begins with, drawn with brackets: "( )", "[x]", "( X )".
pub(super) fn typed_box(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = text.char_indices().take(7).find(|(_, c)| *c == close)?.0;
    let inner = text.get(1..end)?.trim();
    let ticks = ["", "x", "X", "✓", "✔", "✗", "•", "●", "*", "_", "__", "___"];
    ticks.contains(&inner).then_some(end + 1)
}

/// False for a text without any sign that parts wordings or brackets them.
pub(super) fn may_have_parts(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3(b'|', b'\n', b'/', bytes).is_some()
        || memchr::memchr3(b'-', b'(', b'[', bytes).is_some()
        || !text.is_ascii() && text.contains(['–', '—', '·', '•', '（', '【'])
}

/// Where the text ends without colons, asterisks, fill lines and white space behind it.
pub(super) fn tail(text: &str) -> usize {
    text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | '：'
                    | '*'
                    | '_'
                    | '.'
                    | '…'
                    | '-'
                    | '–'
                    | '—'
                    | '>'
                    | '='
                    | ';'
                    | ','
                    | '|'
                    | '►'
                    | '→'
                    | '"'
                    | '»'
                    | '”'
                    | '†'
            )
    })
    .len()
}

/// The text without any bracketed group; `None` when it has none, or nothing is left.
pub(super) fn without_brackets(text: &str) -> Option<String> {
    let ascii = memchr::memchr2(b'(', b'[', text.as_bytes()).is_some();
    if !ascii && (text.is_ascii() || !text.contains(['（', '【'])) {
        return None;
    }
    let mut depth = 0usize;
    let mut out = String::with_capacity(text.len());
    let mut any = false;
    for c in text.chars() {
        match c {
            '(' | '[' | '（' | '【' => {
                depth += 1;
                any = true;
            }
            ')' | ']' | '）' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    (any && out.chars().any(char::is_alphanumeric)).then_some(out)
}

/// Length of white space and separators between a label and its value in one line.
pub(super) fn separator(text: &str) -> usize {
    let mut before = ' ';
    text.chars()
        .take_while(|c| {
            // An arrow is made of two signs.
            let arrow = *c == '>' && before == '=';
            before = *c;
            arrow
                || c.is_whitespace()
                || matches!(
                    c,
                    ':' | '：' | '*' | '_' | '…' | '=' | '►' | '→' | '|' | '†' | '】'
                )
        })
        .map(char::len_utf8)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_is_skipped_and_values_are_not() {
        for (text, rest) in [
            ("1. Country", "Country"),
            ("1.2) Country", "Country"),
            ("a) Country", "Country"),
            ("Q3 – Country", "Country"),
            ("3 / Country", "Country"),
            ("3 / ¿País?", "País?"),
            ("12 / 03 / 2026", "12 / 03 / 2026"),
            ("  • Country", "Country"),
            ("(4) Country", "Country"),
            ("II. Country", "Country"),
            ("3 Country", "Country"),
            ("B2 Country", "Country"),
            ("A4 sheet", "A4 sheet"),
            ("12.5 million", "12.5 million"),
            ("31 de diciembre de 2024", "31 de diciembre de 2024"),
            ("8 November 2026", "8 November 2026"),
            ("12 500 people", "12 500 people"),
            ("E-mail", "E-mail"),
            ("250 000", "250 000"),
            ("5/ Country", "Country"),
            ("Question 1 : Pourquoi ?", "Pourquoi ?"),
            ("Question 1", "Question 1"),
            ("2016. Our council", "2016. Our council"),
            ("12/05/2024 in Lokossa", "12/05/2024 in Lokossa"),
            ("→ Country", "Country"),
            ("N.° of residents", "N.° of residents"),
            ("¿Por qué", "Por qué"),
        ] {
            assert_eq!(&text[lead(text)..], rest, "{text}");
        }
    }

    #[test]
    fn a_line_may_end_with_a_typed_box() {
        assert!(ends_with_box("( ) Town ( )"));
        assert!(ends_with_box("Town ☐"));
        assert!(!ends_with_box("Town (Zimbabwe)"));
    }

    #[test]
    fn a_dot_in_brackets_is_a_box() {
        assert!(is_box("(•) Municipality"));
        assert!(has_box("Yes (●)"));
        assert!(has_box("Yes [  ] No") && has_box("( X ) Sim"));
        assert!(!has_box("a plan (see below)"));
        assert!(!is_box("(c) Country"));
    }
}
