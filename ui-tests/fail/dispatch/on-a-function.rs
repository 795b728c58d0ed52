use gatewright::prelude::*;

#[dispatch]
#[get("/orders")]
async fn orders() {}

fn main() {
    let _ = orders();
}
