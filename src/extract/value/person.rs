//! Names of persons, and the function that is written beside them in the same cell.

use super::text::one_line;
use super::{Context, Normal};
use crate::extract::label::Prepared;
use crate::extract::phrase::places;
use crate::rules::{Rules, fold};

/// A name, and the function that stood beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name as written, without courtesy titles.
    pub name: String,
    /// The function as written.
    pub function: Option<String>,
}

/// Normalises the name of a person.
pub(super) fn normalise(raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    let person = split_person(raw, context, rules);
    let letters = person.name.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return Normal::invalid(match person.function {
            Some(_) => "it names a function and no person",
            None => "there is no name in it",
        });
    }
    // A box that is ticked or not names nobody.
    let answer = ["yes", "no"].map(|purpose| rules.words.has(purpose, &fold(raw)));
    if person.name.contains('@') || person.name.contains("://") || answer.contains(&true) {
        return Normal::invalid("it is no name of a person");
    }
    let digits = person.name.chars().any(|c| c.is_ascii_digit());
    let confidence = match letters {
        _ if digits || person.name.split_whitespace().count() > 9 => 0.5,
        ..2 => 0.6,
        _ => 1.0,
    };
    Normal::with(person.name, confidence)
}

/// Splits "Ana Pérez, Mayor", "Mayor: Ana Pérez", "Ana Pérez (Mayor)", "강기정 시장" into name and function.
pub fn split_person(raw: &str, context: &Context<'_>, rules: &Rules) -> Person {
    let mut name: Option<String> = None;
    let mut functions: Vec<String> = Vec::new();
    // Where they begin and end, if they stand behind the name and nothing else does.
    let mut behind: Option<(usize, usize)> = None;
    let mut suffixes: Vec<String> = Vec::new();
    for (start, end) in parts(raw, rules) {
        let part = one_line(raw.get(start..end).unwrap_or(""));
        let noise = part.contains('@')
            || part.contains("://")
            || part.contains("www.")
            || part.chars().filter(char::is_ascii_digit).count() >= 5
            || !part.chars().any(char::is_alphabetic);
        if part.is_empty() || noise {
            continue;
        }
        match &name {
            None if is_function(&part, rules, false) => functions.push(part),
            None => {
                if let Some(function) = addressed(&part, raw.get(end..), context, rules) {
                    functions.push(function);
                    continue;
                }
                let (own, function) = within(&part, context, rules);
                functions.extend(function);
                if !own.is_empty() {
                    name = Some(own);
                }
            }
            Some(_) if is_suffix(&part, rules) => suffixes.push(part),
            Some(_) if rules.words.has("pronoun", &fold(&part)) => {}
            Some(before) => {
                // "GARCÍA LÓPEZ, Ana": the second part is the rest of the name.
                let first_words = before.split_whitespace().count();
                let words: Vec<&str> = part.split_whitespace().collect();
                // "García López, Ana (Mayor)": what stands before the brackets around a function is all name.
                let inner = raw
                    .get(end..)
                    .and_then(|rest| rest.trim().strip_prefix('('));
                let inner = inner.and_then(|rest| rest.strip_suffix(')'));
                let bracketed = || inner.is_some_and(|inner| is_function(inner, rules, true));
                let given = words.len() <= 3
                    && functions.is_empty()
                    && suffixes.is_empty()
                    && (first_words <= 2 || is_upper(before))
                    && words.iter().all(|w| {
                        w.chars().next().is_some_and(|c| {
                            c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic()
                        })
                    })
                    && !is_function(&part, rules, true)
                    && (is_upper(before) && !is_upper(&part)
                        || first_words == 1 && words.len() == 1
                        || words.len() <= 2 && bracketed());
                if given {
                    name = Some(format!("{before}, {part}"));
                } else {
                    behind = match behind {
                        None if functions.is_empty() => Some((start, end)),
                        Some((from, _)) => Some((from, end)),
                        None => None,
                    };
                    functions.push(part);
                }
            }
        }
    }
    let mut name = name.unwrap_or_default();
    for suffix in suffixes {
        name = format!("{name}, {suffix}");
    }
    let written = behind.and_then(|at| as_written(raw, at, &functions));
    let function = written.unwrap_or_else(|| functions.join(", "));
    Person {
        name,
        function: (!function.is_empty()).then_some(function),
    }
}

