//! What a bare "Name", "Function" or "E-mail" means: it depends on whose section of the form it stands in.

use super::evidence::{self, Answer};
use super::hit::Hit;
use super::label::{Labels, Target};
use super::opened::{answer_of, section, section_of};
use super::piece::{Edge, Mark, Piece};
use super::seen::label_text;
use super::strip::without_brackets;
use super::whose::{Person, named, opens_section, person_of, spoken_of};
use super::words::key;
use crate::rules::{Rules, fold};
use std::collections::BTreeMap;

/// Indexes of the fields that have rivals.
struct Ids {
    ids: Vec<String>,
}

impl Ids {
    fn of(rules: &Rules) -> Ids {
        let ids = rules.fields.iter().map(|field| field.id.clone()).collect();
        Ids { ids }
    }

    fn at(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|own| own == id)
    }

    fn name(&self, index: usize) -> &str {
        self.ids.get(index).map_or("", String::as_str)
    }
}

/// What a weak label asks for, whoever is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concept {
    Name,
    Role,
    Email,
    Phone,
    Address,
    Date,
}

fn concept_of(id: &str) -> Option<Concept> {
    Some(match id {
        "leader_name" | "contact_name" | "signatory_name" | "lrg_name" => Concept::Name,
        "leader_title" | "contact_role" => Concept::Role,
        "contact_email" => Concept::Email,
        "contact_phone" => Concept::Phone,
        "postal_address" => Concept::Address,
        "signed_on" => Concept::Date,
        _ => return None,
    })
}

/// Settles every hit on one field, or on none. Hits that turn out to be headings of sections are dropped.
pub(super) fn resolve(hits: &mut Vec<Hit>, pieces: &mut [Piece], labels: &Labels, rules: &Rules) {
    let headings = headings(hits, pieces);
    settle_all(hits, &headings, pieces, labels, rules);
    // They are no part of the answer before them.
    for at in headings {
        if let Some(piece) = pieces.get_mut(at) {
            piece.mark = Mark::Hint;
        }
    }
}

