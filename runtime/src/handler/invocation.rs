//! The context of an invocation.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::platform::context::Context;

/// The context of an invocation: its ids, its function, its execution environment. Every handler may take it as a parameter.
///
/// `Invocation::default()` is an empty one, for tests.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// async fn hello(name: String, invocation: Invocation) -> String {
///     format!("Hello, {name}! (request {})", invocation.request_id())
/// }
///
/// # fn main() {
/// let reply = gatewright::testing::block_on(hello("Ada".to_owned(), Invocation::default()));
/// assert_eq!(reply, "Hello, Ada! (request )");
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Invocation {
    context: Context,
    cold_start: bool,
}

impl Invocation {
    pub(crate) fn new(context: &Context, cold_start: bool) -> Self {
        Self {
            context: context.clone(),
            cold_start,
        }
    }

    /// The id of the request. Retries of an asynchronous invocation have the same id.
    pub fn request_id(&self) -> &str {
        &self.context.request_id
    }

    /// The ARN of the invoked function, with the alias or version if the caller named one.
    pub fn function_arn(&self) -> &str {
        &self.context.invoked_function_arn
    }

    /// The function's name.
    pub fn function_name(&self) -> &str {
        self.context.env_config.function_name
    }

    /// The X-Ray trace header, `Root=…;Parent=…;Sampled=…`.
    pub fn trace_id(&self) -> Option<&str> {
        self.context.xray_trace_id.as_deref()
    }

    /// The tenant of the invocation, if the function uses tenant isolation.
    pub fn tenant_id(&self) -> Option<&str> {
        self.context.tenant_id.as_deref()
    }

    /// Whether this is the first invocation of this execution environment.
    pub fn is_cold_start(&self) -> bool {
        self.cold_start
    }

    /// The client context that the caller sent, as a `T`; `None` if it sent none.
    ///
    /// The mobile SDKs send an object with the members `client`, `custom` and `env`. Any caller of the API may send any JSON.
    ///
    /// ```
    /// use gatewright::prelude::*;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct FromCaller {
    ///     custom: Custom,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// struct Custom {
    ///     retries: u32,
    /// }
    ///
    /// #[lambda_handler(main = false)]
    /// async fn retries(_: (), invocation: Invocation) -> Result<u32, Error> {
    ///     let caller: Option<FromCaller> = invocation.client_context()?;
    ///     Ok(caller.map_or(0, |caller| caller.custom.retries))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// If the JSON is not a `T`.
    pub fn client_context<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        of_json(self.context.client_context.as_deref())
    }

    /// The Cognito identity of the caller; `None` if the caller has no credentials of an identity pool.
    ///
    /// # Errors
    ///
    /// If Lambda sent an identity of another shape.
    pub fn cognito_identity(&self) -> Result<Option<CognitoIdentity>, Error> {
        of_json(self.context.identity.as_deref())
    }

    /// The whole context, with the log group, the memory and so on.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

fn of_json<T: DeserializeOwned>(json: Option<&RawValue>) -> Result<Option<T>, Error> {
    let Some(json) = json else {
        return Ok(None);
    };
    Ok(serde_json::from_str(json.get())?)
}

/// The identity of a caller with credentials of a Cognito identity pool.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CognitoIdentity {
    /// The id of the identity.
    #[serde(alias = "cognitoIdentityId", alias = "identity_id")]
    pub identity_id: String,
    /// The id of the identity pool.
    #[serde(alias = "cognitoIdentityPoolId", alias = "identity_pool_id")]
    pub identity_pool_id: String,
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("request_id", &self.request_id())
            .field("function_arn", &self.function_arn())
            .field("cold_start", &self.cold_start)
            .finish_non_exhaustive()
    }
}
