use gatewright::prelude::*;

fn main() {
    metric!("", 1, Count);
    metric!("Größe", 1, Count);
    metric!("a\nb", 1, Count);
}