/// Settles every hit on one field, or on none.
fn settle_all(
    hits: &mut Vec<Hit>,
    headings: &[usize],
    pieces: &[Piece],
    labels: &Labels,
    rules: &Rules,
) {
    let ids = Ids::of(rules);
    give_to_government(hits, &ids, pieces, labels, rules);
    let mut person = Person::None;
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    let all = std::mem::take(hits);
    let several = |wanted: Concept| {
        all.iter()
            .filter(|hit| is_generic(hit, &ids) && concept(hit, &ids) == Some(wanted))
            .count()
            >= 2
    };
    // Other wordings of a label that do not say whose ("Forename and surname") leave that to the part of the form.
    let unsaid = |hit: &Hit| {
        let text = pieces
            .get(hit.piece)
            .map_or("", |piece| piece.text.as_str());
        let whose = |field| person_of(ids.name(field)).is_some_and(named);
        hit.label.score < 0.9
            && hit.label.field().is_some_and(whose)
            && hit.label.field() != ids.at("mandate")
            && section_of(text, labels, rules).is_none()
            && text.len() <= 40
            && !speaks_for(text, hit, labels)
    };
    // So does one that is printed again in the part of somebody else ("Job title").
    let texts: Vec<String> = all.iter().map(|hit| label_text(pieces, hit)).collect();
    let keys: Vec<String> = texts.iter().map(|text| key(text)).collect();
    let again = |index: usize| {
        let (Some(hit), Some(text)) = (all.get(index), texts.get(index)) else {
            return false;
        };
        let same = |other: &&String| keys.get(index) == Some(*other);
        !hit.label.is_other()
            && concept(hit, &ids) == Some(Concept::Role)
            && keys.iter().filter(same).count() == 2
            && spoken_of(text, rules).is_none()
    };
    let role = |hit: &&Hit| hit.label.field() == ids.at("contact_role");
    let roles = all.iter().filter(role).count();
    let (emails, phones) = (several(Concept::Email), several(Concept::Phone));
    let explicit: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(index, hit)| !is_generic(hit, &ids) && !again(*index))
        .filter_map(|(_, hit)| hit.label.field())
        .collect();
    let has = |id: &str| ids.at(id).is_some_and(|field| explicit.contains(&field));
    let mut asked: BTreeMap<(String, Person), usize> = BTreeMap::new();
    let mut section_at = 0;
    let mut settled = 0;
    let mut answer = None;
    for (index, mut hit) in all.iter().cloned().enumerate() {
        // Headings between the labels tell whose section begins.
        let until = hit.piece;
        if let Some(told) = section(pieces, section_at..until, answer, labels, rules) {
            // A word in an answer may name again whose part this is.
            if told != person {
                asked.retain(|(_, asked), _| *asked != told);
            }
            person = told;
        }
        section_at = hit.piece + 1;
        answer = answer_of(&hit, pieces, rules);
        // The name of a second government begins another form, which asks everything again.
        let latest = kept.last().filter(|_| kept.len() > settled);
        settled = kept.len();
        if latest.is_some_and(|hit| hit.label.field() == ids.at("lrg_name")) {
            asked.clear();
        }
        if hit.label.is_other() {
            if let Some(told) = pieces
                .get(hit.piece)
                .and_then(|piece| section_of(&piece.text, labels, rules))
            {
                person = told;
            }
            kept.push(hit);
            continue;
        }
        if headings.contains(&hit.piece) {
            let own = hit
                .label
                .field()
                .and_then(|field| person_of(ids.name(field)));
            let told = pieces
                .get(hit.piece)
                .and_then(|piece| section_of(&piece.text, labels, rules));
            person = told.or(own).unwrap_or(person);
            continue;
        }
        // Nor does a function below the contact's name say that it is the leader's.
        let title = hit.label.field() == ids.at("leader_title");
        let below = person == Person::Contact && title && !has("contact_role");
        let silent = || spoken_of(&label_text(pieces, &hit), rules).is_none();
        let of_leader = |last: &Hit| last.label.field() == ids.at("leader_name");
        let echoed = || {
            let last = kept.last().filter(|last| of_leader(last));
            let name = last.map(|last| label_text(pieces, last));
            name.is_some_and(|name| echoes(&name, &label_text(pieces, &hit)))
        };
        // Nor is the first of two functions the contact's where it stands below the leader's name.
        let role = hit.label.field() == ids.at("contact_role");
        let above = person == Person::Leader && role && !has("leader_title") && roles > 1;
        let unsaid =
            unsaid(&hit) || again(index) || (below || above) && silent() || above && echoed();
        if !(is_generic(&hit, &ids) || unsaid && named(person)) {
            // "State" is a country or a part of one, "Department" a part of a country or of a town hall.
            let answered = || {
                let said = Answer::of(evidence::answer(pieces, hit.value), labels, rules);
                let likely = |field| person_of(ids.name(field)) == Some(person);
                let open = |field: &usize| !explicit.contains(field);
                let fields = hit.label.fields().filter(open);
                evidence::fitting(fields, likely, &said, rules)
            };
            let shared = hit.label.weak && hit.label.score >= 0.95;
            let answered = || shared.then(answered).flatten();
            let Some(field) = hit.label.field().or_else(answered) else {
                continue;
            };
            hit.label.targets = vec![Target::Field(field)];
            let own = person_of(ids.name(field));
            if let Some(own) = own {
                person = own;
            }
            let empty = all
                .get(index + 1)
                .is_some_and(|next| is_empty_until(pieces, &hit, next));
            let sub = all
                .get(index + 1)
                .is_some_and(|next| is_generic(next, &ids) && asks_for_name(next, &ids));
            if empty
                && sub
                && matches!(
                    own,
                    Some(Person::Leader | Person::Contact | Person::Signatory)
                )
            {
                continue;
            }
            kept.push(hit);
            continue;
        }
        // "Contact" beside "Name" tells whose name it is.
        let label = label_text(pieces, &hit);
        let label = without_brackets(&label).unwrap_or(label);
        if opens_section(&label, rules)
            && let Some(told) = section_of(&label, labels, rules)
        {
            person = told;
        }
        // What has been asked of the leader is asked again of the contact, whatever the heading of that part says.
        let of_person = matches!(concept(&hit, &ids), Some(Concept::Name | Concept::Role));
        // Nor does a leader who is named already have another name.
        let named_leader = |hit: &Hit| {
            let leads = hit.label.field() == ids.at("leader_name") && !is_generic(hit, &ids);
            let said = || evidence::answer(pieces, hit.value);
            leads && hit.value.0 == hit.piece && Answer::of(said(), labels, rules).is_person()
        };
        let name = concept(&hit, &ids) == Some(Concept::Name);
        if name && person == Person::Leader && kept.iter().any(named_leader) {
            person = next(person, &ids, &explicit);
        }
        if of_person {
            let before = asked.insert((key(&label), person), index);
            // "Name: [name]" asks once.
            if before.is_some_and(|before| before + 1 < index) {
                person = next(person, &ids, &explicit);
                asked.insert((key(&label), person), index);
            }
        }
        match settle(&hit, person, &ids, &explicit, &kept, emails || phones) {
            Some(Target::Field(field)) => {
                hit.label.targets = vec![Target::Field(field)];
                let told = person_of(ids.name(field)).filter(|told| named(*told));
                person = told.unwrap_or(person);
                kept.push(hit);
            }
            _ => {
                hit.label.targets = vec![Target::Other];
                kept.push(hit);
            }
        }
    }
    *hits = kept;
}

