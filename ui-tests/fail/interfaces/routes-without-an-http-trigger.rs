use gatewright::prelude::*;

#[dispatch(triggers(websocket))]
mod gateway {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = gateway::INTERFACE;
}
