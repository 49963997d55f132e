//! What tags and style attributes say about their text: shown or hidden, bold, in lines of its own.

use crate::document::tree::{Id, Tree};

/// How text inside an element is set.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// In bold.
    pub(super) bold: bool,
    /// White space counts.
    pub(super) kept: bool,
    /// Not shown.
    pub(super) hidden: bool,
    /// In lines of its own although its tag is not of that kind.
    pub(super) block: bool,
    /// A paragraph without a space above it.
    pub(super) tight: bool,
    /// Set apart from what stands before it in the line.
    pub(super) apart: bool,
    /// The font, when it is named.
    pub(super) font: Option<String>,
    /// Value of this field.
    pub(super) field: Option<u32>,
}

/// Elements whose content is never shown.
pub(super) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "object"
            | "embed"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "iframe"
            | "button"
            | "del"
            | "s"
            | "strike"
            | "rt"
            | "rp"
            | "datalist"
    )
}

/// Elements that stand in lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "body"
            | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "address"
            | "form"
            | "legend"
            | "figure"
            | "figcaption"
            | "center"
            | "details"
            | "summary"
            | "ul"
            | "ol"
            | "menu"
            | "li"
            | "dt"
            | "dd"
            | "caption"
            | "tr"
            | "tbody"
            | "thead"
            | "tfoot"
            | "td"
            | "th"
            | "optgroup"
            | "dir"
    )
}

/// The style of an element within another.
pub(super) fn of(tree: &Tree, id: Id, outer: &Style) -> Style {
    let name = tree.name(id);
    let mut style = Style {
        block: false,
        tight: false,
        apart: false,
        ..outer.clone()
    };
    match name {
        "b" | "strong" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" => {
            style.bold = true;
        }
        "pre" | "textarea" => style.kept = true,
        "font" => {
            if let Some(face) = tree.attribute(id, "face") {
                style.font = first_font(face);
            }
        }
        _ => {}
    }
    if tree.attribute(id, "hidden").is_some() {
        style.hidden = true;
    }
    // The style sheet of Outlook and Word gives these paragraphs no margin.
    style.tight = tree
        .attribute(id, "class")
        .is_some_and(|class| class.starts_with("Mso") || class.contains("gmail_default"));
    if let Some(css) = tree.attribute(id, "style") {
        declarations(css, &mut style);
    }
    style.apart |= is_behind_spacer(tree, id);
    style
}

/// True behind an empty element that a style sheet stretches between two others: a dotted line, a gap.
fn is_behind_spacer(tree: &Tree, id: Id) -> bool {
    let Some(spacer) = tree.before(id).filter(|_| tree.name(id) == "span") else {
        return false;
    };
    let styled = ["class", "style"]
        .iter()
        .any(|name| tree.attribute(spacer, name).is_some());
    let between = tree
        .before(spacer)
        .is_some_and(|one| tree.name(one) == "span");
    tree.name(spacer) == "span" && styled && between && tree.children(spacer).next().is_none()
}

fn declarations(css: &str, style: &mut Style) {
    for declaration in css.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let value = value.trim().to_lowercase();
        let value = value.trim_end_matches("!important").trim_end();
        match property.trim().to_lowercase().as_str() {
            "display" => match value {
                "none" => style.hidden = true,
                "block" | "flex" | "grid" | "table" | "list-item" | "table-row" => {
                    style.block = true;
                }
                "table-cell" => style.apart = true,
                _ => {}
            },
            "visibility" if matches!(value, "hidden" | "collapse") => style.hidden = true,
            "mso-hide" if value == "all" => style.hidden = true,
            "mso-list" if value == "ignore" => style.hidden = true,
            "font-size" | "max-height" if is_zero(value) => style.hidden = true,
            "text-decoration" | "text-decoration-line" if value.contains("line-through") => {
                style.hidden = true;
            }
            "font-weight" => {
                style.bold = value.starts_with("bold")
                    || value.parse::<u32>().is_ok_and(|weight| weight >= 600);
            }
            "white-space" => style.kept = value.starts_with("pre"),
            "font-family" => style.font = first_font(value),
            "margin" if value.split_whitespace().next().is_some_and(is_zero) => {
                style.tight = true;
            }
            "margin-top" => style.tight = is_zero(value),
            _ => {}
        }
    }
}

fn first_font(families: &str) -> Option<String> {
    let first = families.split(',').next()?;
    Some(first.trim().trim_matches(['"', '\'']).to_owned())
}

fn is_zero(length: &str) -> bool {
    let number: String = length
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    // Outlook writes `.0001pt` for nothing.
    number.parse::<f32>().is_ok_and(|number| number < 0.01)
}
