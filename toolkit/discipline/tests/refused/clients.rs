//# a client and its configuration in a handler are one mistake
#[get("/orders")]
async fn orders() {
    let config = aws_config::load_from_env().await;
    let client = aws_sdk_dynamodb::Client::new(&config);
//               ^ client_per_invocation: `aws_sdk_dynamodb::Client::new` builds a client in every invocation
}

//# a configuration alone
#[operation]
async fn region() -> String {
    aws_config::load_defaults(BehaviorVersion::latest()).await.region().unwrap().to_string()
//  ^ client_per_invocation: `aws_config::load_defaults` loads configuration in every invocation
}

//# a client in a helper that a handler calls
use aws_sdk_s3::Client;
fn client(config: &Config) -> Client { Client::new(config) }
//                                     ^ client_per_invocation: `aws_sdk_s3::Client::new` builds a client in every invocation
#[sqs("orders")]
async fn fulfil(config: Config) { client(&config).put_object(); }

//# a client in a method that a helper calls
use reqwest as http;
struct Api;
impl Api {
    fn call(&self) { http::Client::new(); }
//                   ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
}
fn helper() { Api.call(); }
#[event]
async fn handler() { helper(); }

//# a pool in an associated function, through Self and an alias
type Database = Db;
struct Db;
impl Db {
    async fn open() { sqlx::PgPool::connect("url").await; }
//                    ^ client_per_invocation: `sqlx::PgPool::connect` builds a client in every invocation
    async fn ready() { Self::open().await; }
}
#[operation("ready")]
async fn handler() { Database::ready().await; }

//# a client in a closure that service_fn takes
use lambda_runtime::service_fn;
async fn start() {
    lambda_runtime::run(service_fn(|event| async { redis::Client::open("redis://x").unwrap(); })).await;
//                                                 ^ client_per_invocation: `redis::Client::open` builds a client in every invocation
}

//# a client in a function that service_fn takes
async fn handle(event: Event) { mongodb::Client::with_uri_str("uri").await; }
//                              ^ client_per_invocation: `mongodb::Client::with_uri_str` builds a client in every invocation
async fn start() { lambda_http::run(lambda_http::service_fn(handle)).await; }

//# a client outside a lazy module, beside one in it
#[lazy_module]
mod orders {
    pub async fn init() -> aws_sdk_sqs::Client { aws_sdk_sqs::Client::new(&load().await) }
}
#[post("/orders")]
async fn order() { aws_sdk_sqs::Client::from_conf(config()); }
//                 ^ client_per_invocation: `aws_sdk_sqs::Client::from_conf` builds a client in every invocation

//# a pool built by its options in a handler method
use sqlx::postgres::PgPoolOptions;
struct Shop;
impl Shop {
    #[get("/")]
    async fn list(&self) { PgPoolOptions::new().connect("url").await; }
//                         ^ client_per_invocation: `sqlx::postgres::PgPoolOptions::new` builds a client in every invocation
}

//# a client in a middleware, which requests call
use gatewright::{Next, Request, Response};
async fn audit(request: Request, next: Next<'_>) -> Response {
    reqwest::Client::new().post("url");
//  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
    next.run(request).await
}
#[get("/")]
async fn root() {}
