use std::rc::Rc;

use gatewright::prelude::*;
use serde::{Deserialize, Deserializer};

struct Name(Rc<str>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Self(name.into()))
    }
}

#[lambda_handler(mode = "concurrent", main = false)]
async fn hello(name: Name) -> Result<String, Error> {
    Ok(name.0.to_string())
}

fn main() {
    let _ = &HELLO;
}
