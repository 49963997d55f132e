//! Zip archives: bounded, by the central directory, or by the local headers where the directory is damaged.

use super::Unread;
use super::limit::Budget;
use flate2::read::DeflateDecoder;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// An archive that can be asked for its entries.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    whole: Option<ZipArchive<Cursor<&'a [u8]>>>,
    entries: Vec<Entry>,
    /// True when the directory was damaged and the entries come from their local headers.
    pub(super) mended: bool,
    /// True when there is no directory: the file was cut off on its way.
    pub(super) cut: bool,
}

/// An entry of an archive.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its name with `/` between folders.
    pub(super) name: String,
    /// True when a password is needed.
    pub(super) encrypted: bool,
    at: usize,
    length: usize,
    method: u16,
}

/// More entries than this are not even listed.
const LISTED: usize = 5000;

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Unread> {
        let archive = Archive {
            bytes,
            whole: None,
            entries: Vec::new(),
            mended: false,
            cut: false,
        };
        let opened = ZipArchive::new(Cursor::new(bytes)).ok();
        match opened.filter(|whole| !whole.is_empty()) {
            Some(whole) => Ok(archive.with_directory(whole)),
            None => archive.with_local_headers(),
        }
    }

    fn with_directory(mut self, mut whole: ZipArchive<Cursor<&'a [u8]>>) -> Archive<'a> {
        for at in 0..whole.len().min(LISTED) {
            let Ok(file) = whole.by_index_raw(at) else {
                continue;
            };
            let name = match std::str::from_utf8(file.name_raw()) {
                Ok(name) => name.to_owned(),
                Err(_) => file.name().map(|n| n.to_string()).unwrap_or_default(),
            };
            self.entries.push(Entry {
                name: name.replace('\\', "/"),
                encrypted: file.encrypted(),
                at,
                length: 0,
                method: 0,
            });
        }
        self.whole = Some(whole);
        self
    }

    /// PKWARE APPNOTE section 4.3.7: each entry begins with a header of its own.
    fn with_local_headers(mut self) -> Result<Archive<'a>, Unread> {
        self.mended = true;
        // APPNOTE section 4.3.16: the record that every archive ends with.
        self.cut = memchr::memmem::find(self.bytes, b"PK\x05\x06").is_none();
        let mut at = 0;
        while let Some(found) = find(self.bytes, b"PK\x03\x04", at) {
            let next = find(self.bytes, b"PK\x03\x04", found + 4)
                .or_else(|| find(self.bytes, b"PK\x01\x02", found + 4))
                .unwrap_or(self.bytes.len());
            self.entries.extend(local_entry(self.bytes, found, next));
            at = found + 4;
            if self.entries.len() >= LISTED {
                break;
            }
        }
        if self.entries.is_empty() {
            return Err(Unread::Damaged(
                "the zip archive has no readable entry".to_owned(),
            ));
        }
        Ok(self)
    }

    /// How many bytes the entries say they have when unpacked.
    pub(super) fn declared(&self) -> u64 {
        let whole = self.whole.as_ref();
        let size = whole.and_then(ZipArchive::decompressed_size);
        size.map_or(0, |size| u64::try_from(size).unwrap_or(u64::MAX))
    }

    /// The entries in their order.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of that name, in any case of letters.
    pub(super) fn find(&self, name: &str) -> Option<Entry> {
        let name = name.trim_start_matches('/');
        let exact = self.entries.iter().find(|entry| entry.name == name);
        exact
            .or_else(|| {
                self.entries
                    .iter()
                    .find(|entry| entry.name.eq_ignore_ascii_case(name))
            })
            .cloned()
    }

    /// The bytes of the entry of that name; `None` when there is none or it cannot be read.
    pub(super) fn part(&mut self, name: &str, budget: &mut Budget) -> Option<Vec<u8>> {
        let entry = self.find(name)?;
        self.read(&entry, budget).ok()
    }

    /// The bytes of an entry.
    pub(super) fn read(&mut self, entry: &Entry, budget: &mut Budget) -> Result<Vec<u8>, Unread> {
        if entry.encrypted {
            return Err(Unread::Encrypted);
        }
        let most = budget.decompressed();
        let mut out = Vec::new();
        let outcome = match &mut self.whole {
            Some(whole) => match whole.by_index(entry.at) {
                Ok(file) => {
                    let declared = file.size();
                    read_whole(file.take(most + 1), declared, &mut out)
                }
                Err(error) => {
                    return Err(Unread::Damaged(format!("{}: {error}", entry.name)));
                }
            },
            None => {
                let packed = self.bytes.get(entry.at..).unwrap_or_default();
                let packed = packed.get(..entry.length).unwrap_or(packed);
                match entry.method {
                    0 => read_whole(packed.take(most + 1), 0, &mut out),
                    _ => read_whole(DeflateDecoder::new(packed).take(most + 1), 0, &mut out),
                }
            }
        };
        budget.spend(out.len() as u64)?;
        match outcome {
            // A wrong checksum, or an end that is missing, leaves what came before it.
            Err(error) if out.is_empty() => {
                Err(Unread::Damaged(format!("{}: {error}", entry.name)))
            }
            _ => Ok(out),
        }
    }
}

