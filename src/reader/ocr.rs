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

/// A sheet without its picture, and its words as TSV by one or two readings.
pub(super) type PageRead = (Sheet, Vec<String>);

/// Tesseract as installed.
#[derive(Debug, Clone)]
pub(super) struct Ocr {
    program: PathBuf,
    /// All that are wanted and installed, joined by `+`.
    languages: String,
    /// The last of them, with which a page is looked through first.
    first_look: String,
    /// The others that are installed and can be told, for a page that is written in one of them.
    more: Vec<String>,
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
        let first_look = (*languages.last()?).to_owned();
        let known = FUNCTION_WORDS
            .lines()
            .filter_map(|line| line.split_once(' '));
        let more = known.map(|(language, _)| language).filter(|language| {
            !languages.contains(language) && listed.lines().any(|line| line.trim() == *language)
        });
        Some(Ocr {
            program,
            languages: languages.join("+"),
            first_look,
            more: more.map(str::to_owned).collect(),
        })
    }

    pub(super) fn languages(&self) -> &str {
        &self.languages
    }

    /// Reads a sheet. One whose words make no
    /// sense is read again on its head. `tongues` are those of the page before; what the first look tells is noted there.
    pub(super) fn page(
        &self,
        sheet: Sheet,
        tongues: &mut Option<Tongues>,
        options: &Options,
    ) -> Result<PageRead, String> {
        let before = tongues.as_ref().map(|tongues| tongues.first.clone());
        let look = before.unwrap_or_else(|| self.first_look.clone());
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
        let (mut sheet, looked) = read;
        let now = match tongues {
            Some(tongues) => tongues.clone(),
            None => {
                let (now, sure) = told(&Page::parse(&looked), &self.languages, &self.more);
                *tongues = sure.then(|| now.clone());
                now
            }
        };
        let readings = if now.first != look {
            vec![self.tesseract(&sheet, &now.first, options)?, looked]
        } else if now.second.is_empty() {
            vec![looked]
        } else {
            // Without a second opinion there is still the first.
            let second = self.tesseract(&sheet, &now.second, options);
            std::iter::once(looked).chain(second).collect()
        };
        sheet.picture = Vec::new();
        Ok((sheet, readings))
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

/// The languages that a page is read in, joined by `+`. The fewer there are at once, the better Tesseract reads accents and
/// addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tongues {
    /// Of the first reading: the page's own.
    first: String,
    /// Of the second, which mends the first; empty where no others are installed.
    second: String,
}

/// The languages of a page among those that may be, by its function words: the most frequent one and those that are nearly as
/// frequent, and then the language of the first look, which addresses are read with, or the other way round. One of `more`
/// when none of them is as frequent; it may be a small one, which knows no addresses. True when the words tell.
fn told(page: &Page, languages: &str, more: &[String]) -> (Tongues, bool) {
    let words: Vec<String> = page
        .words
        .iter()
        .map(|word| folded(word.text.trim_matches(|c: char| !c.is_alphanumeric())))
        .collect();
    let (others, last) = languages.rsplit_once('+').unwrap_or(("", languages));
    let count = |language: &str| {
        let lists = FUNCTION_WORDS
            .lines()
            .filter_map(|line| line.split_once(' '));
        let mut lists = lists.filter(|(of, _)| *of == language);
        let list = lists.next().map_or("", |(_, list)| list);
        let list: Vec<String> = list.split_whitespace().map(folded).collect();
        words.iter().filter(|word| list.contains(word)).count()
    };
    let counts: Vec<(usize, &str)> = (others.split('+'))
        .map(|language| (count(language), language))
        .collect();
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let own = count(last);
    let more = more.iter().map(|language| (count(language), language));
    if let Some((count, language)) = more.max_by_key(|(count, _)| *count)
        && count >= FEWEST
        && count > most.max(own)
    {
        let tongues = Tongues {
            first: format!("{language}+{last}"),
            second: language.clone(),
        };
        return (tongues, true);
    }
    // A form in two languages has its answers in either.
    let both = own >= FEWEST && most * 2 > own;
    if own > most && !both || others.is_empty() {
        let tongues = Tongues {
            first: last.to_owned(),
            second: others.to_owned(),
        };
        return (tongues, own >= FEWEST);
    }
    let sure = most >= FEWEST;
    let mut told: Vec<&str> = counts
        .iter()
        .filter(|(count, _)| !sure || count * 100 >= most * 80)
        .map(|(_, language)| *language)
        .collect();
    told.extend((both && own > most).then_some(last));
    let tongues = Tongues {
        first: told.join("+"),
        second: last.to_owned(),
    };
    (tongues, sure)
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
        let more = ["cat", "deu"].map(str::to_owned);
        let told = |text: &str| {
            let (tongues, sure) = told(&page(text), all, &more);
            (tongues.first + " " + &tongues.second, sure)
        };
        for (text, languages, sure) in [
            (
                "Por que os governos locais e regionais sao essenciais para promover os direitos humanos, e como a nossa cidade os garante em todas as escolas do municipio",
                "por eng",
                true,
            ),
            (
                "Pourquoi les gouvernements locaux et regionaux sont-ils essentiels pour les droits humains dans la ville et pour les habitants du quartier",
                "fra eng",
                true,
            ),
            (
                "We have the right to the city and it is for all of us that this is done by the council",
                "eng spa+fra+por",
                true,
            ),
            (
                "Why are human rights a framework for the city and for all of us? Which of them have we in our by-laws? ¿Por qué los derechos humanos son un marco para la ciudad? Name of the city / Nombre de la ciudad, Head of the government / Persona que la dirige",
                "spa+eng eng",
                true,
            ),
            (
                "Weshalb sind Stadte und Regionen unverzichtbar, um Menschenrechte zu fordern? Die Stadt entscheidet taglich uber die Unterkunft, und sie kann dabei auf den Rat der Burger horen",
                "deu+eng deu",
                true,
            ),
            (
                "Per que son imprescindibles els governs locals a l'hora de promoure i respectar els drets humans? Perque som l'administracio que coneix el nom dels veins i la gent del poble que en parla, de la plaça al carrer i en el camp amb ells",
                "cat+eng cat",
                true,
            ),
            ("Roubaix 59100", "spa+fra+por eng", false),
            ("Name of the city", "eng spa+fra+por", false),
        ] {
            assert_eq!(told(text), (languages.to_owned(), sure));
        }
        assert_eq!(super::told(&page("Roubaix 59100"), "eng", &[]).0.second, "");
    }
}
