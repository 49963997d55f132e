//! Store → pure rooms → store: reads the mails in custody, decides, and files what came of it (COMMIT 2).

use super::house::House;
use super::intake::STUB_MARK;
use super::trouble::{Trouble, apart, of_store, panic_words};
use crate::answer::{Acknowledgment, Case, Decision, MailId, decide, government_key, recipient};
use crate::document::Reading;
use crate::extract::{Finding, Verdict, extract};
use crate::mail::{Mail, RawMail, parse};
use crate::rules::Rules;
use crate::store::{PastQuery, Taken};
use crate::wire::{Fault, masked};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// A mail that killed its reader so often is not read again.
const DEATHS: u32 = 3;

/// Reads all attachments of a mail.
pub type ReadAll = Arc<dyn Fn(&Mail) -> Vec<Reading> + Send + Sync>;

/// The loop that reads, decides and files.
pub struct Desk {
    house: House,
    read_all: ReadAll,
    hands: usize,
    trouble: Trouble,
}

/// A mail that was read, before it is decided about.
struct Study {
    taken: Taken,
    mail: Mail,
    finding: Finding,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Desk({} hands)", self.hands)
    }
}

impl Desk {
    /// A desk that reads up to `hands` mails at once and files them in the order in which they came.
    pub fn new(house: House, read_all: ReadAll, hands: usize) -> Desk {
        Desk {
            house,
            read_all,
            hands: hands.max(1),
            trouble: Trouble::new("desk"),
        }
    }

    /// Handles the mails that wait, at most one for each hand. Gives the identities of those that were taken up; when there
    /// were none, there is nothing to do.
    ///
    /// # Errors
    /// When the store refuses; the mails are taken up again later.
    pub async fn step(&mut self) -> Result<Vec<MailId>, Fault> {
        let batch = self.take_batch().await?;
        let taken: Vec<MailId> = batch.iter().map(|taken| taken.id.clone()).collect();
        let rules = self.house.rules();
        let mut readers = Vec::new();
        for taken in batch {
            let (rules, read_all) = (rules.clone(), self.read_all.clone());
            readers.push(apart(move || study(taken, &read_all, &rules)));
        }
        for studied in futures::future::join_all(readers).await {
            // A panic has dropped the mail, which gives it back to the inbox with the attempt counted.
            if let Ok(Some(study)) = studied {
                self.conclude(study, rules.clone()).await?;
            }
        }
        Ok(taken)
    }

    /// Works until asked to stop.
    pub(super) async fn run(mut self) {
        while !self.house.is_stopping() {
            match self.step().await {
                Ok(taken) => {
                    self.trouble.well();
                    if taken.is_empty() {
                        self.house
                            .rest(&self.house.bells.desk, Duration::from_secs(30))
                            .await;
                    }
                }
                Err(fault) => {
                    let wait = self.trouble.meet(&fault);
                    self.house.pause(wait).await;
                }
            }
        }
    }

    async fn take_batch(&self) -> Result<Vec<Taken>, Fault> {
        let store = self.house.store.clone();
        let clock = self.house.clock.clone();
        let hands = self.hands;
        let taking = move || {
            let mut batch: Vec<Taken> = Vec::new();
            while batch.len() < hands {
                let Some(taken) = store.inbox().take(clock.now())? else {
                    break;
                };
                // A mail that killed the program once is read alone, so that its neighbours are not counted as killers.
                if taken.attempt > 1 {
                    match batch.is_empty() {
                        true => batch.push(taken),
                        false => store.inbox().release(taken, clock.now())?,
                    }
                    break;
                }
                batch.push(taken);
            }
            anyhow::Ok(batch)
        };
        apart(taking)
            .await
            .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
            .map_err(|error| of_store("hand out a mail", &error))
    }

