//! A file of the store's journal: as it is, and with the right checksum put before each line, so that what a line says is
//! reached as well.
#![no_main]

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    cisdp_intake::store::try_journal(bytes);
});
