//! Store → pure rooms → store: reads the mails in custody, decides, and files what came of it (COMMIT 2).

use super::house::House;
use super::intake::STUB_MARK;
use super::trouble::{Trouble, apart, of_store};
use crate::answer::{Acknowledgment, Case, Decision, MailId, decide, government_key, recipient};
use crate::document::Reading;
use crate::extract::{Finding, Verdict, extract};
use crate::mail::{Mail, RawMail, parse};
use crate::rules::Rules;
use crate::store::{PastQuery, Taken};
use crate::wire::{Fault, masked};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A mail that killed its reader so often is not read again.
pub const DEATHS: u32 = 3;
/// Parsing a mail takes milliseconds; what takes so long will not end.
const PATIENCE: Duration = Duration::from_secs(300);

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
        let studies = batch
            .into_iter()
            .map(|taken| study(taken, self.read_all.clone(), rules.clone()));
        let mut stuck = false;
        for studied in futures::future::join_all(studies).await {
            match studied {
                Ok(study) => self.conclude(study, rules.clone()).await?,
                Err(Failed::Panicked) => {}
                Err(Failed::Stuck) => stuck = true,
            }
        }
        if stuck {
            // A thread cannot be stopped; the program can. The attempt is counted, so the third time the mail is parked.
            self.house.fail();
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
            Err(_) => {
                tracing::error!("deciding about a mail failed; it is tried again");
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
            why = unanswered(&outcome.acknowledgment),
            review = outcome.review.is_some(),
            "a mail is filed"
        );
        Ok(())
    }
}

/// Why nobody is answered, as far as a log may say it: behind a colon or a quotation mark stand words of the mail.
fn unanswered(acknowledgment: &Acknowledgment) -> &str {
    match acknowledgment {
        Acknowledgment::Letter(_) => "",
        Acknowledgment::Withheld(reason) => reason.split([':', '"']).next().unwrap_or_default(),
        Acknowledgment::NotDue => "nobody expects an answer",
    }
}

/// How reading a mail can fail for us, as distinct from for its sender.
enum Failed {
    /// The mail is given back to the inbox with the attempt counted.
    Panicked,
    /// A pure room does not come to an end.
    Stuck,
}

/// Reads one mail. What happens to attachments is bounded by the reader; the rest has a time of its own.
async fn study(taken: Taken, read_all: ReadAll, rules: Arc<Rules>) -> Result<Study, Failed> {
    let (id, attempt) = (short(&taken.id).to_owned(), taken.attempt);
    let failed = |_| {
        tracing::error!(mail = id, attempt, "reading a mail failed");
        Failed::Panicked
    };
    let stuck = |_| {
        tracing::error!(
            mail = id,
            attempt,
            "reading a mail does not end; the program ends to begin anew"
        );
        Failed::Stuck
    };
    if attempt > DEATHS {
        let (mail, finding) = unread(&taken.raw);
        return Ok(Study {
            taken,
            mail,
            finding,
        });
    }
    // Whoever panics drops the mail it works on, which gives it back to the inbox with the attempt counted.
    let parsing = apart(move || (parse(&taken.raw.bytes), taken));
    let (mail, taken) = timeout(PATIENCE, parsing)
        .await
        .map_err(stuck)?
        .map_err(failed)?;
    let reading = apart(move || match taken.raw.headers_only {
        true => (Vec::new(), mail, taken),
        false => (read_all(&mail), mail, taken),
    });
    let (readings, mail, taken) = reading.await.map_err(failed)?;
    let extracting = apart(move || {
        let finding = extract(&mail, &readings, &rules, taken.raw.received);
        Study {
            taken,
            mail,
            finding,
        }
    });
    timeout(PATIENCE, extracting)
        .await
        .map_err(stuck)?
        .map_err(failed)
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
