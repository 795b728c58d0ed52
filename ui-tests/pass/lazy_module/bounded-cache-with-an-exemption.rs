//! The advice of the message about a lock in a lazy module.

use gatewright::prelude::*;

#[gatewright::exempt(locking, reason = "a bounded cache, keyed by tenant")]
#[lazy_module]
mod prices {
    use std::collections::HashMap;
    use std::sync::Mutex;

    pub const LIMIT: usize = 100;

    pub fn init() -> Mutex<HashMap<(String, u32), u32>> {
        Mutex::new(HashMap::with_capacity(LIMIT))
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[get("/{tenant}/{product}")]
    pub async fn price(Path((tenant, product)): Path<(String, u32)>, prices: prices::Lazy) -> Result<Json<u32>, Error> {
        let mut cache = prices.lock().map_err(|_| Error::from("a holder panicked"))?;
        if cache.len() == prices::LIMIT {
            cache.clear();
        }
        Ok(Json(*cache.entry((tenant, product)).or_insert(1)))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
