use gatewright::Rejection;
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on};
use serde_json::{Value, json};

use super::{request, whole_reply};

#[lambda_handler(main = false)]
#[dispatch]
mod uploads {
    use super::*;

    #[post("/upload")]
    pub async fn upload(form: Multipart) -> Json<Value> {
        let fields = form.into_iter().map(|field| {
            json!([
                field.name(),
                field.file_name(),
                field.content_type(),
                field.bytes().to_vec()
            ])
        });
        Json(fields.collect())
    }

    #[post("/small")]
    pub async fn small(form: Multipart<2, 4>) -> String {
        form.fields().len().to_string()
    }

    #[post("/named")]
    pub async fn named(form: Multipart) -> Result<String, Rejection> {
        let names: Vec<_> = form
            .all("file")
            .filter_map(|file| file.file_name())
            .collect();
        Ok(format!(
            "{} {:?} {}",
            form.text("title")?,
            names,
            form.file("file")?.bytes().len()
        ))
    }

    #[post("/optional")]
    pub async fn optional(form: Option<Multipart>) -> String {
        form.map_or_else(|| "none".to_owned(), |form| form.fields().len().to_string())
    }
}

const TYPE: &str = "multipart/form-data; boundary=X-BOUNDARY";

fn sent(path: &str, content_type: &str, body: impl AsRef<[u8]>) -> TestResponse {
    let request = TestRequest::new("POST", path)
        .header("content-type", content_type)
        .bytes(body);
    block_on(request.send(&uploads::GATEWAY)).unwrap()
}

/// A part of a form, in the form of the examples in RFC 7578.
fn part(disposition: &str, content: &str) -> String {
    format!("--X-BOUNDARY\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

fn two() -> String {
    format!(
        "{}{}--X-BOUNDARY--\r\n",
        part("name=\"a\"", "1"),
        part("name=\"b\"", "2")
    )
}

/// Every value of a byte, and the content of a boundary that is not one.
fn all_bytes() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).collect();
    bytes.extend(b"\r\n--X-BOUNDAR\r\n--");
    bytes
}

fn with_a_file() -> Vec<u8> {
    let mut body = part("name=\"title\"", "Tea").into_bytes();
    body.extend(b"--X-BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t\xc3\xa4.bin\"\r\nContent-Type: image/png\r\n\r\n");
    body.extend(all_bytes());
    body.extend(b"\r\n--X-BOUNDARY--\r\n");
    body
}

/// The events are those of <https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html> and
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html>.
#[test]
fn files_are_the_same_bytes_behind_every_trigger() {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(with_a_file());
    let headers = json!({"content-type": TYPE});
    let members = json!({"body": body, "isBase64Encoded": true, "headers": headers});
    let mut http_api = members.clone();
    http_api["version"] = json!("2.0");
    http_api["rawPath"] = json!("/upload");
    http_api["requestContext"] = json!({"http": {"method": "POST"}});
    let mut alb = request("POST", "/upload", &members);
    alb["requestContext"] = json!({"elb": {"targetGroupArn": "arn"}});
    let multi_value = json!({"body": body, "isBase64Encoded": true, "multiValueHeaders": {"Content-Type": [TYPE]}});
    for event in [
        request("POST", "/upload", &members),
        request("POST", "/upload", &multi_value),
        http_api,
        alb,
    ] {
        let reply = whole_reply(&uploads::GATEWAY, event);
        let fields: Value = serde_json::from_str(reply["body"].as_str().unwrap()).unwrap();
        assert_eq!(
            fields,
            json!([
                ["title", null, null, b"Tea"],
                ["file", "tä.bin", "image/png", all_bytes()]
            ])
        );
    }
}

/// A REST API without `multipart/form-data` in its `binaryMediaTypes` replaces bytes that are not UTF-8.
#[test]
fn damaged_files_are_refused() {
    let mut event = String::from(
        r#"{"httpMethod":"POST","path":"/upload","requestContext":{},"headers":{"content-type":"#,
    )
    .into_bytes();
    event.extend(format!("{}}},\"body\":\"", json!(TYPE)).into_bytes());
    event.extend(b"\xff\"}");
    let reply = block_on(gatewright::testing::invoke_bytes(&uploads::GATEWAY, &event));
    assert_eq!(reply.unwrap()["statusCode"], 400);
}

