//! Pages in a headless Chromium, driven through the protocol of its developer tools: keys are pressed as a user presses them.
//!
//! The protocol runs over two pipes (`--remote-debugging-pipe`): messages of JSON, each ended by a zero byte.
//! <https://chromedevtools.github.io/devtools-protocol/>

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The limit of every wait. A first start of Chromium takes seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The most times that Tab is pressed in search of an element.
const TABS: usize = 60;

/// A running Chromium with a new profile. Dropping it ends the process.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    requests: ChildStdin,
    messages: Receiver<Value>,
    /// Events that came while a response was awaited.
    events: Vec<Value>,
    last_id: u64,
    _profile: TempDir,
}

/// A page of a [`Browser`].
#[derive(Debug)]
pub struct Page<'b> {
    browser: &'b mut Browser,
    session: String,
}

impl Browser {
    /// Starts Chromium with further arguments, such as `--host-resolver-rules=MAP localhost:5173 127.0.0.1:40123`.
    pub fn start(arguments: &[&str]) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut command = Command::new("sh");
        // Chromium reads the protocol from descriptor 3 and writes it to 4.
        command
            .args([
                "-c",
                "exec chromium \"$@\" 3<&0 4>&1 0</dev/null 1>&2",
                "sh",
            ])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
            ])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync"])
            .args(["--no-proxy-server", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .context("expected `chromium` on the PATH; help: run `bash .ci/setup`")?;
        let requests = child.stdin.take().context("a pipe to chromium")?;
        let output = child.stdout.take().context("a pipe from chromium")?;
        let (sender, messages) = mpsc::channel();
        // The thread ends with the process.
        thread::spawn(move || {
            let messages = BufReader::new(output).split(0).map_while(Result::ok);
            let messages = messages.filter_map(|message| serde_json::from_slice(&message).ok());
            for message in messages {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            child,
            requests,
            messages,
            events: Vec::new(),
            last_id: 0,
            _profile: profile,
        })
    }

    /// Opens a page and waits until it has loaded.
    pub fn open(&mut self, url: &str) -> Result<Page<'_>> {
        let target = self.call(None, "Target.createTarget", json!({"url": "about:blank"}))?;
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.call(None, "Target.attachToTarget", attach)?["sessionId"].clone();
        let session = session.as_str().context("a session id")?.to_owned();
        let mut page = Page {
            browser: self,
            session,
        };
        page.call("Page.enable", json!({}))?;
        page.navigate(url)?;
        Ok(page)
    }

    fn call(&mut self, session: Option<&str>, method: &str, parameters: Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({"id": id, "method": method});
        request["params"] = parameters;
        if let Some(session) = session {
            request["sessionId"] = json!(session);
        }
        write!(self.requests, "{request}\0").with_context(|| method.to_owned())?;
        self.requests.flush()?;
        loop {
            let mut message = self.next(method)?;
            if message["id"] == id {
                ensure!(message["error"].is_null(), "{method}: {}", message["error"]);
                return Ok(message["result"].take());
            }
            self.events.push(message);
        }
    }

    fn next(&self, awaited: &str) -> Result<Value> {
        let message = self.messages.recv_timeout(PATIENCE);
        message.with_context(|| format!("waited {PATIENCE:?} for Chromium: {awaited}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // An error means that the process has ended already.
        let _ = self.call(None, "Browser.close", json!({}));
        let _ =
            crate::command::wait_until(&mut self.child, Instant::now() + Duration::from_secs(10));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Page<'_> {
    /// Goes to another address and waits until it has loaded.
    pub fn navigate(&mut self, url: &str) -> Result<()> {
        self.browser.events.clear();
        let answer = self.call("Page.navigate", json!({"url": url}))?;
        ensure!(
            answer["errorText"].is_null(),
            "{url}: {}",
            answer["errorText"]
        );
        self.event("Page.loadEventFired").map(drop)
    }

    /// Evaluates an expression of JavaScript, waits for its promise, and returns its value as JSON.
    pub fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let parameters = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        let mut answer = self.call("Runtime.evaluate", parameters)?;
        let exception = &answer["exceptionDetails"];
        ensure!(exception.is_null(), "{expression}: {exception}");
        Ok(answer["result"]["value"].take())
    }

    /// Waits until an expression of JavaScript is true. The error shows the text of the page.
    pub fn wait_until(&mut self, condition: &str) -> Result<()> {
        let limit = Instant::now() + PATIENCE;
        while self.evaluate(&format!("Boolean({condition})"))? != true {
            if Instant::now() >= limit {
                let text = self.evaluate("document.body.innerText")?;
                bail!("waited {PATIENCE:?} until {condition}; the page shows {text}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Presses a key: `Tab`, `Enter`, `Escape` or `Space`.
    pub fn press(&mut self, key: &str) -> Result<()> {
        // https://www.w3.org/TR/uievents-code/ and the key codes of Windows, which the protocol asks for.
        let (key, code, number, text) = match key {
            "Tab" => ("Tab", "Tab", 9, ""),
            "Enter" => ("Enter", "Enter", 13, "\r"),
            "Escape" => ("Escape", "Escape", 27, ""),
            "Space" => (" ", "Space", 32, " "),
            other => bail!("expected `Tab`, `Enter`, `Escape` or `Space`, found {other:?}"),
        };
        let mut event = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": key, "code": code, "windowsVirtualKeyCode": number, "text": text,
        });
        self.call("Input.dispatchKeyEvent", event.clone())?;
        event["type"] = json!("keyUp");
        event["text"] = json!("");
        self.call("Input.dispatchKeyEvent", event).map(drop)
    }

    /// Types a text into the element that has the focus, character by character.
    pub fn write(&mut self, text: &str) -> Result<()> {
        for character in text.chars() {
            let character = character.to_string();
            let key = |kind: &str| json!({"type": kind, "key": character, "text": character});
            self.call("Input.dispatchKeyEvent", key("keyDown"))?;
            let up = json!({"type": "keyUp", "key": character});
            self.call("Input.dispatchKeyEvent", up)?;
        }
        Ok(())
    }

    /// Presses Tab until an element that a CSS selector matches has the focus.
    pub fn tab_to(&mut self, selector: &str) -> Result<()> {
        let selector = json!(selector);
        let has_focus = format!("document.activeElement?.matches({selector}) ?? false");
        for _ in 0..TABS {
            if self.evaluate(&has_focus)? == true {
                return Ok(());
            }
            self.press("Tab")?;
        }
        let focused = self.evaluate("document.activeElement.outerHTML")?;
        bail!("Tab does not reach {selector}; the focus is on {focused}")
    }

    /// Presses a key on a file input that has the focus, and chooses a file in the dialog that opens.
    pub fn choose_file(&mut self, key: &str, file: &Path) -> Result<()> {
        let intercept = json!({"enabled": true});
        self.call("Page.setInterceptFileChooserDialog", intercept)?;
        self.press(key)?;
        let opened = self.event("Page.fileChooserOpened")?;
        let parameters = json!({
            "files": [file], "backendNodeId": opened["params"]["backendNodeId"],
        });
        self.call("DOM.setFileInputFiles", parameters).map(drop)
    }

    /// Waits for an event of this page.
    fn event(&mut self, method: &str) -> Result<Value> {
        let limit = Instant::now() + PATIENCE;
        let is_it = |event: &Value, session: &str| {
            event["method"] == method && event["sessionId"] == session
        };
        loop {
            let session = &self.session;
            if let Some(at) = self
                .browser
                .events
                .iter()
                .position(|event| is_it(event, session))
            {
                return Ok(self.browser.events.remove(at));
            }
            ensure!(Instant::now() < limit, "waited {PATIENCE:?} for {method}");
            let event = self.browser.next(method)?;
            self.browser.events.push(event);
        }
    }

    fn call(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.browser.call(Some(&self.session), method, parameters)
    }
}
