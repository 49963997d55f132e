//! When words of joining are withheld again, and when a few words in a short letter are enough.

use super::ear::Ear;
use super::intent::{is_question, says};
use super::leaning::{Heard, NOTE};
use super::others::is_left_to_others;
use super::{phrase, words};
use std::ops::Range;

/// Signs that amount to a yes.
const CONSENTS: i8 = 3;

/// Words that may follow a yes: "right away", "with joy".
const MORE: usize = 2;

/// Words of a letter that its subject is part of.
const BRIEF: usize = 9;

/// Where a clause ends.
const ENDS: [char; 7] = [',', ';', ':', '(', ')', '–', '—'];

/// Letters of the shortest name of a town that a host is searched for.
const NAME: usize = 4;

impl Heard<'_> {
    /// "Count us in", "Sherbrooke embarque!": a short letter that says yes, speaks of nothing else, and shows by the campaign
    /// it names, the office that has agreed or the town it comes from what the yes is to.
    pub fn consent(&self, ear: Ear<'_>) -> Option<&str> {
        let subject = self.letter.subject;
        let wide = Ear::wide(ear.rules);
        let words: usize = self.sentences.iter().map(|one| words::count(one)).sum();
        let elsewhere = ["gathering", "event", "offer", "other_campaign"];
        // For years they have followed us, and are no guests of a meeting therefore.
        let is_elsewhere = |text: &str, ear: Ear<'_>| {
            let mut said = elsewhere.iter().flat_map(|purpose| ear.all(text, purpose));
            said.any(|(_, words)| !phrase::is(&words, "past", ear.rules))
        };
        // In a longer letter, more must tell what the yes is to.
        let long = words > NOTE;
        if words > 2 * NOTE
            || long && !self.letter.campaign
            || self.other
            || self.letter.foreign
            || is_elsewhere(self.own, ear)
            || is_elsewhere(subject, wide)
            || self.sentences.iter().any(|one| {
                ["pending", "member", "already"]
                    .iter()
                    .any(|purpose| says(one, purpose, ear))
                    || withholds(one, ear)
            })
            || says(subject, "pending", wide)
        {
            return None;
        }
        let named = |sentence: &str| {
            says(sentence, "institution", ear) || is_of_host(sentence, self.letter.host, ear)
        };
        let agrees = |sentence: &str, ear: Ear<'_>| {
            !is_question(sentence, ear)
                && !says(sentence, "except", ear)
                && !says(sentence, "past", ear)
                && !is_of_outsiders(sentence, ear)
                && (self.is_for_us(sentence, "assent", ear)
                    || self.is_for_us(sentence, "goes_along", ear)
                        && (named(sentence) || says(sentence, "campaign_word", ear)))
        };
        let sentence = self.sentences.iter().find(|one| agrees(one, ear));
        // A line below a subject goes on with what that says.
        let brief = words <= BRIEF && agrees(subject, wide);
        let told = sentence.is_some() || brief;
        let sentence = sentence
            .map(String::as_str)
            .or_else(|| Some(subject).filter(|subject| agrees(subject, wide)))?;
        // Somebody has agreed, in another sentence or in this one.
        let settled = self
            .sentences
            .iter()
            .any(|one| heeded(one, "resolve", ear) && says(one, "institution", ear));
        let about = self.may_join(self.sentences, ear)
            || says(subject, "join", wide)
            || says(subject, "assent", wide) && told;
        let beside = says(self.own, "beside", ear) || says(subject, "beside", wide);
        // Who signs says for whom.
        let mut yes = self.sentences.iter().filter(|one| agrees(one, ear));
        let for_whom = named(sentence) || yes.any(|one| named(one)) || brief && named(self.own);
        let spoken_for = for_whom || settled || named(self.own);
        let signs = 1 + i8::from(told) + i8::from(about) + i8::from(for_whom) + i8::from(settled)
            - i8::from(beside)
            - i8::from(!spoken_for);
        (signs >= CONSENTS + i8::from(long)).then_some(sentence)
    }

    /// Where a sentence joins us: in a phrase that says it all, or in a wish and what is wished for.
    pub fn joins(&self, sentence: &str, ear: Ear<'_>) -> Option<Range<usize>> {
        self.yes_to_us(sentence, "pledge", ear).or_else(|| {
            let yes = self.yes_to_us(sentence, "join", ear)?;
            // "Joining" may be a wish, but not to join.
            let wishes = heeded_at(sentence, "wish", ear);
            let mut wishes = wishes.into_iter();
            // What is wished for in a clause behind it is something else.
            let wished = wishes.any(|at| at != yes.start && at < yes.end);
            wished.then_some(yes)
        })
    }

    /// True when a text names a year long before that of the letter: who joined then is no newcomer.
    pub fn is_long_ago(&self, text: &str) -> bool {
        /// A decision may wait for the new year.
        const LATELY: i16 = 1;
        let mut numbers = text.split(|c: char| !c.is_alphanumeric());
        numbers.any(|number| {
            let year: Option<i16> = number.parse().ok().filter(|year| *year > 1990);
            year.zip(self.letter.year)
                .is_some_and(|(named, now)| named < now - LATELY)
        })
    }

    /// True for a yes to us: nothing follows it in its clause, or what is ours. "Count on us" is one, "count on us for dinner"
    /// is none.
    pub fn is_for_us(&self, sentence: &str, purpose: &str, ear: Ear<'_>) -> bool {
        self.yes_to_us(sentence, purpose, ear).is_some()
    }

    /// Where such a yes stands in a sentence: the place where it begins, and where its clause ends.
    pub fn yes_to_us(&self, sentence: &str, purpose: &str, ear: Ear<'_>) -> Option<Range<usize>> {
        let ours = ["campaign", "campaign_word", "cause", "belong", "join"];
        let all = ear.all(sentence, purpose).into_iter();
        let mut all = all.map(|(at, yes)| (at, yes, front(sentence.get(at..).unwrap_or(""))));
        let found = all.find(|(at, yes, behind)| {
            // What is said besides: "join" alone does not tell whom.
            let besides = if words::has_unspaced(behind) {
                (*behind).to_owned()
            } else {
                let said = yes.split_whitespace().count();
                let besides = behind.split_whitespace().skip(said);
                besides.collect::<Vec<_>>().join(" ")
            };
            let named = ours
                .iter()
                .flat_map(|one| ear.all(&besides, one))
                .filter(|(at, name)| !is_of_meeting(&besides, *at, name, ear))
                .map(|(at, _)| at)
                .min();
            // "… in for the webinar on human rights cities" is no yes to the cities.
            let met = ear.place(&besides, "gathering");
            !is_denied(sentence, *at, yes, ear)
                && !is_left_to_others(before(sentence, *at, ear), ear)
                && !self.is_long_ago(behind)
                && met.is_none_or(|met| named.is_some_and(|named| named <= met))
                && (words::count(said_behind(behind, yes)) <= words::count(yes) + MORE
                    || named.is_some()
                    || is_of_host(&besides, self.letter.host, ear))
        });
        found.map(|(at, _, behind)| at..at + behind.len())
    }
}

