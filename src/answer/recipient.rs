//! Whom an acknowledgment goes to: one address, and never one that the sender could have chosen freely.

use super::{Case, Manners, Reason};
use crate::mail::{Address, ReturnPath};

/// The one recipient (RFC 3834 section 4): the envelope sender. Reply-To and From count before it only when their domain is
/// listed in the settings, and From where the server notes no envelope sender. To and Cc of the mail never count.
///
/// # Errors
/// Why nobody can be answered.
pub fn recipient(case: &Case<'_>, manners: &Manners) -> Result<Address, Reason> {
    let mail = case.mail;
    let listed = |address: &&Address| {
        let domain = domain(&address.email);
        manners.reply_to_domains.iter().any(|known| {
            let known = known.trim().trim_start_matches('@').to_lowercase();
            !known.is_empty() && (domain == known || domain.ends_with(&format!(".{known}")))
        })
    };
    if let Some(address) = mail.reply_to.iter().chain(&mail.from).find(listed) {
        return Ok(address.clone());
    }
    match &mail.return_path {
        ReturnPath::Null => Err("silence_null".into()),
        // RFC 6109: the gateway of certified mail writes in the sender's place, and reads no answers.
        ReturnPath::Address(email) if is_certified_gateway(case, email) => {
            Err("silence_gateway".into())
        }
        ReturnPath::Address(email) => {
            let named = mail
                .from
                .iter()
                .find(|from| from.email.eq_ignore_ascii_case(email));
            Ok(named.cloned().unwrap_or_else(|| Address {
                name: String::new(),
                email: email.clone(),
            }))
        }
        ReturnPath::Absent => mail.from.clone().ok_or_else(|| "silence_nobody".into()),
    }
}

fn is_certified_gateway(case: &Case<'_>, envelope: &str) -> bool {
    let mail = case.mail;
    let transport = mail
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("X-Trasporto"));
    transport
        && mail
            .from
            .as_ref()
            .is_some_and(|from| from.email.eq_ignore_ascii_case(envelope))
}

/// The domain of an address in lower case.
pub(super) fn domain(email: &str) -> String {
    email
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_lowercase())
        .unwrap_or_default()
}

/// Whether two domains belong to one organisation, as far as that can be told from their last labels: `mail.irun.es` and
/// `irun.es` do, `irun.gob.mx` and `lerma.gob.mx` do not.
pub(super) fn same_organisation(one: &str, other: &str) -> bool {
    fn organisation(domain: &str) -> Vec<&str> {
        let labels: Vec<&str> = domain.split('.').rev().collect();
        // Under a country's domain, a short second label is a class of names (co.uk, gob.mx, com.br).
        let class = labels.first().is_some_and(|last| last.len() == 2)
            && labels.get(1).is_some_and(|second| second.len() <= 4)
            && labels.len() > 2;
        labels.into_iter().take(if class { 3 } else { 2 }).collect()
    }
    !one.is_empty() && organisation(one) == organisation(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::{case, finding, mail, manners, rules};
    use crate::answer::text::Texts;

    fn chosen(source: &str, domains: &[&str]) -> Result<String, String> {
        let mut manners = manners();
        manners.reply_to_domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
        let (mail, finding) = (mail(source), finding(Vec::new()));
        recipient(&case(&mail, &finding), &manners)
            .map(|address| address.email)
            .map_err(|reason| reason.said(&Texts::new(&rules(), "en", "en")))
    }

    #[test]
    fn the_return_path_is_preferred_and_nobody_else_is_written_to() {
        let source = "Return-Path: <ana@ayto.example>\nFrom: Mayor <mayor@ayto.example>\nReply-To: victim@other.example\nTo: all@x.example\nCc: more@x.example\n\n";
        assert_eq!(chosen(source, &[]).as_deref(), Ok("ana@ayto.example"));
        assert_eq!(
            chosen(source, &["ayto.example"]).as_deref(),
            Ok("mayor@ayto.example")
        );
        assert_eq!(
            chosen(source, &["other.example"]).as_deref(),
            Ok("victim@other.example")
        );
        assert_eq!(
            chosen(source, &["her.example"]).as_deref(),
            Ok("ana@ayto.example")
        );
    }

    #[test]
    fn without_return_path_the_writer_is_answered_and_an_empty_one_silences() {
        assert_eq!(
            chosen("From: ana@ayto.example\n\n", &[]).as_deref(),
            Ok("ana@ayto.example")
        );
        assert!(chosen("Return-Path: <>\nFrom: ana@ayto.example\n\n", &[]).is_err());
        assert!(chosen("Subject: x\n\n", &[]).is_err());
    }

    #[test]
    fn a_gateway_of_certified_mail_is_not_written_to() {
        let head = "X-Trasporto: posta-certificata\nFrom: \"Per conto di: a@pec.town.example\" <posta-certificata@gateway.example>\nReply-To: a@pec.town.example\n";
        let gateway = format!("Return-Path: <posta-certificata@gateway.example>\n{head}\n");
        assert!(chosen(&gateway, &[]).is_err());
        assert_eq!(
            chosen(&gateway, &["pec.town.example"]).as_deref(),
            Ok("a@pec.town.example")
        );
        let kept = format!("Return-Path: <a@pec.town.example>\n{head}\n");
        assert_eq!(chosen(&kept, &[]).as_deref(), Ok("a@pec.town.example"));
    }

    #[test]
    fn organisations_are_told_apart() {
        assert!(same_organisation("mail.irun.example", "irun.example"));
        assert!(!same_organisation("irun.gob.mx", "lerma.gob.mx"));
        assert!(same_organisation("a.irun.gob.mx", "irun.gob.mx"));
        assert!(!same_organisation("", ""));
    }
}
