//! The built-in rules, compiled once and kept in the user's cache folder: most of what a short call of `parse` costs otherwise.
//!
//! What is kept is a copy and no more: where it is missing, damaged or from another program, the rules are compiled again.

use crate::extract;
use crate::rules::{Rules, builtin_files};
use anyhow::Result;
use foldhash::fast::FixedState;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// What the names of kept files begin with.
const PREFIX: &str = "rules-";

/// Bytes of the checksum in front of the rules.
const CHECK: usize = size_of::<u64>();

/// The rules in a folder, or those built in: as far as they are needed to read mails.
///
/// # Errors
/// When they are broken.
pub(super) fn rules_of(named: Option<&Path>) -> Result<Rules> {
    let place = || Some((folder()?, name()?));
    let Some((folder, name)) = named.is_none().then(place).flatten() else {
        return super::rules_of(named);
    };
    if let Some(rules) = kept(&folder.join(&name)) {
        return Ok(rules);
    }
    let rules = super::rules_of(None)?;
    // Nothing is lost where it cannot be kept.
    let _ = keep(&rules, &folder, &name);
    Ok(rules)
}

/// The folder for what may be made again (XDG Base Directory Specification 0.8).
fn folder() -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let own = std::env::var_os("XDG_CACHE_HOME").and_then(absolute);
    let usual = || {
        let home = std::env::var_os("HOME").and_then(absolute)?;
        Some(home.join(".cache"))
    };
    Some(own.or_else(usual)?.join("cisdp-intake"))
}

/// The name under which the rules of this very program are kept.
fn name() -> Option<String> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let mut hash = FixedState::default().build_hasher();
    hash.write(env!("CARGO_PKG_VERSION").as_bytes());
    hash.write_u64(program.len());
    hash.write_i64(program.mtime());
    hash.write_i64(program.mtime_nsec());
    for bytes in builtin_files().values() {
        hash.write(bytes);
    }
    Some(format!("{PREFIX}{:016x}", hash.finish()))
}

/// The rules in a file, if it is whole.
fn kept(path: &Path) -> Option<Rules> {
    let bytes = fs::read(path).ok()?;
    let (check, packed) = bytes.split_at_checked(CHECK)?;
    if check != checksum(packed) {
        return None;
    }
    // The rules are read where they stand, and stay until the process ends.
    let bytes: &'static [u8] = bytes.leak();
    extract::unpacked(bytes.get(CHECK..)?)
}

/// Writes the rules to a file, whole or not at all, and drops those of other programs.
fn keep(rules: &Rules, folder: &Path, name: &str) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let packed = extract::packed(rules).ok_or(io::ErrorKind::InvalidData)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&checksum(&packed))?;
    file.write_all(&packed)?;
    file.persist(folder.join(name))?;
    for entry in fs::read_dir(folder)?.flatten() {
        let other = entry.file_name();
        if other != name && other.to_string_lossy().starts_with(PREFIX) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Tells damage.
fn checksum(bytes: &[u8]) -> [u8; CHECK] {
    FixedState::default().hash_one(bytes).to_le_bytes()
}
