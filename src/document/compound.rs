//! Compound files (MS-CFB): which program wrote one, and its streams, bounded.

use super::limit::Budget;
use super::{Document, Unread, doc, sheet};
use cfb::CompoundFile;
use std::io::{Cursor, Read};

/// A compound file that can be asked for its streams.
pub(super) struct Compound<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
}

/// What a compound file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Word 97–2003.
    Word,
    /// Excel 97–2003.
    Workbook,
    /// A message that Outlook saved.
    Message,
    /// An office file with a password.
    Encrypted,
    /// A kind that is known and not read.
    Known(&'static str),
    /// Nothing that is known.
    Unknown,
}

impl<'a> Compound<'a> {
    /// Opens a compound file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Compound<'a>, Unread> {
        CompoundFile::open(Cursor::new(bytes))
            .map(|file| Compound { file })
            .map_err(|error| Unread::Damaged(format!("compound file: {error}")))
    }

    /// Tells what it is from the names of its streams.
    pub(super) fn content(&self) -> Content {
        let has = |name: &str| self.file.exists(name);
        if has("EncryptedPackage") {
            Content::Encrypted
        } else if has("WordDocument") {
            Content::Word
        } else if has("Workbook") || has("Book") {
            Content::Workbook
        } else if has("__properties_version1.0") {
            Content::Message
        } else if has("PowerPoint Document") {
            Content::Known("ppt")
        } else if has("BodyText") && has("DocInfo") {
            Content::Known("hwp")
        } else if has("Quill") {
            Content::Known("publisher")
        } else if has("MatOST") || has("SPELLING") {
            Content::Known("works")
        } else {
            Content::Unknown
        }
    }

    /// The bytes of a stream.
    pub(super) fn stream(&mut self, path: &str, budget: &mut Budget) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let stream = self.file.open_stream(path).ok()?;
        let most = budget.decompressed().saturating_add(1);
        // What could be read before the damage is worth having.
        let _ = stream.take(most).read_to_end(&mut out);
        budget.spend(out.len() as u64).ok()?;
        Some(out)
    }

    /// Names of the entries in a storage, in order.
    pub(super) fn names(&self, storage: &str) -> Vec<String> {
        let entries = self.file.read_storage(storage);
        entries
            .map(|entries| entries.map(|entry| entry.name().to_owned()).collect())
            .unwrap_or_default()
    }
}

/// Reads a compound file that holds one document.
pub(super) fn read(
    bytes: &[u8],
    file: Compound<'_>,
    budget: &mut Budget,
) -> Result<Document, Unread> {
    match file.content() {
        Content::Word => doc::read(file, budget),
        Content::Workbook => sheet::read_old(bytes, budget),
        Content::Encrypted => Err(Unread::Encrypted),
        Content::Known(kind) => Err(Unread::Unsupported(kind.to_owned())),
        Content::Message | Content::Unknown => Err(Unread::NotADocument),
    }
}
