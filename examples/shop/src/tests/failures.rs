//! Replies to requests that fail: problem documents over HTTP, errors with a type otherwise.

use serde_json::json;

use super::{answer, http_problem};

#[test]
fn unknown_product_is_not_found() {
    let problem = json!({
        "title": "Not Found",
        "detail": "there is no product `Z-999`",
        "sku": "Z-999",
    });
    assert_eq!(
        answer("http-get-product-unknown"),
        Ok(http_problem(404, problem))
    );
}

#[test]
fn limit_out_of_range_is_a_bad_request() {
    let problem = json!({
        "title": "Bad Request",
        "detail": "query parameter `limit`: must be 1 to 100",
    });
    assert_eq!(
        answer("http-list-products-bad-limit"),
        Ok(http_problem(400, problem))
    );
}

#[test]
fn quote_with_an_unknown_sku_is_unprocessable() {
    let problem = json!({
        "title": "Unprocessable Entity",
        "detail": "there is no product `Z-999`",
        "sku": "Z-999",
    });
    assert_eq!(
        answer("http-post-quote-unknown-sku"),
        Ok(http_problem(422, problem))
    );
}

/// The event's body lacks a comma in line 4, after `{"sku": "B-131" `.
#[test]
fn malformed_json_error_has_line_and_column() {
    let problem = json!({
        "title": "Bad Request",
        "detail": "body: expected `,` or `}` at line 4 column 21",
    });
    assert_eq!(
        answer("http-post-quote-malformed"),
        Ok(http_problem(400, problem))
    );
}

#[test]
fn unknown_route_is_not_found() {
    let problem = json!({
        "title": "Not Found",
        "detail": "no route for `GET /checkout`",
    });
    assert_eq!(answer("http-unknown-route"), Ok(http_problem(404, problem)));
}

#[test]
fn wrong_method_reply_lists_allowed_methods() {
    let problem = json!({
        "title": "Method Not Allowed",
        "detail": "`/products/A-100` does not allow `DELETE`",
    });
    let mut expected = http_problem(405, problem);
    expected["headers"]["allow"] = json!("GET, HEAD, OPTIONS");
    assert_eq!(answer("http-wrong-method"), Ok(expected));
}

/// Returns the error type and message of an invocation that fails as a whole.
fn failure(event: &str) -> (String, String) {
    let error = answer(event).expect_err(event);
    (error.error_type.into_owned(), error.message)
}

fn expected(error_type: &str, message: &str) -> (String, String) {
    (error_type.to_owned(), message.to_owned())
}

#[test]
fn price_of_an_unknown_sku_has_error_type_shop_error() {
    assert_eq!(
        failure("operation-price-unknown-sku"),
        expected("ShopError", "there is no product `Z-999`")
    );
}

#[test]
fn unknown_operation_is_named_in_the_error() {
    assert_eq!(
        failure("operation-unknown"),
        expected(
            "UnknownOperation",
            "no operation `shop.refund`; this function has `shop.price`, `shop.reindex`"
        )
    );
}

#[test]
fn missing_field_is_named_in_the_error() {
    assert_eq!(
        failure("operation-missing-field"),
        expected(
            "InvalidPayload",
            "payload: missing field `quantity` at line 1 column 15"
        )
    );
}

#[test]
fn json_that_is_not_an_event_is_an_error() {
    assert_eq!(
        failure("not-an-event"),
        expected(
            "UnknownEvent",
            "this function does not handle events of this kind; it handles HTTP requests from API Gateway, a function URL, a load balancer or VPC Lattice, and `{\"operation\": …, \"payload\": …}` with `shop.price`, `shop.reindex`, and SQS messages"
        )
    );
}

/// Of five messages, three fail: an unknown SKU, a body that is not JSON, and a quantity of 0.
#[test]
fn orders_that_cannot_be_packed_stay_in_the_queue() {
    assert_eq!(
        answer("sqs-orders-some-fail"),
        Ok(json!({"batchItemFailures": [
            {"itemIdentifier": "2e1424d4-f796-459a-8184-9c92662be6da"},
            {"itemIdentifier": "c80e8021-a70a-42c7-a470-796e1186f753"},
            {"itemIdentifier": "d6ab4a04-2f5e-4a3b-9ee3-1f4cfa1ba3dc"},
        ]}))
    );
}
