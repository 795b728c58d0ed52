//! The preconditions of a request.

use std::time::SystemTime;

use http::StatusCode;

use super::date;
use super::etag::{ETag, Tags, are_same_strong, are_same_weak};
use crate::event::{HttpRequest, Method};
use crate::handler::extract::{Extract, FromHttp, How, Kind, Rejection};

/// The preconditions of a request, and the range that it asks for: the headers `if-match`, `if-none-match`, `if-modified-since`,
/// `if-unmodified-since`, `if-range` and `range`.
///
/// [`Response::conditional`](crate::Response::conditional) answers those of a GET request. A handler that changes a resource calls
/// [`check`](Self::check) first, so that one client does not overwrite the change of another:
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{ETag, Preconditions, Rejection};
///
/// #[lambda_handler(main = false)]
/// #[put("/orders/{id}")]
/// async fn replace(Path(id): Path<u64>, preconditions: Preconditions, Json(order): Json<u64>) -> Result<Json<u64>, Rejection> {
///     let stored = ETag::strong(format_args!("{id}-3"));
///     preconditions.check(Some(&stored), None)?;
///     Ok(Json(order))
/// }
///
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// # let request = || TestRequest::new("PUT", "/orders/7").json(&1);
/// # let status = |request: TestRequest| block_on(request.send(&REPLACE)).unwrap().status();
/// # assert_eq!(status(request()), 200);
/// # assert_eq!(status(request().header("if-match", "\"7-3\"")), 200);
/// # assert_eq!(status(request().header("if-match", "\"7-2\"")), 412);
/// # assert_eq!(status(request().header("if-none-match", "*")), 412);
/// # }
/// ```
///
/// `if-match` never matches a weak tag (RFC 9110, 13.1.1), so the tag must be strong.
#[derive(Clone, Debug, Default)]
pub struct Preconditions {
    reads: bool,
    /// Whether the method is GET.
    pub(super) gets: bool,
    if_match: Option<String>,
    if_none_match: Option<String>,
    if_modified_since: Option<String>,
    if_unmodified_since: Option<String>,
    if_range: Option<String>,
    pub(super) range: Option<String>,
}

/// What the preconditions say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The request is answered.
    Fulfilled,
    /// The client has the response already: 304.
    NotModified,
    /// The named precondition failed: 412.
    Failed(&'static str),
}

/// The version of the resource that the preconditions are about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Version<'a> {
    /// Whether there is such a resource.
    pub(super) exists: bool,
    /// Its tag.
    pub(super) etag: Option<&'a str>,
    /// The time of its last change, in seconds since 1970.
    pub(super) modified: Option<u64>,
}

impl Preconditions {
    /// Reads the headers of a request, in one pass.
    pub(crate) fn of(request: &HttpRequest<'_>) -> Self {
        let mut found = Self {
            reads: matches!(request.method, Method::Get | Method::Head),
            gets: request.method == Method::Get,
            ..Self::default()
        };
        request.each_header(|name, value| {
            // Most headers are others.
            if !name.starts_with(['i', 'I', 'r', 'R']) {
                return;
            }
            let is = |other: &str| name.eq_ignore_ascii_case(other);
            if is("if-match") {
                join(&mut found.if_match, &value);
            } else if is("if-none-match") {
                join(&mut found.if_none_match, &value);
            } else if is("if-modified-since") {
                found.if_modified_since = Some(value.into_owned());
            } else if is("if-unmodified-since") {
                found.if_unmodified_since = Some(value.into_owned());
            } else if is("if-range") {
                found.if_range = Some(value.into_owned());
            } else if is("range") {
                join(&mut found.range, &value);
            }
        });
        found
    }

    /// Whether the method is GET or HEAD.
    pub(crate) fn reads(&self) -> bool {
        self.reads
    }

