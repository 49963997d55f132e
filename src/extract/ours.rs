//! Whether a text of a mail is a form of ours, and whether it is filled.

use super::about::{About, asks_to_join_campaign};
use super::draft::Draft;
use super::source::Text;
use super::words::count as count_words;
use super::{Source, Value, form, phrase, shaped};
use crate::rules::{FieldRule, Need, Rules, ValueKind, fold_inside};
use std::cell::LazyCell;
use std::collections::BTreeSet;

/// Fields that a government fills in with words of its own.
const WHO: [&str; 7] = [
    "lrg_name",
    "lrg_name_en",
    "country",
    "leader_name",
    "contact_name",
    "contact_email",
    "signatory_name",
];

/// Words of an answer that tells something.
const TOLD: usize = 8;

/// Labels that ask for a country, a number, an address, a choice: no government leaves all of so many without an answer.
const TYPED: usize = 5;

/// How much of a form a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// No form of ours.
    None,
    /// Our form, unfilled.
    Blank,
    /// Our form with answers.
    Filled,
}

impl Likeness {
    /// As `explain` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Likeness::None => "none",
            Likeness::Blank => "blank",
            Likeness::Filled => "filled",
        }
    }
}

/// Fields whose labels only a form of this campaign prints.
const ESSAYS: [&str; 4] = ["why_lrg", "why_hr", "motivation", "policies"];

/// Fields that say who is joining.
const IDENTITY: [&str; 8] = [
    "lrg_name",
    "country",
    "gov_type",
    "population",
    "leader_name",
    "contact_name",
    "contact_email",
    "contact_role",
];

/// Fields that only governments have.
const GOVERNING: [&str; 9] = [
    "gov_type",
    "population",
    "leader_name",
    "leader_title",
    "mandate",
    "why_lrg",
    "lrg_name_en",
    "uclg_member",
    "council_decision",
];

/// Fields that nobody asks for who only wants to know who comes to a meeting.
const TELLING: [&str; 12] = [
    "gov_type",
    "population",
    "leader_name",
    "leader_title",
    "mandate",
    "why_lrg",
    "why_hr",
    "motivation",
    "policies",
    "uclg_member",
    "consent_publish",
    "council_decision",
];

