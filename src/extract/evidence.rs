//! How well a label in unknown words, and the answer behind it, fit a field.

use super::label::{Labels, Target};
use super::phrase::{self, Pairs};
use super::piece::{Mark, Piece};
use super::strip;
use super::value::{Context, Normal, normalise};
use super::words::{count, has_unspaced, is_word};
use crate::rules::{FieldRule, Rules, ValueKind, fold};

/// How sure a label is that only its words, its answer and its place tell. It helps to read a form and makes nothing one.
pub(super) const SURE: f32 = 0.7;

/// How sure one is that is worded much like a known one.
pub(super) const WORDED: f32 = 0.82;

/// What an answer says at least for the only field that such an answer fits.
pub(super) const OWN: f32 = 3.0;

/// What an answer says at most for any field.
pub(super) const MOST: f32 = 4.0;

/// Words of an answer that is an essay or an address, not a name.
const LONG: usize = 8;
/// Words that no name and no function has.
const TOO_LONG: usize = 25;

/// The answer that stands at a place: its piece, or what is left of it.
pub(super) fn answer(pieces: &[Piece], (at, offset): (usize, usize)) -> &str {
    let Some(piece) = pieces.get(at) else {
        return "";
    };
    match piece.mark {
        Mark::Label(_) | Mark::Unknown if offset == 0 => "",
        _ => piece.text.get(offset..).unwrap_or("").trim(),
    }
}

/// What the words of an answer look like, whatever is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    text: String,
    words: usize,
    /// A web or mail address stands in it.
    address: bool,
    /// More digits than letters.
    numeric: bool,
    digits: bool,
    /// A number with what it counts behind it, which is what forms call the population.
    counted: bool,
    /// A telephone number with the code of its country.
    international: bool,
    /// Words with a number among them and a comma, as addresses have them.
    place: bool,
    /// The campaign's own name.
    campaign: bool,
    /// It names a government or its kind.
    pub government: bool,
    /// It names one that lies within a part of its country.
    municipal: bool,
    /// It is one of the words that forms print to choose from.
    option: bool,
    /// Boxes to tick.
    boxes: bool,
    folded: String,
    /// It is built like the name of a person.
    person: bool,
    /// Words of which functions are made stand in it.
    role: bool,
    /// It is the function of a leader.
    leader: bool,
    /// Words and numbers, as "Resolution 12/2024 of 3 May" has them.
    decision: bool,
    /// It begins with what a decision is called.
    decided: bool,
    /// Names one after another.
    list: bool,
    /// Sentences.
    essay: bool,
    /// Latin letters.
    latin: bool,
}

