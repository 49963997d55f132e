//! The store keeps its promises: custody, decisions, letters.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::answer::MailId;
use cisdp_intake::store::{Accepted, PastQuery, Standing, Store};
use life::{accept, at, decision, letter, mail, place, portrait, read_all, send_all};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn fresh() -> (tempfile::TempDir, Store) {
    let dir = life::folder();
    let store = Store::open(&dir.path().join("data")).unwrap();
    (dir, store)
}

fn past<'a>(id: &'a MailId, now: i64) -> PastQuery<'a> {
    PastQuery {
        id,
        message_id: None,
        in_reply_to: &[],
        recipient: None,
        governments: &[],
        now: at(now),
    }
}

#[test]
fn a_mail_goes_the_whole_road_and_is_there_after_reopening() {
    let (dir, store) = fresh();
    let ids = accept(&store, 3);
    assert_eq!(store.inbox().waiting().unwrap(), 3);
    assert_eq!(read_all(&store, 100), 3);
    assert_eq!(send_all(&store, 200).len(), 3);
    assert!(store.inbox().take(at(300)).unwrap().is_none());
    assert!(store.outbox().claim(at(300)).unwrap().is_none());
    store.add_notice(at(300), "rules were refused").unwrap();
    let before = portrait(&store);
    store.close().unwrap();
    drop(store);
    let store = Store::open(&dir.path().join("data")).unwrap();
    assert_eq!(portrait(&store), before);
    let reader = Store::open_read(&dir.path().join("data")).unwrap();
    assert_eq!(portrait(&reader), before);
    assert_eq!(reader.inbox().mail(&ids[0]).unwrap(), mail(1));
    let outcome = store.ledger().outcome(&ids[1]).unwrap().unwrap();
    assert_eq!(outcome, decision(&ids[1], 100).outcome);
    let record = store.ledger().record(&outcome.records[0]).unwrap().unwrap();
    assert_eq!(record, decision(&ids[1], 100).records[0]);
}

#[test]
fn a_clean_stop_lets_the_next_start_trust_the_index() {
    let (dir, store) = fresh();
    accept(&store, 3);
    drop(store);
    let data = dir.path().join("data");
    assert!(data.join("index.clean").exists());
    let store = Store::open(&data).unwrap();
    assert!(
        !data.join("index.clean").exists(),
        "an open index is not clean"
    );
    assert_eq!(store.inbox().waiting().unwrap(), 3);
    assert!(aside(&data).is_empty());
    assert!(store.notices(at(-9), at(99_999_999)).unwrap().is_empty());
}

fn aside(data: &Path) -> Vec<String> {
    std::fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("index.damaged"))
        .collect()
}

#[test]
fn the_same_bytes_are_one_mail_wherever_they_lie() {
    let (_dir, store) = fresh();
    let one = mail(1);
    assert!(matches!(
        store.inbox().accept(&one, at(1)).unwrap(),
        Accepted::New(_)
    ));
    assert!(matches!(
        store.inbox().accept(&one, at(2)).unwrap(),
        Accepted::Known(_)
    ));
    // UIDVALIDITY changed: the folder is looked through anew, and nothing is taken for new.
    let mut moved = one.clone();
    moved.place.uid_validity = 8;
    moved.place.uid = 1;
    assert!(!store.inbox().holds(&moved.place).unwrap());
    assert_eq!(store.inbox().cursor("INBOX", 8).unwrap(), 0);
    assert!(matches!(
        store.inbox().accept(&moved, at(3)).unwrap(),
        Accepted::Known(_)
    ));
    assert!(store.inbox().holds(&moved.place).unwrap());
    assert!(store.inbox().holds(&one.place).unwrap());
    assert_eq!(store.inbox().waiting().unwrap(), 1);
}

