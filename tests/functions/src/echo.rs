//! Handlers that reply with what they receive over HTTP.

use std::collections::BTreeMap;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Filter {
    q: Vec<String>,
}

#[derive(Serialize)]
struct Seen {
    segment: String,
    q: Vec<String>,
}

#[lambda_handler(name = "echo", timeout = "3s", memory = 256)]
#[dispatch]
mod echo {
    use super::*;

    /// Replies with the cookies, and sets two.
    #[get("/cookies")]
    pub async fn cookies(
        cookies: Cookies,
    ) -> Result<(StatusCode, Headers, Json<BTreeMap<String, String>>), Error> {
        let mut headers = Headers::default();
        headers.append("set-cookie", "a=1; Path=/".parse()?);
        headers.append(
            "set-cookie",
            "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT".parse()?,
        );
        let cookies = cookies
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok((StatusCode::OK, headers, Json(cookies.collect())))
    }

    /// Replies with a decoded segment and the decoded query.
    #[get("/segments/{segment}")]
    pub async fn segment(
        Path(segment): Path<String>,
        Query(Filter { q }): Query<Filter>,
    ) -> Json<Seen> {
        Json(Seen { segment, q })
    }

    #[put("/bytes")]
    pub async fn bytes(body: Body) -> Body {
        body
    }

    #[delete("/nothing")]
    pub async fn nothing() -> StatusCode {
        StatusCode::NO_CONTENT
    }
}
