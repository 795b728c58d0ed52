use gatewright::prelude::*;

fn main() {
    let (size, tenant) = (7, "acme");
    metric!("Größe", size, Kilobites, outcome = tenant, tenant = tenant, tenant = tenant);
    metric!("Size", size Bytes);
}
