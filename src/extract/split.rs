//! Cuts lines and paragraphs that hold several labels with their values, so that each label begins a piece.

use super::head::{Sign, head};
use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;

/// Bytes of a line that is looked through for more labels.
const LONGEST: usize = 12_000;

/// Bytes of the longest label with a colon behind it, and of the colon.
const REACH: usize = 223;

/// Labels on lines of others that are cut off; a list of towns has a few hundred.
const CUTS: usize = 1_000;

/// Cuts pieces that hold several labels with their values on one line.
pub(super) fn split(pieces: &mut Vec<Piece>, labels: &Labels) {
    run_together(pieces, labels);
    let mut at = 0;
    // What was cut off begins with a label, whatever its wording.
    let mut rests = 0;
    let mut listed = false;
    let mut cuts = 0;
    while at < pieces.len() && cuts < CUTS {
        let Some(piece) = pieces.get(at) else { break };
        listed = if rests > 0 && rests == at {
            listed
        } else {
            is_list(&piece.text, labels)
        };
        if matches!(piece.mark, Mark::Free)
            && piece.field.is_none()
            && piece.text.len() < LONGEST
            && let Some(found) = head(&piece.text, labels, rests > 0 && rests == at)
            && found.sign >= Sign::Strong
            && found.value < piece.text.len()
            && let Some(cut) = next_label(&piece.text, found.value, labels, listed)
            && !lists(piece.text.get(found.value..cut).unwrap_or(""), labels)
        {
            let mut rest = piece.clone();
            rest.text = piece.text.get(cut..).unwrap_or("").trim().to_owned();
            rest.edge = Edge::Gap;
            if let Some(piece) = pieces.get_mut(at) {
                let front = piece.text.get(..cut).unwrap_or("");
                piece.text = front
                    .trim_end_matches(|c: char| {
                        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '•' | '·' | '¿')
                    })
                    .to_owned();
            }
            pieces.insert(at + 1, rest);
            rests = at + 1;
            cuts += 1;
        }
        at += 1;
    }
}

/// True for what a label wants ("– name, job title, e-mail and"): the label at its end is one of these, and not the next.
fn lists(between: &str, labels: &Labels) -> bool {
    let mut parts = between
        .split([',', ';'])
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    // The last has the word that joins it to the label behind it, where that is not two in one ("e-mail and telephone").
    let last = parts.next_back().unwrap_or("");
    let joined = last
        .rsplit_once(' ')
        .is_some_and(|(last, _)| labels.asks(last));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let enough = joined && !parts.is_empty() || last.is_empty() && parts.len() > 1;
    enough && parts.iter().all(|part| labels.asks(part))
}

/// True for a line in which labels and values follow each other, parted by semicolons or commas.
fn is_list(text: &str, labels: &Labels) -> bool {
    [';', ','].into_iter().any(|sign| {
        let known = text.split(sign).filter(|part| {
            let label = part.split_once([':', '：']).map(|(label, _)| label);
            label.is_some_and(|label| labels.strict(label.trim()).is_some())
        });
        text.len() < LONGEST && known.take(4).count() == 4
    })
}

/// Joins the lines of paragraphs in which labels and values run on like sentences, so that they can be cut at the labels.
fn run_together(pieces: &mut Vec<Piece>, labels: &Labels) {
    let mut at = 0;
    while at < pieces.len() {
        let plain = |piece: &Piece| {
            matches!(piece.mark, Mark::Free) && piece.field.is_none() && !piece.is_empty()
        };
        let end = at
            + 1
            + pieces
                .iter()
                .skip(at + 1)
                .take_while(|piece| plain(piece) && piece.edge == Edge::Line)
                .count();
        let lines = pieces.get(at..end).unwrap_or_default();
        if !lines.first().is_some_and(plain) {
            at = end;
            continue;
        }
        let mut joined = String::new();
        let mut starts = Vec::new();
        for line in lines {
            if !joined.is_empty() {
                joined.push(' ');
            }
            starts.push(joined.len());
            joined.push_str(line.text.trim());
        }
        // Labels that run on like sentences have their colon behind the end of one.
        let parts = joined.split(['.', ';', ',']).skip(1);
        if parts.filter(|part| part.contains([':', '：'])).count() < 5 {
            at = end;
            continue;
        }
        // Behind the end of a sentence, and not where a line begins.
        let stands_within = |next: usize| {
            let before = before_label(&joined, next);
            // "1. Country" and "A3. Country" are numbered.
            let line = starts.iter().rev().find(|start| **start <= next);
            let numbered = line.is_none_or(|start| {
                let front = joined.get(*start..next).unwrap_or("");
                !front.chars().any(char::is_alphabetic)
                    || joined.get(*start..).map_or(0, strip::lead) >= front.len()
            });
            !numbered && before.ends_with(['.', ';', ','])
        };
        let cuts = all_labels(&joined, labels, false);
        let within = cuts.iter().filter(|cut| stands_within(**cut)).count();
        if within >= 5 && within * 2 > cuts.len() {
            // A full stop ends a value here, and is none of it.
            let mut from = 0;
            let mut text = String::new();
            for next in all_labels(&joined, labels, true) {
                let before = before_label(&joined, next);
                if !before.ends_with(['.', ';', ',']) && !starts.contains(&next) {
                    continue;
                }
                let value = joined.get(from..before.len()).unwrap_or("");
                text.push_str(value.strip_suffix('.').unwrap_or(value));
                text.push_str("; ");
                from = next;
            }
            text.push_str(joined.get(from..).unwrap_or(""));
            if let Some(first) = pieces.get_mut(at) {
                first.text = text;
            }
            pieces.drain(at + 1..end);
            at += 1;
        } else {
            at = end;
        }
    }
}

