//! What a letter without a form wants: join, ask, correct, or nothing of us.

use super::consent::{is_from_outside, is_of_host, is_of_outsiders, is_qualified};
use super::ear::Ear;
use super::leaning::{Heard, settles};
use super::others::{below_signature, is_agenda, is_outsider, is_tabled, refuses};
use super::resolved::resolution;
use super::sentence::{QUESTION_MARKS, asks, is_told, is_whole, sentences, without_speech};
use super::{phrase, words};
use crate::rules::Rules;
use std::borrow::Cow;

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
    /// A program answers, or somebody who is away.
    Automatic(String),
    /// Nothing of these.
    None,
}

/// A letter without a form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter<'a> {
    /// Its subject, folded.
    pub subject: &'a str,
    /// Its writer's own words, folded line by line.
    pub own: &'a str,
    /// What its files say, folded line by line.
    pub files: &'a [&'a str],
    /// It names the campaign.
    pub campaign: bool,
    /// It speaks of a campaign by the name of another.
    pub foreign: bool,
    /// It answers a mail.
    pub reply: bool,
    /// The host it was sent from.
    pub host: &'a str,
    /// The name of its sender.
    pub name: &'a str,
    /// The year it was written in.
    pub year: Option<i16>,
}

/// Reads a letter.
pub(super) fn of(letter: &Letter<'_>, rules: &Rules) -> Intent {
    let ear = Ear::of(letter.own, rules);
    // A subject may be older than the letter, and in another language.
    let wide = Ear::wide(rules);
    let Letter {
        subject,
        files,
        campaign,
        reply,
        ..
    } = *letter;
    if let Some(words) = ear.first(letter.own, "newsletter")
        && (letter.own.len() > 200 || letter.own.contains("://"))
    {
        return Intent::Newsletter(words);
    }
    let below = below_signature(letter.own, letter.name).unwrap_or("");
    let above = letter.own.strip_suffix(below).unwrap_or(letter.own);
    let all = sentences(&with_greeting_apart(above, ear)).into_iter();
    // What a house prints below each of its letters joins nothing.
    let below = sentences(below).into_iter();
    let below = below.filter(|one| {
        let printed = [
            "pledge",
            "join",
            "assent",
            "member",
            "campaign",
            "campaign_word",
        ];
        asks(one) || !printed.iter().any(|purpose| says(one, purpose, ear))
    });
    let all = all.chain(below);
    // What lawyers add below every mail, and what is answered in a questionnaire, is no wish of the writer.
    let printed = printed_questions(letter.own, ear);
    let sentences: Vec<String> = all
        .filter(|sentence| asks(sentence) || !says(sentence, "legal", ear))
        .filter(|sentence| !printed.contains(&sentence.as_str()))
        .map(|sentence| without_speech(&sentence, ear))
        .collect();
    let own = &sentences.join("\n");
    let asked = sentences.iter().any(|sentence| asks(sentence));
    let spam = says(own, "spam", ear) || says(subject, "spam", wide);
    let told = !is_addressed(letter.own, ear) && says(own, "told", ear);
    let news = told || says(subject, "news", wide) || says(own, "news", ear);
    let first_person = says(own, "first_person", ear);
    let bystander =
        says(own, "bystander", ear) || sentences.iter().any(|one| is_resident(one, ear));
    // What amends somebody else's questionnaire amends nothing of ours.
    let other = ["other_process", "other_form", "registration"]
        .iter()
        .any(|purpose| says(own, purpose, ear) || says(subject, purpose, wide));
    let amends = says(subject, "correction", wide) || says(subject, "correction_subject", wide);
    let heard = Heard {
        letter: *letter,
        sentences: &sentences,
        own,
        other,
        amends,
    };
    // What stands below all mail of an office tells nothing of the letter that it brings as a file.
    let mut disclaimed = None;
    if !asked && !heard.tells_of_another(ear) {
        if let Some(words) = automatic(own, ear)
            && !heard.joins_before_leaving(ear)
        {
            if files.is_empty() || !heard.only_disclaims(ear) {
                return Intent::Automatic(words);
            }
            disclaimed = Some(words);
        }
        if let Some(words) = wide.first(subject, "auto")
            && !reply
            && files.is_empty()
        {
            return Intent::Automatic(words);
        }
        if let Some(sentence) = heard.absence(ear).or_else(|| heard.register(ear)) {
            return Intent::Automatic(short(sentence));
        }
    }
    let about_form = campaign
        || reply
        || !other
            && (says(own, "sent", ear)
                || says(own, "form_word", ear)
                || says(subject, "form_word", wide)
                || amends);
    // "The campaign", written to us, is ours, unless another one is named.
    let ours = |text: &str| {
        campaign
            || !letter.foreign
                && !other
                && says(text, "campaign_word", ear)
                && !says(own, "other_campaign", ear)
    };
    let invited = heard.answers_us(ear);
    let outside = sentences.iter().any(|one| is_from_outside(one, ear));
    let beside = says(own, "beside", ear);
    let pledges = |sentence: &String| {
        let Some(yes) = heard.joins(sentence, ear) else {
            return false;
        };
        let before = sentence.get(..yes.start).unwrap_or(sentence);
        // Who joins, and asks for the next steps behind it, has joined.
        let steps = sentence.get(yes.end..).unwrap_or("");
        let steps = says(steps, "please", ear) || says(steps, "question", ear);
        let told = sentence.get(..yes.end).filter(|_| steps);
        (ours(sentence) || ours(subject) || ours(own) || invited)
            && !asks(sentence)
            && !is_question(before, ear)
            && !says(told.unwrap_or(sentence), "pledge_not", ear)
            && !says(before, "topic", ear)
            && !is_of_outsiders(before, ear)
            && (!outside || says(sentence, "institution", ear))
            && !says(sentence, "event", ear)
            && !(asked && says(sentence, "pondering", ear))
            && !((reply || beside) && says(sentence, "already", ear))
            && !says(sentence, "member", ear)
    };
    let writer = first_person || !news;
    let refuses = sentences.iter().any(|one| refuses(one, ear));
    let may_pledge = !bystander
        && !spam
        && !refuses
        && !is_tabled(own, ear)
        && !is_outsider(letter.name, letter.host, wide);
    // What nobody says to somebody, and of no town that it comes from, is read in the paper.
    let spoken = first_person
        || reply
        || ["please", "thanks"]
            .iter()
            .any(|purpose| says(own, purpose, ear))
        || is_addressed(letter.own, ear)
        || is_of_host(letter.own, letter.host, ear);
    // A mistake, and something that was sent: perhaps in two sentences.
    let pledged = sentences
        .iter()
        .enumerate()
        .find(|(at, sentence)| {
            // Who wishes to join wishes it, whoever has a vote on it later.
            let yes = heard.joins(sentence, ear).map_or(0, |yes| yes.start);
            let withheld = sentence
                .get(..yes)
                .is_some_and(|front| says(front, "pending", ear));
            may_pledge
                && !news
                && spoken
                && pledges(sentence)
                && !withheld
                && !is_qualified(&sentences, *at, ear)
        })
        .map(|(_, sentence)| sentence);
    let sent = heard.has_sent(ear) || reply || amends;
    // Who joins and has sent nothing yet has nothing to amend.
    let may_amend = pledged.is_none() || sent || says(own, "filed", ear);
    if about_form && may_amend && writer && !bystander && !spam {
        let found = sentences.iter().find(|sentence| {
            (says(sentence, "correction", ear) || sent && says(sentence, "change", ear))
                && !settles(sentence, ear)
                && !says(sentence, "other_process", ear)
                && (!is_question(sentence, ear) || says(sentence, "please", ear))
                && (is_whole(sentence) || says(sentence, "first_person", ear))
        });
        if let Some(sentence) = found {
            return Intent::Correction(short(sentence));
        }
    }
    if let Some(sentence) = pledged {
        return Intent::Pledge(short(sentence));
    }
    if may_pledge
        && !news
        && let Some(sentence) = resolution(&sentences, ear)
    {
        return Intent::Pledge(short(sentence));
    }
    // Somebody's questionnaire asks much, and not of us.
    let questionnaire = is_questionnaire(letter.own);
    if !bystander && !spam && writer && !questionnaire {
        if let Some(sentence) = heard.correction(ear) {
            return Intent::Correction(short(sentence));
        }
        if !refuses
            && !news
            && spoken
            && !outside
            && let Some(sentence) = heard
                .pledge(&sentences, ear)
                .or_else(|| heard.consent(ear))
                .or_else(|| heard.steps(ear))
        {
            return Intent::Pledge(short(sentence));
        }
    }
    let mut questions = sentences
        .iter()
        .filter(|sentence| is_question(sentence, ear) && !is_polite(sentence, ear))
        .filter(|sentence| !heard.asks_elsewhere(sentence, ear));
    if !questionnaire
        && writer
        && !spam
        && let Some(sentence) = questions.next()
    {
        let whole = sentences.iter().filter(|sentence| is_told(sentence));
        // Whoever signs names a town in any letter.
        let told = &whole.cloned().collect::<Vec<_>>().join("\n");
        let about_us = campaign
            || reply
            || says(told, "about_us", ear)
            || says(told, "form_word", ear)
            || says(told, "campaign_word", ear)
            || says(subject, "question_subject", wide)
            || says(subject, "form_word", wide);
        if about_us {
            return Intent::Question(short(sentence));
        }
        if let Some(sentence) = heard.question(is_addressed(letter.own, ear), ear) {
            return Intent::Question(short(sentence));
        }
    }
    if may_pledge && !news {
        // What is shown of years ago, or still to be decided on, is no letter to us.
        let shown = sentences.iter().any(|one| {
            heard.is_long_ago(one) || says(one, "pending", ear) && says(one, "institution", ear)
        });
        for file in files.iter().filter(|_| !shown) {
            // A letter, not a book: a pledge stands on its first page.
            let page: String = file.chars().take(4000).collect();
            if says(&page, "news", ear) && !says(&page, "certified", ear) {
                continue;
            }
            let (sender, ear) = (ear, Ear::of(&page, rules));
            let addressed = is_addressed(&page, ear) || is_greeted(&page, ear);
            let all = self::sentences(&page);
            if !addressed && (is_reported(&all, ear) || is_agenda(&page, ear))
                || is_tabled(&page, ear)
            {
                continue;
            }
            // A council speaks of itself in the third person.
            if let Some(sentence) = resolution(&all, ear) {
                return Intent::Pledge(short(sentence));
            }
            // So does an office in a declaration, which its own house sends.
            let letter_to_us = is_addressed(&page, ear) && is_greeted(&page, ear);
            if !letter_to_us
                && !says(&page, "first_person", sender)
                && !is_of_host(&page, letter.host, ear)
            {
                continue;
            }
            // So does a note that amends, as the subject of its mail says.
            if addressed || amends {
                // The letter itself came as a file, and is read as if it had come as mail.
                let attached = Letter {
                    own: &page,
                    files: &[],
                    ..*letter
                };
                match of(&attached, rules) {
                    Intent::Automatic(_) | Intent::Newsletter(_) | Intent::None => {}
                    intent => return intent,
                }
                continue;
            }
            let found = all.iter().find(|sentence| pledges(sentence));
            let found = found.map(String::as_str);
            if let Some(sentence) = found.or_else(|| heard.pledge(&all, ear)) {
                return Intent::Pledge(short(sentence));
            }
        }
        if first_person
            && pledges(&subject.to_owned())
            && !sentences.iter().any(|one| says(one, "pending", ear))
            && !says(own, "gathering", ear)
            && !says(own, "event", ear)
        {
            return Intent::Pledge(short(subject));
        }
    }
    disclaimed.map_or(Intent::None, Intent::Automatic)
}

