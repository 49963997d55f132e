//! Where in `fields.toml` a label must be written, so that a proposal can name the line.

/// Where a label goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the list of its language, which begins on this line.
    InList(usize),
    /// On a line of its own, below this line and table.
    NewLine(usize, &'static str),
    /// Into a table that the field does not have yet; it goes below this line.
    NewTable(usize, &'static str),
}

/// The place of a label of a field; without a field, of a heading.
pub(super) fn place(text: &str, field: &str, language: &str) -> Place {
    let lines: Vec<&str> = text.lines().collect();
    let (start, table) = if field.is_empty() {
        (0, "[other_labels]")
    } else {
        let id = format!("id = \"{field}\"");
        let own = |line: &&str| line.trim() == id;
        (lines.iter().position(own).unwrap_or(0), "[field.labels]")
    };
    let rest = || lines.iter().enumerate().skip(start);
    let end = rest()
        .skip(1)
        .find(|(_, line)| line.trim() == "[[field]]")
        .map_or(lines.len(), |(at, _)| at);
    let Some((head, _)) = rest()
        .take_while(|(at, _)| *at < end)
        .find(|(_, line)| line.trim() == table)
    else {
        return Place::NewTable(start + 1, table);
    };
    let list = lines
        .iter()
        .enumerate()
        .take(end)
        .skip(head + 1)
        .take_while(|(_, line)| !line.starts_with('['))
        .find(|(_, line)| {
            line.strip_prefix(language)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        });
    match list {
        Some((at, _)) => Place::InList(at + 1),
        None => Place::NewLine(head + 1, table),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_finds_its_list_its_table_or_a_new_one() {
        let text = "[other_labels]\nen = [\"A\"]\n\n[[field]]\nid = \"one\"\n[field.labels]\nen = [\n  \"B\",\n]\nfr = [\"C\"]\n\n[[field]]\nid = \"two\"\n";
        assert_eq!(place(text, "", "en"), Place::InList(2));
        assert_eq!(place(text, "", "fr"), Place::NewLine(1, "[other_labels]"));
        assert_eq!(place(text, "one", "fr"), Place::InList(10));
        assert_eq!(
            place(text, "one", "ro"),
            Place::NewLine(6, "[field.labels]")
        );
        assert_eq!(
            place(text, "two", "en"),
            Place::NewTable(13, "[field.labels]")
        );
    }
}
