use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn wait() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::wait();
}