    /// Checks the preconditions of a request that changes a resource: `etag` and `modified` are those of its current state. Without
    /// both, the resource does not exist.
    ///
    /// # Errors
    ///
    /// A precondition failed; the response is a 412. A request without preconditions is never rejected.
    pub fn check(
        &self,
        etag: Option<&ETag>,
        modified: Option<SystemTime>,
    ) -> Result<(), Rejection> {
        let version = Version {
            exists: etag.is_some() || modified.is_some(),
            etag: etag.map(ETag::as_str),
            modified: modified.map(date::seconds),
        };
        match self.verdict(version) {
            Verdict::Fulfilled | Verdict::NotModified => Ok(()),
            Verdict::Failed(header) => Err(Rejection::new(
                StatusCode::PRECONDITION_FAILED,
                "PreconditionFailed",
                failed(header),
            )),
        }
    }

    /// Evaluates the preconditions in the order of RFC 9110, 13.2.2.
    pub(super) fn verdict(&self, version: Version<'_>) -> Verdict {
        let date =
            |text: &Option<String>| text.as_deref().and_then(|text| date::parsed(text.trim()));
        if let Some(tags) = &self.if_match {
            if !version.is_among(tags, are_same_strong) {
                return Verdict::Failed("if-match");
            }
        } else if let Some((date, modified)) = date(&self.if_unmodified_since).zip(version.modified)
            && modified > date
        {
            return Verdict::Failed("if-unmodified-since");
        }
        if let Some(tags) = &self.if_none_match {
            if version.is_among(tags, are_same_weak) {
                return if self.reads {
                    Verdict::NotModified
                } else {
                    Verdict::Failed("if-none-match")
                };
            }
        } else if self.reads
            && let Some((date, modified)) = date(&self.if_modified_since).zip(version.modified)
            && modified <= date
        {
            return Verdict::NotModified;
        }
        Verdict::Fulfilled
    }

    /// Whether the client still has this version, so that it takes a part (RFC 9110, 13.1.5).
    pub(super) fn takes_part_of(&self, version: Version<'_>) -> bool {
        let Some(known) = self.if_range.as_deref().map(str::trim) else {
            return true;
        };
        if known.starts_with(['"', 'W']) && known.ends_with('"') {
            return version
                .etag
                .is_some_and(|etag| are_same_strong(etag, known));
        }
        version.modified.is_some() && date::parsed(known) == version.modified
    }
}

impl Version<'_> {
    /// Whether a list of tags, or `*`, contains the version.
    fn is_among(&self, tags: &str, are_same: fn(&str, &str) -> bool) -> bool {
        if tags.trim() == "*" {
            return self.exists;
        }
        self.etag
            .is_some_and(|etag| Tags(tags).any(|tag| are_same(tag, etag)))
    }
}

/// The detail of a 412.
pub(super) fn failed(header: &str) -> String {
    format!("the precondition `{header}` is not fulfilled")
}

/// Adds a value to a list. A repeated header is one list (RFC 9110, 5.3).
fn join(list: &mut Option<String>, value: &str) {
    match list {
        Some(list) => {
            list.push_str(", ");
            list.push_str(value);
        }
        None => *list = Some(value.to_owned()),
    }
}

