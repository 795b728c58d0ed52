//! AppSync resolvers that invoke in batches.
//! <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html#advanced-use-case-batching>

use gatewright::payload::AppSync;
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{answer, function_error};

#[derive(Deserialize)]
struct Product {
    id: String,
}

#[derive(Deserialize)]
struct First {
    first: u32,
}

#[lambda_handler(main = false)]
#[dispatch]
mod each {
    use super::*;

    #[appsync("Product.comments")]
    async fn comments(context: AppSync<(), Product>) -> Result<Vec<String>, Error> {
        match &*context.source.id {
            "p9" => Err(Error::msg("no such product")),
            id => Ok(vec![
                format!("about {id}"),
                format!("{:?}", context.selection),
            ]),
        }
    }

    #[appsync("Product.reviews")]
    async fn other(arguments: Value) -> Value {
        arguments
    }

    #[event]
    async fn event(event: Value) -> usize {
        event.as_array().map_or(0, Vec::len)
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod together {
    use super::*;

    #[appsync("Product.comments")]
    async fn comments(
        products: Batch<AppSync<(), Product>>,
        _: Deadline,
    ) -> Result<Vec<String>, Error> {
        if products.len() == 3 {
            return Ok(Vec::new());
        }
        Ok(products
            .iter()
            .map(|product| format!("{} of {}", product.source.id, products.len()))
            .collect())
    }

    #[appsync("Product.reviews")]
    async fn reviews(arguments: Batch<First>) -> Vec<u32> {
        arguments.iter().map(|arguments| arguments.first).collect()
    }
}

fn context(field: &str, id: &str, arguments: &Value) -> Value {
    json!({
        "arguments": arguments, "identity": null, "source": {"id": id}, "request": {"headers": {}}, "prev": null, "stash": {},
        "info": {"fieldName": field, "parentTypeName": "Product", "selectionSetList": ["text"], "variables": {}},
    })
}

fn comments(ids: &[&str]) -> Value {
    ids.iter()
        .map(|id| context("comments", id, &json!({})))
        .collect()
}

#[test]
fn array_of_contexts_has_an_array_of_results() {
    let expected = json!([["about p1", r#"["text"]"#], ["about p2", r#"["text"]"#]]);
    assert_eq!(
        answer(&each::GATEWAY, comments(&["p1", "p2"])),
        Ok(expected)
    );
    let documented =
        serde_json::from_str(include_str!("../fixtures/documented/appsync.batch.json")).unwrap();
    assert_eq!(
        answer(&together::GATEWAY, documented),
        Ok(json!(["p1 of 2", "p2 of 2"]))
    );
}

#[test]
fn single_context_has_a_single_result() {
    let single = context("comments", "p1", &json!({}));
    assert_eq!(
        answer(&each::GATEWAY, single.clone()),
        Ok(json!(["about p1", r#"["text"]"#]))
    );
    assert_eq!(answer(&together::GATEWAY, single), Ok(json!("p1 of 1")));
}

#[test]
fn payload_of_a_context_is_its_arguments() {
    let contexts = json!([
        context("reviews", "p1", &json!({"first": 3})),
        context("reviews", "p2", &json!({"first": 1}))
    ]);
    assert_eq!(
        answer(&together::GATEWAY, contexts.clone()),
        Ok(json!([3, 1]))
    );
    assert_eq!(
        answer(&each::GATEWAY, contexts),
        Ok(json!([{"first": 3}, {"first": 1}]))
    );
    let unreadable = json!([
        context("reviews", "p1", &json!({"first": 3})),
        context("reviews", "p2", &json!({}))
    ]);
    let (error_type, message) = function_error(&together::GATEWAY, unreadable);
    assert_eq!(
        (&*error_type, &*message),
        (
            "InvalidPayload",
            "payload: missing field `first` at line 1 column 2"
        )
    );
}

#[test]
fn failed_context_fails_the_batch() {
    let (_, message) = function_error(&each::GATEWAY, comments(&["p1", "p9"]));
    assert_eq!(message, "no such product");
}

#[test]
fn result_count_must_match_the_contexts() {
    let (error_type, message) = function_error(&together::GATEWAY, comments(&["p1", "p2", "p3"]));
    assert_eq!(error_type, "BatchFailed");
    assert_eq!(
        message,
        "the handler must return a list with one result for each of the 3 contexts, in their order; found 0 results"
    );
}

#[test]
fn batch_of_an_unknown_field_is_any_event() {
    let unknown = json!([context("price", "p1", &json!({}))]);
    assert_eq!(
        function_error(&together::GATEWAY, unknown.clone()).1,
        "no `#[appsync]` handler takes `Product.price`"
    );
    assert_eq!(
        function_error(&each::GATEWAY, unknown).1,
        "no `#[appsync]` handler takes `Product.price`"
    );
}

#[test]
fn other_array_is_not_a_batch_of_contexts() {
    let mixed = json!([context("comments", "p1", &json!({})), {"id": 1}]);
    assert_eq!(answer(&each::GATEWAY, mixed), Ok(json!(2)));
}

/// A value that is not text costs only itself.
#[test]
fn header_that_is_not_text_does_not_fail_the_context() {
    let mut context = context("comments", "p1", &json!({}));
    context["request"] =
        json!({"headers": {"x-forwarded-for": null, "x-retries": 3}, "domainName": null});
    let expected = json!(["about p1", r#"["text"]"#]);
    assert_eq!(answer(&each::GATEWAY, context), Ok(expected));
}
