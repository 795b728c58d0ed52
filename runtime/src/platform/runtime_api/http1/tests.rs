//! The reader, alone and beside that of hyper.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

use super::*;
use crate::testing::block_on;

/// Sends `bytes` in pieces of this size, and then ends the connection.
async fn send(mut service: DuplexStream, bytes: Vec<u8>, piece: usize) {
    for piece in bytes.chunks(piece) {
        // The client may have given up.
        if service.write_all(piece).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Reads one response from these bytes.
fn read(bytes: &[u8], piece: usize) -> Result<(u16, Bytes, bool), String> {
    block_on(async {
        let (mut stream, service) = duplex(1 << 20);
        let sending = tokio::spawn(send(service, bytes.to_vec(), piece));
        let response = Reader::new().response(&mut stream, &mut |_, _| {}).await;
        drop(stream);
        sending.await.unwrap();
        response
            .map(|response| (response.status, response.body, response.is_last))
            .map_err(|error| error.to_string())
    })
}

/// Reads the same with hyper.
fn read_with_hyper(bytes: &[u8]) -> Option<(u16, Bytes)> {
    block_on(async {
        let (stream, mut service) = duplex(1 << 20);
        let bytes = bytes.to_vec();
        let sending = tokio::spawn(async move {
            // The request, without which hyper takes an answer for an error.
            let mut request = [0; 1_024];
            let read = service.read(&mut request).await;
            assert!(read.unwrap() > 0);
            send(service, bytes, usize::MAX).await;
        });
        let (mut client, connection) =
            hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
                .await
                .unwrap();
        let driving = tokio::spawn(connection);
        let request = hyper::Request::get("/").body(Empty::new()).unwrap();
        let response = match client.send_request(request).await {
            Ok(response) => {
                let status = response.status().as_u16();
                let body = response.into_body().collect().await;
                body.ok().map(|body| (status, body.to_bytes()))
            }
            Err(_) => None,
        };
        drop(client);
        driving.abort();
        sending.abort();
        response
    })
}

const EVENT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 8476a536\r\nContent-Length: 13\r\n\r\n{\"name\":\"Ada\"}";

/// Responses that both read.
const GOOD: &[(&[u8], u16, &[u8])] = &[
    (b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}", 202, b"{}"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}"),
    (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, b""),
    (b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 200, b""),
    (b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\n1", 200, b"1"),
    (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
    (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, b"until the end"),
    (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1", 200, b"1"),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", 200, b"1"),
    (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", 200, b"1"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200, b"hello"),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\n0005;a=b\r\nhello\r\n1 \r\n!\r\n0\r\nX-Trailer: 1\r\n\r\n", 200, b"hello!"),
    (b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", 307, b""),
    (b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}", 500, b"{}"),
];

/// Responses that ours refuses. hyper reads those with `true`.
const BAD: &[(&[u8], &str, bool)] = &[
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a length and is chunked", true),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "two lengths", false),
    (b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", "not a number", false),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na", "not a number", true),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\na", "not a number", false),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\na", "too long", false),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "is not `chunked`", true),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", "without a carriage return", false),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", "longer than its size", false),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n", "not a number", false),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\na", "not a number", false),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "within an answer", false),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "within an answer", false),
    (b"HTTP/1.1 200 OK\r\nContent-", "within an answer", false),
    (b"HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\na", "header name", false),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n", "interim", true),
    (b"", "without an answer", false),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "cannot be read", false),
    (b"HTTP/2.0 200 OK\r\n\r\n", "cannot be read", false),
    (b"HTTP/1.1 000 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", "not one of HTTP", false),
];

#[test]
fn good_response_is_read_as_by_hyper() {
    for (bytes, status, body) in GOOD {
        let text = String::from_utf8_lossy(bytes);
        for piece in [1, 7, usize::MAX] {
            let (found, read, _) = read(bytes, piece).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((found, &*read), (*status, *body), "{text}");
        }
        let theirs = read_with_hyper(bytes);
        assert_eq!(theirs, Some((*status, Bytes::from_static(body))), "{text}");
    }
}

