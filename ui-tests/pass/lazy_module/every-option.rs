use gatewright::prelude::*;

#[lazy_module(start = "init", ttl = "5m", budget = "800ms", restore = "reset")]
mod token {
    pub async fn init() -> String {
        "secret".to_owned()
    }
}

#[lazy_module(start = "first_use", restore = "keep")]
mod plain {
    use super::*;

    pub fn init(token: token::Lazy) -> usize {
        token.len()
    }
}

fn main() {
    assert!(plain::try_get().is_none());
    assert_eq!(*plain::Lazy::of(6), 6);
}
