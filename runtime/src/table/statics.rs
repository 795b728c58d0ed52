//! What the constants beside a user's statics are made of: each borrows a value of the static's type, and rustc refuses to
//! borrow one that can change (E0492).

use std::marker::PhantomData;
use std::sync::{LazyLock, OnceLock};

/// The type of a static. `Static::<T>::HOLDS` names what the static holds: the content of a cell that is written once, and
/// of any other type the type itself. The constant of an `impl` goes before that of a trait, so it is told by type.
#[derive(Debug)]
pub struct Static<T>(PhantomData<T>);

/// Any type that is no cell.
pub trait Plain {
    /// The type itself.
    type Holds;
    /// Names it.
    const HOLDS: PhantomData<Self::Holds> = PhantomData;
}

impl<T> Plain for Static<T> {
    type Holds = T;
}

impl<T> Static<OnceLock<T>> {
    /// What is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

impl<T, F> Static<LazyLock<T, F>> {
    /// What is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

impl<T> Static<tokio::sync::OnceCell<T>> {
    /// What is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

/// What keeps nothing of a request: of shared text and bytes the count of those who share them changes, of a `Once` that it
/// has happened.
macro_rules! keeps_nothing {
    ($($shared:ty),*) => {$(
        impl Static<$shared> {
            /// Nothing that could change.
            pub const HOLDS: PhantomData<()> = PhantomData;
        }
    )*};
}

keeps_nothing!(
    bytes::Bytes,
    http::HeaderName,
    http::HeaderValue,
    http::Uri,
    std::sync::Once
);

/// What a borrowed value is seen as, so that no constant has to name its type again.
pub trait AnyStatic {}

impl<T> AnyStatic for T {}

/// A value of the type, for rustc to look at: it is never computed.
///
/// # Panics
///
/// Always, when it is.
pub const fn value_of<T>(_: PhantomData<T>) -> T {
    panic!("only the type of this value is looked at")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::any::type_name;

    fn held<T>(_: PhantomData<T>) -> &'static str {
        type_name::<T>()
    }

    #[test]
    fn of_a_cell_that_is_written_once_the_content_counts() {
        type Keep<T> = OnceLock<T>;
        assert_eq!(held(Static::<Keep<u8>>::HOLDS), "u8");
        assert_eq!(held(Static::<LazyLock<u8>>::HOLDS), "u8");
        assert_eq!(held(Static::<tokio::sync::OnceCell<u8>>::HOLDS), "u8");
    }

    #[test]
    fn of_shared_bytes_nothing_counts() {
        assert_eq!(held(Static::<bytes::Bytes>::HOLDS), "()");
        assert_eq!(held(Static::<http::HeaderValue>::HOLDS), "()");
    }

    #[test]
    fn of_any_other_type_all_of_it_counts() {
        assert_eq!(held(Static::<&str>::HOLDS), "&str");
        assert_eq!(held(Static::<Option<u8>>::HOLDS), type_name::<Option<u8>>());
    }
}
