//! Backup into one file while the store is in use, and restore from it.

use super::index::{MailState, Packed, decode, key};
use super::line::{Entry, Line, Whole};
use super::{Store, disk, journal, layout, raw, rescue};
use crate::answer::MailId;
use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use serde::Serialize;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What a backup holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// Raw mails in it.
    pub mails: u64,
    /// Mails in custody whose raw file is missing or damaged, so that they are not in it.
    pub missing: Vec<MailId>,
    /// Its size.
    pub bytes: u64,
}

impl Store {
    /// Writes the whole store as it is at this moment into one file (a zip), while it is in use. The file appears under its
    /// name only when it is whole.
    ///
    /// # Errors
    /// When something cannot be read or the file cannot be written.
    pub fn backup(&self, file: &Path) -> Result<BackupReport> {
        // The journal only grows and raw mails never change, so the end of the journal is a picture of the whole.
        let (end, mails) = self.with(|state| {
            let mut mails: Vec<MailId> = Vec::new();
            for (name, value) in state.index()?.under(key::MAIL)? {
                let known: MailState = decode(&value)?;
                let id = name.get(key::MAIL.len()..).unwrap_or_default();
                if known.held.is_some() {
                    mails.push(Packed::unpack(id));
                }
            }
            Ok((state.position(), mails))
        })?;
        let name = file.file_name().context("a backup needs a file name")?;
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut temporary = name.to_owned();
        temporary.push(".unfinished");
        let temporary = folder.join(temporary);
        let written = self
            .write_backup(&temporary, end, &mails)
            .and_then(|report| {
                fs::rename(&temporary, file)
                    .with_context(|| format!("cannot write {}", file.display()))?;
                disk::sync_dir(folder)?;
                Ok(report)
            });
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }

    fn write_backup(&self, path: &Path, end: (u32, u64), mails: &[MailId]) -> Result<BackupReport> {
        let failed = || format!("cannot write the backup {}", path.display());
        let file = disk::open_private(
            path,
            OpenOptions::new().write(true).create(true).truncate(true),
        )?;
        let mut zip = ZipWriter::new(io::BufWriter::new(file));
        let options = SimpleFileOptions::default()
            .unix_permissions(0o600)
            .large_file(true);
        zip.start_file("FORMAT", options).with_context(failed)?;
        zip.write_all(layout::format_text().as_bytes())
            .with_context(failed)?;
        let dir = layout::journal(self.dir());
        for segment in journal::segments(&dir)? {
            if segment > end.0 {
                continue;
            }
            let source = journal::segment_path(&dir, segment);
            let length = if segment == end.0 { end.1 } else { u64::MAX };
            zip.start_file(format!("journal/{segment:06}.jsonl"), options)
                .with_context(failed)?;
            let mut source = File::open(&source)
                .with_context(|| format!("cannot read {}", source.display()))?
                .take(length);
            io::copy(&mut source, &mut zip).with_context(failed)?;
        }
        let mut report = BackupReport::default();
        for id in mails {
            let Ok(bytes) = raw::read(self.dir(), id) else {
                report.missing.push(id.clone());
                continue;
            };
            let shelf: String = id.chars().take(2).collect();
            zip.start_file(format!("mail/{shelf}/{id}.eml"), options)
                .with_context(failed)?;
            zip.write_all(&bytes).with_context(failed)?;
            report.mails += 1;
        }
        let file = zip
            .finish()
            .with_context(failed)?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .with_context(failed)?;
        file.sync_all().with_context(failed)?;
        report.bytes = file.metadata().with_context(failed)?.len();
        Ok(report)
    }
}

