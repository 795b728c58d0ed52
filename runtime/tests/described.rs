//! What the types of routes describe in the manifest.
#![allow(missing_docs, reason = "the tests of this file are its documentation")]

use gatewright::prelude::*;
use gatewright::{
    Bytes, Error, FromRequest, Headers, Problem as Document, Rejection, RequestRef, Response, Text,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Order {
    customer_id: u64,
    #[serde(default)]
    note: Option<String>,
    #[serde(rename = "kind")]
    of: Kind,
}

#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Kind {
    InStock,
    OnDemand,
}

/// A recursive type.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Tree {
    children: Vec<Tree>,
}

mod other {
    use super::*;

    /// Another type of the name `Tree`.
    #[derive(Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    pub struct Tree {
        pub height: u8,
    }
}

/// Without `JsonSchema`.
#[derive(Deserialize, Serialize)]
struct Undescribed {
    id: u64,
}

#[derive(Deserialize, PathParams)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Line {
    order: String,
    line: u32,
}

struct User;

impl FromRequest for User {
    type Error = Rejection;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, Rejection> {
        Ok(Self)
    }
}

#[derive(Debug, Problem)]
enum Failure {
    /// There is no such order.
    #[problem(
        status = 404,
        type = "https://example.org/unknown",
        title = "Unknown order"
    )]
    Unknown(#[problem(extend = "id")] u64),
    #[problem(transparent)]
    Inner(Conflict),
    #[problem(transparent)]
    Own(ByHand),
}

#[derive(Debug, Problem)]
#[problem(status = CONFLICT)]
/// The order has changed.
struct Conflict;

#[derive(Debug)]
struct ByHand;

impl IntoProblem for ByHand {
    fn into_problem(self) -> Document {
        Document::new(StatusCode::IM_A_TEAPOT)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("conflict")
    }
}

/// A reply whose spelling says nothing.
type Answer = Result<(StatusCode, Json<Order>), Failure>;

#[lambda_handler(main = false)]
#[dispatch]
mod api {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn one(
        Path(id): Path<u64>,
        _: Query<Vec<(String, String)>>,
        _: User,
        _: Deadline,
    ) -> Answer {
        Err(match id {
            0 => Failure::Unknown(id),
            1 => Failure::Inner(Conflict),
            _ => Failure::Own(ByHand),
        })
    }

    #[post("/orders")]
    pub async fn create(Json(order): Json<Order>) -> Result<Order, Error> {
        Ok(order)
    }

    #[put("/orders")]
    pub async fn replace(_: Option<Json<Undescribed>>) -> Undescribed {
        Undescribed { id: 1 }
    }

    #[get("/lines/{order}/{line}")]
    pub async fn line(Path(line): Path<Line>) -> String {
        format!("{}:{}", line.order, line.line)
    }

    #[post("/trees")]
    pub async fn plant(_: Json<Tree>) -> (Headers, Json<other::Tree>) {
        (Headers::default(), Json(other::Tree { height: 1 }))
    }

    #[post("/text")]
    pub async fn text(_: Text) -> Result<(), ByHand> {
        Ok(())
    }

    #[post("/bytes")]
    pub async fn bytes(_: Body) -> (StatusCode, [(&'static str, &'static str); 1], Bytes) {
        (
            StatusCode::OK,
            [("content-type", "image/png")],
            Bytes::new(),
        )
    }

    #[any("/response")]
    pub async fn response() -> Response {
        Response::new(StatusCode::OK)
    }

    /// Headers and a body that both serialise: a tuple or JSON, as its values say.
    #[get("/ambiguous")]
    pub async fn ambiguous() -> ([(&'static str, &'static str); 1], String) {
        ([("x-a", "b")], String::new())
    }

    #[get("/nested")]
    pub async fn nested() -> Result<Result<String, String>, StatusCode> {
        Ok(Ok(String::new()))
    }

    #[operation]
    pub async fn operation(order: Order) -> u64 {
        order.customer_id
    }
}

fn manifest() -> Value {
    serde_json::from_str(&api::MANIFEST.to_json()).expect("JSON")
}

fn handler(function: &str) -> Value {
    let manifest = manifest();
    let handlers = manifest["handlers"].as_array().expect("a list");
    let mut handlers = handlers.iter();
    handlers
        .find(|one| one["function"] == function)
        .expect("a handler")
        .clone()
}

/// The role of each parameter, with `?` if it is optional.
fn roles(function: &str) -> Vec<String> {
    let handler = handler(function);
    let parameters = handler["parameters"].as_array().expect("a list");
    let role = |one: &Value| {
        let optional = if one["optional"] == true { "?" } else { "" };
        format!("{}{optional}", one["role"].as_str().unwrap_or("-"))
    };
    parameters.iter().map(role).collect()
}

