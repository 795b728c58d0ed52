use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on};
use gatewright::{Accept, CacheControl, ContentDisposition, ETag, RequestHeader};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::str::FromStr;

use super::{answer, request};

#[derive(Debug, Deserialize)]
pub struct Signup {
    email: String,
    age: Option<u8>,
    #[serde(default)]
    topics: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Search {
    #[serde(default)]
    filter: Filter,
    #[serde(default)]
    tag: Vec<String>,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(rename = "page[size]")]
    size: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    status: Option<String>,
    price: Option<BTreeMap<String, u32>>,
}

#[derive(Debug, Deserialize)]
pub struct Line {
    sku: String,
    quantity: u32,
}

#[derive(Debug, Deserialize)]
pub struct Flattened {
    #[serde(flatten)]
    page: Page,
    filter: Filter,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    page: u32,
}

/// A header with a number.
pub struct Depth(u8);

impl FromStr for Depth {
    type Err = std::num::ParseIntError;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        value.parse().map(Self)
    }
}

impl RequestHeader for Depth {
    const NAME: &'static str = "X-Depth";
}

/// A header that may be repeated.
pub struct Tags(Vec<String>);

impl FromStr for Tags {
    type Err = std::convert::Infallible;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        Ok(Self(
            value.split(',').map(|tag| tag.trim().to_owned()).collect(),
        ))
    }
}

impl RequestHeader for Tags {
    const NAME: &'static str = "x-tags";
}

#[lambda_handler(main = false)]
#[dispatch]
mod site {
    use super::*;

    #[post("/signup")]
    pub async fn signup(Form(form): Form<Signup>) -> String {
        format!("{} {:?} {:?}", form.email, form.age, form.topics)
    }

    #[post("/optional")]
    pub async fn optional(form: Option<Form<Signup>>) -> String {
        form.map_or_else(|| "none".to_owned(), |Form(form)| form.email)
    }

    #[get("/search")]
    pub async fn search(Query(search): Query<Search>) -> String {
        let lines: Vec<_> = search
            .lines
            .iter()
            .map(|line| format!("{}*{}", line.quantity, line.sku))
            .collect();
        let Filter { status, price } = search.filter;
        format!(
            "{status:?} {price:?} {:?} {lines:?} {:?}",
            search.tag, search.size
        )
    }

    #[get("/flattened")]
    pub async fn flattened(Query(search): Query<Flattened>) -> String {
        format!("{} {:?}", search.page.page, search.filter.status)
    }

    #[get("/map")]
    pub async fn map(Query(all): Query<BTreeMap<String, String>>) -> String {
        format!("{all:?}")
    }

    #[get("/depth")]
    pub async fn depth(Header(depth): Header<Depth>) -> String {
        depth.0.to_string()
    }

    #[get("/tags")]
    pub async fn tags(tags: Option<Header<Tags>>) -> String {
        format!("{:?}", tags.map(|Header(tags)| tags.0))
    }

    #[get("/accept")]
    pub async fn accept(Header(accept): Header<Accept>) -> Option<&'static str> {
        accept.best(["application/json", "text/html"])
    }

    #[get("/download")]
    pub async fn download() -> (
        StatusCode,
        ContentDisposition,
        CacheControl,
        ETag,
        Html<&'static str>,
    ) {
        (
            StatusCode::CREATED,
            ContentDisposition::attachment("a.html"),
            CacheControl::NO_STORE,
            ETag::strong("a\"b"),
            Html("<p>"),
        )
    }

    #[get("/version")]
    pub async fn version() -> ETag {
        ETag::weak(7)
    }

    #[post("/notes")]
    pub async fn created() -> Result<(StatusCode, Location, Tagged), Error> {
        let location = [("location", "/notes/7".to_owned())];
        Ok((StatusCode::CREATED, location, (ETag::strong(3), Json(7))))
    }

    #[get("/notes/file")]
    pub async fn file() -> Result<(ContentDisposition, ETag, File), Error> {
        let media_type = [("content-type", "image/png".to_owned())];
        let file = (media_type, Body::from("png"));
        Ok((
            ContentDisposition::attachment("a.png"),
            ETag::strong(3),
            file,
        ))
    }

    #[get("/login")]
    pub async fn login() -> ([Cookie; 2], Redirect) {
        (
            [Cookie::new("a", "1"), Cookie::new("b", "2").path("/")],
            Redirect::to("/"),
        )
    }
}

