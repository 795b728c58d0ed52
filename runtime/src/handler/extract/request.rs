//! The request, for extractors of the user's own.

use std::borrow::Cow;

use super::{ExtractHttp, Rejection};
use crate::event::HttpRequest;
use crate::guard::deadline::Deadline;
use crate::handler::input::HandlerInput;
use crate::handler::invocation::Invocation;

/// The HTTP request that an extractor reads ([`FromRequest`](crate::FromRequest)), the same whatever trigger it came through.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    incoming: &'a HandlerInput<'a>,
    http: &'a HttpRequest<'a>,
}

impl<'a> Request<'a> {
    pub(super) fn of(incoming: &'a HandlerInput<'a>) -> Result<Self, Rejection> {
        let http = incoming.request()?;
        Ok(Self { incoming, http })
    }

    /// The method, in capitals; one that no attribute names is `OTHER`.
    pub fn method(self) -> &'static str {
        match self.http.method {
            crate::event::Method::Other => "OTHER",
            method => method.as_str(),
        }
    }

    /// The path without its stage. It is percent-encoded, except at triggers that have decoded it (HTTP APIs).
    pub fn path(self) -> &'a str {
        &self.http.path
    }

    /// The template of the route that matched, such as `/orders/{id}`.
    pub fn route(self) -> &'static str {
        self.incoming.template
    }

    /// One header, its name in any case. Of one that is there several times, the last.
    pub fn header(self, name: &str) -> Option<Cow<'a, str>> {
        self.http.header(name)
    }

    /// When the invocation has to be answered.
    pub fn deadline(self) -> Deadline {
        self.incoming.deadline
    }

    /// Request id, function, tenant and so on.
    pub fn invocation(self) -> Invocation {
        Invocation::new(self.incoming.context, self.incoming.cold_start)
    }

    /// Anything that a handler can take: `let Query(page): Query<Page> = request.extract().await?;`. A body is better left to the handler,
    /// which would parse it again.
    pub async fn extract<P: ExtractHttp<M>, M>(self) -> Result<P, Rejection> {
        super::http_arg::<P, M>().take(self.incoming).await
    }
}
