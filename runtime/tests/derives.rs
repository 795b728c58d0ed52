//! Derived problems and path parameters, through a gateway.

mod derives {
    mod path_params;
    mod problem;

    use gatewright::Gateway;
    use gatewright::testing::{block_on, invoke};
    use serde_json::{Value, json};

    /// The status and the body, parsed if it is JSON.
    pub fn get(gateway: &Gateway, path: &str) -> (u64, Value) {
        let event = json!({"httpMethod": "GET", "path": path, "requestContext": {}});
        let reply = block_on(invoke(gateway, event)).expect("an answer");
        let body = reply["body"].as_str().unwrap_or_default();
        let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
        (reply["statusCode"].as_u64().unwrap(), body)
    }
}
