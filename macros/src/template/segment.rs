//! A segment of a template.

use super::other_routers;
use crate::report::Message;

/// A well-formed segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// `orders`
    Literal(String),
    /// `{id}`: exactly one segment
    Parameter(String),
    /// `{rest+}`: one or more segments
    Remainder(String),
}

impl Segment {
    /// Parses one segment of `template`.
    pub(super) fn read(segment: &str, template: &str) -> Result<Self, Message> {
        if let Some(ours) = other_routers::translated(segment) {
            return Err(
                Message::new(format!("`{segment}` is the notation of another router"))
                    .help(format!("\"{}\"", template.replacen(segment, &ours, 1)))
                    .note("`{name}` takes one segment, and `{name+}` the rest of the path"),
            );
        }
        if !segment.contains(['{', '}']) {
            return Self::literal(segment, template);
        }
        let Some(inner) = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        else {
            return Err(unbalanced_or_mixed(segment, template));
        };
        if inner.contains(['{', '}']) {
            return Err(unbalanced_or_mixed(segment, template));
        }
        let (name, is_remainder) = match inner.strip_suffix('+') {
            Some(name) => (name, true),
            None => (inner, false),
        };
        if name.is_empty() {
            return Err(Message::new(format!(
                "the parameter `{segment}` of `{template}` has no name"
            ))
            .help(if is_remainder {
                "\"{rest+}\""
            } else {
                "\"{id}\""
            }));
        }
        if !is_name(name) {
            return Err(
                Message::new(format!("`{name}` is not a valid parameter name"))
                    .help("use letters, digits, `_` and `-`, and start with a letter or `_`"),
            );
        }
        let name = name.to_owned();
        Ok(if is_remainder {
            Self::Remainder(name)
        } else {
            Self::Parameter(name)
        })
    }

    fn literal(segment: &str, template: &str) -> Result<Self, Message> {
        if segment.contains('%') {
            return Err(Message::new(format!("`{segment}` is percent-encoded"))
                .help(format!(
                    "\"{}\"",
                    template.replace("%20", " ")
                ))
                .note(
                    "write the characters themselves: each segment of a request is decoded once and then compared with the template",
                ));
        }
        if segment == "." || segment == ".." {
            return Err(
                Message::new(format!("`{template}` contains the segment `{segment}`"))
                    .help("write the resolved path")
                    .note("clients resolve `.` and `..` before they send a request"),
            );
        }
        Ok(Self::Literal(segment.to_owned()))
    }

    /// The parameter as written.
    pub(super) fn parameter(&self) -> Option<String> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) => Some(format!("{{{name}}}")),
            Self::Remainder(name) => Some(format!("{{{name}+}}")),
        }
    }

    /// The parameter's name.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) | Self::Remainder(name) => Some(name),
        }
    }
}

fn is_name(name: &str) -> bool {
    let starts = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(starts)
        && name
            .chars()
            .all(|c| starts(c) || c.is_alphanumeric() || c == '-')
}

fn unbalanced_or_mixed(segment: &str, template: &str) -> Message {
    let opening = segment.matches('{').count();
    let closing = segment.matches('}').count();
    if opening > closing {
        return Message::new(format!("`{{` has no matching `}}` in `{segment}`"))
            .help("a parameter is `{name}`");
    }
    if closing > opening {
        return Message::new(format!("`}}` has no matching `{{` in `{segment}`"))
            .help("a parameter is `{name}`");
    }
    Message::new(format!(
        "the parameter in `{segment}` of `{template}` must be the whole segment"
    ))
    .help("use a whole segment, such as `/{name}`, and split its value in the function")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_literals_parameters_and_remainders() {
        let read = |segment| Segment::read(segment, "/").ok();
        assert_eq!(read("orders"), Some(Segment::Literal("orders".into())));
        assert_eq!(read("a.b"), Some(Segment::Literal("a.b".into())));
        assert_eq!(read("{id}"), Some(Segment::Parameter("id".into())));
        assert_eq!(
            read("{order-id}"),
            Some(Segment::Parameter("order-id".into()))
        );
        assert_eq!(read("{rest+}"), Some(Segment::Remainder("rest".into())));
    }

    #[test]
    fn broken_segments_are_refused() {
        for segment in [
            "{", "}", "{id", "id}", "{}", "{+}", "{a}{b}", "a{b}", "{{a}}", "{1}", "{a b}", ":id",
            "*", "a%20b", "..",
        ] {
            assert!(Segment::read(segment, "/").is_err(), "{segment}");
        }
    }
}