impl Extract<FromHttp> for Preconditions {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| Ok(Self::of(incoming.request()?)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const SAME: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const NEW: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

    const VERSION: Version<'static> = Version {
        exists: true,
        etag: Some("\"a\""),
        modified: Some(784_111_777),
    };
    const NONE: Version<'static> = Version {
        exists: false,
        etag: None,
        modified: None,
    };

    fn request(method: Method, headers: &[(&str, &str)]) -> Preconditions {
        let value = |name: &str| {
            let pair = headers.iter().find(|(other, _)| *other == name);
            pair.map(|(_, value)| (*value).to_owned())
        };
        Preconditions {
            reads: matches!(method, Method::Get | Method::Head),
            gets: method == Method::Get,
            if_match: value("match"),
            if_none_match: value("none-match"),
            if_modified_since: value("modified-since"),
            if_unmodified_since: value("unmodified-since"),
            if_range: value("range"),
            range: None,
        }
    }

    /// RFC 9110, 13.1.1 to 13.1.4 and 13.2.2.
    #[test]
    fn preconditions_have_the_precedence_of_rfc_9110() {
        use Method::{Get, Head, Put};
        use Verdict::{Failed, Fulfilled, NotModified};
        for (method, headers, version, verdict) in [
            (Get, &[][..], VERSION, Fulfilled),
            (Get, &[("match", "\"a\"")], VERSION, Fulfilled),
            (Get, &[("match", "\"b\", \"a\"")], VERSION, Fulfilled),
            (Get, &[("match", "\"b\"")], VERSION, Failed("if-match")),
            (Put, &[("match", "W/\"a\"")], VERSION, Failed("if-match")),
            (Put, &[("match", "*")], VERSION, Fulfilled),
            (Put, &[("match", "*")], NONE, Failed("if-match")),
            (Put, &[("match", "\"a\"")], NONE, Failed("if-match")),
            (Put, &[("match", "a")], VERSION, Failed("if-match")),
            // The date is ignored beside the tags.
            (
                Put,
                &[("match", "\"a\""), ("unmodified-since", OLD)],
                VERSION,
                Fulfilled,
            ),
            (
                Put,
                &[("unmodified-since", OLD)],
                VERSION,
                Failed("if-unmodified-since"),
            ),
            (Put, &[("unmodified-since", SAME)], VERSION, Fulfilled),
            (Put, &[("unmodified-since", "now")], VERSION, Fulfilled),
            (Put, &[("unmodified-since", OLD)], NONE, Fulfilled),
            (Get, &[("none-match", "\"a\"")], VERSION, NotModified),
            (Head, &[("none-match", "W/\"a\"")], VERSION, NotModified),
            (
                Put,
                &[("none-match", "\"a\"")],
                VERSION,
                Failed("if-none-match"),
            ),
            (Get, &[("none-match", "*")], VERSION, NotModified),
            (
                Put,
                &[("none-match", "*")],
                VERSION,
                Failed("if-none-match"),
            ),
            (Put, &[("none-match", "*")], NONE, Fulfilled),
            (Get, &[("none-match", "\"b\"")], VERSION, Fulfilled),
            // The date is ignored beside the tags.
            (
                Get,
                &[("none-match", "\"b\""), ("modified-since", NEW)],
                VERSION,
                Fulfilled,
            ),
            (Get, &[("modified-since", OLD)], VERSION, Fulfilled),
            (Get, &[("modified-since", SAME)], VERSION, NotModified),
            (Head, &[("modified-since", NEW)], VERSION, NotModified),
            (Get, &[("modified-since", "now")], VERSION, Fulfilled),
            (Put, &[("modified-since", NEW)], VERSION, Fulfilled),
            // A failed precondition comes before a 304.
            (
                Get,
                &[("match", "\"b\""), ("none-match", "\"a\"")],
                VERSION,
                Failed("if-match"),
            ),
            (
                Get,
                &[("match", "\"a\""), ("none-match", "\"a\"")],
                VERSION,
                NotModified,
            ),
        ] {
            let found = request(method, headers).verdict(version);
            assert_eq!(found, verdict, "{method:?} {headers:?} {version:?}");
        }
    }

    /// RFC 9110, 13.1.5.
    #[test]
    fn if_range_compares_strongly() {
        let weak = Version {
            etag: Some("W/\"a\""),
            ..VERSION
        };
        for (header, version, takes) in [
            ("\"a\"", VERSION, true),
            ("W/\"a\"", VERSION, false),
            ("W/\"a\"", weak, false),
            ("\"b\"", VERSION, false),
            (SAME, VERSION, true),
            (NEW, VERSION, false),
            (OLD, VERSION, false),
            ("", VERSION, false),
            (SAME, NONE, false),
            ("never", NONE, false),
        ] {
            let request = request(Method::Get, &[("range", header)]);
            assert_eq!(
                request.takes_part_of(version),
                takes,
                "{header} {version:?}"
            );
        }
        assert!(request(Method::Get, &[]).takes_part_of(NONE));
    }

    #[test]
    fn check_rejects_with_412() {
        let request = request(Method::Delete, &[("match", "\"b\"")]);
        let rejection = request.check(Some(&ETag::strong("a")), None).unwrap_err();
        assert_eq!(
            crate::Problem::from(rejection).status(),
            StatusCode::PRECONDITION_FAILED
        );
        assert!(request.check(Some(&ETag::strong("b")), None).is_ok());
    }
}
