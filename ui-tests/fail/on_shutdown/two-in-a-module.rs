use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    async fn flush() {}

    #[on_shutdown]
    fn close(_: Deadline) {}
}

fn main() {
    let _ = &shop::GATEWAY;
}
