//! Compiled rules, with all that is prepared from them, as bytes: made once, read in a fraction of the time.

use super::label::Prepared;
use crate::rules::Rules;

/// What reading mails needs of some rules, as bytes; they are read by the very program that made them, and by no other.
pub fn packed(rules: &Rules) -> Option<Vec<u8>> {
    let prepared = rules.kept(Prepared::new);
    // All labels are in what is prepared; of the wordings themselves, only those of forms are ever shown.
    let mut bare = rules.clone();
    for field in &mut bare.fields {
        field.labels.retain(|label| label.reference);
        field.alternatives.clear();
    }
    bare.other_labels.clear();
    bare.hints.clear();
    postcard::to_stdvec(&(bare, prepared.as_ref())).ok()
}

/// The rules in such bytes; none when they are something else.
pub fn unpacked(bytes: &'static [u8]) -> Option<Rules> {
    let (rules, prepared): (Rules, Prepared) = postcard::from_bytes(bytes).ok()?;
    rules.keep(prepared);
    Some(rules)
}
