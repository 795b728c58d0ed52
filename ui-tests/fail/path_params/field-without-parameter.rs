use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize, PathParams)]
#[serde(rename_all = "camelCase")]
struct OrderLine {
    order: String,
    line_no: u32,
}

#[lambda_handler]
#[get("/orders/{order}")]
async fn line(Path(line): Path<OrderLine>) -> String {
    format!("{} {}", line.order, line.line_no)
}
