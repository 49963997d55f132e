//! How the daemon stands, as a file in the store's folder: what `status` cannot read from the store itself.

use crate::rules::Rules;
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const FILE: &str = "standing.json";
const RULES: &str = "rules-in-force";

/// Where a copy of the rules in force lies.
pub fn rules_in_force(store: &Path) -> PathBuf {
    store.join(RULES)
}

/// Keeps a copy of the rules in force, for `rules what-if` and for whoever wants them back.
pub(super) fn keep_rules(store: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let kept = rules_in_force(store);
    if super::folder::read(&kept).files == *files {
        return;
    }
    let written = || -> Result<()> {
        let mut private = DirBuilder::new();
        private.mode(0o700).recursive(true);
        let fresh = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(store)?;
        for (path, bytes) in files {
            let place = fresh.path().join(path);
            if let Some(folder) = place.parent() {
                private.create(folder)?;
            }
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(place)?
                .write_all(bytes)?;
        }
        if kept.exists() {
            fs::remove_dir_all(&kept)?;
        }
        fs::rename(fresh.keep(), &kept)?;
        Ok(())
    };
    if let Err(error) = written() {
        tracing::warn!("the rules in force cannot be copied into the store: {error:#}");
    }
}

/// How the daemon stands. It is written at the start and whenever rules are read, and stays behind when the daemon ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The process.
    pub process: u32,
    /// The version of the program.
    pub version: String,
    /// When it started.
    pub started: Timestamp,
    /// Its rules.
    pub rules: RulesStanding,
}

/// Which rules are in force, and which were refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesStanding {
    /// The folder that they were read from.
    pub folder: PathBuf,
    /// The folder of the samples.
    pub samples: PathBuf,
    /// Which they are: SHA-256 of all files.
    pub fingerprint: String,
    /// Since when they are in force.
    pub since: Timestamp,
    /// The last others that were read, when they were refused.
    pub refused: Option<Refusal>,
}

/// Rules that did not come into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// When.
    pub at: Timestamp,
    /// Why: problems with their places, samples that would be read wrongly.
    pub reasons: Vec<String>,
}

impl Standing {
    /// At the start.
    pub(super) fn begin(folder: &Path, samples: &Path, rules: &Rules, now: Timestamp) -> Standing {
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Standing {
            process: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: now,
            rules: RulesStanding {
                folder: whole(folder),
                samples: whole(samples),
                fingerprint: rules.fingerprint.clone(),
                since: now,
                refused: None,
            },
        }
    }

    /// Other rules are in force from now on.
    pub(super) fn came_into_force(&mut self, rules: &Rules, now: Timestamp) {
        self.rules.fingerprint.clone_from(&rules.fingerprint);
        self.rules.since = now;
    }

    /// Writes the file. Nothing depends on it but `status`, so a failure is only logged.
    pub(super) fn write(&self, store: &Path) {
        let written = || -> Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(store)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.persist(store.join(FILE))?;
            Ok(())
        };
        if let Err(error) = written() {
            tracing::warn!("{FILE} cannot be written, so `status` tells less: {error:#}");
        }
    }

    /// Reads the file; `None` when no daemon has run on this store yet.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn read(store: &Path) -> Result<Option<Standing>> {
        let path = store.join(FILE);
        let cannot = || format!("{} cannot be read", path.display());
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .with_context(cannot),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(cannot),
        }
    }
}
