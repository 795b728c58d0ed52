//! The future of a handler can be `Send` for every kind of parameter and reply.

use gatewright::prelude::*;
use gatewright::{Batch, Body, Failures, FromRequest, RequestRef};

#[lazy_module]
mod table {
    pub async fn init() -> Vec<u64> {
        vec![1, 2]
    }
}

pub struct User(String);

impl FromRequest for User {
    type Error = Problem;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Problem> {
        let _table = table::get().await;
        Ok(Self(request.path().to_owned()))
    }
}

#[dispatch(concurrent)]
mod orders {
    use super::*;

    #[sqs]
    pub async fn fulfil(order: Message<u64>, table: table::Lazy) -> Result<(), Error> {
        std::future::ready(table.contains(&order)).await;
        Ok(())
    }

    #[kinesis]
    pub async fn all(_: Batch<u64>) -> Failures {
        Failures::default()
    }

    #[kinesis("windows")]
    pub async fn window(_: Batch<gatewright::Text>, window: Window<Vec<u64>>) -> Window<Vec<u64>> {
        window
    }

    #[appsync("Product.comments")]
    pub async fn comments(products: Batch<u64>) -> Vec<u64> {
        products.iter().map(|product| **product).collect()
    }

    #[kafka(concurrency = 4)]
    pub async fn of_topic(number: Message<u64>) -> Result<(), Error> {
        drop(number.key());
        Ok(())
    }

    #[logs]
    pub async fn watch(_: gatewright::payload::Logs) {}
}

#[lambda_handler(main = false)]
#[dispatch(concurrent, interfaces(orders))]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn get_order(
        Path(id): Path<u64>,
        user: User,
        table: Option<table::Lazy>,
    ) -> Result<Json<u64>, Problem> {
        std::future::ready(user.0).await;
        Ok(Json(id + table.map_or(0, |table| table[0])))
    }

    #[post("/orders")]
    pub async fn create(body: Body, deadline: Deadline) -> (StatusCode, String) {
        let _in_time = deadline.timeout(std::future::ready(())).await;
        (StatusCode::CREATED, format!("{} bytes", body.len()))
    }

    #[operation]
    pub async fn echo(id: u64, invocation: Invocation) -> Result<u64, Error> {
        std::future::ready(invocation).await;
        Ok(id)
    }

    /// A value that is not held across an await need not be `Send`.
    #[fallback]
    pub async fn rest() -> String {
        let text = std::rc::Rc::new("rest").to_string();
        std::future::ready(()).await;
        text
    }
}

#[lambda_handler(mode = "concurrent", main = false)]
async fn hello(name: String) -> String {
    name
}

/// Its future is not `Send`, which a function that serves one invocation at a time need not mind.
pub struct Tenant(String);

impl FromRequest for Tenant {
    type Error = Problem;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Problem> {
        let name = std::rc::Rc::new(request.path().to_owned());
        std::future::ready(()).await;
        Ok(Self(name.to_string()))
    }
}

#[lambda_handler(main = false)]
#[get("/tenant")]
async fn tenant(tenant: Tenant, again: Option<Tenant>) -> String {
    let again = std::rc::Rc::new(again);
    std::future::ready(()).await;
    format!("{} {}", tenant.0, again.is_some())
}

#[lambda_handler(mode = "single", main = false)]
async fn alone(name: String) -> String {
    let name = std::rc::Rc::new(name);
    std::future::ready(()).await;
    name.to_string()
}

fn main() {
    use gatewright::testing::{block_on, invoke};
    use serde_json::json;

    let reply = block_on(invoke(&shop::GATEWAY, json!({"operation": "shop.echo", "payload": 7})));
    assert_eq!(reply, Ok(json!(7)));
    let request = json!({"httpMethod": "GET", "path": "/orders/1", "headers": {}});
    let reply = block_on(invoke(&shop::GATEWAY, request)).unwrap();
    assert_eq!(reply["body"], "2");
    let request = json!({"httpMethod": "GET", "path": "/tenant", "headers": {}});
    let reply = block_on(invoke(&TENANT, request)).unwrap();
    assert_eq!(reply["body"], "/tenant true");
    assert_eq!(block_on(invoke(&HELLO, json!("a"))), Ok(json!("a")));
    assert_eq!(block_on(invoke(&ALONE, json!("a"))), Ok(json!("a")));
}
