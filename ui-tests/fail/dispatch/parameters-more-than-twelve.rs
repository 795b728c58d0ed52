use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(_a: Headers, _b: Headers, _c: Headers, _d: Headers, _e: Headers, _f: Headers, _g: Headers, _h: Headers, _i: Headers, _j: Headers, _k: Headers, _l: Headers, _m: Headers) {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
