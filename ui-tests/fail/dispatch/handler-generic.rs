use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo<T: serde::de::DeserializeOwned>(value: T) -> u8 {
        let _ = value;
        0
    }

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo(1_u8);
}
