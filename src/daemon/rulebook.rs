//! The folder of the rules on disk: loaded at the start, loaded anew at SIGHUP. Broken rules never come into force.

use super::house::House;
use crate::problem::Problem;
use crate::rules::{Rules, compile};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Loads and compiles the rules in a folder.
///
/// # Errors
/// All problems, also when a file cannot be read.
pub fn load_rules(folder: &Path) -> Result<Rules, Vec<Problem>> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files).map_err(|error| {
        let file = folder.display().to_string();
        let problem = Problem::of_file(&file, format!("the rules cannot be read: {error}"));
        vec![problem.hint("name the folder of the rules in config.toml: [rules] dir")]
    })?;
    compile(&files)
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // Editors leave hidden files and copies that end in ~.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}

/// Loads the rules anew. When they are broken, the ones in force stay, and the log and the next digest say so. Gives whether
/// they came into force.
pub fn reload_rules(house: &House, folder: &Path) -> bool {
    match load_rules(folder) {
        Ok(rules) => {
            let fingerprint = rules.fingerprint.clone();
            house.set_rules(rules);
            tracing::info!(fingerprint, "the rules were read anew and are in force");
            true
        }
        Err(problems) => {
            for problem in &problems {
                tracing::error!("{problem}");
            }
            let first = problems.first().map(|problem| {
                let place = match problem.line {
                    0 => problem.file.clone(),
                    line => format!("{}:{line}", problem.file),
                };
                format!("{place}: {}", problem.message)
            });
            let told = format!(
                "new rules were refused and the old ones stayed in force, because of {} problem(s); the first: {}",
                problems.len(),
                first.unwrap_or_default()
            );
            tracing::error!("{told}");
            if let Err(error) = house.store.add_notice(house.clock.now(), &told) {
                tracing::error!("that cannot be noted for the digest: {error:#}");
            }
            false
        }
    }
}
