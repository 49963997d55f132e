//! Which texts are labels and which answers, all together: as sure answers and what stands before them are printed, and by turns.

use super::anchor::Anchor;
use super::texts::{Role, Text};
use crate::extract::label::Labels;
use crate::extract::strip;
use crate::extract::words::count;

/// What stands in a text's way to a role, and between two texts.
const NEVER: f32 = 20.0;
const AGAIN: f32 = 1.5;

const ROLES: [Role; 3] = [Role::Label, Role::Answer, Role::Title];

/// The role of each text.
pub(super) fn roles(texts: &[Text], anchors: &[Option<Anchor>], labels: &Labels) -> Vec<Role> {
    let prints = Prints::of(texts, anchors);
    let mut ways: Vec<[(f32, usize); 3]> = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| texts.get(before));
        let last = ways.last().copied();
        let anchor = anchors.get(at).copied().flatten();
        let own = ROLES.map(|role| {
            let cost = prints.cost(text, before, role) + cost(text, anchor, role, labels);
            let Some(last) = last else {
                return (cost + if role == Role::Answer { 5.0 } else { 0.0 }, 0);
            };
            let from = ROLES.iter().zip(last).enumerate();
            let from = from
                .map(|(number, (from, (sum, _)))| (sum + step(*from, role, before, text), number));
            let (sum, number) = from.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
            (sum + cost, number)
        });
        ways.push(own);
    }
    let mut at = ways.last().map_or(0, |last| {
        let ends = last.iter().enumerate();
        ends.min_by(|a, b| a.1.0.total_cmp(&b.1.0))
            .map_or(0, |(number, _)| number)
    });
    let mut roles = Vec::with_capacity(texts.len());
    for way in ways.iter().rev() {
        roles.push(ROLES.get(at).copied().unwrap_or(Role::Title));
        at = way.get(at).map_or(0, |(_, from)| *from);
    }
    roles.reverse();
    roles
}

/// True for a line that may go on with the text of the line above it.
pub(super) fn goes_on(before: &Text, text: &Text) -> bool {
    /// Hundredths of its height that a line of the same paragraph has above it at most.
    const NEAR: i32 = 80;
    let alike = before.bold == text.bold && (before.size - text.size).abs() <= 2;
    let ended = before
        .text
        .trim_end()
        .ends_with(['?', ':', '？', '：', '؟', '.']);
    let inside = !text.text.starts_with(char::is_uppercase);
    let placed = before.place[2] > 0.0 && before.page == text.page;
    alike && !ended && inside && placed && text.gap <= NEAR && text.due.is_none()
}

/// What the words of a text and its place say against a role.
fn cost(text: &Text, anchor: Option<Anchor>, role: Role, labels: &Labels) -> f32 {
    /// Words of the longest label that is no question.
    const WORDS: usize = 12;
    if text.due.is_some_and(|due| due != role) {
        return NEVER;
    }
    if anchor.is_some() && role != Role::Answer {
        return 6.0;
    }
    let own = text.text.trim_end();
    let asks = own.ends_with(['?', ':', '？', '：', '؟']);
    let told = own.ends_with(['.', '。', '!', '।']) && count(own) > 3;
    let known = || {
        let found = labels.exact(own);
        found.is_some_and(|label| label.field().is_some() && label.words > 1)
    };
    match role {
        // One point of a list.
        Role::Label if is_point(text) => 2.5,
        Role::Label if told => 2.0,
        Role::Label if !asks && count(own) > WORDS => 1.0,
        Role::Label => 0.0,
        Role::Answer if asks || known() => 2.0,
        Role::Answer => 0.0,
        Role::Title if text.heading => 0.5,
        Role::Title => 2.5,
    }
}

/// What is said against one text behind another.
fn step(from: Role, to: Role, before: Option<&Text>, text: &Text) -> f32 {
    let on = || before.is_some_and(|before| goes_on(before, text));
    match (from, to) {
        (Role::Label, Role::Label) if on() => 0.4,
        (Role::Answer, Role::Answer) if on() || text.due.is_some() || is_point(text) => 0.1,
        // An answer of several lines.
        (Role::Answer, Role::Answer) if is_full(before) => 0.3,
        (Role::Label, Role::Label) | (Role::Answer, Role::Answer) => AGAIN,
        (Role::Label, Role::Title) => 1.0,
        (Role::Title, Role::Answer) => 4.0,
        _ => 0.0,
    }
}