/// Makes a store in `dir`, which must not exist or be empty, from a backup. What was sent or answered after the backup is
/// not in it; so letters that waited, and answers to mails received before now, are held back until a person decides.
///
/// # Errors
/// When the file is no whole backup, `dir` is in use, or the disk refuses; then `dir` is left as it was.
pub fn restore(file: &Path, dir: &Path, now: Timestamp) -> Result<()> {
    ensure!(
        disk::names(dir)?.is_empty(),
        "the folder {} is not empty: restore into a new one",
        dir.display()
    );
    let mut unfinished = dir.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)
            .with_context(|| format!("cannot take {} away", unfinished.display()))?;
    }
    let restored = unpack(file, &unfinished).and_then(|()| {
        let store = Store::open(&unfinished)?;
        store.set_times()?;
        store.with(|state| state.commit(now, &Entry::Restored {}).map(drop))?;
        store.add_notice(
            now,
            "The store was restored from a backup. Letters that waited, and answers to mails received before, \
             are held back, because they may have been sent after the backup was made.",
        )?;
        store.close()?;
        drop(store);
        if dir.exists() {
            fs::remove_dir(dir).with_context(|| format!("cannot replace {}", dir.display()))?;
        }
        fs::rename(&unfinished, dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
        dir.parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .map_or(Ok(()), disk::sync_dir)
    });
    if restored.is_err() {
        let _ = fs::remove_dir_all(&unfinished);
    }
    restored
}

fn unpack(file: &Path, dir: &Path) -> Result<()> {
    let no_backup = || format!("{} is no whole backup", file.display());
    let source = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut zip = ZipArchive::new(io::BufReader::new(source)).with_context(no_backup)?;
    disk::make_dir(dir)?;
    let mut marked = false;
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).with_context(no_backup)?;
        let name = entry.name().with_context(no_backup)?.into_owned();
        if name == "FORMAT" {
            marked = true;
        } else if !is_ours(&name) {
            bail!("{}: it holds {name:?}", no_backup());
        }
        let path = dir.join(&name);
        if let Some(folder) = path.parent() {
            disk::make_dir(folder)?;
        }
        let mut target =
            disk::open_private(&path, OpenOptions::new().write(true).create_new(true))?;
        // The zip's checksum is compared at the end of each entry.
        io::copy(&mut entry, &mut target)
            .and_then(|_| target.sync_all())
            .with_context(|| format!("cannot restore {name} from {}", file.display()))?;
        if let Some(id) = mail_of(&name) {
            raw::read(dir, id).with_context(no_backup)?;
        }
    }
    ensure!(marked, no_backup());
    disk::sync_tree(dir)?;
    let survey = rescue::survey(&layout::journal(dir))?;
    ensure!(survey.lines > 0, no_backup());
    Ok(())
}

/// True for the names that a backup holds, and for no path that leads out of its folder.
fn is_ours(name: &str) -> bool {
    let segment = name
        .strip_prefix("journal/")
        .and_then(|name| name.strip_suffix(".jsonl"));
    segment.is_some_and(|digits| digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()))
        || mail_of(name).is_some()
}

fn mail_of(name: &str) -> Option<&str> {
    let (shelf, rest) = name.strip_prefix("mail/")?.split_once('/')?;
    let id = rest.strip_suffix(".eml")?;
    let hex = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
    };
    (id.len() == 64 && hex(id) && shelf.len() == 2 && id.starts_with(shelf)).then_some(id)
}

impl Store {
    /// Gives raw files the time of receipt that the journal tells.
    fn set_times(&self) -> Result<()> {
        let mails = self.with(|state| state.index()?.under(key::MAIL))?;
        for (_, value) in mails {
            let known: MailState = decode(&value)?;
            let Some(at) = known.held else { continue };
            let line: Line<Whole> = self.inner.pages.read(at)?;
            if let Entry::Held(held) = line.entry {
                // A mail that the backup did not hold has no file.
                if raw::path(self.dir(), &held.mail).exists() {
                    raw::set_time(self.dir(), &held.mail, held.received)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_restored() {
        let id = "ab".repeat(32);
        assert!(is_ours("journal/000001.jsonl"));
        assert!(is_ours(&format!("mail/ab/{id}.eml")));
        for name in [
            "../x",
            "/etc/passwd",
            "journal/../x.jsonl",
            "journal/000001.jsonl/x",
            "mail/ab/../../x.eml",
            "lock",
            "index/db",
            "mail/cd/abab.eml",
            "journal/.jsonl",
        ] {
            assert!(!is_ours(name), "{name}");
        }
        assert!(!is_ours(&format!("mail/cd/{id}.eml")));
    }
}
