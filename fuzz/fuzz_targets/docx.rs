//! A Word file. An input is the XML of the text itself; it is packed into a file here, because a changed byte in packed
//! data would only break a checksum. An input that is packed already goes in as it is.
#![no_main]

use std::io::{Cursor, Write};
use zip::CompressionMethod::Stored;
use zip::write::SimpleFileOptions;

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        return cisdp_intake_fuzz::read(bytes, "");
    }
    if let Ok(packed) = packed(bytes) {
        cisdp_intake_fuzz::read(&packed, "");
    }
});

fn packed(xml: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    file.start_file("word/document.xml", SimpleFileOptions::default().compression_method(Stored))?;
    file.write_all(xml)?;
    Ok(file.finish()?.into_inner())
}
