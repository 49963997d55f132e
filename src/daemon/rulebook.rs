//! The rules in force, and how others take their place: only when nothing is wrong with them and no sample is read worse.

use super::desk::ReadAll;
use super::folder::{self, Folder};
use super::house::House;
use super::standing::{Refusal, Standing, keep_rules};
use crate::problem::{Problem, Severity};
use crate::rules::{Alternatives, Rules, Texts};
use crate::samples::{Message, Sample, each, judge, load};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// How long rules that came by themselves may be broken before the digest tells: people save while they write.
const WRITING: SignedDuration = SignedDuration::from_mins(10);

/// What a reload needs besides the house.
#[derive(Clone)]
pub struct Shelf {
    /// The folder of the rules.
    pub rules: PathBuf,
    /// The folder of the samples; there need not be one.
    pub samples: PathBuf,
    /// Reads the attachments of samples.
    pub read_all: ReadAll,
    /// Whether pictures of pages can be read.
    pub ocr: bool,
}

/// The rules in force and the folder they come from.
pub struct RuleBook {
    house: House,
    shelf: Shelf,
    state: Mutex<State>,
}

struct State {
    standing: Standing,
    /// The files of the rules in force.
    files: BTreeMap<String, Vec<u8>>,
    /// How the folder looked when it was last read, and when it was last looked at.
    read: Look,
    seen: Look,
    /// The refusal was told to the secretariat.
    told: bool,
}

/// Times and sizes of all files in a folder.
type Look = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// What became of a reload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reloaded {
    /// Other rules are in force; what changed.
    InForce(String),
    /// They are the same as before.
    Same,
    /// The old rules stay, because of these reasons, each of a line or more.
    Refused(Vec<String>),
}

impl std::fmt::Debug for RuleBook {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "RuleBook({})", self.shelf.rules.display())
    }
}

impl RuleBook {
    /// The book of a house whose rules were just read from the shelf.
    pub fn new(house: House, shelf: Shelf) -> RuleBook {
        let standing = Standing::begin(
            &shelf.rules,
            &shelf.samples,
            &house.rules(),
            house.clock.now(),
        );
        standing.write(house.store.dir());
        let read = look(&shelf.rules);
        let files = folder::read(&shelf.rules).files;
        keep_rules(house.store.dir(), &files);
        RuleBook {
            house,
            shelf,
            state: Mutex::new(State {
                standing,
                files,
                seen: read.clone(),
                read,
                told: false,
            }),
        }
    }

    /// Reads the rules anew because somebody asked for it. When they are refused, the ones in force stay, and the log,
    /// `status` and the next digest say so.
    pub fn reload(&self) -> Reloaded {
        let mut state = self.lock();
        let reloaded = self.read_anew(&mut state);
        self.tell_digest(&mut state);
        reloaded
    }

    /// Reads the rules anew when the folder has changed and nobody is writing into it any more.
    pub fn look(&self) {
        // Whoever is reloading has seen it.
        let Ok(mut state) = self.state.try_lock() else {
            return;
        };
        let now = look(&self.shelf.rules);
        let is_still = now == state.seen;
        let is_news = now != state.read;
        state.seen = now;
        if is_still && is_news {
            self.read_anew(&mut state);
        }
        let now = self.house.clock.now();
        let old = |refusal: &Refusal| now.duration_since(refusal.at) > WRITING;
        if state.standing.rules.refused.as_ref().is_some_and(old) {
            self.tell_digest(&mut state);
        }
    }