/// Whether a text is a form of ours, and whether it is filled, with the reason. `about` is what the whole mail is about.
pub(super) fn likeness(
    text: &Text,
    drafts: &[Draft],
    rules: &Rules,
    about: About,
) -> (Likeness, &'static str) {
    // Much of what most forms are judged by needs none of these.
    let heard = LazyCell::new(|| phrase::Heard::of(&text.folded));
    let says = |purpose: &str| heard.says(purpose, rules);
    // What prints most of the labels of one of our forms is that form, and so is what answers all that ours asks.
    let printed = text.sheet.forms.first();
    let shaped = || {
        let told = text.sheet.told && says("human_rights");
        told && shaped::is_shaped(drafts, rules)
    };
    let declared = printed.is_some_and(form::Likeness::is_sure) || shaped();
    let ids_of = |labels: &BTreeSet<usize>| -> BTreeSet<&str> {
        let fields = labels.iter().filter_map(|index| rules.fields.get(*index));
        fields.map(|rule| rule.id.as_str()).collect()
    };
    let ids = ids_of(&text.sheet.labels);
    let count = |wanted: &[&str]| wanted.iter().filter(|id| ids.contains(**id)).count();
    let essays = count(&ESSAYS);
    let whys = count(&["why_lrg", "why_hr"]);
    let identity = count(&IDENTITY);
    let labels = ids.len();
    let named = ids.contains("lrg_name") || labels >= 9;
    let strong = ids_of(&text.sheet.strong);
    let said = |wanted: &[&str]| wanted.iter().filter(|id| strong.contains(**id)).count();
    if !declared && count(&GOVERNING) == 0 && said(&["lrg_name"]) == 0 {
        return (Likeness::None, "it asks nothing that only governments have");
    }
    if !declared
        && (whys == 0 || said(&["why_lrg", "why_hr"]) == 0 || says("personal"))
        && is_of_person(drafts, rules)
    {
        return (Likeness::None, "a person answers it, and no government");
    }
    let titled = || {
        let names = |purpose: &str| phrase::first(&headed(&text.folded), purpose, rules).is_some();
        names("other_title")
            && !["join", "campaign_word"]
                .iter()
                .any(|purpose| names(purpose))
    };
    if !declared && said(&["why_lrg", "why_hr"]) == 0 && !text.written && titled() {
        return (Likeness::None, "its title is that of a form of others");
    }
    let invites = asks_to_join_campaign(text, rules);
    // Few questions, none of them answered: who governs what, how to reach them, and why they join.
    let empty = LazyCell::new(|| {
        let unanswered = drafts.iter().all(|draft| draft.values.len() <= 1);
        unanswered
            && essays >= 1
            && identity >= 5
            && ids.contains("leader_name")
            && !about.elsewhere
            && (about.campaign || about.joining || invites || says("human_rights"))
    });
    // All about a government that joins something, and human rights: written by people who call nothing by its name.
    let subject = || about.joins_campaign && essays >= 2 && !says("other_campaign");
    let joining = LazyCell::new(|| {
        about.joining && identity >= 6 && labels >= 9 && (says("human_rights") || subject())
    });
    let whole = named
        && (whys >= 1 && identity >= 3 && labels >= 5
            || invites && identity >= 4 && labels >= 6
            || essays >= 2 && identity >= 3
            || essays >= 1 && identity >= 5 && labels >= 7
            || identity >= 6 && labels >= 8
            || essays >= 3 && labels >= 4)
        // Whoever names the campaign may call the government by no label: "Who are you?"
        || about.campaign && identity >= 4 && labels >= 6 && count(&TELLING) >= 3
        || *empty;
    let names = |text: &str, purpose: &str| phrase::first(text, purpose, rules).is_some();
    // What all of the text does not say is not said beside its answers.
    let printed = LazyCell::new(|| without_answers(text, drafts));
    let of_others = || says("other_campaign") && names(&printed, "other_campaign");
    let entire = LazyCell::new(|| is_entire(&ids) && !of_others());
    let complete = LazyCell::new(|| {
        !about.elsewhere
            && (about.form
                || says("human_rights") && tells_much(drafts, rules)
                || names(&title_of(&text.folded), "form_word"))
            && is_complete(text, drafts, rules)
            && !of_others()
    });
    if !declared
        && !about.campaign
        && !says("human_rights")
        && !*joining
        && !invites
        && !*entire
        && !*complete
        && !*empty
        && said(&["why_lrg", "why_hr"]) == 0
    {
        return (
            Likeness::None,
            "neither the campaign nor human rights are named in it",
        );
    }
    let answered =
        LazyCell::new(|| *complete || is_answered(drafts, rules, about, says("human_rights")));
    if !declared && essays == 0 && is_roll(text, rules) {
        return (Likeness::None, "it is a list of people or places");
    }
    // Applications for grants ask for a motivation, too, but not for all these in our very words.
    let joins = strong.contains("motivation") && said(&IDENTITY) >= 5;
    let ours = about.campaign && essays + usize::from(identity >= 6) >= 1
        || *joining
        || whys >= 1
        || essays >= 2
        || joins
        || invites
        || *empty
        || *entire;
    if !declared && !whole && !*answered {
        return (
            Likeness::None,
            "too few of the fields of a form have labels in it",
        );
    }
    if !declared && !ours && !*answered {
        return (
            Likeness::None,
            "its labels are common ones, and none asks what only our forms ask",
        );
    }
    // Another questionnaire, unless it asks what only ours asks, or names the campaign itself.
    let both = said(&["why_lrg", "why_hr"]) == 2 || whys == 2 && identity >= 6 && labels >= 14;
    let form = |text: &str| names(text, "other_form") || !*entire && names(text, "registration");
    let other = |text: &str| names(text, "other_process") || form(text);
    let others = || {
        ["other_process", "other_form", "registration"]
            .iter()
            .any(|one| says(one))
    };
    if !both && others() && other(&text.folded) {
        // A survey of those who join is no survey.
        let joining = |line: &&str| *entire && names(line, "other_form") && names(line, "join");
        let lines = printed.lines().filter(|line| !joining(line));
        let printed = lines.collect::<Vec<_>>().join("\n");
        let title = title_of(&printed);
        // What is called after the campaign is ours, "registration form" or not.
        let foreign = names(&title, "other_process") || form(&title) && !names(&title, "campaign");
        if foreign || !says("campaign") && other(&printed) {
            return (Likeness::None, "it speaks of another process");
        }
    }
    if text.sheet.other > labels {
        return (
            Likeness::None,
            "more of its labels are headings and questions of others than ours",
        );
    }
    let is_typed = |rule: &FieldRule| {
        !matches!(
            rule.kind,
            ValueKind::Text | ValueKind::LongText | ValueKind::Person
        )
    };
    let (mut all, mut typed, mut who, mut told) = (0, 0, 0, false);
    for (index, answer) in drafts.iter().flat_map(|draft| &draft.values) {
        let Some(rule) = rules.fields.get(*index) else {
            continue;
        };
        all += 1;
        who += usize::from(WHO.contains(&rule.id.as_str()));
        // A question is what a form prints.
        let asks = answer.raw.trim_end().ends_with(['?', '？', '؟']);
        told |= rule.kind == ValueKind::LongText && count_words(&answer.raw) >= TOLD && !asks;
        typed += usize::from(is_typed(rule));
    }
    if text.returned {
        return (Likeness::Blank, "it is our own, sent back without answers");
    }
    if text.ours && (all < 6 || typed < 3) {
        return (Likeness::None, "it is our own, quoted without answers");
    }
    // Choices as printed, and nothing of who joins but what the letter's last lines say of its country.
    let nobody = (who == 0 || who == 1 && !told) && all * 3 <= labels;
    // On a poor scan, labels are taken for the answers to one another.
    let asked = text
        .sheet
        .labels
        .iter()
        .filter_map(|at| rules.fields.get(*at));
    let untyped = || asked.filter(|rule| is_typed(rule)).count() >= TYPED;
    let nothing = typed == 0 && labels >= 9 && (!told || untyped());
    if nobody
        || nothing
        || text.unfilled && (all <= 3 || typed <= 1)
        || all == 0
        || typed == 0 && all <= 3
        || all <= 1
    {
        return (
            Likeness::Blank,
            "its labels are ours, and nothing is filled in",
        );
    }
    (Likeness::Filled, "its labels are ours, and it is filled in")
}