impl Answer {
    /// Looks at the words of an answer.
    pub fn of(text: &str, labels: &Labels, rules: &Rules) -> Answer {
        let text = text.trim();
        let words = count(text);
        if words == 0 {
            return Answer::default();
        }
        let folded = fold(text);
        let digits = text.chars().filter(|c| c.is_numeric()).count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let single = |c: char| !is_word(c);
        let leader = phrase::is(&folded, "leader_function", rules);
        let role = words <= TOO_LONG
            && (leader
                || folded.split(single).any(|word| labels.is_role(word))
                || has_unspaced(text) && phrase::first(&folded, "role_word", rules).is_some());
        let government = words <= TOO_LONG
            && (phrase::begins(&folded, "government_prefix", rules)
                || labels.ends_as_government(&folded)
                || folded.split(' ').any(|word| labels.is_government(word)));
        let front = text
            .find([',', '(', ';', '\n', '–', '—'])
            .and_then(|end| text.get(..end))
            .unwrap_or(text);
        let proper = text
            .split_whitespace()
            .filter(|word| starts_proper(word))
            .count();
        let counts = |word: &str| {
            let exact = labels.exact(word);
            exact.is_some_and(|label| {
                let field = label.field().and_then(|field| rules.fields.get(field));
                field.is_some_and(|rule| rule.kind == ValueKind::Integer)
            })
        };
        let unit = text.split(|c: char| !is_word(c)).find(|word| {
            let first = word.chars().next();
            first.is_some_and(char::is_alphabetic)
        });
        let number = |word: &str| {
            let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
            (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let decided = digits > 0
            && words <= 2 * TOO_LONG
            && phrase::begins(&folded, "decision_prefix", rules);
        let decision = (3..=2 * TOO_LONG).contains(&words)
            && digits >= 3
            && !text.contains('@')
            && text.starts_with(char::is_alphabetic)
            && text
                .split_whitespace()
                .filter(|word| word.contains(char::is_numeric))
                .count()
                >= 2
            && (decided || words > DATE || !is_date(text, rules));
        let sentence = text.contains(". ") || text.ends_with(['.', '!', '。', '؟']);
        Answer {
            words,
            address: text.contains('@') || text.contains("://") || text.starts_with("www."),
            numeric: digits > letters,
            digits: digits > 0,
            counted: digits >= 3 && text.starts_with(char::is_numeric) && unit.is_some_and(counts),
            international: digits >= 8
                && letters == 0
                && (text.starts_with("00") || text.trim_start_matches('(').starts_with('+')),
            place: (2..=15).contains(&words)
                && text.starts_with(char::is_alphabetic)
                && text.contains([',', '\n'])
                && text.split_whitespace().filter(|word| number(word)).count() == 1,
            campaign: words <= TOO_LONG && phrase::first(&folded, "campaign", rules).is_some(),
            government,
            municipal: government && !labels.is_wide(&folded),
            option: labels.is_option(&folded),
            boxes: strip::has_box(text),
            person: is_person(front.trim()) && (front.len() == text.len() || role),
            role,
            leader,
            decision,
            decided,
            list: text.contains([',', ';', '\n', '•', '/', '،', '、'])
                && proper * 2 >= text.split_whitespace().count(),
            essay: words >= LONG && sentence || words >= TOO_LONG,
            latin: text
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(|c| c < '\u{250}' || matches!(c, '\u{1e00}'..='\u{1eff}')),
            text: text.to_owned(),
            folded,
        }
    }

    /// True when nothing is written.
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// True for a sentence of a few words at least that ends as sentences do.
    pub fn is_sentence(&self) -> bool {
        let ends = ['.', '!', '。', '।', '։', '۔'];
        self.words >= 3 && !self.numeric && !self.address && self.text.ends_with(ends)
    }

    /// True for what is built like the name of a person.
    pub fn is_person(&self) -> bool {
        self.person
    }
}

/// The name of the mailbox, in an answer that is an address and nothing else.
pub(super) fn mailbox(said: &str) -> Option<&str> {
    let (name, _) = said.trim().split_once('@')?;
    (!name.contains(' ') && super::words::count(said) <= LONG).then_some(name)
}

impl Answer {
    /// True for the name of a person that stands in the name of a mailbox.
    pub fn is_named_in(&self, mailbox: &str) -> bool {
        /// Letters that no other word begins with by chance.
        const LETTERS: usize = 4;
        if !self.person {
            return false;
        }
        let mailbox = fold(mailbox);
        let words = self.folded.split(|c: char| !is_word(c));
        words
            .filter(|word| word.len() >= LETTERS)
            .any(|word| mailbox.contains(word))
    }
}

/// True for a word that begins as names do, or that joins the words of a name.
fn starts_proper(word: &str) -> bool {
    let first = word.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| !c.is_lowercase()) || word.chars().count() <= 3
}

/// True for words that are built like the name of a person.
fn is_person(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let caseless = letters
        .clone()
        .all(|c| !c.is_lowercase() && !c.is_uppercase());
    let most = if caseless { 5 } else { 6 };
    let least = if caseless && letters.clone().count() <= 5 {
        1
    } else {
        2
    };
    (least..=most).contains(&words.len())
        && letters.count() >= 2
        && words
            .iter()
            .all(|word| starts_proper(word) && !word.contains(char::is_numeric))
        && words
            .iter()
            .any(|word| word.chars().count() > 3 || caseless)
        && !text.contains([':', '/', '&', '@', '?', '!'])
}

/// Words of a date with the name of its day, and of one with a little more behind it.
const DATE: usize = 5;
const DATED: usize = 8;

/// True for a date and hardly a word more: "Friday, Nov. 14, 2025".
fn is_date(text: &str, rules: &Rules) -> bool {
    let rule = rules
        .fields
        .iter()
        .find(|rule| rule.kind == ValueKind::Date);
    let read = |rule| normalise(rule, text, &Context::default(), rules);
    matches!(rule.map(read), Some(Normal::Value { .. }))
}

/// True for what is built like a date, in whatever words: a year, a day and little else.
fn is_like_date(answer: &Answer) -> bool {
    /// Words of the longest date.
    const WORDS: usize = 6;
    let numbers = || {
        let parts = answer.folded.split(|c: char| !c.is_ascii_digit());
        parts.filter(|part| !part.is_empty())
    };
    answer.words <= WORDS
        && numbers().count() <= 3
        && numbers().any(|number| number.len() == 4 && number.starts_with("20"))
        && numbers().any(|number| number.len() <= 2)
}

/// What an answer says for a field: more than nothing when it is such a value, less when it hardly is, none when it cannot be.
pub(super) fn fit(rule: &FieldRule, answer: &Answer, rules: &Rules) -> Option<f32> {
    if answer.is_empty() {
        return Some(0.0);
    }
    let words = answer.words;
    let long = if words >= LONG { -1.0 } else { 0.0 };
    let line = matches!(rule.kind, ValueKind::Text | ValueKind::Person);
    if line && (answer.address || words > 2 * TOO_LONG || answer.campaign) {
        return None;
    }
    let named = answer.person || answer.role;
    Some(match rule.id.as_str() {
        "lrg_name" => match () {
            () if answer.numeric => return None,
            () if answer.government => 2.5,
            () if answer.role => -2.0,
            () if answer.person => -0.7,
            () => 2.0 * long,
        },
        "lrg_name_en" => match () {
            () if answer.numeric || !answer.latin => return None,
            () if answer.government => 1.2,
            () if answer.role => -2.0,
            // What is no less built like a person's name is no likelier in English.
            () if answer.person => -0.7,
            () => 2.0 * long,
        },
        "subdivision" => match () {
            () if answer.numeric => return None,
            () if answer.municipal => -1.5,
            () if answer.government => 0.2,
            () if answer.role => -2.0,
            () if words <= 3 => 0.8,
            () => 2.0 * long,
        },
        "leader_title" => match () {
            () if answer.numeric => return None,
            () if answer.leader => 2.5,
            () if answer.role => 1.2,
            () if answer.person || answer.government => -1.5,
            () => 2.0 * long,
        },
        "contact_role" => match () {
            () if answer.numeric => return None,
            () if answer.leader => 0.5,
            () if answer.role => 2.0,
            () if answer.person || answer.government => -1.2,
            () => 2.0 * long,
        },
        "postal_address" => match () {
            () if answer.address || answer.essay => -2.0,
            () if answer.numeric => -1.0,
            () if answer.place => 2.2,
            () if answer.digits => 1.2,
            () if named => -1.0,
            () => 0.0,
        },
        "council_decision" => match () {
            () if answer.decided => OWN,
            () if answer.decision => 2.0,
            () if answer.essay && !answer.digits => -1.5,
            () if answer.digits => 0.7,
            () if named => -1.0,
            () => 0.0,
        },
        "networks" => match () {
            // "Main Square, 28, Talca" is built like a list.
            () if answer.place => -0.5,
            () if answer.list => 1.5,
            () if answer.essay => -1.0,
            () if answer.numeric || answer.address => -1.5,
            () if words == 1 => -0.3,
            () => 0.3,
        },
        _ => match rule.kind {
            ValueKind::Text if answer.numeric => return None,
            ValueKind::Text => 2.0 * long,
            ValueKind::Person => match () {
                () if answer.numeric => return None,
                () if answer.person && !answer.municipal => 1.2,
                () if answer.municipal => -4.0,
                () if answer.government || answer.role => -2.0,
                () => 2.0 * long - 0.2,
            },
            ValueKind::LongText => match () {
                () if answer.numeric || answer.address && words < LONG => -2.0,
                () if words >= LONG => 1.5,
                // An address, or a number and what it counts.
                () if answer.place => -3.0,
                () if answer.digits => -1.5,
                () if named || answer.government => -1.0,
                () => -0.2,
            },
            ValueKind::Region | ValueKind::Wave => return None,
            _ if words > 2 * TOO_LONG => return None,
            ValueKind::Choice if answer.boxes && choices(rule, &answer.folded) >= 3 => {
                typed(rule.kind)
            }
            ValueKind::Choice if !answer.option && words > 2 => -0.5,
            // A day and a year count no inhabitants.
            ValueKind::Integer
                if answer.digits && words <= DATED && is_date(&answer.text, rules) =>
            {
                return None;
            }
            // It has a date, and is more.
            ValueKind::Date if answer.decision => -1.0,
            _ => match normalise(rule, &answer.text, &Context::default(), rules) {
                Normal::Value { confidence, .. } if confidence >= 0.7 => {
                    let counted = rule.kind == ValueKind::Integer && answer.counted;
                    let called = rule.kind == ValueKind::Phone && answer.international;
                    typed(rule.kind) + if counted || called { 1.5 } else { 0.0 }
                }
                Normal::Empty => 0.0,
                // Without the country, not every telephone number can be told.
                _ if rule.kind == ValueKind::Phone && answer.numeric => 1.0,
                // Nor are all names of months known.
                _ if rule.kind == ValueKind::Date && is_like_date(answer) => 1.0,
                _ => return None,
            },
        },
    })
}

/// True where a name may be that of the same government in another language: they share a word, or how one begins, or one of
/// them is in another script.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    /// Letters that names of one place begin with in most languages ("Sevilla", "Seville").
    const BEGIN: usize = 4;
    let latin = |text: &str| text.chars().any(|c| c.is_ascii_alphabetic());
    if !latin(one) || !latin(other) {
        return true;
    }
    let begins = |text: &str| -> Vec<String> {
        let words = fold(text);
        let words = words.split(|c: char| !c.is_alphanumeric());
        let begin = |word: &str| word.chars().take(BEGIN).collect::<String>();
        words
            .filter(|word| word.len() >= 3)
            .map(begin)
            .take(20)
            .collect()
    };
    let own = begins(one);
    begins(other).iter().any(|begin| own.contains(begin))
}

