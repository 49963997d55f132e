//! What was made of a text, kept for when it comes again: forms of one kind print the same labels.

use crate::rules::flat::hash;
use std::sync::OnceLock;

/// Places for texts, so that what is kept does not grow with every mail. Two texts seldom share both of their places.
const PLACES: usize = 8192;

/// What was made of texts by any of the threads that read mails, each at one of the two places that its hash names.
#[derive(Debug)]
pub(super) struct Remembered<T>(OnceLock<Box<[Place<T>]>>);

type Place<T> = OnceLock<Box<(String, T)>>;

impl<T> Default for Remembered<T> {
    fn default() -> Remembered<T> {
        Remembered(OnceLock::new())
    }
}

impl<T: Clone> Remembered<T> {
    /// What is made of a text, which is the same whenever it is made.
    pub fn of(&self, text: &str, make: impl FnOnce() -> T) -> T {
        let empty = || (0..PLACES).map(|_| OnceLock::new()).collect();
        let places = self.0.get_or_init(empty);
        let hash = hash(text) as usize;
        let own = [hash % PLACES, hash / PLACES % PLACES];
        let own = own.into_iter().filter_map(|at| places.get(at));
        let mut free = None;
        for place in own {
            match place.get().map(Box::as_ref) {
                Some((known, made)) if known == text => return made.clone(),
                Some(_) => {}
                None => {
                    free = Some(place);
                    break;
                }
            }
        }
        let made = make();
        if let Some(place) = free {
            // Another thread may have taken it meanwhile.
            let _ = place.set(Box::new((text.to_owned(), made.clone())));
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_of_a_text_is_not_made_again_and_never_given_for_another() {
        let remembered = Remembered::default();
        assert_eq!(remembered.of("a", || 1), 1);
        assert_eq!(remembered.of("a", || 2), 1);
        let mut again = 0;
        for _ in 0..2 {
            for number in 0..3 * PLACES {
                let text = number.to_string();
                assert_eq!(
                    remembered.of(&text, || {
                        again += 1;
                        number
                    }),
                    number
                );
            }
        }
        // Some have no place, and most places are taken.
        assert!((4 * PLACES..6 * PLACES).contains(&again), "{again}");
    }
}
