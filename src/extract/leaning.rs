//! What a letter leans to when no set phrase says it outright: small signs in its sentences, weighed together.

use super::consent::{heeded, is_of_host, is_of_outsiders, is_pending, withholds};
use super::ear::Ear;
use super::intent::{Letter, is_polite, is_question, says};
use super::phrase;
use super::sentence::{asks, is_whole};

/// A letter as the scales see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard<'a> {
    /// The letter.
    pub letter: Letter<'a>,
    /// Its sentences, without what lawyers and questionnaires say.
    pub sentences: &'a [String],
    /// Those, line by line.
    pub own: &'a str,
    /// It speaks of somebody else's questionnaire.
    pub other: bool,
    /// It amends, as its subject says.
    pub amends: bool,
}

/// Signs that amount to a correction.
const CORRECTS: u8 = 4;

/// Signs that amount to a question for us.
const ASKS: u8 = 4;

/// Signs that amount to somebody who is away.
const AWAY: u8 = 5;

/// Words of the longest note of somebody who is away, and of a letter that pledges in more than one sentence.
pub(super) const NOTE: usize = 90;

impl Heard<'_> {
    /// What is wrong in something that we hold, or shall be put in its place: the sentence that says most of it.
    pub fn correction(&self, ear: Ear<'_>) -> Option<&str> {
        let Letter { subject, reply, .. } = self.letter;
        // "All is well, except the telephone: it is …"
        let excepted = |sentence: &str| {
            reply
                && is_valued(sentence, ear)
                && says(sentence, "correction_not", ear)
                && says(sentence, "except", ear)
        };
        // Who asks for the form has sent none.
        let asked = || self.sentences.iter().any(|one| asks(one));
        let held = self.has_sent(ear)
            || says(self.own, "filed", ear) && !self.gives_to_use(ear)
            || self.amends
            || says(subject, "form_word", Ear::wide(ear.rules)) && !asked()
            || self.sentences.iter().any(|one| excepted(one));
        let named = reply
            || self.letter.campaign
            || says(self.own, "form_word", ear)
            || says(subject, "form_word", Ear::wide(ear.rules));
        let pointed = 2 * u8::from(held) + u8::from(named);
        // Who asks, and has sent nothing, tells what has changed at home.
        if self.other || !held && asked() {
            return None;
        }
        let signs = |sentence: &str| -> [u8; 5] {
            let mends = says(sentence, "mend", ear);
            // "Could you change it?" mends, "Have you changed it?" does not.
            let asks = (asks(sentence) || says(sentence, "question", ear) && !mends)
                && !(mends && says(sentence, "please", ear));
            // Who leaves changes much, and mends nothing.
            let leaves = says(sentence, "refusal", ear) && !says(sentence, "flaw", ear);
            if settles(sentence, ear) || leaves || asks || is_polite(sentence, ear) {
                return [0; 5];
            }
            // An entry of what we hold, and what stands there from now on.
            let detailed = held
                && is_whole(sentence)
                && is_valued(sentence, ear)
                && says(sentence, "detail", ear)
                && !says(sentence, "form_word", ear);
            [
                2 * u8::from(says(sentence, "flaw", ear) || excepted(sentence) || detailed),
                2 * u8::from(mends),
                2 * u8::from(says(sentence, "handover", ear)),
                u8::from(says(sentence, "rather", ear)),
                3 * u8::from(corrects_itself(sentence, ear)),
            ]
        };
        let all: Vec<[u8; 5]> = self.sentences.iter().map(|one| signs(one)).collect();
        let kinds: u8 = (0..5)
            .filter_map(|kind| all.iter().filter_map(|one| one.get(kind)).max())
            .sum();
        let most = self
            .sentences
            .iter()
            .zip(&all)
            .rev()
            .max_by_key(|(_, one)| one.iter().sum::<u8>())?;
        // Without a word for what we hold, all must be told: what is wrong, and what is right.
        let told =
            pointed > 0 || kinds > CORRECTS && self.sentences.iter().any(|one| is_valued(one, ear));
        (told && kinds >= 2 && pointed + kinds >= CORRECTS).then_some(most.0.as_str())
    }

    /// True for a letter that says that something has been sent to us, and not only that it will be.
    pub fn has_sent(&self, ear: Ear<'_>) -> bool {
        let mut sentences = self.sentences.iter();
        sentences.any(|one| says(one, "sent", ear) && !says(one, "later", ear))
    }

    /// True for a letter that sends something, and in which a program speaks only of the mailbox it comes from.
    pub fn only_disclaims(&self, ear: Ear<'_>) -> bool {
        let spoken = ear.all(self.own, "auto");
        let mut words = spoken.iter().map(|(_, words)| words);
        !spoken.is_empty()
            && words.all(|words| phrase::is(words, "inbox", ear.rules))
            && says(self.own, "sending", ear)
    }

    /// True where what we hold is named only as the place for what they give us: "Feel free to use it on your website."
    fn gives_to_use(&self, ear: Ear<'_>) -> bool {
        let mut filed = self.sentences.iter().filter(|one| says(one, "filed", ear));
        let gives = |one: &String| says(one, "given_to_use", ear);
        filed.next().is_some_and(gives) && filed.all(gives)
    }

    /// A deed ("accepts", "the answer is yes") and what it is done to ("one of the thousand"), in one sentence, or in two
    /// that follow one another in a short letter.
    pub fn pledge<'s>(&self, sentences: &'s [String], ear: Ear<'_>) -> Option<&'s str> {
        if !self.may_join(sentences, ear) {
            return None;
        }
        // Where a meeting is spoken of, all else must be called by its name: who joins, and what.
        let meets = sentences.iter().any(|one| says(one, "gathering", ear));
        let whole = |sentence: &str| {
            says(sentence, "campaign", ear)
                && (says(sentence, "institution", ear)
                    || is_of_host(sentence, self.letter.host, ear))
        };
        let at_meeting =
            |sentence: &str| meets && (!whole(sentence) || says(sentence, "gathering", ear));
        let stays_out = |sentence: &str| {
            is_question(sentence, ear)
                || is_of_outsiders(sentence, ear)
                || self.is_long_ago(sentence)
                || withholds(sentence, ear)
                || ["event", "already", "pondering", "member"]
                    .iter()
                    .any(|purpose| says(sentence, purpose, ear))
                || at_meeting(sentence)
                || says(sentence, "beside", ear) && !whole(sentence)
        };
        let deed = |sentence: &str| heeded(sentence, "resolve", ear);
        let object = |sentence: &str| {
            ["belong", "join", "campaign"]
                .iter()
                .any(|purpose| heeded(sentence, purpose, ear))
        };
        // Who approves may approve anything about a campaign; who goes along with it joins.
        let goes_along = |sentence: &str| {
            heeded(sentence, "goes_along", ear) && says(sentence, "campaign_word", ear)
        };
        let both = sentences.iter().enumerate().find(|(at, one)| {
            !stays_out(one)
                && (deed(one) && object(one) || goes_along(one))
                && !is_pending(sentences, *at, ear)
        });
        if let Some((_, found)) = both {
            return Some(found);
        }
        let words: usize = sentences.iter().map(|one| super::words::count(one)).sum();
        if words > NOTE || sentences.iter().any(|one| says(one, "pending", ear)) {
            return None;
        }
        let mut pairs = sentences.windows(2).filter_map(|pair| match pair {
            [first, second] => Some((first, second)),
            _ => None,
        });
        let near = pairs.find(|(first, second)| {
            (deed(first) && object(second) || object(first) && deed(second))
                && !stays_out(first)
                && !stays_out(second)
        })?;
        Some(if deed(near.0) { near.0 } else { near.1 })
    }

    /// True when joining, in this letter, may be joining us.
    pub fn may_join(&self, sentences: &[String], ear: Ear<'_>) -> bool {
        let Letter {
            subject, campaign, ..
        } = self.letter;
        let cause = |text: &str| says(text, "campaign_word", ear) || says(text, "cause", ear);
        campaign
            || self.answers_us(ear)
            || !self.letter.foreign
                && !self.other
                && !says(self.own, "other_campaign", ear)
                && (cause(subject) || sentences.iter().any(|sentence| cause(sentence)))
    }

    /// True when "joining" can only be joining us: we have invited, and nothing else is spoken of that one may join.
    pub fn answers_us(&self, ear: Ear<'_>) -> bool {
        let Letter {
            subject,
            reply,
            foreign,
            ..
        } = self.letter;
        let says = |purpose: &str| {
            says(self.own, purpose, ear) || says(subject, purpose, Ear::wide(ear.rules))
        };
        let elsewhere = ["gathering", "event", "offer", "other_campaign"];
        (reply || says("invited"))
            && !foreign
            && !self.other
            && !elsewhere.iter().any(|purpose| says(purpose))
    }

    /// A question that is for us, as it seems: it has a question mark or asks in words, about what may or must be done,
    /// of what we keep, in a letter to somebody.
    pub fn question(&self, addressed: bool, ear: Ear<'_>) -> Option<&str> {
        let Letter {
            subject,
            reply,
            campaign,
            ..
        } = self.letter;
        if self.other {
            return None;
        }
        let letter = u8::from(addressed)
            + u8::from(reply || campaign)
            + u8::from(
                self.sentences
                    .iter()
                    .any(|one| is_whole(one) && says(one, "paper", ear)),
            )
            + u8::from(
                says(subject, "question_subject", Ear::wide(ear.rules))
                    || says(subject, "paper", Ear::wide(ear.rules)),
            );
        self.sentences
            .iter()
            .find(|sentence| {
                let signs = 2 * u8::from(is_question(sentence, ear))
                    + u8::from(says(sentence, "may_we", ear));
                is_question(sentence, ear)
                    && !is_polite(sentence, ear)
                    && !says(sentence, "receipt", ear)
                    && signs + letter >= ASKS
            })
            .map(String::as_str)
    }

    /// True for a question of somebody who invites, reports or sells, unless it asks for what is ours by its name.
    pub fn asks_elsewhere(&self, question: &str, ear: Ear<'_>) -> bool {
        let says_any = |text: &str, purposes: &[&str]| {
            let mut purposes = purposes.iter();
            purposes.any(|purpose| says(text, purpose, ear))
        };
        let away = ["gathering", "event", "offer"];
        let mut beside = self.sentences.iter().filter(|one| *one != question);
        (beside.any(|one| says_any(one, &away)) || says_any(self.letter.subject, &away))
            && !says_any(
                question,
                &["form_word", "campaign_word", "campaign", "paper"],
            )
    }

    /// An office that has put a letter into its register, under a number: nobody has read it yet.
    pub fn register(&self, ear: Ear<'_>) -> Option<&str> {
        let mut sentences = self.sentences.iter();
        let sentence = sentences.find(|one| says(one, "registered", ear))?;
        let numbered = sentence.contains(|c: char| c.is_numeric());
        let arrived = self
            .letter
            .own
            .lines()
            .any(|line| says(line, "arrived", ear));
        let signs = [numbered, arrived, says(self.own, "responder", ear)];
        let signs = signs.into_iter().filter(|sign| *sign).count();
        (signs >= 2).then_some(sentence.as_str())
    }

    /// True when it is a contact named to us who is away, and not who writes.
    pub fn tells_of_another(&self, ear: Ear<'_>) -> bool {
        let held = says(self.own, "sent", ear) || says(self.own, "filed", ear);
        held && !self.letter.reply && self.correction(ear).is_some()
    }

    /// True for somebody who joins, and then writes that he will be away: what answers by itself begins with that.
    pub fn joins_before_leaving(&self, ear: Ear<'_>) -> bool {
        let stays = |one: &&String| !says(one, "away", ear) && !says(one, "auto", ear);
        let mut before = self.sentences.iter().take_while(stays);
        let leaves = self.sentences.iter().any(|one| says(one, "away", ear));
        leaves && before.any(|one| self.joins(one, ear).is_some() && !is_question(one, ear))
    }

    /// Somebody who is away, until when, and who answers instead: a short note that asks nothing.
    pub fn absence(&self, ear: Ear<'_>) -> Option<&str> {
        let words: usize = self
            .sentences
            .iter()
            .map(|one| super::words::count(one))
            .sum();
        if words > NOTE || says(self.own, "pledge", ear) {
            return None;
        }
        let sentence = self
            .sentences
            .iter()
            .find(|one| says(one, "absent", ear) && !is_question(one, ear))?;
        let subject = self.letter.subject;
        let signs = 2
            + u8::from(says(sentence, "first_person", ear))
            + u8::from(says(self.own, "away_until", ear))
            + u8::from(says(self.own, "instead", ear))
            + 2 * u8::from(says(self.own, "responder", ear))
            + u8::from(self.letter.reply || says(subject, "absent", Ear::wide(ear.rules)));
        (signs >= AWAY).then_some(sentence.as_str())
    }
}

