//! The keys of the rule files as JSON Schema (draft-07, which editors of TOML read), and as the table of the manual.

use super::builtin;
use super::keys::{KINDS, Key, Kind, Names, Shape};
use super::lists;
use super::written::Written;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The kinds of rule files: name, files below `rules/`, what stands in them.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    KINDS.iter().map(|kind| (kind.name, kind.files, kind.about))
}

/// The JSON Schema of a kind of rule file, or nothing where there is no such kind.
pub fn schema(kind: &str) -> Option<Value> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    let Value::Object(shape) = of(&kind.shape) else {
        return None;
    };
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        "http://json-schema.org/draft-07/schema#".into(),
    );
    schema.insert("title".to_owned(), format!("rules/{}", kind.files).into());
    schema.insert("description".to_owned(), kind.about.into());
    schema.extend(shape);
    Some(Value::Object(schema))
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({"type": "string", "minLength": 1}),
        Shape::Number => json!({"type": "integer", "minimum": 1}),
        // What TOML writes without quotes comes to a schema as a text.
        Shape::Date => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"}),
        Shape::OneOf(words) => json!({"oneOf": words
            .iter()
            .map(|(word, about)| json!({"const": word, "description": about}))
            .collect::<Vec<_>>()}),
        Shape::Texts => json!({"anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string", "minLength": 1}},
        ]}),
        Shape::Codes => {
            json!({"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}})
        }
        Shape::Lists => json!({"type": "array", "items": of(&Shape::Texts)}),
        Shape::Table(keys) => table(keys),
        Shape::Tables(keys) => json!({"type": "array", "items": table(keys)}),
        Shape::Map(names, inner) => map(*names, &of(inner)),
    }
}

fn table(keys: &[Key]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let mut shape = of(&key.shape);
        if let Value::Object(shape) = &mut shape {
            shape.insert("description".to_owned(), key.about.into());
        }
        properties.insert(key.name.to_owned(), shape);
    }
    let needed: Vec<&str> = keys.iter().filter(|k| k.needed).map(|k| k.name).collect();
    let mut schema =
        json!({"type": "object", "additionalProperties": false, "properties": properties});
    if let (Value::Object(schema), false) = (&mut schema, needed.is_empty()) {
        schema.insert("required".to_owned(), needed.into());
    }
    schema
}

fn map(names: Names, inner: &Value) -> Value {
    let pattern = match names {
        Names::Languages => "^[a-z]{2,3}(-[A-Za-z0-9]{2,4})*$",
        Names::Countries => "^[A-Z]{2}$",
        Names::Fields | Names::Values | Names::Sections => "^[a-z0-9_]+$",
        Names::Purposes | Names::Texts => {
            let known: Map<String, Value> = known(names)
                .into_iter()
                .map(|name| (name, inner.clone()))
                .collect();
            return json!({"type": "object", "properties": known, "additionalProperties": false});
        }
    };
    json!({"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": inner})
}

