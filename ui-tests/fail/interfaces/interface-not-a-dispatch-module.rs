use gatewright::prelude::*;

mod orders {}

#[dispatch(interfaces(orders, customers))]
mod gateway {}

fn main() {
    let _ = gateway::INTERFACE;
}
