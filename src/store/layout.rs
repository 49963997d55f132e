//! The layout of the data folder: where things lie, the format marker, the lock.

use super::disk;
use anyhow::{Context, Result, bail};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The version of the layout that this program writes.
///
/// * 1: the first.
/// * 2: the journal may tell of checks (`checked`), which a program of format 1 would not understand.
pub const FORMAT: u32 = 2;

const MARK: &str = "cisdp-intake store";

/// Where the journal lies.
pub(super) fn journal(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// Where the index lies.
pub(super) fn index(dir: &Path) -> PathBuf {
    dir.join("index")
}

/// Where it is noted that the index was closed in order.
pub(super) fn clean_mark(dir: &Path) -> PathBuf {
    dir.join("index.clean")
}

/// Takes the lock of a store; it is held as long as the file lives, and the system lets go of it when the process dies.
pub(super) fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    let mut file = disk::open_private(
        &path,
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false),
    )?;
    // Somebody may be asking at this very moment whether the lock is held.
    let mut taken = file.try_lock();
    for _ in 0..10 {
        if !matches!(taken, Err(TryLockError::WouldBlock)) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        taken = file.try_lock();
    }
    match taken {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let holder = match holder.trim() {
                "" => String::new(),
                pid => format!(" (process {pid})"),
            };
            bail!(
                "the store {} is in use by another cisdp-intake{holder}",
                dir.display()
            );
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()));
        }
    }
    // The number is only for the message above; the lock does not depend on it.
    let _ = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(file)
}

/// Whether a process holds the lock. Nothing is written for that, so it can be asked of a store on a read-only disk.
pub(super) fn is_locked(dir: &Path) -> Result<bool> {
    let path = dir.join("lock");
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    Ok(matches!(
        file.try_lock_shared(),
        Err(TryLockError::WouldBlock)
    ))
}

/// The process that has a store open, if one has.
pub(super) fn holder(dir: &Path) -> Option<String> {
    if !is_locked(dir).ok()? {
        return None;
    }
    let holder = fs::read(dir.join("lock")).ok()?;
    Some(String::from_utf8_lossy(&holder).trim().to_owned())
}

/// Checks the format of a store to be opened for writing, brings an older one up, and marks a new one.
pub(super) fn settle(dir: &Path) -> Result<()> {
    disk::make_private_dir(dir)?;
    let mail = dir.join("mail");
    disk::make_dir(&mail)?;
    disk::make_dir(&journal(dir))?;
    // What an earlier life made and did not live to make durable is seen like all else, and is built upon from here on.
    disk::sync_names_above(dir)?;
    for folder in [dir, mail.as_path(), journal(dir).as_path()] {
        disk::sync_dir(folder)?;
    }
    match read_format(dir)? {
        Some(FORMAT) => Ok(()),
        Some(older) => {
            migrate(dir, older)?;
            write_format(dir)
        }
        // A new store, or one whose marker was lost; the journal's first line tells the format as well.
        None => write_format(dir),
    }
}

/// Refuses to make a store among somebody else's files. What is left of a damaged store is not somebody else's.
pub(super) fn refuse_foreign(dir: &Path) -> Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    let names = disk::names(dir)?;
    let ours = |name: &String| {
        let known = [
            "FORMAT",
            "lock",
            "mail",
            "journal",
            "journal.end",
            "index",
            "index.clean",
            "ballast",
            "lost+found",
        ];
        known.contains(&name.as_str())
            || ["index.", "FORMAT."]
                .iter()
                .any(|ours| name.starts_with(ours))
    };
    let foreign = names.iter().find(|name| !ours(name));
    match foreign {
        Some(foreign) if !names.iter().any(|name| name == "FORMAT") && !has_lines(dir)? => bail!(
            "the folder {} holds other things ({foreign}) and no store: name a folder of its own",
            dir.display()
        ),
        _ => Ok(()),
    }
}

fn has_lines(dir: &Path) -> Result<bool> {
    let names = disk::names(&journal(dir))?;
    Ok(names.iter().any(|name| name.ends_with(".jsonl")))
}

/// Checks that there is a store that this program can read.
pub(super) fn require(dir: &Path) -> Result<()> {
    let begun = dir.join("FORMAT").exists() && journal(dir).is_dir();
    if !begun && !has_lines(dir)? {
        bail!("there is no store in {}", dir.display());
    }
    read_format(dir).map(drop)
}

/// The marker's text.
pub(super) fn format_text() -> String {
    format!("{MARK} {FORMAT}\n")
}

fn read_format(dir: &Path) -> Result<Option<u32>> {
    let path = dir.join("FORMAT");
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let version = text
        .strip_prefix(MARK)
        .and_then(|rest| rest.trim().parse::<u32>().ok());
    match version {
        Some(version) if version > FORMAT => bail!(
            "the store {} has format {version}, and this program knows formats up to {FORMAT}: \
             install the newer cisdp-intake that wrote it",
            dir.display()
        ),
        Some(version) => Ok(Some(version)),
        None => {
            tracing::warn!(path = %path.display(), "the format marker is damaged and is written anew");
            Ok(None)
        }
    }
}

fn write_format(dir: &Path) -> Result<()> {
    disk::replace(&dir.join("FORMAT"), format_text().as_bytes())
}

/// Brings a store of an older format up, one step for each version. The marker is written after it, so a step that was
/// broken off is made again.
fn migrate(dir: &Path, from: u32) -> Result<()> {
    match from {
        // Lines of format 1 stand in format 2 as they are. The index is made anew, as after every change of version.
        1 => disk::remove(&clean_mark(dir))?,
        _ => bail!(
            "the store {} has the format {from}, which no version of cisdp-intake wrote: is this its folder?",
            dir.display()
        ),
    }
    tracing::info!(store = %dir.display(), from, to = FORMAT, "the store is brought up to the format of this version");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_store_is_refused_in_words() {
        let dir = tempfile::tempdir().unwrap();
        settle(dir.path()).unwrap();
        fs::write(dir.path().join("FORMAT"), "cisdp-intake store 7\n").unwrap();
        let message = settle(dir.path()).unwrap_err().to_string();
        assert!(
            message.contains("format 7") && message.contains("newer"),
            "{message}"
        );
        assert!(require(dir.path()).is_err());
    }

    #[test]
    fn a_lost_marker_is_written_anew() {
        let dir = tempfile::tempdir().unwrap();
        for damaged in ["", "\0\0\0", "cisdp-intake st"] {
            fs::write(dir.path().join("FORMAT"), damaged).unwrap();
            settle(dir.path()).unwrap();
            assert_eq!(read_format(dir.path()).unwrap(), Some(FORMAT));
        }
    }
}
