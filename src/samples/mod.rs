//! What the rules must do: messages beside the record that is expected of each, and how a finding is judged by it.
//!
//! A sample is two files, `name.eml` and `name.json`. The expectation is what `parse --json` prints, reduced to what must
//! be right: `verdict` (a list where several are right), and for each submission `status`, `language`, `missing` and
//! `fields`. `any` names fields that are not compared, `alt` gives further right values, `ocr` marks what is read from a
//! picture and therefore compared with tolerance.

mod compare;
mod differ;
mod expect;
mod folder;
mod judge;
mod message;
mod shown;

pub use differ::{Difference, differences};
pub use expect::{Expectation, Expected};
pub use folder::{Sample, load};
pub use judge::{Judgement, Mark, Row, judge};
pub use message::{Message, each};
pub use shown::forms_without_sample;
