//! What a letter without a form wants: join, ask, correct, or nothing of us.

use super::phrase;
use crate::rules::Rules;

/// What a letter wants, with the words that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intent {
    /// Amends an earlier submission.
    Correction(String),
    /// Wants to join.
    Pledge(String),
    /// Asks something.
    Question(String),
    /// Written to many.
    Newsletter(String),
    /// Nothing of these.
    None,
}

/// Reads a letter: its subject and its writer's own words, folded line by line, and what its files say.
pub(super) fn of(
    subject: &str,
    own: &str,
    files: &[&str],
    campaign: bool,
    reply: bool,
    rules: &Rules,
) -> Intent {
    let sentences = sentences(own);
    if let Some(words) = phrase::first(own, "newsletter", rules)
        .or_else(|| phrase::first(subject, "newsletter", rules))
    {
        return Intent::Newsletter(words.to_owned());
    }
    let spam = phrase::count(own, "spam", rules) >= 1;
    if spam && !campaign {
        return Intent::None;
    }
    let news = phrase::first(subject, "news", rules).is_some()
        || phrase::first(own, "news", rules).is_some();
    let first_person = phrase::first(own, "first_person", rules).is_some();
    if !news || first_person {
        let about = campaign || reply || phrase::first(own, "form_word", rules).is_some();
        if about
            && let Some(sentence) = sentences
                .iter()
                .find(|sentence| says(sentence, "correction", rules))
        {
            return Intent::Correction(short(sentence));
        }
    }
    let pledges = |sentence: &&String| {
        says(sentence, "pledge", rules)
            && !is_question(sentence, rules)
            && !says(sentence, "pledge_not", rules)
    };
    if campaign
        && !news
        && let Some(sentence) = sentences.iter().find(pledges)
    {
        return Intent::Pledge(short(sentence));
    }
    // Somebody's questionnaire asks much, and not of us.
    let answers = own.lines().filter(|line| {
        line.split_once(':')
            .is_some_and(|(label, value)| label.len() < 60 && !value.trim().is_empty())
    });
    if answers.count() < 4
        && let Some(sentence) = sentences
            .iter()
            .find(|sentence| is_question(sentence, rules))
    {
        let about_us = campaign
            || says(sentence, "about_us", rules)
            || says(own, "about_us", rules)
            || phrase::first(subject, "question_subject", rules).is_some()
            || says(own, "form_word", rules);
        if about_us && !news && !spam {
            return Intent::Question(short(sentence));
        }
    }
    if campaign && !news {
        for file in files {
            let found = self::sentences(file)
                .into_iter()
                .find(|sentence| pledges(&sentence));
            if let Some(sentence) = found {
                return Intent::Pledge(short(&sentence));
            }
        }
        if says(subject, "pledge", rules)
            && !says(subject, "pledge_not", rules)
            && !subject.contains('?')
            && first_person
        {
            return Intent::Pledge(short(subject));
        }
    }
    Intent::None
}

fn says(text: &str, purpose: &str, rules: &Rules) -> bool {
    phrase::first(text, purpose, rules).is_some()
}

fn is_question(sentence: &str, rules: &Rules) -> bool {
    sentence.contains(['?', '？', '؟']) || says(sentence, "question", rules)
}

fn short(sentence: &str) -> String {
    super::draft::shorten(sentence)
}

/// The sentences of a folded text; wrapped lines are joined, blank lines part.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut open = String::new();
    let mut close = |open: &mut String| {
        let sentence = open.trim().to_owned();
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
        open.clear();
    };
    for line in text.lines() {
        if line.trim().is_empty() {
            close(&mut open);
            continue;
        }
        if !open.is_empty() {
            open.push(' ');
        }
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            open.push(c);
            let ends = matches!(c, '.' | '!' | '?' | '？' | '。' | '؟')
                && chars.peek().is_none_or(|next| next.is_whitespace());
            if ends || matches!(c, '？' | '。') {
                close(&mut open);
            }
        }
        // A short line is one of its own: a greeting, a name, a heading.
        if line.chars().count() < 50 && !open.is_empty() && open.ends_with([',', ':']) {
            close(&mut open);
        }
    }
    close(&mut open);
    sentences
}
