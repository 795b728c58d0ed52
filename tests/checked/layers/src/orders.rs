pub fn place(order: String) -> String {
    crate::store::table::put(order)
}
