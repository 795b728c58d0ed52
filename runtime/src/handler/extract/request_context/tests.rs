//! The events are AWS's documented examples; each test names the page.

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::handler::reply::IntoProblem as _;

fn context(event: &Value) -> RequestContext {
    RequestContext::from_event(event)
}

fn status<T>(result: Result<T, Rejection>) -> Option<u16> {
    result
        .err()
        .map(|error| error.into_problem().status().as_u16())
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
fn http_api() -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path",
        "headers": {"header1": "value1", "x-forwarded-for": "203.0.113.9"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "authentication": {
                "clientCert": {
                    "clientCertPem": "CERT_CONTENT",
                    "subjectDN": "www.example.com",
                    "issuerDN": "Example issuer",
                    "serialNumber": "a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1",
                    "validity": {"notBefore": "May 28 12:30:02 2019 GMT", "notAfter": "Aug  5 09:36:04 2021 GMT"},
                },
            },
            "authorizer": {
                "jwt": {"claims": {"claim1": "value1", "claim2": "value2"}, "scopes": ["scope1", "scope2"]},
            },
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": {
                "method": "POST", "path": "/my/path", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1_583_348_638_390_u64,
        },
        "stageVariables": {"stageVariable1": "value1", "stageVariable2": "value2"},
    })
}

#[test]
fn http_api_has_jwt_claims_and_certificate() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Claims {
        claim1: String,
        claim2: String,
    }

    let context = context(&http_api());
    assert_eq!(context.source_ip(), Some([192, 0, 2, 1].into()));
    assert_eq!(context.stage().as_deref(), Some("$default"));
    assert_eq!(context.api_id().as_deref(), Some("api-id"));
    assert_eq!(context.account_id().as_deref(), Some("123456789012"));
    assert_eq!(
        context.domain_name().as_deref(),
        Some("id.execute-api.us-east-1.amazonaws.com")
    );
    assert_eq!(context.request_id().as_deref(), Some("id"));
    assert_eq!(
        context.time(),
        Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_583_348_638_390))
    );
    assert_eq!(
        context.claims::<Claims>().unwrap(),
        Claims {
            claim1: "value1".into(),
            claim2: "value2".into()
        }
    );
    assert_eq!(context.scopes(), ["scope1", "scope2"]);
    assert_eq!(status(context.authorizer::<Value>()), Some(401));
    assert_eq!(context.iam(), None);
    let certificate = context.client_certificate().unwrap();
    assert_eq!(certificate.subject_dn.as_deref(), Some("www.example.com"));
    assert_eq!(
        certificate.not_after.as_deref(),
        Some("Aug  5 09:36:04 2021 GMT")
    );
    assert_eq!(
        context.stage_variable("stageVariable2").as_deref(),
        Some("value2")
    );
    assert_eq!(context.stage_variables().count(), 2);
    assert_eq!(context.connection_id(), None);
}

