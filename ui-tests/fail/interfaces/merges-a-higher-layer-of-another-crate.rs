use gatewright::prelude::*;

#[dispatch(layer = "core", interfaces(gatewright_ui_parts::ledger))]
mod store {}

fn main() {
    let _ = store::INTERFACE;
}
