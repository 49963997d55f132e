//! The text of a mail, as HTML and as plain text, up to what is made of it under the shipped rules.
#![no_main]

use cisdp_intake::mail::{parse, received_at};
use cisdp_intake::rules::{Rules, builtin, compile};
use cisdp_intake::extract::extract;
use std::sync::OnceLock;

static RULES: OnceLock<Rules> = OnceLock::new();

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    let rules = RULES.get_or_init(|| compile(&builtin()).expect("the shipped rules hold"));
    for kind in ["html", "plain; format=flowed"] {
        let mut raw = format!(
            "From: a@town.example\r\nDate: Thu, 14 Nov 2024 10:00:00 +0000\r\nSubject: form\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n"
        )
        .into_bytes();
        raw.extend_from_slice(bytes);
        let mail = parse(&raw);
    extract(&mail, &[], rules, received_at(&mail).unwrap_or_default());
    }
});
