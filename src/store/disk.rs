//! The few ways in which the store touches the disk: private files, durable writes, errors that name the path.

use anyhow::{Context, Result, bail};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes a folder that only its owner can enter, with those above it, and makes their names durable.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let above = above(dir);
    make_dir(above)?;
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(_) if dir.exists() && !dir.is_dir() => {
            bail!("{} is a file, and a folder is needed there", dir.display())
        }
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot make the folder {}", dir.display()))
        }
        _ => sync_dir(above),
    }
}

/// The folder in which a name stands.
fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        Some(_) => Path::new("."),
        None => path,
    }
}

/// Makes the names of a folder and of all above it durable. Whoever made them may have died before it did this.
pub(super) fn sync_names_above(dir: &Path) -> Result<()> {
    sync_dir(above(dir))?;
    for further in above(dir).ancestors().skip(1) {
        if !further.as_os_str().is_empty() {
            // It may be a folder that we can enter but not read; then we did not make it either.
            let _ = sync_dir(further);
        }
    }
    Ok(())
}

/// Opens for writing a file that only its owner can read, with the given choices of `OpenOptions`.
pub(super) fn open_private(path: &Path, options: &mut OpenOptions) -> Result<File> {
    options
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot open {} for writing", path.display()))
}

/// Makes the names in a folder durable. A file's own fsync does not promise that its name survives a power cut.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .with_context(|| format!("cannot make the folder {} durable", dir.display()))
}

/// Makes a folder and everything in it durable, whoever wrote it.
pub(super) fn sync_tree(dir: &Path) -> Result<()> {
    for name in names(dir)? {
        let path = dir.join(name);
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(&path)
                .and_then(|file| file.sync_all())
                .with_context(|| format!("cannot make {} durable", path.display()))?;
        }
    }
    sync_dir(dir)
}

/// Replaces a small file so that after a power cut either the old or the new content stands there, whole.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let temporary = path.with_extension("new");
    let written = (|| {
        let mut file = open_private(
            &temporary,
            OpenOptions::new().write(true).create(true).truncate(true),
        )?;
        file.write_all(content)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&temporary, path))
            .with_context(|| format!("cannot write {}", path.display()))
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    match path.parent() {
        Some(parent) => sync_dir(parent),
        None => Ok(()),
    }
}

/// Takes a name that may be missing away, durably.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Ok(()) => path.parent().map_or(Ok(()), sync_dir),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot take {} away", path.display())),
    }
}

/// The names in a folder, sorted; a missing folder has none.
pub(super) fn names(dir: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot list {}", dir.display()));
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", dir.display()))?;
        // A name that is no text is none of ours.
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Takes the rights of others away from a folder and all in it; sled makes its files by the umask.
pub(super) fn make_private(dir: &Path) -> Result<()> {
    let set = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .with_context(|| format!("cannot make {} private", path.display()))
    };
    set(dir, 0o700)?;
    for name in names(dir)? {
        let path = dir.join(name);
        if path.is_dir() {
            make_private(&path)?;
        } else {
            set(&path, 0o600)?;
        }
    }
    Ok(())
}

/// Takes the rights of others away from a folder itself.
pub(super) fn make_private_dir(dir: &Path) -> Result<()> {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
        .with_context(|| format!("cannot make {} private", dir.display()))
}

/// True when the disk, or our share of it, is full.
pub(super) fn is_full(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded
            )
        })
    })
}
