//! One file of the rules, in the place of the shipped one: the first byte says which.
#![no_main]

use cisdp_intake::rules::{builtin, compile};
use std::collections::BTreeMap;
use std::sync::OnceLock;

type Files = BTreeMap<String, Vec<u8>>;
static FILES: OnceLock<Files> = OnceLock::new();

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    let Some((which, text)) = bytes.split_first() else {
        return;
    };
    let files = FILES.get_or_init(|| {
        // The names of all countries take long to read and are not written by hand.
        builtin().into_iter().filter(|(name, _)| !name.contains("cldr")).collect()
    });
    let Some(name) = files.keys().nth(usize::from(*which) % files.len()) else {
        return;
    };
    let mut files = files.clone();
    files.insert(name.clone(), text.to_vec());
    if let Err(problems) = compile(&files) {
        assert!(!problems.is_empty(), "refused without a reason");
        for problem in problems {
            assert!(!problem.to_string().is_empty());
        }
    }
});
