//! Replies to requests that succeed.

use serde_json::json;

use super::{answer, http_reply};

#[test]
fn get_product_returns_the_product() {
    assert_eq!(
        answer("http-get-product"),
        Ok(http_reply(
            200,
            &json!({
                "sku": "A-100",
                "name": "Desk lamp, matt black",
                "category": "lighting",
                "price_cents": 4890,
            })
        ))
    );
}

#[test]
fn list_products_applies_category_and_limit() {
    let planter = |sku, finish| {
        json!({
            "sku": sku,
            "name": format!("Planter, {finish}"),
            "category": "garden",
            "price_cents": 3890,
        })
    };
    assert_eq!(
        answer("http-list-products"),
        Ok(http_reply(
            200,
            &json!([
                planter("C-100", "galvanised"),
                planter("C-101", "black steel"),
                planter("C-102", "anthracite"),
            ])
        ))
    );
}

/// The second event holds the same body in base64. API Gateway encodes it when the client sends no content type.
#[test]
fn create_quote_returns_the_total_and_each_line() {
    let quote = json!({
        "total_cents": 16920,
        "lines": [
            {"sku": "A-100", "quantity": 2, "price_cents": 4890, "total_cents": 9780},
            {"sku": "B-131", "quantity": 6, "price_cents": 1190, "total_cents": 7140},
        ],
    });
    for event in ["http-post-quote", "http-post-quote-base64"] {
        assert_eq!(answer(event), Ok(http_reply(201, &quote)), "{event}");
    }
}

#[test]
fn price_returns_only_the_total() {
    assert_eq!(answer("operation-price"), Ok(json!({"total_cents": 9780})));
}

#[test]
fn batch_of_valid_orders_has_no_failures() {
    assert_eq!(answer("sqs-orders"), Ok(json!({"batchItemFailures": []})));
}
