//! The journal: append-only lines with a checksum, in numbered files, durable at every commit.
//!
//! A line is `<16 hex digits of SHA-256 of the JSON> <JSON>\n`. The journal and the raw mails are the store; all else
//! is an index over them.

use super::disk;
use super::line::Line;
use super::raw::hex;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file of the journal is closed when it has this many bytes.
const SEGMENT_BYTES: u64 = 32 << 20;
/// Checksum and the space behind it.
const HEAD: usize = 17;

/// No line is shorter than this, so damaged bytes cannot have been more lines.
const SHORT_LINE: u64 = 90;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct At {
    pub segment: u32,
    pub offset: u64,
    pub length: u32,
}

/// What a scan of the journal meets.
pub(super) enum Found<'a> {
    /// A line whose checksum is right: its place and its JSON.
    Line(At, &'a [u8]),
    /// Bytes that are no line.
    Damage {
        segment: u32,
        offset: u64,
        length: u64,
        /// How many lines it may have been at most.
        lines: u64,
    },
}

/// The end of the journal as a scan found it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct End {
    /// The last file; 0 when there is none.
    pub segment: u32,
    /// Where its last good line ends.
    pub length: u64,
    /// Bytes behind it, of a line that was never finished.
    pub torn: u64,
    /// True when the last line is whole but for its line end.
    pub unended: bool,
}

/// The writing end.
pub(super) struct Journal {
    dir: PathBuf,
    segment: u32,
    file: File,
    length: u64,
    /// Where the number of the next line is noted.
    end: File,
    /// The number of the next line.
    pub seq: u64,
    /// Why nothing more can be promised until the store is opened anew.
    broken: Option<String>,
}

impl Journal {
    /// Opens the journal for writing behind `end`, cutting a torn line off. `seq` is the number of the next line.
    pub fn open(dir: &Path, end: End, seq: u64) -> Result<Journal> {
        disk::make_dir(dir)?;
        let note = disk::open_private(
            &dir.with_extension("end"),
            OpenOptions::new().write(true).create(true).truncate(false),
        )?;
        let segment = end.segment.max(1);
        let path = segment_path(dir, segment);
        let file = disk::open_private(
            &path,
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false),
        )?;
        let mut length = end.length;
        (|| {
            file.set_len(length)?;
            if end.unended {
                file.write_all_at(b"\n", length)?;
                length += 1;
            }
            file.sync_all()
        })()
        .with_context(|| format!("cannot prepare {}", path.display()))?;
        disk::sync_dir(dir)?;
        let journal = Journal {
            dir: dir.to_owned(),
            segment,
            file,
            length,
            end: note,
            seq,
            broken: None,
        };
        journal.note_end();
        Ok(journal)
    }

    /// Notes how many lines there are, after they were made durable. It costs next to nothing because nobody waits for the
    /// disk: after a power cut the note may be behind the journal, and is never before it.
    fn note_end(&self) {
        // The journal is as good without the note, and it says so itself when its disk is broken.
        let _ = self.end.write_all_at(note_of(self.seq).as_bytes(), 0);
    }

    /// Appends one line and makes it durable. When it fails, nothing of it stays.
    pub fn append(&mut self, line: &[u8]) -> Result<At> {
        if let Some(why) = &self.broken {
            bail!("the journal takes no more lines until the store is opened anew: {why}");
        }
        if self.length >= SEGMENT_BYTES {
            self.next_segment()?;
        }
        let at = At {
            segment: self.segment,
            offset: self.length,
            length: u32::try_from(line.len()).context("a line of the journal is too long")?,
        };
        let path = segment_path(&self.dir, self.segment);
        if let Err(error) = self.file.write_all_at(line, self.length) {
            // What was written of the line is taken back, so that a full disk leaves nothing half-done.
            if let Err(cut) = self.file.set_len(self.length) {
                self.broken = Some(cut.to_string());
            }
            return Err(error).with_context(|| format!("cannot write to {}", path.display()));
        }
        if let Err(error) = self.file.sync_data() {
            // After a failed fsync the kernel may have dropped the bytes and forgotten the error, so a second try
            // that succeeds would prove nothing.
            let _ = self.file.set_len(self.length);
            self.broken = Some(error.to_string());
            return Err(error).with_context(|| format!("cannot make {} durable", path.display()));
        }
        self.length += u64::from(at.length);
        self.seq += 1;
        self.note_end();
        Ok(at)
    }

    /// Where the journal ends now.
    pub fn position(&self) -> (u32, u64) {
        (self.segment, self.length)
    }

    fn next_segment(&mut self) -> Result<()> {
        let path = segment_path(&self.dir, self.segment + 1);
        let file = disk::open_private(
            &path,
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(true),
        )?;
        file.sync_all()
            .with_context(|| format!("cannot write {}", path.display()))?;
        disk::sync_dir(&self.dir)?;
        self.segment += 1;
        self.file = file;
        self.length = 0;
        Ok(())
    }
}

/// Reads single lines by their place.
pub(super) struct Pages {
    dir: PathBuf,
    files: Mutex<BTreeMap<u32, Arc<File>>>,
}

