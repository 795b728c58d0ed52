//! `record` and `metrics` on functions and modules.

use gatewright::prelude::*;

#[lambda_handler(record, main = false)]
async fn recorded() -> u8 {
    1
}

#[lambda_handler(metrics, record, main = false)]
async fn counted() -> u8 {
    1
}

#[lambda_handler(metrics = "Shop/Orders #1", main = false)]
#[dispatch]
mod shop {
    #[gatewright::operation]
    pub async fn place() {}
}

fn main() {
    let _ = (RECORDED, COUNTED, shop::GATEWAY);
    let manifest: serde_json::Value = serde_json::from_str(&shop::MANIFEST.to_json()).unwrap();
    assert_eq!(manifest["function"]["metrics"]["namespace"], "Shop/Orders #1");
    let manifest: serde_json::Value = serde_json::from_str(&RECORDED_MANIFEST.to_json()).unwrap();
    assert_eq!(manifest["function"]["record"], true);
    assert!(manifest["function"].get("metrics").is_none());
    let manifest: serde_json::Value = serde_json::from_str(&COUNTED_MANIFEST.to_json()).unwrap();
    assert_eq!(manifest["function"]["metrics"], serde_json::json!({"namespace": null}));
}