#[test]
fn ambiguous_response_is_an_error() {
    for (bytes, reason, is_read_by_hyper) in BAD {
        let text = String::from_utf8_lossy(bytes);
        for piece in [1, usize::MAX] {
            let why = read(bytes, piece).expect_err(&text);
            assert!(why.contains(reason), "{text}: {why}");
        }
        let theirs = read_with_hyper(bytes);
        assert_eq!(theirs.is_some(), *is_read_by_hyper, "{text}: {theirs:?}");
    }
}

/// Random changes of good responses: whatever ours reads, hyper reads alike.
#[test]
fn changed_response_is_read_as_by_hyper_or_refused() {
    let mut random = fastrand::Rng::with_seed(20);
    let seeds: Vec<&[u8]> = GOOD
        .iter()
        .map(|(bytes, ..)| *bytes)
        .chain([EVENT])
        .collect();
    let rounds = if std::env::var_os("GATEWRIGHT_FULL").is_some() {
        20_000
    } else {
        2_000
    };
    let mut read_by_both = 0;
    for round in 0..rounds {
        let mut bytes = seeds[random.usize(..seeds.len())].to_vec();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            match random.u8(..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.insert(at, *random.choice(b"\r\n 0:;,\x00\xff").unwrap()),
                2 => drop(bytes.remove(at)),
                _ => {
                    let end = random.usize(at..bytes.len());
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        if let Ok((status, body, _)) = read(&bytes, usize::MAX) {
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(
                read_with_hyper(&bytes),
                Some((status, body)),
                "round {round}: {text}"
            );
            read_by_both += 1;
        }
    }
    assert!(read_by_both > rounds / 10, "{read_by_both}");
}

#[test]
fn connection_is_used_again_unless_it_ends() {
    let is_last = |bytes: &[u8]| read(bytes, usize::MAX).unwrap().2;
    assert!(!is_last(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
    assert!(!is_last(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ));
    assert!(is_last(
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 1\r\n\r\n1"
    ));
    assert!(is_last(b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1"));
    assert!(is_last(b"HTTP/1.1 200 OK\r\n\r\n1"));
    // What nobody has asked for.
    assert!(is_last(
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\n"
    ));
}

#[test]
fn endless_parts_are_refused() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let endless = |start: &str, part: &str| {
        let bytes = format!("{start}{}", part.repeat(100 << 10));
        read(bytes.as_bytes(), usize::MAX).unwrap_err()
    };
    for (start, part, reason) in [
        ("HTTP/1.1 200 OK\r\nX: ", "a", "its head is too long"),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n", "too many headers"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n", "interim"),
        (CHUNKED, "0", "a line of its body is too long"),
        (
            &format!("{CHUNKED}0\r\n"),
            "A: b\r\n",
            "its trailers are too long",
        ),
    ] {
        let why = endless(start, part);
        assert!(why.contains(reason), "{start}: {why}");
    }
}

#[test]
fn large_buffer_is_not_kept() {
    block_on(async {
        let (mut stream, service) = duplex(1 << 20);
        let large = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
            1 << 20,
            "x".repeat(1 << 20)
        );
        let small = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1";
        let sending = tokio::spawn(async move {
            let mut service = service;
            for response in [&*large, small, small] {
                service.write_all(response.as_bytes()).await.unwrap();
                // Until the client has read the response, so that none follows it in one read.
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
        let mut reader = Reader::new();
        for length in [1 << 20, 1, 1] {
            let response = reader.response(&mut stream, &mut |_, _| {}).await.unwrap();
            assert_eq!((response.body.len(), response.is_last), (length, false));
        }
        assert!(
            reader.buffer.capacity() <= MAX_KEPT,
            "{}",
            reader.buffer.capacity()
        );
        sending.await.unwrap();
    });
}
