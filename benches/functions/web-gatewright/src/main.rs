//! Twenty routes with CORS, request ids and a middleware that authenticates, written with Gatewright.

use bench_work::records::{Filter, Listing, NewOrder, Receipt, Record, listing, receipt, record};
use gatewright::middleware::request_id;
use gatewright::prelude::*;
use gatewright::{IntoResponse, Next, Request, Response};

/// Who sends the request.
#[derive(Clone, Extension)]
struct User(#[expect(dead_code, reason = "a handler could take it")] String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    match request.header("origin").map(|name| User(name.into_owned())) {
        Some(user) => next.provide(user).run(request).await,
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

#[lambda_handler]
#[dispatch(
    cors(
        origins("https://shop.example.com"),
        methods(GET, POST, PUT, PATCH, DELETE),
        headers("content-type"),
        credentials,
        max_age = "1h"
    ),
    middleware(request_id, auth)
)]
mod shop {
    use super::*;

    #[get("/health")]
    pub async fn health() -> Json<Record> {
        Json(record("health", String::new()))
    }

    #[get("/products")]
    pub async fn list_products(Query(filter): Query<Filter>) -> Json<Listing> {
        Json(listing("list_products", String::new(), filter))
    }

    #[post("/products")]
    pub async fn create_product(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
        (StatusCode::CREATED, Json(receipt("create_product", order)))
    }

    #[get("/products/{sku}")]
    pub async fn get_product(Path(id): Path<String>) -> Json<Record> {
        Json(record("get_product", id))
    }

    #[put("/products/{sku}")]
    pub async fn put_product(
        Path(id): Path<String>,
        Json(order): Json<NewOrder>,
    ) -> Json<(Record, Receipt)> {
        Json((record("put_product", id), receipt("put_product", order)))
    }

    #[delete("/products/{sku}")]
    pub async fn delete_product(Path(_id): Path<String>) -> StatusCode {
        StatusCode::NO_CONTENT
    }

    #[get("/products/{sku}/reviews")]
    pub async fn list_reviews(
        Path(id): Path<String>,
        Query(filter): Query<Filter>,
    ) -> Json<Listing> {
        Json(listing("list_reviews", id, filter))
    }

    #[post("/products/{sku}/reviews")]
    pub async fn create_review(
        Path(id): Path<String>,
        Json(order): Json<NewOrder>,
    ) -> Json<(Record, Receipt)> {
        Json((record("create_review", id), receipt("create_review", order)))
    }

    #[get("/customers/{id}")]
    pub async fn get_customer(Path(id): Path<String>) -> Json<Record> {
        Json(record("get_customer", id))
    }

    #[patch("/customers/{id}")]
    pub async fn patch_customer(
        Path(id): Path<String>,
        Json(order): Json<NewOrder>,
    ) -> Json<(Record, Receipt)> {
        Json((
            record("patch_customer", id),
            receipt("patch_customer", order),
        ))
    }

    #[get("/customers/{id}/orders")]
    pub async fn list_orders_of_customer(
        Path(id): Path<String>,
        Query(filter): Query<Filter>,
    ) -> Json<Listing> {
        Json(listing("list_orders_of_customer", id, filter))
    }

    #[get("/customers/{id}/addresses")]
    pub async fn list_addresses(
        Path(id): Path<String>,
        Query(filter): Query<Filter>,
    ) -> Json<Listing> {
        Json(listing("list_addresses", id, filter))
    }

    #[post("/customers/{id}/addresses")]
    pub async fn create_address(
        Path(id): Path<String>,
        Json(order): Json<NewOrder>,
    ) -> Json<(Record, Receipt)> {
        Json((
            record("create_address", id),
            receipt("create_address", order),
        ))
    }

    #[delete("/customers/{id}/addresses/{address}")]
    pub async fn delete_address(Path((_id, _inner)): Path<(String, String)>) -> StatusCode {
        StatusCode::NO_CONTENT
    }

    #[get("/orders")]
    pub async fn list_orders(Query(filter): Query<Filter>) -> Json<Listing> {
        Json(listing("list_orders", String::new(), filter))
    }

    #[post("/orders")]
    pub async fn create_order(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
        (StatusCode::CREATED, Json(receipt("create_order", order)))
    }

    #[get("/orders/{id}")]
    pub async fn get_order(Path(id): Path<String>) -> Json<Record> {
        Json(record("get_order", id))
    }

    #[post("/orders/{id}/cancel")]
    pub async fn cancel_order(Path(id): Path<String>) -> Json<Record> {
        Json(record("cancel_order", id))
    }

    #[get("/orders/{id}/lines/{line}")]
    pub async fn get_line(Path((id, inner)): Path<(String, String)>) -> Json<(Record, Record)> {
        Json((record("get_line", id), record("get_line", inner)))
    }

    #[post("/search")]
    pub async fn search(Json(order): Json<NewOrder>) -> (StatusCode, Json<Receipt>) {
        (StatusCode::CREATED, Json(receipt("search", order)))
    }
}