/// True for one point of a list.
fn is_point(text: &Text) -> bool {
    strip::is_item(text.text.trim_start())
}

/// True for a line that reaches so far that what is written goes on below it.
fn is_full(before: Option<&Text>) -> bool {
    /// Points.
    const WIDE: f32 = 380.0;
    before.is_some_and(|before| before.place[2] - before.place[0] > WIDE)
}

/// How answers are printed, and how labels are, where that differs.
#[derive(Debug, Default)]
struct Prints {
    bold: Option<(i32, i32)>,
    size: Option<(i32, i32)>,
    gap: Option<(i32, i32)>,
    heading: Option<(i32, i32)>,
    /// Labels are headings of the format's own.
    headed: bool,
    /// Labels and answers are in plain type.
    plain: bool,
}

impl Prints {
    /// As sure answers and the texts right before them have it.
    fn of(texts: &[Text], anchors: &[Option<Anchor>]) -> Prints {
        let free = |text: &&Text| text.due.is_none();
        let at = |at: usize| texts.get(at).filter(free);
        let sure = || {
            anchors
                .iter()
                .enumerate()
                .filter(|(_, anchor)| anchor.is_some())
        };
        let told = |at: usize| {
            at.checked_sub(1)
                .and_then(|before| anchors.get(before))
                .is_some_and(Option::is_none)
        };
        let answers: Vec<&Text> = sure().filter_map(|(own, _)| at(own)).collect();
        let heads: Vec<&Text> = sure()
            .filter(|(own, _)| told(*own))
            .filter_map(|(own, _)| at(own - 1))
            .collect();
        let differ = |look: fn(&Text) -> i32, near: i32| {
            let one = most(&answers, look, near)?;
            let other = most(&heads, look, near)?;
            ((one - other).abs() > near).then_some((one, other))
        };
        Prints {
            bold: differ(|text| i32::from(text.bold), 0),
            size: differ(|text| text.size, 1),
            gap: differ(|text| text.gap, 8),
            heading: differ(|text| i32::from(text.heading), 0),
            headed: most(&heads, |text| i32::from(text.heading), 0) == Some(1),
            plain: [&answers, &heads]
                .iter()
                .all(|own| most(own, |text| i32::from(text.bold), 0) == Some(0)),
        }
    }

    /// What the print of a text says against a role.
    fn cost(&self, text: &Text, before: Option<&Text>, role: Role) -> f32 {
        if text.due.is_some() || role == Role::Answer && is_point(text) {
            return 0.0;
        }
        let on = before.is_some_and(|before| goes_on(before, text));
        let looks = [
            (self.bold, i32::from(text.bold), 3.0),
            (self.size, text.size, 2.0),
            (self.gap, text.gap, if on { 0.0 } else { 2.0 }),
            (self.heading, i32::from(text.heading), 3.0),
        ];
        let against = looks.iter().map(|(print, own, weight)| {
            let Some((answer, label)) = print else {
                return 0.0;
            };
            let is = |print: &i32| (own - print).abs() * 3 <= (answer - label).abs();
            match role {
                Role::Label if is(answer) => *weight,
                Role::Answer if is(label) => *weight,
                // Printed like neither.
                Role::Title => 0.0,
                _ if !is(answer) && !is(label) => 0.3 * weight,
                _ => 0.0,
            }
        });
        let titled = text.heading && !self.headed || text.bold && self.plain;
        let titled = titled && role != Role::Title;
        against.sum::<f32>() + if titled { 3.0 } else { 0.0 }
    }
}

/// What nearly all of these texts have.
fn most(texts: &[&Text], look: fn(&Text) -> i32, near: i32) -> Option<i32> {
    /// Texts that tell it.
    const LEAST: usize = 4;
    let mut looks: Vec<i32> = texts.iter().map(|text| look(text)).collect();
    looks.sort_unstable();
    let middle = looks.get(looks.len() / 2).copied()?;
    let alike = looks
        .iter()
        .filter(|own| (**own - middle).abs() <= near)
        .count();
    (looks.len() >= LEAST && alike * 4 >= looks.len() * 3).then_some(middle)
}