#[test]
fn the_cursor_passes_only_what_is_held() {
    let (_dir, store) = fresh();
    let inbox = store.inbox();
    assert_eq!(
        inbox.note_listed("INBOX", 7, &[2, 3, 5, 9], at(0)).unwrap(),
        0
    );
    inbox.accept(&mail(3), at(1)).unwrap();
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 0, "2 is not held yet");
    inbox.accept(&mail(2), at(2)).unwrap();
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 3);
    // 5 comes without a body, three times.
    inbox.accept(&mail(9), at(3)).unwrap();
    for visit in 1..=3 {
        assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 3);
        assert_eq!(inbox.missed(&place(5), at(4)).unwrap(), visit);
    }
    let mut stub = mail(5);
    stub.bytes = b"X-Stub: 5\r\n\r\n".to_vec();
    inbox.accept(&stub, at(5)).unwrap();
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 9);
    assert_eq!(inbox.note_listed("INBOX", 7, &[], at(6)).unwrap(), 9);
    // Without a listing the cursor stays, because nobody said what lies between.
    inbox.accept(&mail(12), at(7)).unwrap();
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 9);
    assert_eq!(inbox.note_listed("INBOX", 7, &[12, 13], at(8)).unwrap(), 12);
}

#[test]
fn attempts_are_counted_before_and_survive_a_death() {
    let (dir, store) = fresh();
    let ids = accept(&store, 2);
    let taken = store.inbox().take(at(1)).unwrap().unwrap();
    assert_eq!((&taken.id, taken.attempt), (&ids[0], 1));
    let other = store.inbox().take(at(1)).unwrap().unwrap();
    assert_eq!(other.id, ids[1], "the first is in hand");
    assert!(store.inbox().take(at(1)).unwrap().is_none());
    drop(other);
    // The reader panics; the mail is there again.
    drop(taken);
    let taken = store.inbox().take(at(2)).unwrap().unwrap();
    assert_eq!((&taken.id, taken.attempt), (&ids[0], 2));
    // The process dies with it in hand.
    life::copy(store.dir(), &dir.path().join("copy"));
    let after = Store::open(&dir.path().join("copy")).unwrap();
    let taken = after.inbox().take(at(3)).unwrap().unwrap();
    assert_eq!((&taken.id, taken.attempt), (&ids[0], 3));
    assert_eq!(after.ledger().past(&past(&taken.id, 3)).unwrap().deaths, 2);
    // A stop in order is not the mail's fault.
    after.inbox().release(taken, at(4)).unwrap();
    let taken = after.inbox().take(at(5)).unwrap().unwrap();
    assert_eq!(taken.attempt, 3);
}

#[test]
fn a_mail_is_filed_once() {
    let (_dir, store) = fresh();
    let ids = accept(&store, 1);
    assert!(store.ledger().file(&decision(&ids[0], 10)).unwrap());
    let mut other = decision(&ids[0], 20);
    other.outcome.reason = "otherwise".into();
    assert!(!store.ledger().file(&other).unwrap());
    assert_eq!(store.ledger().all_outcomes().unwrap().len(), 1);
    assert_eq!(store.outbox().states().unwrap().len(), 1);
}

#[test]
fn reading_again_revises_records_and_sends_nothing_again() {
    let (_dir, store) = fresh();
    let ids = accept(&store, 1);
    store.ledger().file(&decision(&ids[0], 10)).unwrap();
    send_all(&store, 20);
    store.ledger().file_again(&decision(&ids[0], 30)).unwrap();
    let id = store.ledger().records().unwrap()[0].id.clone();
    assert_eq!(
        store.ledger().revisions(&id).unwrap().len(),
        1,
        "nothing changed"
    );
    let mut better = decision(&ids[0], 40);
    better.records[0].government = Some("ES/irun".into());
    store.ledger().file_again(&better).unwrap();
    assert_eq!(store.ledger().record(&id).unwrap().unwrap().revision, 2);
    let mut edited = better.records[0].clone();
    edited.submission.language = "eu".into();
    assert_eq!(store.ledger().edit(&edited, "maria", at(50)).unwrap(), 3);
    let languages: Vec<String> = store
        .ledger()
        .revisions(&id)
        .unwrap()
        .into_iter()
        .map(|r| r.submission.language)
        .collect();
    assert_eq!(languages, ["es", "es", "eu"]);
    assert_eq!(store.ledger().all_outcomes().unwrap().len(), 1);
    assert!(store.outbox().claim(at(60)).unwrap().is_none());
}

