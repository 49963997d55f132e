//! Runs `document::read` in child processes with limits on memory, time and files; OCR lives here too.
//!
//! A child is this very program, started again with `read-worker`. It serves one attachment after another and is
//! replaced when it dies, when it has worked for long, or when an attachment took too long. Its death is an outcome
//! of that attachment, never of the mail or of the daemon.

mod accent;
mod again;
mod bend;
mod broken;
mod cage;
mod column;
mod desk;
mod dirt;
mod fold;
mod frame;
mod gray;
mod ink;
mod leader;
mod legend;
mod lie;
mod ocr;
mod opinion;
mod pen;
mod ring;
mod scan;
mod sheet;
mod sign;
mod spread;
mod stub;
mod tick;
mod tight;
mod touch;
mod tsv;
mod weight;
mod worker;

pub use cage::{CageReport, run_caged_ocr};
pub use worker::worker_main;

use crate::document::{Block, Document, Kind, PageImage, Reading, Unread};
use crate::mail::{Attachment, Mail};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The hidden subcommand that makes this program a reading child.
pub const WORKER_COMMAND: &str = "read-worker";
/// The hidden subcommand that limits itself and then becomes Tesseract.
pub const OCR_COMMAND: &str = "ocr-worker";
/// The mark in `Document::damage` of a document with pictures of pages that nobody could read.
const SCANNED: &str = "scanned";

/// What a reading child may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space of a child, in bytes.
    pub memory: u64,
    /// Wall time for one attachment, in milliseconds.
    pub time_ms: u64,
    /// Wall time for OCR of one page, in milliseconds.
    pub ocr_time_ms: u64,
    /// Pages of one attachment that OCR reads.
    pub ocr_pages: u32,
    /// What one document may hold.
    pub document: crate::document::Limits,
}

impl Limits {
    /// Wall time after which no further attachment of a mail is begun: what a dozen of them may take, and a scan.
    fn mail_time(&self) -> Duration {
        let scan = self.ocr_time_ms.saturating_mul(u64::from(self.ocr_pages));
        Duration::from_millis(self.time_ms.saturating_mul(12).saturating_add(scan))
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory: 1 << 30,
            time_ms: 10_000,
            ocr_time_ms: 60_000,
            ocr_pages: 12,
            document: crate::document::Limits::default(),
        }
    }
}

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// This program's own file, started again as a child.
    pub program: PathBuf,
    /// How many children at most.
    pub workers: usize,
    /// What a child may use.
    pub limits: Limits,
    /// Tesseract's languages joined by `+`, in the order of preference; `None` switches OCR off.
    pub ocr_languages: Option<Vec<String>>,
}

impl Options {
    /// One child for each processor, the program that is running now, and OCR in the languages of the form.
    ///
    /// # Errors
    /// When the system does not tell where this program lies.
    pub fn usual() -> std::io::Result<Options> {
        Ok(Options {
            program: std::env::current_exe()?,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            limits: Limits::default(),
            ocr_languages: Some(["spa", "fra", "por", "eng"].map(str::to_owned).to_vec()),
        })
    }
}

/// A pool of reading children. Cloning shares the pool.
#[derive(Debug, Clone)]
pub struct Reader {
    pool: Arc<Pool>,
}

#[derive(Debug)]
struct Pool {
    options: Options,
    /// Tesseract, looked for when the first picture comes: asking it for its languages takes longer than most mails.
    ocr: OnceLock<Option<ocr::Ocr>>,
    idle: Mutex<Idle>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Idle {
    workers: Vec<worker::Worker>,
    busy: usize,
}

impl Reader {
    /// A pool without children; they are started when the first attachments come.
    pub fn new(options: Options) -> Reader {
        Reader {
            pool: Arc::new(Pool {
                options,
                ocr: OnceLock::new(),
                idle: Mutex::default(),
                returned: Condvar::new(),
            }),
        }
    }

    /// Starts as many children as may be needed at once, so that they are ready when the first attachments come. One that
    /// cannot be started is tried again, and missed, when an attachment needs it.
    pub fn warm(&self, attachments: usize) {
        for _ in 0..attachments.min(self.pool.options.workers) {
            if let Ok(worker) = worker::Worker::start(&self.pool.options) {
                self.idle().workers.push(worker);
            }
        }
    }

    /// The languages in which OCR reads, when Tesseract is installed.
    pub fn ocr_languages(&self) -> Option<&str> {
        self.ocr().map(ocr::Ocr::languages)
    }

    fn ocr(&self) -> Option<&ocr::Ocr> {
        let wanted = self.pool.options.ocr_languages.as_deref();
        let found = || ocr::Ocr::find(wanted?);
        self.pool.ocr.get_or_init(found).as_ref()
    }

