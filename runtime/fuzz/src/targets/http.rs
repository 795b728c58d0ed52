//! The HTTP server of the local Lambda: it answers or closes each connection, and serves the next good request.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use super::choices::Choices;
use super::damage;
use super::text::{escaped, text};

/// Longer than the function's timeout, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The time without an answer after which the client ends its half of the connection.
const QUIET: Duration = Duration::from_millis(20);

const GOOD: &str = "GET /a?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// One server for all cases.
mod server {
    use std::io::{BufRead, BufReader};
    use std::net::SocketAddr;
    use std::process::{Child, Command, Stdio};
    use std::sync::atomic::Ordering;
    use std::sync::{LazyLock, Mutex, PoisonError};
    use std::thread;

    pub(super) struct Server {
        pub(super) address: SocketAddr,
        process: Mutex<Child>,
    }

    pub(super) static SERVER: LazyLock<Server> = LazyLock::new(|| {
        let program = std::env::current_exe().expect("the path of this program");
        let mut process = Command::new(program)
            .args(["serve", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let line = lines.next().expect("the address").expect("a line");
        let address = line.strip_prefix("listening on http://");
        let address = address.and_then(|address| address.parse().ok());
        thread::spawn(move || lines.for_each(drop));
        let log = BufReader::new(process.stderr.take().expect("a pipe"));
        thread::spawn(move || {
            // Lines of the function may hold any bytes.
            for line in log.split(b'\n').map_while(Result::ok) {
                if line.windows(12).any(|words| words == b" panicked at") {
                    println!("{}", String::from_utf8_lossy(&line));
                    super::super::PANICS.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Server {
            address: address.unwrap_or_else(|| panic!("`{line}` has no address")),
            process: Mutex::new(process),
        }
    });

    pub(super) fn end() {
        if let Some(server) = LazyLock::get(&SERVER) {
            let mut process = server
                .process
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let _ = process.kill().and_then(|()| process.wait());
        }
    }
}

/// Ends the server, if there is one.
pub(super) fn end() {
    server::end();
}

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let address = server::SERVER.address;
    let request = request(random);
    let shown = || String::from_utf8_lossy(&request).into_owned();
    let pause = random.usize(..=request.len());
    let answer = exchange(address, &request, pause, QUIET)
        .map_err(|error| format!("{error}: {:?}", shown()))?;
    if !answer.is_empty() && !answer.starts_with(b"HTTP/1.") {
        let answer = String::from_utf8_lossy(&answer);
        return Err(format!("the answer {answer:?} to {:?}", shown()));
    }
    let good = exchange(address, GOOD.as_bytes(), GOOD.len(), PATIENCE);
    let good = good.map_err(|error| format!("{error} for the request after {:?}", shown()))?;
    if !good.starts_with(b"HTTP/1.1 200 ") {
        let good = String::from_utf8_lossy(&good);
        return Err(format!("the answer {good:?} after {:?}", shown()));
    }
    Ok(2)
}

/// Sends the bytes in two pieces, and reads until the server closes the connection. After a time without an answer, the client ends its
/// half of the connection.
fn exchange(
    address: SocketAddr,
    request: &[u8],
    pause: usize,
    quiet: Duration,
) -> Result<Vec<u8>, String> {
    let failed = |what: &str, error: &std::io::Error| format!("could not {what}: {error}");
    let mut stream = TcpStream::connect(address).map_err(|error| failed("connect", &error))?;
    let limited = stream
        .set_read_timeout(Some(quiet))
        .and_then(|()| stream.set_write_timeout(Some(PATIENCE)))
        .and_then(|()| stream.set_nodelay(true));
    limited.map_err(|error| failed("limit the time", &error))?;
    // The server may have closed the connection already.
    let (first, second) = request.split_at(pause);
    let _ = stream.write_all(first);
    let _ = stream.write_all(second);
    let mut answer = Vec::new();
    let mut read = stream.read_to_end(&mut answer);
    if matches!(&read, Err(error) if error.kind() == ErrorKind::WouldBlock) {
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.set_read_timeout(Some(PATIENCE));
        read = stream.read_to_end(&mut answer);
    }
    match read {
        Ok(_) => Ok(answer),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(answer),
        Err(error) => Err(failed("read the answer in time", &error)),
    }
}

/// One or two requests, mostly well-formed, and sometimes damaged.
fn request(random: &mut Choices<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=random.usize(..2) {
        one(random, &mut bytes);
    }
    if random.bool() {
        damage::bytes(&mut bytes, random);
    }
    bytes
}

fn one(random: &mut Choices<'_>, bytes: &mut Vec<u8>) {
    let body = body(random);
    let method = random.one_of(&[
        "GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI", "g\u{e9}t",
    ]);
    let target = match random.u8(5) {
        0 => format!("/{}", escaped(random)),
        1 => "/2015-03-31/functions/fuzz/invocations".to_owned(),
        2 => format!("/2015-03-31/functions/{}/invocations", escaped(random)),
        3 => random
            .one_of(&[
                "*",
                "http://localhost/a",
                "//",
                "/../a",
                "/a?b#c",
                "localhost:1",
                "",
            ])
            .to_owned(),
        _ => format!("/a/{}?{}", text(random), escaped(random)),
    };
    let version = random.one_of(&[
        "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "",
    ]);
    bytes.extend(format!("{method} {target} {version}\r\n").bytes());
    if !random.one_in(8) {
        bytes.extend(b"Host: localhost\r\n");
    }
    for _ in 0..random.usize(..4) {
        header(random, bytes);
    }
    match random.u8(6) {
        0 => bytes.extend(b"\r\n"),
        1 => bytes.extend(b"Transfer-Encoding: chunked\r\n\r\n"),
        2 => {
            bytes.extend(b"Transfer-Encoding: chunked\r\n\r\n");
            let (first, second) = body.split_at(body.len() / 2);
            for chunk in [first, second, b""] {
                bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            return;
        }
        _ => bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes()),
    }
    bytes.extend(body);
}

fn header(random: &mut Choices<'_>, bytes: &mut Vec<u8>) {
    let known = random.one_of(&[
        "Host: evil.example",
        "Host: localhost:99999",
        "Origin: https://evil.example",
        "Origin: null",
        "Content-Length: 0",
        "Content-Length: 99999999999999999999",
        "Content-Length: -1",
        "Content-Length: 6291557",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip",
        "Connection: close",
        "Connection: upgrade, keep-alive",
        "Upgrade: h2c",
        "Upgrade: websocket",
        "Expect: 100-continue",
        "X-Amz-Invocation-Type: Event",
        "X-Amz-Invocation-Type: DryRun",
        "X-Amz-Log-Type: Tail",
        "X-Amz-Client-Context: e30=",
        "X-Amz-Client-Context: %%%",
        "Cookie: a=1; b",
        "Content-Type: application/x-www-form-urlencoded",
        "Access-Control-Request-Method: PUT",
    ]);
    match random.u8(4) {
        0 => bytes.extend(format!("{}: {}\r\n", text(random), escaped(random)).bytes()),
        1 => {
            bytes.extend(b"X-Any: ");
            bytes.extend((0..random.usize(..20)).map(|_| random.byte()));
            bytes.extend(b"\r\n");
        }
        _ => bytes.extend(format!("{known}\r\n").bytes()),
    }
}

fn body(random: &mut Choices<'_>) -> Vec<u8> {
    match random.u8(4) {
        0 => Vec::new(),
        1 => (0..random.usize(..50)).map(|_| random.byte()).collect(),
        2 => serde_json::json!({"operation": text(random), "payload": text(random)})
            .to_string()
            .into_bytes(),
        _ => br#"{"httpMethod":"GET","path":"/a"}"#.to_vec(),
    }
}
