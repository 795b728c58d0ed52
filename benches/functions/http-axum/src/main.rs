//! The peer of `bench-http-gatewright`: twenty routes, written with `lambda_http` and axum.
//!
//! It uses Tokio's current-thread runtime, which suits a function that handles one invocation at a time.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use bench_work::records::{Filter, Listing, NewOrder, Receipt, Record, listing, receipt, record};
use lambda_http::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let app = Router::new()
        .route("/health", get(health))
        .route("/products", get(list_products).post(create_product))
        .route(
            "/products/{sku}",
            get(get_product).put(put_product).delete(delete_product),
        )
        .route(
            "/products/{sku}/reviews",
            get(list_reviews).post(create_review),
        )
        .route("/customers/{id}", get(get_customer).patch(patch_customer))
        .route("/customers/{id}/orders", get(list_orders_of_customer))
        .route(
            "/customers/{id}/addresses",
            get(list_addresses).post(create_address),
        )
        .route(
            "/customers/{id}/addresses/{address}",
            delete(delete_address),
        )
        .route("/orders", get(list_orders).post(create_order))
        .route("/orders/{id}", get(get_order))
        .route("/orders/{id}/cancel", post(cancel_order))
        .route("/orders/{id}/lines/{line}", get(get_line))
        .route("/search", post(search));
    lambda_http::run(app).await
}

async fn health() -> Json<Record> {
    Json(record("health", String::new()))
}

async fn list_products(Query(filter): Query<Filter>) -> Json<Listing> {
    Json(listing("list_products", String::new(), filter))
}

async fn create_product(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
    (StatusCode::CREATED, Json(receipt("create_product", order)))
}

async fn get_product(Path(id): Path<String>) -> Json<Record> {
    Json(record("get_product", id))
}

async fn put_product(
    Path(id): Path<String>,
    Json(order): Json<NewOrder>,
) -> Json<(Record, Receipt)> {
    Json((record("put_product", id), receipt("put_product", order)))
}

async fn delete_product(Path(_id): Path<String>) -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn list_reviews(Path(id): Path<String>, Query(filter): Query<Filter>) -> Json<Listing> {
    Json(listing("list_reviews", id, filter))
}

async fn create_review(
    Path(id): Path<String>,
    Json(order): Json<NewOrder>,
) -> Json<(Record, Receipt)> {
    Json((record("create_review", id), receipt("create_review", order)))
}

async fn get_customer(Path(id): Path<String>) -> Json<Record> {
    Json(record("get_customer", id))
}

async fn patch_customer(
    Path(id): Path<String>,
    Json(order): Json<NewOrder>,
) -> Json<(Record, Receipt)> {
    Json((
        record("patch_customer", id),
        receipt("patch_customer", order),
    ))
}

async fn list_orders_of_customer(
    Path(id): Path<String>,
    Query(filter): Query<Filter>,
) -> Json<Listing> {
    Json(listing("list_orders_of_customer", id, filter))
}

async fn list_addresses(Path(id): Path<String>, Query(filter): Query<Filter>) -> Json<Listing> {
    Json(listing("list_addresses", id, filter))
}

async fn create_address(
    Path(id): Path<String>,
    Json(order): Json<NewOrder>,
) -> Json<(Record, Receipt)> {
    Json((
        record("create_address", id),
        receipt("create_address", order),
    ))
}

async fn delete_address(Path((_id, _inner)): Path<(String, String)>) -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn list_orders(Query(filter): Query<Filter>) -> Json<Listing> {
    Json(listing("list_orders", String::new(), filter))
}

async fn create_order(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
    (StatusCode::CREATED, Json(receipt("create_order", order)))
}

async fn get_order(Path(id): Path<String>) -> Json<Record> {
    Json(record("get_order", id))
}

async fn cancel_order(Path(id): Path<String>) -> Json<Record> {
    Json(record("cancel_order", id))
}

async fn get_line(Path((id, inner)): Path<(String, String)>) -> Json<(Record, Record)> {
    Json((record("get_line", id), record("get_line", inner)))
}

async fn search(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
    (StatusCode::CREATED, Json(receipt("search", order)))
}
