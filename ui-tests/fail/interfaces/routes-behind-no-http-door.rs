use gatewright::prelude::*;

#[dispatch(doors(websocket))]
mod gateway {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = gateway::INTERFACE;
}
