//! What a power cut leaves of a folder: everything that fsync made durable, and of the rest as much as chance wills.
//!
//! `journal.c` is preloaded into the program under test and writes down all that happens to the folder. From that this
//! works out a disk on which names and contents that were never made durable are missing, torn, or there.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// How much a disk writes at once.
const PAGE: usize = 4096;

/// The preloaded library, built once; `None`, with a word on standard error, where there is no C compiler.
pub fn library() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    BUILT.get_or_init(build).as_deref()
}

fn build() -> Option<PathBuf> {
    let out =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("power-{}.so", std::process::id()));
    let done = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o"])
        .arg(&out)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/power/journal.c"
        ))
        .arg("-ldl")
        .status();
    match done {
        Ok(status) => {
            assert!(status.success(), "tests/power/journal.c does not compile");
            Some(out)
        }
        Err(error) => {
            let required = std::env::var("CISDP_TEST_SERVERS").is_ok_and(|word| word == "required");
            assert!(!required, "no C compiler: {error}");
            eprintln!("NOT TESTED what a power cut leaves: there is no C compiler (cc): {error}");
            None
        }
    }
}

/// Lets a command write down what it does below `folder`.
pub fn watch<'a>(command: &'a mut Command, folder: &Path, log: &Path) -> &'a mut Command {
    command
        .env("LD_PRELOAD", library().expect("asked before"))
        .env("POWER_FOLDER", folder)
        .env("POWER_LOG", log)
}

/// Numbers that look random and are the same at every run.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end.max(1) as u64).unwrap()
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    what: u8,
    inode: u64,
    offset: u64,
    one: PathBuf,
    two: PathBuf,
    data: Vec<u8>,
}

impl Event {
    /// The bytes that were written to the file with this name, if that is what happened.
    fn is_write(&self) -> bool {
        self.what == b'W'
    }
}

/// Reads what was written down. A last record that was not finished when the process died is left out.
pub fn events(log: &Path) -> Vec<Event> {
    let bytes = fs::read(log).unwrap_or_default();
    let mut rest = bytes.as_slice();
    let mut events = Vec::new();
    while let Some((head, tail)) = rest.split_at_checked(50) {
        assert_eq!(head[0], b'P', "the log of the power cut is garbled");
        let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().unwrap());
        let length = |at: usize| usize::try_from(number(at)).unwrap();
        let (first, second, third) = (length(18), length(26), length(34));
        if tail.len() < first + second + third {
            break;
        }
        let path = |bytes: &[u8]| PathBuf::from(String::from_utf8(bytes.to_vec()).unwrap());
        events.push(Event {
            what: head[1],
            inode: number(2),
            offset: number(10),
            one: path(&tail[..first]),
            two: path(&tail[first..first + second]),
            data: tail[first + second..first + second + third].to_vec(),
        });
        rest = &tail[first + second + third..];
    }
    events
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Debug, Clone, Default)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    File(usize),
    Folder(usize),
}

#[derive(Debug, Clone)]
enum Rename {
    Add(String, Node),
    Remove(String),
    Move(String, String, Node),
}

#[derive(Debug, Clone, Default)]
struct Folder {
    durable: BTreeMap<String, Node>,
    now: BTreeMap<String, Node>,
    pending: Vec<Rename>,
}

/// A folder with its two faces: as the running program sees it, and as it is on the disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    files: Vec<Content>,
    folders: Vec<Folder>,
    inodes: BTreeMap<u64, usize>,
}

/// How unkind a power cut is to what was not made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Luck {
    /// All of it is gone.
    None,
    /// The disk wrote in order and got so far.
    Order,
    /// Pages and names at random.
    Any,
}

impl Disk {
    /// The folder as it lies there now, all of it durable; a missing one is empty.
    pub fn of(root: &Path) -> Disk {
        let mut disk = Disk::empty(root);
        if root.is_dir() {
            disk.take_in(root, 0);
        }
        disk
    }

    /// The folder when it was still empty.
    pub fn empty(root: &Path) -> Disk {
        Disk {
            root: root.to_owned(),
            files: Vec::new(),
            folders: vec![Folder::default()],
            inodes: BTreeMap::new(),
        }
    }

