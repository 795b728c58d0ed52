//! Return types of HTTP handlers that do not compile, because they look like a status or headers and would be JSON.

use std::collections::{BTreeMap, HashMap};

use super::header::{IntoHeaderName, IntoHeaderValue};
use super::returns::{Ambiguity, Returns};

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
