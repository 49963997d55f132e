//! Page images → words with boxes, by Tesseract, into the same layout code as a PDF's glyphs.

use super::tsv::Page;
use super::{OCR_COMMAND, Options};
use crate::document::PageImage;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Tesseract's page segmentation modes: 3 without, 1 with finding out how the page lies.
const UPRIGHT: &str = "3";
const ANY_WAY: &str = "1";

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

    /// Reads pictures of pages: those with their words as TSV, and what went wrong with others.
    pub(super) fn read(
        &self,
        images: Vec<PageImage>,
        options: &Options,
    ) -> (Vec<(PageImage, String)>, Vec<String>) {
        let most = usize::try_from(options.limits.ocr_pages).unwrap_or(usize::MAX);
        let (mut pages, mut faults) = (Vec::new(), Vec::new());
        if images.len() > most {
            faults.push(format!(
                "{} pages are pictures; the first {most} were read",
                images.len()
            ));
        }
        for image in images.into_iter().take(most) {
            match self.page(&image, options) {
                Ok(tsv) => pages.push((image, tsv)),
                Err(reason) => faults.push(format!("page {}: {reason}", image.page)),
            }
        }
        (pages, faults)
    }

    /// Most pages stand upright; those whose words make no sense are read again with a look at how they lie.
    fn page(&self, image: &PageImage, options: &Options) -> Result<String, String> {
        if image.rotate != 0 {
            return self.tesseract(image, ANY_WAY, options);
        }
        let tsv = self.tesseract(image, UPRIGHT, options)?;
        let page = Page::parse(&tsv);
        if page.confidence() > 0.6 && page.words.len() > 20 {
            return Ok(tsv);
        }
        let turned = self.tesseract(image, ANY_WAY, options).unwrap_or_default();
        Ok(if Page::parse(&turned).confidence() > page.confidence() {
            turned
        } else {
            tsv
        })
    }

    fn tesseract(
        &self,
        image: &PageImage,
        mode: &str,
        options: &Options,
    ) -> Result<String, String> {
        let limit = Duration::from_millis(options.limits.ocr_time_ms);
        let mut child = caged(options, &self.program, &self.languages, mode)
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