impl Pages {
    /// Lines of the journal in this folder.
    pub fn new(dir: &Path) -> Pages {
        Pages {
            dir: dir.to_owned(),
            files: Mutex::default(),
        }
    }

    /// The line at a place, checked.
    pub fn read<E: serde::de::DeserializeOwned>(&self, at: At) -> Result<Line<E>> {
        let path = segment_path(&self.dir, at.segment);
        let mut line = vec![0; at.length as usize];
        self.file(at.segment)?
            .read_exact_at(&mut line, at.offset)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let json = line
            .strip_suffix(b"\n")
            .and_then(checked)
            .with_context(|| {
                format!(
                    "the line at byte {} of {} is damaged",
                    at.offset,
                    path.display()
                )
            })?;
        serde_json::from_slice(json).with_context(|| {
            format!(
                "the line at byte {} of {} is not understood",
                at.offset,
                path.display()
            )
        })
    }

    fn file(&self, segment: u32) -> Result<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(&segment) {
            return Ok(Arc::clone(file));
        }
        let path = segment_path(&self.dir, segment);
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = Arc::new(file);
        files.insert(segment, Arc::clone(&file));
        Ok(file)
    }
}

/// The bytes of a line.
pub(super) fn encode<E: Serialize>(line: &Line<E>) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(line).context("cannot write a line of the journal")?;
    let mut bytes = checksum(&json).into_bytes();
    bytes.push(b' ');
    bytes.extend_from_slice(&json);
    bytes.push(b'\n');
    Ok(bytes)
}

/// The JSON of a line that was just encoded, read as another type.
pub(super) fn sketch<E: serde::de::DeserializeOwned>(line: &[u8]) -> Result<Line<E>> {
    let json = line.get(HEAD..).unwrap_or_default();
    serde_json::from_slice(json).context("a line of the journal is not understood")
}

/// The number that the next line had when the last one was written, as far as that is known. It is to be asked before the
/// journal is read: what is written in between is more, not less.
pub(super) fn noted_end(dir: &Path) -> Option<u64> {
    let text = fs::read_to_string(dir.with_extension("end")).ok()?;
    let seq = text.get(HEAD..)?.trim().parse().ok()?;
    (text == note_of(seq)).then_some(seq)
}

/// All notes have one length, so that each overwrites the one before.
fn note_of(seq: u64) -> String {
    let digits = format!("{seq:020}\n");
    format!("{} {digits}", checksum(digits.as_bytes()))
}

