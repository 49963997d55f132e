//! cisdp-intake reads the join forms that governments mail to a campaign's secretariat, answers them, and reports weekly.
//!
//! One road: wire → store → pure rooms → store → wire. A room may name only the rooms above it in this list
//! (`tests/architecture.rs` keeps that), and the rooms marked PURE see no file, socket, clock, random number, log or `async`:
//!
//! ```text
//! problem    a mistake in a file an administrator wrote: file:line:column, caret, hint
//! mail       PURE     what a mail is: parse, is it a robot, text of the body, compose a letter
//! document   PURE     what an attachment says: bytes of any format → one Document type
//! rules      PURE     what administrators may say: as written → compiled
//! form       PURE     the blank form, fillable and accessible, made from the rules alone
//! extract    PURE     which form this is, where each field stands, words → typed values with evidence
//! answer     PURE     what we do and say: decide, acknowledgment, digest
//! store      DISK     raw mail, journal, index; inbox (custody), ledger (records), outbox (letters)
//! reader     PROCESS  runs `document` in a child process with limits; OCR lives here too
//! wire       NETWORK  imap, maildir, smtp, file sink
//! config     config.toml as written → settings ready to run
//! samples    what the rules must do: messages beside their expected records, and the judging of findings
//! daemon     opens the store, runs the loops, reloads rules, stops cleanly
//! cli        the front door: demo · run · parse · status · records · rules · doctor · backup · restore · store
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod answer;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod document;
pub mod extract;
pub mod form;
pub mod mail;
pub mod problem;
pub mod reader;
pub mod rules;
pub mod samples;
pub mod store;
pub mod wire;
