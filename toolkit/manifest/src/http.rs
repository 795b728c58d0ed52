//! Triggers, authorizers, and the parameters and responses of routes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An HTTP trigger of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Trigger {
    /// The kind, as in `triggers(…)`.
    pub trigger: TriggerKind,
    /// How long the trigger waits for a reply, in milliseconds. `None` if it waits as long as the function runs.
    #[serde(default)]
    pub waits_ms: Option<u64>,
    /// Whether it streams responses.
    #[serde(default)]
    pub streams: bool,
}

/// The kind of an HTTP trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerKind {
    /// An HTTP API of API Gateway.
    HttpApi,
    /// A REST API of API Gateway.
    RestApi,
    /// A function URL.
    FunctionUrl,
    /// An Application Load Balancer.
    Alb,
    /// A VPC Lattice service.
    VpcLattice,
    /// A WebSocket API of API Gateway.
    Websocket,
}

/// A CORS policy, which the function answers itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cors {
    /// The origins whose pages may read responses; `*` stands for every origin. Empty if they are in `env`.
    pub origins: Vec<String>,
    /// The environment variable with the origins.
    #[serde(default)]
    pub env: Option<String>,
    /// The methods. Empty stands for those of the routes with the path.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The request headers that pages may send; `*` stands for every header.
    #[serde(default)]
    pub headers: Vec<String>,
    /// The response headers that pages may read; `*` stands for every header.
    #[serde(default)]
    pub expose: Vec<String>,
    /// Whether pages may send cookies.
    #[serde(default)]
    pub credentials: bool,
    /// For how many seconds browsers may keep the reply to a preflight request.
    #[serde(default)]
    pub max_age_s: Option<u32>,
}

/// An authorizer that a `#[dispatch]` module declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Authorizer {
    /// The name, which handlers refer to.
    pub name: String,
    /// What it checks.
    #[serde(flatten)]
    pub kind: AuthorizerKind,
    /// The scopes that a token needs, `AuthorizationScopes`.
    #[serde(default)]
    pub authorization_scopes: Vec<String>,
    /// Where the credentials are, such as `$request.header.Authorization`. Empty stands for the service's default.
    #[serde(default)]
    pub identity_source: Vec<String>,
}

/// The kind of an authorizer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AuthorizerKind {
    /// JSON Web Tokens, checked by an HTTP API.
    Jwt {
        /// The issuer. `None` leaves it to a parameter of the template.
        #[serde(default)]
        issuer: Option<String>,
        /// The accepted audiences. Empty leaves it to a parameter of the template.
        #[serde(default)]
        audience: Vec<String>,
    },
    /// A Lambda function.
    Lambda {
        /// The function's name.
        function: String,
    },
    /// A Cognito user pool, checked by a REST API.
    CognitoUserPool,
    /// IAM: requests are signed.
    Iam,
    /// An API key of a REST API.
    ApiKey,
}

/// A parameter of a handler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The type as written, with normalised spaces.
    #[serde(rename = "type")]
    pub ty: String,
    /// The part of a request that it is read from, if its type describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether a request without this part is accepted: `Option<Json<T>>`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether its value is validated, and answered with 422 if it is not valid: `Valid<Json<T>>`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub validated: bool,
    /// The schema of its value, if the type implements `JsonSchema` and the feature `schema` is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
}

/// The part of a request that a parameter is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The parameters of the path.
    Path,
    /// The query string.
    Query,
    /// A body that is JSON.
    Json,
    /// A body that is a form.
    Form,
    /// A body that is a form with files.
    Multipart,
    /// A body that is text.
    Text,
    /// A body of any bytes.
    Bytes,
}

/// A response of a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Response {
    /// The status. `None` if the handler sets it at run time.
    #[serde(default)]
    pub status: Option<u16>,
    /// Its meaning.
    #[serde(default)]
    pub description: String,
    /// The media type of the body. `None` without a body.
    #[serde(default)]
    pub content_type: Option<String>,
    /// The schema of the body. `None` if the type does not implement `JsonSchema`.
    #[serde(default)]
    pub schema: Option<Value>,
    /// The value of `type` in a problem document.
    #[serde(default)]
    pub problem_type: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
