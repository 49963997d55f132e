//! Why a form that was sent cannot be read.

use super::phrase;
use crate::document::{Reading, Unread};
use crate::mail::{Attachment, Mail};
use crate::rules::{Rules, fold_inside};

/// Why a form that is attached, or very likely so, cannot be read.
pub(super) fn unreadable(
    mail: &Mail,
    readings: &[Reading],
    own: &str,
    campaign: bool,
    rules: &Rules,
) -> Option<String> {
    let subject = fold_inside(&mail.subject);
    let about_form = |text: &str| phrase::first(text, "form_word", rules).is_some();
    let foreign = |text: &str| phrase::first(text, "not_a_form", rules).is_some();
    // A town that applies, or somebody who speaks of the campaign, sends hardly anything else.
    let applies = || {
        let says = |purpose: &str| {
            [&subject, own]
                .iter()
                .any(|text| phrase::first(text, purpose, rules).is_some())
        };
        says("application")
            && (says("institution") || says("campaign_word"))
            && !["other_form", "other_process", "other_campaign", "personal"]
                .iter()
                .any(|purpose| says(purpose))
    };
    let told = about_form(&subject) || about_form(own) || applies();
    for (reading, attachment) in readings.iter().zip(&mail.attachments) {
        let Some(unread) = &reading.unread else {
            continue;
        };
        let name = attachment.name.as_deref().unwrap_or("");
        let words = fold_inside(name).replace(['_', '-', '.'], " ");
        // What calls itself a document and is none has been damaged on its way; a logo is no form. A picture that is called a form
        // is one, and too small to be read.
        let small = attachment.content_type.starts_with("image/") && about_form(&words);
        let shown = small && !attachment.inline && !foreign(&words);
        if *unread == Unread::NotADocument && !is_called_document(attachment) && !shown {
            continue;
        }
        if foreign(&words) && !about_form(&words) {
            continue;
        }
        let likely = about_form(&words)
            || told && (campaign || !foreign(&subject))
            || campaign && matches!(unread, Unread::XfaOnly)
            || campaign && !foreign(own) && !attachment.inline;
        if likely || matches!(unread, Unread::XfaOnly) {
            let shown = if name.is_empty() {
                "the attachment"
            } else {
                name
            };
            return Some(format!("{shown} is unreadable: {}", why_unread(unread)));
        }
    }
    None
}

/// True for an attachment that is a document by its name or its type.
fn is_called_document(attachment: &Attachment) -> bool {
    const KINDS: [&str; 10] = [
        "pdf", "doc", "docx", "docm", "odt", "rtf", "xls", "xlsx", "ods", "pages",
    ];
    const TYPES: [&str; 5] = [
        "application/pdf",
        "application/msword",
        "application/rtf",
        "application/vnd.openxmlformats",
        "application/vnd.oasis.opendocument",
    ];
    let name = attachment.name.as_deref().unwrap_or("");
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.trim().to_lowercase());
    ending.is_some_and(|ending| KINDS.contains(&ending.as_str()))
        || TYPES
            .iter()
            .any(|kind| attachment.content_type.starts_with(kind))
}

/// Why a file has no text, in words.
pub(super) fn why_unread(unread: &Unread) -> String {
    match unread {
        Unread::NotADocument => "it is no document that may hold a form".to_owned(),
        Unread::Encrypted => "it is locked with a password".to_owned(),
        Unread::Scanned => "scanned, and no text was recognised on it".to_owned(),
        Unread::Damaged(how) => format!("it is damaged: {how}"),
        Unread::XfaOnly => "it is an XFA form, which only Adobe Reader shows".to_owned(),
        Unread::Unsupported(what) => format!("files of the kind {what} are not read"),
        Unread::Limit(what) => format!("it exceeds a limit: {what}"),
        Unread::Died(how) => format!("reading it failed: {how}"),
    }
}