/// True for "all is correct", unless something is excepted.
pub(super) fn settles(sentence: &str, ear: Ear<'_>) -> bool {
    ear.first(sentence, "correction_not")
        .is_some_and(|words| !says(&sentence.replace(&words, " "), "except", ear))
}

/// True for a sentence with a number or an address in it, besides the numbers of the campaign.
fn is_valued(sentence: &str, ear: Ear<'_>) -> bool {
    let valued = |text: &str| text.contains(|c: char| c == '@' || c.is_numeric());
    valued(sentence) && {
        let names = ear.all(sentence, "campaign").into_iter();
        let rest = names.fold(sentence.to_owned(), |rest, (_, name)| {
            rest.replace(&name, " ")
        });
        valued(&rest)
    }
}

/// True for a sentence that gives one thing twice, once with a slip: "214,000, not 21,400", two addresses but for a letter.
fn corrects_itself(sentence: &str, ear: Ear<'_>) -> bool {
    /// More numbers in a sentence are a table.
    const VALUES: usize = 20;
    let values: Vec<&str> = sentence
        .split(|c: char| c.is_whitespace() || "\"“”«»()".contains(c))
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|token| token.contains(|c: char| c == '@' || c.is_numeric()))
        .take(VALUES)
        .collect();
    let near = values.iter().enumerate().any(|(at, one)| {
        let mut others = values.iter().skip(at + 1);
        others.any(|two| is_slip(one, two))
    });
    // "… 5, not 50": one value, a word that denies, another.
    let is_value = |c: char| c == '@' || c.is_numeric();
    let against = ear
        .place(sentence, "not_but")
        .and_then(|at| sentence.split_at_checked(at))
        .is_some_and(|(front, back)| front.contains(is_value) && back.contains(is_value));
    near || against
}

