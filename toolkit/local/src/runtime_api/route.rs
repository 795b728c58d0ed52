//! The routes of the Runtime API.

use hyper::Method;

/// The calls of the Runtime API.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    Next,
    Response(String),
    Error(String),
    InitError,
    /// An extension registers.
    Register,
    /// An extension waits for events.
    ExtensionNext,
    RestoreNext,
    RestoreError,
    /// Not a call of Lambda: the runtime says that it has re-executed its binary.
    Reexecuted,
}

/// The reason that a request is not a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RouteError {
    UnknownPath,
    /// Only this method is allowed.
    WrongMethod(Method),
}

pub(super) fn of(method: &Method, path: &str) -> Result<Route, RouteError> {
    let segments: Vec<_> = path.split('/').skip(1).collect();
    let (expected, route) = match segments[..] {
        ["2020-01-01", "extension", ref rest @ ..] => of_extension(rest)?,
        ["2018-06-01", "runtime", ref rest @ ..] => of_runtime(rest)?,
        _ => return Err(RouteError::UnknownPath),
    };
    if *method == expected {
        Ok(route)
    } else {
        Err(RouteError::WrongMethod(expected))
    }
}

fn of_extension(segments: &[&str]) -> Result<(Method, Route), RouteError> {
    match segments {
        ["register"] => Ok((Method::POST, Route::Register)),
        ["event", "next"] => Ok((Method::GET, Route::ExtensionNext)),
        _ => Err(RouteError::UnknownPath),
    }
}

fn of_runtime(segments: &[&str]) -> Result<(Method, Route), RouteError> {
    Ok(match *segments {
        ["invocation", "next"] => (Method::GET, Route::Next),
        ["invocation", id, "response"] => (Method::POST, Route::Response(id.to_owned())),
        ["invocation", id, "error"] => (Method::POST, Route::Error(id.to_owned())),
        ["init", "error"] => (Method::POST, Route::InitError),
        ["restore", "next"] => (Method::GET, Route::RestoreNext),
        ["restore", "error"] => (Method::POST, Route::RestoreError),
        ["gatewright", "reexecuted"] => (Method::POST, Route::Reexecuted),
        _ => return Err(RouteError::UnknownPath),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_paths_are_calls() {
        let api = "/2018-06-01/runtime";
        let get = |path: &str| of(&Method::GET, &format!("{api}{path}"));
        let post = |path: &str| of(&Method::POST, &format!("{api}{path}"));
        assert_eq!(get("/invocation/next"), Ok(Route::Next));
        assert_eq!(
            post("/invocation/a-1/response"),
            Ok(Route::Response("a-1".to_owned()))
        );
        assert_eq!(
            post("/invocation/a-1/error"),
            Ok(Route::Error("a-1".to_owned()))
        );
        assert_eq!(post("/init/error"), Ok(Route::InitError));
        assert_eq!(get("/restore/next"), Ok(Route::RestoreNext));
        assert_eq!(post("/restore/error"), Ok(Route::RestoreError));
        let only = |method| Err(RouteError::WrongMethod(method));
        assert_eq!(post("/restore/next"), only(Method::GET));
        assert_eq!(post("/invocation/next"), only(Method::GET));
        assert_eq!(get("/invocation/a-1/error"), only(Method::POST));
        assert_eq!(
            get("/invocation/a/b/response"),
            Err(RouteError::UnknownPath)
        );
        assert_eq!(
            of(&Method::GET, "/2018-06-02/runtime/invocation/next"),
            Err(RouteError::UnknownPath)
        );
    }
}
