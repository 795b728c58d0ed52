//! The header `cache-control`.

use std::fmt::{self, Display};
use std::time::Duration;

use http::header::{CACHE_CONTROL, HeaderValue};

use super::Response;
use super::header::IntoHeaderValue;
use crate::error::Error;

/// The value of the header `cache-control` (RFC 9111, 5.2.2; RFC 8246; RFC 5861).
///
/// ```
/// use std::time::Duration;
///
/// use gatewright::{CacheControl, Response, StatusCode};
///
/// let hour = Duration::from_secs(3_600);
/// let response = Response::new(StatusCode::OK)
///     .with_text("prices")
///     .with_cache_control(CacheControl::max_age(hour / 60).private().stale_while_revalidate(hour));
/// assert_eq!(response.header("cache-control"), Some("max-age=60, private, stale-while-revalidate=3600"));
/// ```
///
/// It is also the value of a header: `response.with_header("cache-control", CacheControl::no_store())`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheControl(String);

impl CacheControl {
    /// `no-store`: no cache keeps the response.
    pub fn no_store() -> Self {
        Self("no-store".to_owned())
    }

    /// `no-cache`: a cache asks whether the response has changed before it uses it, with its `etag`.
    pub fn no_cache() -> Self {
        Self("no-cache".to_owned())
    }

    /// `max-age`: a cache uses the response for this time, in whole seconds.
    pub fn max_age(age: Duration) -> Self {
        Self(format!("max-age={}", age.as_secs()))
    }

    /// Adds `private`: only the cache of the client keeps the response.
    #[must_use]
    pub fn private(self) -> Self {
        self.with("private")
    }

    /// Adds `public`: shared caches keep the response, even if the request has an `authorization`.
    #[must_use]
    pub fn public(self) -> Self {
        self.with("public")
    }

    /// Adds `immutable`: the client does not ask for a new version before the time is over.
    #[must_use]
    pub fn immutable(self) -> Self {
        self.with("immutable")
    }

    /// Adds `must-revalidate`: a cache does not use the response after the time is over, even if the function cannot be reached.
    #[must_use]
    pub fn must_revalidate(self) -> Self {
        self.with("must-revalidate")
    }

    /// Adds `no-transform`: nobody on the way compresses or converts the response.
    #[must_use]
    pub fn no_transform(self) -> Self {
        self.with("no-transform")
    }

    /// Adds `s-maxage`: the time for shared caches, such as CloudFront.
    #[must_use]
    pub fn shared_max_age(self, age: Duration) -> Self {
        self.with(&format!("s-maxage={}", age.as_secs()))
    }

    /// Adds `stale-while-revalidate`: a cache uses the old response for this time while it asks for a new one.
    #[must_use]
    pub fn stale_while_revalidate(self, age: Duration) -> Self {
        self.with(&format!("stale-while-revalidate={}", age.as_secs()))
    }

    /// Adds `stale-if-error`: a cache uses the old response for this time if the function fails.
    #[must_use]
    pub fn stale_if_error(self, age: Duration) -> Self {
        self.with(&format!("stale-if-error={}", age.as_secs()))
    }

    fn with(mut self, directive: &str) -> Self {
        self.0.push_str(", ");
        self.0.push_str(directive);
        self
    }
}

impl Display for CacheControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IntoHeaderValue for CacheControl {
    fn into_header_value(self) -> Result<HeaderValue, Error> {
        self.0.into_header_value()
    }
}

impl Response {
    /// Sets the header `cache-control`.
    pub fn with_cache_control(mut self, cache_control: CacheControl) -> Self {
        // The directives are ASCII. Nothing is added to the 500 in place of a reply that could not be made.
        if let Ok(value) = cache_control.into_header_value()
            && !self.refused
        {
            self.headers.insert(CACHE_CONTROL, value);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    /// The examples of RFC 9111, 5.2.2, RFC 8246, section 2, and RFC 5861, section 3.
    #[test]
    fn directives_are_those_of_the_rfcs() {
        let seconds = Duration::from_secs;
        for (cache_control, value) in [
            (CacheControl::no_store(), "no-store"),
            (CacheControl::no_cache().private(), "no-cache, private"),
            (
                CacheControl::max_age(seconds(31_536_000))
                    .public()
                    .immutable(),
                "max-age=31536000, public, immutable",
            ),
            (
                CacheControl::max_age(seconds(600))
                    .shared_max_age(seconds(60))
                    .must_revalidate()
                    .no_transform(),
                "max-age=600, s-maxage=60, must-revalidate, no-transform",
            ),
            (
                CacheControl::max_age(seconds(600))
                    .stale_while_revalidate(seconds(30))
                    .stale_if_error(seconds(1_200)),
                "max-age=600, stale-while-revalidate=30, stale-if-error=1200",
            ),
        ] {
            assert_eq!(cache_control.to_string(), value);
            let response = Response::new(StatusCode::OK)
                .with_cache_control(CacheControl::no_store())
                .with_cache_control(cache_control);
            assert_eq!(response.header("cache-control"), Some(value));
        }
    }
}
