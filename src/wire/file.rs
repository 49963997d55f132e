//! A sender that writes letters into a folder, for the demo and for trying things out.

use super::{Fault, FaultKind};
use crate::mail::Letter;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

/// A folder that gets one `.eml` a letter, named by the letter's key.
#[derive(Debug)]
pub struct FileSink {
    /// The folder.
    pub path: PathBuf,
}

impl FileSink {
    /// A sink into a folder, which is made when it is missing.
    pub fn new(path: impl Into<PathBuf>) -> FileSink {
        FileSink { path: path.into() }
    }

    /// Where the letter with this key stands, or will stand.
    pub fn place(&self, key: &str) -> PathBuf {
        let name: String = key
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || "-_@.".contains(c) {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        self.path.join(format!("{name}.eml"))
    }

    /// Writes one letter. A second time with the same letter leaves one file.
    pub(super) fn send(&self, letter: &Letter) -> Result<String, Fault> {
        self.check()?;
        let place = self.place(&letter.key);
        let half = place.with_extension("part");
        // Letters hold what people wrote; nobody else on the machine is to read them.
        let mut options = fs::OpenOptions::new();
        let opened = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&half);
        let written = opened.and_then(|mut file| {
            file.write_all(&letter.bytes)?;
            file.sync_all()?;
            fs::rename(&half, &place)
        });
        match written {
            Ok(()) => Ok(format!("written to {}", place.display())),
            Err(error) => Err(self.fault(&error)),
        }
    }

    pub(super) fn check(&self) -> Result<(), Fault> {
        let mut folder = fs::DirBuilder::new();
        let made = folder.recursive(true).mode(0o700).create(&self.path);
        made.map_err(|error| self.fault(&error))
    }

    fn fault(&self, error: &std::io::Error) -> Fault {
        Fault::new(
            FaultKind::Unreachable,
            format!(
                "letters cannot be written into {}: {error}",
                self.path.display()
            ),
        )
        .advice("check that the folder may be written and that the disk is not full")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letter_makes_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let sink = FileSink::new(dir.path().join("letters"));
        let letter = Letter {
            key: "ack:ab/../c".to_owned(),
            message_id: "m@h".to_owned(),
            envelope_from: None,
            to: "a@b.example".to_owned(),
            subject: String::new(),
            composed: jiff::Timestamp::UNIX_EPOCH,
            bytes: b"Subject: x\r\n\r\ny".to_vec(),
        };
        sink.send(&letter).unwrap();
        sink.send(&letter).unwrap();
        let files: Vec<_> = fs::read_dir(&sink.path).unwrap().collect();
        assert_eq!(files.len(), 1);
        assert_eq!(fs::read(sink.place(&letter.key)).unwrap(), letter.bytes);
    }
}
