use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    name
}

fn table() -> [u8; 2] {
    include!(concat!("../../modules/", stringify!(table), ".rs"))
}