/// A Lambda authorizer of an HTTP API returns any JSON, which arrives under `lambda`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>
#[test]
fn http_api_has_authorizer_context_under_lambda() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Context {
        #[serde(rename = "stringKey")]
        text: String,
        #[serde(rename = "numberKey")]
        number: u32,
        #[serde(rename = "booleanKey")]
        boolean: bool,
        #[serde(rename = "arrayKey")]
        array: Vec<String>,
    }

    let mut event = http_api();
    event["requestContext"]["authorizer"] = json!({"lambda": {
        "stringKey": "value", "numberKey": 1, "booleanKey": true, "arrayKey": ["value1", "value2"],
        "mapKey": {"value1": "value2"},
    }});
    let of_http_api = context(&event);
    let expected = Context {
        text: "value".into(),
        number: 1,
        boolean: true,
        array: vec!["value1".into(), "value2".into()],
    };
    assert_eq!(of_http_api.authorizer::<Context>().unwrap(), expected);
    assert_eq!(status(of_http_api.claims::<Value>()), Some(401));
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
fn rest_api() -> Value {
    json!({
        "resource": "/my/path",
        "path": "/my/path",
        "httpMethod": "GET",
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "authorizer": {"claims": null, "scopes": null},
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "extendedRequestId": "request-id",
            "httpMethod": "GET",
            "identity": {
                "accessKey": null, "accountId": null, "caller": null, "cognitoAuthenticationProvider": null,
                "cognitoAuthenticationType": null, "cognitoIdentityId": null, "cognitoIdentityPoolId": null,
                "principalOrgId": null, "sourceIp": "IP", "user": null, "userAgent": "user-agent", "userArn": null,
                "clientCert": {
                    "clientCertPem": "CERT_CONTENT", "subjectDN": "www.example.com", "issuerDN": "Example issuer",
                    "serialNumber": "a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1",
                    "validity": {"notBefore": "May 28 12:30:02 2019 GMT", "notAfter": "Aug  5 09:36:04 2021 GMT"},
                },
            },
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "requestId": "id=",
            "requestTime": "04/Mar/2020:19:15:17 +0000",
            "requestTimeEpoch": 1_583_349_317_135_u64,
            "resourceId": null,
            "resourcePath": "/my/path",
            "stage": "$default",
        },
        "stageVariables": null,
    })
}

#[test]
fn rest_api_without_authorizer_has_no_caller() {
    let context = context(&rest_api());
    // The example has `IP` for an address.
    assert_eq!(context.source_ip(), None);
    assert_eq!(context.request_id().as_deref(), Some("id="));
    assert_eq!(
        context.time(),
        Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_583_349_317_135))
    );
    assert_eq!(status(context.claims::<Value>()), Some(401));
    assert_eq!(status(context.authorizer::<Value>()), Some(401));
    assert_eq!(context.iam(), None);
    assert_eq!(context.principal_id(), None);
    assert_eq!(context.api_key_id(), None);
    assert_eq!(context.stage_variables().count(), 0);
    assert_eq!(
        context.client_certificate().unwrap().pem.as_deref(),
        Some("CERT_CONTENT")
    );
}

/// API Gateway sends the values as strings: a number as `"1"`, a `bool` as `"true"`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html>
#[test]
fn rest_api_has_flat_authorizer_context_of_strings() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "camelCase")]
    struct Context {
        principal_id: String,
        string_key: String,
        number_key: u32,
        boolean_key: bool,
    }

    let mut event = rest_api();
    event["requestContext"]["authorizer"] = json!({
        "principalId": "user", "integrationLatency": 12, "stringKey": "value", "numberKey": "1", "booleanKey": "true",
    });
    event["requestContext"]["identity"]["apiKeyId"] = json!("key-1");
    let context = context(&event);
    assert_eq!(
        context.authorizer::<Context>().unwrap(),
        Context {
            principal_id: "user".into(),
            string_key: "value".into(),
            number_key: 1,
            boolean_key: true,
        }
    );
    assert_eq!(context.principal_id().as_deref(), Some("user"));
    assert_eq!(context.api_key_id().as_deref(), Some("key-1"));
}

#[derive(Debug, Deserialize, PartialEq)]
struct User {
    sub: String,
    email_verified: bool,
    auth_time: u64,
    #[serde(rename = "cognito:groups")]
    groups: Vec<String>,
}

fn ada() -> User {
    User {
        sub: "ada".into(),
        email_verified: true,
        auth_time: 1_627_906_500,
        groups: vec!["admins".into(), "staff".into()],
    }
}

/// Both arrive as strings. The claims are those of
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html>; AWS does not document how
/// lists are written, the two forms here are those that users report.
#[test]
fn claims_of_both_apis_have_the_same_type() {
    let claims = |groups: &str| json!({"sub": "ada", "email_verified": "true", "auth_time": "1627906500", "cognito:groups": groups});
    let mut http = http_api();
    http["requestContext"]["authorizer"]["jwt"]["claims"] = claims("[admins staff]");
    let mut rest = rest_api();
    rest["requestContext"]["authorizer"] = json!({"claims": claims("admins,staff")});
    for event in [http, rest] {
        assert_eq!(context(&event).claims::<User>().unwrap(), ada());
    }
}

