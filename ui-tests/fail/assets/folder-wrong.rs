//! Folders that cannot be embedded, and a fallback that is not in the folder.
use gatewright::prelude::*;

#[dispatch(assets("/app", "dist"))]
mod one {}

#[dispatch(assets("/app", "/dist"))]
mod two {}

#[dispatch(assets("/app", ""))]
mod three {}

#[dispatch(assets("/app", "Cargo.toml"))]
mod four {}

#[dispatch(assets("/app", ".", fallback = "Cargo.tom"))]
mod five {}

#[lambda_handler]
#[dispatch(interfaces(one, two, three, four, five))]
mod gateway {}
