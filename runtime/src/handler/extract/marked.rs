//! Parameters whose marker is known from the type. The compiler then names the bound that such a type does not meet, such as
//! `Order: garde::Validate` of a `Valid<Json<Order>>`. With a marker that has to be inferred, it names the whole type only.

use std::marker::PhantomData;

use super::argument::{Arg, Extract, FromHttp, Optional};
use super::header::Header;
use super::http::{ExtractHttp, http_arg};
use crate::handler::middleware::Extension;

/// A marker that the compiler infers.
const INFERRED: u8 = 0;
/// [`FromHttp`].
pub(super) const HTTP: u8 = 1;
/// [`Optional<FromHttp>`].
pub(super) const OPTIONAL: u8 = 2;

/// The marker of a type. An inherent constant takes precedence over a trait's, so each type but the listed ones has an inferred marker.
pub struct MarkerOf<P>(PhantomData<P>);

/// Any type but those with a known marker.
pub trait AnyMarker {
    /// The marker.
    const MARKER: u8 = INFERRED;
}

impl<P> AnyMarker for MarkerOf<P> {}

macro_rules! known {
    ($($type:ty),*) => {$(
        impl<T> crate::handler::extract::marked::MarkerOf<$type> {
            /// The marker.
            pub const MARKER: u8 = crate::handler::extract::marked::HTTP;
        }

        impl<T> crate::handler::extract::marked::MarkerOf<Option<$type>> {
            /// The marker.
            pub const MARKER: u8 = crate::handler::extract::marked::OPTIONAL;
        }
    )*};
}

#[cfg(feature = "validate")]
pub(super) use known;

known!(Header<T>, Extension<T>);

/// A parameter of an HTTP handler whose marker has this number.
pub trait MarkedArg<M, const MARKER: u8>: Sized {
    /// The parameter.
    const ARG: Arg<Self>;
}

impl<P: Extract<FromHttp>> MarkedArg<FromHttp, HTTP> for P {
    const ARG: Arg<Self> = Arg::new(P::KIND, P::HOW);
}

impl<P: Extract<Optional<FromHttp>>> MarkedArg<Optional<FromHttp>, OPTIONAL> for P {
    const ARG: Arg<Self> = Arg::new(P::KIND, P::HOW);
}

impl<P: ExtractHttp<M>, M> MarkedArg<M, INFERRED> for P {
    const ARG: Arg<Self> = http_arg::<P, M>();
}

/// A parameter of an HTTP handler. `MARKER` is [`MarkerOf::<P>::MARKER`](MarkerOf).
pub const fn marked_arg<P: MarkedArg<M, MARKER>, M, const MARKER: u8>() -> Arg<P> {
    P::ARG
}
