//! Splits a content stream (or a CMap, which is written alike) into operands and operators, without nesting and without trust.

use super::filters::hex;

/// More operands than any operator takes; long `TJ` arrays are within it.
const MOST_OPERANDS: usize = 1 << 16;

/// One operand. Arrays and dictionaries are flat: their marks are operands too.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand<'a> {
    /// A number.
    Number(f64),
    /// A name without its slash.
    Name(std::borrow::Cow<'a, [u8]>),
    /// A string, decoded.
    Text(Vec<u8>),
    /// `[`, `]`, `<<` or `>>`.
    Mark(u8),
}

/// Walks through a content stream.
pub(super) struct Content<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Content<'a> {
    /// A walk through these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Content<'a> {
        Content { bytes, at: 0 }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Collects operands up to the next operator and returns that; nothing at the end.
    pub(super) fn next(&mut self, operands: &mut Vec<Operand<'a>>) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            let byte = self.peek(0)?;
            if operands.len() > MOST_OPERANDS {
                operands.clear();
            }
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' | 0 | 12 => self.at += 1,
                b'0'..=b'9' | b'+' | b'-' | b'.' => operands.push(Operand::Number(self.number())),
                b'(' => operands.push(Operand::Text(self.literal())),
                b'/' => operands.push(Operand::Name(self.name())),
                b'[' | b']' => {
                    operands.push(Operand::Mark(byte));
                    self.at += 1;
                }
                b'<' | b'>' if self.peek(1) == Some(byte) => {
                    operands.push(Operand::Mark(byte));
                    self.at += 2;
                }
                b'<' => {
                    let start = self.at + 1;
                    let rest = self.bytes.get(start..).unwrap_or_default();
                    let len = memchr(b'>', rest).unwrap_or(rest.len());
                    operands.push(Operand::Text(hex(rest.get(..len).unwrap_or_default())));
                    self.at = start + len + 1;
                }
                b'%' => {
                    while !matches!(self.peek(0), None | Some(b'\n' | b'\r')) {
                        self.at += 1;
                    }
                }
                b'>' | b')' | b'{' | b'}' => self.at += 1,
                _ => {
                    let start = self.at;
                    while self.peek(0).is_some_and(is_regular) {
                        self.at += 1;
                    }
                    return self.bytes.get(start..self.at);
                }
            }
        }
    }

    /// Numbers as they are found: `-.5`, `--3`, `1.2.3` and `5-3` occur.
    fn number(&mut self) -> f64 {
        let mut sign = 1.0;
        while let Some(byte @ (b'+' | b'-')) = self.peek(0) {
            if byte == b'-' {
                sign = -1.0;
            }
            self.at += 1;
        }
        let (mut value, mut scale, mut point) = (0.0_f64, 1.0_f64, false);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'0'..=b'9' if point => {
                    scale /= 10.0;
                    value += f64::from(byte - b'0') * scale;
                }
                b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
                b'.' if !point => point = true,
                b'.' | b'-' => {
                    while self
                        .peek(0)
                        .is_some_and(|byte| byte.is_ascii_digit() || b".-".contains(&byte))
                    {
                        self.at += 1;
                    }
                    break;
                }
                _ => break,
            }
            self.at += 1;
        }
        sign * value
    }

    fn name(&mut self) -> std::borrow::Cow<'a, [u8]> {
        self.at += 1;
        let start = self.at;
        while self.peek(0).is_some_and(is_regular) {
            self.at += 1;
        }
        let raw = self.bytes.get(start..self.at).unwrap_or_default();
        if !raw.contains(&b'#') {
            return std::borrow::Cow::Borrowed(raw);
        }
        let mut out = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((byte, after)) = rest.split_first() {
            match after {
                [high, low, tail @ ..]
                    if *byte == b'#' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
                {
                    out.extend(hex(&[*high, *low]));
                    rest = tail;
                }
                _ => {
                    out.push(*byte);
                    rest = after;
                }
            }
        }
        std::borrow::Cow::Owned(out)
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        let mut depth = 1_u32;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek(0) else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    if let Some(digit @ b'0'..=b'7') = self.peek(0) {
                        code = code * 8 + u32::from(digit - b'0');
                        self.at += 1;
                    }
                }
                out.push(code as u8);
            }
            b'\r' => {
                if self.peek(0) == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            other => out.push(other),
        }
    }

    /// Skips the data of an inline image, after its `ID`. `EI` may occur in the data: what follows must look like content.
    pub(super) fn skip_inline_image(&mut self) {
        let mut from = self.at;
        loop {
            let rest = self.bytes.get(from..).unwrap_or_default();
            let Some(found) = rest.windows(2).position(|pair| pair == b"EI") else {
                self.at = self.bytes.len();
                return;
            };
            let end = from + found + 2;
            let before = (from + found)
                .checked_sub(1)
                .and_then(|at| self.bytes.get(at));
            let after = self.bytes.get(end..).unwrap_or_default();
            let plain = after
                .iter()
                .take(12)
                .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
            let apart = before.is_none_or(u8::is_ascii_whitespace)
                && after.first().is_none_or(u8::is_ascii_whitespace);
            if plain && apart {
                self.at = end;
                return;
            }
            from = end;
        }
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|other| *other == byte)
}

fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        b' ' | b'\n'
            | b'\r'
            | b'\t'
            | 0
            | 12
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<(Vec<Operand<'_>>, &[u8])> {
        let mut content = Content::new(bytes);
        let mut operands = Vec::new();
        let mut out = Vec::new();
        while let Some(operator) = content.next(&mut operands) {
            out.push((operands.clone(), operator));
        }
        out
    }

    #[test]
    fn operands_come_flat_before_their_operator() {
        let found = all(b"/F#31 -.5 Tf[(a\\051\\\n(b))-20<4142>]TJ % c\n1 0 5-3 cm");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].0[0], Operand::Name(b"F1".to_vec().into()));
        assert_eq!(found[0].0[1], Operand::Number(-0.5));
        assert_eq!(found[1].0[1], Operand::Text(b"a)(b)".to_vec()));
        assert_eq!(found[1].0[3], Operand::Text(b"AB".to_vec()));
        assert_eq!(found[2].0[2], Operand::Number(5.0));
    }

    #[test]
    fn an_inline_image_is_passed_over_even_when_its_data_say_ei() {
        let mut content = Content::new(b"BI /W 1 ID \x01 EI \xFFx EI Q");
        let mut operands = Vec::new();
        assert_eq!(content.next(&mut operands), Some(&b"BI"[..]));
        assert_eq!(content.next(&mut operands), Some(&b"ID"[..]));
        content.skip_inline_image();
        assert_eq!(content.next(&mut operands), Some(&b"Q"[..]));
    }

    #[test]
    fn ten_thousand_open_brackets_are_only_marks() {
        assert_eq!(all(&[b'['; 10_000]).len(), 0);
        assert_eq!(all(&[b'('; 10_000]).len(), 0);
    }
}