/// Where the labels with a colon begin in a text, but for the first.
fn all_labels(text: &str, labels: &Labels, listed: bool) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut from = 0;
    while let Some(next) = (text.len() < LONGEST)
        .then(|| next_label(text, from, labels, listed))
        .flatten()
    {
        cuts.push(next);
        // Its last words may be a label, too ("Years of the mandate").
        from = text
            .get(next..)
            .and_then(|label| label.find([':', '：']))
            .map_or(next, |colon| next + colon);
    }
    cuts
}

/// What stands before a label that begins at a place, without the sign that opens a question.
fn before_label(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or("");
    before.trim_end_matches(['¿', ' ', '\t'])
}

/// Where the next label with a colon begins in a line.
///
/// `listed` is true where labels and values follow each other all along the line, so that other wordings are labels too.
fn next_label(text: &str, from: usize, labels: &Labels, listed: bool) -> Option<usize> {
    let mut before = ' ';
    let behind = text.get(from..).unwrap_or("").char_indices();
    let mut starts = behind.filter_map(|(at, c)| {
        let opens = before.is_whitespace()
            || matches!(before, '_' | '|' | ';' | ',' | '.' | '•' | '·' | '(' | '¿');
        before = c;
        (at > 0 && opens && c.is_alphanumeric()).then_some(from + at)
    });
    // A colon must follow within the reach of a label.
    starts.find(|&start| {
        let Some(rest) = text.get(start..) else {
            return false;
        };
        let near = rest.get(..rest.floor_char_boundary(REACH));
        let Some(colon) = near.and_then(|near| near.find([':', '：'])) else {
            return false;
        };
        let Some(label) = rest.get(..colon) else {
            return false;
        };
        // Not the second half of a label: "Mayor / President", "Signature (name and surname)".
        let half = label.contains(')') && !label.contains('(')
            || text
                .get(..start)
                .is_some_and(|front| front.trim_end().ends_with('/'));
        if half || label.contains(['_', ';', '|']) || label.contains(". ") {
            return false;
        }
        let wide = text.get(..start).is_some_and(|front| {
            let front = front.trim_end_matches('¿');
            let gap = front.trim_end();
            front.len() - gap.len() >= 2
                || gap.ends_with(['_', '|', ';', '•', '·'])
                || front.ends_with('\t')
        });
        // Behind a sign that parts one answer from the next, other wordings count too.
        let front = text.get(..start).unwrap_or("");
        let asks = front.ends_with('¿');
        let ended = |signs: &[char]| front.trim_end_matches('¿').trim_end().ends_with(signs);
        let begins = (asks || label.starts_with(char::is_uppercase)) && count(label) <= 30;
        if listed && begins && ended(&[';']) {
            return true;
        }
        let parted = begins && (wide || asks || ended(&['.', ';']) || listed && ended(&[',']));
        let found = labels
            .exact(label)
            .or_else(|| parted.then(|| labels.find(label)).flatten());
        found.is_some_and(|found| {
            let several = found.words >= 2 && found.score >= 0.95;
            (wide || several || begins)
                && (wide || !found.weak || found.words >= 2 || listed && ended(&['.']))
        })
    })
}
