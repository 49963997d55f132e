//! The blank form: a fillable, accessible PDF, made from the rules alone. PURE.
//!
//! What it asks and prints stands in `rules/forms/`; here is only how it looks. The same rules give the same bytes.

mod ask;
mod font;
mod item;
mod paper;
mod plan;
mod tags;
mod widget;
mod wrap;

use crate::rules::{Form, Rules};

/// The blank form in one language. Errors are sentences for the administrator: everything that the rules lack for it.
///
/// # Errors
/// When a text is lacking in this language, or has letters that the form's font cannot print.
pub fn blank(rules: &Rules, form: &Form, language: &str) -> Result<Vec<u8>, Vec<String>> {
    let asked = ask::ask(rules, form, language)?;
    let (mut regular, mut bold) =
        font::Font::both().ok_or_else(|| vec!["the form's fonts are damaged".to_owned()])?;
    let strange = asked.strange(&regular);
    if !strange.is_empty() {
        return Err(strange);
    }
    let plan = plan::plan(&asked, &regular, &bold);
    Ok(paper::write(&asked, &plan, &mut regular, &mut bold))
}

#[cfg(test)]
mod tests;