/// Status, media type and problem type of each response.
fn responses(function: &str) -> Vec<(Value, Value, Value)> {
    let handler = handler(function);
    let responses = handler["responses"].as_array().cloned().unwrap_or_default();
    responses
        .iter()
        .map(|one| {
            (
                one["status"].clone(),
                one["content_type"].clone(),
                one["problem_type"].clone(),
            )
        })
        .collect()
}

#[test]
fn roles_come_from_types() {
    assert_eq!(roles("one"), ["path", "query", "-", "-"]);
    assert_eq!(roles("create"), ["json"]);
    assert_eq!(roles("replace"), ["json?"]);
    assert_eq!(roles("text"), ["text"]);
    assert_eq!(roles("bytes"), ["bytes"]);
    assert_eq!(roles("operation"), ["-"]);
}

#[test]
fn responses_come_from_types() {
    const PROBLEM: &str = "application/problem+json";
    let null = Value::Null;
    let triple = |status: Value, media: Value| (status, media, null.clone());
    assert_eq!(
        responses("one"),
        [
            triple(null.clone(), json!("application/json")),
            (
                json!(404),
                json!(PROBLEM),
                json!("https://example.org/unknown")
            ),
            triple(json!(409), json!(PROBLEM)),
            triple(null.clone(), json!(PROBLEM)),
        ]
    );
    assert_eq!(
        responses("create"),
        [
            triple(json!(200), json!("application/json")),
            triple(json!(500), json!(PROBLEM))
        ]
    );
    assert_eq!(responses("line"), [triple(json!(200), json!("text/plain"))]);
    assert_eq!(
        responses("plant"),
        [triple(json!(200), json!("application/json"))]
    );
    assert_eq!(
        responses("text"),
        [
            triple(json!(204), null.clone()),
            triple(null.clone(), json!(PROBLEM))
        ]
    );
    // The header replaces the media type of the body.
    assert_eq!(responses("bytes"), [triple(null.clone(), json!("*/*"))]);
    for unknown in ["response", "ambiguous", "operation"] {
        assert_eq!(responses(unknown), [], "{unknown}");
    }
    assert_eq!(
        responses("nested"),
        [triple(json!(200), json!("application/json"))]
    );
}

#[test]
fn documentation_of_a_case_describes_its_response() {
    let handler = handler("one");
    assert_eq!(
        handler["responses"][1]["description"],
        "There is no such order."
    );
    assert_eq!(
        handler["responses"][2]["description"],
        "The order has changed."
    );
}

mod web {
    use super::*;
    use gatewright::{CacheControl, ETag};

    #[derive(Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "validate", derive(garde::Validate))]
    pub struct Signup {
        #[cfg_attr(feature = "validate", garde(length(min = 3, max = 80)))]
        pub name: String,
        #[cfg_attr(feature = "validate", garde(range(min = 18)))]
        pub age: u32,
    }

    #[lambda_handler(main = false)]
    #[dispatch]
    mod web_api {
        use super::*;

        #[post("/form")]
        pub async fn form(Form(signup): Form<Signup>) -> Html<String> {
            Html(format!("{} {}", signup.name, signup.age))
        }

        #[post("/redirect")]
        pub async fn redirect() -> Redirect {
            Redirect::to("/")
        }

        #[post("/nothing")]
        pub async fn nothing() -> (Cookie, NoContent) {
            (Cookie::new("a", "1"), NoContent)
        }

        #[post("/cached")]
        pub async fn cached() -> (CacheControl, Json<u8>) {
            (CacheControl::NO_STORE, Json(1))
        }

        #[post("/tagged")]
        pub async fn tagged() -> (ETag, Json<u8>) {
            (ETag::weak(7), Json(1))
        }
    }

    pub fn of(manifest: &str, function: &str) -> Value {
        let manifest: Value = serde_json::from_str(manifest).unwrap();
        let mut handlers = manifest["handlers"].as_array().unwrap().iter();
        handlers
            .find(|one| one["function"] == function)
            .unwrap()
            .clone()
    }

    #[test]
    fn forms_and_pages_are_described() {
        let manifest = web_api::MANIFEST.to_json();
        let form = of(&manifest, "form");
        assert_eq!(form["parameters"][0]["role"], "form");
        let shape = |function: &str| {
            let response = of(&manifest, function)["responses"][0].clone();
            (response["status"].clone(), response["content_type"].clone())
        };
        assert_eq!(shape("form"), (json!(200), json!("text/html")));
        assert_eq!(shape("nothing"), (json!(204), Value::Null));
        assert_eq!(shape("cached"), (json!(200), json!("application/json")));
        assert_eq!(shape("tagged"), (json!(200), json!("application/json")));
        assert_eq!(of(&manifest, "redirect").get("responses"), None);
    }

