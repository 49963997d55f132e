//! `rules draft`: a first rule file from a form that nobody has described yet.

use crate::cli::{parse, rules_of};
use crate::document::{self, Document, Limits};
use crate::extract::{ProposedField, ProposedForm, propose};
use crate::problem::did_you_mean;
use crate::reader::{Options, Reader};
use crate::rules::{Need, Rules};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The language of labels that nobody has named: ISO 639 for "undetermined".
const UNKNOWN: &str = "und";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The form, blank or filled: PDF, DOCX, ODT, RTF, TXT, HTML…, or a message (.eml) that holds it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The language of its labels: ro, sw, id…
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// The name of the form, which is also the name of its file.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Say which field a proposed id is: `--is negara=country`, as often as needed.
    #[arg(long = "is", value_name = "ID=FIELD", value_parser = told)]
    told: Vec<(String, String)>,
    /// Write into this file, which must not be there yet, instead of printing.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Use the rules in this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the rules are broken, the file cannot be read, or nothing is asked in it.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let rules = rules_of(arguments.rules.as_deref())?;
    let mail = parse::mail_of(&arguments.file)?;
    let reader = Reader::new(Options::usual().context("this program does not know where it lies")?);
    let mut documents: Vec<Document> = reader
        .read_all(&mail)
        .into_iter()
        .flat_map(|reading| reading.documents)
        .collect();
    if let Some(text) = &mail.text {
        let body = document::read(text.as_bytes(), None, "text/plain", &Limits::default());
        documents.extend(body.documents);
    }
    for (_, field) in &arguments.told {
        if rules.field(field).is_none() {
            let known = rules.fields.iter().map(|rule| rule.id.as_str());
            match did_you_mean(field, known) {
                Some(near) => bail!("there is no field \"{field}\"; did you mean \"{near}\"?"),
                None => bail!("there is no field \"{field}\""),
            }
        }
    }
    let told: BTreeMap<String, String> = arguments.told.iter().cloned().collect();
    let language = arguments.language.as_deref();
    let best = documents
        .iter()
        .map(|document| propose(document, language, &told, &rules))
        .max_by_key(|form| form.fields.len())
        .filter(|form| !form.fields.is_empty());
    let Some(form) = best else {
        bail!(
            "{}: nothing in it looks like a form",
            arguments.file.display()
        );
    };
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => name_of(&arguments.file),
    };
    let text = write(&form, &name, &arguments.file, &rules);
    match &arguments.output {
        None => print!("{text}"),
        Some(path) => fs::File::create_new(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("{} cannot be written", path.display()))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `id=field`.
fn told(text: &str) -> Result<(String, String), String> {
    let (id, field) = text
        .split_once('=')
        .ok_or("write the proposed id, =, and the field that it is")?;
    Ok((id.trim().to_owned(), field.trim().to_owned()))
}

/// The name of a form, from that of a file.
fn name_of(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "form" } else { name }.to_owned()
}

/// The rule file.
fn write(form: &ProposedForm, name: &str, file: &Path, rules: &Rules) -> String {
    let language = match form.language.as_str() {
        "" => UNKNOWN,
        known => known,
    };
    let file = file.file_name().unwrap_or_default().to_string_lossy();
    let file: String = file.chars().filter(|c| !c.is_control()).collect();
    let mut out = String::new();
    let _ = write!(
        out,
        "#:schema ../schema/form.json
# A first rule for {file}. Save it as rules/forms/{name}.toml, go through every TODO, then:
#
#   cisdp-intake rules check rules                      # all mistakes
#   cisdp-intake rules explain --rules rules {file}     # what it reads now
#
# and put a filled form into samples/, beside what must be read in it.
"
    );
    if language == UNKNOWN {
        let _ = write!(
            out,
            "#
# TODO: no rule knows the language of these labels. Put its code (ro, sw, id…) in the place of {UNKNOWN} everywhere, or draft
# again with --language.
"
        );
    }
    out.push_str("\n[titles]\n");
    let title = if form.title.is_empty() {
        name
    } else {
        &form.title
    };
    let _ = writeln!(out, "{language} = {}", quoted(title));
    known_fields(&mut out, rules);
    labels(&mut out, form, language);
    names(&mut out, form);
    choices(&mut out, form, language, rules);
    if !form.headings.is_empty() {
        out.push_str(
            "\n# Printed lines that ask nothing. They end the value before them. TODO: take out what is a value.\n[other_labels]\n",
        );
        let _ = writeln!(out, "{language} = [");
        for heading in &form.headings {
            let _ = writeln!(out, "  {},", quoted(heading));
        }
        out.push_str("]\n");
    }
    for field in form.fields.iter().filter(|field| !field.known) {
        new_field(&mut out, field, language);
    }
    out
}

