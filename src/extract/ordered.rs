//! Answers by number: "1) City of Mutare" above our mail that asks "1) Name of the government".

/// Answers, and questions, that are believed to be a list.
const LEAST: usize = 4;

/// A numbered item: its number, and its text with the lines that go on in it.
type Item = (u32, String);

/// A text with each answer behind the question of its number; none where it does not answer so.
pub(super) fn joined(own: &str, quoted: &str) -> Option<String> {
    let (answers, from, to) = items(own)?;
    let (questions, ..) = items(quoted)?;
    // Who repeats the questions, or has some, answers otherwise.
    let asks = |(_, text): &&Item| text.contains([':', '?', '：', '？']);
    let asking = answers.iter().filter(asks).count();
    if answers.len() > questions.len() || asking * 3 > answers.len() {
        return None;
    }
    let lines: Vec<&str> = own.lines().collect();
    let mut joined: Vec<String> = lines.get(..from)?.iter().map(|&line| line.into()).collect();
    for (number, question) in questions {
        let answer = answers.iter().find(|(own, _)| *own == number);
        let sign = if question.ends_with(['?', ':', '？', '：']) {
            ""
        } else {
            ":"
        };
        let answer = answer.map_or("", |(_, answer)| answer);
        joined.push(format!("{question}{sign} {answer}"));
    }
    joined.extend(lines.get(to..)?.iter().map(|&line| line.into()));
    Some(joined.join("\n"))
}

/// The items of the first list in a text that counts from one, and the lines from its first to behind its last.
fn items(text: &str) -> Option<(Vec<Item>, usize, usize)> {
    let mut items: Vec<Item> = Vec::new();
    let (mut from, mut to) = (0, 0);
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
        let next = items.last().map_or(1, |(last, _)| last + 1);
        match numbered(line) {
            Some((number, text)) if number == next => {
                from = if items.is_empty() { at } else { from };
                items.push((number, text.to_owned()));
                (open, to) = (true, at + 1);
            }
            _ if line.is_empty() => open = false,
            _ => {
                if let Some((_, text)) = items.last_mut().filter(|_| open) {
                    text.push(' ');
                    text.push_str(line);
                    to = at + 1;
                }
            }
        }
    }
    (items.len() >= LEAST).then_some((items, from, to))
}

/// The number that a line begins with, and what stands behind it.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let end = line.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = line.split_at_checked(end)?;
    let text = rest
        .strip_prefix([')', '.', '-', ':', '/', 'º', '°'])?
        .trim_start_matches(['-', ')', '.', ' ', '\t']);
    let number = number.parse().ok().filter(|number| *number <= 99)?;
    // "3.5 million" and "12.05.2026" are no items.
    let is_item = !text.is_empty() && (rest.len() > text.len() + 1 || rest.starts_with(')'));
    is_item.then_some((number, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTIONS: &str = "Please answer:\n> 1) Name of the government\n> 2) Country\n> 3) Population\n> 4) What moves\n> you to join?\n";

    #[test]
    fn answers_stand_behind_the_questions_of_their_numbers() {
        let own = "Good morning,\n1) City of Mutare\n2) Zimbabwe\n3) 224.802\n4) We want to learn\nfrom others.\n\nYours\nTendai";
        let expected = "Good morning,\nName of the government: City of Mutare\nCountry: Zimbabwe\n\
                        Population: 224.802\nWhat moves you to join? We want to learn from others.\n\nYours\nTendai";
        assert_eq!(joined(own, QUESTIONS).as_deref(), Some(expected));
    }

    #[test]
    fn lists_that_answer_nothing_stay_as_they_are() {
        for own in [
            // The questions once more.
            "1) Name: City of Mutare\n2) Country: Zimbabwe\n3) Population: 224802\n4) Why: to learn",
            // More than was asked.
            "1) a\n2) b\n3) c\n4) d\n5) e",
            // Not from one on.
            "2) b\n3) c\n4) d\n5) e",
            "We have 3.5 million people.\n1) One thing\n2) and another",
        ] {
            assert_eq!(joined(own, QUESTIONS), None, "{own}");
        }
        let own = "1) City of Mutare\n2) Zimbabwe\n3) 224802\n4) To learn";
        assert_eq!(joined(own, "Please see the form."), None);
    }
}
