//! The check of the rule `shared_state`: a constant beside each static borrows a value of its type, and rustc refuses to borrow a
//! value with interior mutability (E0492).

use std::marker::PhantomData;
use std::sync::{LazyLock, OnceLock};

/// The type of a static. `Static::<T>::HOLDS` names the type that the check applies to: the content of a write-once cell, or any
/// other type itself. An inherent constant takes precedence over a trait's, so the type decides.
#[derive(Debug)]
pub struct Static<T>(PhantomData<T>);

/// Any type that is not a write-once cell.
pub trait Plain {
    /// The type itself.
    type Holds;
    /// Names the type.
    const HOLDS: PhantomData<Self::Holds> = PhantomData;
}

impl<T> Plain for Static<T> {
    type Holds = T;
}

impl<T> Static<OnceLock<T>> {
    /// The content, which is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

impl<T, F> Static<LazyLock<T, F>> {
    /// The content, which is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

impl<T> Static<tokio::sync::OnceCell<T>> {
    /// The content, which is written once.
    pub const HOLDS: PhantomData<T> = PhantomData;
}

/// Types that keep nothing of a request: shared text and bytes change only their reference count, a `Once` only its flag.
macro_rules! keeps_nothing {
    ($($shared:ty),*) => {$(
        impl Static<$shared> {
            /// Nothing that the check applies to.
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

/// The type of a borrowed value as a trait object, so that the constant does not have to repeat the type.
pub trait AnyStatic {}

impl<T> AnyStatic for T {}

/// Returns a value of the type, for rustc to check. It is never evaluated.
///
/// # Panics
///
/// Always.
pub const fn value_of<T>(_: PhantomData<T>) -> T {
    panic!("this value exists only for its type")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::any::type_name;

    fn held<T>(_: PhantomData<T>) -> &'static str {
        type_name::<T>()
    }

    #[test]
    fn write_once_cell_is_judged_by_its_content() {
        type Keep<T> = OnceLock<T>;
        assert_eq!(held(Static::<Keep<u8>>::HOLDS), "u8");
        assert_eq!(held(Static::<LazyLock<u8>>::HOLDS), "u8");
        assert_eq!(held(Static::<tokio::sync::OnceCell<u8>>::HOLDS), "u8");
    }

    #[test]
    fn shared_bytes_are_not_judged() {
        assert_eq!(held(Static::<bytes::Bytes>::HOLDS), "()");
        assert_eq!(held(Static::<http::HeaderValue>::HOLDS), "()");
    }

    #[test]
    fn any_other_type_is_judged_itself() {
        assert_eq!(held(Static::<&str>::HOLDS), "&str");
        assert_eq!(held(Static::<Option<u8>>::HOLDS), type_name::<Option<u8>>());
    }
}
