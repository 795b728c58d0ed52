pub fn ping() {}

pub mod table {
    pub fn put(order: String) -> String {
        crate::api::log(&order);
        order
    }
}
