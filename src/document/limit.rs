//! What reading one attachment may still cost: spent by everything that is unpacked from it, at any level.

use super::{Limits, Unread};

/// Archives and messages nest this deep.
pub(super) const LEVELS: u32 = 3;

/// What is left of the limits.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    /// The limits as given.
    pub(super) limits: Limits,
    /// Bytes that may still be unpacked.
    decompressed: u64,
    /// Entries that may still be read.
    entries: u32,
    /// Levels that may still be opened.
    levels: u32,
}

impl Budget {
    /// The whole of the limits.
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget {
            limits: *limits,
            decompressed: limits.decompressed,
            entries: limits.entries,
            levels: LEVELS,
        }
    }

    /// Bytes that may still be unpacked.
    pub(super) fn decompressed(&self) -> u64 {
        self.decompressed
    }

    /// Pays for unpacked bytes.
    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), Unread> {
        match self.decompressed.checked_sub(bytes) {
            Some(left) => {
                self.decompressed = left;
                Ok(())
            }
            None => {
                self.decompressed = 0;
                Err(Unread::Limit("too much data when unpacked".to_owned()))
            }
        }
    }

    /// Pays for one entry of an archive.
    pub(super) fn spend_entry(&mut self) -> Result<(), Unread> {
        self.entries = self
            .entries
            .checked_sub(1)
            .ok_or_else(|| Unread::Limit("too many files in the archive".to_owned()))?;
        Ok(())
    }

    /// Goes one level down for the time of `work`.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Budget) -> T) -> Result<T, Unread> {
        self.levels = self
            .levels
            .checked_sub(1)
            .ok_or_else(|| Unread::Limit("archives nested too deep".to_owned()))?;
        let result = work(self);
        self.levels += 1;
        Ok(result)
    }
}
