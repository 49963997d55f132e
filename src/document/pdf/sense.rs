//! Whether the text of a page makes sense. A scanner may have laid text under its picture that is rubbish, and a font without
//! a usable encoding gives rubbish for good words.

/// True when most of the words could be words. A little text says nothing and passes.
pub(super) fn makes_sense<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut good) = (0, 0);
    let parts = words.flat_map(str::split_whitespace);
    for part in parts {
        let length = part.chars().count();
        all += length;
        let core = part.trim_matches(|c: char| !c.is_alphanumeric());
        if core.chars().count() * 2 >= length && could_be_word(core) {
            good += length;
        }
    }
    all < 40 || good * 2 > all
}

/// A number, an address, or letters that can be spoken: some vowel, and no letter or mark in the middle that does not belong.
fn could_be_word(word: &str) -> bool {
    if word.contains('@') || word.contains("://") || word.starts_with("www.") {
        return true;
    }
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let others = word.chars().count() - letters.len() - digits;
    if digits > 0 && letters.is_empty() {
        return true;
    }
    if word.contains('\u{FFFD}')
        || others > 1 + letters.len() / 4
        || digits > 0 && letters.len() > 3
    {
        return false;
    }
    let latin = letters.iter().all(|c| *c < '\u{250}');
    if !latin || letters.len() < 3 {
        // Other scripts are not judged; a lone letter is a word only when it is one letter.
        return !latin || letters.len() == word.chars().count();
    }
    let folded = deunicode::deunicode(&letters.iter().collect::<String>()).to_lowercase();
    let vowels = folded.chars().filter(|c| "aeiouy".contains(*c)).count();
    let short_forms = letters.len() <= 4 && letters.iter().all(|c| c.is_uppercase());
    let thin = folded.chars().filter(|c| "il1jtfr".contains(*c)).count();
    // Rubbish from rulings and shadows is made of thin strokes.
    let strokes = letters.len() >= 4 && thin == folded.chars().count();
    short_forms || vowels * 6 >= letters.len() && vowels < letters.len() && !strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_forms_make_sense_in_any_script() {
        for text in [
            "Name of the local or regional government: Ayuntamiento de Cádiz (España), 116.027 habitants, tel. +34 956 24 10 00",
            "Nom du gouvernement local ou régional : Ville d'Évry-Courcouronnes https://evry.example contact@evry.example",
            "서울특별시 종로구 인권 도시 대한민국 서울특별시 종로구 인권 도시 대한민국 서울특별시 종로구",
            "Κυβέρνηση τοπική ή περιφερειακή Θεσσαλονίκη Ελλάδα δήμος πολιτεία",
        ] {
            assert!(makes_sense(text.split(' ')), "{text}");
        }
    }

    #[test]
    fn strokes_and_broken_encodings_make_none() {
        for text in [
            "iIl1| .,;:~ ^_-=f jtr! J7vV% //iI l1|. ,;:~^ _-=fj tr!J7 vV%/i Il1|.",
            "\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}o\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}k\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}o\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}k\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
        ] {
            assert!(!makes_sense(text.split(' ')), "{text}");
        }
    }
}
