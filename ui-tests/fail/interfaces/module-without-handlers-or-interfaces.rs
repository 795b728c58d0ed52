use gatewright::prelude::*;

#[dispatch(prefix = "/v1")]
mod gateway {}

fn main() {
    let _ = gateway::INTERFACE;
}
