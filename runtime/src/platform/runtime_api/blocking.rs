//! A client that blocks, with one connection for each request. It needs no async runtime.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::Service;

/// The shortest time limit. The service is on the same machine, and answers within it or not at all.
pub(crate) const SHORTEST: Duration = Duration::from_millis(5);

/// Longer than any status line.
pub(crate) const LONGEST_LINE: usize = 256;

/// A request to post.
pub(crate) struct Post<'a> {
    /// The path after `/2018-06-01/runtime/`.
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub(crate) body: &'a str,
}

impl Post<'_> {
    /// Posts the request, and returns when the service has accepted it. `limit` applies to connecting, writing and reading
    /// separately.
    pub(crate) fn send(&self, limit: Duration) -> io::Result<()> {
        self.send_to(&Service::of_environment()?, limit.max(SHORTEST))
    }

    fn send_to(&self, service: &Service, limit: Duration) -> io::Result<()> {
        send(self.request(service).as_bytes(), service, limit)
    }

    fn request(&self, service: &Service) -> String {
        let mut request = format!(
            "POST {}/2018-06-01/runtime/{} HTTP/1.1\r\n\
             Host: {}\r\n\
             Connection: close\r\n\
             Content-Type: application/json\r\n\
             Content-Length: {}\r\n",
            service.base(),
            self.path,
            service.authority(),
            self.body.len()
        );
        for (name, value) in self.headers {
            // Writing to a string does not fail.
            let _ = write!(request, "{name}: {value}\r\n");
        }
        request.push_str("\r\n");
        request.push_str(self.body);
        request
    }
}

/// Sends a whole request, and returns when the service has accepted it.
pub(crate) fn send(request: &[u8], service: &Service, limit: Duration) -> io::Result<()> {
    let mut stream = connect(service, limit)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(limit))?;
    stream.set_read_timeout(Some(limit))?;
    stream.write_all(request)?;
    let mut start = [0; LONGEST_LINE];
    let line = first_line(&stream, &mut start)?;
    accepted(&line)
}

/// Checks the status line of an answer, such as `HTTP/1.1 202 Accepted`.
fn accepted(line: &str) -> io::Result<()> {
    match line.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => Ok(()),
        _ => Err(io::Error::other(format!(
            "the Runtime API answered `{line}`"
        ))),
    }
}

/// Reads the first line of an answer, without its end.
pub(crate) fn first_line<'a>(
    mut stream: &TcpStream,
    buffer: &'a mut [u8],
) -> io::Result<Cow<'a, str>> {
    let mut length = 0;
    while length < buffer.len() && !buffer[..length].contains(&b'\n') {
        match stream.read(&mut buffer[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(line_of(&buffer[..length]))
}

/// Returns the first line, without its end.
fn line_of(bytes: &[u8]) -> Cow<'_, str> {
    let mut lines = bytes.split(|byte| matches!(byte, b'\r' | b'\n'));
    String::from_utf8_lossy(lines.next().unwrap_or_default())
}

/// Connects to the first address of the service that accepts.
fn connect(service: &Service, limit: Duration) -> io::Result<TcpStream> {
    let mut last = io::Error::new(ErrorKind::NotFound, "the Runtime API has no address");
    for address in service.authority().to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, limit) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    const LIMIT: Duration = Duration::from_secs(5);

    /// Posts to a service that answers with `status`, at a URL like that of `cargo lambda watch`. Returns the request that it
    /// received, and the result.
    fn posted(status: &'static str) -> (String, io::Result<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 1_024];
            let mut length = 0;
            while !request[..length].ends_with(b"}") {
                length += stream.read(&mut request[length..]).unwrap();
            }
            stream
                .write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes())
                .unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        let post = Post {
            path: "invocation/8476a536/error",
            headers: &[("Lambda-Runtime-Invocation-Id", "i-1")],
            body: r#"{"a":1}"#,
        };
        let service = Service::at(&format!("http://{host}/.rt/shop"));
        let sent = post.send_to(&service, LIMIT);
        (server.join().unwrap().replace(&host, "HOST"), sent)
    }

    #[test]
    fn request_has_its_path_headers_and_body() {
        let (request, sent) = posted("202 Accepted");
        sent.unwrap();
        assert_eq!(
            request,
            "POST /.rt/shop/2018-06-01/runtime/invocation/8476a536/error HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: 7\r\nLambda-Runtime-Invocation-Id: i-1\r\n\r\n{\"a\":1}"
        );
    }

    #[test]
    fn refusal_is_an_error_with_the_status_line() {
        let (_, sent) = posted("410 Gone");
        assert_eq!(
            sent.unwrap_err().to_string(),
            "the Runtime API answered `HTTP/1.1 410 Gone`"
        );
    }

    #[test]
    fn silent_service_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let service = Service::at(&listener.local_addr().unwrap().to_string());
        let post = Post {
            path: "init/error",
            headers: &[],
            body: "{}",
        };
        let error = post
            .send_to(&service, Duration::from_millis(20))
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            "{error:?}"
        );
    }
}
