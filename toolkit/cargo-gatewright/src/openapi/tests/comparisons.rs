//! Comparisons of documents: each change of a document, its class and its place.

use crate::openapi::compare::{Class, changes};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "shop", "version": "1"},
        "paths": {
            "/orders/{id}": {"get": {
                "operationId": "order",
                "summary": "One order.",
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "format": "int32"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100, "default": 20}},
                ],
                "responses": {
                    "200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                    "404": {"description": "Unknown"},
                },
                "security": [{"Jwt": ["read"]}],
            }},
            "/orders": {"post": {
                "operationId": "create",
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                "responses": {"201": {"description": "Created"}},
            }},
        },
        "components": {
            "schemas": {"Order": {
                "type": "object",
                "required": ["sku"],
                "properties": {
                    "sku": {"type": "string", "minLength": 1},
                    "kind": {"enum": ["a", "b"], "type": "string"},
                    "parent": {"$ref": "#/components/schemas/Order"},
                    "note": {"type": ["string", "null"]},
                },
            }},
            "securitySchemes": {"Jwt": {"type": "http", "scheme": "bearer"}},
        },
    })
}

/// The rules that a change of the code breaks, and those that it does not.
fn rules(change: impl FnOnce(&mut Value)) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut code = document();
    change(&mut code);
    let found = changes(&document(), &code);
    let of = |class: Class| {
        let mut rules: Vec<_> = found
            .iter()
            .filter(|one| one.class == class)
            .map(|one| one.rule)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    };
    (of(Class::Breaking), of(Class::Compatible))
}

fn set(pointer: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |document| {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        document.pointer_mut(parent).expect("a place")[name.replace("~1", "/")] = value;
    }
}

fn remove(pointer: &'static str) -> impl FnOnce(&mut Value) {
    move |document| {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = document
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .expect("an object");
        parent.remove(&name.replace("~1", "/")).expect("a member");
    }
}

const GET: &str = "/paths/~1orders~1{id}/get";

#[test]
fn equal_documents_have_no_changes() {
    assert_eq!(changes(&document(), &document()), []);
    let reordered = rules(set(
        "/components/schemas/Order/properties/kind/enum",
        json!(["b", "a"]),
    ));
    assert_eq!(reordered, (vec![], vec![]));
}

#[test]
fn removed_paths_and_operations_break() {
    assert_eq!(rules(remove("/paths/~1orders")).0, ["api-path-removed"]);
    assert_eq!(rules(remove("/paths/~1orders/post")).0, ["api-removed"]);
    assert_eq!(
        rules(set("/paths/~1new", json!({"get": {}}))),
        (vec![], vec!["endpoint-added"])
    );
}

#[test]
fn renamed_path_parameter_is_compatible() {
    let renamed = rules(|document| {
        let mut item = document["paths"]
            .as_object_mut()
            .unwrap()
            .remove("/orders/{id}")
            .unwrap();
        item["get"]["parameters"][0]["name"] = "order".into();
        document["paths"]["/orders/{order}"] = item;
    });
    assert_eq!(renamed, (vec![], vec!["path-parameter-renamed"]));
}

#[test]
fn parameters_follow_the_rules_of_requests() {
    let parameters = "/paths/~1orders~1{id}/get/parameters";
    let add = |required: bool| {
        rules(move |document| {
            let all = document
                .pointer_mut(parameters)
                .and_then(Value::as_array_mut)
                .unwrap();
            all.push(json!({"name": "x", "in": "query", "required": required, "schema": {"type": "string"}}));
        })
    };
    assert_eq!(add(true).0, ["new-required-request-parameter"]);
    assert_eq!(add(false), (vec![], vec!["new-optional-request-parameter"]));
    let removed = rules(|document| {
        document
            .pointer_mut(parameters)
            .and_then(Value::as_array_mut)
            .unwrap()
            .pop();
    });
    assert_eq!(removed.0, ["request-parameter-removed"]);
    assert_eq!(
        rules(set(
            "/paths/~1orders~1{id}/get/parameters/1/required",
            json!(true)
        ))
        .0,
        ["request-parameter-became-required"]
    );
    let schema = |name: &'static str, value: Value| {
        rules(move |document| {
            document.pointer_mut(GET).unwrap()["parameters"][1]["schema"][name] = value
        })
    };
    assert_eq!(schema("maximum", json!(50)).0, ["limit-changed"]);
    assert_eq!(
        schema("maximum", json!(200)),
        (vec![], vec!["limit-changed"])
    );
    assert_eq!(
        schema("default", json!(10)).0,
        ["request-default-value-changed"]
    );
    assert_eq!(schema("type", json!("string")).0, ["type-changed"]);
    assert_eq!(
        schema("type", json!("number")),
        (vec![], vec!["type-changed"])
    );
    assert_eq!(schema("pattern", json!("^1")).0, ["keyword-changed"]);
    let format = |value: &'static str| {
        rules(move |document| {
            document.pointer_mut(GET).unwrap()["parameters"][0]["schema"]["format"] = value.into()
        })
    };
    assert_eq!(format("int64"), (vec![], vec!["format-changed"]));
    assert_eq!(format("int16").0, ["format-changed"]);
}

