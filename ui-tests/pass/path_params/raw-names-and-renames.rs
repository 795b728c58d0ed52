use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize, PathParams)]
struct Place {
    r#type: String,
    #[serde(rename = "rest-of-it", default)]
    rest: String,
}

#[lambda_handler(main = false)]
#[get("/{type}/{rest-of-it+}")]
async fn place(Path(place): Path<Place>) -> String {
    format!("{} {}", place.r#type, place.rest)
}

fn main() {
    let event = serde_json::json!({"httpMethod": "GET", "path": "/a/b/c", "requestContext": {}});
    let reply = gatewright::testing::invoke(&PLACE, event);
    assert_eq!(gatewright::testing::block_on(reply).unwrap()["body"], "a b/c");
}
