//! Extractors of the user's own.

use std::future::Future;

use super::Request;
use crate::handler::reply::IntoProblem;
use crate::platform::threads::MaybeSend;

/// A type of your own that HTTP handlers take as a parameter: an authenticated user, a tenant, a page with its limits.
///
/// It runs after the plain extractors ([`Path`](crate::Path), [`Query`](crate::Query), [`Json`](crate::Json), …) and before
/// the lazy modules that the handler takes, so a request that is malformed never gets here, and one that is refused here never pays
/// for an `init`. It may await, and fetch lazy modules of its own.
///
/// An authenticated user, from a header and from keys that a lazy module holds:
///
/// ```
/// use std::collections::HashMap;
///
/// use gatewright::prelude::*;
/// use gatewright::{FromRequest, InitError, Request};
///
/// /// In earnest, this loads keys to verify signatures with.
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
///     async fn from_request(request: Request<'_>) -> Result<Self, AuthError> {
///         let header = request.header("authorization").ok_or(AuthError::Missing)?;
///         let token = header.strip_prefix("Bearer ").ok_or(AuthError::Wrong)?;
///         let keys = keys::get().await.map_err(AuthError::NoKeys)?;
///         let name = keys.get(token).ok_or(AuthError::Wrong)?;
///         Ok(User(name.clone()))
///     }
///
///     /// `Option<User>` is `None` without credentials, and refuses wrong ones.
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
    message = "`{Self}` is no extractor of its own",
    label = "this type does not implement `gatewright::FromRequest`"
)]
pub trait FromRequest: Sized {
    /// Why a request is refused.
    type Error: IntoProblem;

    /// Makes the value, or refuses the request. Write it as an `async fn`.
    ///
    /// With the feature `concurrent` its future has to be `Send`: a concurrent function moves its invocations between threads.
    fn from_request(
        request: Request<'_>,
    ) -> impl Future<Output = Result<Self, Self::Error>> + MaybeSend;

    /// Whether the error says that what is read is absent, rather than wrong. `Option<Self>` is then `None`.
    fn is_absent(error: &Self::Error) -> bool {
        let _ = error;
        false
    }
}
