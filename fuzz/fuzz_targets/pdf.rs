//! A PDF. The seeds are unpacked, so that what is changed is the file's structure and not its compression.
#![no_main]

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    cisdp_intake_fuzz::read(bytes, "application/pdf");
});
