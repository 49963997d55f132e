//! Passwords: from a file that only we may read, or from the environment; never from config.toml itself.

use super::written::{Found, Section};
use crate::wire::Secret;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The password of a section, when one is named. Problems are noted.
pub fn password(
    section: &Section<'_, '_>,
    base: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<Secret> {
    let sheet = section.sheet();
    if let Some(open) = section.text("password") {
        sheet.error(
            &open.at,
            "a password must not stand in this file, which is copied and shown around",
            "put it into a file of its own: password_file = \"/etc/cisdp-intake/password\"",
        );
    }
    match (section.text("password_file"), section.text("password_env")) {
        (Some(_), Some(variable)) => {
            sheet.error(
                &variable.at,
                "there are two passwords: `password_file` and `password_env`",
                "keep one of the two lines",
            );
            None
        }
        (Some(file), None) => from_file(section, base, &file),
        (None, Some(variable)) => {
            let value = environment(&variable.value).filter(|value| !value.is_empty());
            if value.is_none() {
                sheet.error(
                    &variable.at,
                    format!("the environment variable {} is not set", variable.value),
                    "set it where the program is started, or use `password_file`",
                );
            }
            value.map(Secret::new)
        }
        (None, None) => None,
    }
}

fn from_file(section: &Section<'_, '_>, base: &Path, file: &Found<String>) -> Option<Secret> {
    let path = base.join(&file.value);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            section.sheet().error(
                &file.at,
                format!("the password file cannot be read: {error}"),
                format!(
                    "put the password into {}, readable only for the user that runs the program",
                    path.display()
                ),
            );
            return None;
        }
    };
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() || secret.contains(['\r', '\n']) {
        section.sheet().error(
            &file.at,
            "the password file must hold the password on one line and nothing else",
            format!("look into {}", path.display()),
        );
        return None;
    }
    let mode = fs::metadata(&path).map(|about| about.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o007 != 0) {
        section.sheet().warning(
            &file.at,
            "everybody on this machine may read the password file",
            format!("chmod 600 {}", path.display()),
        );
    }
    Some(Secret::new(secret))
}
