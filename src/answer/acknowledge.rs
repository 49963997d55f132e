//! The acknowledgment: thanks, what was noted, what is missing. One letter for all that a mail brought.

use super::file::{Filed, required};
use super::page::{Block, to_html, to_text};
use super::text::{Texts, Words, government, short};
use super::{Case, Manners};
use crate::extract::{Status, Submission, Verdict};
use crate::mail::{Address, Draft, Letter, compose};
use crate::rules::{Need, Rules, ValueKind, fold};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What a letter says about one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Complete,
    /// Complete, and known before.
    Revised,
    Incomplete,
    /// Still incomplete after it was asked for what is missing: nobody is asked twice.
    IncompleteAgain,
    Review,
}

/// Writes the acknowledgment.
pub(super) fn acknowledgment(
    case: &Case<'_>,
    filed: &[Filed],
    to: &Address,
    manners: &Manners,
    rules: &Rules,
    now: Timestamp,
) -> Result<Letter, String> {
    let language = language(case, filed, rules);
    let texts = Texts::new(rules, &language, &manners.fallback_language);
    let (kind, blocks) = match filed {
        [] => without_record(case, &texts)?,
        [one] => about_one(one, &texts, rules)?,
        several => about_several(several, &texts, rules)?,
    };
    let words = Words::from([
        ("subject", short(&case.mail.subject, 150)),
        ("count", filed.len().to_string()),
    ]);
    let subject = texts.say(&format!("{kind}_subject"), &words)?;
    let draft = Draft {
        key: format!("ack:{}", case.id),
        from: manners.from.clone(),
        envelope_from: manners.envelope_from.clone(),
        to: to.clone(),
        subject,
        text: to_text(&blocks),
        html: Some(to_html(&blocks, &texts)?),
        images: Vec::new(),
        attachments: Vec::new(),
        auto_submitted: "auto-replied",
        in_reply_to: case.mail.message_id.clone(),
        references: if case.mail.references.is_empty() {
            case.mail.in_reply_to.clone()
        } else {
            case.mail.references.clone()
        },
        instance: manners.instance.clone(),
        message_id_host: manners.message_id_host.clone(),
    };
    compose(&draft, now)
}

/// The form came, and nothing could be taken from it.
fn without_record(
    case: &Case<'_>,
    texts: &Texts<'_>,
) -> Result<(&'static str, Vec<Block>), String> {
    let kind = match case.finding.verdict {
        _ if case.headers_only => "ack_too_large",
        Verdict::BlankForm => "ack_blank",
        _ => "ack_unreadable",
    };
    let none = Words::new();
    let mut blocks = opening(texts)?;
    blocks.push(Block::paragraph(&texts.say(kind, &none)?));
    blocks.push(Block::paragraph(&texts.say(&format!("{kind}_how"), &none)?));
    blocks.extend(ending(texts, &[])?);
    Ok((kind, blocks))
}

fn about_one(
    filed: &Filed,
    texts: &Texts<'_>,
    rules: &Rules,
) -> Result<(&'static str, Vec<Block>), String> {
    let submission = &filed.record.submission;
    let words = Words::from([("government", named(submission, texts))]);
    let news = news(filed);
    let kind = match news {
        News::Complete => "ack_complete",
        News::Revised => "ack_revised",
        News::Incomplete => "ack_incomplete",
        News::IncompleteAgain => "ack_incomplete_again",
        News::Review => "ack_review",
    };
    let mut blocks = opening(texts)?;
    blocks.push(Block::paragraph(&texts.say(kind, &words)?));
    if news == News::Complete {
        blocks.push(Block::paragraph(&texts.say("ack_complete_next", &words)?));
    }
    if news == News::Incomplete {
        blocks.extend(request(submission, texts, rules)?);
        blocks.push(Block::paragraph(&texts.say("ack_missing_how", &words)?));
    }
    if news != News::Review {
        blocks.extend(summary(submission, texts, rules)?);
        blocks.push(Block::paragraph(&texts.say("ack_correct", &words)?));
    }
    blocks.extend(ending(texts, &[&filed.record.id])?);
    Ok((kind, blocks))
}

fn about_several(
    filed: &[Filed],
    texts: &Texts<'_>,
    rules: &Rules,
) -> Result<(&'static str, Vec<Block>), String> {
    let words = Words::from([("count", filed.len().to_string())]);
    let mut blocks = opening(texts)?;
    blocks.push(Block::paragraph(&texts.say("ack_several", &words)?));
    let (mut asked, mut summed) = (false, false);
    for one in filed {
        let submission = &one.record.submission;
        let name = government(submission).unwrap_or_else(|| short(&submission.source, 80));
        blocks.push(Block::Heading { text: name });
        let news = news(one);
        let kind = match news {
            News::Complete | News::Revised => "ack_item_complete",
            News::Incomplete => "ack_item_incomplete",
            News::IncompleteAgain => "ack_item_incomplete_again",
            News::Review => "ack_item_review",
        };
        blocks.push(Block::paragraph(&texts.say(kind, &words)?));
        if news == News::Incomplete {
            asked = true;
            blocks.extend(request(submission, texts, rules)?);
        }
        if news != News::Review {
            summed = true;
            blocks.extend(summary(submission, texts, rules)?);
        }
    }
    if asked {
        blocks.push(Block::paragraph(&texts.say("ack_missing_how", &words)?));
    }
    if summed {
        blocks.push(Block::paragraph(&texts.say("ack_correct", &words)?));
    }
    let ids: Vec<&str> = filed.iter().map(|one| one.record.id.as_str()).collect();
    blocks.extend(ending(texts, &ids)?);
    Ok(("ack_several", blocks))
}

