use gatewright::prelude::*;

macro_rules! slot {
    ($name:ident) => {
        pub struct $name(std::cell::Cell<u32>);
        unsafe impl Sync for $name {}
    };
}
slot!(Slot);

mod cells {
    pub type Keep<T> = std::sync::OnceLock<T>;
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    static SLOT: cells::Keep<Slot> = cells::Keep::new();

    #[operation]
    pub async fn is_set() -> bool {
        SLOT.get().is_some()
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
