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
    if let Some(words) = phrase::first(own, "newsletter", rules)
        && own.len() > 200
    {
        return Intent::Newsletter(words);
    }
    let sentences = sentences(own);
    let spam = says(own, "spam", rules);
    let news = says(subject, "news", rules) || says(own, "news", rules);
    let first_person = says(own, "first_person", rules);
    let bystander = says(own, "bystander", rules);
    // What amends somebody else's questionnaire amends nothing of ours.
    let other = ["other_process", "other_form"]
        .iter()
        .any(|purpose| says(own, purpose, rules) || says(subject, purpose, rules));
    let about_form = campaign
        || reply
        || !other
            && (says(own, "sent", rules)
                || says(own, "form_word", rules)
                || says(subject, "form_word", rules));
    // A mistake, and something that was sent: perhaps in two sentences.
    if about_form && (first_person || !news) && !bystander {
        let sent = says(own, "sent", rules) || reply || says(subject, "correction", rules);
        let found = sentences.iter().find(|sentence| {
            says(sentence, "correction", rules) || sent && says(sentence, "change", rules)
        });
        if let Some(sentence) = found
            && (sent || !sentence.contains(['?', '？']))
        {
            return Intent::Correction(short(sentence));
        }
    }
    let pledges = |sentence: &String| {
        let says_so = says(sentence, "pledge", rules)
            || says(sentence, "wish", rules) && says(sentence, "join", rules);
        says_so && !is_question(sentence, rules) && !says(sentence, "pledge_not", rules)
    };
    let writer = first_person || !news;
    let may_pledge = campaign && !bystander && !spam;
    if may_pledge
        && !news
        && let Some(sentence) = sentences.iter().find(|sentence| pledges(sentence))
    {
        return Intent::Pledge(short(sentence));
    }
    // Somebody's questionnaire asks much, and not of us.
    let answers = own.lines().filter(|line| {
        line.split_once(':')
            .is_some_and(|(label, value)| label.len() < 60 && !value.trim().is_empty())
    });
    if answers.count() < 4
        && writer
        && !spam
        && let Some(sentence) = sentences
            .iter()
            .find(|sentence| is_question(sentence, rules))
    {
        let about_us = campaign
            || reply
            || says(own, "about_us", rules)
            || says(subject, "question_subject", rules)
            || says(own, "form_word", rules);
        if about_us {
            return Intent::Question(short(sentence));
        }
    }
    if may_pledge && !news {
        for file in files {
            // A letter, not a book: a pledge stands on its first page.
            let page: String = file.chars().take(4000).collect();
            let found = self::sentences(&page)
                .into_iter()
                .find(|sentence| pledges(sentence) && says(&page, "first_person", rules));
            if let Some(sentence) = found {
                return Intent::Pledge(short(&sentence));
            }
        }
        if first_person && pledges(&subject.to_owned()) {
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

/// The sentences of a text; wrapped lines are joined, blank lines part.
pub(super) fn sentences(text: &str) -> Vec<String> {
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
