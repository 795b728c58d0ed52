//! The context of a request: who sent it, and through which API.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::argument::{Extract, FromRequestContext, How, Kind, Optional, present};
use super::rejection::Rejection;
use super::text::{Field, Fields};
use super::text_search;
use crate::event::{Members, each_text, text_of};
use crate::table::percent_decoded;

/// The context of a request, the same for every trigger: caller, authorizer, stage, time and so on.
///
/// HTTP handlers and handlers of `#[websocket]` take it as a parameter. Each method reads its part of the event when it is called, and
/// returns `None` for a part that the trigger does not send. The [guide to triggers](crate::docs::triggers#the-context-of-a-request)
/// lists the parts that each trigger sends.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{Rejection, RequestContext};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct User {
///     sub: String,
///     #[serde(default, rename = "cognito:groups")]
///     groups: Vec<String>,
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/me")]
/// async fn me(context: RequestContext) -> Result<String, Rejection> {
///     let user: User = context.claims()?;
///     Ok(format!("{} in {:?}", user.sub, user.groups))
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({"version": "2.0", "rawPath": "/me", "requestContext": {
/// #     "http": {"method": "GET"},
/// #     "authorizer": {"jwt": {"claims": {"sub": "ada", "cognito:groups": "[admins staff]"}, "scopes": null}},
/// # }});
/// # assert_eq!(block_on(invoke(&ME, event)).unwrap()["body"], r#"ada in ["admins", "staff"]"#);
/// # }
/// ```
///
/// A test that calls the handler itself makes one with [`from_event`](Self::from_event), or an empty one with `default()`.
#[derive(Clone, Default)]
pub struct RequestContext {
    /// `requestContext`, as JSON. Empty without one.
    context: Box<str>,
    stage_variables: Box<str>,
    /// The headers, of services whose context does not name the client.
    headers: Box<str>,
    header_lists: Box<str>,
}

/// A caller whom AWS IAM has authenticated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IamCaller {
    /// The access key with which the request is signed.
    pub access_key: Option<String>,
    /// The caller's AWS account.
    pub account_id: Option<String>,
    /// The principal id of the caller.
    pub caller_id: Option<String>,
    /// The ARN of the user, or of the role's session.
    pub user_arn: Option<String>,
    /// The principal id of the user.
    pub user_id: Option<String>,
    /// The caller's organization in AWS Organizations.
    pub principal_org_id: Option<String>,
    /// The Amazon Cognito identity, if the credentials come from an identity pool.
    pub cognito_identity_id: Option<String>,
    /// The identity pool.
    pub cognito_identity_pool_id: Option<String>,
}

/// The client's certificate, under mutual TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCertificate {
    /// The certificate in PEM.
    pub pem: Option<String>,
    /// The distinguished name of the subject.
    pub subject_dn: Option<String>,
    /// The distinguished name of the issuer.
    pub issuer_dn: Option<String>,
    /// The serial number.
    pub serial_number: Option<String>,
    /// The first moment at which it is valid, as the service writes it.
    pub not_before: Option<String>,
    /// The last moment at which it is valid, as the service writes it.
    pub not_after: Option<String>,
}

impl RequestContext {
    /// Reads the context of an event, for tests.
    ///
    /// ```
    /// use gatewright::RequestContext;
    ///
    /// let event = serde_json::json!({"requestContext": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}}});
    /// let context = RequestContext::from_event(&event);
    /// assert_eq!(context.stage().as_deref(), Some("prod"));
    /// assert_eq!(context.source_ip(), Some([192, 0, 2, 1].into()));
    /// ```
    pub fn from_event(event: &serde_json::Value) -> Self {
        Self::of(&event.to_string())
    }

    fn of(event: &str) -> Self {
        let (mut context, mut variables) = ("", "");
        let (mut headers, mut header_lists) = ("", "");
        for (name, value) in Members::of(event.trim_ascii_start()) {
            match &*name {
                "requestContext" => context = value,
                "stageVariables" => variables = value,
                "headers" => headers = value,
                "multiValueHeaders" => header_lists = value,
                _ => {}
            }
        }
        // A load balancer, and both versions of VPC Lattice.
        let needs_headers = context.is_empty()
            || Members::of(context).any(|(name, _)| matches!(&*name, "elb" | "serviceNetworkArn"));
        Self {
            context: context.into(),
            stage_variables: variables.into(),
            headers: if needs_headers { headers } else { "" }.into(),
            header_lists: if needs_headers { header_lists } else { "" }.into(),
        }
    }

    /// Returns the IP address of the client.
    ///
    /// A load balancer and VPC Lattice send it as the last address in `X-Forwarded-For`. A load balancer that is configured to preserve or
    /// remove the header does not add it.
    pub fn source_ip(&self) -> Option<IpAddr> {
        if let Some(text) = self.first(&[&["http", "sourceIp"], &["identity", "sourceIp"]]) {
            return text.parse().ok();
        }
        let forwarded = self.header("x-forwarded-for")?;
        let last = forwarded.rsplit(',').next().unwrap_or_default().trim();
        let with_port = || last.parse().ok().map(|address: SocketAddr| address.ip());
        last.parse().ok().or_else(with_port)
    }

    /// Returns the stage of the API. It is `$default` for a function URL.
    pub fn stage(&self) -> Option<Cow<'_, str>> {
        self.text(&["stage"])
    }

    /// Returns the id of the API, or of the function URL.
    pub fn api_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["apiId"])
    }

    /// Returns the AWS account of the API.
    pub fn account_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["accountId"])
    }

    /// Returns the domain to which the request was sent: the custom domain, or that of the service.
    pub fn domain_name(&self) -> Option<Cow<'_, str>> {
        let domain = self.text(&["domainName"]);
        domain.or_else(|| self.header("host"))
    }

    /// Returns the id that the API has given to the request. It differs from that of the invocation,
    /// [`Invocation::request_id`](crate::Invocation::request_id).
    pub fn request_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["requestId"])
    }

    /// Returns the id of the connection of a WebSocket client.
    pub fn connection_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["connectionId"])
    }

    /// Returns the time at which the service received the request.
    pub fn time(&self) -> Option<SystemTime> {
        let epoch = self
            .raw_at(&["timeEpoch"])
            .or_else(|| self.raw_at(&["requestTimeEpoch"]))?;
        // API Gateway and function URLs send milliseconds; VPC Lattice sends microseconds, as a string.
        let since = match text_of(epoch) {
            Some(text) => Duration::from_micros(text.parse().ok()?),
            None => Duration::from_millis(epoch.parse().ok()?),
        };
        SystemTime::UNIX_EPOCH.checked_add(since)
    }

    /// Returns the claims of the token that a JWT authorizer (HTTP API) or a Cognito user pool authorizer (REST API) has verified.
    ///
    /// API Gateway sends claims as strings. They are converted to the types of the fields: numbers, `bool`, and lists, which arrive as
    /// `[a b]` or `a,b`. Take a `String` for a time such as `exp`, whose form differs between the two.
    ///
    /// # Errors
    ///
    /// 401 if there are no claims, because the route does not have such an authorizer; 403 if they are not a `T`.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let claims = self
            .raw_at(&["authorizer", "jwt", "claims"])
            .or_else(|| self.raw_at(&["authorizer", "claims"]));
        typed(claims, "claim", true)
    }

    /// Returns the scopes of the token: those that the authorizer has found, or the claim `scope`.
    pub fn scopes(&self) -> Vec<String> {
        let found = self
            .raw_at(&["authorizer", "jwt", "scopes"])
            .or_else(|| self.raw_at(&["authorizer", "scopes"]));
        let mut scopes = Vec::new();
        if let Some(found) = found {
            each_text(found, |scope| scopes.push(scope.into_owned()));
        } else if let Some(scope) = self.first(&[
            &["authorizer", "jwt", "claims", "scope"],
            &["authorizer", "claims", "scope"],
        ]) {
            scopes.extend(scope.split_whitespace().map(str::to_owned));
        }
        scopes
    }

    /// Returns the context that a Lambda authorizer has returned.
    ///
    /// An HTTP API sends its values as JSON. A REST or WebSocket API sends them as strings, which are converted to the types of the fields.
    ///
    /// # Errors
    ///
    /// 401 if there is none, because the route does not have a Lambda authorizer; 403 if it is not a `T`.
    pub fn authorizer<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let authorizer = self.raw_at(&["authorizer"]);
        let lambda = self.raw_at(&["authorizer", "lambda"]);
        // The other authorizers have these members, and no other.
        let flat = authorizer.filter(|json| {
            Members::of(json)
                .any(|(name, _)| !matches!(&*name, "jwt" | "iam" | "lambda" | "claims" | "scopes"))
        });
        typed(lambda.or(flat), "authorizer context", false)
    }

    /// Returns the principal that a Lambda authorizer of a REST or WebSocket API has named.
    pub fn principal_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["authorizer", "principalId"])
    }

    /// Returns the caller, if AWS IAM has authenticated the request.
    pub fn iam(&self) -> Option<IamCaller> {
        let text = |path: &[&str]| self.text(path).map(Cow::into_owned);
        if self.raw_at(&["authorizer", "iam"]).is_some() {
            let iam = |name| text(&["authorizer", "iam", name]);
            let cognito = |name| text(&["authorizer", "iam", "cognitoIdentity", name]);
            return Some(IamCaller {
                access_key: iam("accessKey"),
                account_id: iam("accountId"),
                caller_id: iam("callerId"),
                user_arn: iam("userArn"),
                user_id: iam("userId"),
                principal_org_id: iam("principalOrgId"),
                cognito_identity_id: cognito("identityId"),
                cognito_identity_pool_id: cognito("identityPoolId"),
            });
        }
        let identity = |name| text(&["identity", name]);
        // A service of VPC Lattice.
        if identity("type").as_deref() == Some("AWS_IAM") {
            return Some(IamCaller {
                user_arn: identity("principal"),
                principal_org_id: identity("principalOrgID"),
                ..IamCaller::default()
            });
        }
        let caller = IamCaller {
            access_key: identity("accessKey"),
            account_id: identity("accountId"),
            caller_id: identity("caller"),
            user_arn: identity("userArn"),
            user_id: identity("user"),
            principal_org_id: identity("principalOrgId"),
            cognito_identity_id: identity("cognitoIdentityId"),
            cognito_identity_pool_id: identity("cognitoIdentityPoolId"),
        };
        (caller != IamCaller::default()).then_some(caller)
    }

    /// Returns the id of the API key, if the method of the REST API requires one.
    pub fn api_key_id(&self) -> Option<Cow<'_, str>> {
        self.text(&["identity", "apiKeyId"])
    }

    /// Returns the client's certificate, if the domain or the listener of the load balancer uses mutual TLS.
    pub fn client_certificate(&self) -> Option<ClientCertificate> {
        let text = |path: &[&str]| self.text(path).map(Cow::into_owned);
        for of in ["authentication", "identity"] {
            if self.raw_at(&[of, "clientCert"]).is_none() {
                continue;
            }
            let member = |name| text(&[of, "clientCert", name]);
            let validity = |name| text(&[of, "clientCert", "validity", name]);
            return Some(ClientCertificate {
                pem: member("clientCertPem"),
                subject_dn: member("subjectDN"),
                issuer_dn: member("issuerDN"),
                serial_number: member("serialNumber"),
                not_before: validity("notBefore"),
                not_after: validity("notAfter"),
            });
        }
        // Through another trigger, a client could send these headers itself.
        self.raw_at(&["elb"])?;
        let header = |name: &str| {
            let value = self.header(&format!("x-amzn-mtls-clientcert-{name}"))?;
            Some(value.into_owned())
        };
        let validity = header("validity").unwrap_or_default();
        let moment = |name: &str| {
            let mut parts = validity.split(';');
            parts.find_map(|part| part.trim().strip_prefix(name).map(str::to_owned))
        };
        let certificate = ClientCertificate {
            pem: header("leaf").and_then(|pem| percent_decoded(&pem).map(Cow::into_owned)),
            subject_dn: header("subject"),
            issuer_dn: header("issuer"),
            serial_number: header("serial-number"),
            not_before: moment("NotBefore="),
            not_after: moment("NotAfter="),
        };
        (certificate != ClientCertificate::default()).then_some(certificate)
    }

    /// Returns the value of a stage variable.
    pub fn stage_variable(&self, name: &str) -> Option<Cow<'_, str>> {
        text_of(Members::of(&self.stage_variables).value_of(name)?)
    }

    /// Returns the stage variables, each with its value.
    pub fn stage_variables(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        Members::of(&self.stage_variables).filter_map(|(name, value)| Some((name, text_of(value)?)))
    }

    /// Returns the `requestContext` of the event, as JSON. It is `null` if the event has none.
    ///
    /// ```
    /// use gatewright::RequestContext;
    /// use serde_json::{Value, json};
    ///
    /// let context = RequestContext::from_event(&json!({"requestContext": {"protocol": "HTTP/1.1"}}));
    /// let context: Value = serde_json::from_str(context.raw()).unwrap();
    /// assert_eq!(context["protocol"], "HTTP/1.1");
    /// ```
    pub fn raw(&self) -> &str {
        match &*self.context {
            "" => "null",
            context => context,
        }
    }

    /// Returns the JSON at a path of members; `None` for `null`.
    fn raw_at(&self, path: &[&str]) -> Option<&str> {
        let mut json = &*self.context;
        for name in path {
            json = Members::of(json).value_of(name)?;
        }
        (json != "null").then_some(json)
    }

    fn text(&self, path: &[&str]) -> Option<Cow<'_, str>> {
        text_of(self.raw_at(path)?)
    }

    fn first(&self, paths: &[&[&str]]) -> Option<Cow<'_, str>> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// Returns the last value of a header, of services whose context does not name the client.
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let last = |headers| {
            let mut found = None;
            for (key, value) in Members::of(headers) {
                if key.eq_ignore_ascii_case(name) {
                    each_text(value, |text| found = Some(text));
                }
            }
            found
        };
        last(&self.header_lists).or_else(|| last(&self.headers))
    }
}

