use std::collections::HashMap;

use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize, PathParams)]
struct OrderLine {
    #[serde(flatten)]
    all: HashMap<String, String>,
}

#[lambda_handler]
#[get("/orders/{order}")]
async fn line(Path(line): Path<OrderLine>) -> String {
    format!("{:?}", line.all)
}
