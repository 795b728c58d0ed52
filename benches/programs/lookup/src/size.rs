//! The constant structures for each number of names.

use gatewright::__private::View;

pub(crate) use self::generated::SIZES;

/// A number of names, and the constant structures that hold them.
pub(crate) struct Size {
    pub(crate) names: &'static [&'static str],
    pub(crate) ours: fn() -> View,
    /// `None` for sizes that take too long to compile.
    pub(crate) by_match: Option<fn(&str) -> Option<u32>>,
    pub(crate) phf: &'static phf::Map<&'static str, u32>,
    pub(crate) sorted: &'static [(&'static str, u32)],
}

/// The output of the build script.
#[allow(
    clippy::all,
    clippy::pedantic,
    reason = "the generated tables are long and not meant to be read"
)]
mod generated {
    use gatewright::__private::{
        AnyReturn, Calling, Endpoint, Entry, Handler, Key, Origin, Returns, Size as TableSize,
        Tables, Target,
    };

    use super::Size;

    /// The handler of every name. No lookup calls it.
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