/// Deserialises a `T` from a JSON object whose values may be strings.
fn typed<T: DeserializeOwned>(
    json: Option<&str>,
    what: &str,
    has_lists: bool,
) -> Result<T, Rejection> {
    let fields = fields(json, what, has_lists)?;
    text_search::read(&fields, &[], || T::deserialize(Fields::of(&fields)))
        .map_err(|error| Rejection::new(StatusCode::FORBIDDEN, "Forbidden", error.in_words(what)))
}

fn fields<'a>(
    json: Option<&'a str>,
    what: &str,
    has_lists: bool,
) -> Result<Vec<Field<'a>>, Rejection> {
    let Some(json) = json.filter(|json| json.starts_with('{')) else {
        let detail =
            format!("the request has no {what}: no authorizer of this kind has verified it");
        return Err(Rejection::new(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            detail,
        ));
    };
    let fields = Members::of(json).map(|(name, value)| match text_of(value) {
        Some(text) => {
            let mut field = Field::new(name, vec![text]);
            field.splits = has_lists;
            field
        }
        None => Field::json(name, value),
    });
    Ok(fields.collect())
}

/// Without the authorizer's part, which may be secret.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("source_ip", &self.source_ip())
            .field("stage", &self.stage())
            .field("domain_name", &self.domain_name())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl Extract<FromRequestContext> for RequestContext {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| Ok(Self::of(incoming.event)));
}

/// `None` if the event has no `requestContext`.
impl Extract<Optional<FromRequestContext>> for Option<RequestContext> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let context = present::<RequestContext, FromRequestContext>(incoming)?;
        Ok(context.filter(|context| !context.context.is_empty()))
    });
}

#[cfg(test)]
#[path = "request_context/tests.rs"]
mod tests;
