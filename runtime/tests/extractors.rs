//! Extractors and replies of HTTP handlers, through a gateway.

mod extractors {
    mod bodies;
    mod forms;
    mod from_request;
    #[cfg(feature = "multipart")]
    mod multipart;
    mod optional;
    mod request;
    #[cfg(feature = "validate")]
    mod valid;

    use gatewright::Gateway;
    use gatewright::testing::{block_on, invoke};
    use serde_json::{Value, json};

    /// A request as a REST API sends it, with the members of `more`.
    pub fn request(method: &str, path: &str, more: &Value) -> Value {
        let mut event = json!({"httpMethod": method, "path": path, "requestContext": {}});
        for (key, value) in more.as_object().unwrap() {
            event[key] = value.clone();
        }
        event
    }

    /// The status and the body, parsed if it is JSON.
    pub fn answer(gateway: &Gateway, event: Value) -> (u64, Value) {
        let reply = whole_reply(gateway, event);
        let body = reply["body"].as_str().unwrap_or_default();
        let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
        (reply["statusCode"].as_u64().unwrap(), body)
    }

    pub fn whole_reply(gateway: &Gateway, event: Value) -> Value {
        block_on(invoke(gateway, event)).expect("an answer")
    }
}
