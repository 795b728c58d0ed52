//! Cross-origin resource sharing (CORS): which pages may read the responses.
//!
//! <https://fetch.spec.whatwg.org/#http-cors-protocol>

use gatewright_tables::origin::listed;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};

use super::variable::Variable;
use super::variables::{NOT_SET, ReadVariable};

/// A CORS policy.
pub struct Cors {
    /// The origins whose pages may read responses.
    pub origins: Origins,
    /// The methods, joined; `None` stands for those of the routes with the path.
    pub methods: Option<&'static str>,
    /// The request headers that pages may send, joined.
    pub headers: Option<&'static str>,
    /// The response headers that pages may read, joined.
    pub expose: Option<&'static str>,
    /// Whether pages may send cookies and the like.
    pub credentials: bool,
    /// For how many seconds browsers may keep the reply to a preflight request.
    pub max_age: Option<&'static str>,
}

/// The origins of a policy.
pub enum Origins {
    /// Every origin.
    Any,
    /// These.
    List(&'static [&'static str]),
    /// Those in an environment variable, separated by commas or spaces; `*` is every origin, and an empty value none. The text stands for
    /// a variable that is not set.
    Variable(&'static Variable, Option<&'static str>),
}

impl Cors {
    /// Adds the headers of a response to a request from `origin`.
    pub(crate) fn decorate(&self, headers: &mut HeaderMap, origin: Option<&str>) {
        if let Some(expose) = self.expose {
            headers.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(expose),
            );
        }
        self.allow(headers, origin);
    }

    /// Adds the headers of the response to a preflight request from `origin`. `methods` are those of the path.
    pub(crate) fn answer(&self, headers: &mut HeaderMap, origin: Option<&str>, methods: &str) {
        let methods = match self.methods {
            Some(methods) => Some(HeaderValue::from_static(methods)),
            // A method that is not one has no routes, and is not sent back.
            None => HeaderValue::from_str(methods).ok(),
        };
        if let Some(methods) = methods.filter(|methods| !methods.is_empty()) {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        if let Some(allowed) = self.headers {
            headers.insert(
                ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static(allowed),
            );
        }
        if let Some(max_age) = self.max_age {
            headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(max_age));
        }
        self.allow(headers, origin);
    }

    /// Adds the headers that both kinds of responses have.
    fn allow(&self, headers: &mut HeaderMap, origin: Option<&str>) {
        if self.credentials {
            headers.insert(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        if self.origins.is_any() {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            return;
        }
        // A cache must not give the response for one origin to another, nor one without the header.
        headers.append(VARY, HeaderValue::from_name(ORIGIN));
        let allowed = origin.filter(|origin| self.origins.contain(origin));
        match allowed.map(HeaderValue::from_str) {
            Some(Ok(origin)) => {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
            // The handler cannot allow what the policy does not.
            _ => {
                headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
            }
        }
    }

    /// Reads the origins that are in an environment variable, through `get`. The error begins with the name of the option.
    pub(crate) fn read(&self, get: &ReadVariable<'_>) -> Result<(), String> {
        let Origins::Variable(variable, default) = self.origins else {
            return Ok(());
        };
        if variable.resource().is_some() {
            return Ok(());
        }
        let name = variable.name;
        let value = match (get(name), default) {
            (Ok(value), _) => value,
            (Err(NOT_SET), Some(default)) => default.to_owned(),
            (Err(fault), _) => {
                return Err(format!(
                    "`cors` needs the environment variable `{name}`, which {fault}: set it to the origins, such as `https://app.example.com`, separated by commas, or to nothing to allow no other origin"
                ));
            }
        };
        let listed: Vec<&str> = listed(&value).collect();
        let expected = |found: &str| {
            format!(
                "`cors`: expected origins such as `https://app.example.com` in the environment variable `{name}`, found {found}"
            )
        };
        match listed.as_slice() {
            ["*"] if self.credentials => {
                return Err(expected(
                    "`*`, which browsers refuse for requests with credentials: list the origins",
                ));
            }
            ["*"] => {}
            origins => {
                if let Some(wrong) = origins.iter().find(|origin| !is_origin(origin)) {
                    return Err(expected(&format!(
                        "`{wrong}`: an origin is a scheme, a host and perhaps a port, in lower case and without a path"
                    )));
                }
            }
        }
        // Another thread may have read it meanwhile. It has read the same.
        let _ = (variable.cell)().0.set(listed.join(",").into());
        Ok(())
    }
}

/// The CORS policy of a request that may be answered without it, with its origin.
pub(crate) struct CorsOfRequest {
    pub(crate) cors: &'static Cors,
    pub(crate) origin: Option<Box<str>>,
}

impl CorsOfRequest {
    /// Adds the headers of a response.
    pub(crate) fn decorate(&self, headers: &mut HeaderMap) {
        self.cors.decorate(headers, self.origin.as_deref());
    }
}

impl Origins {
    fn is_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::List(_) => false,
            Self::Variable(variable, _) => variable.resource() == Some("*"),
        }
    }

    fn contain(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::List(origins) => origins.contains(&origin),
            Self::Variable(variable, _) => variable
                .resource()
                .is_some_and(|origins| listed(origins).any(|listed| listed == origin)),
        }
    }
}

/// Whether the text is an origin as browsers send it: `scheme://host` with a port that is not the scheme's own.
fn is_origin(text: &str) -> bool {
    gatewright_tables::origin::flaw(text).is_none()
}
