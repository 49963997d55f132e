//! A Maildir, or a folder of `.eml` files, as a mailbox. Nothing is moved, renamed or deleted.

use super::{Fault, FaultKind, Held, Sight};
use crate::mail::{MailPlace, RawMail};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How mails lie in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `new/` and `cur/` of a Maildir.
    Maildir,
    /// Files that end in `.eml`, in the folder itself.
    Files,
}

/// A mailbox on disk.
#[derive(Debug)]
pub struct FolderMailbox {
    /// The folder.
    pub path: PathBuf,
    /// How mails lie in it.
    pub layout: Layout,
    /// Larger mails are taken with their header only.
    pub max_mail: u64,
    /// How long to wait between two looks.
    pub pause: Duration,
    listed: VecDeque<PathBuf>,
}

impl FolderMailbox {
    /// A mailbox in a folder.
    pub fn new(path: impl Into<PathBuf>, layout: Layout, max_mail: u64) -> FolderMailbox {
        FolderMailbox {
            path: path.into(),
            layout,
            max_mail,
            pause: Duration::from_secs(5),
            listed: VecDeque::new(),
        }
    }

    /// The layout that a folder has by its looks.
    pub fn layout_of(path: &Path) -> Layout {
        if path.join("new").is_dir() && path.join("cur").is_dir() {
            Layout::Maildir
        } else {
            Layout::Files
        }
    }

    pub(super) fn look(&mut self, held: &dyn Held) -> Result<usize, Fault> {
        let mut found = Vec::new();
        match self.layout {
            Layout::Files => self.list(&self.path, &mut found)?,
            Layout::Maildir => {
                self.list(&self.path.join("new"), &mut found)?;
                self.list(&self.path.join("cur"), &mut found)?;
            }
        }
        // A Maildir's names begin with the time of delivery.
        found.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
        self.listed.clear();
        for path in found {
            if !held.holds(&self.place(&path))? {
                self.listed.push_back(path);
            }
        }
        Ok(self.listed.len())
    }

    pub(super) fn next(&mut self) -> Result<Option<Sight>, Fault> {
        while let Some(path) = self.listed.pop_front() {
            match self.read(&path) {
                Ok(mail) => return Ok(Some(Sight::Mail(mail))),
                // Another program moved it (a Maildir renames when flags change); the next look finds its new name.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => return Ok(Some(Sight::Missed(self.place(&path)))),
            }
        }
        Ok(None)
    }

