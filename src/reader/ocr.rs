//! Sheets → words with boxes, by Tesseract, for the same layout code as a PDF's glyphs.

use super::sheet::Sheet;
use super::tsv::Page;
use super::{OCR_COMMAND, Options};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Tesseract's page segmentation mode: columns and blocks are found, but not how the page lies.
const MODE: &str = "3";
/// A page whose words are less sure than this may stand on its head.
const SURE: f32 = 0.6;

/// The function words of languages, a line each, after the language's name with Tesseract.
const FUNCTION_WORDS: &str = include_str!("function-words.txt");
/// Fewer function words than this do not tell a language.
const FEWEST: usize = 8;

/// Tesseract as installed.
#[derive(Debug, Clone)]
pub(super) struct Ocr {
    program: PathBuf,
    /// All that are wanted and installed, joined by `+`.
    languages: String,
    /// The last of them, with which a page is looked through first.
    first_look: String,
}

impl Ocr {
    /// Finds Tesseract and those of the wanted languages that it has.
    pub(super) fn find(wanted: &[String]) -> Option<Ocr> {
        let path = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&path)
            .map(|dir| dir.join("tesseract"))
            .find(|file| file.is_file())?;
        let listed = Command::new(&program)
            .arg("--list-langs")
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let languages: Vec<&str> = wanted
            .iter()
            .map(String::as_str)
            .filter(|language| listed.lines().any(|line| line.trim() == *language))
            .collect();
        Some(Ocr {
            program,
            languages: languages.join("+"),
            first_look: (*languages.last()?).to_owned(),
        })
    }

    pub(super) fn languages(&self) -> &str {
        &self.languages
    }

    /// Reads a sheet: its words as TSV, and the sheet without its picture. One whose words make no sense is read again on
    /// its head. `languages` are those of the page before; what the first look tells is noted there.
    pub(super) fn page(
        &self,
        sheet: Sheet,
        languages: &mut Option<String>,
        options: &Options,
    ) -> Result<(Sheet, String), String> {
        let look = languages.clone().unwrap_or_else(|| self.first_look.clone());
        let tsv = self.tesseract(&sheet, &look, options)?;
        let sense = Page::parse(&tsv).confidence();
        let mut read = (sheet, tsv);
        if sense < SURE {
            let turned = read.0.head_down();
            let tsv = self.tesseract(&turned, &look, options).unwrap_or_default();
            if Page::parse(&tsv).confidence() > sense {
                read = (turned, tsv);
            }
        }
        if languages.is_none() {
            let told = told(&Page::parse(&read.1), &self.languages);
            let wanted = told.clone().unwrap_or_else(|| self.languages.clone());
            *languages = told;
            if wanted != look {
                read.1 = self.tesseract(&read.0, &wanted, options)?;
            }
        }
        read.0.picture = Vec::new();
        Ok(read)
    }

    fn tesseract(
        &self,
        sheet: &Sheet,
        languages: &str,
        options: &Options,
    ) -> Result<String, String> {
        let limit = Duration::from_millis(options.limits.ocr_time_ms);
        let mut child = caged(options, &self.program, languages, MODE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("OCR could not be started: {error}"))?;
        let (mut input, mut output) = (child.stdin.take(), child.stdout.take());
        let bytes = sheet.picture.clone();
        let writing =
            std::thread::spawn(move || input.take().map(|mut input| input.write_all(&bytes)));
        let reading = std::thread::spawn(move || {
            let mut text = Vec::new();
            output.as_mut().map(|output| output.read_to_end(&mut text));
            text
        });
        let started = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if started.elapsed() > limit => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(format!("OCR took longer than {} s", limit.as_secs()));
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Err(error) => break Err(format!("OCR is lost: {error}")),
            }
        };
        let _ = writing.join();
        let text = reading.join().unwrap_or_default();
        match status? {
            status if status.success() => Ok(String::from_utf8_lossy(&text).into_owned()),
            status => Err(format!("OCR ended with {status}")),
        }
    }
}

/// This program, started again so as to cage itself and then become `program`.
pub(super) fn caged(options: &Options, program: &Path, languages: &str, mode: &str) -> Command {
    let seconds = options.limits.ocr_time_ms / 1000;
    let mut command = Command::new(&options.program);
    command
        .arg(OCR_COMMAND)
        .arg(options.limits.memory.to_string())
        .arg(seconds.max(1).to_string())
        .arg(program)
        .args([languages, mode])
        .env_clear();
    command
}

/// The languages of a page among those that may be, joined by `+`, by its function words: the most frequent one and those
/// that are nearly as frequent, and last the language of the first look, which addresses are read with. The fewer languages
/// there are, the better Tesseract reads accents. `None` when the words do not tell, or tell that all are needed.
fn told(page: &Page, languages: &str) -> Option<String> {
    let words: Vec<String> = page
        .words
        .iter()
        .map(|word| folded(word.text.trim_matches(|c: char| !c.is_alphanumeric())))
        .collect();
    let known: Vec<&str> = languages.split('+').collect();
    let last = *known.last()?;
    let mut counts: Vec<(usize, &str)> = FUNCTION_WORDS
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(language, _)| known.contains(language))
        .map(|(language, list)| {
            let list: Vec<String> = list.split_whitespace().map(folded).collect();
            let count = words.iter().filter(|word| list.contains(word)).count();
            (count, language)
        })
        .collect();
    counts.sort_by(|one, other| other.cmp(one));
    let (most, first) = *counts.first()?;
    if most < FEWEST || first == last {
        return None;
    }
    let mut told: Vec<&str> = counts
        .iter()
        .filter(|(count, language)| count * 100 >= most * 80 && *language != last)
        .map(|(_, language)| *language)
        .collect();
    told.push(last);
    Some(told.join("+"))
}

fn folded(word: &str) -> String {
    deunicode::deunicode(word).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        let words = text.split_whitespace().enumerate();
        let rows = words.map(|(at, word)| format!("5\t1\t1\t1\t1\t{at}\t0\t0\t9\t9\t90\t{word}\n"));
        Page::parse(&format!("head\n{}", rows.collect::<String>()))
    }

    #[test]
    fn a_page_tells_its_language_even_where_the_first_look_lost_the_accents() {
        let all = "spa+fra+por+eng";
        let told = |text: &str| told(&page(text), all);
        assert_eq!(
            told("Por que os governos locais e regionais sao essenciais para promover os direitos humanos, e como a nossa cidade os garante em todas as escolas do municipio").as_deref(),
            Some("por+eng")
        );
        assert_eq!(
            told("Pourquoi les gouvernements locaux et regionaux sont-ils essentiels pour les droits humains dans la ville et pour les habitants du quartier").as_deref(),
            Some("fra+eng")
        );
        assert_eq!(
            told(
                "We have the right to the city and it is for all of us that this is done by the council"
            ),
            None
        );
        assert_eq!(told("Roubaix 59100"), None);
    }
}
