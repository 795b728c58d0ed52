use gatewright::prelude::*;

macro_rules! store {
    ($name:ident: $held:ty) => {
        pub struct $name;
        impl Store for $name {
            type Held = Held<$held>;
        }
    };
}

pub trait Store {
    type Held;
}
pub struct Held<T>(T);
unsafe impl<T> Sync for Held<T> {}
store!(Memory: std::cell::Cell<u32>);

#[lambda_handler]
async fn next(by: u32) -> u32 {
    static SEEN: Option<<Memory as Store>::Held> = None;
    by + u32::from(SEEN.is_some())
}

fn use_it() -> Gateway {
    NEXT
}
