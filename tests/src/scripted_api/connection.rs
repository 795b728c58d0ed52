//! One connection, which answers HTTP/1.1 requests from the script.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::ops::ControlFlow;
use std::thread;

use anyhow::{Context, Result, bail};

use super::Outcome;
use super::event::{Fault, empty};
use super::script::Script;

const ACCEPTED: &[u8] =
    b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";

/// Answers requests until the function closes the connection or the script has no more events.
pub(super) fn serve(mut stream: TcpStream, script: &Script) -> Result<()> {
    // Without this, Nagle's delay would be measured as the function's time.
    stream.set_nodelay(true)?;
    let mut unread = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut unread)? {
        script.requested(&request.head, &request.body);
        match request.path.rsplit('/').next() {
            Some("next") => match script.next() {
                Some((response, Fault::InPieces(bytes, pause))) => {
                    for piece in response.chunks(bytes) {
                        stream.write_all(piece)?;
                        thread::sleep(pause);
                    }
                }
                // After a shutdown in both directions the function sees the connection end in the middle of a response.
                Some((response, Fault::ResetAfter(bytes))) => {
                    stream.write_all(&response[..bytes])?;
                    return Ok(stream.shutdown(Shutdown::Both)?);
                }
                Some((response, fault)) => {
                    stream.write_all(&response)?;
                    if fault == Fault::NextCloses {
                        return Ok(());
                    }
                }
                // Like Lambda between two invocations, send nothing until the function closes the connection.
                None => return wait_for_end(&mut stream),
            },
            Some("response") => {
                let reply = Outcome::Reply(request.body);
                let fault = script.answered(reply, request.invocation_id);
                if take(&mut stream, fault)?.is_break() {
                    return Ok(());
                }
            }
            Some("error") if request.path.ends_with("/init/error") => {
                script.init_failed(request.body);
                stream.write_all(ACCEPTED)?;
            }
            Some("error") if request.path.contains("/invocation/") => {
                let error = Outcome::Error(request.body);
                let fault = script.answered(error, request.invocation_id);
                if take(&mut stream, fault)?.is_break() {
                    return Ok(());
                }
            }
            _ => {
                let body = String::from_utf8_lossy(&request.body);
                script.fail(&format!(
                    "the function sent an unexpected request for {}: {body}",
                    request.path
                ));
                stream.write_all(ACCEPTED)?;
            }
        }
    }
    Ok(())
}

/// Answers a response or error that the function posted. Returns `Break` if the connection was closed.
fn take(stream: &mut TcpStream, fault: Fault) -> Result<ControlFlow<()>> {
    match fault {
        Fault::ReplyStatus(status) => stream.write_all(&empty(status))?,
        Fault::ReplyReset => {
            stream.shutdown(Shutdown::Both)?;
            return Ok(ControlFlow::Break(()));
        }
        Fault::ReplyCloses => {
            let head = b"HTTP/1.1 202 Accepted\r\nConnection: close\r\n";
            let rest = ACCEPTED.splitn(2, |byte| *byte == b'\n').nth(1);
            stream.write_all(&[head, rest.unwrap_or_default()].concat())?;
            return Ok(ControlFlow::Break(()));
        }
        Fault::ReplyTwice => stream.write_all(&[ACCEPTED, ACCEPTED].concat())?,
        _ => stream.write_all(ACCEPTED)?,
    }
    Ok(ControlFlow::Continue(()))
}

struct Request {
    /// The head as it was sent.
    head: Vec<u8>,
    path: String,
    /// The header `Lambda-Runtime-Invocation-Id`.
    invocation_id: Option<String>,
    body: Vec<u8>,
}

/// Reads one request and leaves the bytes after it in `unread`. Returns `None` at the end of the connection.
fn read_request(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Result<Option<Request>> {
    loop {
        if let Some((request, length)) = parse(unread)? {
            unread.drain(..length);
            return Ok(Some(request));
        }
        let mut chunk = [0; 16 * 1024];
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(None),
            Ok(read) => unread.extend_from_slice(&chunk[..read]),
            // The connection of a killed function ends like this.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Parses the request at the start of `bytes`. Returns it with its length once it is complete.
fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head_length) = head.parse(bytes)? else {
        return Ok(None);
    };
    let mut body_length = 0;
    let mut invocation_id = None;
    for header in head.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            body_length = std::str::from_utf8(header.value)?
                .parse()
                .context("Content-Length")?;
        } else if header
            .name
            .eq_ignore_ascii_case("lambda-runtime-invocation-id")
        {
            invocation_id = Some(std::str::from_utf8(header.value)?.to_owned());
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            bail!(
                "expected a body with `Content-Length`, got a streamed one; use `stream_service` for these"
            );
        }
    }
    let end = head_length + body_length;
    let Some(body) = bytes.get(head_length..end) else {
        return Ok(None);
    };
    let request = Request {
        head: bytes[..head_length].to_vec(),
        path: head.path.context("a request without a path")?.to_owned(),
        invocation_id,
        body: body.to_vec(),
    };
    Ok(Some((request, end)))
}

fn wait_for_end(stream: &mut TcpStream) -> Result<()> {
    match stream.read(&mut [0]) {
        Ok(0) => Ok(()),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(()),
        Ok(_) => {
            bail!("the function sent a request on the connection on which it waits for an event")
        }
        Err(error) => Err(error.into()),
    }
}