/// True when a sentence says a phrase of a purpose, and its clause does not deny it.
pub(super) fn heeded(sentence: &str, purpose: &str, ear: Ear<'_>) -> bool {
    !heeded_at(sentence, purpose, ear).is_empty()
}

/// Where a sentence says phrases of a purpose in clauses that do not deny them.
fn heeded_at(sentence: &str, purpose: &str, ear: Ear<'_>) -> Vec<usize> {
    let all = ear.all(sentence, purpose).into_iter();
    all.filter(|(at, said)| !is_denied(sentence, *at, said, ear))
        .map(|(at, _)| at)
        .filter(|at| !is_left_to_others(before(sentence, *at, ear), ear))
        .collect()
}

/// True when a clause denies what is said in it at some place. What denies by itself that one stays away ("does not want to
/// be missing") joins.
fn is_denied(sentence: &str, at: usize, said: &str, ear: Ear<'_>) -> bool {
    let clause = clause(sentence, at);
    if !says(clause, "negation", ear) {
        return false;
    }
    let Some(behind) = sentence
        .get(at..)
        .and_then(|rest| phrase::after(rest, said))
    else {
        return true;
    };
    let end = sentence.len() - behind.len();
    let own = sentence.get(at..end).unwrap_or("");
    !says(own, "negation", ear) || says(&clause.replacen(own, " ", 1), "negation", ear)
}

