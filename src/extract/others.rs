//! When a letter speaks of joining and its writer does not join: others are urged to, nobody has adopted it yet, it stands
//! below a signature, or it was written long ago.

use super::ear::Ear;
use super::intent::says;
use super::words;

/// Words between a denial and what it denies, at most.
const NEAR: usize = 2;

/// True for a motion or a draft: somebody proposes to join, and nobody says that it has been adopted.
pub(super) fn is_tabled(text: &str, ear: Ear<'_>) -> bool {
    says(text, "tabled", ear) && !says(text, "adopted", ear)
}

/// True for a page that says in its head that it is an agenda or the minutes of a whole meeting, and no extract from them.
pub(super) fn is_agenda(page: &str, ear: Ear<'_>) -> bool {
    /// Lines of a head.
    const HEAD: usize = 6;
    let lines = page.lines().filter(|line| !line.trim().is_empty());
    let mut head = lines.take(HEAD);
    head.any(|line| says(line, "agenda", ear) && !says(line, "certified", ear))
}

/// True when what stands before a yes, in its clause, leaves it to others: they are urged to join, somebody has heard of it,
/// or it is told of many ("cities that wish to").
pub(super) fn is_left_to_others(before: &str, ear: Ear<'_>) -> bool {
    says(before, "urging", ear) || says(before, "hearsay", ear) || is_of_many(before, ear)
}

/// True for what governments in general do: they stand nearest to it, and are neither ours ("our two cities") nor those of a
/// single one ("the union of municipalities").
fn is_of_many(before: &str, ear: Ear<'_>) -> bool {
    /// Words between a government and the many that it is made of, at most.
    const WITHIN: usize = 3;
    /// Words of the name of the campaign before the last of those it is for, at most.
    const NAME: usize = 5;
    let places = |purpose: &str| ear.all(before, purpose).into_iter().map(|(at, _)| at);
    // The campaign has cities in its name, "and territories".
    let names = ear.all(before, "campaign");
    let within_name = |at: &usize| {
        let mut names = names.iter();
        names.any(|(start, _)| {
            let name = before.get(*start..*at);
            name.is_some_and(|name| words::count(name) <= NAME)
        })
    };
    let Some(many) = places("governments").filter(|at| !within_name(at)).max() else {
        return false;
    };
    let one = places("first_person").chain(places("institution"));
    let Some(one) = one.filter(|at| *at != many).max() else {
        return true;
    };
    let between = before.get(one..many).map_or(0, words::count);
    one < many && between > WITHIN
}

/// True for a sentence that says no: outright, or by regret for what cannot be. What is denied itself ("we have never
/// cancelled it") is no refusal.
pub(super) fn refuses(sentence: &str, ear: Ear<'_>) -> bool {
    let outright = ear.all(sentence, "refusal").into_iter().any(|(at, found)| {
        let before = sentence.get(..at).unwrap_or("");
        let near = before
            .rsplit(char::is_whitespace)
            .filter(|word| !word.is_empty());
        let near: Vec<&str> = near.take(NEAR).collect();
        let without = ear
            .all(before, "without")
            .into_iter()
            .map(|(at, _)| at)
            .max();
        let without = without.and_then(|at| before.get(at..));
        // "Without a single vote against it" is no refusal.
        without.is_none_or(|clause| clause.contains(',') || words::count(clause) > NEAR + 2)
            && (says(&found, "negation", ear)
                || !near.iter().any(|word| says(word, "negation", ear)))
    });
    outright
        || says(sentence, "regret", ear)
            && (says(sentence, "negation", ear) || says(sentence, "unable", ear))
            && !["excuse", "form_word", "pledge"]
                .iter()
                .any(|purpose| says(sentence, purpose, ear))
}

/// True for a sender who is no government, as his name or his host says: a foundation, a newspaper.
pub(super) fn is_outsider(name: &str, host: &str, ear: Ear<'_>) -> bool {
    let host = host.replace(['.', '-'], " ");
    let outside = says(name, "sender_outside", ear) || says(&host, "sender_outside", ear);
    outside
        && !["institution", "governments"]
            .iter()
            .any(|purpose| says(name, purpose, ear))
}

/// What stands below the name of the sender in a letter: a signature, with what a house prints below all its letters.
pub(super) fn below_signature<'t>(own: &'t str, name: &str) -> Option<&'t str> {
    /// Words of the shortest letter above a name, and of the longest line with a name.
    const LEAST: usize = 6;
    let names: Vec<&str> = parts(name).collect();
    if names.len() < 2 {
        return None;
    }
    let mut above = 0;
    let mut at = 0;
    for line in own.split_inclusive('\n') {
        at += line.len();
        let count = words::count(line);
        let signs = above >= LEAST
            && count <= LEAST
            && names
                .iter()
                .all(|name| parts(line).any(|part| part == *name));
        if signs {
            return own.get(at..).filter(|rest| !rest.trim().is_empty());
        }
        above += count;
    }
    None
}

/// The words of a line.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_stands_below_the_name_of_the_sender() {
        let own =
            "ana ruiz wrote to you last week.\nplease call me.\n\nana ruiz\nmember of the thousand";
        let below = below_signature(own, "ruiz, ana");
        assert_eq!(below, Some("member of the thousand"));
        assert_eq!(below_signature(own, "ana"), None);
        assert_eq!(below_signature("ana ruiz\nwe join", "ana ruiz"), None);
    }
}
