//! What mail servers say, in free words, of mail that they could not hand over.

use super::phrase;
use crate::mail::{Mail, is_from_postmaster, is_postal};
use crate::rules::{Rules, fold_inside};

/// What a mail server says of what it could not hand over, in words or by the number of a failure (RFC 5321, RFC 3463).
pub(super) fn told(mail: &Mail, own: &str, rules: &Rules) -> Option<String> {
    if !is_postal(mail) {
        return None;
    }
    /// Replies of a server that refuses for good, or does not succeed.
    const REPLIES: [&str; 14] = [
        "421", "450", "451", "452", "521", "541", "550", "551", "552", "553", "554", "555", "556",
        "557",
    ];
    // A telephone number may be written below any letter.
    let named = is_from_postmaster(mail);
    let subject = fold_inside(&mail.subject);
    let says = |text: &str| phrase::first(text, "undelivered", rules);
    says(&subject).or_else(|| says(own)).or_else(|| {
        let mut tokens = own.split(|c: char| c.is_whitespace() || "()#<>:;,-".contains(c));
        let is_failure = |token: &&str| {
            let parts: Vec<&str> = token.split('.').collect();
            let digits = |part: &&str| {
                (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            };
            named && REPLIES.contains(token)
                || parts.len() == 3
                    && matches!(parts.first(), Some(&("4" | "5")))
                    && parts.iter().all(digits)
        };
        tokens.find(is_failure).map(str::to_owned)
    })
}
