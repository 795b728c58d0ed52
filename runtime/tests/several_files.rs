//! A function with handlers in several files: they become one table, however deep the interfaces are nested.

#[path = "several_files/orders.rs"]
mod orders;
#[path = "several_files/users.rs"]
mod users;

use gatewright::prelude::*;
use gatewright::testing::{FunctionError, block_on, invoke};
use serde_json::{Value, json};

#[lambda_handler(timeout = "60s", main = false)]
#[dispatch(
    interfaces(orders::api, self::users::api),
    prefix = "/v1",
    triggers(rest_api(max = "60s"), function_url, alb, vpc_lattice)
)]
mod shop {
    #[get("/")]
    async fn root() -> &'static str {
        "shop"
    }

    #[get("/orders/latest")]
    async fn latest() -> &'static str {
        "the latest order"
    }
}

/// It has no handlers, only another interface.
#[lambda_handler(main = false)]
#[dispatch(interfaces(shop))]
mod everything {}

fn get(gateway: &gatewright::Gateway, path: &str) -> (u64, String) {
    let event = json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": path}, "stage": "$default"},
    });
    let reply = block_on(invoke(gateway, event)).unwrap();
    (
        reply["statusCode"].as_u64().unwrap(),
        reply["body"].as_str().unwrap_or_default().to_owned(),
    )
}

fn operation(gateway: &gatewright::Gateway, name: &str) -> Result<Value, FunctionError> {
    block_on(invoke(gateway, json!({"operation": name})))
}

#[test]
fn nested_routes_have_all_prefixes() {
    for gateway in [&shop::GATEWAY, &everything::GATEWAY] {
        for (path, body) in [
            ("/v1", "shop"),
            ("/v1/", "shop"),
            ("/v1/orders", "all orders"),
            ("/v1/orders/7", "order 7"),
            ("/v1/orders/latest", "the latest order"),
            ("/v1/users", "all users"),
            ("/v1/users/roles/admin", "admin"),
        ] {
            assert_eq!(get(gateway, path), (200, body.to_owned()), "{path}");
        }
        for path in [
            "/",
            "/orders",
            "/users/roles/admin",
            "/v1/roles/admin",
            "/v1x",
        ] {
            assert_eq!(get(gateway, path).0, 404, "{path}");
        }
    }
}

#[test]
fn rejected_path_value_has_templates_name() {
    let (status, body) = get(&shop::GATEWAY, "/v1/orders/x");
    assert_eq!(status, 400);
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with("path parameter `id`"),
        "{body}"
    );
}

#[test]
fn prefixes_do_not_change_operation_names() {
    for (name, reply) in [
        ("orders.count", json!(2)),
        ("purge", json!("purged")),
        ("roles.count", json!(5)),
        ("users.count", json!(3)),
    ] {
        assert_eq!(operation(&everything::GATEWAY, name), Ok(reply), "{name}");
    }
    let error = operation(&everything::GATEWAY, "v1.count").unwrap_err();
    assert_eq!(
        (&*error.error_type, &*error.message),
        (
            "UnknownOperation",
            "no operation `v1.count`; this function has `orders.count`, `purge`, `users.count`, `roles.count`"
        )
    );
}

/// The key of each handler, and its place in the source.
fn listed(manifest: &Value) -> Vec<String> {
    let text = |handler: &Value, field: &str| handler[field].as_str().unwrap_or("*").to_owned();
    manifest["handlers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|handler| {
            let key = match handler["kind"].as_str().unwrap() {
                "route" => format!("{} {}", text(handler, "method"), text(handler, "template")),
                _ => text(handler, "name"),
            };
            let (module, function) = (text(handler, "module"), text(handler, "function"));
            format!("{key} = {module}::{function}")
        })
        .collect()
}

#[test]
fn manifest_lists_handlers_of_all_files() {
    for manifest in [&shop::MANIFEST, &everything::MANIFEST] {
        let manifest: Value = serde_json::from_str(&manifest.to_json()).unwrap();
        assert_eq!(
            listed(&manifest),
            [
                "GET /v1 = several_files::shop::root",
                "GET /v1/orders/latest = several_files::shop::latest",
                "GET /v1/orders = several_files::orders::api::list",
                "GET /v1/orders/{id} = several_files::orders::api::one",
                "orders.count = several_files::orders::api::count",
                "purge = several_files::orders::api::purge",
                "GET /v1/users = several_files::users::api::list",
                "users.count = several_files::users::api::count",
                "GET /v1/users/roles/{role} = several_files::users::roles::role",
                "roles.count = several_files::users::roles::count",
            ]
        );
        let role = &manifest["handlers"][8];
        assert_eq!(
            (&role["file"], &role["line"]),
            (&json!("runtime/tests/several_files/users.rs"), &json!(10))
        );
        // The outer table declares no triggers, and takes those of the inner one.
        assert_eq!(
            manifest["function"]["triggers"],
            json!([
                {"trigger": "rest_api", "waits_ms": 60_000, "streams": false},
                {"trigger": "function_url", "waits_ms": null, "streams": false},
                {"trigger": "alb", "waits_ms": null, "streams": false},
                {"trigger": "vpc_lattice", "waits_ms": null, "streams": false},
            ])
        );
    }
}
