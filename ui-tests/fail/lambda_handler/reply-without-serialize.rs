use gatewright::prelude::*;

struct Reply;

#[lambda_handler]
async fn hello() -> Result<Reply, Error> {
    Ok(Reply)
}

fn use_it() -> Gateway {
    HELLO
}