/// True for labels that ask who a government is, who heads it, who speaks for it and why it joins, and what only this campaign
/// has to ask besides: whether that may be published, whether it is a member, what it thinks of human rights. Whoever prints all
/// this need not name the campaign.
fn is_entire(ids: &BTreeSet<&str>) -> bool {
    let count = |wanted: &[&str]| wanted.iter().filter(|id| ids.contains(**id)).count();
    let own = count(&["consent_publish", "uclg_member", "why_lrg", "why_hr"]);
    let named = ids.contains("lrg_name") || ids.len() >= 10;
    ids.len() >= 9
        && named
        && ids.contains("country")
        && count(&["leader_name", "leader_title"]) >= 1
        && count(&["contact_name", "contact_email"]) >= 1
        && count(&["gov_type", "population"]) >= 1
        && (count(&["motivation", "policies"]) >= 1 && own >= 1 || own >= 2)
}

/// The first words of a text.
fn title_of(text: &str) -> String {
    text.chars().take(250).collect()
}

/// The first lines of a text: what a form is called.
fn headed(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| line.contains(char::is_alphabetic));
    lines.take(3).collect::<Vec<_>>().join("\n")
}

/// True for a form that asks hardly anything beside what ours asks, and that answers all that we need: a government, its head,
/// its contact, its motivation.
fn is_complete(text: &Text, drafts: &[Draft], rules: &Rules) -> bool {
    /// Of so many labels, one may be of another kind: a heading.
    const STRANGE: usize = 4;
    /// Bytes of the longest label of another kind.
    const LABEL: usize = 40;
    let seen = &text.sheet.seen;
    let known = seen.iter().filter(|one| one.field.is_some()).count();
    let lines = text.folded.lines().filter_map(|line| line.split_once(':'));
    let typed = lines.filter(|(label, _)| label.len() < LABEL).count();
    let strange = typed.max(seen.len()).saturating_sub(known);
    // What is typed into a mail, or forwarded, may be answered where it came from.
    let mailed = matches!(text.source, Source::Text | Source::Html) && text.name == "body";
    let needed = || {
        let rules = rules.fields.iter().enumerate();
        rules.filter(|(_, rule)| rule.need == Need::Required && rule.form.is_none())
    };
    strange * STRANGE <= known
        && drafts.iter().any(|draft| {
            let answered = |index| draft.values.contains_key(&index);
            needed().all(|(index, rule)| answered(index) || mailed && rule.kind == ValueKind::Email)
        })
}

/// True when two essays are answered.
fn tells_much(drafts: &[Draft], rules: &Rules) -> bool {
    drafts.iter().any(|draft| {
        let rules = draft
            .values
            .keys()
            .filter_map(|index| rules.fields.get(*index));
        rules
            .filter(|rule| ESSAYS.contains(&rule.id.as_str()))
            .count()
            >= 2
    })
}

