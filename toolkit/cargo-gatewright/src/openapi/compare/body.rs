//! Bodies of requests and responses.

use super::schema::Direction;
use super::{At, Class, Comparison};
use std::collections::BTreeMap;

impl<'a> Comparison<'a> {
    pub(super) fn request_body(&mut self, place: &str, old: &At<'a>, new: &At<'a>) {
        let body =
            |at: &At<'a>, document| at.member("requestBody").map(|body| body.followed(document));
        let is_required = |at: &At<'a>| at.value["required"] == true;
        match (body(old, self.file), body(new, self.code)) {
            (None, None) => {}
            (None, Some(new)) if is_required(&new) => self.breaking(
                "request-body-added-required",
                format!("{place} needs a body now"),
                Some(old),
                Some(&new),
            ),
            (None, Some(new)) => self.compatible(
                "request-body-added-optional",
                format!("{place} takes a body now"),
                Some(old),
                Some(&new),
            ),
            (Some(old), None) => self.breaking(
                "request-body-removed",
                format!("the body of {place} was removed, and is ignored now"),
                Some(&old),
                Some(new),
            ),
            (Some(old), Some(new)) => {
                match (is_required(&old), is_required(&new)) {
                    (false, true) => self.breaking(
                        "request-body-became-required",
                        format!("the body of {place} is required now"),
                        Some(&old),
                        Some(&new),
                    ),
                    (true, false) => self.compatible(
                        "request-body-became-optional",
                        format!("the body of {place} is optional now"),
                        Some(&old),
                        Some(&new),
                    ),
                    _ => {}
                }
                self.content(
                    &format!("the body of {place}"),
                    &old,
                    &new,
                    Direction::Request,
                );
            }
        }
    }

    pub(super) fn responses(&mut self, place: &str, old: &At<'a>, new: &At<'a>) {
        let responses =
            |at: &At<'a>, document: &'a serde_json::Value| -> BTreeMap<String, At<'a>> {
                let all = at.member("responses");
                let all = all.iter().flat_map(|all| all.members().collect::<Vec<_>>());
                all.map(|(status, at)| (status.to_uppercase(), at.followed(document)))
                    .collect()
            };
        let (file, code) = (responses(old, self.file), responses(new, self.code));
        for (status, old) in &file {
            let Some(now) = code.get(status) else {
                // Clients depend on success. An error that no longer occurs is not missed.
                let (class, rule) = if status.starts_with('2') {
                    (Class::Breaking, "response-success-status-removed")
                } else {
                    (Class::Compatible, "response-non-success-status-removed")
                };
                self.push(
                    class,
                    rule,
                    format!("the response {status} of {place} was removed"),
                    Some(old),
                    Some(new),
                );
                continue;
            };
            let what = format!("the response {status} of {place}");
            self.content(&what, old, now, Direction::Response);
            self.headers(&what, old, now);
        }
        for (status, at) in &code {
            if file.contains_key(status) {
                continue;
            }
            let rule = if status.starts_with('2') {
                "response-success-status-added"
            } else {
                "response-non-success-status-added"
            };
            self.compatible(
                rule,
                format!("the response {status} of {place} was added"),
                None,
                Some(at),
            );
        }
    }

    fn headers(&mut self, what: &str, old: &At<'a>, new: &At<'a>) {
        let headers = |at: &At<'a>, document: &'a serde_json::Value| -> BTreeMap<String, At<'a>> {
            let all = at.member("headers");
            let all = all.iter().flat_map(|all| all.members().collect::<Vec<_>>());
            all.map(|(name, at)| (name.to_lowercase(), at.followed(document)))
                .collect()
        };
        let (file, code) = (headers(old, self.file), headers(new, self.code));
        for (name, at) in &file {
            let Some(now) = code.get(name) else {
                self.breaking(
                    "response-header-removed",
                    format!("the header `{name}` of {what} was removed"),
                    Some(at),
                    Some(new),
                );
                continue;
            };
            if at.value["required"] == true && now.value["required"] != true {
                self.breaking(
                    "response-header-became-optional",
                    format!("the header `{name}` of {what} is optional now"),
                    Some(at),
                    Some(now),
                );
            }
            if let (Some(old), Some(new)) = (at.member("schema"), now.member("schema")) {
                self.schema(
                    &format!("the header `{name}` of {what}"),
                    old,
                    new,
                    Direction::Response,
                );
            }
        }
        for (name, at) in &code {
            if !file.contains_key(name) {
                self.compatible(
                    "response-header-added",
                    format!("the header `{name}` of {what} was added"),
                    None,
                    Some(at),
                );
            }
        }
    }

    /// Compares the media types in `content`.
    pub(super) fn content(&mut self, what: &str, old: &At<'a>, new: &At<'a>, direction: Direction) {
        let media = |at: &At<'a>| -> BTreeMap<String, At<'a>> {
            let content = at.member("content");
            let all = content
                .iter()
                .flat_map(|content| content.members().collect::<Vec<_>>());
            all.map(|(name, at)| (name.to_lowercase(), at)).collect()
        };
        let (file, code) = (media(old), media(new));
        let (removed, added) = match direction {
            Direction::Request => (
                "request-body-media-type-removed",
                "request-body-media-type-added",
            ),
            Direction::Response => ("response-media-type-removed", "response-media-type-added"),
        };
        for (name, at) in &file {
            let Some(now) = code.get(name) else {
                self.breaking(
                    removed,
                    format!("the media type `{name}` of {what} was removed"),
                    Some(at),
                    Some(new),
                );
                continue;
            };
            match (at.member("schema"), now.member("schema")) {
                (Some(old), Some(new)) => self.schema(what, old, new, direction),
                (None, None) => {}
                (Some(old), None) => self.opened(what, &old, now, direction),
                (None, Some(new)) => self.closed(what, at, &new, direction),
            }
        }
        for (name, at) in &code {
            if !file.contains_key(name) {
                self.compatible(
                    added,
                    format!("the media type `{name}` of {what} was added"),
                    None,
                    Some(at),
                );
            }
        }
    }
}
