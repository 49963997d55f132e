//! How good a reading of a form is: what it has for fields, and whether that is what such fields have.

use crate::extract::evidence::{Answer, fit};
use crate::extract::label::Labels;
use crate::extract::pair::Sheet;
use crate::rules::{Rules, ValueKind};
use std::collections::BTreeMap;

/// What its answers are worth together.
pub(super) fn worth(sheet: &Sheet, labels: &Labels, rules: &Rules) -> f32 {
    let mut fields: BTreeMap<usize, f32> = BTreeMap::new();
    for found in &sheet.found {
        let Some(rule) = rules.fields.get(found.field) else {
            continue;
        };
        let free = matches!(
            rule.kind,
            ValueKind::Text | ValueKind::LongText | ValueKind::Person
        );
        let label = labels.exact(&found.raw);
        let label = label.is_some_and(|label| label.field().is_some() && label.words > 1);
        let own = match fit(rule, &Answer::of(&found.raw, labels, rules), rules) {
            _ if label => -1.0,
            None => -1.0,
            Some(fit) if fit < -0.8 => -0.5,
            Some(_) if free => 1.0,
            Some(_) => 1.5,
        };
        let best = fields.entry(found.field).or_insert(own);
        *best = best.max(own);
    }
    fields.values().sum()
}