/// Two labels that ask for the leader ("Authority", "Head of the executive") where none asks for the government: the one that
/// its name answers asks for that.
fn give_to_government(
    hits: &mut [Hit],
    ids: &Ids,
    pieces: &[Piece],
    labels: &Labels,
    rules: &Rules,
) {
    let (Some(government), Some(leader)) = (ids.at("lrg_name"), ids.at("leader_name")) else {
        return;
    };
    let asked = |hit: &Hit| hit.label.fields().any(|field| field == government);
    let leads = |hit: &&mut Hit| hit.label.field() == Some(leader);
    if hits.iter().any(asked) {
        return;
    }
    let (of_government, others): (Vec<&mut Hit>, Vec<&mut Hit>) =
        hits.iter_mut().filter(leads).partition(|hit| {
            let said = evidence::answer(pieces, hit.value);
            Answer::of(said, labels, rules).government
        });
    if let ([hit], [_, ..]) = (
        &mut of_government.into_iter().collect::<Vec<_>>()[..],
        &others[..],
    ) {
        hit.label.targets = vec![Target::Field(government)];
    }
}

/// True where a label calls somebody what the label before it does ("Head or person in charge", "Function of the person in
/// charge").
fn echoes(name: &str, role: &str) -> bool {
    /// Letters of a word that says something.
    const LETTERS: usize = 5;
    let (name, role) = (fold(name), fold(role));
    let words = |text| str::split(text, |c: char| !c.is_alphanumeric());
    let called: Vec<&str> = words(&name).collect();
    words(&role).any(|word| word.chars().count() >= LETTERS && called.contains(&word))
}

/// True when all wordings together speak for the field of a label, and for no other: "Name of the person to write to" says
/// whose.
fn speaks_for(text: &str, hit: &Hit, labels: &Labels) -> bool {
    /// How much, and how much more than for any other, in natural logarithms.
    const CLEAR: f32 = 4.0;
    let meaning = labels.meaning(text);
    let next = meaning.get(1).map_or(0.0, |next| next.0);
    meaning.first().is_some_and(|(most, target)| {
        hit.label.targets.as_slice() == [*target] && *most >= CLEAR && most - next.max(0.0) >= CLEAR
    })
}

/// Of whom a form asks after somebody, if no label says so.
fn next(person: Person, ids: &Ids, explicit: &[usize]) -> Person {
    let has = |id: &str| ids.at(id).is_some_and(|field| explicit.contains(&field));
    match person {
        Person::Leader if !has("contact_name") => Person::Contact,
        Person::Contact if !has("signatory_name") => Person::Signatory,
        other => other,
    }
}

/// The pieces of labels that are printed as headings, otherwise than most labels, and have the next label behind them.
fn headings(hits: &[Hit], pieces: &[Piece]) -> Vec<usize> {
    let piece = |hit: &Hit| pieces.get(hit.piece);
    let bold = hits
        .iter()
        .filter(|hit| piece(hit).is_some_and(|piece| piece.bold))
        .count();
    let tabled = hits.iter().filter(|hit| hit.told).count();
    let heads = |hit: &&Hit| {
        let behind = pieces.iter().enumerate().skip(hit.value.0);
        let next = behind.take(6).find(|(_, piece)| !piece.is_empty());
        let (Some(piece), Some((at, next))) = (piece(hit), next) else {
            return false;
        };
        let labelled = matches!(next.mark, Mark::Label(_) | Mark::Unknown)
            || hits.iter().any(|hit| hit.piece == at)
            || bold * 3 >= hits.len() * 2 && next.bold;
        // A line above a table of labels.
        let own_line = piece.edge > Edge::Gap && piece.cell == (0, 0);
        let above = tabled >= 6 && own_line && next.edge == Edge::Row;
        hit.value.1 == 0 && labelled && (piece.heading || above)
    };
    let found: Vec<usize> = hits.iter().filter(heads).map(|hit| hit.piece).collect();
    let headed = hits
        .iter()
        .filter(|hit| piece(hit).is_some_and(|piece| piece.heading));
    match headed.count().max(found.len()) * 3 <= hits.len() {
        true => found,
        false => Vec::new(),
    }
}

/// True when the label's words do not say whose name, function or address they ask for.
fn is_generic(hit: &Hit, ids: &Ids) -> bool {
    if hit.label.is_other() {
        return false;
    }
    let all_concepts = hit.label.targets.iter().all(
        |target| matches!(target, Target::Field(field) if concept_of(ids.name(*field)).is_some()),
    );
    let reach = hit.label.targets.iter().any(|target| {
        matches!(target, Target::Field(field) if matches!(concept_of(ids.name(*field)), Some(Concept::Email | Concept::Phone | Concept::Address)))
    });
    all_concepts && (hit.label.weak || reach && hit.label.words <= 2)
}