/// True for two numbers or addresses that differ in one or two signs.
fn is_slip(one: &str, two: &str) -> bool {
    /// Shorter numbers are dates, articles and pages.
    const SHORTEST: usize = 4;
    let signs = |text: &str| -> Vec<char> {
        let address = text.contains('@');
        text.chars()
            .filter(|c| address || c.is_numeric())
            .take(64)
            .collect()
    };
    let (one, two) = (signs(one), signs(two));
    let year =
        |signs: &[char]| signs.len() == 4 && matches!(signs, ['1', '9', ..] | ['2', '0', ..]);
    if one.len().max(two.len()) < SHORTEST + 1 || one == two || year(&one) || year(&two) {
        return false;
    }
    let front = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
    let shorter = one.len().min(two.len());
    let back = one
        .iter()
        .rev()
        .zip(two.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(shorter - front);
    front >= 2 && one.len().max(two.len()) - front - back <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_the_same_value_but_for_a_sign_or_two() {
        for (one, two, expected) in [
            ("214,000", "21,400", true),
            ("jperez@town.example", "jperrez@town.example", true),
            ("233", "234", false),
            ("2025", "2026", false),
            ("184,000", "97,200", false),
            ("ana@town.example", "luis@town.example", false),
        ] {
            assert_eq!(is_slip(one, two), expected, "{one} {two}");
        }
    }
}
