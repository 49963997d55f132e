//! A letter's blocks → plain text and HTML.

use super::text::Texts;
use serde::Serialize;

/// One block of a letter. Whatever a sender wrote is escaped when the page is laid out, not before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Block {
    /// A paragraph; line breaks are kept.
    Paragraph {
        /// Its lines.
        lines: Vec<String>,
    },
    /// The name of what follows.
    Heading {
        /// The name.
        text: String,
    },
    /// Titles and values.
    Values {
        /// Title and value.
        rows: Vec<(String, String)>,
    },
    /// A list.
    List {
        /// The items.
        items: Vec<String>,
    },
    /// The last lines, set smaller.
    Small {
        /// Its lines.
        lines: Vec<String>,
    },
}

impl Block {
    /// A paragraph.
    pub fn paragraph(text: &str) -> Block {
        Block::Paragraph { lines: lines(text) }
    }

    /// Set smaller.
    pub fn small(text: &str) -> Block {
        Block::Small { lines: lines(text) }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The letter as plain text.
pub(super) fn to_text(blocks: &[Block]) -> String {
    let pieces: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph { lines } | Block::Small { lines } => lines.join("\n"),
            Block::Heading { text } => {
                format!("{text}\n{}", "–".repeat(text.chars().count().min(60)))
            }
            Block::Values { rows } => rows
                .iter()
                .map(|(title, value)| format!("  {title}: {value}"))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::List { items } => items
                .iter()
                .map(|item| format!("  • {item}"))
                .collect::<Vec<_>>()
                .join("\n"),
        })
        .collect();
    pieces.join("\n\n") + "\n"
}

/// The letter as HTML, plain enough for every mail program.
pub(super) fn to_html(blocks: &[Block], texts: &Texts<'_>) -> Result<String, String> {
    #[derive(Serialize)]
    struct Page<'a> {
        language: &'a str,
        blocks: &'a [Block],
    }
    texts.page(
        "letter.html",
        include_str!("letter.html"),
        Page {
            language: &texts.language,
            blocks,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::rules;

    #[test]
    fn what_a_sender_wrote_is_escaped() {
        let rules = rules();
        let texts = Texts::new(&rules, "en", "en");
        let evil = "<script>alert(1)</script> & \"x\"".to_owned();
        let blocks = [
            Block::paragraph(&evil),
            Block::Heading { text: evil.clone() },
            Block::Values {
                rows: vec![(evil.clone(), evil.clone())],
            },
            Block::List {
                items: vec![evil.clone()],
            },
            Block::small(&evil),
        ];
        let html = to_html(&blocks, &texts).unwrap();
        assert!(
            !html.contains("<script>") && html.matches("&lt;script&gt;").count() == 6,
            "{html}"
        );
        assert!(to_text(&blocks).contains(&evil));
    }
}
