//! Pages in Chromium that call the local Lambda.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::local::Local;
use gatewright_tests::process::Process;
use tempfile::TempDir;

/// The limit of every wait. A first start of Chromium takes seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Resolved to 127.0.0.1, as a domain of DNS rebinding is.
const FOREIGN: &str = "evil.example";

/// Sends requests of every kind to `TARGET`, and then posts the results to the page's own server.
const PAGE: &str = r#"<!doctype html><title>page</title><body><iframe name="frame"></iframe>
<form id="form" method="post" action="TARGET/form" target="frame"><input name="a" value="b"></form>
<script>
const tried = async (name, path, options) => {
    try {
        const response = await fetch("TARGET" + path, options);
        return `${name}: ${response.type} ${response.status} ${await response.text()}`;
    } catch (error) {
        return `${name}: ${error.name}`;
    }
};
const loaded = element => new Promise(done => { element.onload = element.onerror = () => done(); });
const all = async () => {
    const image = new Image();
    const drawn = loaded(image);
    image.src = "TARGET/image";
    await drawn;
    const sent = loaded(document.querySelector("iframe"));
    document.getElementById("form").submit();
    await sent;
    const results = [
        await tried("no-cors post", "/post", { method: "POST", mode: "no-cors", body: "x" }),
        await tried("no-cors get", "/cookies", { mode: "no-cors" }),
        await tried("get", "/cookies"),
        await tried("put", "/put", { method: "PUT", headers: { "content-type": "application/json" }, body: "{}" }),
    ];
    await fetch("/results", { method: "POST", body: results.join("\n") });
};
window.onload = all;
</script>"#;

/// A server of one page, which receives the results that the page posts.
struct Page {
    address: SocketAddr,
    results: Receiver<String>,
}

impl Page {
    fn serve(target: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, results) = mpsc::channel();
        let page = PAGE.replace("TARGET", target);
        // The thread ends with the process of the test.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (page, sender) = (page.clone(), sender.clone());
                thread::spawn(move || answer(stream, &page, &sender));
            }
        });
        Ok(Self { address, results })
    }
}

fn answer(mut stream: TcpStream, page: &str, results: &Sender<String>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    if first.starts_with("POST /results") {
        results.send(String::from_utf8(body).ok()?).ok()?;
    }
    let length = page.len();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n";
    write!(stream, "{head}content-length: {length}\r\n\r\n{page}").ok()
}

/// Chromium with a new profile.
struct Browser {
    profile: TempDir,
}

impl Browser {
    fn new() -> Result<Self> {
        Ok(Self {
            profile: tempfile::tempdir()?,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("chromium");
        command
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
            ])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .arg(format!("--host-resolver-rules=MAP {FOREIGN} 127.0.0.1"))
            // A proxy of the machine would resolve the name itself.
            .arg("--no-proxy-server");
        command
    }

    /// Opens a page and returns the results that it posts.
    fn results(&self, url: &str, page: &Page) -> Result<String> {
        let mut command = self.command();
        let browser = Process::start("chromium", command.args(["--remote-debugging-port=0", url]))
            .context(MISSING)?;
        page.results
            .recv_timeout(PATIENCE)
            .with_context(|| format!("waited for the results of {url}\n{}", browser.printed()))
    }

    /// Returns the document at a URL.
    fn document(&self, url: &str) -> Result<String> {
        let mut command = self.command();
        let finished = run(command.args(["--dump-dom", url]), b"", PATIENCE).context(MISSING)?;
        Ok(finished.expect_success("chromium")?.stdout_text())
    }
}

const MISSING: &str = "expected `chromium` on the PATH; help: run `bash .ci/setup`";

fn echo() -> Result<Local> {
    let binary = build("gatewright-fixture-functions", "echo", Profile::Debug)?;
    Local::serve(&binary, "echo")
}

/// Returns the lines about requests, without their times.
fn requests(log: &str) -> Vec<String> {
    let lines = log.lines().filter(|line| line.contains(" /"));
    lines
        .map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn page_of_another_site_reaches_nothing() -> Result<()> {
    let mut echo = echo()?;
    let page = Page::serve(echo.endpoint())?;
    let url = format!("http://{FOREIGN}:{}/", page.address.port());
    let results = Browser::new()?.results(&url, &page)?;
    assert_eq!(
        results,
        "no-cors post: opaque 0 \nno-cors get: opaque 0 \nget: TypeError\nput: TypeError"
    );
    let log = echo.process.end();
    assert_eq!(
        requests(&log),
        [
            "GET /image 403",
            "POST /form 403",
            "POST /post 403",
            "GET /cookies 403",
            "GET /cookies 403",
            "OPTIONS /put 403",
        ],
        "{log}"
    );
    // Neither has an environment started.
    ensure!(!log.contains(" ms "), "{log}");
    Ok(())
}

#[test]
fn domain_that_resolves_to_this_machine_is_refused() -> Result<()> {
    let mut echo = echo()?;
    let port = echo
        .endpoint()
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_owned();
    let browser = Browser::new()?;
    // A rebound page has the address of the local Lambda as its own origin.
    let document = browser.document(&format!("http://{FOREIGN}:{port}/cookies"))?;
    ensure!(
        document.contains(&format!("found `{FOREIGN}:{port}`")),
        "{document}"
    );
    let document = browser.document(&format!("http://localhost:{port}/cookies"))?;
    ensure!(document.contains("{}"), "{document}");
    let log = echo.process.end();
    let requests = requests(&log);
    ensure!(
        requests.contains(&"GET /cookies 403".to_owned())
            && requests.contains(&"GET /cookies 200".to_owned()),
        "{log}"
    );
    Ok(())
}

#[test]
fn page_on_another_port_of_this_machine_is_answered() -> Result<()> {
    let mut echo = echo()?;
    let page = Page::serve(echo.endpoint())?;
    let url = format!("http://localhost:{}/", page.address.port());
    let results = Browser::new()?.results(&url, &page)?;
    // The function does not send the headers of CORS, so the page may not read its responses.
    ensure!(results.contains("no-cors get: opaque 0"), "{results}");
    let log = echo.process.end();
    let requests = requests(&log);
    for expected in [
        "GET /image 404",
        "POST /form 404",
        "POST /post 404",
        "GET /cookies 200",
        "OPTIONS /put 404",
    ] {
        ensure!(requests.contains(&expected.to_owned()), "{expected}: {log}");
    }
    let is_refused = |request: &String| request.ends_with(" 403");
    ensure!(!requests.iter().any(is_refused), "{log}");
    Ok(())
}
