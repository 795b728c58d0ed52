use gatewright::prelude::*;

#[dispatch(triggers(htp_api, alb(max = "60s"), rest_api(max = 60), function_url, function_url))]
mod gateway {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = gateway::INTERFACE;
}
