//! Forms whose labels are in words that no rule knows, known as ours by all that is answered in them.

use super::draft::Draft;
use crate::rules::{FieldRule, Rules, ValueKind};

/// Answers of such a form, and those of a kind that can be checked.
const ANSWERS: usize = 14;
const TYPED: usize = 6;
/// Essays, and what only governments have.
const ESSAYS: usize = 2;
const GOVERNING: usize = 2;

/// True for a government with its country, its leader and its contact, and nearly all else that our forms ask.
pub(super) fn is_shaped(drafts: &[Draft], rules: &Rules) -> bool {
    drafts.iter().any(|draft| {
        let answered = || {
            let fields = draft.values.keys();
            fields.filter_map(|index| rules.fields.get(*index))
        };
        let has = |wanted: &str| answered().any(|rule| rule.id == wanted);
        let of = |kind: ValueKind| answered().filter(|rule| rule.kind == kind).count();
        let typed = |rule: &&FieldRule| {
            !matches!(
                rule.kind,
                ValueKind::Text
                    | ValueKind::LongText
                    | ValueKind::Person
                    | ValueKind::Region
                    | ValueKind::Wave
            )
        };
        let governing = ["gov_type", "population", "mandate", "uclg_member"];
        answered().count() >= ANSWERS
            && answered().filter(typed).count() >= TYPED
            && of(ValueKind::LongText) >= ESSAYS
            && of(ValueKind::Person) >= 2
            && governing.iter().filter(|id| has(id)).count() >= GOVERNING
            && ["lrg_name", "country", "contact_email"]
                .iter()
                .all(|id| has(id))
    })
}
