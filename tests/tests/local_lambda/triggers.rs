//! `--trigger`: one function behind each of its triggers. `request_matrix` of `gatewright` has more requests, without processes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::http::{self, Method, Response};
use gatewright_tests::local::{Local, command, outside_lambda};
use serde_json::{Value, json};

const EACH: [&[&str]; 8] = [
    &["--trigger", "http-api"],
    &["--trigger", "http-api", "--payload-format", "1.0"],
    &["--trigger", "rest-api"],
    // It streams.
    &["--trigger", "function-url"],
    &["--trigger", "alb"],
    &["--trigger", "alb", "--multi-value"],
    &["--trigger", "vpc-lattice"],
    &["--trigger", "vpc-lattice", "--payload-format", "1.0"],
];

fn built(binary: &str) -> Result<std::path::PathBuf> {
    build("gatewright-fixture-triggers", binary, Profile::Debug)
}

fn values(response: &Response, name: &str) -> Vec<String> {
    let values = response.headers.get_all(name).into_iter();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    values.map(|value| text(value.as_bytes())).collect()
}

/// The items of a list, which repeated headers are too (RFC 9110, 5.3).
fn items(list: &str) -> Vec<String> {
    list.split(',').map(|item| item.trim().to_owned()).collect()
}

#[test]
fn request_and_response_are_the_same_through_each_trigger() -> Result<()> {
    let binary = built("triggers")?;
    for options in EACH {
        let mut command = outside_lambda(&binary);
        let local = Local::serve_command(command.args(options), "triggers")?;
        let has_last_value_only = options == ["--trigger", "alb"];
        let has_last_parameter_only =
            has_last_value_only || options.ends_with(&["1.0"]) && options[1] == "vpc-lattice";
        for method in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND",
        ] {
            for (content_type, body) in [
                ("application/json", r#"{"name": "Żółć"}"#.as_bytes()),
                ("text/plain; charset=utf-8", "naïve\r\n".as_bytes()),
                ("application/octet-stream", b"\0\xff\xfe"),
                ("application/octet-stream", b""),
            ] {
                let sends_body = matches!(method, "POST" | "PUT" | "PATCH");
                let body = if sends_body { body } else { b"" };
                let response = http::request(
                    Method::from_bytes(method.as_bytes())?,
                    &format!(
                        "{}/echo/a%20b+c/%C3%A9?q=a+b&q=%2B&empty=&flag",
                        local.endpoint()
                    ),
                    &[
                        ("content-type", content_type),
                        ("x-list", "one"),
                        ("x-list", "two, three"),
                        ("cookie", "a=1; b=x=y"),
                    ],
                    sends_body.then_some(body),
                )?;
                let context = format!("{options:?} {method} {content_type}: {response:?}");
                assert_eq!(response.status, 201, "{context}");
                let expected = if method == "HEAD" { b"" } else { body };
                assert_eq!(response.body, expected, "{context}");
                assert_eq!(
                    response.header("content-type"),
                    Some(content_type),
                    "{context}"
                );
                let reply = values(&response, "x-reply").join(",");
                assert_eq!(items(&reply), ["a", "b"], "{context}");
                let mut cookies = values(&response, "set-cookie");
                cookies.sort();
                assert_eq!(
                    cookies,
                    [
                        "session=31d4; HttpOnly",
                        "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT"
                    ],
                    "{context}"
                );
                let seen = values(&response, "x-seen").concat();
                let mut seen: Value = serde_json::from_str(&seen).context(context.clone())?;
                let list = items(seen["list"].as_str().unwrap_or_default());
                seen["list"] = json!(list);
                let query: BTreeMap<&str, &[&str]> = BTreeMap::from([
                    (
                        "q",
                        if has_last_parameter_only {
                            &["+"][..]
                        } else {
                            &["a b", "+"]
                        },
                    ),
                    ("empty", &[""]),
                    ("flag", &[""]),
                ]);
                let list: &[&str] = if has_last_value_only {
                    &["two", "three"]
                } else {
                    &["one", "two", "three"]
                };
                assert_eq!(
                    seen,
                    json!({
                        "verb": if method == "PROPFIND" { "OTHER" } else { method },
                        "path": "a b+c/é",
                        "query": query,
                        "list": list,
                        "cookies": [["a", "1"], ["b", "x=y"]],
                    }),
                    "{context}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn trigger_that_is_not_declared_is_refused_with_the_declared_ones() -> Result<()> {
    let binary = built("http-api")?;
    let finished = command(&binary, &["--trigger", "alb"])?;
    assert_eq!(finished.status.code(), Some(2), "{finished:?}");
    let error = &finished.stderr;
    assert!(
        error.contains("expected a trigger that `http-api` declares (`http-api`), found `alb`"),
        "{error}"
    );
    assert!(
        error.contains("pass `--trigger http-api`, or add `alb` to `triggers(…)` of `#[dispatch]`"),
        "{error}"
    );
    Ok(())
}