    #[cfg(feature = "validate")]
    mod validated {
        use super::*;

        #[lambda_handler(main = false)]
        #[dispatch]
        mod valid_api {
            use super::*;

            #[post("/valid")]
            pub async fn valid(Valid(Json(signup)): Valid<Json<Signup>>) -> String {
                signup.name
            }

            #[get("/query")]
            pub async fn query(signup: Option<Valid<Query<Signup>>>) -> String {
                signup
                    .map(|Valid(Query(signup))| signup.name)
                    .unwrap_or_default()
            }
        }

        #[test]
        fn validated_parameter_says_so() {
            let manifest = valid_api::MANIFEST.to_json();
            let parameter = &of(&manifest, "valid")["parameters"][0];
            assert_eq!(
                (&parameter["role"], &parameter["validated"]),
                (&json!("json"), &json!(true))
            );
            let parameter = &of(&manifest, "query")["parameters"][0];
            assert_eq!(
                (&parameter["role"], &parameter["optional"]),
                (&json!("query"), &json!(true))
            );
        }

        #[cfg(feature = "schema")]
        mod constraints {
            use super::*;
            use garde::Validate;
            use schemars::JsonSchema;

            #[derive(Deserialize, JsonSchema, Validate)]
            pub struct Booking {
                #[garde(length(min = 1, max = 80))]
                name: String,
                #[garde(length(chars, equal = 2))]
                country: Option<String>,
                #[garde(length(max = 5), inner(length(chars, min = 1)))]
                tags: Vec<String>,
                #[garde(inner(inner(range(max = 9))))]
                rows: Vec<Vec<u8>>,
                #[garde(range(min = 1, max = 1_000))]
                nights: u32,
                #[garde(range(min = 0.5))]
                weight: Option<f64>,
                #[garde(pattern("^[A-Z]{2}-[0-9]{3}$"))]
                room: String,
                #[garde(contains("a.b"))]
                code: String,
                #[garde(email)]
                email: String,
                #[garde(url)]
                page: String,
                #[garde(ipv6)]
                address: String,
                #[garde(required)]
                note: Option<String>,
                #[garde(dive)]
                guests: Vec<Guest>,
                #[garde(skip)]
                anything: String,
            }

            #[derive(Deserialize, JsonSchema, Validate)]
            struct Guest {
                #[garde(dive)]
                name: Name,
            }

