#[gatewright::lazy_module]
pub mod seats {
    pub fn init() -> std::sync::RwLock<Vec<u32>> {
        Default::default()
    }
}

pub async fn free() -> usize {
    let seats = seats::get().await;
    seats.map_or(0, |seats| seats.read().map_or(0, |seats| seats.len()))
}