/// A letter whose greeting, a line of its own without a sign at its end, is parted from what stands below it.
fn with_greeting_apart<'t>(own: &'t str, ear: Ear<'_>) -> Cow<'t, str> {
    /// Words of the longest greeting.
    const LONGEST: usize = 4;
    let text = own.trim_start();
    let Some((first, rest)) = text.split_once('\n') else {
        return Cow::Borrowed(own);
    };
    let greets = words::count(first) <= LONGEST
        && first.trim_end().ends_with(char::is_alphanumeric)
        && phrase::begins(first, "greeting", ear.rules);
    match greets {
        true => Cow::Owned(format!("{first}\n\n{rest}")),
        false => Cow::Borrowed(own),
    }
}

/// True for a letter with labels and what answers them, or with labels one below the other and room for answers.
fn is_questionnaire(own: &str) -> bool {
    /// Labels of the shortest.
    const LABELS: usize = 4;
    /// Bytes of the longest label.
    const LABEL: usize = 60;
    let (mut answered, mut blank, mut most) = (0, 0, 0);
    for line in own.lines().filter(|line| !line.trim().is_empty()) {
        let parts = line.split(['.', ';', '|']);
        let labels = parts.filter_map(|part| part.split_once(':'));
        let labels = labels.filter(|(label, value)| label.len() < LABEL && !value.starts_with('/'));
        let values = labels.clone().filter(|(_, value)| !value.trim().is_empty());
        answered += values.count();
        // What has no answers stands close together.
        let empty = line.trim_end().ends_with(':') && labels.count() > 0;
        blank = if empty { blank + 1 } else { 0 };
        most = most.max(blank);
    }
    answered >= LABELS || most >= LABELS
}

