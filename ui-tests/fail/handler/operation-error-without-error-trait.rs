use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn orders() -> Result<String, Opaque> {
        Err(Opaque)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
