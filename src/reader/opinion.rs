//! Two readings of one page: words that the first doubts are taken from the second where that is surer of them.

use super::sign;
use super::tsv::{Page, Word};
use std::cmp::Ordering;

/// A word that is less sure than this is in doubt, and the second reading must be so much surer of it.
const DOUBT: (f32, f32) = (0.85, 0.08);
/// The same for numbers, which no language knows, and for words that one reading takes for two.
const GREAT_DOUBT: (f32, f32) = (0.6, 0.15);
/// Two pieces of a word are nearer to one another than this part of the font size.
const GLUED: f32 = 0.3;
/// With which it knows the accents of a name.
const KNOWS: f32 = 0.75;
/// The part of a word that another one must cover to stand for it, and that it may reach into.
const COVERED: f32 = 0.85;
/// The same for a word that the first reading knows nothing of, whose box may be anywhere.
const COVERED_NONSENSE: f32 = 0.6;
const NONSENSE: f32 = 0.3;
const TOUCHED: f32 = 0.2;

/// A page by one reading, or by two that are given as TSV.
pub(super) fn page(readings: &[String]) -> Page {
    let mut pages = readings.iter().map(|tsv| {
        let mut page = Page::parse(tsv);
        sign::join_addresses(&mut page.words);
        page
    });
    let first = pages.next().unwrap_or_default();
    pages.fold(first, merged)
}

/// The first reading with what the second knows better. Where the languages of the two differ, one has the accents and the
/// other the addresses.
fn merged(mut page: Page, second: Page) -> Page {
    for word in second.words {
        let [left, top, right, bottom] = word.place;
        let near = |other: &Word| {
            let [l, t, r, b] = other.place;
            l < right && r > left && t < bottom && b > top
        };
        let at: Vec<usize> = (page.words.iter().enumerate())
            .filter(|(_, other)| near(other) && shared(other, &word) > TOUCHED)
            .map(|(at, _)| at)
            .collect();
        let stands: Vec<&Word> = at.iter().filter_map(|at| page.words.get(*at)).collect();
        let whole = stands.iter().all(|other| {
            let least = match other.confidence < NONSENSE {
                true => COVERED_NONSENSE,
                false => COVERED,
            };
            shared(other, &word) > least
        });
        if let [first, ..] = stands.as_slice()
            && whole
            && first.place[0] > left - (bottom - top)
            && knows_better(&word, &stands)
        {
            let row = first.row;
            let mut rest = at.into_iter();
            if let Some(first) = rest.next().and_then(|at| page.words.get_mut(at)) {
                *first = Word { row, ..word };
            }
            for at in rest.rev() {
                page.words.remove(at);
            }
        }
    }
    page
}

/// The part of the first word, or of the second where that is narrower, that both cover.
fn shared(one: &Word, other: &Word) -> f32 {
    let length = |from: f32, to: f32| (to - from).max(0.0);
    let side = |low: usize, high: usize| {
        let at = |word: &Word, side: usize| word.place.get(side).copied().unwrap_or_default();
        length(
            at(one, low).max(at(other, low)),
            at(one, high).min(at(other, high)),
        )
    };
    let [left, top, right, bottom] = one.place;
    let area = length(left, right) * length(top, bottom);
    side(0, 2) * side(1, 3) / area.max(1.0)
}

fn knows_better(word: &Word, stands: &[&Word]) -> bool {
    let text: String = stands.iter().map(|word| word.text.as_str()).collect();
    let letters = |word: &Word| word.text.chars().count() as f32;
    let all: f32 = stands.iter().map(|word| letters(word)).sum();
    let sure = stands.iter().map(|word| word.confidence * letters(word));
    let sure = sure.sum::<f32>() / all.max(1.0);
    for tells in [is_address, has_sign] {
        if tells(&word.text) != tells(&text) {
            return tells(&word.text);
        }
    }
    // A typewriter's letters stand apart: a word is read as two, and the space in it is no space.
    if stands.len() > 1 && text == word.text && word.confidence >= KNOWS {
        let pairs = stands.iter().zip(stands.iter().skip(1));
        let mut gaps = pairs.map(|(one, next)| next.place[0] - one.place[2]);
        return gaps.all(|gap| gap < word.font_size() * GLUED);
    }
    let surer = |(doubt, by): (f32, f32)| sure < doubt && word.confidence > sure + by;
    let count = |text: &str, part: fn(char) -> bool| text.chars().filter(|c| part(*c)).count();
    let accent = |c: char| c.is_alphabetic() && !c.is_ascii();
    let accents = [text.as_str(), &word.text].map(|text| count(text, accent));
    let folded = [text.as_str(), &word.text].map(deunicode::deunicode);
    let [first, second] = &folded;
    // An accent that is not known makes another letter at most: "ø" is read as "e".
    let apart = strsim::levenshtein(first, second);
    match accents[0].cmp(&accents[1]) {
        Ordering::Greater => false,
        Ordering::Less if apart == 0 || apart == 1 && letters(word) > 3.0 => {
            text.starts_with(char::is_uppercase) && word.confidence >= KNOWS
        }
        _ => {
            let signs = |text: &str| count(text, |c| !c.is_alphanumeric());
            let number = count(&text, char::is_numeric) > 0;
            let doubt = if number || stands.len() > 1 {
                GREAT_DOUBT
            } else {
                DOUBT
            };
            surer(doubt) && signs(&word.text) <= signs(&text)
        }
    }
}

