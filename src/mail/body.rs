//! The text of a body: format=flowed (RFC 3676) undone.

/// Joins the lines that a mail program broke. A line that ends in a space goes on in the next line of the same quote depth;
/// with `delsp` that space was added and is taken away.
pub(super) fn unflowed(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        // A space at the start was stuffed there (section 4.4).
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open != Some(depth) || signature {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let soft = content.ends_with(' ') && !signature;
        match content.strip_suffix(' ') {
            Some(shorter) if soft && delsp => out.push_str(shorter),
            _ => out.push_str(content),
        }
        if soft {
            open = Some(depth);
        } else {
            out.push('\n');
            open = None;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(
            unflowed("Name of the \ngovernment: Irun\n\n From us \nall\n", false),
            "Name of the government: Irun\n\nFrom us all\n"
        );
    }

    #[test]
    fn delsp_takes_the_added_space_away() {
        assert_eq!(unflowed("인천광 \n역시\n", true), "인천광역시\n");
    }

    #[test]
    fn quotes_and_signatures_are_not_joined() {
        assert_eq!(
            unflowed("> one \n> two\n>> three \nfour\n-- \nAna\n", false),
            "> one two\n>> three \nfour\n-- \nAna\n"
        );
    }
}
