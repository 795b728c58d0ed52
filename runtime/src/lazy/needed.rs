//! Which lazy module a handler's parameter is the value of.

use std::marker::PhantomData;

use super::LazyModule;

/// Asks it of a parameter's type: `<Needed<P>>::MODULE`. An inherent constant goes before one of a trait.
pub struct Needed<P>(PhantomData<fn() -> P>);

impl<L: LazyModule> Needed<L> {
    /// The module's path.
    pub const MODULE: Option<&'static str> = Some(L::NAME);
}

impl<L: LazyModule> Needed<Option<L>> {
    /// The module's path.
    pub const MODULE: Option<&'static str> = Some(L::NAME);
}

/// Answers for every other parameter.
pub trait AnyNeed {
    /// None.
    const MODULE: Option<&'static str> = None;
}

impl<P> AnyNeed for Needed<P> {}
