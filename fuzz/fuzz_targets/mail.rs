//! A whole message: what is read in it, and a letter that answers it, which its words must not steer.
#![no_main]

use cisdp_intake::mail::{
    Address, Draft, RobotLists, compose, delivery_report, parse, received_at, robot_sign, spam_sign,
};

libfuzzer_sys::fuzz_target!(init: cisdp_intake_fuzz::watch(), |bytes: &[u8]| {
    let mail = parse(bytes);
    let _ = (robot_sign(&mail, &RobotLists::default()), spam_sign(&mail));
    let _ = (delivery_report(&mail), received_at(&mail));
    let steering = |text: &str| text.chars().any(char::is_control);
    assert!(!steering(&mail.subject), "{:?}", mail.subject);
    for name in mail.attachments.iter().filter_map(|attachment| attachment.name.as_ref()) {
        assert!(!steering(name) && !name.contains(['/', '\\']), "{name:?}");
    }
    let us = Address { name: "Us".to_owned(), email: "us@intake.example".to_owned() };
    let draft = Draft {
        key: "ack:1".to_owned(),
        from: us,
        to: mail.from.clone().unwrap_or_default(),
        subject: mail.subject.clone(),
        text: mail.text.clone().unwrap_or_default(),
        html: mail.html.clone(),
        auto_submitted: "auto-replied",
        in_reply_to: mail.message_id.clone(),
        references: mail.references.clone(),
        instance: "us".to_owned(),
        message_id_host: "intake.example".to_owned(),
        ..Draft::default()
    };
    let Ok(letter) = compose(&draft, jiff::Timestamp::UNIX_EPOCH) else {
        return;
    };
    let back = parse(&letter.bytes);
    assert_eq!(back.recipients.len(), 1, "{:?}", back.recipients);
    assert_eq!(back.from.map(|from| from.email).as_deref(), Some("us@intake.example"));
    assert_eq!(back.message_id.as_ref(), Some(&letter.message_id));
    let known = [
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Precedence",
    ];
    for (name, value) in &back.headers {
        let own = known.contains(&name.as_str()) || name.starts_with("X-CISDP");
        assert!(own, "{name}: {value}");
    }
});