    /// Reads all attachments of a mail, in their order. Blocks; a daemon calls it where blocking is allowed. Who attaches a
    /// thousand files that each take long does not hold up the mail of others: at some point the rest is left unread.
    pub fn read_all(&self, mail: &Mail) -> Vec<Reading> {
        let started = Instant::now();
        let in_time = || started.elapsed() < self.pool.options.limits.mail_time();
        let late = || {
            unread(Unread::Limit(
                "reading the files before it took too long".to_owned(),
            ))
        };
        let open = |attachment| match in_time() {
            true => self.open(attachment),
            false => late(),
        };
        let mut readings: Vec<Reading> = mail.attachments.iter().map(open).collect();
        join_photographs(&mut readings);
        let finish = |reading| match in_time() {
            true => self.finish(reading),
            false => late(),
        };
        readings.into_iter().map(finish).collect()
    }

    /// Reads one attachment. Whatever happens to the child, there is a `Reading`.
    pub fn read(&self, attachment: &Attachment) -> Reading {
        self.finish(self.open(attachment))
    }

    /// Reads what is no picture.
    fn open(&self, attachment: &Attachment) -> Reading {
        if attachment.bytes.is_empty() {
            return unread(Unread::NotADocument);
        }
        let request = worker::Request::Read {
            name: attachment.name.clone(),
            content_type: attachment.content_type.clone(),
            limits: self.pool.options.limits.document,
        };
        self.ask_for_reading(&request, &attachment.bytes)
    }

    /// Reads the pictures as well.
    fn finish(&self, mut reading: Reading) -> Reading {
        for document in &mut reading.documents {
            let images = std::mem::take(&mut document.images);
            if !images.is_empty() {
                let missing = self.read_pictures(document, images);
                reading.unread = reading.unread.take().or(missing);
            }
        }
        // Pictures that nobody could read are a scan, and a scan is never "empty".
        let before = reading.documents.len();
        reading.documents.retain(|document| {
            !(document.blocks.is_empty() && document.damage.iter().any(|d| d == SCANNED))
        });
        if reading.documents.is_empty() && before > 0 {
            reading.unread.get_or_insert(Unread::Scanned);
        }
        reading
    }

    /// Adds what OCR reads on the pictures to a document. Returns why some of them are missing.
    fn read_pictures(&self, document: &mut Document, images: Vec<PageImage>) -> Option<Unread> {
        let unread = images.iter().filter(|image| !image.again).count();
        let Some(ocr) = self.ocr() else {
            if unread > 0 {
                document.damage.push(SCANNED.to_owned());
            }
            return None;
        };
        let mut missing = None;
        let limits = &self.pool.options.limits;
        let most = usize::try_from(limits.ocr_pages).unwrap_or(usize::MAX);
        if unread > most {
            let told = format!("{unread} pages are pictures; the first {most} were read");
            document.damage.push(told.clone());
            missing = Some(Unread::Limit(told));
        }
        let (mut pages, mut tongues, mut better) = (Vec::new(), None, Vec::new());
        for image in again::wanted(images, most) {
            let (page, again) = (image.page, image.again);
            match self.read_picture(ocr, &mut tongues, image) {
                Ok(read) if again && !again::is_better(document, page, &read) => {}
                Ok(read) => {
                    better.extend(again.then_some(page));
                    pages.extend(read.into_iter().filter(again::is_read));
                }
                Err(_) if again => {}
                Err(reason) => {
                    let told = format!("page {page}: {reason}");
                    document.damage.push(told.clone());
                    missing.get_or_insert(Unread::Died(told));
                }
            }
        }
        let reading = self.ask_for_reading(&worker::Request::Scan { pages }, &[]);
        let blocks: Vec<Block> = reading
            .documents
            .into_iter()
            .flat_map(|scanned| scanned.blocks)
            .collect();
        if !again::is_text(&blocks) {
            if unread > 0 {
                document.damage.push(SCANNED.to_owned());
            }
            return missing;
        }
        again::give_way(document, &better);
        if document.blocks.is_empty() {
            document.kind = Kind::Ocr;
        }
        document.blocks.extend(blocks);
        // Pages of text and pages of pictures may take turns.
        document.blocks.sort_by_key(again::first_page);
        missing
    }

    /// Makes a picture ready in a child, and has Tesseract read the page, or the two, that it shows.
    fn read_picture(
        &self,
        ocr: &ocr::Ocr,
        tongues: &mut Option<ocr::Tongues>,
        image: PageImage,
    ) -> Result<Vec<ocr::PageRead>, String> {
        let limit = Duration::from_millis(self.pool.options.limits.ocr_time_ms);
        let sheets: Vec<sheet::Sheet> = self
            .ask_twice(&worker::Request::Prepare { image }, &[], limit)
            .map_err(|why| format!("its picture could not be made ready ({why:?})"))?;
        let sheets = sheets.into_iter();
        sheets
            .map(|sheet| ocr.page(sheet, tongues, &self.pool.options))
            .collect()
    }

    fn ask_for_reading(&self, request: &worker::Request, bytes: &[u8]) -> Reading {
        let limit = Duration::from_millis(self.pool.options.limits.time_ms);
        self.ask_twice(request, bytes, limit).unwrap_or_else(unread)
    }

