use gatewright::prelude::*;

#[get("/orders")]
async fn orders() {}

#[operation]
async fn reindex() {}

fn main() {
    let _ = (orders(), reindex());
}
