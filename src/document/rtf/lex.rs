//! RTF bytes → tokens (Rich Text Format specification 1.9.1, "RTF syntax").

/// One token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\word` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter.
    Symbol(u8),
    /// `\'xx`
    Hex(u8),
    /// A byte of text.
    Byte(u8),
}

/// Splits a file into tokens.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn while_true(&mut self, test: impl Fn(u8) -> bool, most: usize) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&test) && self.at - start < most {
            self.at += 1;
        }
        let taken = self.bytes.get(start..self.at).unwrap_or_default();
        std::str::from_utf8(taken).unwrap_or_default()
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.while_true(|b| b.is_ascii_alphabetic(), 32);
        let negative = self.peek() == Some(b'-');
        let sign = usize::from(negative);
        let number = match self.bytes.get(self.at + sign) {
            Some(digit) if digit.is_ascii_digit() => {
                self.at += sign;
                let digits = self.while_true(|b| b.is_ascii_digit(), 10);
                let value = digits.parse::<i64>().unwrap_or(0);
                let value = if negative { -value } else { value };
                Some(i32::try_from(value).unwrap_or(0))
            }
            _ => None,
        };
        // One blank after a word belongs to it.
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let skip = number.unwrap_or(0).max(0) as usize;
            self.at = self.at.saturating_add(skip).min(self.bytes.len());
        }
        Token::Word(word, number)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            return Some(match byte {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => match self.peek() {
                    Some(b'\'') => {
                        self.at += 1;
                        let digits = self.while_true(|b| b.is_ascii_hexdigit(), 2);
                        Token::Hex(u8::from_str_radix(digits, 16).unwrap_or(b'?'))
                    }
                    Some(letter) if letter.is_ascii_alphabetic() => self.word(),
                    Some(b'\r') if self.bytes.get(self.at + 1) == Some(&b'\n') => {
                        self.at += 2;
                        Token::Symbol(b'\n')
                    }
                    Some(other) => {
                        self.at += 1;
                        Token::Symbol(other)
                    }
                    None => return None,
                },
                byte => Token::Byte(byte),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_binary_data() {
        let tokens: Vec<Token<'_>> = Lexer::new(b"{\\b0 x\\u-10179?\\bin3 }{}y\\'e9\\~}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Byte(b'x'),
                Token::Word("u", Some(-10179)),
                Token::Byte(b'?'),
                Token::Word("bin", Some(3)),
                Token::Byte(b'y'),
                Token::Hex(0xE9),
                Token::Symbol(b'~'),
                Token::Close,
            ]
        );
    }
}