/// A function with the signs that stand in it, as in "Adviser (Human Rights)": nothing but its own parts stands between its
/// ends, and no bracket is left open.
fn as_written(raw: &str, (start, end): (usize, usize), parts: &[String]) -> Option<String> {
    let signs = |c: char| matches!(c, ')' | '）' | ']');
    let text = raw.get(start..end)?;
    let opened = text.matches(['(', '（', '[']).count();
    let closed = text.matches(signs).count();
    let rest = raw.get(end..)?;
    let close = rest
        .chars()
        .next()
        .filter(|c| signs(*c) && opened == closed + 1);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let own: usize = parts.iter().map(|part| letters(part)).sum();
    let whole = opened == closed + usize::from(close.is_some());
    let written = close.map_or_else(|| text.to_owned(), |close| format!("{text}{close}"));
    // Lines are parts of their own.
    (whole && own == letters(text) && !text.contains('\n')).then(|| one_line(&written))
}

/// Cuts at the signs that stand between a name and a function: where the parts begin and end.
fn parts(raw: &str, rules: &Rules) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    // Within the brackets around the name that a person is called by.
    let mut named = false;
    let mut chars = raw.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, after)| *after);
        // The rest of a function whose line is full: "Ana Pérez, Head of the department ⏎ of health", "… Diversity & ⏎ Inclusion".
        let line = || raw.get(at + 1..).unwrap_or("").split('\n').next();
        let address = || line().is_some_and(|line| line.contains(['@', '/', ':']));
        let open = || {
            raw.get(..at)
                .is_some_and(|front| front.trim_end().ends_with('&'))
        };
        let goes_on = after.is_lowercase()
            || open()
            || raw.get(from..at).is_some_and(is_unfinished)
            || is_bracketed(raw, from, at);
        let wrapped = c == '\n' && !parts.is_empty() && goes_on && !address();
        let torn = || {
            is_torn(
                raw.get(from..at),
                raw.get(at + 1..),
                parts.is_empty(),
                rules,
            )
        };
        let cut = match c {
            '\n' if wrapped || !address() && torn() => false,
            ',' | ';' | '\n' | '|' | '，' | '、' | '；' | '،' | '•' | '\t' => true,
            '(' | '（' if is_call_name(raw.get(at..).unwrap_or(""), rules) => {
                named = true;
                false
            }
            ')' | '）' if std::mem::take(&mut named) => false,
            '(' | ')' | '（' | '）' | '[' | ']' => true,
            ':' | '：' => true,
            '-' | '–' | '—' | '−' => before.is_whitespace() && after.is_whitespace(),
            // "Coordinador/a" is one word.
            '/' => {
                before.is_whitespace()
                    || after.is_whitespace()
                    || after.is_uppercase() && before.is_lowercase()
            }
            _ => false,
        };
        if cut {
            parts.push((from, at));
            from = at + c.len_utf8();
        }
        before = c;
    }
    parts.push((from, raw.len()));
    parts
}

/// True for a line that ends with a small word, which wants another behind it: "Técnica de", "Head of the".
fn is_unfinished(line: &str) -> bool {
    /// Letters of the longest.
    const SMALL: usize = 3;
    let mut words = line.split_whitespace().rev();
    let small = |word: &str| {
        word.chars().count() <= SMALL && word.chars().all(|c| c.is_alphabetic() && c.is_lowercase())
    };
    words.next().is_some_and(small) && words.next().is_some()
}

/// True within brackets that began in this line and are closed in the next: "(Executive ⏎ Mayor)".
fn is_bracketed(raw: &str, from: usize, at: usize) -> bool {
    let opened = raw
        .get(..from)
        .is_some_and(|front| front.ends_with(['(', '（']));
    let next = || raw.get(at + 1..).and_then(|rest| rest.split('\n').next());
    opened
        && next()
            .and_then(|next| {
                next.find(['(', ')', '（', '）'])
                    .and_then(|end| next.get(end..))
            })
            .is_some_and(|end| end.starts_with([')', '）']))
}