    async fn conclude(&self, study: Study, rules: Arc<Rules>) -> Result<(), Fault> {
        let house = self.house.clone();
        let concluded = apart(move || conclude(&house, &study, &rules)).await;
        // A panic here counts as a death of the mail, as one while reading does.
        let decision = match concluded {
            Ok(decision) => decision.map_err(|error| of_store("file a decision", &error))?,
            Err(words) => {
                tracing::error!(
                    panic = words,
                    "deciding about a mail failed; it is tried again"
                );
                return Ok(());
            }
        };
        self.house.bells.dispatch.notify_one();
        let outcome = &decision.outcome;
        let from = outcome.from.as_ref().map(|from| masked(&from.email));
        tracing::info!(
            mail = short(&outcome.mail),
            from = from.unwrap_or_default(),
            verdict = ?outcome.verdict,
            records = outcome.records.len(),
            answered = matches!(outcome.acknowledgment, Acknowledgment::Letter(_)),
            review = outcome.review.is_some(),
            "a mail is filed"
        );
        Ok(())
    }
}

/// Reads one mail; `None` when the pure rooms panicked over it.
fn study(taken: Taken, read_all: &ReadAll, rules: &Rules) -> Option<Study> {
    if taken.attempt > DEATHS {
        let (mail, finding) = unread(&taken.raw);
        return Some(Study {
            taken,
            mail,
            finding,
        });
    }
    let reading = AssertUnwindSafe(|| {
        let mail = parse(&taken.raw.bytes);
        let readings = match taken.raw.headers_only {
            true => Vec::new(),
            false => read_all(&mail),
        };
        let finding = extract(&mail, &readings, rules, taken.raw.received);
        (mail, finding)
    });
    match catch_unwind(reading) {
        Ok((mail, finding)) => Some(Study {
            taken,
            mail,
            finding,
        }),
        Err(panic) => {
            let (mail, attempt) = (short(&taken.id).to_owned(), taken.attempt);
            let words = panic_words(&*panic);
            tracing::error!(mail, attempt, panic = words, "reading a mail failed");
            None
        }
    }
}

/// What is said of a mail that nobody dares to read again. Its subject is found without any parser.
fn unread(raw: &RawMail) -> (Mail, Finding) {
    let head = raw.bytes.get(..raw.bytes.len().min(64 << 10));
    let head = String::from_utf8_lossy(head.unwrap_or_default());
    let subject = head
        .lines()
        .take_while(|line| !line.is_empty())
        .find(|line| {
            line.get(..8)
                .is_some_and(|name| name.eq_ignore_ascii_case("subject:"))
        })
        .and_then(|line| line.get(8..))
        .unwrap_or_default();
    let mail = Mail {
        subject: subject
            .trim()
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect(),
        damage: vec!["reading this mail stopped the program three times".to_owned()],
        ..Mail::default()
    };
    let finding = Finding {
        verdict: Verdict::Unreadable,
        reason: "reading this mail stopped the program three times".to_owned(),
        submissions: Vec::new(),
    };
    (mail, finding)
}

fn conclude(house: &House, study: &Study, rules: &Rules) -> anyhow::Result<Decision> {
    let Study {
        taken,
        mail,
        finding,
    } = study;
    let now = house.clock.now();
    let governments: Vec<String> = finding
        .submissions
        .iter()
        .filter_map(|submission| government_key(submission, rules))
        .collect();
    let answers: Vec<String> = mail
        .in_reply_to
        .iter()
        .chain(&mail.references)
        .cloned()
        .collect();
    let case = Case {
        id: &taken.id,
        mail,
        finding,
        received: taken.raw.received,
        answered: taken.raw.answered,
        junk: taken.raw.junk,
        headers_only: taken.raw.headers_only,
    };
    let recipient = recipient(&case, &house.manners).ok();
    let query = PastQuery {
        id: &taken.id,
        message_id: mail.message_id.as_deref(),
        in_reply_to: &answers,
        recipient: recipient.as_ref().map(|address| address.email.as_str()),
        governments: &governments,
        now,
    };
    let past = house.store.ledger().past(&query)?;
    let mut decision = decide(&case, &past, &house.manners, rules, now);
    if taken.raw.headers_only && mail.headers.iter().any(|(name, _)| name == STUB_MARK) {
        let told = "the mailbox lists this mail and does not give it; look at it there";
        decision.outcome.review = Some(told.to_owned());
    }
    if let Some(damage) = &taken.damage {
        let told = format!("its file in the store was damaged: {damage}");
        decision.outcome.review = Some(match decision.outcome.review.take() {
            Some(review) => format!("{review}; {told}"),
            None => told,
        });
    }
    house.store.ledger().file(&decision)?;
    Ok(decision)
}

fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
