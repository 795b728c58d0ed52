//# a client in a lazy module
#[gatewright::lazy_module]
mod orders {
    pub async fn init() -> aws_sdk_sqs::Client { make().await }
    async fn make() -> aws_sdk_sqs::Client { aws_sdk_sqs::Client::new(&aws_config::load_from_env().await) }
}
#[post("/orders")]
async fn order(orders: orders::Lazy) { orders.send_message(); }

//# a client in a static that is filled once
static HTTP: std::sync::LazyLock<reqwest::Client> = std::sync::LazyLock::new(reqwest::Client::new);
static API: std::sync::LazyLock<reqwest::Client> = std::sync::LazyLock::new(|| reqwest::Client::builder().build().unwrap());
#[get("/")]
async fn handler() { HTTP.get("url"); API.get("url"); }

//# a client in a cell that a function fills
static DB: tokio::sync::OnceCell<aws_sdk_dynamodb::Client> = tokio::sync::OnceCell::const_new();
async fn make() -> aws_sdk_dynamodb::Client { aws_sdk_dynamodb::Client::new(&aws_config::load_from_env().await) }
async fn db() -> &'static aws_sdk_dynamodb::Client { DB.get_or_init(|| async { make().await }).await }
#[get("/")]
async fn handler() { db().await.list_tables(); }

//# a client in a function that no handler calls
fn tool() { reqwest::Client::new(); }
#[get("/")]
async fn handler() {}

//# the user's own client
mod aws { pub struct Client; impl Client { pub fn new() -> Self { Self } } }
use aws::Client;
#[get("/")]
async fn handler() { Client::new(); }

//# a client that is a parameter
#[get("/")]
async fn handler(client: Client) { client.get().send().await; }
