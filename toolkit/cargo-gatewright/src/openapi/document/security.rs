//! Security schemes of authorizers, in the form in which API Gateway exports them.

use gatewright_manifest::{Authorizer, AuthorizerKind, Handler, Manifest};
use serde_json::{Map, Value, json};

/// The schemes of all authorizers.
pub(super) fn schemes(manifest: &Manifest) -> Map<String, Value> {
    let authorizers = manifest.function.authorizers.iter();
    authorizers
        .map(|one| (super::schema::component_name(&one.name), scheme(one)))
        .collect()
}

fn scheme(authorizer: &Authorizer) -> Value {
    let source = authorizer.identity_source.first().map(String::as_str);
    match &authorizer.kind {
        AuthorizerKind::Jwt {
            issuer: Some(issuer),
            ..
        } => json!({
            "type": "openIdConnect",
            "openIdConnectUrl": format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')),
        }),
        AuthorizerKind::Jwt { issuer: None, .. } => {
            json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
        }
        AuthorizerKind::Lambda { function } => {
            let mut scheme = key(source, "Authorization", "custom");
            scheme["description"] = format!("Checked by the Lambda function `{function}`.").into();
            scheme
        }
        AuthorizerKind::CognitoUserPool => key(source, "Authorization", "cognito_user_pools"),
        AuthorizerKind::Iam => {
            let mut scheme = key(source, "Authorization", "awsSigv4");
            scheme["description"] = "Requests are signed with AWS Signature Version 4.".into();
            scheme
        }
        AuthorizerKind::ApiKey => json!({"type": "apiKey", "name": "x-api-key", "in": "header"}),
    }
}

/// A credential in one part of the request, such as `$request.header.Authorization` or `method.request.querystring.token`.
fn key(source: Option<&str>, default: &str, kind: &str) -> Value {
    let (place, name) = source.map_or(("header", default), |source| {
        let named = |prefix: &str| source.split_once(prefix).map(|(_, name)| name);
        if let Some(name) = named("request.header.") {
            ("header", name)
        } else if let Some(name) = named("request.querystring.") {
            ("query", name)
        } else {
            ("header", default)
        }
    });
    json!({"type": "apiKey", "name": name, "in": place, "x-amazon-apigateway-authtype": kind})
}

/// The requirement of a handler.
pub(super) fn requirement(manifest: &Manifest, handler: &Handler) -> Option<Value> {
    let name = handler.authorizer.as_deref()?;
    let mut authorizers = manifest.function.authorizers.iter();
    let scopes = authorizers
        .find(|one| one.name == name)
        .map(|one| one.authorization_scopes.clone())
        .unwrap_or_default();
    Some(json!([{ (super::schema::component_name(name)): scopes }]))
}
