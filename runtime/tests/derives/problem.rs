use std::fmt;

use gatewright::prelude::*;
use gatewright::testing::{TestRequest, block_on};
use serde::Serialize;
use serde_json::json;

use super::get;

#[derive(Debug, Problem)]
enum ShopError {
    #[problem(status = 404)]
    Unknown(#[problem(extend = "sku")] String, u8),
    #[problem(status = StatusCode::CONFLICT, type = "https://example.com/sold-out", title = "Sold out")]
    SoldOut {
        #[problem(extend)]
        left: u32,
        #[problem(extend = "next-delivery")]
        next: Option<&'static str>,
        reason: &'static str,
    },
    #[problem(status = SERVICE_UNAVAILABLE)]
    Closed,
    #[problem(transparent)]
    Other(Wrapped<Vec<u8>>),
    #[problem(transparent)]
    Foreign { source: Error },
}

impl fmt::Display for ShopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(sku, shelf) => write!(f, "no `{sku}` on shelf {shelf}"),
            Self::SoldOut { reason, .. } => f.write_str(reason),
            Self::Closed => f.write_str("closed"),
            Self::Other(_) | Self::Foreign { .. } => f.write_str("not shown"),
        }
    }
}

/// A struct, with a parameter and a bound.
#[derive(Debug, Problem)]
#[problem(status = 422, title = "Wrapped")]
#[problem(crate = ::gatewright)]
struct Wrapped<T: Serialize>(#[problem(extend = "inner")] T);

impl<T: Serialize> fmt::Display for Wrapped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrapped")
    }
}

/// It has no values.
#[derive(Problem)]
enum Never {}

/// Cases with headers.
#[derive(Debug, Problem)]
enum Refused {
    #[problem(status = 401, header = "WWW-Authenticate:Bearer realm=\"shop\"")]
    Anonymous,
    #[problem(status = 429, header = ["x-a: 1", "x-b: Zürich"])]
    Busy {
        #[problem(header = "retry-after")]
        seconds: u32,
        #[problem(extend, header = "x-limit")]
        limit: String,
    },
    #[problem(status = 409)]
    Broken(#[problem(header = "x-text")] &'static str),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod gate {
    use super::*;

    #[get("/{case}")]
    pub async fn refuse(Path(case): Path<String>) -> Result<(), Refused> {
        Err(match case.as_str() {
            "anonymous" => Refused::Anonymous,
            "busy" => Refused::Busy {
                seconds: 5,
                limit: "10".to_owned(),
            },
            _ => Refused::Broken("a\r\nb: c"),
        })
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[get("/{case}")]
    pub async fn fail(Path(case): Path<String>) -> Result<(), ShopError> {
        Err(match case.as_str() {
            "unknown" => ShopError::Unknown("A-1".to_owned(), 3),
            "sold-out" => ShopError::SoldOut {
                left: 0,
                next: None,
                reason: "all gone",
            },
            "closed" => ShopError::Closed,
            "other" => ShopError::Other(Wrapped(vec![1, 2])),
            _ => ShopError::Foreign {
                source: Error::msg("secret"),
            },
        })
    }

    #[get("/")]
    pub async fn never() -> Result<StatusCode, Never> {
        Ok(StatusCode::OK)
    }
}

#[test]
fn each_variant_has_its_problem_document() {
    let problem = |path| get(&shop::GATEWAY, path);
    assert_eq!(
        problem("/unknown"),
        (
            404,
            json!({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no `A-1` on shelf 3", "sku": "A-1"})
        )
    );
    assert_eq!(
        problem("/sold-out"),
        (
            409,
            json!({
                "type": "https://example.com/sold-out", "title": "Sold out", "status": 409, "detail": "all gone", "left": 0,
                "next-delivery": null,
            })
        )
    );
    assert_eq!(
        problem("/closed"),
        (
            503,
            json!({"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "closed"})
        )
    );
}

#[test]
fn transparent_variant_is_its_fields_problem() {
    assert_eq!(
        get(&shop::GATEWAY, "/other"),
        (
            422,
            json!({"type": "about:blank", "title": "Wrapped", "status": 422, "detail": "wrapped", "inner": [1, 2]})
        )
    );
    assert_eq!(
        get(&shop::GATEWAY, "/foreign"),
        (
            500,
            json!({"type": "about:blank", "title": "Internal Server Error", "status": 500})
        )
    );
}

#[test]
fn empty_enum_implements_into_problem() {
    assert_eq!(get(&shop::GATEWAY, "/").0, 200);
}

#[test]
fn headers_of_a_case_are_sent() {
    let response = |path| block_on(TestRequest::new("GET", path).send(&gate::GATEWAY)).unwrap();
    let anonymous = response("/anonymous");
    assert_eq!(
        (anonymous.status(), anonymous.header("www-authenticate")),
        (401, Some("Bearer realm=\"shop\""))
    );
    let busy = response("/busy");
    assert_eq!(busy.status(), 429);
    for (name, value) in [
        ("retry-after", "5"),
        ("x-limit", "10"),
        ("x-a", "1"),
        ("x-b", "Zürich"),
    ] {
        assert_eq!(busy.header(name), Some(value), "{name}");
    }
    assert_eq!(busy.json::<serde_json::Value>().unwrap()["limit"], "10");
}

#[test]
fn line_break_in_a_header_of_a_case_is_not_sent() {
    let response = block_on(TestRequest::new("GET", "/broken").send(&gate::GATEWAY)).unwrap();
    assert_eq!((response.status(), response.header("x-text")), (500, None));
}