/// True for a sentence that tells first where its writer lives: "Resident of Ashgrove, I would love to see my town join."
fn is_resident(sentence: &str, ear: Ear<'_>) -> bool {
    /// Words of such a beginning, at most.
    const FRONT: usize = 8;
    let Some((front, behind)) = sentence.split_once(',') else {
        return false;
    };
    ear.begins(front, "resident")
        && words::count(front) <= FRONT
        && says(behind, "first_person", ear)
}

/// What a program says of itself, or somebody who is away and writes when he will be back.
fn automatic(own: &str, ear: Ear<'_>) -> Option<String> {
    if let Some(words) = ear.first(own, "auto") {
        return Some(words);
    }
    let away = ear.first(own, "away")?;
    says(own, "away_until", ear).then_some(away)
}

/// True for a letter to somebody: it greets, or says good-bye.
fn is_addressed(own: &str, ear: Ear<'_>) -> bool {
    let begins = |line: &str, purpose: &str| phrase::begins(line.trim(), purpose, ear.rules);
    let mut lines = own.lines().filter(|line| !line.trim().is_empty());
    lines.clone().take(2).any(|line| begins(line, "greeting"))
        || lines.any(|line| line.len() < 60 && begins(line, "closing"))
}

/// True for what the press writes: it tells that somebody has spoken, and repeats his words.
fn is_reported(sentences: &[String], ear: Ear<'_>) -> bool {
    /// Bytes of the shortest speech.
    const SPEECH: usize = 20;
    let mut quoting = sentences.iter().filter(|one| one.contains('"'));
    quoting.any(|one| {
        let told = without_speech(one, ear);
        told.len() + SPEECH < one.len() && says(&told, "told", ear)
    })
}

