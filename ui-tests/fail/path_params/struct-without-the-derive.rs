use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct OrderLine {
    order: String,
    line: u32,
}

#[lambda_handler]
#[get("/orders/{order}/lines/{line}")]
async fn line(Path(line): Path<OrderLine>) -> String {
    format!("{} {}", line.order, line.line)
}