type Location = [(&'static str, String); 1];
type Tagged = (ETag, Json<u8>);
type File = ([(&'static str, String); 1], Body);

fn form(body: &str) -> TestRequest {
    let request = TestRequest::new("POST", "/signup");
    request
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .text(body)
}

fn sent(request: TestRequest) -> TestResponse {
    block_on(request.send(&site::GATEWAY)).unwrap()
}

fn get(path: &str) -> (u16, String) {
    let response = sent(TestRequest::new("GET", path));
    (response.status(), response.text().to_owned())
}

/// The encoding is that of <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>.
#[test]
fn form_is_decoded_and_typed() {
    let response = sent(form(
        "email=ada%40example.com&age=36&topics=a+b&topics=%C3%A4&unknown=1",
    ));
    assert_eq!(
        (response.status(), response.text()),
        (200, "ada@example.com Some(36) [\"a b\", \"ä\"]")
    );
    // As `curl --data-binary @file` sends it.
    assert_eq!(sent(form("email=ada&age=36\r\n")).text(), "ada Some(36) []");
    let bytes = TestRequest::new("POST", "/signup")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(sent(bytes.bytes("email=ada")).text(), "ada None []");
}

/// axum answers a body of another type with 415, and one that does not deserialise with 422:
/// <https://docs.rs/axum/0.8/axum/extract/rejection/enum.FormRejection.html>.
#[test]
fn statuses_of_forms_are_those_of_axum() {
    let status = |request: TestRequest| sent(request).status();
    assert_eq!(status(form("age=36")), 422);
    assert_eq!(status(form("email=ada&age=many")), 422);
    assert_eq!(status(form("")), 422);
    assert_eq!(status(form("email=%ff")), 400);
    assert_eq!(status(form("email=%zz")), 400);
    let plain = || TestRequest::new("POST", "/signup").text("email=ada");
    assert_eq!(status(plain()), 415);
    assert_eq!(
        status(plain().header("content-type", "application/json")),
        415
    );
    assert_eq!(
        status(plain().header("content-type", "application/x-www-form-urlencoded-not")),
        415
    );
}

#[test]
fn form_of_a_test_request_is_what_was_given() {
    let fields = [("email", "a+b &=%ä"), ("topics", ""), ("topics", "\r\n")];
    let response = sent(TestRequest::new("POST", "/signup").form(&fields));
    assert_eq!(response.text(), "a+b &=%ä None [\"\", \"\\r\\n\"]");
}

#[test]
fn rejected_form_names_the_field() {
    let problem: Value = sent(form("email=ada&age=many")).json().unwrap();
    assert_eq!(
        problem["detail"],
        "form field `age`: `many` is not an integer of type u8"
    );
    let problem: Value = sent(form("age=1")).json().unwrap();
    assert_eq!(problem["detail"], "form field: missing field `email`");
}

#[test]
fn optional_form_is_none_without_a_body() {
    let optional = TestRequest::new("POST", "/optional");
    assert_eq!(sent(optional.clone()).text(), "none");
    let typed = optional.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(sent(typed.text("email=ada")).text(), "ada");
}

/// The examples of <https://docs.rs/serde_qs>, and those of <https://www.php.net/manual/en/function.parse-str.php>.
#[test]
fn names_with_brackets_are_nested() {
    for (query, expected) in [
        ("filter[status]=open", "Some(\"open\") None [] [] None"),
        ("filter%5Bstatus%5D=open", "Some(\"open\") None [] [] None"),
        (
            "filter[price][min]=1&filter[price][max]=9",
            "None Some({\"max\": 9, \"min\": 1}) [] [] None",
        ),
        ("tag[]=b&tag[]=a", "None None [\"b\", \"a\"] [] None"),
        (
            "tag[1]=b&tag[0]=a&tag[10]=c",
            "None None [\"a\", \"b\", \"c\"] [] None",
        ),
        ("tag=a&tag[]=b", "None None [\"a\", \"b\"] [] None"),
        ("tag=a&tag=b", "None None [\"a\", \"b\"] [] None"),
        (
            "lines[0][sku]=A&lines[0][quantity]=2&lines[1][quantity]=3&lines[1][sku]=B",
            "None None [] [\"2*A\", \"3*B\"] None",
        ),
        ("page[size]=20", "None None [] [] Some(20)"),
        ("a[b[c=1&[x]=2&filter[]]=3&y]=1", "None None [] [] None"),
        ("a[b][c][d][e][f][g]=1", "None None [] [] None"),
    ] {
        assert_eq!(
            get(&format!("/search?{query}")),
            (200, expected.to_owned()),
            "{query}"
        );
    }
}

#[test]
fn wrong_value_of_a_nested_name_is_named() {
    for (query, detail) in [
        (
            "filter[price][min]=x",
            "query parameter `filter[price][min]`: `x` is not an integer of type u32",
        ),
        (
            "filter[status][a]=1",
            "query parameter `filter[status]`: expected one value, found a name with brackets",
        ),
        (
            "tag[x]=1",
            "query parameter `tag[x]`: expected a list, such as `name[]` or `name[0]`",
        ),
        (
            "page[size]=x",
            "query parameter `page[size]`: `x` is not an integer of type u32",
        ),
    ] {
        let response = sent(TestRequest::new("GET", &format!("/search?{query}")));
        assert_eq!(response.status(), 400, "{query}");
        assert_eq!(
            response.json::<Value>().unwrap()["detail"],
            detail,
            "{query}"
        );
    }
}

#[test]
fn flattened_struct_is_nested_and_a_map_is_not() {
    assert_eq!(
        get("/flattened?page=2&filter[status]=open"),
        (200, "2 Some(\"open\")".to_owned())
    );
    assert_eq!(
        get("/flattened?filter[status]=2&page=2"),
        (200, "2 Some(\"2\")".to_owned())
    );
    assert_eq!(
        get("/map?a[b]=1&c=2"),
        (200, "{\"a[b]\": \"1\", \"c\": \"2\"}".to_owned())
    );
}

#[test]
fn ten_thousand_names_with_brackets_are_read() {
    let names: Vec<String> = (0..10_000)
        .map(|number| format!("tag[{number}]=a"))
        .collect();
    let (status, text) = get(&format!("/search?{}", names.join("&")));
    assert_eq!((status, text.matches("\"a\"").count()), (200, 10_000));
}

#[test]
fn header_is_parsed() {
    let depth = |value: Option<&str>| {
        let request = TestRequest::new("GET", "/depth");
        sent(
            value
                .into_iter()
                .fold(request, |request, value| request.header("x-depth", value)),
        )
    };
    assert_eq!(depth(Some(" 7 ")).text(), "7");
    assert_eq!(depth(None).status(), 400);
    assert_eq!(
        depth(None).json::<Value>().unwrap()["detail"],
        "header `X-Depth`: missing"
    );
    assert_eq!(
        depth(Some("many")).json::<Value>().unwrap()["detail"],
        "header `X-Depth`: invalid digit found in string"
    );
}

/// RFC 9110, 5.3: the values of a repeated header are a list with commas.
#[test]
fn values_of_a_repeated_header_are_joined() {
    let headers = json!({"X-Tags": ["a, b", "c"]});
    let repeated = request("GET", "/tags", &json!({"multiValueHeaders": headers}));
    assert_eq!(
        answer(&site::GATEWAY, repeated),
        (200, json!("Some([\"a\", \"b\", \"c\"])"))
    );
    assert_eq!(
        answer(&site::GATEWAY, request("GET", "/tags", &json!({}))),
        (200, json!("None"))
    );
}

#[test]
fn request_without_accept_takes_the_first_offer() {
    let best = |accept: &[&str]| {
        let request = TestRequest::new("GET", "/accept");
        let request = accept
            .iter()
            .fold(request, |request, accept| request.header("accept", accept));
        sent(request).json::<Value>().unwrap()
    };
    assert_eq!(best(&[]), "application/json");
    assert_eq!(best(&["text/html, */*;q=0.1"]), "text/html");
    assert_eq!(best(&["image/png"]), Value::Null);
}

#[test]
fn typed_headers_stand_in_tuples() {
    let response = sent(TestRequest::new("GET", "/download"));
    assert_eq!(response.status(), 201);
    assert_eq!(
        response.header("content-disposition"),
        Some("attachment; filename=\"a.html\"")
    );
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let created = sent(TestRequest::new("POST", "/notes"));
    assert_eq!((created.status(), created.text()), (201, "7"));
    assert_eq!(created.header("etag"), Some("\"3\""));
    assert_eq!(created.header("location"), Some("/notes/7"));
    let file = sent(TestRequest::new("GET", "/notes/file"));
    assert_eq!(file.header("content-type"), Some("image/png"));
    assert_eq!(file.header("etag"), Some("\"3\""));
    assert!(file.header("content-disposition").is_some());
    // RFC 9110, 8.8.3: an opaque tag has no quotes within.
    assert_eq!(response.header("etag"), Some("\"a%22b\""));
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let response = sent(TestRequest::new("GET", "/version"));
    assert_eq!(
        (response.status(), response.header("etag")),
        (200, Some("W/\"7\""))
    );
}

/// Cookies cannot be joined with commas: each trigger has another place for several.
#[test]
fn cookies_reach_clients_of_every_trigger() {
    let rest_api = request("GET", "/login", &json!({}));
    let reply = super::whole_reply(&site::GATEWAY, rest_api);
    assert_eq!(
        reply["multiValueHeaders"]["set-cookie"],
        json!(["a=1", "b=2; Path=/"])
    );
    assert_eq!(
        (
            &reply["statusCode"],
            &reply["multiValueHeaders"]["location"]
        ),
        (&json!(303), &json!(["/"]))
    );
    let http_api = json!({"version": "2.0", "rawPath": "/login", "requestContext": {"http": {"method": "GET"}}});
    let reply = super::whole_reply(&site::GATEWAY, http_api);
    assert_eq!(reply["cookies"], json!(["a=1", "b=2; Path=/"]));
    let alb = json!({"httpMethod": "GET", "path": "/login", "headers": {}, "requestContext": {"elb": {"targetGroupArn": "arn"}}});
    let reply = super::whole_reply(&site::GATEWAY, alb);
    let headers = reply["headers"].as_object().unwrap();
    let cookies: Vec<_> = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .collect();
    assert_eq!(cookies.len(), 2, "{reply}");
}
