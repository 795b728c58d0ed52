use gatewright::prelude::*;

fn main() {
    let tenant = "acme";
    metric!("Orders", 1, Count, tenant, plan = "pro", "tenant" = "other");
}
