//! Middleware and CORS policies in the manifest.

use gatewright::prelude::*;
use gatewright::{Next, Request, Response};
use serde_json::{Value, json};

#[lazy_module(env)]
struct Settings {
    audit_queue: String,
}

async fn audit(request: Request, next: Next<'_>, settings: settings::Lazy) -> Response {
    next.run(request)
        .await
        .with_header("x-queue", settings.audit_queue.clone())
}

async fn timing(request: Request, next: Next<'_>) -> Response {
    next.run(request).await
}

#[lambda_handler(main = false)]
#[dispatch(
    middleware(self::timing),
    cors(
        origins(env = "ALLOWED_ORIGINS"),
        headers("x-a", "x-b"),
        max_age = "2m"
    )
)]
mod shop {
    #[get("/orders")]
    #[middleware(super::audit)]
    pub async fn orders() -> &'static str {
        "orders"
    }

    #[get("/open")]
    #[cors(origins(any), methods(GET))]
    pub async fn open() -> &'static str {
        "open"
    }
}

#[test]
fn manifest_lists_middleware_policies_and_what_they_need() {
    let manifest: Value = serde_json::from_str(&shop::MANIFEST.to_json()).unwrap();
    let handlers = manifest["handlers"].as_array().unwrap();
    let [orders, open] = handlers.as_slice() else {
        panic!("{manifest}")
    };
    assert_eq!(
        orders["middleware"],
        json!(["self::timing", "super::audit"])
    );
    assert_eq!(open["middleware"], json!(["self::timing"]));
    assert_eq!(
        orders["cors"],
        json!({
            "origins": [], "env": "ALLOWED_ORIGINS", "methods": [], "headers": ["x-a", "x-b"], "expose": [],
            "credentials": false, "max_age_s": 120,
        })
    );
    assert_eq!(open["cors"]["origins"], json!(["*"]));
    assert_eq!(open["cors"]["methods"], json!(["GET"]));
    let module = format!("{}::settings", module_path!());
    assert_eq!(orders["requires"], json!([module]));
    assert_eq!(open["requires"], json!([]));
    assert_eq!(manifest["modules"][0]["name"], module);
    let variables: Vec<_> = manifest["environment"].as_array().unwrap().iter().collect();
    assert_eq!(variables[0]["name"], "AUDIT_QUEUE");
    assert_eq!(variables[1]["name"], "ALLOWED_ORIGINS");
    assert_eq!(
        variables[1]["read_by"],
        format!("{}::shop::orders", module_path!())
    );
}

#[test]
fn manifest_is_that_of_the_reader() {
    let manifest = gatewright_manifest::Manifest::from_json(&shop::MANIFEST.to_json()).unwrap();
    let cors = manifest.handlers[0].cors.as_ref().unwrap();
    assert_eq!(
        (cors.env.as_deref(), cors.max_age_s),
        (Some("ALLOWED_ORIGINS"), Some(120))
    );
    assert_eq!(manifest.handlers[1].middleware, ["self::timing"]);
}
