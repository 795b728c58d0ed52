//! A function that returns what it has seen of a request, behind every HTTP trigger.

use std::collections::BTreeMap;

use gatewright::http::HeaderValue;
use gatewright::prelude::*;
use gatewright::{FromRequest, Rejection, RequestRef};
use serde_json::json;

/// The method, as handlers see it.
pub struct Verb(&'static str);

impl FromRequest for Verb {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        Ok(Self(request.method()))
    }
}

#[lambda_handler(name = "triggers", timeout = "20s", memory = 256)]
#[dispatch(triggers(http_api, rest_api, function_url(streaming), alb, vpc_lattice))]
mod triggers {
    use super::*;

    /// Returns the body with its content type, two cookies, and the rest of the request as JSON in a header.
    #[any("/echo/{rest+}")]
    pub async fn echo(
        verb: Verb,
        Path(rest): Path<String>,
        Query(query): Query<BTreeMap<String, Vec<String>>>,
        headers: Headers,
        cookies: Cookies,
        body: Body,
    ) -> Result<(StatusCode, Headers, Body), Error> {
        let listed = headers.get_all("x-list").into_iter();
        let listed: Vec<_> = listed
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        let cookies: Vec<_> = cookies.iter().collect();
        let seen = json!({
            "verb": verb.0,
            "path": rest,
            "query": query,
            "list": listed.join(","),
            "cookies": cookies,
        });
        let mut reply = Headers::default();
        reply.insert(
            "x-seen",
            HeaderValue::from_bytes(seen.to_string().as_bytes())?,
        );
        reply.append("x-reply", "a".parse()?);
        reply.append("x-reply", "b".parse()?);
        reply.append("set-cookie", "session=31d4; HttpOnly".parse()?);
        let expires = "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
        reply.append("set-cookie", expires.parse()?);
        if let Some(content_type) = headers.get("content-type") {
            reply.insert("content-type", content_type.clone());
        }
        Ok((StatusCode::CREATED, reply, body))
    }
}
