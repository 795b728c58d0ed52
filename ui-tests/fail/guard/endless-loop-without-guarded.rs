use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    async fn reindex(pages: u64) -> u64 {
        wait_for(pages)
    }

    fn wait_for(mut pages: u64) -> u64 {
        loop {
            pages = pages.wrapping_add(1);
        }
    }

    #[operation]
    async fn publish() {
        #[guard(off)]
        while true {}
    }

    #[guarded]
    fn this_one_is_interrupted() {
        loop {}
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