/// True for a label that asks for the name of somebody who has a function, and does not say whose.
fn is_with_function(hit: &Hit, ids: &Ids) -> bool {
    let of = |id: &str| {
        ids.at(id)
            .is_some_and(|field| hit.label.targets.contains(&Target::Field(field)))
    };
    hit.label.targets.len() == 2 && of("leader_name") && of("contact_name")
}

fn asks_for_name(hit: &Hit, ids: &Ids) -> bool {
    hit.label.targets.iter().any(|target| {
        matches!(target, Target::Field(field) if concept_of(ids.name(*field)) == Some(Concept::Name))
    })
}

/// True when nothing is written between a label and the next.
fn is_empty_until(pieces: &[Piece], hit: &Hit, next: &Hit) -> bool {
    pieces
        .get(hit.value.0..next.piece)
        .is_some_and(|between| between.iter().all(Piece::is_empty))
        && (hit.value.0 > hit.piece || hit.value.0 >= next.piece)
}

/// What a generic label asks for.
fn concept(hit: &Hit, ids: &Ids) -> Option<Concept> {
    hit.label.targets.iter().find_map(|target| match target {
        Target::Field(field) => concept_of(ids.name(*field)),
        Target::Other | Target::Hint => None,
    })
}

/// The field that a generic label means here.
fn settle(
    hit: &Hit,
    person: Person,
    ids: &Ids,
    explicit: &[usize],
    kept: &[Hit],
    several: bool,
) -> Option<Target> {
    let concept = concept(hit, ids)?;
    let has = |id: &str| ids.at(id).is_some_and(|field| explicit.contains(&field));
    let taken = |id: &str| {
        ids.at(id)
            .is_some_and(|field| kept.iter().any(|hit| hit.label.field() == Some(field)))
    };
    let own = match hit.label.targets.as_slice() {
        [Target::Field(field)] => Some(ids.name(*field)),
        _ => None,
    };
    let id = match (concept, person) {
        // "Name and function" are a person's, and the leader is asked for first.
        (Concept::Name, Person::Leader | Person::Government | Person::None)
            if is_with_function(hit, ids) =>
        {
            let headed = person == Person::Leader;
            match taken("leader_name") || has("leader_name") && !headed {
                true => "contact_name",
                false => "leader_name",
            }
        }
        // Where the leader is named, a word that is the contact's alone ("Coordinator") says whose name it asks for.
        (Concept::Name, Person::Leader)
            if own == Some("contact_name") && taken("leader_name") && !taken("contact_name") =>
        {
            "contact_name"
        }
        (Concept::Name, Person::Leader) => "leader_name",
        (Concept::Name, Person::Contact) => "contact_name",
        (Concept::Name, Person::Signatory) => "signatory_name",
        (Concept::Name, Person::Government) => "lrg_name",
        (Concept::Name, Person::None) => own.unwrap_or(if taken("lrg_name") {
            "signatory_name"
        } else {
            "lrg_name"
        }),
        (Concept::Role, Person::Leader) => "leader_title",
        (Concept::Role, Person::Contact) => "contact_role",
        (Concept::Role, Person::Signatory) => return None,
        (Concept::Role, _) => {
            if has("leader_title") || taken("leader_title") {
                "contact_role"
            } else {
                own.unwrap_or("leader_title")
            }
        }
        // The leader's own mailbox is not the contact's.
        (Concept::Email | Concept::Phone, Person::Leader | Person::Signatory)
            if several
                || has("contact_name")
                || taken("contact_name")
                || person == Person::Signatory =>
        {
            return None;
        }
        (Concept::Email, _) => "contact_email",
        (Concept::Phone, _) => "contact_phone",
        (Concept::Address, Person::Leader | Person::Signatory) if taken("postal_address") => {
            return None;
        }
        (Concept::Address, _) => "postal_address",
        (Concept::Date, _) => "signed_on",
    };
    let field = ids.at(id)?;
    // Taken already by its full label: this one is somebody else's, and may be the contact's.
    if (has(id) || taken(id)) && concept == Concept::Role && own.is_some_and(|own| own != id) {
        // Nor does its own wording make it another's.
        let once = |own: &str| {
            let mut fields = explicit.iter().map(|field| ids.name(*field));
            let said = fields.by_ref().filter(|field| *field == own).count();
            said <= usize::from(!hit.label.weak)
        };
        let contact = own.filter(|own| *own == "contact_role" && once(own) && !taken(own));
        return contact.and_then(|own| ids.at(own)).map(Target::Field);
    }
    Some(Target::Field(field))
}
