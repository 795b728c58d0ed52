//! Registers an extension that subscribes to no events, so that Lambda sends SIGTERM.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::platform::runtime_api::Service;

/// The name, which must be unique among the extensions of a function.
const NAME: &str = "gatewright-on-shutdown";

/// The time limit for each read and write. The service is on the same machine.
const LIMIT: Duration = Duration::from_secs(1);

/// The maximum length of an answer, more than any registration has.
const MAX_ANSWER: usize = 4_096;

/// A registration, for as long as it is held.
pub(super) struct Registration {
    /// The request for the next event, which never arrives. The request ends the INIT of the extension.
    _next_event: TcpStream,
}

impl Registration {
    pub(super) fn new() -> io::Result<Self> {
        Self::at(&Service::of_environment()?)
    }

    fn at(service: &Service) -> io::Result<Self> {
        let (host, base) = (service.authority(), service.base());
        let mut stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_write_timeout(Some(LIMIT))?;
        let body = r#"{"events":[]}"#;
        let register = format!(
            "POST {base}/2020-01-01/extension/register HTTP/1.1\r\n\
             Host: {host}\r\n\
             Connection: close\r\n\
             Content-Type: application/json\r\n\
             Lambda-Extension-Name: {NAME}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(register.as_bytes())?;
        let answer = head(&mut stream)?;
        let identifier = identifier(&answer).ok_or_else(|| {
            let line = answer.lines().next().unwrap_or_default();
            io::Error::other(format!("the Extensions API answered `{line}`"))
        })?;

        let mut next_event = TcpStream::connect(host)?;
        next_event.set_write_timeout(Some(LIMIT))?;
        let next = format!(
            "GET {base}/2020-01-01/extension/event/next HTTP/1.1\r\n\
             Host: {host}\r\n\
             Lambda-Extension-Identifier: {identifier}\r\n\r\n"
        );
        next_event.write_all(next.as_bytes())?;
        Ok(Self {
            _next_event: next_event,
        })
    }
}

/// Reads the response up to the body.
fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while head.len() < MAX_ANSWER && !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? > 0 {
        head.extend(byte);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Returns the identifier in a successful answer.
fn identifier(answer: &str) -> Option<&str> {
    let mut lines = answer.lines();
    let status = lines.next()?.split(' ').nth(1)?;
    let found = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("Lambda-Extension-Identifier")
            .then_some(value.trim())
    });
    found.filter(|_| status.starts_with('2'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn next_event_is_requested_with_the_registered_identifier() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let service = Service::at(&listener.local_addr().unwrap().to_string());
        let server = thread::spawn(move || {
            let (mut registering, _) = listener.accept().unwrap();
            let mut register = head(&mut registering).unwrap();
            let answer =
                "HTTP/1.1 200 OK\r\nlambda-extension-identifier: e-1\r\nContent-Length: 0\r\n\r\n";
            registering.write_all(answer.as_bytes()).unwrap();
            let (mut next_event, _) = listener.accept().unwrap();
            register.push_str(&head(&mut next_event).unwrap());
            register
        });
        let _registration = Registration::at(&service).unwrap();
        let requests = server.join().unwrap();
        for part in [
            "POST /2020-01-01/extension/register",
            "Lambda-Extension-Name: gatewright-on-shutdown",
            "GET /2020-01-01/extension/event/next",
            "Lambda-Extension-Identifier: e-1",
        ] {
            assert!(requests.contains(part), "{requests}");
        }
    }

    #[test]
    fn unsuccessful_answer_has_no_identifier() {
        let answer = "HTTP/1.1 404 Not Found\r\nLambda-Extension-Identifier: e-1\r\n\r\n";
        assert_eq!(identifier(answer), None);
    }
}
