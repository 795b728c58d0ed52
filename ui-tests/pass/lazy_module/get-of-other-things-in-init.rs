use gatewright::prelude::*;

mod clock {
    pub fn get() -> u8 {
        1
    }
}

struct Client;

impl Client {
    async fn get() -> u8 {
        2
    }
}

async fn fetch(get: u8) -> u8 {
    get
}

#[lazy_module]
mod sum {
    use super::*;

    pub async fn init() -> u8 {
        clock::get() + Client::get().await + fetch(1).await
    }
}

fn main() {
    let _ = sum::get();
}
