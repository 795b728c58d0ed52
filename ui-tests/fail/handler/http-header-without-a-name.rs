use gatewright::prelude::*;

pub struct Depth(pub u8);

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(Header(depth): Header<Depth>) -> String {
        depth.0.to_string()
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