#[test]
fn letters_are_unique_ordered_and_wait_for_their_time() {
    let (_dir, store) = fresh();
    let outbox = store.outbox();
    assert!(outbox.put(&letter("digest:2026-W21", 20)).unwrap());
    assert!(outbox.put(&letter("digest:2026-W20", 10)).unwrap());
    assert!(!outbox.put(&letter("digest:2026-W21", 30)).unwrap());
    assert!(outbox.has("digest:2026-W20").unwrap());
    let claim = outbox.claim(at(40)).unwrap().unwrap();
    assert_eq!(
        (claim.letter.key.as_str(), claim.attempt),
        ("digest:2026-W20", 1)
    );
    assert_eq!(claim.letter, letter("digest:2026-W20", 10));
    outbox
        .retry(&claim.letter.key, at(41), at(100), "421 later")
        .unwrap();
    drop(claim);
    let claim = outbox.claim(at(42)).unwrap().unwrap();
    assert_eq!(claim.letter.key, "digest:2026-W21");
    outbox
        .failed(&claim.letter.key, at(43), "550 no such user")
        .unwrap();
    assert!(outbox.claim(at(99)).unwrap().is_none());
    assert_eq!(outbox.waiting().unwrap()[0].reason, "421 later");
    let failed = outbox.failed_between(at(40), at(50)).unwrap();
    assert_eq!(
        (failed[0].reason.as_str(), failed[0].at),
        ("550 no such user", at(43))
    );
    let claim = outbox.claim(at(100)).unwrap().unwrap();
    assert_eq!((claim.attempt, claim.may_have_been_sent), (2, false));
    outbox
        .sent(&claim.letter.key, at(101), "250 2.0.0 ok")
        .unwrap();
    assert_eq!(outbox.states().unwrap()[0].standing, Standing::Sent);
    outbox.send_again("digest:2026-W21", at(200)).unwrap();
    assert_eq!(send_all(&store, 200), ["digest:2026-W21"]);
}

#[test]
fn a_letter_of_unknown_fate_says_so() {
    let (dir, store) = fresh();
    store.outbox().put(&letter("digest:1", 0)).unwrap();
    let claim = store.outbox().claim(at(1)).unwrap().unwrap();
    assert!(
        store.outbox().claim(at(1)).unwrap().is_none(),
        "it is in hand"
    );
    life::copy(store.dir(), &dir.path().join("copy"));
    let after = Store::open(&dir.path().join("copy")).unwrap();
    let again = after.outbox().claim(at(2)).unwrap().unwrap();
    assert_eq!(
        again.letter, claim.letter,
        "the same bytes with the same Message-ID"
    );
    assert_eq!((again.attempt, again.may_have_been_sent), (2, true));
    after
        .outbox()
        .retry(&again.letter.key, at(3), at(3), "421")
        .unwrap();
    drop(again);
    assert!(
        after
            .outbox()
            .claim(at(4))
            .unwrap()
            .unwrap()
            .may_have_been_sent
    );
}

#[test]
fn a_clock_that_jumps_back_stops_nothing() {
    let (_dir, store) = fresh();
    let year = 365 * 86_400;
    accept(&store, 1);
    read_all(&store, year);
    let claim = store.outbox().claim(at(year)).unwrap().unwrap();
    store
        .outbox()
        .retry(&claim.letter.key, at(year), at(year + 60), "421")
        .unwrap();
    drop(claim);
    // The clock is set right: a year back.
    let claim = store.outbox().claim(at(10)).unwrap().unwrap();
    store
        .outbox()
        .retry(&claim.letter.key, at(10), at(70), "421")
        .unwrap();
    drop(claim);
    assert!(
        store.outbox().claim(at(20)).unwrap().is_none(),
        "it waits its minute"
    );
    assert_eq!(send_all(&store, 70).len(), 1);
    store.inbox().accept(&mail(5), at(80)).unwrap();
    assert_eq!(read_all(&store, 90), 1);
    let id = store.ledger().all_outcomes().unwrap()[0].mail.clone();
    let mut query = past(&id, 95);
    query.recipient = Some("ana@town.example");
    let past = store.ledger().past(&query).unwrap();
    assert_eq!(
        past.acknowledged_recipient.len(),
        1,
        "what stands in the far future does not count"
    );
}

