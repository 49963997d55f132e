//! Is this a value at all, or what stands where nobody wrote anything?

use crate::extract::label::Prepared;
use crate::extract::phrase;
use crate::rules::{FieldRule, Rules, ValueKind, fold};

/// Letters of the longest text that a form prints where an answer goes.
const SHORT: usize = 120;

/// True for nothing, fill lines, placeholders in many languages, "n/a", and the field's own label.
pub(super) fn is_blank(field: &FieldRule, raw: &str, rules: &Rules) -> bool {
    let folded = fold(raw);
    if is_unwritten(raw, &folded, rules) {
        return true;
    }
    let short = folded.chars().count() <= SHORT;
    let prepared = rules.kept(Prepared::new);
    if short && field.kind != ValueKind::Text && prepared.is_label_of(raw, field, rules) {
        return true;
    }
    // What a form prints elsewhere is no answer here.
    if short
        && folded.contains(' ')
        && prepared
            .printed(&folded)
            .iter()
            .filter_map(|index| rules.fields.get(*index))
            .any(|other| other.id != field.id)
    {
        return true;
    }
    // "No" is no network and no resolution.
    matches!(field.kind, ValueKind::Text | ValueKind::LongText)
        && folded.chars().count() <= 4
        && rules.words.has("no", &folded)
}

/// True for nothing, fill lines and placeholders in many languages: what is printed elsewhere in a form is something else.
/// `folded` is the text folded.
pub(in crate::extract) fn is_unwritten(raw: &str, folded: &str, rules: &Rules) -> bool {
    if is_filler(raw) || is_placeholder(folded, rules) {
        return true;
    }
    if folded.chars().count() > SHORT {
        return false;
    }
    let starts = &rules.kept(Prepared::new).placeholders;
    // "[name of the mayor]", "<insert here>": nobody puts a real answer into brackets.
    let bracketed = unbracketed(raw).is_some_and(|inner| {
        !inner.contains('@') && !inner.contains("://") && !inner.contains("www.")
    });
    bracketed || starts.iter().any(|start| begins(folded, start))
}

/// True for text without a letter or a digit that says something.
pub(super) fn is_filler(raw: &str) -> bool {
    !raw.chars().any(|c| {
        c.is_alphanumeric() && !is_fill_letter(c)
            || matches!(
                c,
                '☒' | '☑' | '✓' | '✔' | '■' | '●' | '✗' | '✘' | '\u{1f1e6}'..='\u{1f1ff}'
            )
    })
}

/// The letters that fill lines are made of in some fonts.
fn is_fill_letter(c: char) -> bool {
    matches!(c, 'ـ' | 'ˍ' | 'ー')
}

/// True when these folded words are a placeholder, bare or in brackets or behind a colon.
pub(super) fn is_placeholder(folded: &str, rules: &Rules) -> bool {
    if phrase::is(folded, "placeholder", rules) {
        return true;
    }
    let bare: &str = folded.trim_matches(|c: char| {
        matches!(
            c,
            '[' | ']' | '(' | ')' | '<' | '>' | '{' | '}' | ' ' | '.' | '…' | '_' | '-'
        )
    });
    bare.len() != folded.len() && phrase::is(bare, "placeholder", rules)
}

/// True when a folded text begins with a folded phrase that ends at a word boundary.
fn begins(text: &str, phrase: &str) -> bool {
    // The first letter tells most of them apart.
    text.as_bytes().first() == phrase.as_bytes().first()
        && text
            .strip_prefix(phrase)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !phrase.is_ascii())
}

fn unbracketed(raw: &str) -> Option<&str> {
    let raw = raw.trim();
    [
        ('[', ']'),
        ('<', '>'),
        ('{', '}'),
        ('«', '»'),
        ('‹', '›'),
        ('［', '］'),
    ]
    .into_iter()
    .find_map(|(open, close)| {
        let inner = raw.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains(open) && !matches!(open, '«') && inner.chars().count() > 1)
            .then_some(inner)
    })
}