/// Goes through the whole journal in order. What stands behind the last good line of the last file is not visited when it
/// is a line that was never finished.
pub(super) fn scan(dir: &Path, mut visit: impl FnMut(Found<'_>) -> Result<()>) -> Result<End> {
    let segments = segments(dir)?;
    let mut end = End::default();
    for &segment in &segments {
        let path = segment_path(dir, segment);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let last = Some(&segment) == segments.last();
        end = scan_segment(segment, &bytes, last, &mut visit)?;
    }
    Ok(end)
}

/// The numbers of the journal's files, in order.
pub(super) fn segments(dir: &Path) -> Result<Vec<u32>> {
    let mut numbers: Vec<u32> = disk::names(dir)?
        .iter()
        .filter_map(|name| name.strip_suffix(".jsonl")?.parse().ok())
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// Where a file of the journal lies.
pub(super) fn segment_path(dir: &Path, segment: u32) -> PathBuf {
    dir.join(format!("{segment:06}.jsonl"))
}

/// Goes through the bytes of one file; `last` is the one that is written to.
pub(super) fn scan_segment(
    segment: u32,
    bytes: &[u8],
    last: bool,
    visit: &mut impl FnMut(Found<'_>) -> Result<()>,
) -> Result<End> {
    let mut end = End {
        segment,
        ..End::default()
    };
    let mut offset = 0_u64;
    let mut bad: Option<u64> = None;
    for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
        let ended = piece.last() == Some(&b'\n');
        let text = piece.strip_suffix(b"\n").unwrap_or(piece);
        let length = piece.len() as u64;
        if let Some(json) = checked(text) {
            if let Some(start) = bad.take() {
                visit(damage(segment, bytes, start, offset))?;
            }
            let at = At {
                segment,
                offset,
                length: u32::try_from(text.len() + 1).unwrap_or(u32::MAX),
            };
            visit(Found::Line(at, json))?;
            end.length = offset + length;
            end.unended = !ended;
        } else if bad.is_none() {
            bad = Some(offset);
        }
        offset += length;
    }
    let Some(start) = bad else {
        return Ok(end);
    };
    let rest = part(bytes, start, offset);
    if last && never_finished(rest) {
        end.torn = offset - start;
        return Ok(end);
    }
    visit(damage(segment, bytes, start, offset))?;
    end.length = offset;
    // The next line must not grow together with the damaged bytes.
    end.unended = rest.last() != Some(&b'\n');
    Ok(end)
}

fn damage(segment: u32, bytes: &[u8], start: u64, end: u64) -> Found<'static> {
    let ends = part(bytes, start, end)
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count();
    Found::Damage {
        segment,
        offset: start,
        length: end - start,
        lines: (ends as u64).max((end - start).div_ceil(SHORT_LINE)),
    }
}

fn part(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    bytes.get(index(start)..index(end)).unwrap_or_default()
}

/// True for the remains of one line that was being written when the machine stopped: it has no end, or pages of it are
/// still zero. Anything else behind the last good line was promised once and is damage.
fn never_finished(rest: &[u8]) -> bool {
    let ends = rest.iter().filter(|&&byte| byte == b'\n').count();
    ends == 0 || (ends == 1 && rest.last() == Some(&b'\n') && rest.contains(&0))
}

fn checked(text: &[u8]) -> Option<&[u8]> {
    let (head, json) = text.split_at_checked(HEAD)?;
    (head.last() == Some(&b' ') && head.starts_with(checksum(json).as_bytes())).then_some(json)
}

pub(super) fn checksum(json: &[u8]) -> String {
    hex(Sha256::digest(json).get(..HEAD / 2).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn line(seq: u64) -> Vec<u8> {
        encode(&Line {
            seq,
            at: Timestamp::UNIX_EPOCH,
            entry: "x".repeat(20),
        })
        .unwrap()
    }

    fn scanned(dir: &Path) -> (Vec<u64>, Vec<(u64, u64)>, End) {
        let (mut lines, mut damage) = (Vec::new(), Vec::new());
        let end = scan(dir, |found| {
            match found {
                Found::Line(_, json) => {
                    lines.push(serde_json::from_slice::<Line<String>>(json).unwrap().seq);
                }
                Found::Damage { offset, length, .. } => damage.push((offset, length)),
            }
            Ok(())
        })
        .unwrap();
        (lines, damage, end)
    }

    fn written(count: u64) -> (tempfile::TempDir, u64) {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(dir.path(), End::default(), 1).unwrap();
        for seq in 1..=count {
            journal.append(&line(seq)).unwrap();
        }
        (dir, line(1).len() as u64)
    }

    #[test]
    fn a_torn_last_line_is_cut_wherever_it_tore() {
        let (dir, length) = written(3);
        let path = segment_path(dir.path(), 1);
        let whole = fs::read(&path).unwrap();
        for cut in 1..length {
            let kept = whole.len() - usize::try_from(cut).unwrap();
            fs::write(&path, &whole[..kept]).unwrap();
            let (lines, damage, end) = scanned(dir.path());
            assert!(damage.is_empty());
            // A line that lacks nothing but its line end is whole.
            assert_eq!(lines.len(), if cut == 1 { 3 } else { 2 });
            let mut journal = Journal::open(dir.path(), end, 9).unwrap();
            journal.append(&line(9)).unwrap();
            assert_eq!(scanned(dir.path()).0.last(), Some(&9));
            assert_eq!(scanned(dir.path()).0.len(), lines.len() + 1);
        }
    }

    #[test]
    fn damage_in_the_middle_is_told_and_what_follows_is_kept() {
        let (dir, length) = written(5);
        let path = segment_path(dir.path(), 1);
        let whole = fs::read(&path).unwrap();
        for at in 0..length {
            let mut bytes = whole.clone();
            bytes[usize::try_from(length * 2 + at).unwrap()] ^= 0x04;
            fs::write(&path, &bytes).unwrap();
            let (lines, damage, _) = scanned(dir.path());
            // A damaged line end takes the next line with it.
            let expected = if at == length - 1 {
                vec![1, 2, 5]
            } else {
                vec![1, 2, 4, 5]
            };
            assert_eq!(lines, expected, "byte {at}");
            assert_eq!(damage.len(), 1);
        }
    }

    #[test]
    fn a_zeroed_end_is_torn_and_a_flipped_end_is_damage() {
        let (dir, length) = written(3);
        let path = segment_path(dir.path(), 1);
        let whole = fs::read(&path).unwrap();
        let start = usize::try_from(length * 2).unwrap();
        let mut zeroed = whole.clone();
        zeroed[start..start + 30].fill(0);
        fs::write(&path, &zeroed).unwrap();
        let (lines, damage, end) = scanned(dir.path());
        assert_eq!((lines, damage.len(), end.torn), (vec![1, 2], 0, length));
        let mut flipped = whole;
        flipped[start + 3] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let (lines, damage, end) = scanned(dir.path());
        assert_eq!((lines, damage.len(), end.torn), (vec![1, 2], 1, 0));
        assert_eq!(end.length, length * 3);
    }

    #[test]
    fn a_line_is_read_back_by_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(dir.path(), End::default(), 1).unwrap();
        journal.append(&line(1)).unwrap();
        let at = journal.append(&line(2)).unwrap();
        let pages = Pages::new(dir.path());
        assert_eq!(pages.read::<String>(at).unwrap().seq, 2);
        let mut bytes = fs::read(segment_path(dir.path(), 1)).unwrap();
        let last = bytes.len() - 4;
        bytes[last] ^= 1;
        fs::write(segment_path(dir.path(), 1), bytes).unwrap();
        assert!(Pages::new(dir.path()).read::<String>(at).is_err());
    }
}
