//! What a handler of an HTTP route may take.

use std::future::Future;
use std::marker::PhantomData;

#[cfg(feature = "concurrent")]
use super::argument::Waiting;
use super::{
    Anywhere, Extract, FromHttp, FromLazy, FromRequest, FromUser, How, Kind, Optional, Rejection,
    Request,
};
use crate::handler::input::HandlerInput;
use crate::platform::threads::assert_same_thread;

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

    /// Takes it without boxing what the user's own extractors make. Whether the future is `Send` depends on theirs.
    #[doc(hidden)]
    fn extract(incoming: &HandlerInput<'_>) -> impl Future<Output = Result<Self, Rejection>>;
}

macro_rules! as_elsewhere {
    ($($marker:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Extract<$marker>> ExtractHttp<$marker> for P {
            const KIND: Kind = P::KIND;
            const HOW: How<Self> = P::HOW;

            async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
                P::HOW.take(incoming).await
            }
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
        Box::pin(assert_same_thread(async {
            UserExtractor::<T>::extract(incoming).await
        }))
    });

    async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        UserExtractor::<T>::extract(incoming).await
    }
}

/// `None` when the error says that what is read is absent.
#[diagnostic::do_not_recommend]
impl<T: FromRequest> ExtractHttp<Optional<FromUser>> for Option<T> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Own(|incoming| {
        Box::pin(assert_same_thread(async {
            UserExtractor::<Self>::extract(incoming).await
        }))
    });

    async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
        UserExtractor::<Self>::extract(incoming).await
    }
}

/// The future that makes a parameter of type `P`, if that is the user's own extractor.
///
/// Only code that names `P` can tell whether the future is `Send`: no bound says it of a future that a trait's method returns. So
/// the macros write `UserExtractor::<P>::extract` out for handlers in concurrent mode.
pub struct UserExtractor<P>(PhantomData<P>);

impl<P: FromRequest> UserExtractor<P> {
    /// Makes the parameter.
    pub async fn extract(incoming: &HandlerInput<'_>) -> Result<P, Rejection> {
        let request = Request::of(incoming)?;
        P::from_request(request).await.map_err(Rejection::of)
    }
}

impl<P: FromRequest> UserExtractor<Option<P>> {
    /// Makes the parameter.
    pub async fn extract(incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match P::from_request(Request::of(incoming)?).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if P::is_absent(&error) => Ok(None),
            Err(error) => Err(Rejection::of(error)),
        }
    }
}

/// Stands in for [`UserExtractor`] where `P` is another extractor. An inherent function goes before one of a trait.
#[cfg(feature = "concurrent")]
pub trait AnyExtractor {
    /// What is extracted.
    type Value;

    /// Is never called.
    fn extract(incoming: &HandlerInput<'_>)
    -> std::future::Pending<Result<Self::Value, Rejection>>;
}

#[cfg(feature = "concurrent")]
impl<P> AnyExtractor for UserExtractor<P> {
    type Value = P;

    fn extract(_: &HandlerInput<'_>) -> std::future::Pending<Result<P, Rejection>> {
        std::future::pending()
    }
}

/// Boxes what makes a parameter of a handler in concurrent mode. Its name is what the compiler says when the future is not `Send`.
#[cfg(feature = "concurrent")]
#[rustfmt::skip]
pub fn extractor_future_must_be_send_in_concurrent_mode<'a, P>(
    extracting: impl Future<Output = Result<P, Rejection>>
    + Send // help: let go of an `Rc`, a guard or the like before the `.await`
    + 'a,
) -> Waiting<'a, P> {
    Box::pin(extracting)
}
