//! The journal's reader on trial: for its fuzz target and the test of what that has found.

use super::journal::{Found, checksum, scan_segment};
use super::line::{Line, Sketch, Whole};

/// Goes through the bytes of a file as a start does, once as they are, and once with the right checksum before each line, so
/// that what lines say is read as well. Panics when bytes are passed over, or sound ones are called damage.
#[doc(hidden)]
pub fn try_journal(bytes: &[u8]) {
    let mut sound = Vec::new();
    for json in bytes.split(|byte| *byte == b'\n') {
        sound.extend(checksum(json).into_bytes());
        sound.push(b' ');
        sound.extend(json);
        sound.push(b'\n');
    }
    for (bytes, whole) in [(bytes, false), (sound.as_slice(), true)] {
        let mut covered = 0;
        let mut visit = |found: Found<'_>| {
            match found {
                Found::Line(at, json) => {
                    covered = at.offset + u64::from(at.length);
                    let _ = serde_json::from_slice::<Line<Whole>>(json);
                    let _ = serde_json::from_slice::<Line<Sketch>>(json);
                }
                Found::Damage {
                    offset,
                    length,
                    lines,
                    ..
                } => {
                    assert!(
                        !whole && lines > 0 && offset >= covered,
                        "damage that is none"
                    );
                    covered = offset + length;
                }
            }
            Ok(())
        };
        if let Ok(end) = scan_segment(1, bytes, true, &mut visit) {
            // Every byte is a line, damage, or the torn end; a last line may lack its line end.
            assert!(
                covered + end.torn >= bytes.len() as u64,
                "bytes were passed over"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::try_journal;

    /// The seeds of the fuzz target, each cut off and bent at every place.
    #[test]
    fn no_byte_of_a_journal_is_passed_over() {
        let lines = include_bytes!("../../fuzz/journal.jsonl");
        try_journal(lines);
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            for at in (0..line.len()).step_by(7) {
                try_journal(&line[..at]);
                let mut bent = line.to_vec();
                bent[at] ^= 0x11;
                try_journal(&bent);
            }
        }
    }
}
