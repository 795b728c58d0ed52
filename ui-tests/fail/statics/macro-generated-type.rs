use gatewright::prelude::*;

macro_rules! counter {
    ($name:ident) => {
        pub struct $name(std::cell::Cell<u32>);
        unsafe impl Sync for $name {}
        impl $name {
            pub const fn new() -> Self {
                Self(std::cell::Cell::new(0))
            }
            pub fn next(&self) -> u32 {
                self.0.replace(self.0.get() + 1)
            }
        }
    };
}
counter!(Counter);

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    static SEEN: Counter = Counter::new();

    #[operation]
    pub async fn next() -> u32 {
        SEEN.next()
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
