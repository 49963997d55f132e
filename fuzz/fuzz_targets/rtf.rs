//! Rich text.
#![no_main]

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    cisdp_intake_fuzz::read(bytes, "application/rtf");
});
