use std::fmt;

use gatewright::prelude::*;
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
