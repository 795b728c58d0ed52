//! The example `fanout` with ten suppliers that take 200 ms each.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::local::outside_lambda;
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

const RESPONSE_TIME: Duration = Duration::from_millis(200);
const LIMIT: Duration = Duration::from_secs(60);

/// Suppliers that answer after [`RESPONSE_TIME`], except for number 7, which fails.
struct Suppliers {
    url: String,
    /// The largest number of concurrent requests.
    most_at_once: Arc<AtomicUsize>,
}

impl Suppliers {
    /// Starts the suppliers on threads that end with the test's process.
    fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/api/", listener.local_addr()?);
        let (at_once, most_at_once) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let most = Arc::clone(&most_at_once);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (at_once, most) = (Arc::clone(&at_once), Arc::clone(&most));
                thread::spawn(move || {
                    let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    // Errors mean that the client has closed the connection.
                    let _ = answer(connection);
                    at_once.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { url, most_at_once })
    }
}

fn answer(mut connection: TcpStream) -> std::io::Result<()> {
    connection.set_read_timeout(Some(LIMIT))?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        connection.read_exact(&mut byte)?;
        request.extend(byte);
    }
    thread::sleep(RESPONSE_TIME);
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let number = path
        .strip_prefix("/api/suppliers/")
        .and_then(|rest| rest.strip_suffix("/offers/A-100"))
        .and_then(|number| number.parse::<u32>().ok());
    let (status, body) = match number {
        Some(7) => ("503 Service Unavailable", String::new()),
        Some(number) => (
            "200 OK",
            json!({"price_cents": 5_000 - 100 * number}).to_string(),
        ),
        None => ("404 Not Found", String::new()),
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

#[test]
fn suppliers_are_asked_concurrently_and_may_fail() -> Result<()> {
    let suppliers = Suppliers::open()?;
    let fanout = build("fanout", "fanout", Profile::Debug)?;
    let event = workspace_root().join("examples/fanout/events/best-offer.json");
    let mut command = outside_lambda(&fanout);
    command
        .arg("invoke")
        .arg(event)
        .env("SUPPLIERS_URL", &suppliers.url);
    let finished = run(&mut command, b"", LIMIT)?;
    ensure!(finished.status.success(), "{finished:?}");
    let mut reply: Value = serde_json::from_slice(&finished.stdout)?;
    let failures = reply["failures"].take();
    assert_eq!(
        reply,
        json!({"best": {"supplier": 10, "price_cents": 4_000}, "offers": 9, "failures": null})
    );
    let failures = failures.as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(
        matches!(failures, [Value::String(failure)] if failure.contains("503") && failure.contains("/suppliers/7/")),
        "{failures:?}"
    );
    assert_eq!(suppliers.most_at_once.load(Ordering::SeqCst), 10);
    Ok(())
}

#[test]
fn missing_suppliers_url_fails_init_and_is_named() -> Result<()> {
    let fanout = build("fanout", "fanout", Profile::Debug)?;
    let event = workspace_root().join("examples/fanout/events/best-offer.json");
    let mut command = outside_lambda(&fanout);
    command.arg("invoke").arg(event).env_remove("SUPPLIERS_URL");
    let finished = run(&mut command, b"", LIMIT)?;
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    let error = String::from_utf8_lossy(&finished.stdout);
    assert!(error.contains("InitFailed"), "{error}");
    let log = &finished.stderr;
    assert!(log.contains("SUPPLIERS_URL"), "{log}");
    Ok(())
}
