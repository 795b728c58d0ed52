use gatewright::prelude::*;

#[dispatch]
mod shop {
    use std::sync::Mutex;

    static SEEN: Mutex<u32> = Mutex::new(0);

    #[operation]
    pub async fn count() -> u32 {
        *SEEN.lock().unwrap()
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
