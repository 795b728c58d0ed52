mod outer {
    pub use gatewright as inner;
}

use outer::inner::prelude::*;

#[lambda_handler(main = false, crate = crate::outer::inner)]
#[dispatch(crate = crate::outer::inner)]
mod api {
    use super::*;

    #[operation]
    pub async fn count(all: numbers::Lazy) -> u32 {
        *all
    }
}

#[lazy_module(crate = crate::outer::inner)]
mod numbers {
    pub fn init() -> u32 {
        1
    }
}

fn main() {
    let _ = api::GATEWAY;
}
