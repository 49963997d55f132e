//! `parse --timings`: where the time goes, measured on one file after another so that the stages add up.

use super::parse::{Read, line, mail_of};
use crate::extract::{self, Extractor};
use crate::reader::Reader;
use anyhow::Result;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Stages of the work, with the time spent in each so far.
struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    /// Does some work and books its time.
    fn book<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        let took = started.elapsed();
        match self.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, sum)) => *sum += took,
            None => self.0.push((stage, took)),
        }
        done
    }

    /// The table: milliseconds in all, a file, and the share.
    fn print(&self, files: usize, to: &mut impl Write) -> io::Result<()> {
        let all: Duration = self.0.iter().map(|(_, sum)| *sum).sum();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        writeln!(
            to,
            "{:<22}{:>9}{:>9}{:>8}",
            "stage", "ms", "ms/file", "share"
        )?;
        for (stage, sum) in self.0.iter().chain([&("all, one by one", all)]) {
            let share = 100.0 * sum.as_secs_f64() / all.as_secs_f64().max(1e-9);
            let each = ms(*sum) / files.max(1) as f64;
            writeln!(to, "{stage:<22}{:>9.1}{each:>9.3}{share:>7.1}%", ms(*sum))?;
        }
        Ok(())
    }
}

/// Reads the files one after another, prints what they say, and on standard error where the time went.
///
/// # Errors
/// When the rules are broken, a file cannot be read or the output cannot be written.
pub fn run(files: &[PathBuf], rules: Option<&Path>, reader: &Reader, json: bool) -> Result<()> {
    let mut stages = Stages(Vec::new());
    let rules = stages.book("compile rules", || super::ready::rules_of(rules))?;
    stages.book("index labels", || extract::prepare(&rules));
    let extractor = Extractor::new(&rules);
    stages.book("start a child", || reader.warm(1));
    for file in files {
        let mail = stages.book("open and parse mail", || mail_of(file))?;
        let readings = stages.book("read attachments", || reader.read_all(&mail));
        let read = Read { mail, readings };
        let finding = stages.book("extract", || read.finding(&extractor));
        stages.book("print", || -> Result<()> {
            Ok(writeln!(
                io::stdout(),
                "{}",
                line(file, &read.mail, &finding, json)?
            )?)
        })?;
    }
    stages.print(files.len(), &mut io::stderr())?;
    Ok(())
}
