//! Documents of hand-written manifests.

use crate::openapi::document::{About, Built, Event, build};
use crate::openapi::print::{Format, text};
use crate::openapi::read::parsed;
use gatewright_manifest::Manifest;
use serde_json::{Value, json};

fn manifest(handlers: &Value, more: &Value) -> Manifest {
    let mut manifest = json!({"version": 1, "function": {"name": "shop"}, "handlers": handlers});
    for (name, value) in more.as_object().into_iter().flatten() {
        if name == "function" {
            for (name, value) in value.as_object().into_iter().flatten() {
                manifest["function"][name] = value.clone();
            }
        } else {
            manifest[name] = value.clone();
        }
    }
    Manifest::from_json(&manifest.to_string()).expect("a manifest")
}

/// A handler with more members.
fn handler(method: &Value, template: &str, function: &str, more: &Value) -> Value {
    let mut handler = json!({
        "kind": "route", "method": method, "template": template, "function": function,
        "module": "shop::api", "file": "src/main.rs", "line": 7,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        handler[name] = value.clone();
    }
    handler
}

fn about() -> About {
    About {
        version: "1.2.3".to_owned(),
        description: "Sells things".to_owned(),
        license: Some("MIT".to_owned()),
    }
}

fn built(handlers: &Value, more: &Value) -> Built {
    match build(&manifest(handlers, more), &about(), &[], &[]) {
        Ok(built) => built,
        Err(error) => panic!("{error}"),
    }
}

fn document(handlers: &Value, more: &Value) -> Value {
    built(handlers, more).document
}

fn error(handlers: &Value) -> String {
    match build(&manifest(handlers, &json!({})), &about(), &[], &[]) {
        Ok(_) => panic!("expected an error"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn info_comes_from_function_and_package() {
    let shop = document(
        &json!([handler(&json!("GET"), "/", "root", &json!({}))]),
        &json!({}),
    );
    assert_eq!(shop["openapi"], "3.1.0");
    assert_eq!(
        shop["info"],
        json!({"title": "shop", "version": "1.2.3", "description": "Sells things", "license": {"name": "MIT", "identifier": "MIT"}})
    );
    assert_eq!(shop["servers"], json!([{"url": "/"}]));
    assert!(shop["paths"]["/"]["get"].is_object());
}

#[test]
fn base_paths_are_servers() {
    let handlers = json!([handler(&json!("GET"), "/a", "a", &json!({}))]);
    let shop = document(
        &handlers,
        &json!({"function": {"base_paths": ["/v1", "/v2"]}}),
    );
    assert_eq!(shop["servers"], json!([{"url": "/v1"}, {"url": "/v2"}]));
}

#[test]
fn rest_of_the_path_is_a_parameter_with_an_explanation() {
    let handlers = json!([handler(&json!("GET"), "/files/{path+}", "file", &json!({}))]);
    let item = &document(&handlers, &json!({}))["paths"]["/files/{path}"];
    assert_eq!(item["x-gatewright-template"], "/files/{path+}");
    let parameter = &item["get"]["parameters"][0];
    assert_eq!(
        (&parameter["name"], &parameter["in"], &parameter["required"]),
        (&json!("path"), &json!("path"), &json!(true))
    );
    assert!(
        parameter["description"]
            .as_str()
            .unwrap()
            .contains("one or more segments")
    );
}

/// "Templated paths with the same hierarchy but different templated names MUST NOT exist as they are identical" (4.8.8.1).
#[test]
fn paths_of_one_shape_are_one_path() {
    let typed = json!({"parameters": [{"type": "Path<u64>", "role": "path", "schema": {"type": "integer"}}]});
    let handlers = json!([
        handler(&json!("GET"), "/orders/{id}", "get", &json!({})),
        handler(&json!("DELETE"), "/orders/{order}", "remove", &typed),
    ]);
    let paths = document(&handlers, &json!({}))["paths"].clone();
    assert_eq!(
        paths.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["/orders/{id}"]
    );
    let parameter = &paths["/orders/{id}"]["delete"]["parameters"][0];
    assert_eq!(
        (&parameter["name"], &parameter["schema"]["type"]),
        (&json!("id"), &json!("integer"))
    );
}

#[test]
fn rest_of_the_path_beside_a_parameter_is_left_out_with_a_remark() {
    let handlers = json!([
        handler(&json!("GET"), "/files/{name}", "one", &json!({})),
        handler(&json!("GET"), "/files/{path+}", "all", &json!({})),
    ]);
    let Built { document, remarks } = built(&handlers, &json!({}));
    assert_eq!(document["paths"].as_object().unwrap().len(), 1);
    assert!(
        remarks
            .iter()
            .any(|remark| remark.contains("`/files/{path+}` is left out")),
        "{remarks:?}"
    );
}

/// RFC 7578 for the media type. The runtime answers a form that does not deserialise, and a value that is not valid, with 422.
#[test]
fn forms_and_validated_values_have_their_statuses() {
    let statuses = |parameter: Value| {
        let handlers = json!([handler(
            &json!("POST"),
            "/a",
            "a",
            &json!({"parameters": [parameter]})
        )]);
        let post = document(&handlers, &json!({}))["paths"]["/a"]["post"].clone();
        let content = post["requestBody"]["content"].as_object().unwrap();
        let media = content.keys().next().unwrap().clone();
        let responses = post["responses"].as_object().unwrap();
        let statuses: Vec<_> = responses
            .keys()
            .filter(|status| status.starts_with('4'))
            .cloned()
            .collect();
        (media, statuses.join(" "))
    };
    let pair = |media: &str, statuses: &str| (media.to_owned(), statuses.to_owned());
    assert_eq!(
        statuses(json!({"type": "Form<T>", "role": "form"})),
        pair("application/x-www-form-urlencoded", "400 415 422")
    );
    assert_eq!(
        statuses(json!({"type": "Multipart", "role": "multipart"})),
        pair("multipart/form-data", "400 413 415")
    );
    assert_eq!(
        statuses(json!({"type": "Valid<Json<T>>", "role": "json", "validated": true})),
        pair("application/json", "400 415 422")
    );
    assert_eq!(
        statuses(json!({"type": "Json<T>", "role": "json"})),
        pair("application/json", "400 415")
    );
}

/// The members of the document are those of the example in RFC 9457, section 3.
#[test]
fn failures_of_a_validated_value_are_described() {
    let described = |responses: Value, parameters: Value| {
        let handlers = json!([handler(
            &json!("POST"),
            "/a",
            "a",
            &json!({"parameters": parameters, "responses": responses})
        )]);
        document(&handlers, &json!({}))["paths"]["/a"]["post"]["responses"]["422"].clone()
    };
    let schema =
        |response: &Value| response["content"]["application/problem+json"]["schema"].clone();
    let validated = json!([{"type": "Valid<Json<T>>", "role": "json", "validated": true}]);
    let alone = described(json!([]), validated.clone());
    let parts = schema(&alone)["allOf"].clone();
    assert_eq!(parts[0], json!({"$ref": "#/components/schemas/Problem"}));
    assert_eq!(parts[1]["required"], json!(["errors"]));
    let error = &parts[1]["properties"]["errors"]["items"];
    assert_eq!(error["required"], json!(["detail", "pointer"]));

    // The handler has a 422 of its own, which does not list failures.
    let own = json!([{"status": 422, "description": "No product has this SKU.", "content_type": "application/problem+json"}]);
    let both = described(own, validated);
    assert_eq!(
        both["description"],
        "- No product has this SKU.\n- The values are not valid. `errors` lists them."
    );
    let alternatives = schema(&both)["anyOf"].clone();
    assert_eq!(
        alternatives[0],
        json!({"$ref": "#/components/schemas/Problem"})
    );
    assert_eq!(alternatives[1]["allOf"], parts);

    // A form that does not deserialise has the status too, and no list.
    let form = json!([{"type": "Valid<Form<T>>", "role": "form", "validated": true}]);
    assert_eq!(
        schema(&described(json!([]), form))["anyOf"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[test]
fn any_is_every_method_without_a_handler_of_its_own() {
    let body = json!({"parameters": [{"type": "Json<Value>", "role": "json"}]});
    let handlers = json!([
        handler(&Value::Null, "/all", "all", &body),
        handler(&json!("GET"), "/all", "get", &json!({})),
    ]);
    let item = document(&handlers, &json!({}))["paths"]["/all"].clone();
    let ids: Vec<_> = item
        .as_object()
        .unwrap()
        .iter()
        .map(|(method, one)| (method.as_str(), one["operationId"].as_str().unwrap()))
        .collect();
    assert_eq!(
        ids,
        [
            ("delete", "all_delete"),
            ("get", "get"),
            ("head", "all_head"),
            ("options", "all_options"),
            ("patch", "all_patch"),
            ("post", "all_post"),
            ("put", "all_put"),
        ]
    );
    assert!(item["post"].get("requestBody").is_some());
    assert!(item["head"].get("requestBody").is_none());
}

/// "The id MUST be unique among all operations described in the API" (4.8.10.1).
#[test]
fn operation_ids_are_unique() {
    let in_module = |module: &str, line: u32, template: &str, function: &str| {
        handler(
            &json!("GET"),
            template,
            function,
            &json!({"module": module, "line": line}),
        )
    };
    let handlers = json!([
        in_module("shop::orders::api", 1, "/orders", "list"),
        in_module("shop::users", 2, "/users", "list"),
        in_module("shop", 3, "/users_list", "users_list"),
        in_module("shop::users", 4, "/other", "alone"),
        in_module("shop::users", 4, "/second", "alone"),
    ]);
    let paths = document(&handlers, &json!({}))["paths"].clone();
    let id = |path: &str| {
        paths[path]["get"]["operationId"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(id("/orders"), "orders_api_list");
    let mut all: Vec<_> = paths
        .as_object()
        .unwrap()
        .keys()
        .map(|path| id(path))
        .collect();
    all.sort();
    assert_eq!(
        all,
        [
            "alone",
            "alone_2",
            "orders_api_list",
            "users_list",
            "users_list_2"
        ]
    );
    assert_eq!(paths["/orders"]["get"]["tags"], json!(["orders.api"]));
}

#[test]
fn query_is_a_parameter_for_each_property() {
    let query = json!({"parameters": [{"type": "Query<Filter>", "role": "query", "schema": {"$ref": "#/components/schemas/Filter"}}]});
    let schemas = json!({"schemas": {
        "Filter": {"type": "object", "required": ["q"], "properties": {
            "q": {"type": "string", "description": "Words."},
            "limit": {"anyOf": [{"$ref": "#/components/schemas/Limit"}, {"type": "null"}]},
            "tag": {"type": "array", "items": {"type": "string"}},
        }},
        "Limit": {"type": "integer"},
    }});
    let shop = document(
        &json!([handler(&json!("GET"), "/", "list", &query)]),
        &schemas,
    );
    assert_eq!(
        shop["paths"]["/"]["get"]["parameters"],
        json!([
            {"name": "limit", "in": "query", "required": false, "schema": {"$ref": "#/components/schemas/Limit"}},
            {"name": "q", "in": "query", "required": true, "description": "Words.", "schema": {"type": "string", "description": "Words."}},
            {"name": "tag", "in": "query", "required": false, "schema": {"type": "array", "items": {"type": "string"}}},
        ])
    );
    // `Filter` is not used any more, and `Limit` is.
    let names: Vec<_> = shop["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(names, ["Limit", "Problem"]);
}

#[test]
fn integers_have_their_range() {
    let body = json!({"parameters": [{"type": "Json<T>", "role": "json", "schema": {"type": "object", "properties": {
        "a": {"type": "integer", "format": "uint32", "minimum": 1},
        "b": {"type": ["integer", "null"], "format": "int32"},
        "c": {"type": "integer", "format": "int64"},
    }}}]});
    let shop = document(
        &json!([handler(&json!("POST"), "/", "one", &body)]),
        &json!({}),
    );
    let properties = &shop["paths"]["/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        ["properties"];
    assert_eq!(
        (&properties["a"]["minimum"], &properties["a"]["maximum"]),
        (&json!(1), &json!(4_294_967_295_u32))
    );
    assert_eq!(
        (&properties["b"]["minimum"], &properties["b"]["maximum"]),
        (&json!(-2_147_483_648), &json!(2_147_483_647))
    );
    assert_eq!(properties["c"].get("maximum"), None);
}

#[test]
fn tuple_of_path_parameters_is_taken_apart() {
    let path = json!({"parameters": [{"type": "Path<(String, u32)>", "role": "path", "schema": {
        "type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2,
    }}]});
    let shop = document(
        &json!([handler(&json!("GET"), "/{a}/{b}", "two", &path)]),
        &json!({}),
    );
    let types: Vec<_> = shop["paths"]["/{a}/{b}"]["get"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["schema"]["type"].clone())
        .collect();
    assert_eq!(types, ["string", "integer"]);
}

#[test]
fn authorizers_are_security_schemes() {
    let handlers = json!([
        handler(&json!("GET"), "/a", "a", &json!({"authorizer": "Jwt"})),
        handler(&json!("GET"), "/b", "b", &json!({"authorizer": "Iam"})),
        handler(&json!("GET"), "/c", "c", &json!({})),
    ]);
    let shop = document(
        &handlers,
        &json!({"function": {"authorizers": [
            {"name": "Jwt", "type": "jwt", "issuer": "https://id.example.org/", "audience": ["shop"], "authorization_scopes": ["read"]},
            {"name": "Iam", "type": "iam"},
            {"name": "Check", "type": "lambda", "function": "check", "identity_source": ["$request.header.X-Token"]},
            {"name": "Key", "type": "api_key"},
        ]}}),
    );
    let schemes = &shop["components"]["securitySchemes"];
    assert_eq!(
        schemes["Jwt"],
        json!({"type": "openIdConnect", "openIdConnectUrl": "https://id.example.org/.well-known/openid-configuration"})
    );
    // As API Gateway exports it.
    assert_eq!(schemes["Iam"]["x-amazon-apigateway-authtype"], "awsSigv4");
    assert_eq!(
        (&schemes["Check"]["name"], &schemes["Check"]["in"]),
        (&json!("X-Token"), &json!("header"))
    );
    assert_eq!(
        schemes["Key"],
        json!({"type": "apiKey", "name": "x-api-key", "in": "header"})
    );
    assert_eq!(
        shop["paths"]["/a"]["get"]["security"],
        json!([{"Jwt": ["read"]}])
    );
    assert_eq!(shop["paths"]["/b"]["get"]["security"], json!([{"Iam": []}]));
    assert_eq!(shop["paths"]["/c"]["get"].get("security"), None);
    assert!(shop["paths"]["/a"]["get"]["responses"]["401"].is_object());
}

#[test]
fn bodies_of_events_that_fit_are_examples() {
    let body = json!({"parameters": [{"type": "Json<Order>", "role": "json", "schema": {
        "type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}},
    }}]});
    let handlers = json!([
        handler(&json!("POST"), "/orders", "create", &body),
        handler(&json!("POST"), "/{other+}", "other", &body),
    ]);
    let event = |name: &str, path: &str, body: &str| {
        let event = json!({"version": "2.0", "rawPath": path, "requestContext": {"stage": "prod", "http": {"method": "POST"}}, "body": body});
        Event::read(name, &event)
    };
    let events: Vec<_> = [
        event("one", "/orders", r#"{"sku":"A"}"#),
        event("same", "/orders", r#"{"sku": "A"}"#),
        event("staged", "/prod/orders", r#"{"sku":"B"}"#),
        event("wrong", "/orders", r#"{"sku":1}"#),
        event("broken", "/orders", "{"),
        event("elsewhere", "/x/y", r#"{"sku":"C"}"#),
    ]
    .into_iter()
    .flatten()
    .collect();
    let built = build(&manifest(&handlers, &json!({})), &about(), &events, &[]);
    let Ok(Built { document, .. }) = built else {
        panic!("expected a document");
    };
    let examples = |path: &str| {
        document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
            .clone()
    };
    assert_eq!(
        examples("/orders"),
        json!({"one": {"value": {"sku": "A"}}, "staged": {"value": {"sku": "B"}}})
    );
    assert_eq!(
        examples("/{other}"),
        json!({"elsewhere": {"value": {"sku": "C"}}})
    );
}

#[test]
fn type_named_problem_keeps_its_name() {
    let reply = json!({"responses": [{"status": 200, "content_type": "application/json", "schema": {"$ref": "#/components/schemas/Problem"}}]});
    let shop = document(
        &json!([handler(&json!("GET"), "/", "one", &reply)]),
        &json!({"schemas": {"Problem": {"type": "string"}}}),
    );
    assert_eq!(
        shop["components"]["schemas"]["Problem"],
        json!({"type": "string"})
    );
    let default = &shop["paths"]["/"]["get"]["responses"]["default"]["content"]["application/problem+json"]
        ["schema"];
    assert_eq!(
        *default,
        json!({"$ref": "#/components/schemas/ProblemDocument"})
    );
}

#[test]
fn template_with_mistakes_is_refused() {
    let refused = |template: &str| {
        error(&json!([handler(
            &json!("GET"),
            template,
            "one",
            &json!({})
        )]))
    };
    assert!(refused("/{id:[0-9]+}").starts_with("expected a name in braces, found `{id:[0-9]+}`"));
    assert!(refused("/{id}/{id}").starts_with("expected each name once, found `id` twice"));
    assert!(refused("/{a+}/b").contains("as the last segment"));
    assert!(refused("a").starts_with("expected `/` at the start"));
    assert!(refused("/{id}/{id}").contains("src/main.rs:7"));
    let trace = error(&json!([handler(&json!("TRACE"), "/", "one", &json!({}))]));
    assert!(
        trace.starts_with("expected a method that OpenAPI 3.1 knows, found `TRACE`"),
        "{trace}"
    );
}

#[test]
fn missing_schema_is_a_remark_with_type_and_place() {
    let mixed = json!([
        handler(
            &json!("POST"),
            "/a",
            "a",
            &json!({"parameters": [{"type": "Json<Order>", "role": "json"}], "responses": [{"status": 204}]})
        ),
        handler(
            &json!("POST"),
            "/b",
            "b",
            &json!({"parameters": [{"type": "Json<u8>", "role": "json", "schema": {"type": "integer"}}], "responses": [{"status": 204}]})
        ),
    ]);
    let remarks = built(&mixed, &json!({})).remarks;
    assert_eq!(
        remarks,
        [
            "the schema of the parameter `Json<Order>` of `a` is open: its type does not implement `schemars::JsonSchema` (src/main.rs:7)"
        ]
    );
    let without = json!([handler(
        &json!("POST"),
        "/a",
        "a",
        &json!({
            "parameters": [{"type": "Json<Order>", "role": "json"}],
            "responses": [{"status": 404, "content_type": "application/problem+json", "schema": {"properties": {"id": {}}}}]
        })
    )]);
    let remarks = built(&without, &json!({})).remarks;
    assert!(
        remarks[0].contains("activate the feature `schema`"),
        "{remarks:?}"
    );
}

#[test]
fn yaml_and_json_are_the_same_document() {
    let tricky = json!({
        "openapi": "3.1.0", "on": "yes", "200": {"description": "a: b # c\n\"d\" \u{2028}"}, "empty": {}, "list": [],
        "nested": [[1, [true]], {"a": [{"b": null}]}], "number": 1.5, "date": "2001-01-01", "~": "-", "": "ü",
    });
    for format in [Format::Json, Format::Yaml] {
        assert_eq!(
            parsed(&text(&tricky, format)),
            Ok(tricky.clone()),
            "{}",
            text(&tricky, format)
        );
    }
    assert!(text(&tricky, Format::Yaml).starts_with("openapi: \"3.1.0\"\n"));
}