#[test]
fn the_past_of_a_mail_is_known() {
    let (_dir, store) = fresh();
    let first = mail(1);
    let mut copy = first.clone();
    copy.bytes = [b"Received: by x\r\n".as_slice(), &first.bytes].concat();
    copy.place = place(2);
    let mut other = first.clone();
    other.bytes.extend_from_slice(b"More.\r\n");
    other.place = place(3);
    let ids: Vec<MailId> = [&first, &copy, &other]
        .into_iter()
        .map(|mail| match store.inbox().accept(mail, at(0)).unwrap() {
            Accepted::New(id) | Accepted::Known(id) => id,
        })
        .collect();
    let message_id = Some("m1@town");
    let ask = |id, now| {
        store
            .ledger()
            .past(&PastQuery {
                message_id,
                recipient: Some("ANA@town.example"),
                in_reply_to: &["ack.x@bot".to_owned()],
                governments: &["ES/irun".to_owned()],
                ..past(id, now)
            })
            .unwrap()
    };
    let before = ask(&ids[0], 1);
    assert!(
        before.duplicate_of.is_none() && before.records.is_empty() && !before.answers_our_letter
    );
    let mut made = decision(&ids[0], 10);
    made.outcome.message_id = message_id.map(str::to_owned);
    made.records[0].government = Some("ES/irun".into());
    made.letters[0].message_id = "ack.x@bot".into();
    store.ledger().file(&made).unwrap();
    let duplicate = ask(&ids[1], 20);
    assert_eq!(duplicate.duplicate_of.as_ref(), Some(&ids[0]));
    assert_eq!(duplicate.same_id_other_body, None);
    assert!(duplicate.answers_our_letter);
    assert_eq!(duplicate.records["ES/irun"], made.records[0]);
    assert_eq!(
        duplicate.acknowledged_recipient,
        [(at(10), "Adhesión".to_owned())]
    );
    assert_eq!(
        (
            duplicate.acknowledged_last_hour,
            duplicate.acknowledged_last_day
        ),
        (1, 1)
    );
    assert_eq!(ask(&ids[2], 20).same_id_other_body.as_ref(), Some(&ids[0]));
    let later = ask(&ids[2], 7200);
    assert_eq!(
        (later.acknowledged_last_hour, later.acknowledged_last_day),
        (0, 1)
    );
    assert_eq!(ask(&ids[2], 2 * 86_400).acknowledged_last_day, 0);
}

#[test]
fn a_second_daemon_is_refused_and_a_reader_is_not() {
    let (dir, store) = fresh();
    accept(&store, 1);
    let data = dir.path().join("data");
    let message = Store::open(&data).unwrap_err().to_string();
    assert!(
        message.contains("in use by another cisdp-intake (process "),
        "{message}"
    );
    let reader = Store::open_read(&data).unwrap();
    assert_eq!(reader.inbox().waiting().unwrap(), 1);
    assert!(reader.add_notice(at(0), "x").is_err());
    drop(store);
    Store::open(&data).unwrap();
    assert!(Store::open_read(&dir.path().join("nothing")).is_err());
}

#[test]
fn everything_is_private_to_its_owner() {
    let (_dir, store) = fresh();
    accept(&store, 2);
    read_all(&store, 5);
    let data = store.dir().to_owned();
    for round in ["open", "closed"] {
        look(&data, round);
        store.close().unwrap();
    }
    fn look(path: &Path, round: &str) {
        let meta = std::fs::metadata(path).unwrap();
        let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(
            meta.permissions().mode() & 0o777,
            wanted,
            "{} {round}",
            path.display()
        );
        if meta.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                look(&entry.unwrap().path(), round);
            }
        }
    }
}
