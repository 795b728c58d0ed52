//! Answers of the Runtime API, with hyper as the other implementation.

use bytes::Bytes;
use gatewright::testing::block_on;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

use super::choices::Choices;

#[allow(dead_code, reason = "its limits are tested beside it")]
#[path = "../../../src/platform/runtime_api/http1.rs"]
mod http1;

/// Larger than any answer here, so that writing one does not wait for its reader.
const PIPE: usize = 1 << 20;

/// The status and body of an answer.
type Read = (u16, Bytes);

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let (mut bytes, expected) = answer(random);
    let is_damaged = random.bool();
    if is_damaged {
        damage(random, &mut bytes);
    }
    let piece = random.one_of(&[1, 7, PIPE]);
    let (ours, theirs) =
        block_on(async { (read(&bytes, piece).await, read_with_hyper(&bytes).await) });
    // Ours refuses more than hyper does. An answer that both read is the same answer.
    let is_right = match &ours {
        Some(read) if is_damaged => theirs.as_ref() == Some(read),
        _ => ours.as_ref() == Some(&expected) && theirs == ours || is_damaged,
    };
    if is_right {
        return Ok(1);
    }
    let text = bytes.escape_ascii();
    Err(format!(
        "expected {expected:?}, found {ours:?}, and {theirs:?} by hyper: {text}"
    ))
}

/// Returns an answer as the protocol allows it, and how it has to be read.
fn answer(random: &mut Choices<'_>) -> (Vec<u8>, Read) {
    let mut bytes = Vec::new();
    for _ in 0..random.usize(..3) {
        bytes.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
    }
    let status: u16 = random.one_of(&[200, 202, 204, 304, 307, 400, 403, 410, 413, 500]);
    let has_body = !matches!(status, 204 | 304);
    let body: Vec<u8> = match has_body {
        true => (0..random.usize(..40)).map(|_| random.byte()).collect(),
        false => Vec::new(),
    };
    bytes.extend_from_slice(
        format!(
            "HTTP/1.1 {status} {}\r\n",
            random.one_of(&["OK", "", "Not So"])
        )
        .as_bytes(),
    );
    for _ in 0..random.usize(..6) {
        let name = random.one_of(&[
            "Content-Type",
            "lambda-runtime-aws-request-id",
            "X",
            "Trailer",
        ]);
        let value = random.one_of(&["application/json", "", " 8476a536 ", "\tb", "a:b,c"]);
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    match random.u8(if has_body { 3 } else { 1 }) {
        0 => {
            bytes.extend_from_slice(format!("content-length:{}\r\n\r\n", body.len()).as_bytes());
            bytes.extend_from_slice(&body);
        }
        1 => {
            bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            let size = random.usize(1..20);
            for chunk in body.chunks(size) {
                let extension = random.one_of(&["", ";a", ";a=b", " ;a"]);
                bytes.extend_from_slice(format!("{:X}{extension}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            let trailers = random.one_of(&["", "A: b\r\n", "A: b\r\nC:\r\n"]);
            bytes.extend_from_slice(format!("0\r\n{trailers}\r\n").as_bytes());
        }
        _ => {
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(&body);
        }
    }
    (bytes, (status, body.into()))
}

/// Changes the bytes, or inserts one that has a meaning in HTTP.
fn damage(random: &mut Choices<'_>, bytes: &mut Vec<u8>) {
    for _ in 0..random.usize(1..4) {
        if random.bool() {
            super::damage::bytes(bytes, random);
        } else {
            let at = random.usize(..=bytes.len());
            bytes.insert(at, random.one_of(b"\r\n 0159aF:;,\t\x00\x7f\xff-+"));
        }
    }
}

/// Reads one answer from these bytes, which arrive in pieces of this size.
async fn read(bytes: &[u8], piece: usize) -> Option<Read> {
    let (mut stream, mut service) = duplex(piece);
    let bytes = bytes.to_vec();
    let sending = tokio::spawn(async move {
        // The reader may have given up.
        let _ = service.write_all(&bytes).await;
    });
    let response = http1::Reader::new()
        .response(&mut stream, &mut |_, _| {})
        .await;
    sending.abort();
    response
        .ok()
        .map(|response| (response.status, response.body))
}

async fn read_with_hyper(bytes: &[u8]) -> Option<Read> {
    let (stream, mut service) = duplex(PIPE);
    let bytes = bytes.to_vec();
    let sending = tokio::spawn(async move {
        // hyper takes an answer before its request for an error.
        let asked = service.read(&mut [0; 1_024]).await;
        if asked.is_ok() {
            let _ = service.write_all(&bytes).await;
        }
    });
    let (mut client, connection) =
        hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
            .await
            .ok()?;
    let driving = tokio::spawn(connection);
    let request = hyper::Request::get("/").body(Empty::new()).ok()?;
    let response = client.send_request(request).await;
    let read = match response {
        Ok(response) => {
            let status = response.status().as_u16();
            let body = response.into_body().collect().await;
            body.ok().map(|body| (status, body.to_bytes()))
        }
        Err(_) => None,
    };
    driving.abort();
    sending.abort();
    read
}
