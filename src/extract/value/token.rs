//! Text cut into numbers, words and signs, whatever the script of its digits.

use crate::rules::fold;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits without anything between them.
    Number(String),
    /// Letters, folded. Chinese and Japanese characters stand alone.
    Word(String),
    /// White space.
    Space,
    /// Any other character.
    Sign(char),
}

impl Token {
    /// The number, when it fits.
    pub fn number(&self) -> Option<u32> {
        match self {
            Token::Number(digits) if digits.len() <= 9 => digits.parse().ok(),
            _ => None,
        }
    }

    /// The folded letters.
    pub fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if crate::rules::is_format(c) {
            continue;
        }
        if let Some(digit) = digit(c) {
            close(&mut word, &mut tokens);
            if let Some(Token::Number(digits)) = tokens.last_mut() {
                digits.push(digit);
            } else {
                tokens.push(Token::Number(digit.to_string()));
            }
        } else if is_ideograph(c) {
            close(&mut word, &mut tokens);
            tokens.push(Token::Word(fold(&c.to_string())));
        } else if is_letter(c) {
            word.push(c);
        } else {
            close(&mut word, &mut tokens);
            if c.is_whitespace() {
                if tokens.last() != Some(&Token::Space) {
                    tokens.push(Token::Space);
                }
            } else {
                tokens.push(Token::Sign(c));
            }
        }
    }
    close(&mut word, &mut tokens);
    tokens
}

fn close(word: &mut String, tokens: &mut Vec<Token>) {
    if !word.is_empty() {
        tokens.push(Token::Word(fold(word)));
        word.clear();
    }
}

fn is_letter(c: char) -> bool {
    // Marks belong to the letter before them; º and ª are ordinals and end a number.
    (c.is_alphabetic() && !matches!(c, 'º' | 'ª'))
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{94d}' | '\u{64b}'..='\u{65f}' | '\u{e31}'..='\u{e4e}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The ASCII digit that a decimal digit of any script stands for.
pub(super) fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    // The zeros of the scripts in use; each is followed by its nine other digits.
    const ZEROS: [u32; 20] = [
        0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
        0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    let code = u32::from(c);
    ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))
        .and_then(|zero| char::from_digit(code - zero, 10))
}

/// The same text with all digits in ASCII.
pub(super) fn ascii_digits(text: &str) -> String {
    text.chars().map(|c| digit(c).unwrap_or(c)).collect()
}
