use gatewright::prelude::*;

#[lambda_handler(mode = "parallel", main = false)]
async fn hello(name: String) -> Result<String, Error> {
    Ok(name)
}

#[lambda_handler(mode = concurrent, main = false)]
async fn goodbye(name: String) -> Result<String, Error> {
    Ok(name)
}

fn main() {
    let _ = (&HELLO, &GOODBYE);
}
