//! Extractors of HTTP requests: the trait, and the user's own extractors.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;

#[cfg(feature = "concurrent")]
use super::argument::Waiting;
use super::argument::{
    Anywhere, Arg, Extract, FromHttp, FromLazy, FromRequestContext, FromUser, How, Kind, Optional,
    Sealed,
};
use super::rejection::Rejection;
use crate::event::{HttpRequest, Method};
use crate::guard::deadline::Deadline;
use crate::handler::input::HandlerInput;
use crate::handler::invocation::Invocation;
use crate::handler::middleware::{ExtensionId, Provided, extension};
use crate::handler::reply::IntoProblem;
use crate::platform::threads::assert_same_thread;

/// A type that can be a parameter of an HTTP handler.
///
/// This trait is sealed. For a parameter type of your own, implement [`FromRequest`].
///
/// It is separate from [`Extract`], so that a bare payload is not a candidate. A type that implements both `Deserialize` and
/// [`FromRequest`], as an authenticated user often does, is then made by its `FromRequest`.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>, headers: Headers, deadline: Deadline) -> String {
///     format!("{id}: {} headers, {:?} left", headers.len(), deadline.remaining())
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be extracted from an HTTP request",
    label = "expected an extractor, such as `Json<T>` of a `T: serde::Deserialize`",
    note = "HTTP handlers take `Path<T>`, `Query<T>`, `Json<T>`, `Form<T>`, `Text`, `Body`, `Header<T>`, `Headers`, `Cookies`, `RequestContext`, `Extension<T>`, `Deadline`, `Invocation`, `module::Lazy`, `Option` of these, and types of your own that implement `gatewright::FromRequest`",
    note = "take `Json<T>` for a JSON body, with `#[derive(serde::Deserialize)]` on `T`; `Text` for a body as a `String`, `Body` for bytes, `Headers` for a `HeaderMap`, and the handle of a `#[lazy_module]` for `State<T>`; the `T` of an `Extension<T>` has `#[derive(Clone, gatewright::Extension)]`, that of a `Valid<Json<T>>` `#[derive(garde::Validate)]`, and that of a `Header<T>` implements `gatewright::RequestHeader`"
)]
pub trait ExtractHttp<M>: Sealed<M> {
    /// The part of the request that the parameter takes.
    #[doc(hidden)]
    const KIND: Kind;
    /// How the parameter is made.
    #[doc(hidden)]
    const HOW: How<Self>;
    /// The type that a middleware must provide.
    #[doc(hidden)]
    const EXTENSION: Option<ExtensionId> = None;

    /// Makes the parameter without boxing the user's own extractor. The future is `Send` if the extractor's is.
    #[doc(hidden)]
    fn extract(incoming: &HandlerInput<'_>) -> impl Future<Output = Result<Self, Rejection>>;
}

/// A parameter of an HTTP handler.
pub const fn http_arg<P: ExtractHttp<M>, M>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

macro_rules! also_for_http {
    ($($marker:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Extract<$marker>> ExtractHttp<$marker> for P {
            const KIND: Kind = P::KIND;
            const HOW: How<Self> = P::HOW;
            const EXTENSION: Option<ExtensionId> = P::EXTENSION;

            async fn extract(incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
                P::HOW.take(incoming).await
            }
        }
    )*};
}

also_for_http!(
    Anywhere,
    FromLazy,
    FromHttp,
    FromRequestContext,
    Optional<Anywhere>,
    Optional<FromLazy>,
    Optional<FromHttp>,
    Optional<FromRequestContext>
);

/// A type of your own that HTTP handlers take as a parameter: an authenticated user, a tenant, a page with its limits.
///
/// It runs after the extractors of the request line and the headers ([`Path`](crate::Path), [`Query`](crate::Query),
/// [`Headers`](crate::Headers), …), and before those of the body ([`Json`](crate::Json), …) and the lazy modules that the handler takes.
/// So the body of a request that is rejected here is not parsed, and the request never waits for an `init`. It may await, and get lazy
/// modules itself. The [guide to middleware](crate::docs::middleware#the-order-of-one-request) has the whole order.
///
/// This example reads an authenticated user from a header, with keys from a lazy module:
///
/// ```
/// use std::collections::HashMap;
///
/// use gatewright::prelude::*;
/// use gatewright::{FromRequest, InitError, RequestRef};
///
/// /// A real function would load the keys that verify signatures.
/// #[lazy_module]
/// mod keys {
///     use super::*;
///
///     pub async fn init() -> Result<HashMap<String, String>, Error> {
///         Ok(HashMap::from([("secret-1".to_owned(), "ada".to_owned())]))
///     }
/// }
///
/// pub struct User(String);
///
/// #[derive(Debug)]
/// pub enum AuthError {
///     Missing,
///     Wrong,
///     NoKeys(InitError),
/// }
///
/// impl IntoProblem for AuthError {
///     fn into_problem(self) -> Problem {
///         let detail = match self {
///             Self::Missing => "no credentials",
///             Self::Wrong => "wrong credentials",
///             Self::NoKeys(error) => return error.into_problem(),
///         };
///         Problem::new(StatusCode::UNAUTHORIZED)
///             .detail(detail)
///             .header("www-authenticate", "Bearer")
///     }
/// }
///
/// impl FromRequest for User {
///     type Error = AuthError;
///
///     async fn from_request(request: RequestRef<'_>) -> Result<Self, AuthError> {
///         let header = request.header("authorization").ok_or(AuthError::Missing)?;
///         let token = header.strip_prefix("Bearer ").ok_or(AuthError::Wrong)?;
///         let keys = keys::get().await.map_err(AuthError::NoKeys)?;
///         let name = keys.get(token).ok_or(AuthError::Wrong)?;
///         Ok(User(name.clone()))
///     }
///
///     /// `Option<User>` is `None` without credentials, and rejects wrong ones.
///     fn is_absent(error: &AuthError) -> bool {
///         matches!(error, AuthError::Missing)
///     }
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/me")]
/// async fn me(user: User) -> String {
///     user.0
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # use serde_json::json;
/// # let request = |headers| json!({"httpMethod": "GET", "path": "/me", "headers": headers});
/// # let reply = block_on(invoke(&ME, request(json!({"Authorization": "Bearer secret-1"})))).unwrap();
/// # assert_eq!((&reply["statusCode"], &reply["body"]), (&json!(200), &json!("ada")));
/// # let reply = block_on(invoke(&ME, request(json!({})))).unwrap();
/// # assert_eq!((&reply["statusCode"], &reply["multiValueHeaders"]["www-authenticate"]), (&json!(401), &json!(["Bearer"])));
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `FromRequest`",
    label = "this type does not implement `gatewright::FromRequest`"
)]
pub trait FromRequest: Sized {
    /// Why a request is rejected.
    type Error: IntoProblem;

