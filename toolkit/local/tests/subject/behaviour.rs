//! The behaviours that events ask for.

use crate::runtime::{Answer, Runtime};
use serde_json::{Value, json};
use std::process::{Command, ExitCode, abort, exit};
use std::thread::sleep;
use std::time::Duration;

struct Event<'a> {
    runtime: &'a Runtime,
    id: &'a str,
    value: &'a Value,
    answer: &'a Answer,
    /// The number of events in this process, including this one.
    count: u64,
    /// The answer to a call that broke a rule.
    told: &'a mut Value,
}

/// Handles events until the Runtime API is gone.
pub(crate) fn serve(runtime: &Runtime) -> ExitCode {
    let mut told = Value::Null;
    for count in 1.. {
        let answer = runtime.next();
        let id = answer
            .headers
            .get("lambda-runtime-aws-request-id")
            .expect("an id");
        let value = serde_json::from_str(&answer.body).expect("an event is JSON");
        let mut event = Event {
            runtime,
            id,
            value: &value,
            answer: &answer,
            count,
            told: &mut told,
        };
        // In the formats of the HTTP triggers.
        let paths = ["rawPath", "path", "raw_path"];
        match paths.iter().find_map(|member| value[*member].as_str()) {
            Some(path) => event.http(path),
            None => event.direct(),
        }
    }
    ExitCode::FAILURE
}