/// True for what is answered as only our forms are, whatever its labels are called: a government, its country, its people and
/// how to reach them, numbers and choices, and why.
fn is_answered(drafts: &[Draft], rules: &Rules, about: About, human_rights: bool) -> bool {
    drafts.iter().any(|draft| {
        let answers: Vec<(&FieldRule, &Value)> = draft
            .values
            .iter()
            .filter_map(|(index, value)| Some((rules.fields.get(*index)?, value)))
            .collect();
        let has = |wanted: &str| answers.iter().any(|(rule, _)| rule.id == wanted);
        let count = |test: &dyn Fn(&FieldRule, &Value) -> bool| {
            answers
                .iter()
                .filter(|(rule, value)| test(rule, value))
                .count()
        };
        let people = count(&|rule, _| rule.kind == ValueKind::Person);
        let typed = count(&|rule, _| {
            !matches!(
                rule.kind,
                ValueKind::Text | ValueKind::LongText | ValueKind::Person
            )
        });
        let told = count(&|rule, value| {
            ESSAYS.contains(&rule.id.as_str()) && count_words(&value.raw) >= TOLD
        });
        let ours = about.campaign && told >= 1
            || human_rights && told >= 2
            || human_rights && about.joining && (told >= 1 || has("uclg_member"));
        let whole = has("lrg_name") && has("country") && typed >= 5 && answers.len() >= 10;
        // Whoever names the campaign may write less.
        let telling = count(&|rule, _| TELLING.contains(&rule.id.as_str()));
        let brief = about.campaign && telling >= 4 && typed >= 2 && answers.len() >= 7;
        ours && people >= 1 && (whole || brief)
    })
}

/// True for what a person answers for himself: the name is no government's, nobody is named beside it, and nothing is told of what
/// only governments have.
fn is_of_person(drafts: &[Draft], rules: &Rules) -> bool {
    let mut answered = drafts.iter().filter(|draft| !draft.values.is_empty());
    let of_person = |draft: &Draft| {
        let said = |wanted: &str| {
            let mut values = draft.values.iter().filter_map(|(index, value)| {
                let rule = rules.fields.get(*index)?;
                (rule.id == wanted && !value.value.is_null()).then_some(value)
            });
            values.next()
        };
        let governs = |name: &Value| {
            let name = fold_inside(&name.raw);
            let is = |purpose: &str| phrase::first(&name, purpose, rules).is_some();
            is("institution") || is("government_prefix")
        };
        let own = ["contact_name", "gov_type", "population", "mandate"];
        said("lrg_name").is_some_and(|name| !governs(name))
            && own.iter().all(|id| said(id).is_none())
    };
    answered.next().is_some_and(&of_person) && answered.all(of_person)
}

/// True for a table that lists people or places: one field is answered again and again, each time otherwise.
fn is_roll(text: &Text, rules: &Rules) -> bool {
    /// More than one form tells of itself.
    const MANY: usize = 4;
    rules.fields.iter().enumerate().any(|(index, rule)| {
        let named = matches!(
            rule.kind,
            ValueKind::Email | ValueKind::Phone | ValueKind::Person | ValueKind::Country
        );
        let found = text.sheet.found.iter();
        let answers: BTreeSet<&str> = found
            .filter(|found| named && found.field == index)
            .map(|found| found.raw.trim())
            .collect();
        answers.len() >= MANY
    })
}

/// What a text says beside its answers, folded: a town may answer that it takes part in other processes.
fn without_answers(text: &Text, drafts: &[Draft]) -> String {
    /// Fewer words may stand in an answer and in a title, too.
    const WORDS: usize = 4;
    let answers: Vec<String> = drafts
        .iter()
        .flat_map(|draft| draft.values.values())
        .map(|answer| fold_inside(&answer.raw))
        .collect();
    let is_answer = |line: &str| {
        let long = count_words(line) >= WORDS;
        answers
            .iter()
            .any(|answer| answer == line || long && answer.contains(line))
    };
    let mut printed = String::new();
    for line in text.folded.lines().filter(|line| !is_answer(line.trim())) {
        // An answer behind its label.
        let own = answers
            .iter()
            .filter_map(|answer| line.strip_suffix(answer.as_str()));
        printed.push_str(own.min_by_key(|label| label.len()).unwrap_or(line));
        printed.push('\n');
    }
    printed
}
