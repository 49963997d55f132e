//! Wire → store: takes new mail into custody (COMMIT 1). The mailbox is only read.

use super::house::House;
use super::trouble::{Trouble, apart, of_store};
use crate::mail::{MailPlace, RawMail};
use crate::store::{Accepted, Inbox};
use crate::wire::{Fault, FaultKind, Held, Mailbox, Sight};
use jiff::Timestamp;
use std::time::Duration;

/// The header field of what stands in custody for a mail that never came.
pub(super) const STUB_MARK: &str = "X-Cisdp-Intake-Place";
/// After so many visits without its body, a listed mail is handed to a person.
const VISITS: u32 = 3;

/// The loop that takes new mail into custody.
#[derive(Debug)]
pub struct Intake {
    house: House,
    mailbox: Mailbox,
    trouble: Trouble,
    /// Some listed mail came without its body at the last visit.
    missed: bool,
}

impl Intake {
    /// A loop from this mailbox.
    pub fn new(house: House, mailbox: Mailbox) -> Intake {
        Intake {
            house,
            mailbox,
            trouble: Trouble::new("intake"),
            missed: false,
        }
    }

    /// One visit to the mailbox. Gives how many mails are new in custody.
    ///
    /// # Errors
    /// When the mailbox cannot be read to its end or the store refuses; what was accepted stays accepted.
    pub async fn step(&mut self) -> Result<usize, Fault> {
        self.missed = false;
        let shelf = Shelf {
            inbox: self.house.store.inbox(),
            now: self.house.clock.now(),
        };
        self.mailbox.look(&shelf).await?;
        let mut new = 0;
        while !self.house.is_stopping() {
            match self.mailbox.next().await? {
                None => break,
                Some(Sight::Mail(mail)) => new += usize::from(self.accept(mail).await?),
                Some(Sight::Missed(place)) => new += usize::from(self.miss(place).await?),
            }
        }
        Ok(new)
    }

    /// Visits until asked to stop.
    pub(super) async fn run(mut self) {
        let mut second_try = false;
        while !self.house.is_stopping() {
            match self.step().await {
                Ok(new) => {
                    second_try = false;
                    self.trouble.well();
                    if new > 0 {
                        tracing::info!(new, mailbox = self.mailbox.name(), "mail is in custody");
                    }
                    if self.missed {
                        self.house.pause(Duration::from_secs(20)).await;
                        continue;
                    }
                }
                // Servers hang up on quiet connections; only when a fresh one fails too is it trouble.
                Err(fault)
                    if fault.kind == FaultKind::Unreachable
                        && !second_try
                        && !self.trouble.is_said() =>
                {
                    second_try = true;
                    tracing::debug!("{}", fault.what);
                    self.house.pause(Duration::from_secs(1)).await;
                    continue;
                }
                Err(fault) => {
                    let wait = self.trouble.meet(&fault);
                    self.house.pause(wait).await;
                    continue;
                }
            }
            let house = self.house.clone();
            let waited = tokio::select! {
                waited = self.mailbox.wait(Duration::from_secs(3600)) => waited,
                () = house.stopped() => break,
            };
            if let Err(fault) = waited {
                tracing::debug!("{}", fault.what);
                self.house.pause(Duration::from_secs(2)).await;
            }
        }
        self.mailbox.close().await;
    }

    /// Ends the conversation with the mailbox.
    pub async fn close(&mut self) {
        self.mailbox.close().await;
    }

    async fn accept(&mut self, mail: RawMail) -> Result<bool, Fault> {
        let inbox = self.house.store.inbox();
        let now = self.house.clock.now();
        let accepted = apart(move || inbox.accept(&mail, now))
            .await
            .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
            .map_err(|error| {
                of_store(
                    "take a mail into custody, which stays in the mailbox",
                    &error,
                )
            })?;
        self.house.bells.desk.notify_one();
        Ok(matches!(accepted, Accepted::New(_)))
    }

    /// A listed mail came without its body: the cursor stays before it, and at the third visit a person is told.
    async fn miss(&mut self, place: MailPlace) -> Result<bool, Fault> {
        self.missed = true;
        let inbox = self.house.store.inbox();
        let now = self.house.clock.now();
        let name = name_of(&place);
        let missed = place.clone();
        let visits = apart(move || inbox.missed(&missed, now))
            .await
            .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
            .map_err(|error| of_store("note a mail that did not come", &error))?;
        if visits < VISITS {
            tracing::warn!(
                mail = name,
                visits,
                "the mailbox lists a mail and does not give it"
            );
            return Ok(false);
        }
        tracing::error!(
            mail = name,
            "a mail could not be fetched and is left to a person"
        );
        self.accept(stub(place, now)).await
    }
}

fn name_of(place: &MailPlace) -> String {
    match &place.file {
        Some(file) => format!("{}/{file}", place.folder),
        None => format!("{} UID {}", place.folder, place.uid),
    }
}

/// What stands in custody for a mail that the server lists and does not give. Each place makes different bytes, because
/// bytes are a mail's identity.
fn stub(place: MailPlace, now: Timestamp) -> RawMail {
    let name: String = name_of(&place)
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    let text = format!(
        "Subject: [not fetched: {name}]\r\n{STUB_MARK}: {name} UIDVALIDITY {}\r\n\r\nThe mailbox lists this mail and did not give it at {VISITS} visits. Please look at it there.\r\n",
        place.uid_validity
    );
    RawMail {
        bytes: text.into_bytes(),
        place,
        received: now,
        answered: false,
        junk: false,
        headers_only: true,
    }
}

/// The inbox as a mailbox asks it.
struct Shelf {
    inbox: Inbox,
    now: Timestamp,
}

fn unreadable(error: anyhow::Error) -> Fault {
    Fault {
        kind: FaultKind::Unreachable,
        ..of_store("tell what it holds", &error)
    }
}

impl Held for Shelf {
    fn cursor(&self, folder: &str, uid_validity: u32) -> Result<u32, Fault> {
        self.inbox.cursor(folder, uid_validity).map_err(unreadable)
    }

    fn listed(&self, folder: &str, uid_validity: u32, uids: &[u32]) -> Result<(), Fault> {
        let noted = self.inbox.note_listed(folder, uid_validity, uids, self.now);
        noted.map(drop).map_err(unreadable)
    }

    fn holds(&self, place: &MailPlace) -> Result<bool, Fault> {
        self.inbox.holds(place).map_err(unreadable)
    }
}
