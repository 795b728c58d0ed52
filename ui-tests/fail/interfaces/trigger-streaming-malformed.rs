use gatewright::prelude::*;

#[dispatch(triggers(
    function_url(streaming = true),
    rest_api(stream),
    http_api(streaming),
    vpc_lattice(streaming)
))]
mod one {
    #[get("/orders")]
    async fn orders() {}
}

#[dispatch(triggers(
    function_url = "streaming",
    rest_api(max = "20m", streaming = "yes"),
))]
mod other {
    #[get("/orders")]
    async fn orders() {}
}

#[dispatch(triggers(function_url(max = "60s")))]
mod third {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = (one::INTERFACE, other::INTERFACE, third::INTERFACE);
}
