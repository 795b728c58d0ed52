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
        AnyReturn, Entry, Handler, Origin, Returns, Size as TableSize, Tables, Target, endpoint,
    };

    use super::Size;

    /// What every name stands for; no lookup calls it.
    static HANDLER: &dyn Handler = &endpoint(nothing, (), Returns::<()>::SHAPE.operation());

    async fn nothing() {}

    const fn operation(name: &'static str) -> Entry {
        let origin = Origin {
            function: "nothing",
            module: "",
            file: "",
            line: 0,
            docs: "",
            parameters: &[],
            reply: "()",
        };
        Entry::operation(name, origin, HANDLER)
    }

    include!(concat!(env!("OUT_DIR"), "/sizes.rs"));
}
