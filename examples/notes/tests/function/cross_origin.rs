//! Pages of other origins in Chromium: one that the policy allows, and one that it does not.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::Result;
use gatewright_tests::browser::{Browser, Page};
use serde_json::json;

use super::{Notes, PASSWORD};

/// An origin of the policy. Chromium takes it to the port of the test's own server.
const ALLOWED: &str = "http://localhost:5173";

/// Serves an empty page on a free port.
fn serve_page() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    // The threads end with the process of the test.
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream) -> Option<()> {
    let lines = BufReader::new(stream.try_clone().ok()?).lines();
    lines.map_while(Result::ok).find(String::is_empty)?;
    let page = "<!doctype html><title>another origin</title>";
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n";
    let length = page.len();
    write!(stream, "{head}content-length: {length}\r\n\r\n{page}").ok()
}

/// Sends a request to the API from a page, and returns the status and the body, or the name of the error.
fn send(page: &mut Page<'_>, notes: &Notes, path: &str, options: &str) -> Result<String> {
    let url = json!(notes.url(path));
    let sent = page.evaluate(&format!(
        "fetch({url}, {options}).then(async reply => `${{reply.type}} ${{reply.status}} ${{await reply.text()}}`, error => error.name)"
    ))?;
    Ok(sent.as_str().unwrap_or_default().to_owned())
}

/// The options of a request with cookies, a JSON body and the header of clients.
fn with_json(method: &str, body: &serde_json::Value) -> String {
    let body = json!(body.to_string());
    format!(
        "{{ method: '{method}', credentials: 'include', body: {body},
            headers: {{ 'content-type': 'application/json', 'x-notes-client': 'test' }} }}"
    )
}

#[test]
fn only_pages_of_allowed_origins_use_the_api() -> Result<()> {
    let mut notes = Notes::start()?;
    let server = serve_page()?;
    let rule = format!("--host-resolver-rules=MAP localhost:5173 {server}");
    let mut browser = Browser::start(&[&rule])?;

    let mut page = browser.open(&format!("{ALLOWED}/"))?;
    assert_eq!(page.evaluate("location.origin")?, ALLOWED);
    let credentials = json!({"name": "ada", "password": PASSWORD});
    let account = with_json("POST", &credentials);
    let created = send(&mut page, &notes, "/api/account", &account)?;
    assert_eq!(created, r#"cors 201 {"name":"ada"}"#);
    let draft = json!({"title": "from another origin"});
    let created = send(&mut page, &notes, "/api/notes", &with_json("POST", &draft))?;
    assert!(created.starts_with("cors 201 "), "{created}");
    let with_cookies = "{ credentials: 'include' }";
    let list = send(&mut page, &notes, "/api/notes", with_cookies)?;
    assert!(
        list.starts_with("cors 200 ") && list.contains("from another origin"),
        "{list}"
    );
    // The page may read errors too, and the headers that the policy exposes.
    let without = send(&mut page, &notes, "/api/notes", "{ credentials: 'omit' }")?;
    assert!(without.starts_with("cors 401 "), "{without}");
    let url = json!(notes.url("/api/notes"));
    let tag = format!("fetch({url}, {with_cookies}).then(reply => reply.headers.get('etag'))");
    assert!(page.evaluate(&tag)?.is_string());
    let header = with_json("POST", &draft).replace("x-notes-client", "x-other");
    assert_eq!(send(&mut page, &notes, "/api/notes", &header)?, "TypeError");

    // The same browser, with the cookie: another port is the same site, so the cookie is sent.
    let stored = notes.items("ada")?;
    page.navigate(&format!("http://localhost:{}/", server.port()))?;
    assert_eq!(
        send(&mut page, &notes, "/api/notes", with_cookies)?,
        "TypeError"
    );
    let json = with_json("POST", &draft);
    assert_eq!(send(&mut page, &notes, "/api/notes", &json)?, "TypeError");
    // Requests without a preflight reach the function, which refuses them.
    for body in [
        "new Blob(['{\"title\":\"forged\"}'])",
        "new FormData()",
        "'{\"title\":\"forged\"}'",
    ] {
        let forged =
            format!("{{ method: 'POST', mode: 'no-cors', credentials: 'include', body: {body} }}");
        assert_eq!(send(&mut page, &notes, "/api/notes", &forged)?, "opaque 0 ");
    }
    assert_eq!(notes.items("ada")?, stored);
    let log = notes.local.process.end();
    let refused = log
        .lines()
        .filter(|line| line.contains("POST /api/notes 403"));
    assert_eq!(refused.count(), 3, "{log}");
    Ok(())
}
