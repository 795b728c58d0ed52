use gatewright::prelude::*;

#[dispatch(interfaces(gatewright_ui_parts::billing, gatewright_ui_parts::accounts))]
mod gateway {}

fn main() {
    let _ = gateway::INTERFACE;
}
