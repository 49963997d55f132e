//! Web addresses.

use super::Normal;
use super::email::{is_around, is_domain};

/// Normalises a web address: with its scheme, the host in small letters, without what stands around it.
pub(super) fn normalise(raw: &str) -> Normal {
    let pieces: Vec<&str> = raw
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '|' | ';' | '；' | '，'))
        .filter(|piece| piece.chars().any(char::is_alphanumeric) || piece.starts_with('.'))
        .collect();
    let first = pieces
        .iter()
        .enumerate()
        .find_map(|(at, piece)| address(piece).map(|found| (at, found)));
    let whole: String = pieces.concat();
    if let Some((at, found)) = first {
        let next = pieces.get(at + 1);
        let open = pieces
            .get(at)
            .is_some_and(|piece| piece.ends_with(['-', '.', '/', '_', '=']));
        // The page broke it: "https://www.san-" + "francisco.org", "www.town.gov" + ".za".
        let broken = next.is_some_and(|next| {
            (next.starts_with(['.', '/', '-']) || open)
                && !next.contains("://")
                && !next.contains("www.")
        });
        if broken
            && at == 0
            && let Some(joined) = address(&whole)
        {
            return Normal::with(joined, 0.95);
        }
        return Normal::sure(found);
    }
    // "Sra. Carmen Ruiz" is no address with blanks in it.
    let named = pieces
        .iter()
        .skip(1)
        .any(|piece| piece.starts_with(char::is_uppercase));
    match address(&whole) {
        Some(found) if pieces.len() <= 6 && !named => Normal::with(found, 0.9),
        _ => Normal::invalid("it is no web address"),
    }
}

fn address(piece: &str) -> Option<String> {
    // The line to write on is no part of it.
    let piece = piece.trim_matches(|c: char| is_around(c) || c == '_');
    let piece = piece.trim_end_matches(['.', ',', ';', ':', ')', '-']);
    let lower = piece.to_lowercase();
    let (scheme, rest) = [
        "https://", "http://", "https:/", "http:/", "https//", "http//", "https;//", "http;//",
        "https:", "http:", "hhtps://", "htpps://", "htttp://", "://", "//",
    ]
    .iter()
    .find_map(|start| {
        let at = lower.find(start)?;
        // A label may be stuck to it: "Web:https://…".
        (at == 0
            || piece
                .get(..at)
                .is_some_and(|front| front.ends_with([':', '='])))
        .then(|| piece.get(at + start.len()..))
        .flatten()
        .map(|rest| {
            (
                if start.starts_with("https") || start.starts_with("h") && start.contains("ps") {
                    "https"
                } else if start.starts_with("http") {
                    "http"
                } else {
                    "https"
                },
                rest,
            )
        })
    })
    .unwrap_or(("https", piece));
    let rest = rest.trim_start_matches('/');
    let rest = match (rest.find(':'), rest.find("www.")) {
        (Some(colon), Some(www)) if colon < www => rest.get(colon + 1..)?,
        _ => rest,
    };
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    let host = rest.get(..end)?.to_lowercase();
    let tail = rest.get(end..)?;
    if host.contains('@') || !is_domain(&host) {
        return None;
    }
    let tail = if tail == "/" { "" } else { tail };
    Some(format!("{scheme}://{host}{tail}"))
}
