//! How a streamed response begins: status and headers as JSON, and eight NUL bytes; the body follows as it is.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html>

use serde::Serialize;

use super::Trigger;
use super::response::{Lists, Texts, cookies};
use crate::handler::reply::Response;

/// Members that are `None` or empty are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prelude<'a> {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Texts<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_headers: Option<Lists<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<&'a str>,
}

/// What goes before the body of `response`. A REST API takes lists of values; a function URL takes texts, and cookies apart.
pub(crate) fn prelude(trigger: Trigger, response: &Response) -> Vec<u8> {
    let (headers, multi_value_headers, cookies) = match trigger {
        Trigger::RestApi => (None, Some(Lists(response)), Vec::new()),
        _ => (
            Some(Texts::WithoutCookies(response)),
            None,
            cookies(response),
        ),
    };
    let prelude = Prelude {
        status_code: response.status.as_u16(),
        headers,
        multi_value_headers,
        cookies,
    };
    // Strings, numbers and maps with string keys always serialise.
    let mut bytes = serde_json::to_vec(&prelude).unwrap_or_default();
    bytes.extend_from_slice(&[0; 8]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::{HeaderValue, SET_COOKIE};

    fn written(trigger: Trigger) -> (serde_json::Value, Vec<u8>) {
        let mut response = Response::text(StatusCode::CREATED, "text/plain", String::new());
        for cookie in ["a=1", "b=2"] {
            let cookie = HeaderValue::from_static(cookie);
            response.headers.append(SET_COOKIE, cookie);
        }
        let bytes = prelude(trigger, &response);
        let (json, delimiter) = bytes.split_at(bytes.len() - 8);
        (serde_json::from_slice(json).unwrap(), delimiter.to_vec())
    }

    #[test]
    fn a_function_url_gets_texts_and_its_cookies_apart() {
        let (json, delimiter) = written(Trigger::FunctionUrl);
        assert_eq!(
            json,
            serde_json::json!({"statusCode": 201, "headers": {"content-type": "text/plain"}, "cookies": ["a=1", "b=2"]})
        );
        assert_eq!(delimiter, [0; 8]);
    }

    #[test]
    fn a_rest_api_gets_lists() {
        let (json, _) = written(Trigger::RestApi);
        assert_eq!(
            json,
            serde_json::json!({"statusCode": 201, "multiValueHeaders": {"content-type": ["text/plain"], "set-cookie": ["a=1", "b=2"]}})
        );
    }
}
