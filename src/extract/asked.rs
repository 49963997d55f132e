//! Questions and answers under one another, where each answer begins with the same sign: "Answer: …", "R1. …", "→ …".

use super::label::Labels;
use super::piece::{Edge, Piece, piece};
use super::table::{Box, Row};
use crate::document::Line;
use crate::rules::fold;
use std::collections::BTreeMap;

/// Answers that must begin with a sign before it is believed to be one.
const ANSWERS: usize = 4;
/// Lines that a question runs over at most.
const QUESTION: usize = 4;
/// Letters of a word that is a sign, and no label of its own.
const LETTERS: usize = 12;
/// Arrows, drawn and typed.
const ARROWS: [&str; 11] = ["→", "⇒", "➔", "➜", "►", "»", ">>", "-->", "==>", "->", "=>"];

/// The lines before the first question, the questions with their answers as rows of a table, and the lines behind them; `None`
/// where answers have no sign.
pub(super) fn next<'a, 'b>(
    lines: &'b [&'a Line],
    labels: &Labels,
) -> Option<(&'b [&'a Line], Vec<Row>, &'b [&'a Line])> {
    let signs: Vec<Option<Sign>> = lines.iter().map(|line| sign(line)).collect();
    let answers = answers(&signs, labels)?;
    let asked: Vec<usize> = answers.iter().map(|at| begin(lines, &signs, *at)).collect();
    let (from, last) = (*asked.first()?, *answers.last()?);
    let behind = lines.get(last + 1..)?;
    let rest = behind.iter().position(begins_paragraph);
    let end = rest.map_or(lines.len(), |rest| last + 1 + rest);
    let ends = asked.iter().skip(1).copied().chain([end]);
    let rows = asked
        .iter()
        .zip(&answers)
        .zip(ends)
        .map(|((question, answer), end)| Row {
            cells: vec![
                cell(lines.get(*question..*answer), signs.get(*question), 0),
                cell(lines.get(*answer..end), signs.get(*answer), 1),
            ],
        })
        .collect();
    Some((lines.get(..from)?, rows, lines.get(end..)?))
}

/// What a line begins with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sign {
    /// The word, folded, with `#` for a number behind it.
    key: String,
    /// Its bytes, with what closes it.
    length: usize,
}

/// The sign that a line begins with: an arrow, a word with a colon, or a letter or word with a number.
fn sign(line: &Line) -> Option<Sign> {
    let first = line.segments.first().filter(|one| one.field.is_none())?;
    let text = first.text.as_str();
    let arrow = ARROWS.iter().find_map(|arrow| text.strip_prefix(arrow));
    if let Some(rest) = arrow {
        let length = text.len() - rest.len();
        return Some(Sign {
            key: "→".to_owned(),
            length,
        });
    }
    let letters = text.find(|c: char| !c.is_alphabetic() && c != '.')?;
    let word = text.get(..letters)?.trim_end_matches('.');
    if word.is_empty() || word.chars().count() > LETTERS {
        return None;
    }
    let mut key = fold(word);
    let mut rest = text.get(word.len()..)?.trim_start();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if digits > 2 {
        return None;
    }
    if digits > 0 {
        key.push('#');
        rest = rest.get(digits..)?.trim_start();
    }
    let closed = match digits {
        // A word with a dash or a point behind it may stand anywhere.
        0 => rest.strip_prefix([':', '：']),
        _ => rest.strip_prefix([':', '：', '.', ')', '–', '—', '-', '/']),
    }?;
    Some(Sign {
        key,
        length: text.len() - closed.len(),
    })
}

/// The lines on which answers begin: those with the sign that comes most often, each behind something that is asked.
fn answers(signs: &[Option<Sign>], labels: &Labels) -> Option<Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, sign) in signs.iter().enumerate() {
        if let Some(sign) = sign {
            found.entry(&sign.key).or_default().push(at);
        }
    }
    // "Name:" and "Function:" may come for each of several persons.
    let counted = |key: &str| key.ends_with('#');
    found.retain(|key, _| counted(key) || labels.exact(key).is_none());
    // "P1." has a line before it that no other "P" begins, and so has "R1."; what comes second answers.
    let apart = |lines: &Vec<usize>| {
        let near = lines.iter().zip(lines.iter().skip(1));
        lines.len() >= ANSWERS && near.clone().all(|(one, next)| next - one >= 2)
    };
    let often: Vec<(&str, Vec<usize>)> = found.into_iter().filter(|(_, at)| apart(at)).collect();
    let most = often.iter().map(|(_, at)| at.len()).max()?;
    let (key, lines) = often
        .iter()
        .filter(|(_, at)| at.len() * 10 >= most * 9 && at.first().is_some_and(|first| *first > 0))
        .max_by_key(|(_, at)| at.first())?;
    // Numbers count the questions, and the answers only where they count the questions as well.
    let pairs = often
        .iter()
        .any(|(other, at)| other != key && counted(other) && at.first() < lines.first());
    (!counted(key) || pairs).then(|| lines.clone())
}

