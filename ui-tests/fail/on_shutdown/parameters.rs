use gatewright::prelude::*;

#[lazy_module]
mod metrics {
    pub fn init() -> u64 {
        1
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    async fn flush(_metrics: metrics::Lazy, _name: String, _deadline: Deadline) {}
}

fn main() {
    let _ = &shop::GATEWAY;
}
