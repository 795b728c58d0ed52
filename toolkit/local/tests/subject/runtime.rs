//! A client of the Runtime API with one connection for each call, which can break every rule.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

pub(crate) struct Runtime {
    address: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Runtime {
    pub(crate) fn new(address: String) -> Self {
        Self { address }
    }

    pub(crate) fn next(&self) -> Answer {
        self.call("GET", "invocation/next", "", b"")
    }

    pub(crate) fn respond(&self, id: &str, body: &[u8]) -> Answer {
        self.call("POST", &format!("invocation/{id}/response"), "", body)
    }

    pub(crate) fn call(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let headers = format!("content-length: {}\r\n{headers}", body.len());
        self.send(method, path, &headers, body)
    }

    /// Sends a POST whose headers and body give its length.
    pub(crate) fn chunked(&self, path: &str, headers: &str, body: &[u8]) -> Answer {
        self.send("POST", path, headers, body)
    }

    /// Sends a POST and closes the connection in the middle of the body.
    pub(crate) fn cut(&self, path: &str, headers: &str, body: &[u8]) {
        let mut stream = self.post("POST", path, headers, body);
        stream.shutdown(Shutdown::Write).expect("it is open");
        // The service may or may not answer.
        let _ = stream.read_to_end(&mut Vec::new());
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let mut answer = String::new();
        self.post(method, path, headers, body)
            .read_to_string(&mut answer)
            .expect("the answer is text");
        parse(&answer)
    }

    fn post(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> TcpStream {
        let head = format!(
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}\r\n",
            self.address
        );
        let mut stream = TcpStream::connect(&self.address).expect("the Runtime API listens");
        stream
            .write_all(head.as_bytes())
            .expect("the head is taken");
        stream.write_all(body).expect("the body is taken");
        stream
    }
}

fn parse(answer: &str) -> Answer {
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .expect("the answer has a head");
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    Answer {
        status: status.expect("the answer has a status"),
        headers: headers.collect(),
        body: body.to_owned(),
    }
}
