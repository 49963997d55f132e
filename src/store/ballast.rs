//! Room kept free on the disk, so that what was begun can be brought to its end when the disk is full.
//!
//! A mail is taken and a letter is claimed only while the ballast lies there; noting what became of them may throw it out.
//! Else a full disk would count as a mail's death, and a letter that was sent would be sent again.

use super::disk;
use anyhow::{Context, Result};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// More than the lines of all that may be in hand at once.
const BYTES: usize = 1 << 20;

/// The file that only takes up room.
pub(super) struct Ballast {
    path: PathBuf,
}

impl Ballast {
    /// The ballast of a store.
    pub fn of(store: &Path) -> Ballast {
        Ballast {
            path: store.join("ballast"),
        }
    }

    /// Sees to it that the room is there.
    pub fn take_in(&self) -> Result<()> {
        if fs::metadata(&self.path).is_ok_and(|meta| meta.len() == BYTES as u64) {
            return Ok(());
        }
        let mut file = disk::open_private(
            &self.path,
            OpenOptions::new().write(true).create(true).truncate(true),
        )?;
        let written = file
            .write_all(&vec![0; BYTES])
            .and_then(|()| file.sync_all());
        if written.is_err() {
            self.throw_out();
        }
        written.with_context(|| format!("cannot keep room free with {}", self.path.display()))
    }

    /// Gives the room away; false when there was none.
    pub fn throw_out(&self) -> bool {
        fs::remove_file(&self.path).is_ok()
    }
}
