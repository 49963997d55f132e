//! The raw mails: one file each, named by the SHA-256 of its bytes, written once and never changed.

use super::disk;
use crate::answer::MailId;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The identity of a mail: SHA-256 of its bytes, in hex.
pub fn mail_id(bytes: &[u8]) -> MailId {
    hex(&Sha256::digest(bytes))
}

/// A hash of what follows the header section, blind to line ends and blank lines at the end: two deliveries of one
/// message differ in Received and such, and some servers touch the line ends.
pub fn body_hash(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut in_body = false;
    let mut blank = 0_u32;
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !in_body {
            in_body = line.is_empty();
        } else if line.is_empty() {
            blank += 1;
        } else {
            for _ in 0..std::mem::take(&mut blank) {
                hash.update(b"\n");
            }
            hash.update(line);
            hash.update(b"\n");
        }
    }
    hex(&hash.finalize()).chars().take(32).collect()
}

/// Bytes in hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Where the raw file of a mail lies.
pub(super) fn path(store: &Path, id: &str) -> PathBuf {
    let shelf: String = id.chars().take(2).collect();
    store.join("mail").join(shelf).join(format!("{id}.eml"))
}

/// Writes a raw mail durably. The file's time is the mail's time of receipt, so that even a mail whose journal line was
/// lost keeps it.
pub(super) fn write(store: &Path, id: &str, bytes: &[u8], received: Timestamp) -> Result<()> {
    let path = path(store, id);
    let Some(shelf) = path.parent() else {
        bail!("{} has no folder", path.display());
    };
    disk::make_dir(shelf)?;
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let temporary = shelf.join(format!(".{id}.{}.{number}", std::process::id()));
    let written = (|| {
        let mut file = disk::open_private(
            &temporary,
            OpenOptions::new().write(true).create(true).truncate(true),
        )?;
        file.write_all(bytes)
            .and_then(|()| file.set_modified(time_of(received)))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&temporary, &path))
            .with_context(|| format!("cannot write the mail {}", path.display()))
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    disk::sync_dir(shelf)
}

/// A moment as file systems know it; one before 1970 is no mail's.
fn time_of(moment: Timestamp) -> SystemTime {
    let since = Duration::try_from(moment.as_duration()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + since
}

/// Reads a raw mail; `Err` when it is missing or its bytes are not those that its name promises.
pub(super) fn read(store: &Path, id: &str) -> Result<Vec<u8>> {
    let path = path(store, id);
    let bytes =
        fs::read(&path).with_context(|| format!("cannot read the mail {}", path.display()))?;
    if mail_id(&bytes) != id {
        bail!("the file {} is damaged", path.display());
    }
    Ok(bytes)
}

/// True when a raw mail cannot be read because its file is missing or damaged, not because the disk refuses just now.
pub(super) fn is_lost(store: &Path, id: &str) -> bool {
    match fs::read(path(store, id)) {
        Ok(bytes) => mail_id(&bytes) != id,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// What is left of a damaged raw mail.
pub(super) fn remains(store: &Path, id: &str) -> Vec<u8> {
    fs::read(path(store, id)).unwrap_or_default()
}

/// When a raw mail was received, by its file's time.
pub(super) fn received(store: &Path, id: &str) -> Result<Timestamp> {
    let path = path(store, id);
    let time = fs::metadata(&path)
        .and_then(|meta| meta.modified())
        .with_context(|| format!("cannot read the mail {}", path.display()))?;
    Ok(Timestamp::try_from(time).unwrap_or_default())
}

/// Takes away what writers left that died before their file was whole.
pub(super) fn sweep(store: &Path) -> Result<()> {
    let root = store.join("mail");
    for shelf in disk::names(&root)? {
        for name in disk::names(&root.join(&shelf))? {
            if name.starts_with('.') {
                disk::remove(&root.join(&shelf).join(name))?;
            }
        }
    }
    Ok(())
}

/// Gives a raw mail's file the time of receipt.
pub(super) fn set_time(store: &Path, id: &str, received: Timestamp) -> Result<()> {
    let path = path(store, id);
    fs::File::open(&path)
        .and_then(|file| file.set_modified(time_of(received)))
        .with_context(|| format!("cannot set the time of {}", path.display()))
}

/// All mails that have a raw file, in order.
pub(super) fn all(store: &Path) -> Result<Vec<MailId>> {
    let root = store.join("mail");
    let mut ids = Vec::new();
    for shelf in disk::names(&root)? {
        for name in disk::names(&root.join(&shelf))? {
            if let Some(id) = name.strip_suffix(".eml")
                && id.len() == 64
                && id.starts_with(&shelf)
            {
                ids.push(id.to_owned());
            }
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_hash_sees_the_body_alone() {
        let one = body_hash(b"Received: a\r\nSubject: x\r\n\r\nHello\r\n\r\nthere\r\n");
        assert_eq!(
            one,
            body_hash(b"Received: b\nSubject: x\n\nHello\n\nthere\n\n\n")
        );
        assert_ne!(one, body_hash(b"Subject: x\n\nHello\nthere\n"));
    }

    #[test]
    fn a_raw_mail_comes_back_or_says_that_it_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let id = mail_id(b"x");
        write(dir.path(), &id, b"x", Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(read(dir.path(), &id).unwrap(), b"x");
        assert_eq!(all(dir.path()).unwrap(), vec![id.clone()]);
        fs::write(path(dir.path(), &id), b"y").unwrap();
        assert!(read(dir.path(), &id).is_err());
    }
}
