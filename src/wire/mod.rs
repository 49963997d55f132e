//! The network's two ends: mailboxes (IMAP, Maildir, folder of `.eml`) and senders (SMTP, folder).
