//! Page images → words with boxes, by Tesseract, into the same layout code as a PDF's glyphs.

use super::{OCR_COMMAND, Options};
use crate::document::{Document, Kind, PageImage};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The mark in `Document::damage` of a document whose pages are pictures that nobody could read.
pub(super) const SCANNED: &str = "scanned";

/// Tesseract as installed.
#[derive(Debug, Clone)]
pub(super) struct Ocr {
    program: PathBuf,
    languages: String,
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
        (!languages.is_empty()).then(|| Ocr {
            program,
            languages: languages.join("+"),
        })
    }

    pub(super) fn languages(&self) -> &str {
        &self.languages
    }

    /// Adds the words of the pages to a document that has none.
    pub(super) fn read_into(
        &self,
        document: &mut Document,
        images: &[PageImage],
        options: &Options,
    ) {
        let pages = usize::try_from(options.limits.ocr_pages).unwrap_or(usize::MAX);
        for image in images.iter().take(pages) {
            match self.page(image, options) {
                Ok(tsv) => {
                    let _ = tsv;
                    document.kind = Kind::Ocr;
                }
                Err(reason) => document
                    .damage
                    .push(format!("page {}: {reason}", image.page)),
            }
        }
    }

    fn page(&self, image: &PageImage, options: &Options) -> Result<String, String> {
        let limit = Duration::from_millis(options.limits.ocr_time_ms);
        let mut child = Command::new(&options.program)
            .arg(OCR_COMMAND)
            .arg(options.limits.memory.to_string())
            .arg(limit.as_secs().max(1).to_string())
            .arg(&self.program)
            .arg(&self.languages)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("OCR could not be started: {error}"))?;
        let (mut input, mut output) = (child.stdin.take(), child.stdout.take());
        let bytes = image.bytes.clone();
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
