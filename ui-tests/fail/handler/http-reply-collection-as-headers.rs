use gatewright::http::{HeaderName, HeaderValue};
use gatewright::prelude::*;
use std::collections::{BTreeMap, HashMap};

#[dispatch]
mod shop {
    use super::*;

    #[get("/list")]
    pub async fn list() -> (Vec<(String, String)>, String) {
        Default::default()
    }

    #[get("/map")]
    pub async fn map() -> Result<(HashMap<String, String>, u32), Error> {
        Ok(Default::default())
    }

    #[get("/sorted")]
    pub async fn sorted() -> (BTreeMap<&'static str, u32>, ()) {
        Default::default()
    }

    #[get("/typed")]
    pub async fn typed() -> Vec<(HeaderName, HeaderValue)> {
        Vec::new()
    }

    #[get("/status")]
    pub async fn status() -> (StatusCode, Vec<(String, String)>, String) {
        Default::default()
    }

    #[get("/alone")]
    pub async fn alone() -> Vec<(String, String)> {
        Vec::new()
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
