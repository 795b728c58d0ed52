use garde::Validate;
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
pub struct Purchase {
    #[garde(length(min = 1))]
    customer_name: String,
    #[garde(length(min = 1), dive)]
    order_lines: Vec<Line>,
    #[serde(rename = "addr", default)]
    #[garde(dive)]
    address: Option<Address>,
    #[serde(default)]
    #[garde(dive)]
    by_key: BTreeMap<String, Address>,
    #[serde(flatten)]
    #[garde(dive)]
    page: Page,
}

#[derive(Debug, Deserialize, Validate)]
pub struct Line {
    #[garde(length(min = 1))]
    sku: String,
    #[serde(rename = "qty")]
    #[garde(range(min = 1, max = 1000))]
    quantity: u32,
    /// Renamed too, and never wrong.
    #[serde(rename = "remark", default)]
    #[garde(length(max = 20))]
    note: String,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub struct Address {
    #[garde(length(min = 4))]
    zip_code: String,
}

#[derive(Debug, Deserialize, Validate)]
pub struct Page {
    #[serde(default, rename = "pageSize")]
    #[garde(range(max = 100))]
    page_size: u32,
}

/// A struct of which no name is like that of Rust.
#[derive(Debug, Deserialize, Validate)]
pub struct Renamed {
    #[serde(rename = "type")]
    #[garde(length(min = 2))]
    kind: String,
    #[serde(rename = "mail")]
    #[garde(contains("@"))]
    address: String,
    #[serde(rename = "n")]
    #[garde(range(min = 5, max = 20))]
    count: u8,
    #[serde(rename = "labels")]
    #[garde(length(max = 1))]
    tags: Vec<String>,
    #[serde(rename = "where")]
    #[garde(dive)]
    place: Address,
    #[serde(rename = "code")]
    #[garde(pattern("^[A-Z]{3}$"))]
    pattern: String,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(rename_all = "lowercase")]
pub enum Payment {
    Card {
        #[serde(rename = "cardNumber")]
        #[garde(length(min = 12))]
        card_number: String,
    },
    Iban(#[garde(length(min = 15))] String),
    Account(#[garde(dive)] Line),
}

#[derive(Debug, Deserialize, Validate)]
#[serde(tag = "by", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Tagged {
    Card {
        #[garde(length(min = 12))]
        card_number: String,
    },
}

/// Shows in paths of `garde`, and not in the JSON.
#[derive(Debug, Deserialize, Validate)]
pub struct Sku(#[garde(length(min = 1))] String);

#[derive(Debug, Deserialize, Validate)]
#[garde(transparent)]
pub struct Hidden(#[garde(length(min = 1))] String);

#[derive(Debug, Deserialize, Validate)]
pub struct Product {
    #[garde(dive)]
    main_sku: Sku,
    #[garde(dive)]
    others: Vec<Sku>,
    #[garde(dive)]
    hidden: Hidden,
    #[garde(inner(length(min = 1)))]
    names: Vec<String>,
    #[garde(dive)]
    pair: (Sku, Sku),
}

#[derive(Debug, Deserialize, Validate)]
#[serde(rename_all = "kebab-case")]
pub struct Search {
    #[garde(range(min = 1, max = 100))]
    page_size: u32,
    #[serde(default)]
    #[garde(dive)]
    filter: Option<Filter>,
}

#[derive(Debug, Deserialize, Validate)]
pub struct Filter {
    #[serde(rename = "q")]
    #[garde(length(min = 3))]
    query: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn orders(Valid(Json(order)): Valid<Json<Purchase>>) -> String {
        order.customer_name
    }

    #[post("/renamed")]
    pub async fn renamed(Valid(Json(value)): Valid<Json<Renamed>>) -> String {
        value.kind
    }

    #[post("/payments")]
    pub async fn payments(Valid(Json(payments)): Valid<Json<Vec<Payment>>>) -> String {
        payments.len().to_string()
    }

    #[post("/tagged")]
    pub async fn tagged(Valid(Json(tagged)): Valid<Json<Tagged>>) -> String {
        format!("{tagged:?}")
    }

    #[post("/products")]
    pub async fn products(Valid(Json(product)): Valid<Json<Product>>) -> String {
        format!("{product:?}")
    }

    #[get("/search")]
    pub async fn search(Valid(Query(search)): Valid<Query<Search>>) -> String {
        format!("{} {:?}", search.page_size, search.filter)
    }

    #[post("/form")]
    pub async fn form(Valid(Form(search)): Valid<Form<Search>>) -> String {
        search.page_size.to_string()
    }

    #[post("/optional")]
    pub async fn optional(body: Option<Valid<Json<Line>>>) -> String {
        body.map_or_else(|| "none".to_owned(), |Valid(Json(line))| line.sku)
    }
}

fn sent(request: TestRequest) -> TestResponse {
    block_on(request.send(&shop::GATEWAY)).unwrap()
}

fn post(path: &str, body: &Value) -> TestResponse {
    sent(TestRequest::new("POST", path).json(body))
}

/// The pointers of a refused request, in the order of the alphabet. `garde` goes through the fields in that of their Rust names.
fn pointers(response: &TestResponse) -> BTreeSet<String> {
    assert_eq!(response.status(), 422, "{}", response.text());
    assert_eq!(
        response.header("content-type"),
        Some("application/problem+json")
    );
    let problem: Value = response.json().unwrap();
    let errors = problem["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap().to_owned())
        .collect()
}

/// The form of the errors is that of RFC 9457, section 3.
#[test]
fn all_failures_are_in_one_document() {
    let response = post("/orders", &json!({"customerName": "", "orderLines": []}));
    assert_eq!(
        response.json::<Value>().unwrap(),
        json!({
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "body: 2 values are not valid",
            "errors": [
                {"detail": "length is lower than 1", "pointer": "#/customerName"},
                {"detail": "length is lower than 1", "pointer": "#/orderLines"},
            ],
        })
    );
}

#[test]
fn valid_value_reaches_the_handler() {
    let line = json!({"sku": "A", "qty": 1});
    let response = post(
        "/orders",
        &json!({"customerName": "Ada", "orderLines": [line]}),
    );
    assert_eq!((response.status(), response.text()), (200, "Ada"));
    assert_eq!(sent(TestRequest::new("POST", "/optional")).text(), "none");
    assert_eq!(post("/optional", &line).text(), "A");
    assert_eq!(
        post("/optional", &json!({"sku": "", "qty": 1})).status(),
        422
    );
}

#[test]
fn value_of_another_type_is_rejected_as_without_validation() {
    assert_eq!(post("/orders", &json!({"customerName": 1})).status(), 400);
    assert_eq!(
        sent(TestRequest::new("POST", "/orders").header("content-type", "text/plain")).status(),
        415
    );
    assert_eq!(
        sent(TestRequest::new("GET", "/search?page-size=many")).status(),
        400
    );
}

#[test]
fn pointers_have_the_names_of_the_json() {
    let response = post(
        "/orders",
        &json!({
            "customerName": "Ada",
            "orderLines": [{"sku": "A", "qty": 1}, {"sku": "", "qty": 0}],
            "addr": {"ZIP-CODE": "1"},
            "byKey": {"a/b~c ä": {"ZIP-CODE": "1"}},
            "pageSize": 101,
        }),
    );
    // RFC 6901, 3 and 6: `~` is `~0`, `/` is `~1`, and other characters are percent-encoded in a fragment.
    assert_eq!(
        pointers(&response),
        BTreeSet::from(
            [
                "#/orderLines/1/sku",
                "#/orderLines/1/qty",
                "#/addr/ZIP-CODE",
                "#/byKey/a~1b~0c%20%C3%A4/ZIP-CODE",
                "#/pageSize"
            ]
            .map(str::to_owned)
        )
    );
}

#[test]
fn renamed_fields_are_found_by_trial() {
    let response = post(
        "/renamed",
        &json!({"type": "a", "mail": "ada", "n": 3, "labels": ["a", "b"], "where": {"ZIP-CODE": "1"}, "code": "abc"}),
    );
    // No value that is tried matches the pattern, so the last has the name of the Rust field.
    assert_eq!(
        pointers(&response),
        BTreeSet::from(
            [
                "#/type",
                "#/mail",
                "#/n",
                "#/labels",
                "#/where/ZIP-CODE",
                "#/pattern"
            ]
            .map(str::to_owned)
        )
    );
}

#[test]
fn content_of_a_variant_is_within_its_member() {
    let line = json!({"sku": "A", "qty": 0});
    let response = post(
        "/payments",
        &json!([{"card": {"cardNumber": "1"}}, {"iban": "1"}, {"account": line}]),
    );
    assert_eq!(
        pointers(&response),
        BTreeSet::from(["#/0/card/cardNumber", "#/1/iban", "#/2/account/qty"].map(str::to_owned))
    );
    let response = post("/tagged", &json!({"by": "card", "cardNumber": "1"}));
    assert_eq!(
        pointers(&response),
        BTreeSet::from(["#/cardNumber"].map(str::to_owned))
    );
}

#[test]
fn newtypes_do_not_show_in_pointers() {
    let response = post(
        "/products",
        &json!({"main_sku": "", "others": ["a", ""], "hidden": "", "names": ["", "b"], "pair": ["a", ""]}),
    );
    assert_eq!(
        pointers(&response),
        BTreeSet::from(
            [
                "#/main_sku",
                "#/others/1",
                "#/hidden",
                "#/names/0",
                "#/pair/1"
            ]
            .map(str::to_owned)
        )
    );
}

#[test]
fn queries_and_forms_are_validated() {
    let response = sent(TestRequest::new("GET", "/search?page-size=0&filter[q]=ab"));
    assert_eq!(
        pointers(&response),
        BTreeSet::from(["#/page-size", "#/filter/q"].map(str::to_owned))
    );
    assert_eq!(
        response.json::<Value>().unwrap()["detail"],
        "query: 2 values are not valid"
    );
    let form = TestRequest::new("POST", "/form")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(
        pointers(&sent(form.clone().text("page-size=101"))),
        BTreeSet::from(["#/page-size"].map(str::to_owned))
    );
    assert_eq!(sent(form.text("page-size=7")).text(), "7");
    assert_eq!(
        sent(TestRequest::new("GET", "/search?page-size=7")).text(),
        "7 None"
    );
}

#[test]
fn document_has_a_bound() {
    let line = json!({"sku": "", "qty": 0});
    let lines = vec![line; 5_000];
    let response = post(
        "/orders",
        &json!({"customerName": "Ada", "orderLines": lines}),
    );
    assert_eq!(response.status(), 422);
    let problem: Value = response.json().unwrap();
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1_000);
    assert_eq!(problem["errors"][1]["pointer"], "#/orderLines/0/sku");
    assert_eq!(
        problem["detail"],
        "body: 10000 values are not valid, and the first 1000 are listed"
    );
}