fn news(filed: &Filed) -> News {
    match (
        filed.record.submission.status,
        filed.revises,
        filed.asked_before,
    ) {
        (Status::Review, ..) => News::Review,
        (Status::Complete, false, _) => News::Complete,
        (Status::Complete, true, _) => News::Revised,
        (Status::Incomplete, _, false) => News::Incomplete,
        (Status::Incomplete, _, true) => News::IncompleteAgain,
    }
}

fn opening(texts: &Texts<'_>) -> Result<Vec<Block>, String> {
    Ok(vec![Block::paragraph(
        &texts.say("greeting", &Words::new())?,
    )])
}

fn ending(texts: &Texts<'_>, ids: &[&str]) -> Result<Vec<Block>, String> {
    let none = Words::new();
    let closing = format!(
        "{}\n{}",
        texts.say("closing", &none)?,
        texts.say("signature", &none)?
    );
    let mut blocks = vec![Block::paragraph(&closing)];
    if !ids.is_empty() {
        let words = Words::from([("reference", ids.join(", "))]);
        blocks.push(Block::small(&texts.say("ack_reference", &words)?));
    }
    Ok(blocks)
}

fn named(submission: &Submission, texts: &Texts<'_>) -> String {
    government(submission)
        .or_else(|| texts.word("your_government"))
        .unwrap_or_default()
}

/// What is missing, by the names of the fields in the sender's language: the needed first, then the wished for.
fn request(
    submission: &Submission,
    texts: &Texts<'_>,
    rules: &Rules,
) -> Result<Vec<Block>, String> {
    let (needed, wished): (Vec<&String>, Vec<&String>) = submission
        .missing
        .iter()
        .partition(|id| required(id, rules));
    let titles = |ids: &[&String]| ids.iter().map(|id| texts.title(id)).collect::<Vec<_>>();
    let mut blocks = Vec::new();
    if needed.is_empty() {
        // The reading called it incomplete and the rules need nothing of it: everything that is missing is asked for.
        blocks.push(Block::List {
            items: titles(&wished),
        });
        return Ok(blocks);
    }
    blocks.push(Block::List {
        items: titles(&needed),
    });
    if !wished.is_empty() {
        blocks.push(Block::paragraph(
            &texts.say("ack_missing_wished", &Words::new())?,
        ));
        blocks.push(Block::List {
            items: titles(&wished),
        });
    }
    Ok(blocks)
}

/// The essential values as they were understood, so that the sender can set them right. Essays are left out.
fn summary(
    submission: &Submission,
    texts: &Texts<'_>,
    rules: &Rules,
) -> Result<Vec<Block>, String> {
    let rows: Vec<(String, String)> = rules
        .fields
        .iter()
        .filter(|field| matches!(field.need, Need::Required | Need::Wished))
        .filter(|field| field.kind != ValueKind::LongText)
        .filter_map(|field| Some((field, submission.fields.get(&field.id)?)))
        .map(|(field, value)| (texts.title(&field.id), texts.value(field, value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![
        Block::paragraph(&texts.say("ack_summary", &Words::new())?),
        Block::Values { rows },
    ])
}

/// The language of the form; of the mail when there is no form to tell it.
fn language(case: &Case<'_>, filed: &[Filed], rules: &Rules) -> String {
    let spoken = filed
        .iter()
        .map(|filed| filed.record.submission.language.as_str())
        .find(|language| !language.is_empty());
    if let Some(language) = spoken {
        return language.to_owned();
    }
    let header = case
        .mail
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("Content-Language"))
        .map(|(_, value)| {
            value
                .trim()
                .chars()
                .take(2)
                .collect::<String>()
                .to_lowercase()
        });
    language_of_words(case, rules)
        .or(header)
        .unwrap_or_default()
}

/// True where a phrase stands in a text, and not within a word: "formular" is no word of "formulario".
fn stands(text: &str, phrase: &str) -> bool {
    let stem = phrase.trim_end_matches('*');
    // Thai, Korean, Chinese and Japanese write other words close to one.
    let close =
        |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..);
    let is_letter = |c: char| c.is_alphanumeric() && !close(c);
    text.match_indices(stem).any(|(at, _)| {
        let (before, behind) = (text.get(..at), text.get(at + stem.len()..));
        let inside = before.is_some_and(|before| before.ends_with(is_letter))
            || stem.len() == phrase.len()
                && behind.is_some_and(|behind| behind.starts_with(is_letter));
        !inside
    })
}

/// The language of ours of which the rules know most phrases in the subject and the body, or nearly so.
fn language_of_words(case: &Case<'_>, rules: &Rules) -> Option<String> {
    let mail = case.mail;
    // The beginning tells as much as the whole.
    let body: String = mail
        .text
        .as_deref()
        .unwrap_or_default()
        .chars()
        .take(5000)
        .collect();
    let text = fold(&format!("{}\n{body}", mail.subject));
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for (language, phrases) in rules.words.phrases.values().flatten() {
        let found = phrases
            .iter()
            .filter(|phrase| stands(&text, phrase))
            .map(|phrase| phrase.trim_end_matches('*').chars().count())
            .filter(|count| *count > 3)
            .sum::<usize>();
        *counts.entry(language).or_default() += found;
    }
    // Languages that are much alike share most words, and one of ours may be understood where another speaks a little louder.
    let most = counts.values().copied().max()?;
    let ours = counts
        .into_iter()
        .filter(|(language, _)| rules.texts.contains_key(*language));
    let best = ours.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    (best.1 > 0 && best.1 * 5 >= most * 4).then(|| best.0.clone())
}
