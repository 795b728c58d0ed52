//! The function that a call names.

use super::error::ApiError;
use crate::function::Function;
use crate::quote::excerpt;
use crate::uri::{decode_path, decode_query};
use hyper::Uri;

/// The function of a call, as the caller wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// A name, a partial ARN or an ARN, each with or without a qualifier.
    function: String,
    /// `?Qualifier=`.
    qualifier: Option<String>,
    /// Whether the call is `InvokeWithResponseStream`.
    pub(super) streams: bool,
}

/// Returns the target of a URI of `Invoke` or `InvokeWithResponseStream`, or `None` for any other URI.
pub(crate) fn of(uri: &Uri) -> Option<Target> {
    let between = |before, after| uri.path().strip_prefix(before)?.strip_suffix(after);
    let (function, streams) = match between("/2015-03-31/functions/", "/invocations") {
        Some(function) => (function, false),
        None => (
            between("/2021-11-15/functions/", "/response-streaming-invocations")?,
            true,
        ),
    };
    let function =
        Some(function).filter(|function| !function.is_empty() && !function.contains('/'))?;
    let qualifier = uri.query().unwrap_or_default().split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == "Qualifier").then(|| decode_query(value))
    });
    Some(Target {
        function: decode_path(function),
        qualifier,
        streams,
    })
}

impl Target {
    /// Returns the invoked ARN if it is `function`'s.
    pub(super) fn check(&self, function: &Function) -> Result<String, ApiError> {
        let (name, qualifier) = split(&self.function);
        let qualifier = qualifier.or(self.qualifier.as_deref());
        let arn = function.arn();
        let invoked = match qualifier {
            Some(qualifier) => format!("{arn}:{qualifier}"),
            None => arn,
        };
        if name == function.name && qualifier.is_none_or(|qualifier| qualifier == "$LATEST") {
            return Ok(invoked);
        }
        let named = match qualifier {
            Some(qualifier) => format!("{name}:{qualifier}"),
            None => name.to_owned(),
        };
        // The rest of the ARN is ours.
        let ours = function.arn();
        let ours = ours.strip_suffix(&function.name).unwrap_or_default();
        Err(ApiError::not_found(&format!("{ours}{}", excerpt(&named))))
    }
}

/// Splits `name`, `name:qualifier`, `123456789012:function:name` and `arn:aws:lambda:…:function:name`, the last two with or
/// without a qualifier (API reference of `Invoke`, "`FunctionName`").
fn split(function: &str) -> (&str, Option<&str>) {
    let rest = match function.split_once("function:") {
        Some((account, rest)) if account.is_empty() || account.ends_with(':') => rest,
        _ => function,
    };
    match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (rest, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(uri: &'static str) -> Option<Result<String, String>> {
        let target = of(&Uri::from_static(uri))?;
        Some(
            target
                .check(&Function::new("shop"))
                .map_err(|error| error.to_string()),
        )
    }

    fn arn(rest: &str) -> String {
        format!(
            "arn:aws:lambda:{}:123456789012:function:{rest}",
            crate::function::region()
        )
    }

    #[test]
    fn every_form_of_a_function_name_is_understood() {
        for name in [
            "/2015-03-31/functions/shop/invocations",
            "/2015-03-31/functions/123456789012:function:shop/invocations",
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ashop/invocations",
        ] {
            assert_eq!(checked(name), Some(Ok(arn("shop"))), "{name}");
        }
        for name in [
            "/2015-03-31/functions/shop:$LATEST/invocations",
            "/2015-03-31/functions/shop%3A%24LATEST/invocations",
            "/2015-03-31/functions/shop/invocations?Qualifier=%24LATEST",
        ] {
            assert_eq!(checked(name), Some(Ok(arn("shop:$LATEST"))), "{name}");
        }
    }

    #[test]
    fn other_name_or_version_is_not_found() {
        for (name, missing) in [
            ("/2015-03-31/functions/other/invocations", "other"),
            ("/2015-03-31/functions/shop:7/invocations", "shop:7"),
            (
                "/2015-03-31/functions/shop/invocations?Qualifier=live",
                "shop:live",
            ),
        ] {
            let message = format!(
                "ResourceNotFoundException: Function not found: {}",
                arn(missing)
            );
            assert_eq!(checked(name), Some(Err(message)));
        }
    }

    #[test]
    fn uri_tells_streaming_calls() {
        let streams = |uri| of(&Uri::from_static(uri)).map(|target| target.streams);
        assert_eq!(
            streams("/2015-03-31/functions/shop/invocations"),
            Some(false)
        );
        assert_eq!(
            streams("/2021-11-15/functions/shop/response-streaming-invocations"),
            Some(true)
        );
        assert_eq!(streams("/2021-11-15/functions/shop/invocations"), None);
    }

    #[test]
    fn other_uris_are_not_the_invoke_api() {
        for uri in [
            "/",
            "/2015-03-31/functions/shop",
            "/2015-03-31/functions//invocations",
            "/2015-03-31/functions/a/b/invocations",
        ] {
            assert_eq!(checked(uri), None);
        }
    }
}
