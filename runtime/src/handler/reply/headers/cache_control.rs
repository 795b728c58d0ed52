//! How long caches keep a response.

use std::fmt::Write as _;
use std::time::Duration;

use http::header::HeaderValue;

use super::super::header::IntoHeaderValue;
use crate::error::Error;

/// The header `cache-control` of a response (RFC 9111, 5.2.2).
///
/// ```
/// use std::time::Duration;
///
/// use gatewright::prelude::*;
/// use gatewright::CacheControl;
///
/// #[lambda_handler(main = false)]
/// #[get("/prices")]
/// async fn prices() -> (CacheControl, Json<[u32; 2]>) {
///     let a_minute = CacheControl::new().public().max_age(Duration::from_secs(60));
///     (a_minute, Json([4890, 1250]))
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// let response = block_on(TestRequest::new("GET", "/prices").send(&PRICES)).unwrap();
/// assert_eq!(response.header("cache-control"), Some("public, max-age=60"));
/// # }
/// ```
///
/// | value | for |
/// |---|---|
/// | [`CacheControl::NO_STORE`] | secrets: no cache keeps the response |
/// | [`CacheControl::NO_CACHE`] | pages: a cache asks the function before each use |
/// | [`CacheControl::IMMUTABLE`] | files whose name has a hash of their content: kept for a year |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a header is sent only with a response"]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a directive, and they are independent"
)]
pub struct CacheControl {
    access: Option<Access>,
    no_store: bool,
    no_cache: bool,
    must_revalidate: bool,
    immutable: bool,
    max_age: Option<u64>,
    s_maxage: Option<u64>,
    stale_while_revalidate: Option<u64>,
    stale_if_error: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    Private,
}

impl CacheControl {
    /// `no-store`: no cache keeps the response.
    pub const NO_STORE: Self = Self::new().no_store();
    /// `no-cache`: a cache asks the function before each use, for example with the response's `etag`.
    pub const NO_CACHE: Self = Self::new().no_cache();
    /// `public, max-age=31536000, immutable`: caches keep the response for a year, and never ask.
    pub const IMMUTABLE: Self = Self::new()
        .public()
        .immutable()
        .max_age(Duration::from_secs(31_536_000));

    /// Creates a header without directives.
    pub const fn new() -> Self {
        Self {
            access: None,
            no_store: false,
            no_cache: false,
            must_revalidate: false,
            immutable: false,
            max_age: None,
            s_maxage: None,
            stale_while_revalidate: None,
            stale_if_error: None,
        }
    }

    /// Sets `public`: shared caches may keep the response, also if the request has credentials. It replaces `private`.
    pub const fn public(mut self) -> Self {
        self.access = Some(Access::Public);
        self
    }

    /// Sets `private`: only the client keeps the response. It replaces `public`.
    pub const fn private(mut self) -> Self {
        self.access = Some(Access::Private);
        self
    }

    /// Sets `no-store`: no cache keeps the response.
    pub const fn no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    /// Sets `no-cache`: a cache asks the function before each use.
    pub const fn no_cache(mut self) -> Self {
        self.no_cache = true;
        self
    }

    /// Sets `must-revalidate`: a response that is older than `max-age` is never used without asking.
    pub const fn must_revalidate(mut self) -> Self {
        self.must_revalidate = true;
        self
    }

    /// Sets `immutable`: the response does not change before `max-age` (RFC 8246).
    pub const fn immutable(mut self) -> Self {
        self.immutable = true;
        self
    }

    /// Sets `max-age`, in whole seconds: how long caches use the response without asking.
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age.as_secs());
        self
    }

    /// Sets `s-maxage`, in whole seconds: `max-age` for shared caches, such as `CloudFront`.
    pub const fn s_maxage(mut self, age: Duration) -> Self {
        self.s_maxage = Some(age.as_secs());
        self
    }

    /// Sets `stale-while-revalidate`, in whole seconds: how long after `max-age` caches use the response while they ask (RFC 5861).
    pub const fn stale_while_revalidate(mut self, time: Duration) -> Self {
        self.stale_while_revalidate = Some(time.as_secs());
        self
    }

    /// Sets `stale-if-error`, in whole seconds: how long after `max-age` caches use the response if the function fails (RFC 5861).
    pub const fn stale_if_error(mut self, time: Duration) -> Self {
        self.stale_if_error = Some(time.as_secs());
        self
    }

    fn text(self) -> String {
        let mut text = String::new();
        let mut directive = |name: &str, seconds: Option<u64>| {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(name);
            if let Some(seconds) = seconds {
                // Writing to a string does not fail.
                let _ = write!(text, "={seconds}");
            }
        };
        for (is_set, name) in [
            (self.no_store, "no-store"),
            (self.access == Some(Access::Public), "public"),
            (self.access == Some(Access::Private), "private"),
            (self.no_cache, "no-cache"),
        ] {
            if is_set {
                directive(name, None);
            }
        }
        for (seconds, name) in [
            (self.max_age, "max-age"),
            (self.s_maxage, "s-maxage"),
            (self.stale_while_revalidate, "stale-while-revalidate"),
            (self.stale_if_error, "stale-if-error"),
        ] {
            if seconds.is_some() {
                directive(name, seconds);
            }
        }
        for (is_set, name) in [
            (self.must_revalidate, "must-revalidate"),
            (self.immutable, "immutable"),
        ] {
            if is_set {
                directive(name, None);
            }
        }
        text
    }
}

impl IntoHeaderValue for CacheControl {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.text().into_header_value()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{IntoResponse, Json};
    use super::*;

    /// The names and arguments of RFC 9111, 5.2.2, RFC 8246 and RFC 5861.
    #[test]
    fn directives_are_written() {
        let seconds = Duration::from_secs;
        for (header, expected) in [
            (CacheControl::NO_STORE, "no-store"),
            (CacheControl::NO_CACHE, "no-cache"),
            (
                CacheControl::IMMUTABLE,
                "public, max-age=31536000, immutable",
            ),
            (
                CacheControl::new().private().max_age(seconds(600)),
                "private, max-age=600",
            ),
            (CacheControl::new().private().public(), "public"),
            (
                CacheControl::new()
                    .max_age(seconds(1))
                    .s_maxage(seconds(2))
                    .must_revalidate(),
                "max-age=1, s-maxage=2, must-revalidate",
            ),
            // RFC 5861, 3.1 and 4.1.
            (
                CacheControl::new()
                    .max_age(seconds(600))
                    .stale_while_revalidate(seconds(30)),
                "max-age=600, stale-while-revalidate=30",
            ),
            (
                CacheControl::new()
                    .max_age(seconds(600))
                    .stale_if_error(seconds(1200)),
                "max-age=600, stale-if-error=1200",
            ),
        ] {
            assert_eq!(header.text(), expected);
        }
    }

    #[test]
    fn header_replaces_that_of_the_reply() {
        let inner = (CacheControl::NO_STORE, Json(1)).into_response();
        assert_eq!(inner.header("cache-control"), Some("no-store"));
        let outer = (CacheControl::NO_CACHE, inner).into_response();
        assert_eq!(outer.header("cache-control"), Some("no-cache"));
        assert_eq!(outer.headers().get_all("cache-control").iter().count(), 1);
    }
}
