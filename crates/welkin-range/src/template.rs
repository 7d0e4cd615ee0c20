use std::fmt::{Display, Write as _};

/// Puts values in the holes of a record template.
///
/// A template is the record as the provider writes it, with `$name$` for each value; a provider's text never has `$`
/// of its own here. Values are inserted verbatim, so they hold no character that JSON escapes, or are JSON themselves.
pub(crate) fn fill(template: &str, holes: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(template.len() + 512);
    for (at, part) in template.split('$').enumerate() {
        if at % 2 == 0 {
            text.push_str(part);
            continue;
        }
        match holes.iter().find(|(name, _)| *name == part) {
            // Writing to a `String` cannot fail.
            Some((_, value)) => drop(write!(text, "{value}")),
            // Left visible, so that a test that looks for `$` names the hole.
            None => drop(write!(text, "${part}$")),
        }
    }
    text
}
