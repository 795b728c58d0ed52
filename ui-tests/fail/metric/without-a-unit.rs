use gatewright::prelude::*;

fn main() {
    let tenant = "acme";
    metric!("OrdersPlaced", 1);
    metric!("OrdersPlaced", 1, tenant = tenant);
    metric!("OrdersPlaced");
    metric!();
}
