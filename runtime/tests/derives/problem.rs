use std::fmt;

use gatewright::Rejection;
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

/// An error with a `Display` text that is that of the rejection, as `thiserror`'s `#[error(transparent)]` has it.
#[derive(Debug, Problem)]
enum CheckError {
    #[problem(transparent)]
    Rejected(Rejection),
    #[problem(transparent)]
    Answered(Problem),
    #[problem(transparent)]
    Failed(Error),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Answered(problem) => problem.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

fn rejected() -> Result<String, Rejection> {
    Err(Rejection::invalid("size: expected a number"))
}

fn problem_of(status: StatusCode) -> Problem {
    Problem::new(status).detail("not now").with("seconds", 5)
}

#[lambda_handler(main = false)]
#[dispatch]
mod checks {
    use super::*;

    #[get("/transparent")]
    pub async fn transparent() -> Result<String, CheckError> {
        rejected().map_err(CheckError::Rejected)
    }

    #[get("/converted")]
    pub async fn converted() -> Result<String, Error> {
        Ok(rejected()?)
    }

    #[get("/converted-twice")]
    pub async fn converted_twice() -> Result<String, CheckError> {
        rejected().map_err(|rejection| CheckError::Failed(rejection.into()))
    }

    #[get("/answered")]
    pub async fn answered() -> Result<String, CheckError> {
        Err(CheckError::Answered(problem_of(
            StatusCode::TOO_MANY_REQUESTS,
        )))
    }

    #[get("/answered-as-error")]
    pub async fn answered_as_error() -> Result<String, Error> {
        Err(problem_of(StatusCode::TOO_MANY_REQUESTS).into())
    }
}

#[test]
fn rejection_keeps_its_status_within_other_errors() {
    let bad = json!({"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "size: expected a number"});
    for path in ["/transparent", "/converted", "/converted-twice"] {
        assert_eq!(get(&checks::GATEWAY, path), (400, bad.clone()), "{path}");
    }
    let busy = json!({"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "not now", "seconds": 5});
    for path in ["/answered", "/answered-as-error"] {
        assert_eq!(get(&checks::GATEWAY, path), (429, busy.clone()), "{path}");
    }
}

#[test]
fn rejection_and_problem_have_a_text() {
    let rejection = rejected().unwrap_err();
    assert_eq!(
        CheckError::Rejected(rejection).to_string(),
        "size: expected a number"
    );
    let problem = problem_of(StatusCode::CONFLICT);
    assert_eq!(problem.to_string(), "not now");
    assert_eq!(Problem::new(StatusCode::CONFLICT).to_string(), "Conflict");
    // The error of a 500 is for the log, so it is the source and not the text.
    let problem = Error::msg("the password is wrong").into_problem();
    assert_eq!(problem.to_string(), "Internal Server Error");
    let source = std::error::Error::source(&problem).unwrap();
    assert_eq!(source.to_string(), "the password is wrong");
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
