//! Path templates: `/orders/{id}`, `/files/{rest+}`.

mod other_routers;
mod segment;

use std::collections::HashSet;

use syn::LitStr;

use self::segment::Segment;
use crate::report::Message;

/// A valid template.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    literal: LitStr,
    segments: Vec<Segment>,
}

impl Template {
    /// Parses the literal. Messages name the segment, because a part of a literal cannot be underlined on stable.
    pub(crate) fn new(literal: LitStr) -> syn::Result<Self> {
        match read(&literal.value()) {
            Ok(segments) => Ok(Self { literal, segments }),
            Err(message) => Err(message.at(literal)),
        }
    }

    /// The user's literal.
    pub(crate) fn literal(&self) -> &LitStr {
        &self.literal
    }

    /// The first parameter as written.
    pub(crate) fn first_parameter(&self) -> Option<String> {
        self.segments.iter().find_map(Segment::parameter)
    }

    /// The parameters as written.
    pub(crate) fn parameters(&self) -> Vec<String> {
        self.segments
            .iter()
            .filter_map(Segment::parameter)
            .collect()
    }

    /// Whether it is `/`.
    pub(crate) fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// The template without parameter names. Templates that match the same paths have the same shape.
    pub(crate) fn shape(&self) -> String {
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            shape.push_str(match segment {
                Segment::Literal(text) => text,
                Segment::Parameter(_) => "{}",
                Segment::Remainder(_) => "{+}",
            });
        }
        shape
    }
}

fn read(text: &str) -> Result<Vec<Segment>, Message> {
    if let Some(message) = outside_of_a_path(text) {
        return Err(message);
    }
    let Some(path) = text.strip_prefix('/') else {
        return Err(
            Message::new("a path template must start with `/`").help(format!("\"/{text}\""))
        );
    };
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return if text == "//" {
            Err(empty_segment(text))
        } else {
            Ok(Vec::new())
        };
    }
    let segments = path
        .split('/')
        .map(|segment| match segment {
            "" => Err(empty_segment(text)),
            segment => Segment::read(segment, text),
        })
        .collect::<Result<Vec<_>, _>>()?;
    parameters_are_few(&segments, text)?;
    names_are_unique(&segments, text)?;
    remainder_is_last(&segments, text)?;
    Ok(segments)
}

/// Reports parts of a URL that are not part of the path.
fn outside_of_a_path(text: &str) -> Option<Message> {
    if text.is_empty() {
        return Some(Message::new("a path template cannot be empty").help("\"/\""));
    }
    if let Some((_, path)) = text.split_once("://") {
        let path = path.find('/').map_or("/", |start| &path[start..]);
        return Some(
            Message::new("a path template must be a path, not a whole URL")
                .help(format!("\"{path}\"")),
        );
    }
    let (path, _) = text.split_once(['?', '#'])?;
    if path.ends_with('{') {
        return None;
    }
    Some(
        Message::new("a path template cannot contain a query string or a fragment")
            .help(format!(
                "\"{path}\", and take a parameter `Query(query): Query<T>` for the query string"
            ))
            .note("a route is chosen by method and path alone"),
    )
}

fn empty_segment(text: &str) -> Message {
    let segments: Vec<_> = text
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    Message::new(format!("`{text}` has an empty segment"))
        .help(format!("\"/{}\"", segments.join("/")))
}

/// The runtime's search through the routes has room for this many values (`MOST_PARAMETERS`).
const MOST_PARAMETERS: usize = 8;

fn parameters_are_few(segments: &[Segment], text: &str) -> Result<(), Message> {
    let count = segments.iter().filter_map(Segment::name).count();
    if count <= MOST_PARAMETERS {
        return Ok(());
    }
    Err(Message::new(format!(
        "`{text}` has {count} parameters, but a path template has at most {MOST_PARAMETERS}"
    ))
    .help("take the last segments together as `{rest+}`, or move values to the query string"))
}

fn names_are_unique(segments: &[Segment], text: &str) -> Result<(), Message> {
    let mut seen = HashSet::new();
    for name in segments.iter().filter_map(Segment::name) {
        if !seen.insert(name) {
            return Err(
                Message::new(format!("`{text}` has two parameters named `{name}`"))
                    .help("rename one of them"),
            );
        }
    }
    Ok(())
}

fn remainder_is_last(segments: &[Segment], text: &str) -> Result<(), Message> {
    let Some((_, before)) = segments.split_last() else {
        return Ok(());
    };
    for segment in before {
        if let Segment::Remainder(name) = segment {
            return Err(Message::new(format!(
                "`{{{name}+}}` must be the last segment of `{text}`"
            ))
            .help(format!(
                "\"{{{name}}}\" for one segment, or remove the segments after `{{{name}+}}`"
            ))
            .note("it takes the whole rest of the path"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        Template {
            literal: syn::parse_quote!(""),
            segments: read(text).expect(text),
        }
        .shape()
    }

    #[test]
    fn templates_that_match_the_same_paths_have_the_same_shape() {
        assert_eq!(shape("/orders/{id}"), shape("/orders/{order-id}/"));
        assert_eq!(shape("/"), "");
        assert_eq!(shape("/files/{rest+}"), "/files/{+}");
        assert_ne!(shape("/files/{rest+}"), shape("/files/{rest}"));
    }
}