            #[derive(Deserialize, JsonSchema, Validate)]
            #[garde(transparent)]
            struct Name(#[garde(length(min = 1))] String);

            #[derive(Deserialize, JsonSchema, Validate)]
            pub struct Page {
                #[garde(range(min = 1, max = 100))]
                limit: Option<u32>,
            }

            #[lambda_handler(main = false)]
            #[dispatch]
            mod booking_api {
                use super::*;

                #[post("/bookings")]
                pub async fn book(Valid(Json(booking)): Valid<Json<Booking>>) -> String {
                    let Booking {
                        name,
                        country,
                        tags,
                        rows,
                        nights,
                        weight,
                        room,
                        code,
                        email,
                        page,
                        address,
                        note,
                        guests,
                        anything,
                    } = booking;
                    let guests: Vec<_> = guests.iter().map(|guest| guest.name.0.as_str()).collect();
                    format!(
                        "{name} {country:?} {tags:?} {rows:?} {nights} {weight:?} {room} {code} {email} {page} {address} {note:?} {guests:?} {anything}"
                    )
                }

                #[get("/bookings")]
                pub async fn list(Valid(Query(page)): Valid<Query<Page>>) -> Json<Option<u32>> {
                    Json(page.limit)
                }
            }

            fn manifest() -> Value {
                serde_json::from_str(&booking_api::MANIFEST.to_json()).expect("JSON")
            }

            /// The keywords are those of JSON Schema, which counts the characters of a text and the items of a list:
            /// <https://json-schema.org/draft/2020-12/json-schema-validation#section-6>. The formats are those of its section 7.3.
            #[test]
            fn each_constraint_has_its_keyword() {
                let manifest = manifest();
                let booking = &manifest["schemas"]["Booking"];
                let keywords = |pointer: &str| {
                    let mut schema = booking["properties"].pointer(pointer).unwrap().clone();
                    let members = schema.as_object_mut().unwrap();
                    members.retain(|name, _| {
                        !["type", "items", "description"].contains(&name.as_str())
                    });
                    schema
                };
                for (pointer, expected) in [
                    ("/name", json!({"minLength": 1, "maxLength": 80})),
                    ("/country", json!({"minLength": 2, "maxLength": 2})),
                    ("/tags", json!({"maxItems": 5})),
                    ("/tags/items", json!({"minLength": 1})),
                    (
                        "/rows/items/items",
                        json!({"format": "uint8", "minimum": 0, "maximum": 9}),
                    ),
                    (
                        "/nights",
                        json!({"format": "uint32", "minimum": 1, "maximum": 1_000}),
                    ),
                    ("/weight", json!({"format": "double", "minimum": 0.5})),
                    ("/room", json!({"pattern": "^[A-Z]{2}-[0-9]{3}$"})),
                    ("/code", json!({"pattern": "a\\.b"})),
                    ("/email", json!({"format": "email"})),
                    ("/page", json!({"format": "uri"})),
                    ("/address", json!({"format": "ipv6"})),
                    ("/anything", json!({})),
                ] {
                    assert_eq!(keywords(pointer), expected, "{pointer}");
                }
                let required = booking["required"].as_array().unwrap();
                assert!(required.contains(&json!("note")), "{required:?}");
                assert!(!required.contains(&json!("country")), "{required:?}");
            }

            #[test]
            fn nested_types_have_their_own_constraints() {
                let manifest = manifest();
                let guests = &manifest["schemas"]["Booking"]["properties"]["guests"];
                assert_eq!(
                    guests["items"],
                    json!({"$ref": "#/components/schemas/Guest"})
                );
                let name = &manifest["schemas"]["Guest"]["properties"]["name"];
                assert_eq!(*name, json!({"$ref": "#/components/schemas/Name"}));
                let name = &manifest["schemas"]["Name"];
                assert_eq!(
                    (&name["type"], &name["minLength"]),
                    (&json!("string"), &json!(1))
                );
                let limit = &manifest["schemas"]["Page"]["properties"]["limit"];
                assert_eq!(
                    (&limit["minimum"], &limit["maximum"]),
                    (&json!(1), &json!(100))
                );
            }
        }
    }
}

#[cfg(not(feature = "schema"))]
#[test]
fn without_the_feature_there_are_no_schemas() {
    assert_eq!(manifest().get("schemas"), None);
    assert_eq!(handler("create")["parameters"][0].get("schema"), None);
}

#[cfg(feature = "schema")]
mod schemas {
    use super::*;

    fn parameter(function: &str) -> Value {
        handler(function)["parameters"][0]["schema"].clone()
    }

    fn reply(function: &str) -> Value {
        handler(function)["responses"][0]["schema"].clone()
    }

    fn reference(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    #[test]
    fn schema_of_a_number_has_its_range() {
        assert_eq!(
            parameter("one"),
            json!({"type": "integer", "format": "uint64", "minimum": 0})
        );
    }

    #[test]
    fn names_are_those_of_serde() {
        let schemas = &manifest()["schemas"];
        let order = &schemas["Order-Input"];
        let names: Vec<_> = order["properties"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["customerId", "kind", "note"]);
        assert_eq!(schemas["Kind"]["enum"], json!(["in-stock", "on-demand"]));
    }

    /// `#[serde(default)]`: optional when it is read, always there when it is written.
    #[test]
    fn type_with_two_schemas_has_two_names() {
        assert_eq!(parameter("create"), reference("Order-Input"));
        assert_eq!(reply("create"), reference("Order-Output"));
        let schemas = &manifest()["schemas"];
        assert_eq!(
            schemas["Order-Input"]["required"],
            json!(["customerId", "kind"])
        );
        assert_eq!(
            schemas["Order-Output"]["required"],
            json!(["customerId", "note", "kind"])
        );
        assert_eq!(schemas.get("Order"), None);
    }

    #[test]
    fn alias_of_a_reply_has_the_schema_of_its_type() {
        assert_eq!(reply("one"), reference("Order-Output"));
        let extension = &handler("one")["responses"][1]["schema"];
        assert_eq!(extension["required"], json!(["id"]));
        assert_eq!(extension["properties"]["id"]["type"], "integer");
    }

    #[test]
    fn recursive_type_refers_to_itself() {
        let Value::String(name) = parameter("plant")["$ref"].clone() else {
            panic!("expected a reference");
        };
        let name = name.strip_prefix("#/components/schemas/").unwrap();
        let tree = &manifest()["schemas"][name];
        assert_eq!(tree["properties"]["children"]["items"], reference(name));
    }

    #[test]
    fn types_of_one_name_have_distinct_components() {
        let (one, other) = (parameter("plant"), reply("plant"));
        assert_ne!(one, other);
        let manifest = manifest();
        for (schema, property) in [(one, "children"), (other, "height")] {
            let pointer = schema["$ref"]
                .as_str()
                .unwrap()
                .trim_start_matches('#')
                .replace("/components", "");
            let definition = manifest.pointer(&pointer).expect("a definition");
            assert!(
                definition["properties"].get(property).is_some(),
                "{definition}"
            );
        }
    }

    #[test]
    fn type_without_a_schema_is_open() {
        assert_eq!(parameter("replace"), Value::Null);
        assert_eq!(reply("replace"), Value::Null);
    }

    #[test]
    fn path_struct_has_a_property_for_each_parameter() {
        assert_eq!(parameter("line"), reference("Line"));
        let line = &manifest()["schemas"]["Line"]["properties"];
        assert_eq!(line["order"]["type"], "string");
        assert_eq!(line["line"]["format"], "uint32");
    }
}

mod around {
    use super::web::of;
    use super::*;
    use gatewright::middleware::{bearer, etag, max_body};
    use gatewright::{Next, Preconditions, Request, Response};

