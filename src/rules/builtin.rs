//! The rules that the program was built with: what `demo` and `parse` use when no folder is named.

use std::collections::BTreeMap;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_bytes!(concat!("../../rules/", $path)).as_slice())),*]
    };
}

const FILES: [(&str, &[u8]); 14] = files![
    "cities.toml",
    "countries-cldr.toml",
    "countries.toml",
    "fields.toml",
    "forms/reference.toml",
    "phrases.toml",
    "robots.toml",
    "sections.toml",
    "texts/en.toml",
    "texts/es.toml",
    "texts/fr.toml",
    "texts/pt.toml",
    "waves.toml",
    "words.toml",
];

/// The files of the folder `rules/` as they were when the program was built: path with `/` → bytes.
pub fn builtin() -> BTreeMap<String, Vec<u8>> {
    let files = builtin_files().into_iter();
    files.map(|(path, bytes)| (path, bytes.to_vec())).collect()
}

/// The same, as they lie in the program.
pub fn builtin_files() -> BTreeMap<String, &'static [u8]> {
    let files = FILES.iter();
    files
        .map(|(path, bytes)| ((*path).to_owned(), *bytes))
        .collect()
}

/// One of those files; empty when there is none of this name.
pub(super) fn builtin_file(path: &str) -> &'static [u8] {
    FILES
        .iter()
        .find(|(known, _)| *known == path)
        .map_or(&[], |(_, bytes)| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                walk(&path, &format!("{name}/"), found);
            } else if name.ends_with(".toml") {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }

    #[test]
    fn the_program_carries_the_whole_rules_folder() {
        let mut on_disk = BTreeMap::new();
        walk(Path::new("rules"), "", &mut on_disk);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&builtin()), names(&on_disk));
        assert_eq!(builtin(), on_disk);
    }

    #[test]
    fn the_rules_compile_without_a_warning() {
        let shown: Vec<String> = crate::rules::check(&builtin())
            .1
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(shown.is_empty(), "{}", shown.join("\n\n"));
    }
}
