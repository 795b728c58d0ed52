pub fn handle(event: String) -> String {
    crate::store::ping();
    crate::orders::place(event)
}

pub fn log(_: &str) {}
