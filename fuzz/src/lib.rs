//! What the fuzz targets share: what counts as a find, and limits small enough that inputs are tried quickly.

use cisdp_intake::document::{self, Limits, outline};

/// A panic in our own code is a find even where the code would catch it. Panics of other crates are caught on purpose in
/// some places (`document::pdf`, `document::sheet`, `mail::parse`), and are finds only where nobody catches them.
pub fn watch() {
    std::panic::set_hook(Box::new(|panic| {
        let elsewhere = panic.location().is_some_and(|place| {
            let file = place.file();
            file.contains("/registry/") || file.contains("/rustc/") || file.contains("/library/")
        });
        if !elsewhere {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

/// Reads an attachment as a reading child would, and looks at all of it.
pub fn read(bytes: &[u8], content_type: &str) {
    let limits = Limits {
        decompressed: 4 << 20,
        pages: 8,
        entries: 16,
        characters: 200_000,
    };
    let reading = document::read(bytes, None, content_type, &limits);
    assert!(
        !reading.documents.is_empty() || reading.unread.is_some(),
        "nothing was read, and nothing says why"
    );
    for document in &reading.documents {
        outline(document);
    }
}