    /// Asks a child. One that has served others before may have died of them; then a fresh one gets a second try.
    fn ask_twice<T: DeserializeOwned>(
        &self,
        request: &worker::Request,
        bytes: &[u8],
        limit: Duration,
    ) -> Result<T, Unread> {
        let request = postcard::to_stdvec(request)
            .map_err(|error| Unread::Died(format!("the request could not be written: {error}")))?;
        let answer = self.ask([&request, bytes], limit);
        let answer = if answer.as_ref().is_err_and(|failure| failure.used_before) {
            self.ask([&request, bytes], limit)
        } else {
            answer
        };
        answer.map_err(|failure| failure.unread)
    }

    fn ask<T: DeserializeOwned>(
        &self,
        question: [&[u8]; 2],
        limit: Duration,
    ) -> Result<T, worker::Failure> {
        let mut worker = self.borrow()?;
        let answer = worker.ask(question, limit);
        self.give_back(answer.is_ok().then_some(worker));
        answer
    }

    /// Asks a child what its cage lets it do; for `doctor` and for the tests.
    ///
    /// # Errors
    /// When no child could be started or it died; the text says how.
    pub fn probe(&self) -> Result<CageReport, String> {
        let frame =
            postcard::to_stdvec(&worker::Request::Probe).map_err(|error| error.to_string())?;
        let mut worker = self
            .borrow()
            .map_err(|failure| format!("{:?}", failure.unread))?;
        let answer = worker.ask_raw([&frame, &[]], Duration::from_secs(10));
        self.give_back(None);
        let bytes = answer.map_err(|failure| format!("{:?}", failure.unread))?;
        postcard::from_bytes(&bytes).map_err(|error| error.to_string())
    }

    /// Asks what the cage of OCR, which is another one, lets it do.
    ///
    /// # Errors
    /// As `probe`.
    pub fn probe_ocr(&self) -> Result<CageReport, String> {
        let options = &self.pool.options;
        let told = ocr::caged(options, cage::OCR_PROBE.as_ref(), "eng", "3")
            .stderr(std::process::Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        postcard::from_bytes(&told.stdout).map_err(|_| format!("it ended with {}", told.status))
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.pool
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn borrow(&self) -> Result<worker::Worker, worker::Failure> {
        let mut idle = self.idle();
        while idle.workers.is_empty() && idle.busy >= self.pool.options.workers.max(1) {
            idle = self
                .pool
                .returned
                .wait(idle)
                .unwrap_or_else(PoisonError::into_inner);
        }
        idle.busy += 1;
        let waiting = idle.workers.pop();
        drop(idle);
        match waiting {
            Some(worker) => Ok(worker),
            None => worker::Worker::start(&self.pool.options).map_err(|error| {
                self.give_back(None);
                worker::Failure {
                    used_before: false,
                    unread: Unread::Died(format!("no reading process: {error}")),
                }
            }),
        }
    }

    fn give_back(&self, worker: Option<worker::Worker>) {
        let mut idle = self.idle();
        idle.busy = idle.busy.saturating_sub(1);
        idle.workers
            .extend(worker.filter(|worker| !worker.is_worn()));
        drop(idle);
        self.pool.returned.notify_one();
    }
}

/// Makes the photographs of a mail, one for each page, the pages of its first: an answer may stand on another page than its
/// label.
fn join_photographs(readings: &mut [Reading]) {
    let mut first: Option<&mut Document> = None;
    for reading in readings {
        let one_page = match reading.documents.as_slice() {
            [] => continue,
            [document] => document.kind == Kind::Ocr && document.images.len() == 1,
            _ => false,
        };
        if !one_page {
            first = None;
        } else if let Some(first) = &mut first {
            for mut image in std::mem::take(reading)
                .documents
                .into_iter()
                .flat_map(|d| d.images)
            {
                first.pages += 1;
                image.page = first.pages;
                first.images.push(image);
            }
        } else {
            first = reading.documents.first_mut();
        }
    }
}

fn unread(why: Unread) -> Reading {
    Reading {
        documents: Vec::new(),
        unread: Some(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photographs_become_pages_until_a_file_of_another_kind_comes() {
        let photograph = |byte: u8| Reading {
            documents: vec![Document {
                kind: Kind::Ocr,
                pages: 1,
                images: vec![PageImage {
                    page: 1,
                    bytes: vec![byte],
                    ..PageImage::default()
                }],
                ..Document::default()
            }],
            unread: None,
        };
        let letter = Reading {
            documents: vec![Document::default()],
            unread: None,
        };
        let logo = unread(Unread::NotADocument);
        let mut readings = [
            photograph(1),
            logo.clone(),
            photograph(2),
            letter.clone(),
            photograph(3),
        ];
        join_photographs(&mut readings);
        let pages = |reading: &Reading| -> Vec<(u32, u8)> {
            let images = reading.documents.iter().flat_map(|one| &one.images);
            images.map(|image| (image.page, image.bytes[0])).collect()
        };
        let [first, second, third, fourth, fifth] = &readings;
        assert_eq!(pages(first), [(1, 1), (2, 2)]);
        assert_eq!(
            (second, third, fourth),
            (&logo, &Reading::default(), &letter)
        );
        assert_eq!(pages(fifth), [(1, 3)]);
    }
}