/// The ids to choose from, where a label was not recognised.
fn known_fields(out: &mut String, rules: &Rules) {
    out.push_str(
        "
# The fields there are. Where a label below is one of them, draft again with --is ID=FIELD, such as --is negara=country. Or write
# the field in front of the label by hand, take its [[field]] at the end away, and keep its names under [names].
",
    );
    for rule in rules
        .fields
        .iter()
        .filter(|rule| rule.need != Need::Derived)
    {
        let title = rule
            .titles
            .get("en")
            .or_else(|| rule.titles.values().next());
        let title: String = title
            .into_iter()
            .flat_map(|title| title.chars().take(90))
            .collect();
        let _ = writeln!(out, "#   {:<17} {title}", rule.id);
    }
}

fn labels(out: &mut String, form: &ProposedForm, language: &str) {
    let _ = write!(
        out,
        "\n# Field = label, in the order of the form.\n[labels.{language}]\n"
    );
    // Two labels of one field stand in one list.
    let mut by_id: Vec<(&str, Vec<&ProposedField>)> = Vec::new();
    for field in &form.fields {
        match by_id.iter_mut().find(|(id, _)| *id == field.id) {
            Some((_, list)) => list.push(field),
            None => by_id.push((&field.id, vec![field])),
        }
    }
    for (id, fields) in by_id {
        for doubt in fields.iter().flat_map(|field| &field.doubts) {
            let _ = writeln!(out, "# TODO {id}: {doubt}");
        }
        let texts: Vec<String> = fields.iter().map(|field| quoted(&field.label)).collect();
        let _ = match texts.as_slice() {
            [one] => writeln!(out, "{id} = {one}"),
            several => writeln!(out, "{id} = [{}]", several.join(", ")),
        };
    }
}

fn names(out: &mut String, form: &ProposedForm) {
    let named: Vec<&ProposedField> = form
        .fields
        .iter()
        .filter(|field| field.known && !field.names.is_empty())
        .collect();
    if named.is_empty() {
        return;
    }
    out.push_str("\n# What its fillable fields are called.\n[names]\n");
    for field in named {
        let names: Vec<String> = field.names.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(out, "{} = [{}]", field.id, names.join(", "));
    }
}

/// Options of known fields that no rule knows.
fn choices(out: &mut String, form: &ProposedForm, language: &str, rules: &Rules) {
    for field in form.fields.iter().filter(|field| field.known) {
        let unknown: Vec<&String> = field
            .options
            .iter()
            .filter(|(_, value)| value.is_none())
            .map(|(option, _)| option)
            .collect();
        if unknown.is_empty() {
            continue;
        }
        let _ = write!(out, "\n[choices.{language}.{}]\n", field.id);
        if field.kind == "yes_no" {
            out.push_str("# TODO: is this the right way round?\n");
            for (word, option) in ["yes", "no"].iter().zip(&unknown) {
                let _ = writeln!(out, "{word} = {}", quoted(option));
            }
            continue;
        }
        let values: Vec<&str> = rules
            .field(&field.id)
            .into_iter()
            .flat_map(|rule| rule.choices.iter().map(|choice| choice.value.as_str()))
            .collect();
        let _ = writeln!(
            out,
            "# TODO: write the right value in front of each and take the # away: {}.",
            values.join(", ")
        );
        for option in unknown {
            let _ = writeln!(out, "# value = {}", quoted(option));
        }
    }
}

