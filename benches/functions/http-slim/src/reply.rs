//! A reply in the format of an HTTP API.

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reply {
    status_code: u16,
    headers: Headers,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "content-type", skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
}

impl Reply {
    pub(crate) fn empty(status_code: u16) -> Self {
        Self {
            status_code,
            headers: Headers { content_type: None },
            body: None,
            is_base64_encoded: false,
        }
    }
}

pub(crate) fn json<T: Serialize>(status_code: u16, value: &T) -> Result<Reply, Reply> {
    let body = serde_json::to_string(value).map_err(|_| Reply::empty(500))?;
    Ok(Reply {
        status_code,
        headers: Headers {
            content_type: Some("application/json"),
        },
        body: Some(body),
        is_base64_encoded: false,
    })
}