    /// Makes the value, or rejects the request. Write it as an `async fn`.
    ///
    /// In concurrent mode its future must be `Send`, because an invocation may move to another thread. The compiler checks that where
    /// a handler in that mode takes the type as a parameter. In single mode it may be any future.
    fn from_request(request: RequestRef<'_>) -> impl Future<Output = Result<Self, Self::Error>>;

    /// Whether the error means that the value is absent, rather than wrong. `Option<Self>` is then `None`.
    fn is_absent(error: &Self::Error) -> bool {
        let _ = error;
        false
    }
}

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

/// `None` if the error means that the value is absent.
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
/// Stable Rust has no bound that makes the future of a trait's method `Send`. Only code that names `P` shows it, so the macros
/// write `UserExtractor::<P>::extract` out for handlers in concurrent mode.
pub struct UserExtractor<P>(PhantomData<P>);

impl<P: FromRequest> UserExtractor<P> {
    /// Makes the parameter.
    pub async fn extract(incoming: &HandlerInput<'_>) -> Result<P, Rejection> {
        let request = RequestRef::of(incoming)?;
        P::from_request(request).await.map_err(Rejection::of)
    }
}

impl<P: FromRequest> UserExtractor<Option<P>> {
    /// Makes the parameter.
    pub async fn extract(incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match P::from_request(RequestRef::of(incoming)?).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if P::is_absent(&error) => Ok(None),
            Err(error) => Err(Rejection::of(error)),
        }
    }
}

/// Gives [`UserExtractor`] a function for every other extractor. An inherent function takes precedence over the one of a trait.
#[cfg(feature = "concurrent")]
pub trait AnyExtractor {
    /// The parameter's type.
    type Value;

    /// Never called.
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

/// Boxes the future that makes a parameter in concurrent mode. The compiler's error names this function when it is not `Send`.
#[cfg(feature = "concurrent")]
#[rustfmt::skip]
pub fn extractor_future_must_be_send_in_concurrent_mode<'a, P>(
    extracting: impl Future<Output = Result<P, Rejection>>
    + Send // help: drop the `Rc`, guard or the like before the `.await`
    + 'a,
) -> Waiting<'a, P> {
    Box::pin(extracting)
}

/// The HTTP request that a [`FromRequest`] reads, in one form for all triggers.
///
/// ```
/// use gatewright::{FromRequest, Rejection, RequestRef};
///
/// struct Language(String);
///
/// impl FromRequest for Language {
///     type Error = Rejection;
///
///     async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
///         let header = request.header("accept-language");
///         Ok(Self(header.map_or_else(|| "en".to_owned(), |header| header.into_owned())))
///     }
/// }
/// ```
#[derive(Clone, Copy)]
pub struct RequestRef<'a> {
    incoming: &'a HandlerInput<'a>,
    http: &'a HttpRequest<'a>,
}

impl<'a> RequestRef<'a> {
    pub(super) fn of(incoming: &'a HandlerInput<'a>) -> Result<Self, Rejection> {
        let http = incoming.request()?;
        Ok(Self { incoming, http })
    }

    /// The method, in capitals. A method for which there is no attribute is `OTHER`.
    pub fn method(self) -> &'static str {
        match self.http.method {
            Method::Other => "OTHER",
            method => method.as_str(),
        }
    }

    /// The path without its stage. It is percent-encoded, except from HTTP APIs, which decode it.
    pub fn path(self) -> &'a str {
        &self.http.path
    }

    /// The template of the route that matched, such as `/orders/{id}`.
    pub fn route(self) -> &'static str {
        self.incoming.template
    }

    /// The value of a header. The name is case-insensitive. If the header is repeated, this is the last value. `cookie` has all cookies.
    pub fn header(self, name: &str) -> Option<Cow<'a, str>> {
        self.http.header(name)
    }

    /// A copy of a value that a middleware around the handler provides.
    pub fn extension<T: Provided>(self) -> Option<T> {
        extension(self.incoming)
    }

    /// The deadline of the invocation.
    pub fn deadline(self) -> Deadline {
        self.incoming.deadline
    }

    /// The request id, the function, the tenant and so on.
    pub fn invocation(self) -> Invocation {
        Invocation::new(self.incoming.context, self.incoming.cold_start)
    }

    /// Extracts any parameter that an HTTP handler can take: `let Query(page): Query<Page> = request.extract().await?;`.
    ///
    /// Leave the body to the handler, which would parse it a second time.
    pub async fn extract<P: ExtractHttp<M>, M>(self) -> Result<P, Rejection> {
        P::extract(self.incoming).await
    }
}