    fn list(&self, folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Fault> {
        let cannot = |error: std::io::Error| {
            Fault::new(
                FaultKind::Refused,
                format!("the mailbox {} cannot be read: {error}", folder.display()),
            )
            .advice("check `path` in [mailbox] and its permissions")
        };
        for entry in fs::read_dir(folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_mail = match self.layout {
                Layout::Maildir => true,
                Layout::Files => path
                    .extension()
                    .is_some_and(|ext| ext.eq_ignore_ascii_case("eml")),
            };
            if is_mail && !name.starts_with('.') && path.is_file() {
                found.push(path);
            }
        }
        Ok(())
    }

    /// The mail's place. A Maildir's file name changes after the `:` when flags change, so only what is before counts.
    fn place(&self, path: &Path) -> MailPlace {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let lasting = match self.layout {
            Layout::Maildir => name.split(":2,").next().unwrap_or_default(),
            Layout::Files => &name,
        };
        MailPlace {
            folder: self.path.display().to_string(),
            uid_validity: 0,
            uid: 0,
            file: Some(lasting.to_owned()),
        }
    }

    fn read(&self, path: &Path) -> std::io::Result<RawMail> {
        let mut file = fs::File::open(path)?;
        let about = file.metadata()?;
        let headers_only = about.len() > self.max_mail;
        let mut bytes = Vec::new();
        if headers_only {
            let most = super::MOST_HEADER as u64;
            (&mut file).take(most).read_to_end(&mut bytes)?;
            super::cut_to_header(&mut bytes);
        } else {
            file.read_to_end(&mut bytes)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let flags = match self.layout {
            Layout::Maildir => name.split_once(":2,").map_or("", |(_, flags)| flags),
            Layout::Files => "",
        };
        // A Maildir's file time is when it was delivered. A file that somebody saved tells it better by its headers.
        let by_file = about
            .modified()
            .ok()
            .and_then(|time| Timestamp::try_from(time).ok())
            .unwrap_or_else(Timestamp::now);
        let received = match self.layout {
            Layout::Maildir => by_file,
            Layout::Files => by_headers(&bytes).unwrap_or(by_file),
        };
        Ok(RawMail {
            bytes,
            place: self.place(path),
            received,
            answered: flags.contains('R'),
            junk: false,
            headers_only,
        })
    }
}

/// When the last server noted that it received this message, else its Date.
fn by_headers(bytes: &[u8]) -> Option<Timestamp> {
    let header = bytes.get(..super::header_length(bytes))?;
    crate::mail::received_at(&crate::mail::parse(header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[derive(Default)]
    struct Shelf(BTreeSet<String>);
    impl Held for Shelf {
        fn cursor(&self, _: &str, _: u32) -> Result<u32, Fault> {
            Ok(0)
        }
        fn listed(&self, _: &str, _: u32, _: &[u32]) -> Result<(), Fault> {
            Ok(())
        }
        fn holds(&self, place: &MailPlace) -> Result<bool, Fault> {
            Ok(self.0.contains(place.file.as_deref().unwrap_or_default()))
        }
    }

    fn mail(mailbox: &mut FolderMailbox) -> RawMail {
        match mailbox.next().unwrap() {
            Some(Sight::Mail(mail)) => mail,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_folder_gives_its_mails_in_order_and_only_what_is_not_held() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.eml", "a.EML", "c.txt", ".d.eml"] {
            fs::write(dir.path().join(name), format!("Subject: {name}\n\n")).unwrap();
        }
        let mut mailbox = FolderMailbox::new(dir.path(), Layout::Files, 1000);
        assert_eq!(mailbox.look(&Shelf::default()).unwrap(), 2);
        assert_eq!(mail(&mut mailbox).place.file.as_deref(), Some("a.EML"));
        assert_eq!(mail(&mut mailbox).bytes, b"Subject: b.eml\n\n");
        assert_eq!(mailbox.next().unwrap(), None);
        let shelf = Shelf(["a.EML".to_owned()].into());
        assert_eq!(mailbox.look(&shelf).unwrap(), 1);
    }

    #[test]
    fn a_maildir_mail_keeps_its_place_when_its_flags_change() {
        let dir = tempfile::tempdir().unwrap();
        for sub in ["new", "cur", "tmp"] {
            fs::create_dir(dir.path().join(sub)).unwrap();
        }
        fs::write(dir.path().join("new/3.M1.host"), "x: y\n\n").unwrap();
        fs::write(dir.path().join("cur/2.M2.host:2,RS"), "x: y\n\n").unwrap();
        assert_eq!(FolderMailbox::layout_of(dir.path()), Layout::Maildir);
        let mut mailbox = FolderMailbox::new(dir.path(), Layout::Maildir, 1000);
        assert_eq!(mailbox.look(&Shelf::default()).unwrap(), 2);
        let answered = mail(&mut mailbox);
        assert_eq!(answered.place.file.as_deref(), Some("2.M2.host"));
        assert!(answered.answered);
        fs::rename(
            dir.path().join("new/3.M1.host"),
            dir.path().join("cur/3.M1.host:2,S"),
        )
        .unwrap();
        assert_eq!(mailbox.next().unwrap(), None, "moved away meanwhile");
        let shelf = Shelf(["2.M2.host".to_owned()].into());
        assert_eq!(mailbox.look(&shelf).unwrap(), 1);
        assert_eq!(mail(&mut mailbox).place.file.as_deref(), Some("3.M1.host"));
    }

    #[test]
    fn a_mail_above_the_limit_comes_with_its_header_only() {
        let dir = tempfile::tempdir().unwrap();
        let head = "Subject: big\r\n\r\n";
        fs::write(
            dir.path().join("a.eml"),
            format!("{head}{}", "x".repeat(500)),
        )
        .unwrap();
        let mut mailbox = FolderMailbox::new(dir.path(), Layout::Files, 100);
        mailbox.look(&Shelf::default()).unwrap();
        let big = mail(&mut mailbox);
        assert!(big.headers_only);
        assert_eq!(big.bytes, head.as_bytes());
    }

    #[test]
    fn a_missing_folder_is_one_clear_fault() {
        let fault = FolderMailbox::new("/nonexistent/mails", Layout::Files, 1)
            .look(&Shelf::default())
            .unwrap_err();
        assert_eq!(fault.kind, FaultKind::Refused);
        assert!(fault.to_string().contains("/nonexistent/mails"), "{fault}");
    }
}