#[test]
fn fields_are_found_by_name() {
    let mut body = part("name=\"title\"", "Tee & Käse");
    body += &part("name=\"file\"; filename=\"C:\\dir\\a.txt\"", "abc");
    body += &part("name=\"file\"; filename=\"../../etc/passwd\"", "");
    body += "--X-BOUNDARY--";
    assert_eq!(
        sent("/named", TYPE, &body).text(),
        "Tee & Käse [\"a.txt\", \"passwd\"] 3"
    );
    let problem: Value = sent("/named", TYPE, two()).json().unwrap();
    assert_eq!(
        (&problem["status"], &problem["detail"]),
        (&json!(400), &json!("form field `title`: missing"))
    );
    let mut body =
        b"--X-BOUNDARY\r\nContent-Disposition: form-data; name=title\r\n\r\n\xff\r\n--X-BOUNDARY--"
            .to_vec();
    assert_eq!(sent("/named", TYPE, &body).status(), 400);
    body.clear();
    assert_eq!(sent("/upload", TYPE, "--X-BOUNDARY--\r\n").text(), "[]");
}

#[test]
fn boundary_may_be_quoted_and_text_may_surround_the_parts() {
    let quoted = "multipart/form-data; charset=utf-8; boundary=\"X-BOUNDARY\"";
    let body = format!("\r\n{}", two());
    assert_eq!(sent("/small", quoted, body).text(), "2");
    assert_eq!(
        sent("/small", "Multipart/Form-Data; Boundary=X-BOUNDARY", two()).text(),
        "2"
    );
}

#[test]
fn malformed_forms_are_bad_requests() {
    let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
    for content_type in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        &*long,
    ] {
        assert_eq!(
            sent("/upload", content_type, two()).status(),
            400,
            "{content_type}"
        );
    }
    let nested = "--X-BOUNDARY\r\nContent-Disposition: form-data; name=\"files\"\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner--\r\n--X-BOUNDARY--";
    let nameless = "--X-BOUNDARY\r\nContent-Disposition: form-data\r\n\r\n1\r\n--X-BOUNDARY--";
    let without_disposition = "--X-BOUNDARY\r\n\r\n1\r\n--X-BOUNDARY--";
    let unended = part("name=\"a\"", "1");
    let cut = "--X-BOUNDARY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1";
    let headless = "--X-BOUNDARY\r\nContent-Disposition: form";
    let folded =
        "--X-BOUNDARY\r\nContent Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X-BOUNDARY--";
    for body in [
        "",
        "x",
        "--other--",
        nested,
        nameless,
        without_disposition,
        &unended,
        cut,
        headless,
        folded,
    ] {
        let response = sent("/upload", TYPE, body);
        assert_eq!(response.status(), 400, "{body}: {}", response.text());
        assert_eq!(
            response.header("content-type"),
            Some("application/problem+json")
        );
    }
}

#[test]
fn other_content_type_is_unsupported() {
    for content_type in [
        "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=X-BOUNDARY",
        "text/plain",
    ] {
        assert_eq!(
            sent("/upload", content_type, two()).status(),
            415,
            "{content_type}"
        );
    }
    let without = TestRequest::new("POST", "/upload").text(two());
    assert_eq!(
        block_on(without.send(&uploads::GATEWAY)).unwrap().status(),
        415
    );
}

#[test]
fn limits_are_answered_with_413() {
    let of = |contents: &[&str]| {
        let parts: String = contents
            .iter()
            .map(|content| part("name=\"a\"", content))
            .collect();
        sent("/small", TYPE, format!("{parts}--X-BOUNDARY--"))
    };
    assert_eq!(of(&["1234", "1234"]).text(), "2");
    assert_eq!(of(&["12345"]).status(), 413);
    assert_eq!(
        of(&["12345"]).json::<Value>().unwrap()["detail"],
        "form field `a`: expected at most 4 bytes, found more"
    );
    assert_eq!(of(&["1", "2", "3"]).status(), 413);
}

#[test]
fn optional_form_is_none_without_a_body() {
    let request = TestRequest::new("POST", "/optional");
    assert_eq!(
        block_on(request.send(&uploads::GATEWAY)).unwrap().text(),
        "none"
    );
    assert_eq!(sent("/optional", TYPE, two()).text(), "2");
}
