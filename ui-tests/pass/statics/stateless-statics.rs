//! Statics without per-request state: immutable data, aliased cells that are written once, shared bytes, functions and markers.

use gatewright::prelude::*;
use std::borrow::Cow;
use std::marker::PhantomData;

mod cells {
    pub type Keep<T> = std::sync::OnceLock<Vec<T>>;
    pub type Later<T> = std::sync::LazyLock<T>;
}

/// Its name resembles that of the probe's parameter in generated code.
pub struct T;
pub struct Route<'a> {
    path: &'a str,
    answer: fn(&str) -> u8,
    name: Option<Cow<'a, str>>,
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    static ROUTES: &[Route] = &[Route { path: "/", answer: |path| path.len() as u8, name: None }];
    static KEPT: cells::Keep<String> = cells::Keep::new();
    static LATER: cells::Later<String> = cells::Later::new(String::new);
    static START: std::sync::Once = std::sync::Once::new();
    static EMPTY: gatewright::Bytes = gatewright::Bytes::from_static(b"");
    static NONE: Vec<String> = Vec::new();
    static T_: T = T;
    static MARK: PhantomData<fn() -> std::cell::Cell<u8>> = PhantomData;
    static ASK: &(dyn Fn(&str) -> bool + Sync) = &|text| text.is_empty();
    #[exempt(shared_state, reason = "an exempted item must not be reported")]
    static HITS: std::sync::Mutex<u32> = std::sync::Mutex::new(0);
    #[cfg(test)]
    static SEEN: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

    #[operation]
    pub async fn count() -> usize {
        static WORDS: [&str; 2] = ["a", "b"];
        START.call_once(|| ());
        let _ = (&T_, &MARK, ASK("x"), &HITS);
        let route = &ROUTES[0];
        let known = (route.answer)(route.path) as usize + route.name.iter().len();
        KEPT.get_or_init(Vec::new).len() + LATER.len() + EMPTY.len() + NONE.len() + WORDS.len() + known
    }
}

fn main() {
    let _: Gateway = shop::GATEWAY;
}
