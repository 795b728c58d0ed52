//! The slim peer of `bench-http-gatewright`: twenty routes, written by hand on `lambda_runtime` for few instructions.
//!
//! It has an event type that borrows only the members that are read, and one `match`.

mod event;
mod reply;

use bench_work::records::{listing, receipt, record};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::value::RawValue;

use event::Event;
use reply::{Reply, json};

/// More segments than any route has.
const SEGMENTS: usize = 8;

async fn answer(event: LambdaEvent<Box<RawValue>>) -> Result<Reply, Error> {
    let event: Event<'_> = serde_json::from_str(event.payload.get())?;
    route(&event).or_else(Ok)
}

fn route(event: &Event<'_>) -> Result<Reply, Reply> {
    let mut segments = [""; SEGMENTS];
    let mut count = 0;
    for segment in event.raw_path.split('/').skip(1) {
        if count == SEGMENTS {
            return Err(Reply::empty(404));
        }
        segments[count] = segment;
        count += 1;
    }
    match (&*event.request_context.http.method, &segments[..count]) {
        ("GET", ["health"]) => json(200, &record("health", String::new())),
        ("GET", ["products"]) => json(
            200,
            &listing("list_products", String::new(), event.filter()?),
        ),
        ("POST", ["products"]) => json(201, &receipt("create_product", event.order()?)),
        ("GET", ["products", id]) => json(200, &record("get_product", (*id).to_owned())),
        ("PUT", ["products", id]) => json(
            200,
            &(
                record("put_product", (*id).to_owned()),
                receipt("put_product", event.order()?),
            ),
        ),
        ("DELETE", ["products", _] | ["customers", _, "addresses", _]) => Ok(Reply::empty(204)),
        ("GET", ["products", id, "reviews"]) => json(
            200,
            &listing("list_reviews", (*id).to_owned(), event.filter()?),
        ),
        ("POST", ["products", id, "reviews"]) => json(
            200,
            &(
                record("create_review", (*id).to_owned()),
                receipt("create_review", event.order()?),
            ),
        ),
        ("GET", ["customers", id]) => json(200, &record("get_customer", (*id).to_owned())),
        ("PATCH", ["customers", id]) => json(
            200,
            &(
                record("patch_customer", (*id).to_owned()),
                receipt("patch_customer", event.order()?),
            ),
        ),
        ("GET", ["customers", id, "orders"]) => json(
            200,
            &listing("list_orders_of_customer", (*id).to_owned(), event.filter()?),
        ),
        ("GET", ["customers", id, "addresses"]) => json(
            200,
            &listing("list_addresses", (*id).to_owned(), event.filter()?),
        ),
        ("POST", ["customers", id, "addresses"]) => json(
            200,
            &(
                record("create_address", (*id).to_owned()),
                receipt("create_address", event.order()?),
            ),
        ),
        ("GET", ["orders"]) => json(200, &listing("list_orders", String::new(), event.filter()?)),
        ("POST", ["orders"]) => json(201, &receipt("create_order", event.order()?)),
        ("GET", ["orders", id]) => json(200, &record("get_order", (*id).to_owned())),
        ("POST", ["orders", id, "cancel"]) => json(200, &record("cancel_order", (*id).to_owned())),
        ("GET", ["orders", id, "lines", inner]) => json(
            200,
            &(
                record("get_line", (*id).to_owned()),
                record("get_line", (*inner).to_owned()),
            ),
        ),
        ("POST", ["search"]) => json(201, &receipt("search", event.order()?)),
        _ => Err(Reply::empty(404)),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(answer)).await
}
