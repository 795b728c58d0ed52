//! Routes that look shadowed and are not.

use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    /// Handles paths with more than one segment.
    #[get("/a/{rest+}")]
    async fn a(Path(rest): Path<String>) -> String {
        rest
    }

    #[get("/a/{x}")]
    async fn one_segment(Path(x): Path<String>) -> String {
        x
    }

    /// The two routes below only handle GET.
    #[any("/b/{rest+}")]
    async fn b(Path(rest): Path<String>) -> String {
        rest
    }

    #[get("/b/{x}")]
    async fn b_one(Path(x): Path<String>) -> String {
        x
    }

    #[get("/b/{x}/{rest+}")]
    async fn b_several(Path((x, rest)): Path<(String, String)>) -> String {
        x + &rest
    }

    /// Every method that has an attribute is taken, but other methods are left.
    #[any("/c")]
    async fn c() {}
    #[get("/c")]
    async fn c_get() {}
    #[head("/c")]
    async fn c_head() {}
    #[post("/c")]
    async fn c_post() {}
    #[put("/c")]
    async fn c_put() {}
    #[patch("/c")]
    async fn c_patch() {}
    #[delete("/c")]
    async fn c_delete() {}
    #[options("/c")]
    async fn c_options() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