/// True when a sentence withholds what it says of joining. "Does not want to be missing" does not.
pub(super) fn withholds(sentence: &str, ear: Ear<'_>) -> bool {
    if !says(sentence, "pledge_not", ear) {
        return false;
    }
    let denied = ear.all(sentence, "assent").into_iter();
    let denied = denied.filter(|(_, said)| says(said, "negation", ear));
    let rest = denied.fold(sentence.to_owned(), |rest, (_, said)| {
        rest.replace(&said, " ")
    });
    says(&rest, "pledge_not", ear)
}

/// True for the name of a meeting: "the Human Rights Cities Forum".
fn is_of_meeting(text: &str, at: usize, name: &str, ear: Ear<'_>) -> bool {
    /// Words from the end of what is ours in it to the word that tells what it is.
    const NEAR: usize = 2;
    let behind = text.get(at..).and_then(|rest| phrase::after(rest, name));
    let words = front(behind.unwrap_or("")).split_whitespace();
    let near: Vec<&str> = words.take(NEAR).collect();
    says(&near.join(" "), "gathering", ear)
}

/// True when those who join, or wish to, are no government: they stand before it, and no town before them.
pub(super) fn is_of_outsiders(before: &str, ear: Ear<'_>) -> bool {
    let outsider = ear.place(before, "outsider");
    // "The cities of human rights" are no other cities.
    let named = |at: usize| {
        let rest = before.get(at..).unwrap_or("");
        let name = ear.place(rest, "campaign");
        let front = name.and_then(|name| rest.get(..name));
        front.is_some_and(|front| words::count(front) <= 1)
    };
    let outsider = outsider.filter(|at| !named(*at));
    let town = ear.place(before, "institution");
    // One word may begin both: "a community association" is no community.
    outsider.is_some_and(|at| town.is_none_or(|town| at <= town))
}

/// True for a sentence in which somebody who is no government says who he is: "We are an association."
pub(super) fn is_from_outside(sentence: &str, ear: Ear<'_>) -> bool {
    /// Words in front of what he is, at most.
    const FRONT: usize = 4;
    let front = ear.place(sentence, "outsider");
    let front = front.and_then(|at| sentence.get(..at));
    front.is_some_and(|front| words::count(front) <= FRONT && !says(front, "institution", ear))
        && says(sentence, "first_person", ear)
}

/// True when what a sentence says is still to be decided, as it says itself, or the next one to it; in a short letter any.
pub(super) fn is_pending(sentences: &[String], at: usize, ear: Ear<'_>) -> bool {
    // Each has a word at least.
    let few = sentences.get(..sentences.len().min(NOTE + 1));
    let few = few.unwrap_or_default().iter();
    let words: usize = few.map(|one| words::count(one).max(1)).sum();
    let near = if words > NOTE {
        at.saturating_sub(1)..(at + 2).min(sentences.len())
    } else {
        0..sentences.len()
    };
    let near = sentences.get(near).unwrap_or_default();
    is_qualified(sentences, at, ear) || near.iter().any(|one| says(one, "pending", ear))
}

