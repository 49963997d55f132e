//! Puts text that was read from left to right as it stands on the page into the order in which it is read.

use unicode_bidi::BidiClass;

/// True for a letter of a script that is written from right to left.
pub fn is_right_to_left(sign: char) -> bool {
    // No sign before the Hebrew block is; most text never gets further.
    sign >= '\u{590}' && matches!(unicode_bidi::bidi_class(sign), BidiClass::R | BidiClass::AL)
}

/// How many letters are written from right to left.
pub(super) fn count_right_to_left(text: &str) -> usize {
    text.chars().filter(|sign| is_right_to_left(*sign)).count()
}

/// How many letters are written from left to right.
pub(super) fn count_left_to_right(text: &str) -> usize {
    text.chars()
        .filter(|sign| sign.is_alphabetic() && !is_right_to_left(*sign))
        .count()
}

/// What one sign (with the marks on it) does in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Digit,
    Neutral,
}

/// The text in the order in which it is read. `mirrored` tells that the page is read from right to left: choices stand in its
/// order, whatever their words are.
pub(super) fn logical(text: &str, mirrored: bool) -> String {
    if !text.chars().any(is_right_to_left) {
        return number(text).unwrap_or_else(|| text.to_owned());
    }
    let mut clusters: Vec<(String, Way)> = Vec::new();
    // A mark behind a space is drawn left of the middle of its letter, which follows.
    let mut early = String::new();
    for sign in text.chars() {
        let way = match unicode_bidi::bidi_class(sign) {
            BidiClass::NSM => {
                match clusters.last_mut() {
                    Some((cluster, _)) if !cluster.trim().is_empty() => cluster.push(sign),
                    _ => early.push(sign),
                }
                continue;
            }
            BidiClass::R | BidiClass::AL => Way::Right,
            BidiClass::L => Way::Left,
            BidiClass::EN | BidiClass::AN => Way::Digit,
            _ => Way::Neutral,
        };
        let marks = std::mem::take(&mut early);
        clusters.push((format!("{sign}{marks}"), way));
    }
    if let Some((cluster, _)) = clusters.last_mut() {
        cluster.push_str(&early);
    }
    let choices = mirrored && text.contains(['☐', '☒']);
    if choices || count_right_to_left(text) > count_left_to_right(text) {
        clusters.reverse();
        turn(&mut clusters, &[Way::Left, Way::Digit]);
        mirror_if_crossed(&mut clusters);
        // In a paragraph from left to right the stop that ends the text stands at its right.
        let stops = clusters
            .iter()
            .take_while(|(sign, _)| matches!(sign.as_str(), "." | "!" | "?" | "؟" | "؛" | "،"))
            .count();
        if stops < 4 {
            clusters.rotate_left(stops);
        }
    } else {
        turn(&mut clusters, &[Way::Right]);
    }
    clusters.into_iter().map(|(cluster, _)| cluster).collect()
}

/// Reverses each stretch that begins and ends with a sign of these ways and holds besides them only neutral ones (and digits).
fn turn(clusters: &mut [(String, Way)], ways: &[Way]) {
    let mut from = 0;
    while let Some((_, way)) = clusters.get(from) {
        if !ways.contains(way) {
            from += 1;
            continue;
        }
        let mut to = from;
        let mut letters = false;
        for (at, (cluster, way)) in clusters.iter().enumerate().skip(from) {
            if ways.contains(way) {
                letters |= *way != Way::Digit;
                to = at;
            } else if !(*way == Way::Neutral || (*way == Way::Digit && ways.contains(&Way::Right)))
                // Two numbers with a space between them are read one after the other.
                || (!letters && cluster.trim().is_empty() && ways.contains(&Way::Left))
            {
                break;
            }
        }
        if let Some(stretch) = clusters.get_mut(from..=to) {
            stretch.reverse();
            if ways.contains(&Way::Right) {
                mirror_if_crossed(stretch);
                turn(stretch, &[Way::Digit]);
            }
        }
        from = to + 1;
    }
}

/// A telephone number that a paragraph from right to left has set back to front, told by its plus sign at the end.
fn number(text: &str) -> Option<String> {
    let digits = text.strip_suffix('+')?;
    let plain = |sign: char| sign.is_ascii_digit() || " -./()".contains(sign);
    if digits.is_empty() || !digits.chars().all(plain) {
        return None;
    }
    let parts: Vec<&str> = digits.split(' ').rev().collect();
    Some(format!("+{}", parts.join(" ")))
}

/// Some producers write the sign that is seen, others the one that is meant: right is what closes after it opens.
fn mirror_if_crossed(clusters: &mut [(String, Way)]) {
    let mut depth = 0_i32;
    let mut crossed = false;
    for (cluster, _) in clusters.iter() {
        match cluster.as_str() {
            "(" | "[" | "«" => depth += 1,
            ")" | "]" | "»" => depth -= 1,
            _ => {}
        }
        crossed |= depth < 0;
    }
    if crossed {
        mirror(clusters);
    }
}

/// Brackets among letters from right to left show their mirror image.
fn mirror(clusters: &mut [(String, Way)]) {
    for (cluster, way) in clusters {
        if *way == Way::Neutral {
            *cluster = cluster
                .chars()
                .map(|sign| match sign {
                    '(' => ')',
                    ')' => '(',
                    '[' => ']',
                    ']' => '[',
                    '«' => '»',
                    '»' => '«',
                    other => other,
                })
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    fn logical(text: &str) -> String {
        super::logical(text, false)
    }

    #[test]
    fn visual_text_is_put_into_reading_order() {
        // "שלום עולם" and "(مدينة) 2024 UCLG" as they stand on the page.
        assert_eq!(logical("םלוע םולש"), "שלום עולם");
        assert_eq!(logical("UCLG 2024 (ةنيدم)"), "(مدينة) 2024 UCLG");
        assert_eq!(logical("UCLG 2024 )ةنيدم("), "(مدينة) 2024 UCLG");
        assert_eq!(logical("000 000 71 216+"), "+216 71 000 000");
        assert_eq!(logical("Name: םולש"), "Name: שלום");
        assert_eq!(logical("plain (text) 12"), "plain (text) 12");
        assert_eq!(logical("5217777 3 972+ :ןופלט"), "טלפון: +972 3 5217777");
        assert_eq!(logical("ملعن."), "نعلم.");
        assert_eq!(logical(".ملعن"), "نعلم.");
        assert_eq!(logical("12/05/2024 :ךיראת"), "תאריך: 12/05/2024");
    }

    #[test]
    fn choices_on_a_page_from_right_to_left_stand_in_its_order() {
        let printed = "Region ةهج ☐ Municipality ةيدلب ☒";
        let read = super::logical(printed, true);
        assert_eq!(read, "☒ بلدية Municipality ☐ جهة Region");
    }

    #[test]
    fn a_mark_behind_a_space_belongs_to_the_letter_that_follows() {
        assert_eq!(logical("نوتيزلا \u{651}لت"), "تل\u{651} الزيتون");
    }
}
