//! Path templates: `/orders/{id}`, `/files/{path+}`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashSet;

/// What a path segment may have as it is (RFC 3986, `pchar`).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Literal(String),
    Parameter(String),
    /// The rest of the path: one or more segments.
    Greedy(String),
}

#[derive(Clone, Debug)]
pub(super) struct Template {
    /// As in the manifest.
    pub(super) written: String,
    pub(super) segments: Vec<Segment>,
}

impl Template {
    /// Reads a template. The macros have checked those of real functions.
    pub(super) fn read(written: &str) -> Result<Self, String> {
        let Some(path) = written.strip_prefix('/') else {
            return Err("expected `/` at the start".to_owned());
        };
        let mut segments = Vec::new();
        let mut names = HashSet::new();
        for segment in path.strip_suffix('/').unwrap_or(path).split('/') {
            if segment.is_empty() && path.trim_end_matches('/').is_empty() {
                break;
            }
            let segment = Self::segment(segment)?;
            if let Segment::Parameter(name) | Segment::Greedy(name) = &segment
                && !names.insert(name.clone())
            {
                return Err(format!("expected each name once, found `{name}` twice"));
            }
            if matches!(segments.last(), Some(Segment::Greedy(_))) {
                return Err(
                    "expected the rest of the path as the last segment, found another after it"
                        .to_owned(),
                );
            }
            segments.push(segment);
        }
        Ok(Self {
            written: written.to_owned(),
            segments,
        })
    }

    fn segment(segment: &str) -> Result<Segment, String> {
        let Some(inner) = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        else {
            return if segment.is_empty() || segment.contains(['{', '}', '?', '#']) {
                Err(format!(
                    "expected a literal or `{{name}}`, found `{segment}`"
                ))
            } else {
                Ok(Segment::Literal(segment.to_owned()))
            };
        };
        let (name, is_greedy) = match inner.strip_suffix('+') {
            Some(name) => (name, true),
            None => (inner, false),
        };
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        match (is_name, is_greedy) {
            (false, _) => Err(format!("expected a name in braces, found `{segment}`")),
            (true, false) => Ok(Segment::Parameter(name.to_owned())),
            (true, true) => Ok(Segment::Greedy(name.to_owned())),
        }
    }

    /// The path as OpenAPI writes it. It has no notation for the rest of a path, so that is a parameter too.
    pub(super) fn path(&self) -> String {
        self.joined(|name| format!("{{{name}}}"))
    }

    /// The path without names. OpenAPI takes paths of one shape for the same.
    pub(super) fn shape(&self) -> String {
        self.joined(|_| "{}".to_owned())
    }

    fn joined(&self, parameter: impl Fn(&str) -> String) -> String {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => utf8_percent_encode(text, SEGMENT).to_string(),
            Segment::Parameter(name) | Segment::Greedy(name) => parameter(name),
        });
        let segments: Vec<_> = segments.collect();
        format!("/{}", segments.join("/"))
    }

    pub(super) fn is_greedy(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Greedy(_)))
    }

    /// The names of the parameters, in order, and whether each takes the rest of the path.
    pub(super) fn parameters(&self) -> Vec<(&str, bool)> {
        let parameters = self.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(name) => Some((name.as_str(), false)),
            Segment::Greedy(name) => Some((name.as_str(), true)),
        });
        parameters.collect()
    }

    /// Returns how well a path matches, or `None`. In each segment a literal takes precedence over a parameter, and a parameter over a
    /// remainder, so the greatest list wins.
    pub(super) fn matches(&self, path: &str) -> Option<Vec<u8>> {
        let path = path.strip_prefix('/')?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = path.split('/').filter(|_| !path.is_empty()).peekable();
        let mut ranks = Vec::new();
        for segment in &self.segments {
            let part = parts.next()?;
            match segment {
                Segment::Literal(text) => {
                    let decoded = percent_encoding::percent_decode_str(part)
                        .decode_utf8()
                        .ok()?;
                    if decoded != text.as_str() {
                        return None;
                    }
                    ranks.push(2);
                }
                Segment::Parameter(_) => ranks.push(1),
                Segment::Greedy(_) => {
                    ranks.push(0);
                    return Some(ranks);
                }
            }
        }
        parts.peek().is_none().then_some(ranks)
    }
}