/// True for the brackets around the name that a person is called by, with the family name behind them: "L. (Lotte) ten Brinke".
fn is_call_name(text: &str, rules: &Rules) -> bool {
    let mut parts = text.splitn(3, ['(', ')', '（', '）']);
    let (Some(_), Some(called), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let rest = rest.split(['\n', ',', ';', '(', '/', '|']).next();
    let rest = rest.unwrap_or("").trim();
    let proper =
        |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    let mut words = rest.split_whitespace();
    let name = |word: &str| {
        word.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    proper(called)
        && name(called)
        && words.next().is_some_and(name)
        && rest.split_whitespace().count() <= 4
        && rest.split_whitespace().last().is_some_and(proper)
        && !is_function(called, rules, true)
        && !is_function(rest, rules, true)
}

/// True where a line ends in the middle of a name or function for want of room: "Ana, Social ⏎ Development Officer" behind a
/// name, "Ana Pérez ⏎ Vega, Mayor" within one.
fn is_torn(before: Option<&str>, after: Option<&str>, in_name: bool, rules: &Rules) -> bool {
    let (Some(before), Some(after)) = (before.map(str::trim), after) else {
        return false;
    };
    if before.is_empty() || names_office(before, rules) {
        return false;
    }
    let line = after.split('\n').next().unwrap_or("");
    if !in_name {
        return !before.contains(char::is_whitespace) && names_office(line, rules);
    }
    // The last word of a name, with a function behind it.
    line.split_once([',', '،', '，'])
        .is_some_and(|(last, rest)| {
            let rest = after.get(line.len() - rest.len()..).unwrap_or(rest);
            let word = !last.trim().is_empty() && !last.trim().contains(char::is_whitespace);
            word && !names_office(last, rules) && names_office(rest, rules)
        })
}

/// A name that may have a function in front or behind without a sign between.
fn within(part: &str, context: &Context<'_>, rules: &Rules) -> (String, Option<String>) {
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut from = courtesy(&words, 0, context, rules);
    let mut function = None;
    // In front: "Mayor Ana Pérez", "Belediye Başkanı Çiğdem Güneş", "M. le Maire Jean Dupont".
    let mut start = from;
    if words.len() > start + 1
        && words
            .get(start)
            .is_some_and(|w| rules.words.has("article", &fold(w)))
    {
        start += 1;
    }
    for length in (1..=5).rev() {
        let Some(run) = words.get(start..start + length) else {
            continue;
        };
        if words.len() > start + length && is_leader(&run.join(" "), rules) {
            function = Some(run.join(" "));
            from = courtesy(&words, start + length, context, rules);
            break;
        }
    }
    let mut to = words.len();
    if function.is_none() {
        // Behind: certain for several words or another script; a lone Latin word may be a surname ("Federico Mayor").
        for length in (1..=5).rev() {
            let Some(split) = words
                .len()
                .checked_sub(length)
                .filter(|split| *split > from)
            else {
                continue;
            };
            let Some(run) = words.get(split..) else {
                continue;
            };
            let text = run.join(" ");
            let small = text.starts_with(char::is_lowercase);
            let latin = text.chars().next().is_some_and(|c| u32::from(c) < 0x250);
            if is_leader(&text, rules) && (length > 1 || !latin || small) {
                function = Some(text);
                to = split;
                break;
            }
        }
    }
    let mut name = words.get(from..to).unwrap_or_default().join(" ");
    if let Some((bare, courtesy_or_function)) = glued(&name, rules) {
        name = bare;
        function = function.or(courtesy_or_function);
    }
    (trimmed(&name), function)
}

/// Without signs around it; the point of "Jr." stays.
fn trimmed(name: &str) -> String {
    let bare = name.trim_matches([',', '.', ' ', ':']);
    let abbreviated = name.ends_with('.')
        && bare
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.chars().count() <= 3 && word.starts_with(char::is_uppercase));
    let point = if abbreviated { "." } else { "" };
    format!("{bare}{point}")
}

/// How far courtesy titles go from a word on.
fn courtesy(words: &[&str], from: usize, context: &Context<'_>, rules: &Rules) -> usize {
    let mut at = from;
    'again: loop {
        for length in (1..=3).rev() {
            let Some(run) = words.get(at..at + length) else {
                continue;
            };
            // Something must remain.
            if at + length >= words.len() {
                continue;
            }
            let joined = run.join(" ");
            let folded = fold(&joined);
            let Some(languages) = rules.words.phrases.get("courtesy") else {
                return at;
            };
            let known = languages.iter().any(|(language, titles)| {
                let own = language == context.language
                    || context
                        .country
                        .is_some_and(|c| c.eq_ignore_ascii_case(language));
                // One letter may be an initial; it needs its point and its language.
                let enough = folded.chars().count() > 2
                    || (own && joined.ends_with('.'))
                    || (folded.chars().count() == 2
                        && (joined.ends_with('.')
                            || own
                            || joined.starts_with(char::is_uppercase)));
                enough && titles.contains(&folded)
            });
            if known {
                at += length;
                continue 'again;
            }
        }
        return at;
    }
}

