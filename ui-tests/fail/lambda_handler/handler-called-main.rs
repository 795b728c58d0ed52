use gatewright::prelude::*;

#[lambda_handler]
async fn main(name: String) -> String {
    name
}