    /// What `status` shows.
    pub fn standing(&self) -> Standing {
        self.lock().standing.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_anew(&self, state: &mut State) -> Reloaded {
        let now = self.house.clock.now();
        state.read = look(&self.shelf.rules);
        state.seen = state.read.clone();
        let read = folder::read(&self.shelf.rules);
        let files = read.files.clone();
        let old = self.house.rules();
        let reloaded = match self.judge(read, &old) {
            Ok(new) if new.fingerprint == old.fingerprint => {
                tracing::info!(fingerprint = old.fingerprint, "the rules are unchanged");
                Reloaded::Same
            }
            Ok(new) => {
                let change = change(&old, &new, &state.files, &files);
                tracing::info!(
                    fingerprint = new.fingerprint,
                    change,
                    "new rules are in force"
                );
                keep_rules(self.house.store.dir(), &files);
                state.files = files;
                state.standing.came_into_force(&new, now);
                self.house.set_rules(new);
                Reloaded::InForce(change)
            }
            Err(reasons) => {
                for reason in &reasons {
                    tracing::error!("{reason}");
                }
                tracing::error!(
                    reasons = reasons.len(),
                    "new rules are refused, and the old ones stay in force"
                );
                Reloaded::Refused(reasons)
            }
        };
        let refused = match &reloaded {
            Reloaded::Refused(reasons) => Some(Refusal {
                at: now,
                reasons: reasons.clone(),
            }),
            _ => None,
        };
        if refused.as_ref().map(|r| &r.reasons)
            != state.standing.rules.refused.as_ref().map(|r| &r.reasons)
        {
            state.told = false;
            state.standing.rules.refused = refused;
        }
        state.standing.write(self.house.store.dir());
        reloaded
    }

    /// The rules in a folder, when they may take the place of the old ones; otherwise the reasons.
    fn judge(&self, read: Folder, old: &Rules) -> Result<Rules, Vec<String>> {
        let (rules, problems) = read.check(&self.shelf.rules);
        let is_error = |p: &&Problem| p.severity == Severity::Error;
        let (errors, warnings): (Vec<&Problem>, Vec<&Problem>) =
            problems.iter().partition(is_error);
        let Some(new) = rules else {
            return Err(errors.iter().map(ToString::to_string).collect());
        };
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        if new.fingerprint != old.fingerprint {
            self.hold_against_samples(old, &new)?;
        }
        Ok(new)
    }

    /// Fails with the samples that the old rules read rightly and the new ones wrongly, and with new forms that none shows.
    fn hold_against_samples(&self, old: &Rules, new: &Rules) -> Result<(), Vec<String>> {
        let folder = &self.shelf.samples;
        if !folder.is_dir() {
            tracing::warn!(folder = %folder.display(), "there are no samples, so nobody knows what new rules do to them");
            return Ok(());
        }
        let samples = load(folder, &[])
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        let judged = each(&samples, |sample| self.compare(sample, old, new));
        let known: Vec<&str> = old.forms.iter().map(|form| form.id.as_str()).collect();
        let read_all = self.shelf.read_all.as_ref();
        let unshown = folder::forms_unshown(&self.shelf.rules, new, &samples, &read_all);
        let mut worse: Vec<String> = unshown
            .into_iter()
            .filter(|(form, _)| !known.contains(&form.as_str()))
            .map(|(_, problem)| problem.to_string())
            .collect();
        for (sample, judged) in samples.iter().zip(judged) {
            match judged {
                Some(None) => {}
                Some(Some(worse_here)) => worse.push(worse_here),
                None => worse.push(format!("sample {}: reading it failed", sample.name)),
            }
        }
        match worse.is_empty() {
            true => Ok(()),
            false => Err(worse),
        }
    }

    /// How a sample is read worse, if it is.
    fn compare(&self, sample: &Sample, old: &Rules, new: &Rules) -> Option<String> {
        let message = Message::read(&sample.bytes, None, self.shelf.read_all.as_ref());
        let judged = |rules: &Rules| {
            let finding = message.finding(rules);
            judge(&sample.expected, &finding, rules, self.shelf.ocr)
        };
        let now = judged(new);
        if now.is_right() || !judged(old).is_right() {
            return None;
        }
        // Samples may be real mail, so the log gets no values; `rules test` shows them.
        let fields: Vec<&str> = now.wrong().map(|row| row.what.as_str()).collect();
        Some(format!(
            "sample {} was read rightly and would be read wrongly: {}",
            sample.name,
            fields.join(", ")
        ))
    }

    /// Notes a refusal for the digest, once.
    fn tell_digest(&self, state: &mut State) {
        let Some(refusal) = &state.standing.rules.refused else {
            return;
        };
        if state.told {
            return;
        }
        let told = format!(
            "new rules were refused and the old ones stayed in force, because of {} problem(s): {}",
            refusal.reasons.len(),
            in_brief(&refusal.reasons)
        );
        match self.house.store.add_notice(self.house.clock.now(), &told) {
            Ok(()) => state.told = true,
            Err(error) => tracing::error!("that cannot be noted for the digest: {error:#}"),
        }
    }
}

/// Reasons on one line, each without the picture of its place.
fn in_brief(reasons: &[String]) -> String {
    let lines = reasons.iter().map(|reason| {
        let line = reason.lines().next().unwrap_or_default();
        let line: String = line.chars().take(160).collect();
        line.replace(": error: ", ": ")
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// What changed from some rules to others, in words.
fn change(
    old: &Rules,
    new: &Rules,
    old_files: &BTreeMap<String, Vec<u8>>,
    new_files: &BTreeMap<String, Vec<u8>>,
) -> String {
    let mut parts = Vec::new();
    let mut files: Vec<String> = new_files
        .iter()
        .filter_map(|(path, bytes)| match old_files.get(path) {
            None => Some(format!("{path} is new")),
            Some(before) if before != bytes => Some(path.clone()),
            Some(_) => None,
        })
        .collect();
    let gone = old_files
        .keys()
        .filter(|path| !new_files.contains_key(*path));
    files.extend(gone.map(|path| format!("{path} is gone")));
    parts.push(files.join(", "));
    let labels = |rules: &Rules| -> usize {
        let fields = rules.fields.iter();
        fields
            .map(|field| {
                let spelled = field.alternatives.iter().map(Alternatives::count);
                field.labels.len() + spelled.sum::<usize>()
            })
            .sum()
    };
    let words = |rules: &Rules| {
        let lists = rules.words.phrases.values().flat_map(BTreeMap::values);
        lists.map(Texts::len).sum::<usize>()
    };
    let counts: [(&str, usize, usize); 6] = [
        ("fields", old.fields.len(), new.fields.len()),
        ("labels", labels(old), labels(new)),
        ("forms", old.forms.len(), new.forms.len()),
        ("words", words(old), words(new)),
        ("waves", old.waves.len(), new.waves.len()),
        ("languages of letters", old.texts.len(), new.texts.len()),
    ];
    for (what, before, after) in counts {
        if before != after {
            parts.push(format!("{what} {before} → {after}"));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// How a folder looks, three levels deep as rules are.
fn look(folder: &Path) -> Look {
    let mut found = Look::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(about) = fs::metadata(&path) else {
                continue;
            };
            if about.is_dir() && depth < 2 {
                folders.push((path, depth + 1));
            } else {
                found.insert(path, (about.len(), about.modified().ok()));
            }
        }
    }
    found
}
