//! The structures that are constants, for each number of names.

use gatewright::__private::View;

pub(crate) use self::generated::SIZES;

/// So many names, and the constants that find them.
pub(crate) struct Size {
    pub(crate) names: &'static [&'static str],
    pub(crate) ours: fn() -> View,
    /// `None` above what can be compiled in reasonable time.
    pub(crate) by_match: Option<fn(&str) -> Option<u32>>,
    pub(crate) phf: &'static phf::Map<&'static str, u32>,
    pub(crate) sorted: &'static [(&'static str, u32)],
}

/// What the build script wrote.
#[allow(
    clippy::all,
    clippy::pedantic,
    reason = "tables are long, and nobody reads them"
)]
mod generated {
    use gatewright::__private::{
        AnyReturn, Calling, Endpoint, Entry, Handler, Key, Origin, Returns, Size as TableSize,
        Tables, Target,
    };

    use super::Size;

    /// What every name stands for; no lookup calls it.
    static HANDLER: &dyn Handler = &Endpoint {
        function: nothing,
        arguments: &(),
        reply: &Returns::<()>::SHAPE.operation(),
    };

    async fn nothing() {}

    const fn operation(name: &'static str) -> Entry {
        Entry {
            key: Key::Operation(name),
            handler: HANDLER,
            calling: Calling::DEFAULT,
            origin: Origin::NONE,
        }
    }

    include!(concat!(env!("OUT_DIR"), "/sizes.rs"));
}
