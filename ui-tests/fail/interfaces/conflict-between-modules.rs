use gatewright::prelude::*;

#[dispatch]
pub mod orders {
    use super::*;

    #[get("/orders/{id}")]
    async fn one(Path(id): Path<u32>) -> String {
        id.to_string()
    }
}

#[dispatch(prefix = "/orders")]
pub mod archive {
    use super::*;

    #[get("/{order}")]
    async fn find(Path(order): Path<u32>) -> String {
        order.to_string()
    }
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(orders, archive))]
mod gateway {}

fn main() {
    let _ = &gateway::GATEWAY;
}