/// True when a sentence takes something back, or the next one does: "The mayor is for it. But …"
pub(super) fn is_qualified(sentences: &[String], at: usize, ear: Ear<'_>) -> bool {
    let own = sentences.get(at);
    let next = sentences.get(at + 1);
    // "It took us a while, but we join" takes nothing back.
    let back = |one: &String| {
        let yes = [
            "pledge",
            "join",
            "assent",
            "goes_along",
            "resolve",
            "campaign",
        ];
        let yes = yes
            .iter()
            .filter_map(|purpose| ear.place(one, purpose))
            .min();
        let except = ear.place(one, "except");
        except.is_some_and(|at| yes.is_none_or(|yes| yes < at))
    };
    own.is_some_and(back) || next.is_some_and(|next| ear.begins(next, "except"))
}

/// The part of a sentence around a place, from comma to comma.
fn clause(sentence: &str, at: usize) -> &str {
    let (front, back) = sentence.split_at_checked(at).unwrap_or((sentence, ""));
    let start = clause_start(front);
    let end = back.find(ENDS).map_or(sentence.len(), |end| at + end);
    sentence.get(start..end).unwrap_or(sentence)
}

/// Where the clause begins that a text ends in. What stands in it between commas ("does not, at present, join") does not begin
/// another.
fn clause_start(front: &str) -> usize {
    /// Words of the longest such remark.
    const REMARK: usize = 3;
    /// What such a remark stands between.
    const AROUND: [char; 3] = [',', '–', '—'];
    let Some(last) = front.rfind(ENDS) else {
        return 0;
    };
    let remark = front.get(..last).and_then(|front| front.rfind(ENDS));
    let Some((before, remark)) = remark.and_then(|at| front.get(..last)?.split_at_checked(at))
    else {
        return last;
    };
    let within = front.get(last..).is_some_and(|end| end.starts_with(AROUND));
    let within = within && remark.starts_with(AROUND);
    let count = words::count(remark.trim_start_matches(AROUND));
    if !within || count == 0 || count > REMARK {
        return last;
    }
    before.rfind(ENDS).unwrap_or(0)
}

/// What stands before a place in its clause, and in the one that this clause depends on ("… recommend, that it join").
fn before<'t>(sentence: &'t str, at: usize, ear: Ear<'_>) -> &'t str {
    let front = sentence.get(..at).unwrap_or("");
    let start = clause_start(front);
    let own = front.get(start..).unwrap_or(front);
    let depends = ear.begins(
        own.trim_start_matches(|c: char| !c.is_alphanumeric()),
        "relative",
    );
    let above = front.get(..start).filter(|_| depends);
    let start = above.map_or(start, clause_start);
    front.get(start..).unwrap_or(front)
}

/// A clause from a yes on, without what stands in the gap of that yes: "the answer from the people of Ashby is yes".
fn said_behind<'t>(clause: &'t str, yes: &str) -> &'t str {
    let back = yes.split_once("...").map(|(_, back)| back.trim());
    let at = back.and_then(|back| phrase::find(clause, back));
    at.and_then(|at| clause.get(at..)).unwrap_or(clause)
}

/// What stands before the end of a clause; the campaign has commas in its name, before a number.
fn front(text: &str) -> &str {
    let end = text.match_indices(ENDS).find(|(at, sign)| {
        let behind = text.get(at + sign.len()..).unwrap_or("").trim_start();
        !behind.starts_with(|c: char| c.is_numeric())
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// True when a sentence names what the sender's host is called by: a town has its own.
pub(super) fn is_of_host(sentence: &str, host: &str, ear: Ear<'_>) -> bool {
    let names = host.rsplit_once('.').map_or("", |(names, _)| names);
    let mut words = sentence
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= NAME);
    words.any(|word| names.contains(word) && !says(word, "institution", ear))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_ends_at_its_commas() {
        let sentence = "honestly, we do not join: there is no money";
        let at = sentence.find("join").unwrap();
        assert_eq!(clause(sentence, at), ", we do not join");
        assert_eq!(clause("we join", 3), "we join");
        assert_eq!(front("join 10, 100, 1000, today"), "join 10, 100, 1000");
    }
}
