//! Files at the root, below a path, without handlers, in merged modules, with a prefix, in concurrent mode.
extern crate gatewright as renamed;

use renamed::prelude::*;
use renamed::testing::{TestRequest, block_on};

#[dispatch(assets("/", "."), crate = ::renamed)]
mod root {}

#[dispatch(assets("/app/", "./", max_age = "365d"), crate = ::renamed)]
mod below {}

#[dispatch(assets("/spa", ".", max_age = "0s", fallback = "Cargo.toml"), authorizer(none), crate = ::renamed)]
mod spa {}

#[lambda_handler(main = false, crate = ::renamed)]
#[dispatch(interfaces(root, below, spa), prefix = "/v1", crate = ::renamed)]
mod gateway {}

#[lambda_handler(main = false, crate = ::renamed)]
#[dispatch(concurrent, assets("/app", "."), crate = ::renamed)]
mod concurrent {}

fn main() {
    for path in ["/v1/Cargo.toml", "/v1/app/Cargo.toml", "/v1/spa/Cargo.toml", "/v1/spa/", "/v1/spa/page"] {
        let response = block_on(TestRequest::new("GET", path).send(&gateway::GATEWAY)).unwrap();
        assert_eq!((response.status(), response.header("content-type")), (200, Some("application/toml")), "{path}");
    }
    let response = block_on(TestRequest::new("GET", "/v1/app").send(&gateway::GATEWAY)).unwrap();
    assert_eq!(response.status(), 404);
    let response = block_on(TestRequest::new("GET", "/app/Cargo.toml").send(&concurrent::GATEWAY)).unwrap();
    assert_eq!(response.status(), 200);
}
