//! The address of the Runtime API, and the document of an error.

use std::env;
use std::io;

use serde::Serialize;

use crate::error::FunctionError;

/// The place of the Runtime API: the value of `AWS_LAMBDA_RUNTIME_API`.
///
/// Lambda sets `127.0.0.1:9001`. `cargo lambda watch` sets a URL with a path, `http://127.0.0.1:9000/.rt/shop`.
pub(crate) struct Service(String);

impl Service {
    /// Reads the environment variable.
    pub(crate) fn of_environment() -> io::Result<Self> {
        let service = env::var("AWS_LAMBDA_RUNTIME_API").map_err(io::Error::other)?;
        Ok(Self(service))
    }

    #[cfg(test)]
    pub(crate) fn at(service: &str) -> Self {
        Self(service.to_owned())
    }

    fn without_scheme(&self) -> &str {
        self.0.strip_prefix("http://").unwrap_or(&self.0)
    }

    /// Returns the host with its port, as in a `Host` header.
    pub(crate) fn authority(&self) -> &str {
        let text = self.without_scheme();
        text.split_once('/')
            .map_or(text, |(authority, _)| authority)
    }

    /// Returns what paths begin with: nothing, or a path without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        let path = &self.without_scheme()[self.authority().len()..];
        path.trim_end_matches('/')
    }
}

/// Returns the JSON document of an error.
pub(crate) fn document(error: &FunctionError) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Document<'a> {
        error_type: &'a str,
        error_message: &'a str,
    }

    // Strings always serialise.
    serde_json::to_string(&Document {
        error_type: &error.error_type,
        error_message: &error.message,
    })
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_is_an_address_or_a_url() {
        for (text, authority, base) in [
            ("127.0.0.1:9001", "127.0.0.1:9001", ""),
            ("sandbox.localdomain:9001", "sandbox.localdomain:9001", ""),
            ("[::1]:9001", "[::1]:9001", ""),
            ("http://127.0.0.1:9000", "127.0.0.1:9000", ""),
            ("http://127.0.0.1:9000/", "127.0.0.1:9000", ""),
            ("http://[::]:9000/.rt", "[::]:9000", "/.rt"),
            ("127.0.0.1:9000/.rt/shop/", "127.0.0.1:9000", "/.rt/shop"),
        ] {
            let service = Service::at(text);
            assert_eq!(
                (service.authority(), service.base()),
                (authority, base),
                "{text}"
            );
        }
    }

    #[test]
    fn error_document_has_type_and_message() {
        let error = FunctionError::new("DeadlineExceeded", "a \"b\"");
        assert_eq!(
            document(&error),
            r#"{"errorType":"DeadlineExceeded","errorMessage":"a \"b\""}"#
        );
    }
}
