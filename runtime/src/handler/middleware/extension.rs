//! Values that middleware passes to handlers, by type.

use std::any::{Any, TypeId};

use crate::error::Error;
use crate::handler::extract::{Extract, FromHttp, How, Kind, Optional, Rejection};
use crate::handler::input::HandlerInput;
use crate::table::same;

/// A value that a middleware around the handler provides, as a parameter.
///
/// The middleware names the type in its [`Next`](crate::Next) and calls [`Next::provide`](crate::Next::provide). A handler that takes a
/// type which no middleware around it provides does not compile. `Option<Extension<T>>` is `None` there.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{IntoResponse, Next, Request, Response};
///
/// #[derive(Clone, Extension)]
/// pub struct User(String);
///
/// pub async fn auth(request: Request, next: Next<'_, User>) -> Response {
///     match request.header("x-user").map(|name| User(name.into_owned())) {
///         Some(user) => next.provide(user).run(request).await,
///         None => StatusCode::UNAUTHORIZED.into_response(),
///     }
/// }
///
/// #[lambda_handler(main = false)]
/// #[dispatch(middleware(auth))]
/// mod shop {
///     use super::*;
///
///     #[get("/me")]
///     pub async fn me(Extension(user): Extension<User>) -> String {
///         user.0
///     }
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = |headers| serde_json::json!({"httpMethod": "GET", "path": "/me", "headers": headers});
/// # let reply = block_on(invoke(&shop::GATEWAY, event(serde_json::json!({"x-user": "ada"})))).unwrap();
/// # assert_eq!(reply["body"], "ada");
/// # assert_eq!(block_on(invoke(&shop::GATEWAY, event(serde_json::json!({})))).unwrap()["statusCode"], 401);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extension<T>(pub T);

/// A type that middleware can provide. Derive it: `#[derive(Clone, Extension)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an extension: it does not have `#[derive(gatewright::Extension)]`",
    label = "expected a type with `#[derive(gatewright::Extension)]`",
    note = "write `#[derive(Clone, gatewright::Extension)]` on the type; for a type of another crate, use a struct around it: `struct Claims(other::Claims);`"
)]
pub trait Provided: Clone + Send + Sync + 'static {
    /// The identity of the type in constants, where `TypeId`s cannot be compared.
    #[doc(hidden)]
    const ID: ExtensionId;
}

/// The identity of a type: the place of its definition.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionId {
    /// Its name.
    pub name: &'static str,
    /// The path of its module.
    pub module: &'static str,
    /// The file of its definition.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl ExtensionId {
    /// Whether both are the same type.
    pub(crate) const fn is(&self, other: &Self) -> bool {
        self.line == other.line
            && self.column == other.column
            && same(self.name.as_bytes(), other.name.as_bytes())
            && same(self.module.as_bytes(), other.module.as_bytes())
            && same(self.file.as_bytes(), other.file.as_bytes())
    }
}

/// What a middleware provides, named in its [`Next`](crate::Next): nothing, one type, or a tuple of types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be provided by a middleware",
    label = "expected a type with `#[derive(gatewright::Extension)]`, or a tuple of such types",
    note = "write `#[derive(Clone, gatewright::Extension)]` on the type"
)]
pub trait Provides: Send + Sync {
    /// The identities of the types.
    #[doc(hidden)]
    const IDS: &'static [ExtensionId];

    /// Returns the value of a type.
    #[doc(hidden)]
    fn get(&self, wanted: TypeId) -> Option<&dyn Any>;
}

impl Provides for () {
    const IDS: &'static [ExtensionId] = &[];

    fn get(&self, _: TypeId) -> Option<&dyn Any> {
        None
    }
}

impl<T: Provided> Provides for T {
    const IDS: &'static [ExtensionId] = &[T::ID];

    fn get(&self, wanted: TypeId) -> Option<&dyn Any> {
        (wanted == TypeId::of::<T>()).then_some(self)
    }
}

macro_rules! tuples {
    ($($($type:ident $index:tt),*;)*) => {$(
        impl<$($type: Provided),*> Provides for ($($type,)*) {
            const IDS: &'static [ExtensionId] = &[$($type::ID),*];

            fn get(&self, wanted: TypeId) -> Option<&dyn Any> {
                $(if wanted == TypeId::of::<$type>() {
                    return Some(&self.$index);
                })*
                None
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
}

/// The values of the layers outside, from the nearest.
pub(crate) struct Extensions<'a> {
    pub(crate) values: &'a dyn AnyValues,
    pub(crate) outer: Option<&'a Extensions<'a>>,
}

/// What a layer provides. `get` is that of [`Provides`]: only [`Next::provide`](crate::Next::provide) has a bound, so that an error is
/// reported once.
pub(crate) struct Values<P> {
    pub(crate) values: P,
    pub(crate) get: fn(&P, TypeId) -> Option<&dyn Any>,
}

/// [`Values`] of any types.
pub(crate) trait AnyValues: Send + Sync {
    fn value(&self, wanted: TypeId) -> Option<&dyn Any>;
}

impl<P: Send + Sync> AnyValues for Values<P> {
    fn value(&self, wanted: TypeId) -> Option<&dyn Any> {
        (self.get)(&self.values, wanted)
    }
}

impl Extensions<'_> {
    fn find<T: Provided>(&self) -> Option<&T> {
        let mut at = Some(self);
        while let Some(extensions) = at {
            if let Some(value) = extensions.values.value(TypeId::of::<T>()) {
                return value.downcast_ref();
            }
            at = extensions.outer;
        }
        None
    }
}

/// Returns a copy of a value that a layer outside provides.
pub(crate) fn extension<T: Provided>(incoming: &HandlerInput<'_>) -> Option<T> {
    incoming.extensions?.find().cloned()
}

impl<T: Provided> Extract<FromHttp> for Extension<T> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(|incoming| {
        extension(incoming)
            .map(Self)
            .ok_or_else(|| Rejection::of(missing(T::ID.name)))
    });
    const EXTENSION: Option<ExtensionId> = Some(T::ID);
}

/// The compiler has proved that a handler's extensions are there. A `FromRequest` may ask for any.
#[cold]
fn missing(name: &str) -> Error {
    Error::with_type(
        "MissingExtension",
        format_args!("no middleware around the handler provides `{name}`"),
    )
}

/// `None` if no middleware provides it.
impl<T: Provided> Extract<Optional<FromHttp>> for Option<Extension<T>> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(|incoming| Ok(extension(incoming).map(Extension)));
}
