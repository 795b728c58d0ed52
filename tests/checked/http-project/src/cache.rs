use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

static PAGES: OnceLock<Mutex<HashMap<String, String>>> = OnceLock::new();

pub fn get(name: &str) -> Option<String> {
    let pages = PAGES.get_or_init(Default::default).lock().ok()?;
    pages.get(name).cloned()
}
