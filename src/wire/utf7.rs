//! Folder names in modified UTF-7 (RFC 3501 section 5.1.3): `Campaña` travels as `Campa&APE-a`.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// A folder's name as IMAP4rev1 wants it.
pub fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut foreign: Vec<u8> = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            close(&mut out, &mut foreign);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0u16; 2];
            for unit in c.encode_utf16(&mut units) {
                foreign.extend(unit.to_be_bytes());
            }
        }
    }
    close(&mut out, &mut foreign);
    out
}

fn close(out: &mut String, foreign: &mut Vec<u8>) {
    if foreign.is_empty() {
        return;
    }
    out.push('&');
    for three in foreign.chunks(3) {
        let bits = three
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let at = (bits >> (18 - 6 * place)) & 63;
            out.extend(ALPHABET.get(at as usize).map(|letter| char::from(*letter)));
        }
    }
    out.push('-');
    foreign.clear();
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn names_travel_as_the_standard_shows() {
        assert_eq!(encode("INBOX"), "INBOX");
        assert_eq!(
            encode("~peter/mail/台北/日本語"),
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        );
        assert_eq!(encode("Campaña & más"), "Campa&APE-a &- m&AOE-s");
    }
}
