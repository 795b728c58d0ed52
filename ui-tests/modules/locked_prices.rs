#[gatewright::lazy_module]
pub mod seats {
    pub fn init() -> std::sync::RwLock<Vec<u32>> {
        Default::default()
    }
}

pub fn free() -> usize {
    seats::get().read().map_or(0, |seats| seats.len())
}