/// True for what looks like an e-mail address.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let ends = |part: &str| part.ends_with(char::is_alphanumeric);
    ends(name) && ends(host) && host.contains('.') && !host.contains('@')
}

/// True for what looks like the beginning of an address, cut somewhere behind its sign.
fn has_sign(text: &str) -> bool {
    let part = |text: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        text.len() > 2
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(plain)
    };
    text.split_once('@')
        .is_some_and(|(name, host)| part(name) && part(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: &[(&str, f32, f32, f32)]) -> Page {
        let words = words.iter().map(|(text, left, right, confidence)| Word {
            text: (*text).to_owned(),
            place: [*left, 100.0, *right, 120.0],
            confidence: *confidence,
            row: 7,
            bold: false,
        });
        Page {
            words: words.collect(),
            size: [1000.0, 1400.0],
        }
    }

    fn read(first: &[(&str, f32, f32, f32)], second: &[(&str, f32, f32, f32)]) -> String {
        let page = merged(page(first), page(second));
        assert!(page.words.iter().all(|word| word.row == 7));
        let texts: Vec<&str> = page.words.iter().map(|word| word.text.as_str()).collect();
        texts.join(" ")
    }

    #[test]
    fn an_address_that_one_reading_tore_is_whole_in_the_other() {
        let torn = [
            ("Courriel", 0.0, 80.0, 0.9),
            ("mairie", 100.0, 160.0, 0.0),
            ("saida.example", 170.0, 300.0, 0.0),
        ];
        let whole = [("mairie@saida.example", 100.0, 300.0, 0.8)];
        assert_eq!(read(&torn, &whole), "Courriel mairie@saida.example");
        let apart = [
            ("mairie", 100.0, 160.0, 0.5),
            ("@saida.example", 160.0, 300.0, 0.5),
        ];
        assert_eq!(read(&apart, &whole), "mairie@saida.example");
        let cut = [("mairie@saida-ville.", 100.0, 300.0, 0.1)];
        let lost = [("mairiefsaida-ville.", 100.0, 300.0, 0.5)];
        assert_eq!(read(&cut, &lost), "mairie@saida-ville.");
        assert_eq!(read(&lost, &cut), "mairie@saida-ville.");
        let alone = [("mairie@saida.example", 100.0, 300.0, 0.3)];
        assert_eq!(read(&alone, &torn), "mairie@saida.example");
    }

    #[test]
    fn a_word_in_doubt_gives_way_to_a_surer_one_and_a_sure_one_stays() {
        let second = [("Head", 0.0, 40.0, 0.9), ("of", 50.0, 70.0, 0.9)];
        assert_eq!(
            read(
                &[("Hcad", 0.0, 40.0, 0.4), ("ot", 50.0, 70.0, 0.88)],
                &second
            ),
            "Head ot"
        );
        assert_eq!(read(&[("Hcadot", 0.0, 70.0, 0.4)], &second), "Hcadot");
        let apart = [("A", 0.0, 10.0, 0.8), ("rede", 20.0, 70.0, 0.8)];
        assert_eq!(read(&apart, &[("Arede", 0.0, 70.0, 0.95)]), "A rede");
        let torn = [("Gi", 0.0, 20.0, 0.9), ("rona", 25.0, 70.0, 0.9)];
        assert_eq!(read(&torn, &[("Girona", 0.0, 70.0, 0.9)]), "Girona");
        assert_eq!(
            read(&[("+612", 0.0, 70.0, 0.8)], &[("+672", 0.0, 70.0, 0.9)]),
            "+612"
        );
    }

    #[test]
    fn names_get_the_accents_that_the_other_reading_knows_and_lose_none() {
        let read = |first: &str, second: &str, confidence: f32| {
            read(
                &[(first, 0.0, 40.0, 0.9)],
                &[(second, 0.0, 40.0, confidence)],
            )
        };
        assert_eq!(read("Joao", "João", 0.9), "João");
        assert_eq!(read("Joao", "João", 0.5), "Joao");
        assert_eq!(read("João", "Joao", 0.95), "João");
        assert_eq!(read("Berum", "Bærum", 0.9), "Bærum");
        assert_eq!(read("campaña", "campaiia", 0.99), "campaña");
        assert_eq!(read("Cusco", "Cy>¢9", 0.99), "Cusco");
        assert_eq!(read("a", "à", 0.95), "a");
    }
}
