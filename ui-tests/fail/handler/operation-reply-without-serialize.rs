use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn orders() -> Opaque {
        Opaque
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