#[test]
fn claims_of_another_type_are_forbidden() {
    #[derive(Debug, Deserialize)]
    struct Tenant {
        #[expect(dead_code, reason = "only its absence matters")]
        tenant: String,
    }
    assert_eq!(status(context(&http_api()).claims::<Tenant>()), Some(403));
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html>
#[test]
fn function_url_has_the_iam_caller() {
    let context = context(&json!({
        "version": "2.0",
        "headers": {"x-forwarded-for": "203.0.113.9", "x-amzn-mtls-clientcert-subject": "CN=forged"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "<urlid>",
            "authentication": null,
            "authorizer": {
                "iam": {
                    "accessKey": "AKIA...",
                    "accountId": "111122223333",
                    "callerId": "AIDA...",
                    "cognitoIdentity": null,
                    "principalOrgId": null,
                    "userArn": "arn:aws:iam::111122223333:user/example-user",
                    "userId": "AIDA...",
                },
            },
            "domainName": "<url-id>.lambda-url.us-west-2.on.aws",
            "http": {"method": "POST", "path": "/my/path", "protocol": "HTTP/1.1", "sourceIp": "123.123.123.123"},
            "stage": "$default",
        },
    }));
    let caller = context.iam().unwrap();
    assert_eq!(
        caller.user_arn.as_deref(),
        Some("arn:aws:iam::111122223333:user/example-user")
    );
    assert_eq!(caller.account_id.as_deref(), Some("111122223333"));
    assert_eq!(caller.cognito_identity_id, None);
    assert_eq!(status(context.authorizer::<Value>()), Some(401));
    assert_eq!(context.client_certificate(), None);
    assert_eq!(context.source_ip(), Some([123, 123, 123, 123].into()));
}

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>, and for the certificate
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html>
#[test]
fn load_balancer_names_the_client_in_headers() {
    let headers = json!({
        "host": "lambda-alb-123578498.us-east-1.elb.amazonaws.com",
        "x-forwarded-for": "203.0.113.7, 72.12.164.125",
        "x-amzn-mtls-clientcert-serial-number": "03A5B1",
        "x-amzn-mtls-clientcert-subject": "CN=rootcamtls.com",
        "x-amzn-mtls-clientcert-validity": "NotBefore=2023-09-21T01:50:17Z;NotAfter=2024-09-20T01:50:17Z",
        "x-amzn-mtls-clientcert-leaf": "-----BEGIN%20CERTIFICATE-----%0AMIIG+A==",
    });
    let elb = json!({"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/my-target-group/6d0ecf831eec9f09"}});
    let single =
        json!({"requestContext": elb, "httpMethod": "GET", "path": "/", "headers": headers});
    let lists: serde_json::Map<_, _> = headers
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), json!([value])))
        .collect();
    let multi = json!({"requestContext": elb, "httpMethod": "GET", "path": "/", "multiValueHeaders": lists});
    for event in [single, multi] {
        let context = context(&event);
        assert_eq!(context.source_ip(), Some([72, 12, 164, 125].into()));
        assert_eq!(
            context.domain_name().as_deref(),
            Some("lambda-alb-123578498.us-east-1.elb.amazonaws.com")
        );
        assert_eq!(context.stage(), None);
        assert_eq!(context.time(), None);
        assert_eq!(status(context.claims::<Value>()), Some(401));
        let certificate = context.client_certificate().unwrap();
        assert_eq!(
            certificate.pem.as_deref(),
            Some("-----BEGIN CERTIFICATE-----\nMIIG+A==")
        );
        assert_eq!(
            certificate.not_after.as_deref(),
            Some("2024-09-20T01:50:17Z")
        );
    }
}

