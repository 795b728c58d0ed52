//! The members of an HTTP API's event that the function reads.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bench_work::records::{Filter, NewOrder};
use serde::Deserialize;

use crate::reply::Reply;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    #[serde(borrow)]
    pub(crate) raw_path: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) raw_query_string: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) request_context: RequestContext<'a>,
    #[serde(borrow)]
    pub(crate) body: Option<Text<'a>>,
    #[serde(default)]
    pub(crate) is_base64_encoded: bool,
}

#[derive(Deserialize)]
pub(crate) struct RequestContext<'a> {
    #[serde(borrow)]
    pub(crate) http: Http<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Http<'a> {
    #[serde(borrow)]
    pub(crate) method: Cow<'a, str>,
}

/// A string that borrows inside an `Option` too, where serde would make an owned `Cow`.
#[derive(Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Event<'_> {
    pub(crate) fn order(&self) -> Result<NewOrder, Reply> {
        let Some(Text(body)) = &self.body else {
            return Err(Reply::empty(400));
        };
        let parsed = if self.is_base64_encoded {
            let bytes = STANDARD.decode(&**body).map_err(|_| Reply::empty(400))?;
            serde_json::from_slice(&bytes)
        } else {
            serde_json::from_str(body)
        };
        parsed.map_err(|_| Reply::empty(400))
    }

    pub(crate) fn filter(&self) -> Result<Filter, Reply> {
        let mut filter = Filter::default();
        for (key, value) in form_urlencoded::parse(self.raw_query_string.as_bytes()) {
            match &*key {
                "status" => filter.status = Some(value.into_owned()),
                "limit" => {
                    filter.limit = Some(value.parse().map_err(|_| Reply::empty(400))?);
                }
                _ => {}
            }
        }
        Ok(filter)
    }
}
