use gatewright::prelude::*;

#[on_shutdown]
struct Metrics;

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    pub const FLUSH: u64 = 1;

    #[on_shutdown(within = "1s")]
    #[operation]
    async fn flush<T>(_: &T) {}
}

fn main() {
    let _ = (&shop::GATEWAY, Metrics, shop::FLUSH);
}
