//! What was made of a text, kept for when it comes again: forms of one kind print the same labels.

use foldhash::HashMap;
use std::sync::{Mutex, PoisonError};

/// Texts that are remembered at a time, so that it does not grow with every mail.
const MOST: usize = 10_000;

/// What was made of texts by any of the threads that read mails.
#[derive(Debug)]
pub(super) struct Remembered<T>(Mutex<HashMap<String, T>>);

impl<T> Default for Remembered<T> {
    fn default() -> Remembered<T> {
        Remembered(Mutex::default())
    }
}

impl<T: Clone> Remembered<T> {
    /// What is made of a text, for the first time only.
    pub fn of(&self, text: &str, make: impl FnOnce() -> T) -> T {
        let locked = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = locked().get(text) {
            return known.clone();
        }
        // Another thread may make it meanwhile, and makes the same.
        let made = make();
        let mut known = locked();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.to_owned(), made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_not_made_again_until_there_is_too_much_of_it() {
        let remembered = Remembered::default();
        assert_eq!(remembered.of("a", || 1), 1);
        assert_eq!(remembered.of("a", || 2), 1);
        for number in 0..MOST {
            remembered.of(&number.to_string(), || 0);
        }
        assert_eq!(remembered.of("a", || 3), 3);
        assert!(remembered.0.lock().unwrap().len() < 10);
    }
}
