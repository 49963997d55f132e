//! One reading child, seen from both sides: frames of a length (4 bytes, little-endian) and that many bytes.

use super::sheet::Sheet;
use super::{CageReport, Options, WORKER_COMMAND, cage, scan};
use crate::document::{self, PageImage, Reading, Unread};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A child is replaced after this much work, so that what it may have leaked goes with it.
const WORN_AFTER: Duration = Duration::from_secs(60);
/// mimalloc takes address space in pieces of a gigabyte, which is all that a child may have; 32 MiB are the least, in KiB.
pub(super) const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "32768");
/// Deeply nested files need a deep stack.
const STACK: usize = 64 << 20;

/// Bytes for which memory is taken at once; whoever announces more must send them.
const AT_ONCE: u32 = 8 << 20;

/// What the parent asks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Read the attachment whose bytes follow; the answer is a `Reading`.
    Read {
        name: Option<String>,
        content_type: String,
        limits: document::Limits,
    },
    /// Make a page picture ready for OCR; the answer is a `Sheet`, or two where it shows two pages.
    Prepare { image: PageImage },
    /// Lay out pages with the words that OCR found on them, each in one or two readings; the answer is a `Reading` of one document.
    Scan { pages: Vec<(Sheet, Vec<String>)> },
    /// Try to get out of the cage; the answer is a `CageReport`.
    Probe,
}

/// Why a child gave no answer.
#[derive(Debug)]
pub(super) struct Failure {
    /// It had served other attachments before.
    pub used_before: bool,
    /// The outcome for the attachment.
    pub unread: Unread,
}

/// A running child.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<io::Result<Vec<u8>>>,
    served: u32,
    worked: Duration,
}

impl Worker {
    pub(super) fn start(options: &Options) -> io::Result<Worker> {
        let mut child = Command::new(&options.program)
            .arg(WORKER_COMMAND)
            .arg(options.limits.memory.to_string())
            .env_clear()
            .env(RESERVE.0, RESERVE.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take();
        let (sender, answers) = mpsc::channel();
        std::thread::Builder::new()
            .name("reader-answers".to_owned())
            .spawn(move || {
                let Some(mut output) = output else { return };
                loop {
                    let frame = read_frame(&mut output);
                    let ended = frame.is_err();
                    if sender.send(frame).is_err() || ended {
                        return;
                    }
                }
            })?;
        Ok(Worker {
            child,
            input,
            answers,
            served: 0,
            worked: Duration::ZERO,
        })
    }

    pub(super) fn is_worn(&self) -> bool {
        self.worked > WORN_AFTER
    }

    /// Asks with a request and the bytes that follow it.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        question: [&[u8]; 2],
        limit: Duration,
    ) -> Result<T, Failure> {
        let bytes = self.ask_raw(question, limit)?;
        postcard::from_bytes(&bytes).map_err(|error| {
            self.failure(Unread::Died(format!(
                "the reading process answered nonsense: {error}"
            )))
        })
    }

    pub(super) fn ask_raw(
        &mut self,
        question: [&[u8]; 2],
        limit: Duration,
    ) -> Result<Vec<u8>, Failure> {
        let started = Instant::now();
        let written = match &mut self.input {
            Some(input) => write_frame(input, &question),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        let answer = match written {
            Ok(()) => self.answers.recv_timeout(limit),
            // The child died before it had read everything; how is told below.
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        match answer {
            Ok(Ok(bytes)) => {
                self.served += 1;
                self.worked += started.elapsed();
                Ok(bytes)
            }
            Err(RecvTimeoutError::Timeout) => {
                let failure = self.failure(Unread::Limit(format!(
                    "reading took longer than {} s",
                    limit.as_secs()
                )));
                // Time was spent on this very attachment, so a fresh child would fare no better.
                Err(Failure {
                    used_before: false,
                    ..failure
                })
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                let how = self.how_it_died();
                Err(self.failure(how))
            }
        }
    }

    fn failure(&mut self, unread: Unread) -> Failure {
        Failure {
            used_before: self.served > 0,
            unread,
        }
    }

    fn how_it_died(&mut self) -> Unread {
        use std::os::unix::process::ExitStatusExt;
        // The pipe closes a moment before the process is gone.
        for _ in 0..50 {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    return match status.signal() {
                        Some(libc::SIGXCPU | libc::SIGKILL) => {
                            Unread::Limit("the reading process used too much time".to_owned())
                        }
                        // Rust aborts when memory or stack runs out.
                        Some(libc::SIGABRT) => Unread::Limit(
                            "the reading process needed too much memory or nested too deeply"
                                .to_owned(),
                        ),
                        Some(libc::SIGSEGV) => {
                            Unread::Limit("the reading process nested too deeply".to_owned())
                        }
                        Some(signal) => {
                            Unread::Died(format!("the reading process ended by signal {signal}"))
                        }
                        None => Unread::Died(format!("the reading process ended with {status}")),
                    };
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Err(error) => return Unread::Died(format!("the reading process is lost: {error}")),
            }
        }
        Unread::Died("the reading process closed its output".to_owned())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Closing its input lets an idle child end by itself; a stuck one must be killed.
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The child's side: reads frames from standard input until it is closed.
pub fn worker_main(memory: u64) -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    // The file system is closed first, so that the thread inherits that; then the thread closes the rest for all.
    cage::limit(memory);
    cage::close_files(&[], &[]);
    let serving = std::thread::Builder::new().stack_size(STACK).spawn(|| {
        cage::close_system_calls();
        serve()
    });
    match serving.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn serve() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    loop {
        let frame = match read_frame(&mut input) {
            Ok(frame) => frame,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let answer = match postcard::take_from_bytes(&frame) {
            Ok((
                Request::Read {
                    name,
                    content_type,
                    limits,
                },
                bytes,
            )) => postcard::to_stdvec(&caught(|| {
                document::read(bytes, name.as_deref(), &content_type, &limits)
            })),
            Ok((Request::Prepare { image }, _)) => {
                let sheets = catch_unwind(AssertUnwindSafe(|| Sheet::prepare(&image)));
                // What we cannot decode, Tesseract may.
                let sheets = sheets.ok().flatten();
                postcard::to_stdvec(&sheets.unwrap_or_else(|| vec![Sheet::raw(image)]))
            }
            Ok((Request::Scan { pages }, _)) => postcard::to_stdvec(&caught(|| scan::read(&pages))),
            Ok((Request::Probe, _)) => postcard::to_stdvec(&CageReport::probe()),
            Err(error) => Err(error),
        };
        write_frame(&mut output, &[&answer.map_err(io::Error::other)?])?;
        output.flush()?;
    }
}

fn caught(read: impl FnOnce() -> Reading) -> Reading {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<&str>()
            .map(|words| (*words).to_owned());
        let words = words
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        super::unread(Unread::Damaged(format!("reading stopped: {words}")))
    })
}

/// Writes one frame of several parts.
fn write_frame(to: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u32::try_from(length).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    for part in parts {
        to.write_all(part)?;
    }
    to.flush()
}

fn read_frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    let mut frame = Vec::with_capacity(length.min(AT_ONCE) as usize);
    let read = from.take(length.into()).read_to_end(&mut frame)?;
    match u32::try_from(read) {
        Ok(read) if read == length => Ok(frame),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
