//! Resolutions of a council: they speak of it in the third person, and join by one of their items.

use super::ear::Ear;
use super::intent::says;
use super::words::{self, has_unspaced};

/// The part of a resolution that joins: it stands in a list below the sentence that says who resolves.
pub(super) fn resolution<'s>(sentences: &'s [String], ear: Ear<'_>) -> Option<&'s str> {
    let ours = |text: &str| says(text, "campaign", ear) && says(text, "join", ear);
    // The number in front of an item is a sentence of its own, in words, too ("First.").
    let worded = |one: &&String| {
        let letters = one.chars().filter(|c| c.is_alphabetic()).count();
        letters > 2 && (one.ends_with(':') || has_unspaced(one) || words::count(one) > 1)
    };
    let below = sentences.iter().filter(worded).skip(1);
    let pairs = sentences.iter().filter(worded).zip(below);
    pairs
        .filter(|(above, below)| above.ends_with(':') && says(above, "resolve", ear) && ours(below))
        .map(|(_, below)| below.as_str())
        .find(|below| !says(below, "pledge_not", ear))
}