/// `Order` is read by one operation and written by another, so each change breaks in one of the directions.
#[test]
fn schemas_are_judged_by_their_direction() {
    let order = |name: &'static str, value: Value| {
        let mut code = document();
        code["components"]["schemas"]["Order"][name] = value;
        let mut found: Vec<_> = changes(&document(), &code)
            .into_iter()
            .filter(super::super::compare::Change::is_breaking)
            .map(|one| one.rule)
            .collect();
        found.dedup();
        found
    };
    assert_eq!(
        order("required", json!(["sku", "kind"])),
        ["request-property-became-required"]
    );
    assert_eq!(
        order("required", json!([])),
        ["response-property-became-optional"]
    );
    let property = |name: &'static str, value: Value| {
        let mut properties = document()["components"]["schemas"]["Order"]["properties"].clone();
        properties[name] = value;
        order("properties", properties)
    };
    assert_eq!(
        property("kind", json!({"type": "string", "enum": ["a"]})),
        ["enum-value-removed"]
    );
    assert_eq!(
        property("kind", json!({"type": "string", "enum": ["a", "b", "c"]})),
        ["enum-value-added"]
    );
    assert_eq!(
        property("note", json!({"type": "string"})),
        ["request-property-became-not-nullable"]
    );
    assert_eq!(
        property("sku", json!({"type": ["string", "null"], "minLength": 1})),
        ["response-property-became-nullable"]
    );
    assert_eq!(
        property("sku", json!({"type": "string", "minLength": 2})),
        ["limit-changed"]
    );
    assert_eq!(property("extra", json!({"type": "string"})), [""; 0]);
    let mut without = document()["components"]["schemas"]["Order"]["properties"].clone();
    without.as_object_mut().unwrap().remove("kind");
    let mut removed = order("properties", without);
    removed.sort_unstable();
    assert_eq!(
        removed,
        [
            "request-property-removed",
            "response-optional-property-removed"
        ]
    );
    let mut with = document();
    with["components"]["schemas"]["Order"]["properties"]["new"] = json!({"type": "string"});
    with["components"]["schemas"]["Order"]["required"] = json!(["sku", "new"]);
    let found = changes(&document(), &with);
    let breaking: Vec<_> = found
        .iter()
        .filter(|one| one.is_breaking())
        .map(|one| one.rule)
        .collect();
    assert_eq!(breaking, ["new-required-request-property"]);
}

#[test]
fn other_forms_of_the_same_schema_are_no_change_of_types() {
    // `Option<T>` and unit variants with documentation are written in several ways.
    let note = rules(set(
        "/components/schemas/Order/properties/note",
        json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ));
    assert_eq!(note.0, [""; 0]);
    let kind = rules(set(
        "/components/schemas/Order/properties/kind",
        json!({"oneOf": [{"type": "string", "const": "a", "description": "A."}, {"type": "string", "const": "b"}]}),
    ));
    assert_eq!(kind.0, [""; 0]);
}

#[test]
fn responses_follow_the_rules_of_responses() {
    assert_eq!(
        rules(remove("/paths/~1orders~1{id}/get/responses/200")).0,
        ["response-success-status-removed"]
    );
    assert_eq!(
        rules(remove("/paths/~1orders~1{id}/get/responses/404")),
        (vec![], vec!["response-non-success-status-removed"])
    );
    assert_eq!(
        rules(set(
            "/paths/~1orders/post/responses/422",
            json!({"description": "x"})
        )),
        (vec![], vec!["response-non-success-status-added"])
    );
    assert_eq!(
        rules(remove(
            "/paths/~1orders~1{id}/get/responses/200/content/application~1json"
        ))
        .0,
        ["response-media-type-removed"]
    );
}