/// Of the fields that a label may stand for, the one that its answer fits best. `likely` says which of them the part of the form
/// asks for.
pub(super) fn fitting(
    fields: impl Iterator<Item = usize>,
    likely: impl Fn(usize) -> bool,
    answer: &Answer,
    rules: &Rules,
) -> Option<usize> {
    /// What the part of the form says for a field.
    const HERE: f32 = 0.7;
    let weighed = fields.filter_map(|field| {
        let fit = fit(rules.fields.get(field)?, answer, rules)?;
        Some((fit + if likely(field) { HERE } else { 0.0 }, field))
    });
    let best = weighed.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    best.map(|(_, field)| field)
}

/// How many of the choices of a field stand in a folded text.
pub(super) fn choices(rule: &FieldRule, folded: &str) -> usize {
    if rule.kind != ValueKind::Choice {
        return 0;
    }
    let pairs = Pairs::of(folded);
    let stands = |word: &String| pairs.may_contain(word) && phrase::contains(folded, word);
    let choices = rule.choices.iter();
    choices
        .filter(|choice| choice.words.iter().any(stands))
        .count()
}

/// How well an answer of a kind fits the field that alone has this kind: many other things are numbers and days.
fn typed(kind: ValueKind) -> f32 {
    match kind {
        ValueKind::Country | ValueKind::Email | ValueKind::Url | ValueKind::Choice => MOST,
        ValueKind::Period => OWN,
        ValueKind::Phone | ValueKind::Integer => 2.5,
        _ => 2.0,
    }
}