impl Event<'_> {
    fn direct(&mut self) {
        match self.value["do"].as_str().unwrap_or("count") {
            "count" => {}
            "pid" => return self.reply(&json!(std::process::id())),
            // The reply that the event holds.
            "echo" => return self.reply(&self.value["reply"]),
            "size" => {
                sleep(self.duration());
                return self.reply(&json!(
                    std::fs::metadata(executable()).expect("a file").len()
                ));
            }
            // What the runtime does after an answer of its watchdog, without `execve`.
            "reexecute" => {
                self.reply(&json!({ "count": self.count }));
                self.runtime.call("POST", "gatewright/reexecuted", "", b"");
                return;
            }
            "context" => return self.reply(&json!({ "headers": self.answer.headers })),
            "variables" => {
                let variables = std::env::vars();
                return self.reply(
                    &variables
                        .map(|(name, value)| (name, Value::String(value)))
                        .collect(),
                );
            }
            "environment" => {
                let variables = std::env::vars()
                    .filter(|(name, _)| name.starts_with("AWS_") || name == "_HANDLER");
                return self.reply(
                    &variables
                        .map(|(name, value)| (name, Value::String(value)))
                        .collect(),
                );
            }
            "spawn" => return self.reply(&json!(spawn(&self.value["as"]))),
            "sleep" => sleep(self.duration()),
            "spin" => loop {
                std::hint::spin_loop();
            },
            "exit" => exit(i32::try_from(self.number("code")).expect("a code")),
            "abort" => abort(),
            "panic" => panic!("as asked"),
            "log" => {
                println!("{}", self.value["stdout"].as_str().unwrap_or_default());
                eprintln!("{}", self.value["stderr"].as_str().unwrap_or_default());
            }
            // Often enough that the output never pauses. Without the sleep it would add 70 MB to the logs of the tests.
            "flood" => loop {
                println!("and on");
                sleep(Duration::from_micros(100));
            },
            "big" => return self.reply(&Value::String("x".repeat(self.size("bytes") - 2))),
            "error" => return self.fail(),
            "linger" => {
                self.reply(&json!({ "count": self.count }));
                return sleep(self.duration());
            }
            "leave" => {
                self.reply(&json!({ "count": self.count }));
                exit(0);
            }
            "wrong_id" => *self.told = told(&self.runtime.respond("no-such-id", b"{}")),
            "next_again" => *self.told = told(&self.runtime.next()),
            "respond_twice" => {
                self.reply(&json!({ "count": self.count }));
                *self.told = told(&self.runtime.respond(self.id, b"{}"));
                return;
            }
            "unknown_path" => *self.told = told(&self.runtime.call("GET", "nowhere", "", b"")),
            "allocate" => drop(std::hint::black_box(vec![1_u8; self.size("bytes")])),
            "stream" => return self.stream(),
            "break_stream" => return self.break_stream(),
            "cut_stream" => return self.cut_stream(),
            other => panic!("unknown behaviour `{other}`"),
        }
        self.reply(&json!({ "count": self.count, "told": self.told }));
    }

    fn http(&mut self, path: &str) {
        let body = self.value["body"].as_str().unwrap_or_default();
        match path {
            // With the members that the formats require. Each trigger ignores those that its format does not have.
            "/event" => self.reply(&json!({
                "statusCode": 200,
                "headers": { "content-type": "application/json" },
                "multiValueHeaders": { "content-type": ["application/json"] },
                "isBase64Encoded": false,
                "body": self.value.to_string(),
            })),
            "/challenge" => self.reply(&json!({
                "statusCode": 401,
                "statusDescription": "401 Who are you",
                "headers": { "WWW-Authenticate": "Bearer" },
                "multiValueHeaders": { "WWW-Authenticate": ["Bearer"] },
                "isBase64Encoded": false,
            })),
            // The body is the reply.
            "/reply" => drop(self.runtime.respond(self.id, body.as_bytes())),
            "/slow" => {
                sleep(Duration::from_secs(1));
                self.reply(&json!("slow"));
            }
            "/fail" => self.fail(),
            "/stream" => self.stream(),
            _ => self.reply(&json!({ "statusCode": 404, "body": "no such page" })),
        }
    }

    fn reply(&mut self, reply: &Value) {
        let answer = self.runtime.respond(self.id, reply.to_string().as_bytes());
        if answer.status != 202 {
            *self.told = told(&answer);
        }
    }

    fn fail(&self) {
        let document = match self.value["error"].as_str() {
            Some(text) => text.to_owned(),
            None => json!({ "errorType": "OutOfStock", "errorMessage": "none left" }).to_string(),
        };
        let header = "lambda-runtime-function-error-type: unhandled\r\n";
        let path = format!("invocation/{}/error", self.id);
        self.runtime
            .call("POST", &path, header, document.as_bytes());
    }

    fn stream(&self) {
        let headers = "lambda-runtime-function-response-mode: streaming\r\n\
            content-type: application/vnd.awslambda.http-integration-response\r\n";
        let body = b"{\"statusCode\":202,\"headers\":{\"content-type\":\"text/plain\"}}\0\0\0\0\0\0\0\0piece by piece";
        self.runtime.call(
            "POST",
            &format!("invocation/{}/response", self.id),
            headers,
            body,
        );
    }

    /// A stream that ends with an error in its trailers.
    fn break_stream(&self) {
        let headers = "lambda-runtime-function-response-mode: streaming\r\n\
            transfer-encoding: chunked\r\n\
            trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n";
        // {"errorType":"Broken","errorMessage":"half way"}
        let body = b"3\r\nabc\r\n0\r\nLambda-Runtime-Function-Error-Type: Broken\r\n\
            Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJCcm9rZW4iLCJlcnJvck1lc3NhZ2UiOiJoYWxmIHdheSJ9\r\n\r\n";
        self.runtime
            .chunked(&format!("invocation/{}/response", self.id), headers, body);
    }

    /// A stream whose connection ends in the middle of a chunk.
    fn cut_stream(&self) {
        let headers = "lambda-runtime-function-response-mode: streaming\r\n\
            transfer-encoding: chunked\r\n";
        self.runtime.cut(
            &format!("invocation/{}/response", self.id),
            headers,
            b"9\r\nabc",
        );
    }

    fn number(&self, name: &str) -> u64 {
        self.value[name].as_u64().expect("a number")
    }

    fn size(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).expect("a size")
    }

    fn duration(&self) -> Duration {
        Duration::from_millis(self.number("ms"))
    }
}

/// Starts a process that outlives the invocation, and returns its id.
fn spawn(how: &Value) -> u32 {
    match how.as_str() {
        // It has the pipes of the environment.
        Some("child") => {
            let mut sleep = Command::new("sleep");
            #[expect(clippy::zombie_processes, reason = "nothing waits for it")]
            let child = sleep.arg("600").spawn().expect("a process");
            child.id()
        }
        // Its parent has ended.
        Some("orphan") => {
            let script = "sleep 600 > /dev/null 2>&1 & echo $!";
            let shell = Command::new("sh").args(["-c", script]).output();
            let id = String::from_utf8(shell.expect("a shell").stdout).expect("text");
            id.trim().parse().expect("an id")
        }
        other => panic!("no process is called {other:?}"),
    }
}

/// The file that this process runs, also if its path has another one.
fn executable() -> std::path::PathBuf {
    if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        std::env::current_exe().expect("a path")
    }
}

fn told(answer: &Answer) -> Value {
    json!({ "status": answer.status, "body": answer.body })
}