/// The line on which the question before an answer begins.
fn begin(lines: &[&Line], signs: &[Option<Sign>], answer: usize) -> usize {
    let own = signs.get(answer).and_then(Option::as_ref);
    let mut at = answer;
    while at > 0 && answer - at < QUESTION {
        let before = signs.get(at - 1).and_then(Option::as_ref);
        if before.is_some_and(|sign| own.is_some_and(|own| own.key == sign.key)) {
            break;
        }
        at -= 1;
        let numbered = before.is_some_and(|sign| sign.key.ends_with('#'));
        if numbered || lines.get(at).is_some_and(begins_paragraph) {
            break;
        }
    }
    at
}

fn begins_paragraph(line: &&Line) -> bool {
    line.gap >= 0.8 || line.heading
}

/// The cell of some lines, without the sign that the first begins with.
fn cell(lines: Option<&[&Line]>, sign: Option<&Option<Sign>>, column: usize) -> Box {
    let mut cell = Box::at(column);
    let numbered = |sign: &&Sign| column > 0 || sign.key.ends_with('#');
    let mut skip = sign
        .and_then(Option::as_ref)
        .filter(numbered)
        .map_or(0, |sign| sign.length);
    for line in lines.unwrap_or_default() {
        for (at, segment) in line.segments.iter().enumerate() {
            let edge = if at > 0 {
                Edge::Gap
            } else if begins_paragraph(line) {
                Edge::Paragraph
            } else {
                Edge::Line
            };
            let text = segment.text.get(std::mem::take(&mut skip)..).unwrap_or("");
            cell.pieces.push(Piece {
                edge,
                page: line.page,
                ..piece(segment, text)
            });
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, text};

    fn rows(text: &str) -> Vec<(String, String)> {
        let document = text::from_str(text);
        let lines: Vec<&Line> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Line(line) => Some(line),
                Block::Table(_) => None,
            })
            .collect();
        let joined = |cell: Option<&Box>| {
            let pieces = cell.map(|cell| cell.pieces.iter().map(|one| one.text.as_str()));
            pieces.map_or_else(String::new, |texts| texts.collect::<Vec<_>>().join("/"))
        };
        let rules = crate::rules::compile(&crate::rules::builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let found = next(&lines, &labels).map_or_else(Vec::new, |(_, rows, _)| rows);
        found
            .iter()
            .map(|row| (joined(row.cells.first()), joined(row.cells.get(1))))
            .collect()
    }

    fn pairs(found: &[(String, String)]) -> Vec<(&str, &str)> {
        found
            .iter()
            .map(|(question, answer)| (question.as_str(), answer.as_str()))
            .collect()
    }

    #[test]
    fn a_word_before_each_answer_parts_questions_from_answers() {
        let text = "Bonjour,\n\nQuestion 1 – Nom\nRéponse : Lille\n\nQuestion 2 – Pays\nRéponse : France\nen Europe\n\n\
                    Question 3 – Site\nRéponse :\n\nQuestion 4 – Type de\ngouvernement\nRéponse : Commune\n\nCordialement";
        let found = rows(text);
        assert_eq!(
            pairs(&found),
            [
                ("Nom", "Lille"),
                ("Pays", "France/en Europe"),
                ("Site", ""),
                ("Type de/gouvernement", "Commune")
            ]
        );
    }

    #[test]
    fn letters_with_numbers_part_them_as_well() {
        let text = "P1. Nome\nR1. Cesena\n\nP2. Stato\nR2. Italia\n\nP3. Abitanti\nR3.\n\nP4. Sito\nR4. cesena.example\n";
        let found = rows(text);
        assert_eq!(found.len(), 4);
        assert_eq!(pairs(&found)[1], ("Stato", "Italia"));
        assert_eq!(pairs(&found)[2], ("Abitanti", ""));
    }

    #[test]
    fn labels_beside_their_answers_are_no_signs() {
        let text = "Name: A\nFunction: B\n\n".repeat(5);
        assert_eq!(rows(&text), []);
        let lines = "Part 1: we want\nmore – and we\n".repeat(5);
        assert_eq!(rows(&lines), []);
    }
}