fn new_field(out: &mut String, field: &ProposedField, language: &str) {
    out.push_str("\n# TODO: a field that only this form asks for. Is it worth keeping? Does a record need it?\n");
    let _ = writeln!(out, "[[field]]\nid = {}", quoted(&field.id));
    let _ = writeln!(out, "need = \"optional\"\ntype = {}", quoted(field.kind));
    let _ = writeln!(
        out,
        "titles = {{ {language} = {} }}  # TODO: and en, es, fr, as our mails should call it",
        quoted(&field.label)
    );
    let names: Vec<String> = field
        .names
        .iter()
        .filter(|name| **name != field.id)
        .map(|name| quoted(name))
        .collect();
    if !names.is_empty() {
        let _ = writeln!(out, "names = [{}]", names.join(", "));
    }
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    for (option, value) in &field.options {
        let value = value.clone().unwrap_or_default();
        if field.kind != "choice" || seen.insert(value.clone(), ()).is_some() {
            continue;
        }
        let _ = write!(
            out,
            "[[field.choice]]\nvalue = {}\ntitles = {{ {language} = {} }}\n",
            quoted(&value),
            quoted(option)
        );
    }
}

/// A text as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::from("\"");
    for c in line.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read;
    use crate::rules::{builtin, compile};

    #[test]
    fn a_draft_of_a_form_in_an_unknown_language_compiles_once_saved() {
        let form = "FORMULAR DE ADERARE\n\nNumele autorității: ______\nȚara: ______\nPersoana de contact: ____\nE-mail: ____\nTelefon: ____\nTip de autoritate: ☐ Municipiu ☐ Comună ☐ Alta\nSunteți membru UCLG? ☐ Da ☐ Nu\nBugetul anual pentru drepturile omului (EUR): 12000\nDe ce doriți să vă alăturați campaniei?\n\"Citat\" \\ probă: x\n";
        let rules = compile(&builtin()).unwrap();
        let told = [("bugetul_anual_pentru_drepturile", "population")];
        let told = told
            .map(|(id, field)| (id.to_owned(), field.to_owned()))
            .into();
        let reading = read(form.as_bytes(), None, "text/plain", &Limits::default());
        let proposed = propose(&reading.documents[0], Some("ro"), &told, &rules);
        let text = write(&proposed, "ro", Path::new("formular.txt"), &rules);
        let mut files = builtin();
        files.insert("forms/ro.toml".to_owned(), text.clone().into_bytes());
        let compiled = compile(&files).unwrap_or_else(|problems| {
            let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{text}\n{}", shown.join("\n"))
        });
        let form = compiled.forms.iter().find(|form| form.id == "ro").unwrap();
        let labels = &form.labels["ro"];
        assert!(labels.len() >= 9, "{text}");
        for (id, label) in [
            ("contact_email", "E-mail"),
            ("contact_phone", "Telefon"),
            ("contact_name", "Persoana de contact"),
        ] {
            assert!(
                labels.contains(&(id.to_owned(), label.to_owned())),
                "{id}\n{text}"
            );
        }
        assert!(text.contains("TODO"), "{text}");
        assert!(
            labels.contains(&(
                "population".to_owned(),
                "Bugetul anual pentru drepturile omului (EUR)".to_owned()
            )),
            "{text}"
        );
        let own = compiled
            .fields
            .iter()
            .find(|field| field.form.as_deref() == Some("ro"))
            .unwrap();
        assert!(labels.iter().any(|(id, _)| *id == own.id), "{text}");
    }
}
