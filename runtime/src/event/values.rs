//! Objects of texts and lists of texts: headers and query parameters.

use std::borrow::Cow;

use super::Text;
use super::members::Members;
use super::text::text_of;

/// Visits each name with each of its values, which are one text or a list of texts. What is neither is left out, and what is no
/// object has no values.
pub(super) fn each_value<'a>(object: &'a str, mut visit: impl FnMut(&Cow<'a, str>, Cow<'a, str>)) {
    for (name, value) in Members::of(object) {
        each_text(value, |text| visit(&name, text));
    }
}

/// Visits the texts of one value.
pub(super) fn each_text<'a>(value: &'a str, mut visit: impl FnMut(Cow<'a, str>)) {
    if let Some(text) = text_of(value) {
        visit(text);
    } else if value.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<Text<'a>>>(value)
    {
        for Text(text) in list {
            visit(text);
        }
    }
}
