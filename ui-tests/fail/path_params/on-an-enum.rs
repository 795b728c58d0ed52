use gatewright::prelude::*;

#[derive(PathParams)]
enum Kind {
    Old,
    New,
}

fn main() {
    let _ = (Kind::Old, Kind::New);
}
