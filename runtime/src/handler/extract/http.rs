//! What a handler of an HTTP route may take.

use super::{
    Anywhere, Extract, FromHttp, FromLazy, FromRequest, FromUser, How, Kind, Optional, Rejection,
    Request,
};

/// A type that can be a parameter of an HTTP handler.
///
/// It is a trait of its own, beside [`Extract`], so that a bare payload is no candidate: a type that implements both `Deserialize`
/// and [`FromRequest`], as an authenticated user often does, is then what its `FromRequest` says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an HTTP handler",
    label = "this type is no extractor of HTTP requests",
    note = "parameters of HTTP handlers: `Path<T>`, `Query<T>`, `Json<T>`, `Body`, `Headers`, `Cookies`, `Deadline`, `Invocation`, `module::Lazy`, `Option` of these, and types of your own that implement `gatewright::FromRequest`",
    note = "take `Json<T>` for a JSON body, with `#[derive(serde::Deserialize)]` on `T`"
)]
pub trait ExtractHttp<M>: Sized {
    /// What the parameter takes from the event.
    const KIND: Kind;
    /// How it is taken.
    const HOW: How<Self>;
}

macro_rules! as_elsewhere {
    ($($marker:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Extract<$marker>> ExtractHttp<$marker> for P {
            const KIND: Kind = P::KIND;
            const HOW: How<Self> = P::HOW;
        }
    )*};
}

as_elsewhere!(
    Anywhere,
    FromLazy,
    FromHttp,
    Optional<Anywhere>,
    Optional<FromLazy>,
    Optional<FromHttp>
);

#[diagnostic::do_not_recommend]
impl<T: FromRequest> ExtractHttp<FromUser> for T {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Own(|incoming| {
        Box::pin(async move {
            let request = Request::of(incoming)?;
            T::from_request(request).await.map_err(Rejection::of)
        })
    });
}

/// `None` when the error says that what is read is absent.
#[diagnostic::do_not_recommend]
impl<T: FromRequest> ExtractHttp<Optional<FromUser>> for Option<T> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Own(|incoming| {
        Box::pin(async move {
            match T::from_request(Request::of(incoming)?).await {
                Ok(value) => Ok(Some(value)),
                Err(error) if T::is_absent(&error) => Ok(None),
                Err(error) => Err(Rejection::of(error)),
            }
        })
    });
}