/// A function or a courtesy title glued to a name, as Korean, Japanese and Chinese write: "강기정시장", "王明先生".
fn glued(name: &str, rules: &Rules) -> Option<(String, Option<String>)> {
    let last = name.chars().next_back()?;
    if !matches!(last, '\u{ac00}'..='\u{d7a3}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
    {
        return None;
    }
    for (purpose, keep) in [("courtesy_after", false), ("leader_function", true)] {
        let count = name.chars().count();
        for length in [5, 4, 3, 2, 1] {
            let Some(split) = count.checked_sub(length).filter(|rest| *rest >= 2) else {
                continue;
            };
            if keep && length == 1 {
                continue;
            }
            let tail: String = name.chars().skip(split).collect();
            if rules.words.has(purpose, &fold(&tail)) {
                let bare: String = name.chars().take(split).collect();
                return Some((bare.trim().to_owned(), keep.then_some(tail)));
            }
        }
    }
    None
}

fn is_leader(text: &str, rules: &Rules) -> bool {
    rules.kept(Prepared::new).is_leader(&fold(text))
}

/// A function with a courtesy title or an article before it, and the name behind it: "Mme la Maire, Awa Ndoye".
fn addressed(
    part: &str,
    behind: Option<&str>,
    context: &Context<'_>,
    rules: &Rules,
) -> Option<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut from = courtesy(&words, 0, context, rules);
    let article = |word: &&str| rules.words.has("article", &fold(word));
    from += usize::from(words.get(from).is_some_and(article));
    let rest = words.get(from..).unwrap_or_default().join(" ");
    let named = behind.is_some_and(|behind| behind.contains(char::is_alphabetic));
    (from > 0 && named && is_leader(&rest, rules)).then_some(rest)
}

/// True for words that are a function and no name.
fn is_function(part: &str, rules: &Rules, after_name: bool) -> bool {
    let folded = fold(part);
    let prepared = rules.kept(Prepared::new);
    if prepared.is_function(&folded) {
        return true;
    }
    if after_name {
        return prepared.functions.within(&folded).next().is_some();
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    // "Mayor of the City", "Head of International Relations"; but "Ana Mayor Vega" is a name.
    let first = words.first().map(|w| fold(w)).unwrap_or_default();
    let small = words
        .iter()
        .skip(1)
        .any(|w| w.chars().next().is_some_and(char::is_lowercase) && w.chars().count() <= 4);
    small && prepared.is_function(&first) && !is_named(&words, rules)
}

/// True for a leader's function with a name right behind it that has a small word of its own: "Prefeito João da Silva".
fn is_named(words: &[&str], rules: &Rules) -> bool {
    /// Words of the longest function.
    const LONGEST: usize = 4;
    let function = (1..=LONGEST).rev().find(|length| {
        let run = words.get(..*length);
        run.is_some_and(|run| is_leader(&run.join(" "), rules))
    });
    let rest = function.and_then(|length| words.get(length..));
    let rest = rest.unwrap_or_default();
    let name = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
    let place = || {
        let mut prefixes = rules.words.of("government_prefix");
        let folded = fold(&rest.join(" "));
        prefixes.any(|prefix| folded.starts_with(prefix))
    };
    rest.first().filter(name).is_some()
        && rest.last().filter(name).is_some()
        && !names_office(&rest.join(" "), rules)
        && !place()
}

/// True for words among which is one for a function or an office ("Gender Focal Point", "Citizens' Affairs Department").
pub fn names_office(text: &str, rules: &Rules) -> bool {
    let prepared = rules.kept(Prepared::new);
    prepared.functions.within(&fold(text)).next().is_some()
}

/// What stands behind a name and belongs to it: degrees and generations.
fn is_suffix(part: &str, rules: &Rules) -> bool {
    let bare: String = fold(part).chars().filter(|c| *c != '.').collect();
    rules.words.has("name_suffix", &bare)
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Where a folded phrase stands in a folded text, at word boundaries where the script has them.
pub(in crate::extract) fn find_word(text: &str, phrase: &str) -> Option<usize> {
    let mut places = places(text, phrase).peekable();
    // As in most of the cases.
    places.peek()?;
    let unspaced = phrase.chars().any(|c| {
        matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
    });
    places.find(|at| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let after = text.get(at + phrase.len()..).and_then(|t| t.chars().next());
        unspaced && phrase.chars().count() > 1
            || !before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(char::is_alphanumeric)
    })
}