/// What the words of a label say for each field, and at the end what they say against all of them: as its wordings together
/// have them, and as one of them is alike.
pub(super) fn words(label: &str, labels: &Labels, fields: usize) -> (Vec<f32>, f32) {
    let mut scores = vec![0.0; fields];
    let mut none: f32 = 0.0;
    // The words of a long question come together, and say less than as many words that come alone.
    let share = (3.0 / count(label).max(3) as f32).sqrt();
    for (score, target) in labels.meaning(label) {
        match target {
            Target::Field(field) => {
                if let Some(slot) = scores.get_mut(field) {
                    *slot += score * share;
                }
            }
            Target::Other | Target::Hint => none = none.max(score * share),
        }
    }
    for (alike, field) in labels.likely(label) {
        if let Some(slot) = scores.get_mut(field) {
            *slot += 4.0 * (alike - 0.3).max(0.0);
        }
    }
    (scores, none)
}

#[cfg(test)]
mod tests {
    use super::is_same_name;

    #[test]
    fn a_name_in_another_language_has_something_of_the_name() {
        assert!(is_same_name("Ayuntamiento de Sevilla", "City of Seville"));
        assert!(is_same_name("서울특별시", "Seoul"));
        assert!(!is_same_name("Ayuntamiento de Sevilla", "English"));
    }
}
