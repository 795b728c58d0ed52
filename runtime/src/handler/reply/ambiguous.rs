//! Return types of HTTP handlers that do not compile, because they look like a status or headers and would be JSON.

use std::collections::{BTreeMap, HashMap};

use super::header::{IntoHeaderName, IntoHeaderValue};
use super::returns::Returns;

/// How a reply could be misread.
#[derive(Clone, Copy)]
pub enum Ambiguity {
    /// A number where a status is expected.
    NumberAsStatus,
    /// A collection of names and values where headers are expected.
    CollectionAsHeaders,
}

impl Ambiguity {
    /// Refuses the reply at compile time.
    #[track_caller]
    pub(super) const fn refuse(ambiguity: Option<Self>) {
        match ambiguity {
            None => {}
            Some(Self::NumberAsStatus) => panic!(
                "expected a `StatusCode` in the reply tuple, found `u16`\nhelp: return `(StatusCode, T)`, such as `(StatusCode::NOT_FOUND, \"no such order\")`; convert a number with `StatusCode::from_u16`; for a JSON array, return `Json((number, value))`\nnote: a reply tuple begins with a status or headers, and not every number is a status"
            ),
            Some(Self::CollectionAsHeaders) => panic!(
                "expected headers in the reply tuple, found a collection of names and values\nhelp: return `([(\"x-name\", value)], T)`; if the number of headers varies, fill a `Headers` and return `(Headers, T)`; for a JSON array, return `Json((pairs, value))`\nnote: the headers of a reply tuple are an array, `Headers` or `http::HeaderMap`"
            ),
        }
    }
}

macro_rules! ambiguous {
    ($ambiguity:ident: $($reply:ty, $($parameter:ident)* [$($bound:tt)*];)*) => {$(
        impl<$($parameter),*> Returns<$reply> where $($bound)* {
            /// How the reply could be misread.
            pub const AMBIGUITY: Option<Ambiguity> = Some(Ambiguity::$ambiguity);
        }

        impl<$($parameter,)* E> Returns<Result<$reply, E>> where $($bound)* {
            /// How the reply could be misread.
            pub const AMBIGUITY: Option<Ambiguity> = Some(Ambiguity::$ambiguity);
        }
    )*};
}

ambiguous! {
    NumberAsStatus:
    (u16, T), T [];
    (u16, H, T), H T [];
}

ambiguous! {
    CollectionAsHeaders:
    (Vec<(N, V)>, T), N V T [N: IntoHeaderName, V: IntoHeaderValue];
    (HashMap<N, V, S>, T), N V S T [N: IntoHeaderName, V: IntoHeaderValue];
    (BTreeMap<N, V>, T), N V T [N: IntoHeaderName, V: IntoHeaderValue];
}
