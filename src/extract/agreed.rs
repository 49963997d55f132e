//! A sentence with one box before it, on a line of its own: it is its own label, and agreed to when the box is ticked.

use super::evidence::SURE;
use super::label::{Labels, Match, Target};
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;
use crate::rules::{Rules, ValueKind, fold};

/// Words of the shortest sentence that one agrees to.
const WORDS: usize = 4;

/// Cuts such sentences into the label and the box.
pub(super) fn tell(pieces: &mut Vec<Piece>, labels: &Labels, rules: &Rules) {
    let mut at = 0;
    while at < pieces.len() {
        if let Some((label, from)) = sentence(pieces, at, labels, rules)
            && let Some(piece) = pieces.get_mut(at)
        {
            let text = piece.text.split_off(from);
            let mut tick = piece.clone();
            tick.text = std::mem::replace(&mut piece.text, text);
            // A bullet would stand before other lines, too.
            tick.text = tick.text.replace('■', "☒");
            tick.mark = Mark::Value;
            tick.edge = Edge::Gap;
            piece.mark = Mark::Label(label);
            pieces.insert(at + 1, tick);
            at += 1;
        }
        at += 1;
    }
}

/// What the sentence of a piece stands for, and where it begins behind the box.
fn sentence(pieces: &[Piece], at: usize, labels: &Labels, rules: &Rules) -> Option<(Match, usize)> {
    let piece = pieces.get(at)?;
    let boxed = |piece: &Piece| strip::is_box(&piece.text);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let beside = beside.filter_map(|at| pieces.get(at));
    // What stands alone in its row answers nothing before it.
    let mut row = beside.clone().filter(|other| other.cell == piece.cell);
    let alone = piece.cell != (0, 0) && row.all(Piece::is_empty);
    let printed = match &piece.mark {
        Mark::Free | Mark::Unknown | Mark::Label(_) | Mark::Lost => true,
        Mark::Value => alone,
        Mark::Hint => false,
    };
    if !printed || !boxed(piece) {
        return None;
    }
    // One of several options is no sentence. The options of another question, side by side or no more than yes and no, are
    // none of its own.
    let option = |piece: &Piece| boxed(piece) && !answers(&piece.text, labels);
    if beside.clone().any(option) {
        return None;
    }
    let lead = piece.text.len() - piece.text.trim_start().len();
    let behind = lead + strip::typed_box(piece.text.get(lead..)?).unwrap_or(0);
    let from = behind + piece.text.get(behind..)?.find(char::is_alphabetic)?;
    let text = piece.text.get(from..)?;
    if count(text) < WORDS || strip::has_box(text) {
        return None;
    }
    let asks = |target: &Target| match target {
        Target::Field(field) => {
            let rule = rules.fields.get(*field);
            rule.is_some_and(|rule| rule.kind == ValueKind::YesNo)
        }
        Target::Other | Target::Hint => false,
    };
    if let Some(found) = labels.find(text) {
        return found.targets.iter().all(asks).then_some((found, from));
    }
    /// So much must its words speak for that, and so much more than for anything else, in natural logarithms: much, or clearly
    /// more, as in sentences most of whose words are no labels'.
    const ENOUGH: f32 = 7.0;
    const AHEAD: f32 = 2.0;
    const LESS: f32 = 4.5;
    const FAR: f32 = 3.0;
    let meaning = labels.meaning(text);
    let (score, target) = *meaning.first()?;
    let next = meaning.get(1).map_or(0.0, |next| next.0);
    let found = Match {
        targets: vec![target],
        score: SURE,
        weak: true,
        ..Match::default()
    };
    let ahead = score - next;
    let clear = score >= ENOUGH && ahead >= AHEAD || score >= LESS && ahead >= FAR;
    (asks(&target) && clear).then_some((found, from))
}

/// True for boxes side by side, and for one beside a yes or a no.
fn answers(text: &str, labels: &Labels) -> bool {
    let behind = text.find(char::is_alphabetic);
    let words = behind.and_then(|from| text.get(from..)).unwrap_or("");
    strip::has_box(words) || labels.is_answer(&fold(words.trim()))
}