    fn take_in(&mut self, path: &Path, folder: usize) {
        for entry in fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let node = if entry.file_type().unwrap().is_dir() {
                self.folders.push(Folder::default());
                let node = self.folders.len() - 1;
                self.take_in(&entry.path(), node);
                Node::Folder(node)
            } else {
                self.files.push(Content {
                    durable: fs::read(entry.path()).unwrap(),
                    pending: Vec::new(),
                });
                Node::File(self.files.len() - 1)
            };
            self.folders[folder].durable.insert(name.clone(), node);
            self.folders[folder].now.insert(name, node);
        }
    }

    /// Lets one thing happen.
    pub fn happen(&mut self, event: &Event) {
        match event.what {
            b'C' => {
                self.files.push(Content::default());
                let file = self.files.len() - 1;
                self.inodes.insert(event.inode, file);
                self.enter(&event.one, Node::File(file));
            }
            b'O' => {
                if let Some(Node::File(file)) = self.find(&event.one) {
                    self.inodes.insert(event.inode, file);
                }
            }
            b'M' => {
                self.folders.push(Folder::default());
                let folder = self.folders.len() - 1;
                self.enter(&event.one, Node::Folder(folder));
            }
            b'W' | b'T' => {
                let at = usize::try_from(event.offset).unwrap();
                if let Some(&file) = self.inodes.get(&event.inode) {
                    self.files[file].pending.push(match event.is_write() {
                        true => Change::Write(at, event.data.clone()),
                        false => Change::Length(at),
                    });
                }
            }
            b'S' => {
                if let Some(&file) = self.inodes.get(&event.inode) {
                    let file = &mut self.files[file];
                    for change in std::mem::take(&mut file.pending) {
                        change.make(&mut file.durable);
                    }
                }
            }
            b'D' => {
                if let Some(Node::Folder(folder)) = self.find(&event.one) {
                    let folder = &mut self.folders[folder];
                    folder.durable = folder.now.clone();
                    folder.pending.clear();
                }
            }
            b'U' => {
                if let Some((folder, name)) = self.place(&event.one) {
                    let folder = &mut self.folders[folder];
                    folder.now.remove(&name);
                    folder.pending.push(Rename::Remove(name));
                }
            }
            b'R' => self.rename(&event.one, &event.two),
            other => panic!("the log of the power cut holds {other}"),
        }
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        let (Some((old, from)), Some((new, to))) = (self.place(from), self.place(to)) else {
            return;
        };
        let Some(node) = self.folders[old].now.remove(&from) else {
            return;
        };
        self.folders[new].now.insert(to.clone(), node);
        if old == new {
            self.folders[old].pending.push(Rename::Move(from, to, node));
        } else {
            self.folders[old].pending.push(Rename::Remove(from));
            self.folders[new].pending.push(Rename::Add(to, node));
        }
    }

    fn enter(&mut self, path: &Path, node: Node) {
        if let Some((folder, name)) = self.place(path) {
            let folder = &mut self.folders[folder];
            folder.now.insert(name.clone(), node);
            folder.pending.push(Rename::Add(name, node));
        }
    }

    /// The folder in which a path stands now, and its name there.
    fn place(&self, path: &Path) -> Option<(usize, String)> {
        let name = path.file_name()?.to_str()?.to_owned();
        match self.find(path.parent()?) {
            Some(Node::Folder(folder)) => Some((folder, name)),
            _ => None,
        }
    }

    fn find(&self, path: &Path) -> Option<Node> {
        let mut node = Node::Folder(0);
        for name in path.strip_prefix(&self.root).ok()? {
            let Node::Folder(folder) = node else {
                return None;
            };
            node = *self.folders[folder].now.get(name.to_str()?)?;
        }
        Some(node)
    }

    /// The content of a file as the program saw it.
    pub fn seen(&self, path: &Path) -> Vec<u8> {
        let Some(Node::File(file)) = self.find(path) else {
            return Vec::new();
        };
        let mut bytes = self.files[file].durable.clone();
        for change in &self.files[file].pending {
            change.make(&mut bytes);
        }
        bytes
    }

    /// Cuts the power and writes what is left into `target`.
    pub fn cut(&self, target: &Path, dice: &mut Dice) {
        let luck = [Luck::None, Luck::Order, Luck::Any, Luck::Any][dice.below(4)];
        self.leave(0, target, luck, dice, &mut BTreeSet::new());
    }

    fn leave(
        &self,
        folder: usize,
        target: &Path,
        luck: Luck,
        dice: &mut Dice,
        left: &mut BTreeSet<usize>,
    ) {
        fs::create_dir_all(target).unwrap();
        // A folder that was moved may be left at both names; a disk has it once.
        if !left.insert(folder) {
            return;
        }
        for (name, node) in self.folders[folder].after(luck, dice) {
            let path = target.join(name);
            match node {
                Node::Folder(inner) => self.leave(inner, &path, luck, dice, left),
                Node::File(file) => fs::write(path, self.files[file].after(luck, dice)).unwrap(),
            }
        }
    }
}

impl Folder {
    fn after(&self, luck: Luck, dice: &mut Dice) -> BTreeMap<String, Node> {
        let mut names = self.durable.clone();
        let so_far = dice.below(self.pending.len() + 1);
        for (number, change) in self.pending.iter().enumerate() {
            let made = match luck {
                Luck::None => false,
                Luck::Order => number < so_far,
                Luck::Any => dice.coin(),
            };
            if !made {
                continue;
            }
            match change {
                Rename::Add(name, node) => drop(names.insert(name.clone(), *node)),
                Rename::Remove(name) => drop(names.remove(name)),
                Rename::Move(from, to, node) => {
                    names.remove(from);
                    names.insert(to.clone(), *node);
                }
            }
        }
        names
    }
}

impl Content {
    fn after(&self, luck: Luck, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let so_far = dice.below(self.pending.len() + 1);
        for (number, change) in self.pending.iter().enumerate() {
            match luck {
                Luck::None => {}
                Luck::Order if number < so_far => change.make(&mut bytes),
                // The one in hand is torn at any byte.
                Luck::Order if number == so_far => {
                    if let Change::Write(at, data) = change {
                        let part = dice.below(data.len() + 1);
                        Change::Write(*at, data[..part].to_vec()).make(&mut bytes);
                    }
                }
                Luck::Order => {}
                Luck::Any => change.make_in_part(&mut bytes, dice),
            }
        }
        bytes
    }
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Write(at, data) => {
                bytes.resize(bytes.len().max(at + data.len()), 0);
                bytes[*at..at + data.len()].copy_from_slice(data);
            }
            Change::Length(length) => bytes.resize(*length, 0),
        }
    }

    /// Some pages are written, some are not; behind the last that is, the file ends.
    fn make_in_part(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        let Change::Write(at, data) = self else {
            if dice.coin() {
                self.make(bytes);
            }
            return;
        };
        let mut done = 0;
        while done < data.len() {
            let page = (PAGE - (at + done) % PAGE).min(data.len() - done);
            if dice.coin() {
                Change::Write(at + done, data[done..done + page].to_vec()).make(bytes);
            }
            done += page;
        }
    }
}
