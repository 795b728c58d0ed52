//! The peer of `bench-web-gatewright`: twenty routes with CORS, request ids and a middleware that authenticates, written with
//! `lambda_http`, axum and tower-http.
//!
//! It uses Tokio's current-thread runtime, which suits a function that handles one invocation at a time.

use std::time::Duration;

use axum::extract::{Path, Query, Request};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use bench_work::records::{Filter, Listing, NewOrder, Receipt, Record, listing, receipt, record};
use lambda_http::Error;
use tower_http::cors::{AllowOrigin, CorsLayer, Vary};
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};

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
    let methods = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list([HeaderValue::from_static(
            "https://shop.example.com",
        )]))
        .allow_methods(methods)
        .allow_headers([CONTENT_TYPE])
        .allow_credentials(true)
        .max_age(Duration::from_secs(3600))
        .vary(Vary::list([ORIGIN]));
    let app = app
        .layer(from_fn(auth))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(Ids))
        .layer(cors);
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

/// Who sends the request.
#[derive(Clone)]
struct User(#[expect(dead_code, reason = "a handler could take it")] String);

#[derive(Clone)]
struct Ids;

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, request: &axum::http::Request<B>) -> Option<RequestId> {
        let context = request.extensions().get::<lambda_http::Context>()?;
        Some(RequestId::new(context.request_id.parse().ok()?))
    }
}

async fn auth(mut request: Request, next: Next) -> Response {
    let name = request.headers().get(ORIGIN);
    let user = name.and_then(|name| name.to_str().ok().map(|name| User(name.to_owned())));
    match user {
        Some(user) => {
            request.extensions_mut().insert(user);
            next.run(request).await
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}
