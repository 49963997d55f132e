//! Reads Rust well enough for the laws: tells code from comments and literals, leaves test code out, follows `use` groups
//! and `super::super`.

/// A word, a punctuation mark, or the inside of a literal.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub text: String,
    pub line: usize,
    pub literal: bool,
}

/// The tokens of a file without comments, and without test code.
pub fn product_code(path: &str, text: &str) -> Vec<Token> {
    if path.ends_with("/tests.rs") || path.contains("/tests/") {
        return Vec::new();
    }
    without_tests(tokens(text))
}

/// Splits Rust source into words, `::`, single punctuation, and literals (without their quotes). Comments are dropped.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut found: Vec<Token> = Vec::new();
    let (mut n, mut line) = (0, 1);
    while n < chars.len() {
        let (start, start_line) = (n, line);
        let c = at(n);
        let mut literal = None;
        if c == '\n' {
            line += 1;
            n += 1;
        } else if c.is_whitespace() {
            n += 1;
        } else if c == '/' && at(n + 1) == '/' {
            while n < chars.len() && at(n) != '\n' {
                n += 1;
            }
        } else if c == '/' && at(n + 1) == '*' {
            let mut depth = 0;
            loop {
                if at(n) == '/' && at(n + 1) == '*' {
                    depth += 1;
                    n += 2;
                } else if at(n) == '*' && at(n + 1) == '/' {
                    depth -= 1;
                    n += 2;
                } else {
                    line += usize::from(at(n) == '\n');
                    n += 1;
                }
                if depth == 0 || n >= chars.len() {
                    break;
                }
            }
        } else if let Some((body, end)) = raw_string(&chars, n)
            .or_else(|| plain_string(&chars, n))
            .or_else(|| character(&chars, n))
        {
            line += chars[n..end].iter().filter(|c| **c == '\n').count();
            n = end;
            literal = Some(body);
        } else if c.is_alphanumeric() || c == '_' {
            while at(n).is_alphanumeric() || at(n) == '_' {
                n += 1;
            }
        } else {
            n += if c == ':' && at(n + 1) == ':' { 2 } else { 1 };
        }
        let skipped = c.is_whitespace() || (c == '/' && matches!(at(start + 1), '/' | '*'));
        if let Some(text) = literal {
            found.push(Token {
                text,
                line: start_line,
                literal: true,
            });
        } else if !skipped {
            found.push(Token {
                text: chars[start..n].iter().collect(),
                line: start_line,
                literal: false,
            });
        }
    }
    found
}

/// `r"…"`, `r#"…"#`, `br"…"` at `n`: its body and where it ends. A raw identifier (`r#type`) is none.
fn raw_string(chars: &[char], n: usize) -> Option<(String, usize)> {
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut i = n + usize::from(matches!(at(n), 'b' | 'c'));
    if at(i) != 'r' {
        return None;
    }
    i += 1;
    let hashes = chars[i..].iter().take_while(|c| **c == '#').count();
    i += hashes;
    if at(i) != '"' {
        return None;
    }
    let start = i + 1;
    let mut end = start;
    while end < chars.len() {
        if at(end) == '"' && (1..=hashes).all(|k| at(end + k) == '#') {
            return Some((chars[start..end].iter().collect(), end + 1 + hashes));
        }
        end += 1;
    }
    Some((chars[start..].iter().collect(), chars.len()))
}

/// `"…"`, `b"…"` at `n`.
fn plain_string(chars: &[char], n: usize) -> Option<(String, usize)> {
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let start = n + 1 + usize::from(matches!(at(n), 'b' | 'c') && at(n + 1) == '"');
    if at(start - 1) != '"' {
        return None;
    }
    let mut end = start;
    while end < chars.len() && at(end) != '"' {
        end += if at(end) == '\\' { 2 } else { 1 };
    }
    let end = end.min(chars.len());
    Some((
        chars[start..end].iter().collect(),
        (end + 1).min(chars.len()),
    ))
}

/// `'x'`, `'\n'`, `b'x'` at `n`; a lifetime is none.
fn character(chars: &[char], n: usize) -> Option<(String, usize)> {
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let start = n + 1 + usize::from(at(n) == 'b' && at(n + 1) == '\'');
    if at(start - 1) != '\'' {
        return None;
    }
    if at(start) == '\\' {
        let end = (start + 2..chars.len()).find(|k| at(*k) == '\'')?;
        return Some((String::new(), end + 1));
    }
    (at(start + 1) == '\'').then(|| (at(start).to_string(), start + 2))
}

/// Leaves out what stands under `#[cfg(test)]` and `#[test]`: the item up to its closing brace or semicolon.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let is = |n: usize, text: &str| {
        tokens
            .get(n)
            .is_some_and(|token| !token.literal && token.text == text)
    };
    let sequence =
        |n: usize, texts: &[&str]| texts.iter().enumerate().all(|(k, text)| is(n + k, text));
    let mut kept = Vec::new();
    let mut n = 0;
    while n < tokens.len() {
        let skip = sequence(n, &["#", "[", "cfg", "(", "test", ")", "]"])
            || sequence(n, &["#", "[", "test", "]"]);
        if !skip {
            kept.push(tokens[n].clone());
            n += 1;
            continue;
        }
        let mut depth = 0usize;
        while n < tokens.len() {
            let (opens, closes) = (
                is(n, "{") || is(n, "(") || is(n, "["),
                is(n, "}") || is(n, ")") || is(n, "]"),
            );
            depth = (depth + usize::from(opens)).saturating_sub(usize::from(closes));
            n += 1;
            let ended = depth == 0 && (is(n - 1, "}") || is(n - 1, ";"));
            if ended {
                break;
            }
        }
    }
    kept
}

/// What is named directly below the crate's root, with its line: after `crate::`, or after enough `super::`.
pub fn names_below_root(tokens: &[Token], depth: usize) -> Vec<(String, usize)> {
    let mut named = names_after(tokens, "crate");
    named.extend(names_after(tokens, "cisdp_intake"));
    let mut n = 0;
    while n < tokens.len() {
        let mut supers = 0;
        while tokens.get(n).is_some_and(|token| token.text == "super")
            && tokens.get(n + 1).is_some_and(|token| token.text == "::")
        {
            supers += 1;
            n += 2;
        }
        if supers >= depth && supers > 0 {
            named.extend(first_names(&tokens[n..]));
        }
        n += usize::from(supers == 0);
    }
    named
}

/// What stands directly behind `root::`, groups included.
pub fn names_after(tokens: &[Token], root: &str) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_root = !token.literal
            && token.text == root
            && at.checked_sub(1).is_none_or(|n| tokens[n].text != ".");
        if is_root && tokens.get(at + 1).is_some_and(|next| next.text == "::") {
            named.extend(first_names(&tokens[at + 2..]));
        }
    }
    named
}

/// The first name of a path, or of each path of a group `{a::b, c}`.
fn first_names(tokens: &[Token]) -> Vec<(String, usize)> {
    let Some(first) = tokens.first() else {
        return Vec::new();
    };
    if first.text != "{" {
        return vec![(first.text.clone(), first.line)];
    }
    let mut named = Vec::new();
    let mut depth = 0usize;
    let mut fresh = true;
    for token in tokens {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => fresh = true,
            _ if depth == 1 && fresh => {
                named.push((token.text.clone(), token.line));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    named
}