/// The names that the shipped files have: the program looks for no others.
fn known(names: Names) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in builtin() {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let mut file = Written::new(path.clone(), text);
        match names {
            Names::Purposes if path == "words.toml" || path == "phrases.toml" => {
                let document = file.parse();
                let keys = super::written::entries(document.get_ref());
                found.extend(keys.iter().map(|(key, _)| key.get_ref().to_string()));
            }
            Names::Texts if path.starts_with("texts/") => {
                found.extend(lists::texts(&mut file).into_keys());
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The keys as a table in Markdown, kind by kind, for the manual.
pub fn key_table() -> String {
    let mut out = String::new();
    for Kind {
        files,
        about,
        shape,
        ..
    } in KINDS
    {
        let _ = write!(out, "\n**`{files}`** {about}\n\n");
        match shape {
            Shape::Table(keys) => {
                out.push_str("| key | value | |\n|---|---|---|\n");
                rows(&mut out, "", keys);
            }
            other => {
                let _ = writeln!(out, "Each key: {}.", words(other));
            }
        }
    }
    for (title, shape) in [("need", super::keys::NEEDS), ("type", super::keys::TYPES)] {
        let _ = write!(out, "\n| `{title}` | |\n|---|---|\n");
        for (word, about) in shape {
            let _ = writeln!(out, "| `{word}` | {about} |");
        }
    }
    out
}

fn rows(out: &mut String, prefix: &str, keys: &[Key]) {
    for key in keys {
        let name = match key.shape {
            Shape::Tables(_) => format!("[[{prefix}{}]]", key.name),
            _ => format!("{prefix}{}", key.name),
        };
        let _ = writeln!(
            out,
            "| `{name}`{} | {} | {} |",
            if key.needed { " *" } else { "" },
            words(&key.shape),
            key.about
        );
        // A field is the same in both files; it is written down once.
        let again = key.name == "field" && keys.iter().any(|key| key.name == "labels");
        match key.shape {
            Shape::Tables(inner) | Shape::Table(inner) if !again => {
                rows(out, &format!("{prefix}{}.", key.name), inner);
            }
            Shape::Map(Names::Languages, Shape::Table(inner)) => {
                rows(out, &format!("{prefix}{}.en.", key.name), inner);
            }
            _ => {}
        }
    }
}

/// A shape in words.
fn words(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Date => "date".to_owned(),
        Shape::OneOf(_) => "a word, see below".to_owned(),
        Shape::Texts => "text or list of texts".to_owned(),
        Shape::Codes => "list of country codes".to_owned(),
        Shape::Lists => "list of lists of texts".to_owned(),
        Shape::Table(_) => "table".to_owned(),
        Shape::Tables(_) => "tables".to_owned(),
        Shape::Map(names, inner) => {
            let by = match names {
                Names::Languages => "language",
                Names::Countries => "country code",
                Names::Fields => "field id",
                Names::Values => "value",
                Names::Sections => "section",
                Names::Purposes => "purpose",
                Names::Texts => "name",
            };
            format!("{by} → {}", words(inner))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::Value as Toml;

    /// Where a TOML value breaks a schema of ours; `path` tells where.
    fn breaks(schema: &Value, value: &Toml, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(options) = schema.get("anyOf").or(schema.get("oneOf")) {
            let options = options.as_array().unwrap();
            if !options
                .iter()
                .any(|one| breaks(one, value, path).is_empty())
            {
                found.push(format!("{path}: none of the ways"));
            }
            return found;
        }
        if let Some(word) = schema.get("const") {
            if value.as_str() != word.as_str() {
                found.push(format!("{path}: not {word}"));
            }
            return found;
        }
        match (schema["type"].as_str().unwrap(), value) {
            ("string", Toml::String(text)) => {
                if let Some(pattern) = schema.get("pattern")
                    && !regex::Regex::new(pattern.as_str().unwrap())
                        .unwrap()
                        .is_match(text)
                {
                    found.push(format!("{path}: {text}"));
                }
            }
            ("string", Toml::Datetime(_)) | ("integer", Toml::Integer(_)) => {}
            ("array", Toml::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    found.extend(breaks(&schema["items"], item, &format!("{path}[{at}]")));
                }
            }
            ("object", Toml::Table(table)) => {
                for (key, inner) in table {
                    let path = format!("{path}.{key}");
                    if let Some(names) = schema.get("propertyNames") {
                        let names = regex::Regex::new(names["pattern"].as_str().unwrap()).unwrap();
                        if !names.is_match(key) {
                            found.push(format!("{path}: no such name"));
                        }
                    }
                    match schema.get("properties").and_then(|own| own.get(key)) {
                        Some(own) => found.extend(breaks(own, inner, &path)),
                        None if schema["additionalProperties"] == false => {
                            found.push(format!("{path}: no such key"));
                        }
                        None => found.extend(breaks(&schema["additionalProperties"], inner, &path)),
                    }
                }
                for key in schema
                    .get("required")
                    .into_iter()
                    .flat_map(|k| k.as_array().unwrap())
                {
                    if !table.contains_key(key.as_str().unwrap()) {
                        found.push(format!("{path}: no {key}"));
                    }
                }
            }
            (wanted, _) => found.push(format!("{path}: not a {wanted}")),
        }
        found
    }

    fn kind_of(path: &str) -> &'static str {
        let fits = |files: &str| {
            files.split(", ").any(|file| match file.split_once('*') {
                Some((before, after)) => path.starts_with(before) && path.ends_with(after),
                None => file == path,
            })
        };
        kinds().find(|kind| fits(kind.1)).unwrap().0
    }

    #[test]
    fn the_shipped_rules_are_what_their_schemas_say() {
        for (path, bytes) in builtin() {
            let value: Toml = toml::from_str(std::str::from_utf8(&bytes).unwrap()).unwrap();
            let schema = schema(kind_of(&path)).unwrap();
            assert_eq!(breaks(&schema, &value, &path), Vec::<String>::new());
        }
    }

    #[test]
    fn a_schema_refuses_what_the_compiler_refuses() {
        let wrong = [
            (
                "form",
                "labels = { en = { country = \"Country\" } }\ntitels = { en = \"x\" }",
            ),
            ("form", "titles = { en = \"x\" }"),
            ("form", "[labels.english]\ncountry = \"Country\""),
            (
                "fields",
                "[[field]]\nid = \"a\"\nneed = \"requird\"\ntype = \"text\"\ntitles = { en = \"A\" }",
            ),
            (
                "fields",
                "[[field]]\nid = \"a\"\ntype = \"text\"\ntitles = { en = \"A\" }",
            ),
            (
                "waves",
                "[[wave]]\nnumber = \"1\"\ntitle = \"x\"\nfrom = 2025-01-01",
            ),
            ("texts", "greting = \"x\""),
            ("words", "[yess]\nen = \"y\""),
            (
                "sections",
                "[countries]\nafrica = [\"Angola\"]\n[names.africa]\nen = \"Africa\"",
            ),
        ];
        for (kind, text) in wrong {
            let value: Toml = toml::from_str(text).unwrap();
            assert!(
                !breaks(&schema(kind).unwrap(), &value, kind).is_empty(),
                "{text}"
            );
        }
    }
}