    #[derive(Debug, Problem)]
    pub enum Refusal {
        /// Sign in first.
        #[problem(status = 401)]
        SignedOut,
        /// The account is closed.
        #[problem(status = 403)]
        Closed,
    }

    impl fmt::Display for Refusal {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("refused")
        }
    }

    pub async fn signed_in(request: Request, next: Next<'_>) -> Result<Response, Refusal> {
        match request.header("x-user").as_deref() {
            None => Err(Refusal::SignedOut),
            Some("closed") => Err(Refusal::Closed),
            Some(_) => Ok(next.run(request).await),
        }
    }

    struct Tenant;

    impl FromRequest for Tenant {
        type Error = Refusal;

        async fn from_request(_: RequestRef<'_>) -> Result<Self, Refusal> {
            Ok(Self)
        }
    }

    #[lazy_module]
    mod tokens {
        pub async fn init() -> String {
            "secret".to_owned()
        }
    }

    #[lambda_handler(main = false)]
    #[dispatch(middleware(signed_in))]
    mod guarded {
        use super::*;

        #[get("/read")]
        #[middleware(etag)]
        pub async fn read(_: Tenant) -> Json<u8> {
            Json(1)
        }

        #[put("/write")]
        #[middleware(etag, max_body::<10>)]
        pub async fn write(_: Preconditions, _: Json<u8>) -> Result<Json<u8>, Refusal> {
            Ok(Json(1))
        }

        #[get("/unknown")]
        pub async fn unknown() -> Response {
            Response::new(StatusCode::OK)
        }
    }

    #[lambda_handler(main = false)]
    #[dispatch]
    mod by_token {
        use super::*;

        #[get("/report")]
        #[middleware(bearer::<tokens::Lazy>)]
        pub async fn report() -> Json<u8> {
            Json(1)
        }
    }

    fn statuses(manifest: &str, function: &str) -> Vec<u64> {
        let handler = of(manifest, function);
        let responses = handler["responses"].as_array().cloned().unwrap_or_default();
        let status = |response: &Value| response["status"].as_u64().unwrap();
        responses.iter().map(status).collect()
    }

    #[test]
    fn responses_of_layers_and_extractors_are_listed() {
        let manifest = guarded::MANIFEST.to_json();
        // `Tenant` refuses as the layer does. The tag of a GET response has preconditions and ranges.
        let read = [200, 401, 403, 206, 304, 412, 416];
        assert_eq!(statuses(&manifest, "read"), read);
        assert_eq!(statuses(&manifest, "write"), [200, 401, 403, 412, 413]);
        assert_eq!(
            of(&manifest, "read")["responses"][1]["description"],
            "Sign in first."
        );
        assert_eq!(
            of(&manifest, "read")["responses"][4],
            json!({"status": 304, "description": "The client has this version already.", "content_type": null, "schema": null, "problem_type": null})
        );
        assert_eq!(
            statuses(&by_token::MANIFEST.to_json(), "report"),
            [200, 401]
        );
    }

    /// A list without the response of the handler would look complete.
    #[test]
    fn responses_of_an_unknown_reply_are_not_listed() {
        assert_eq!(statuses(&guarded::MANIFEST.to_json(), "unknown"), [0; 0]);
    }
}