/// An event with both members has each header in both: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>.
#[test]
fn header_is_read_from_either_member() {
    let source_ip = |single: Value, lists: Value| {
        let event = json!({
            "requestContext": {"elb": {"targetGroupArn": "arn"}},
            "headers": single, "multiValueHeaders": lists,
        });
        context(&event).source_ip()
    };
    let client = Some([203, 0, 113, 9].into());
    let single = json!({"x-forwarded-for": "203.0.113.9"});
    let listed = json!({"X-Forwarded-For": ["198.51.100.7", "203.0.113.9"]});
    for (single, lists) in [
        (single.clone(), json!({})),
        (
            single.clone(),
            json!({"host": ["h"], "x-forwarded-for": []}),
        ),
        (single.clone(), json!({"x-forwarded-for": [null]})),
        (single, json!(null)),
        (json!({}), listed.clone()),
        (json!({"x-forwarded-for": "198.51.100.7"}), listed),
    ] {
        assert_eq!(
            source_ip(single.clone(), lists.clone()),
            client,
            "{single} {lists}"
        );
    }
}

#[test]
fn forwarded_address_may_have_a_port() {
    for (forwarded, expected) in [
        ("10.0.0.1, 192.0.2.1:52000", "192.0.2.1"),
        ("[2001:db8::1]:52000", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ] {
        let event =
            json!({"requestContext": {"elb": {}}, "headers": {"X-Forwarded-For": forwarded}});
        assert_eq!(
            context(&event).source_ip(),
            Some(expected.parse().unwrap()),
            "{forwarded}"
        );
    }
}

/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html>
#[test]
fn vpc_lattice_has_the_principal_and_microseconds() {
    let context = context(&json!({
        "version": "2.0",
        "path": "/",
        "method": "GET",
        "headers": {"x-forwarded-for": ["10.213.229.10"], "host": ["test-lambda-service.vpc-lattice-svcs.us-west-2.on.aws"]},
        "requestContext": {
            "serviceNetworkArn": "arn:aws:vpc-lattice:region:123456789012:servicenetwork/sn-0bf3f2882e9cc805a",
            "identity": {
                "sourceVpcArn": "arn:aws:ec2:region:123456789012:vpc/vpc-0b8276c84697e7339",
                "type": "AWS_IAM",
                "principal": "arn:aws:iam::123456789012:assumed-role/my-role/my-session",
                "principalOrgID": "o-50dc6c495c0c9188",
            },
            "region": "region",
            "timeEpoch": "1690497599177430",
        },
    }));
    assert_eq!(context.source_ip(), Some([10, 213, 229, 10].into()));
    assert_eq!(
        context.time(),
        Some(SystemTime::UNIX_EPOCH + Duration::from_micros(1_690_497_599_177_430))
    );
    let caller = context.iam().unwrap();
    assert_eq!(
        caller.user_arn.as_deref(),
        Some("arn:aws:iam::123456789012:assumed-role/my-role/my-session")
    );
    assert_eq!(
        caller.principal_org_id.as_deref(),
        Some("o-50dc6c495c0c9188")
    );
}

#[test]
fn other_types_and_missing_members_are_none() {
    for event in [
        json!({}),
        json!({"requestContext": null}),
        json!({"requestContext": "text"}),
        json!({"requestContext": {"stage": 1, "http": [], "identity": "x", "authorizer": [1], "timeEpoch": -1}}),
        json!({"requestContext": {"authorizer": {"jwt": "x", "claims": 7, "iam": null}, "timeEpoch": "soon"}}),
    ] {
        let context = context(&event);
        assert_eq!(context.stage(), None, "{event}");
        assert_eq!(context.source_ip(), None, "{event}");
        assert_eq!(context.time(), None, "{event}");
        assert_eq!(context.iam(), None, "{event}");
        assert_eq!(context.client_certificate(), None, "{event}");
        assert_eq!(status(context.claims::<Value>()), Some(401), "{event}");
        assert!(
            serde_json::from_str::<Value>(context.raw()).is_ok(),
            "{event}"
        );
    }
    assert_eq!(context(&json!({})).raw(), "null");
}

#[test]
fn debug_output_does_not_contain_claims() {
    let debug = format!("{:?}", context(&http_api()));
    assert!(debug.contains("192.0.2.1"), "{debug}");
    assert!(!debug.contains("value1"), "{debug}");
}
