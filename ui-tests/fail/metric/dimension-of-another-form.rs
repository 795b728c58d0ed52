use gatewright::prelude::*;

struct Tenant;

fn main() {
    let tenant = "acme";
    metric!("Orders", 1, Count, tenant = %tenant);
    metric!("Orders", 1, Count, tenant = ?tenant);
    metric!("Orders", 1, Count, "acme");
    metric!("Orders", 1, Count, ":tenant" = tenant);
    metric!("Orders", 1, Count, "größe" = tenant);
    metric!("Orders", 1, Count, "" = tenant);
    metric!("Orders", 1, Count, Orders = tenant);
    metric!("Orders", 1, Count, tenant = Tenant);
}