/// True for a letter on paper: its greeting stands below the head of the sheet, its date and its subject.
fn is_greeted(page: &str, ear: Ear<'_>) -> bool {
    /// Lines above a greeting, at most.
    const HEAD: usize = 12;
    /// Characters of a greeting that is a line of its own.
    const SHORT: usize = 60;
    let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .take(HEAD)
        .filter(|line| line.len() < SHORT)
        .any(|line| phrase::begins(line, "greeting", ear.rules))
}

/// The questions that stand in a letter with their answers: at least two, each a line of its own with an answer below it or
/// behind it. They are a questionnaire's, and so are the answers.
fn printed_questions<'t>(own: &'t str, ear: Ear<'_>) -> Vec<&'t str> {
    let lines: Vec<&str> = own.lines().map(str::trim).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(end) = line.find(QUESTION_MARKS) else {
            continue;
        };
        let (question, answer) = line.split_at(
            end + line
                .get(end..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8),
        );
        let below = lines.get(at + 1).copied().unwrap_or("");
        if answer.trim().is_empty() && !below.is_empty() && !asks(below) {
            found.extend([*line, below]);
        } else if !answer.trim().is_empty() && !asks(answer) && !says(answer, "closing", ear) {
            found.extend([question, answer.trim()]);
        }
    }
    if found.len() < 4 {
        found.clear();
    }
    // The number in front of a question is a sentence of its own.
    let bare =
        |text: &'t str| text.trim_start_matches(|c: char| c.is_ascii_digit() || ". )-".contains(c));
    found
        .iter()
        .map(|text| bare(text))
        .chain(found.iter().copied())
        .collect()
}

pub(super) fn says(text: &str, purpose: &str, ear: Ear<'_>) -> bool {
    ear.first(text, purpose).is_some()
}

pub(super) fn is_question(sentence: &str, ear: Ear<'_>) -> bool {
    asks(sentence)
        || (says(sentence, "question", ear)
            || is_told(sentence)
                && !sentence.ends_with([':', ','])
                && ear.begins(sentence, "asking_word"))
            && (!says(sentence, "question_not", ear) || is_asked_outright(sentence, ear))
}

/// True for a wish to know in front of words that else are said out of politeness: "I would like to know … if needed".
fn is_asked_outright(sentence: &str, ear: Ear<'_>) -> bool {
    let polite = ear.place(sentence, "question_not");
    let wish = ear.place(sentence, "asks_outright");
    wish.is_some_and(|wish| polite.is_none_or(|polite| wish < polite))
}

/// True when a question offers an answer, or is asked only out of politeness: in what its mark ends, not in a greeting before.
pub(super) fn is_polite(sentence: &str, ear: Ear<'_>) -> bool {
    /// Words of the shortest question: "…, isn't it?" is about all that stands before.
    const LEAST: usize = 3;
    let breaks = [',', ';', ':', '¿', '–', '—'];
    let asked = sentence
        .rsplit_once(breaks)
        .map(|(_, asked)| asked)
        .filter(|asked| asks(asked) && words::count(asked) >= LEAST);
    says(asked.unwrap_or(sentence), "question_not", ear) && !is_asked_outright(sentence, ear)
}

fn short(sentence: &str) -> String {
    super::draft::shorten(sentence)
}
