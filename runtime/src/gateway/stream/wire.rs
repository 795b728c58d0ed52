//! A streamed response on its way to the Runtime API, in bytes.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::error::FunctionError;
use crate::platform::runtime_api::document;

/// What ends a chunk's data.
pub(super) const AFTER_CHUNK: &[u8] = b"\r\n";

/// What ends a response that is complete.
pub(super) const END: &[u8] = b"0\r\n\r\n";

/// The head of the request that posts it.
pub(super) fn head(service: &str, request_id: &str, invocation_id: Option<&str>) -> String {
    let invocation_id = match invocation_id {
        Some(id) => format!("Lambda-Runtime-Invocation-Id: {id}\r\n"),
        None => String::new(),
    };
    format!(
        "POST /2018-06-01/runtime/invocation/{request_id}/response HTTP/1.1\r\n\
         Host: {service}\r\n\
         Connection: close\r\n\
         Content-Type: application/vnd.awslambda.http-integration-response\r\n\
         Lambda-Runtime-Function-Response-Mode: streaming\r\n\
         Transfer-Encoding: chunked\r\n\
         Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\
         {invocation_id}\r\n"
    )
}

/// What begins a chunk of so many bytes. One of none would end the response.
pub(super) fn before_chunk(size: usize) -> String {
    format!("{size:x}\r\n")
}

/// What ends a response that is not complete.
pub(super) fn end_with(error: &FunctionError) -> String {
    // A type is a name, but may be anybody's: a header is one line of text.
    let is_printable = |c: &char| c.is_ascii_graphic() || *c == ' ';
    let error_type: String = error.error_type.chars().filter(is_printable).collect();
    let body = BASE64.encode(document(error));
    format!(
        "0\r\n\
         Lambda-Runtime-Function-Error-Type: {error_type}\r\n\
         Lambda-Runtime-Function-Error-Body: {body}\r\n\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_that_the_response_streams_and_whose_it_is() {
        let head = head("127.0.0.1:9001", "8476a536", Some("i-1"));
        assert!(head.starts_with(
            "POST /2018-06-01/runtime/invocation/8476a536/response HTTP/1.1\r\nHost: 127.0.0.1:9001\r\n"
        ));
        for line in [
            "Lambda-Runtime-Function-Response-Mode: streaming",
            "Transfer-Encoding: chunked",
            "Content-Type: application/vnd.awslambda.http-integration-response",
            "Lambda-Runtime-Invocation-Id: i-1",
        ] {
            assert!(head.lines().any(|written| written == line), "{line}");
        }
        assert!(head.ends_with("i-1\r\n\r\n"));
    }

    #[test]
    fn an_error_is_in_the_trailers_and_its_document_in_base64() {
        let error = FunctionError::new("Gone\r\nX: y", "no");
        assert_eq!(
            end_with(&error),
            format!(
                "0\r\nLambda-Runtime-Function-Error-Type: GoneX: y\r\nLambda-Runtime-Function-Error-Body: {}\r\n\r\n",
                BASE64.encode(r#"{"errorMessage":"no","errorType":"Gone\r\nX: y"}"#)
            )
        );
    }

    #[test]
    fn sizes_are_hexadecimal() {
        assert_eq!(before_chunk(6_291_556), "600064\r\n");
    }
}