#[test]
fn bodies_follow_the_rules_of_requests() {
    assert_eq!(
        rules(remove("/paths/~1orders/post/requestBody")).0,
        ["request-body-removed"]
    );
    assert_eq!(
        rules(set(
            "/paths/~1orders/post/requestBody/required",
            json!(false)
        )),
        (vec![], vec!["request-body-became-optional"])
    );
    let body = json!({"required": true, "content": {}});
    assert_eq!(
        rules(set("/paths/~1orders~1{id}/get/requestBody", body)).0,
        ["request-body-added-required"]
    );
}

#[test]
fn security_and_operation_ids() {
    let security = |value: Value| rules(set("/paths/~1orders~1{id}/get/security", value));
    assert_eq!(
        security(json!([{"Jwt": ["read", "write"]}])).0,
        ["api-security-added"]
    );
    assert_eq!(
        security(json!([{"Jwt": []}])),
        (vec![], vec!["api-security-removed"])
    );
    assert_eq!(security(json!([])), (vec![], vec!["api-security-removed"]));
    assert_eq!(
        rules(set("/paths/~1orders/post/security", json!([{"Jwt": []}]))).0,
        ["api-security-added"]
    );
    assert_eq!(
        rules(set(
            "/components/securitySchemes/Jwt/scheme",
            json!("basic")
        ))
        .0,
        ["security-scheme-changed"]
    );
    assert_eq!(
        rules(set("/paths/~1orders/post/operationId", json!("make"))).0,
        ["api-operation-id-removed"]
    );
}

#[test]
fn texts_are_compatible_and_found() {
    for (pointer, value) in [
        ("/info/version", json!("2")),
        ("/paths/~1orders~1{id}/get/summary", json!("Another.")),
        ("/servers", json!([{"url": "/v1"}])),
        ("/components/schemas/Order/description", json!("An order.")),
    ] {
        assert_eq!(
            rules(set(pointer, value)),
            (vec![], vec!["text-changed"]),
            "{pointer}"
        );
    }
}

#[test]
fn places_are_pointers_into_both_documents() {
    let mut code = document();
    code["components"]["schemas"]["Order"]["properties"]["sku"]["type"] = "integer".into();
    for change in changes(&document(), &code) {
        for (document, pointer) in [(&document(), &change.file), (&code, &change.code)] {
            let pointer = pointer.as_ref().expect("a place");
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}

/// OpenAPI 3.0 writes `nullable: true` and `exclusiveMinimum: true`.
#[test]
fn document_of_version_3_0_is_compared() {
    let schema = |schema: Value, version: &str| json!({"openapi": version, "paths": {"/": {"get": {"responses": {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}}}}});
    let old = schema(
        json!({"type": "integer", "nullable": true, "minimum": 0, "exclusiveMinimum": true}),
        "3.0.3",
    );
    let new = schema(
        json!({"type": ["integer", "null"], "exclusiveMinimum": 0}),
        "3.1.0",
    );
    let found: Vec<_> = changes(&old, &new)
        .into_iter()
        .map(|one| (one.class, one.file))
        .collect();
    assert_eq!(found, [(Class::Compatible, Some("/openapi".to_owned()))]);
}

/// Each leaf of the document is changed once. A comparison that finds nothing would be a drift that stays.
#[test]
fn every_changed_value_is_found() {
    fn leaves(value: &Value, pointer: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(name, value)| {
                leaves(value, &super::super::pointer::join(pointer, name), all)
            }),
            Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| {
                leaves(value, &super::super::pointer::at(pointer, index), all)
            }),
            _ => all.push(pointer.to_owned()),
        }
    }
    let mut all = Vec::new();
    leaves(&document(), "", &mut all);
    assert!(all.len() > 30);
    for pointer in all {
        let mut code = document();
        *code.pointer_mut(&pointer).unwrap() = json!("changed");
        assert_ne!(changes(&document(), &code), [], "{pointer}");
    }
}
