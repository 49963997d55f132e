//! Looks for phrases of the rules in folded text, at word boundaries.

use crate::rules::Rules;
use memchr::memmem;

/// What "…" between two parts of a phrase folds to.
const GAP: &str = " ... ";

/// Characters that may stand in the place of "…".
const REACH: usize = 60;

/// True when a folded text contains a folded phrase at word boundaries (anywhere, for scripts without spaces).
pub(super) fn contains(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

/// Where a folded phrase stands in a folded text.
pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() || phrase.len() > text.len() {
        return None;
    }
    if let Some((front, back)) = phrase.split_once(GAP) {
        // "would … join": the second part follows within a few words.
        let at = find(text, front)?;
        let rest = text.get(at + front.len()..)?;
        let reach = rest
            .char_indices()
            .nth(REACH)
            .map_or(rest.len(), |(end, _)| end);
        return find(rest.get(..reach)?, back).map(|_| at);
    }
    let spaced = phrase.is_ascii()
        || phrase
            .chars()
            .any(|c| c.is_alphabetic() && !super::words::is_unspaced(c));
    memmem::find_iter(text.as_bytes(), phrase).find(|&at| {
        let before = text.get(..at).and_then(|front| front.chars().next_back());
        let after = text
            .get(at + phrase.len()..)
            .and_then(|rest| rest.chars().next());
        !spaced
            || !(before.is_some_and(char::is_alphanumeric)
                || after.is_some_and(char::is_alphanumeric))
    })
}

/// The first phrase of a purpose, in any language, that a folded text contains.
pub(super) fn first<'r>(text: &str, purpose: &str, rules: &'r Rules) -> Option<&'r str> {
    rules
        .words
        .phrases
        .get(purpose)?
        .values()
        .flatten()
        .find(|phrase| contains(text, phrase))
        .map(String::as_str)
}