/// Reads all there is. Room is made at once for as many bytes as an entry says it has, within reason.
fn read_whole(mut from: impl Read, declared: u64, out: &mut Vec<u8>) -> io::Result<()> {
    const AT_ONCE: u64 = 1 << 20;
    out.resize(usize::try_from(declared.min(AT_ONCE)).unwrap_or(0), 0);
    let mut filled = 0;
    let outcome = loop {
        match out.get_mut(filled..).map(|room| from.read(room)) {
            Some(Ok(read)) if read > 0 => filled += read,
            Some(Err(error)) => break Err(error),
            _ => break Ok(()),
        }
    };
    out.truncate(filled);
    outcome?;
    from.read_to_end(out)?;
    Ok(())
}

fn local_entry(bytes: &[u8], at: usize, next: usize) -> Option<Entry> {
    let header = bytes.get(at..at + 30)?;
    let word = |from: usize| {
        let pair = header.get(from..from + 2)?;
        Some(u16::from_le_bytes([*pair.first()?, *pair.last()?]))
    };
    let flags = word(6)?;
    let method = word(8)?;
    let packed = usize::from(word(18)?) | usize::from(word(20)?) << 16;
    let name_length = usize::from(word(26)?);
    let extra = usize::from(word(28)?);
    let name = bytes.get(at + 30..at + 30 + name_length)?;
    let data = at + 30 + name_length + extra;
    // With flag bit 3 the length stands behind the data: up to the next header is enough for inflate.
    let unknown = flags & 8 != 0 || packed == 0 || data + packed > bytes.len();
    (method == 0 || method == 8).then(|| Entry {
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        encrypted: flags & 1 != 0,
        at: data,
        length: if unknown {
            next.saturating_sub(data)
        } else {
            packed
        },
        method,
    })
}

/// Where a byte string occurs from a place on.
pub(super) fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(needle.len())
        .position(|window| window == needle)
        .map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Limits;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_without_its_directory_is_read_by_its_local_headers() {
        let whole = zipped(&[("a/one.txt", b"first"), ("two.txt", &[b'x'; 5000])]);
        let cut = find(&whole, b"PK\x01\x02", 0).unwrap();
        let mut budget = Budget::new(&Limits::default());
        let mut archive = Archive::open(&whole[..cut]).unwrap();
        assert!(archive.mended && archive.cut);
        assert_eq!(archive.part("A/One.txt", &mut budget).unwrap(), b"first");
        assert_eq!(archive.part("two.txt", &mut budget).unwrap().len(), 5000);
    }

    #[test]
    fn half_a_word_file_is_damaged() {
        let body = b"<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Town: Padova</w:t></w:r></w:p></w:body></w:document>";
        let whole = zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", body),
            ("word/styles.xml", b"<w:styles xmlns:w='w'/>"),
        ]);
        let limits = Limits::default();
        let read = |bytes: &[u8]| crate::document::read(bytes, Some("a.docx"), "", &limits);
        assert_eq!(read(&whole).documents.len(), 1);
        let half = read(&whole[..find(&whole, b"word/styles", 0).unwrap()]);
        assert!(matches!(half.unread, Some(Unread::Damaged(_))), "{half:?}");
        assert!(half.documents.is_empty());
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = zipped(&[("zero", &vec![0; 4 << 20])]);
        let limits = Limits {
            decompressed: 1 << 20,
            ..Limits::default()
        };
        let mut archive = Archive::open(&bomb).unwrap();
        let entry = archive.find("zero").unwrap();
        let read = archive.read(&entry, &mut Budget::new(&limits));
        assert!(matches!(read, Err(Unread::Limit(_))));
    }
}
