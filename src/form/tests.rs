//! What the blank form must be.

use super::*;
use crate::rules::{builtin, compile};

fn reference() -> (Rules, Form) {
    let rules = compile(&builtin()).unwrap();
    let form = rules.forms[0].clone();
    (rules, form)
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    let (rules, form) = reference();
    for language in &form.languages {
        let bytes = blank(&rules, &form, language).unwrap();
        assert!(bytes.len() < 200_000);
        assert_eq!(bytes, blank(&rules, &form, language).unwrap());
    }
}
