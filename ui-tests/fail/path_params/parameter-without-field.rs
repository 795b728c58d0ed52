use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize, PathParams)]
struct OrderLine {
    order: String,
}

#[lambda_handler]
#[get("/orders/{order}/lines/{line}")]
async fn line(Path(line): Path<OrderLine>) -> String {
    line.order
}
