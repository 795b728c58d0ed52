use gatewright::prelude::*;

#[dispatch]
mod shop {
    pub const ENTRIES: u8 = 1;
    pub const SIZE: usize = 2;
    pub const ARGUMENTS: u8 = 3;

    #[derive(serde::Deserialize, serde::Serialize)]
    pub struct Entry;
    pub struct Option;
    pub struct Result;

    #[operation]
    pub async fn orders(entry: Entry) -> Entry {
        let _ = (Option, Result);
        entry
    }
}

fn main() {
    let _ = (shop::INTERFACE, shop::ENTRIES, shop::SIZE, shop::ARGUMENTS);
}
