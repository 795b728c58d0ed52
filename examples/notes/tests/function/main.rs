//! Tests of the whole function: on the local Lambda, with DynamoDB and Secrets Manager emulated by moto, and in Chromium.
#![cfg(unix)]

mod cross_origin;
mod desk;
mod keyboard;
mod requests;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use gatewright_tests::aws_api::AwsApi;
use gatewright_tests::http::{self, Method, Response};
use gatewright_tests::local::Local;
use serde_json::{Value, json};

/// The secret with which the cookies in `events/` are signed.
const SECRET: &str = "on a desk, sessions are not secret";

const PASSWORD: &str = "correct horse battery";

/// A running function with its own table and secret.
struct Notes {
    local: Local,
    aws: AwsApi,
}

impl Notes {
    fn start() -> Result<Self> {
        let aws = AwsApi::start()?;
        aws.create_table("notes-test", &["owner", "item"])?;
        let secret = json!({"Name": "notes-test/session", "SecretString": SECRET});
        aws.call("secretsmanager", "secretsmanager.CreateSecret", &secret)?;
        let mut command = aws.client(Path::new(env!("CARGO_BIN_EXE_notes")));
        command
            .env("NOTES_TABLE", "notes-test")
            .env("SESSION_SECRET", "notes-test/session");
        let local = Local::serve_command(&mut command, "notes")?;
        Ok(Self { local, aws })
    }

    /// Returns the address of a path on `localhost`, which browsers treat as they treat HTTPS.
    fn url(&self, path: &str) -> String {
        let endpoint = self.local.endpoint().replace("127.0.0.1", "localhost");
        format!("{endpoint}{path}")
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Response> {
        let url = format!("{}{path}", self.local.endpoint());
        http::request(method, &url, headers, body)
    }

    /// Creates an account.
    fn register(&self, name: &str) -> Result<Client<'_>> {
        let body = json!({"name": name, "password": PASSWORD}).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("x-notes-client", "test"),
        ];
        let response = self.send(
            Method::POST,
            "/api/account",
            &headers,
            Some(body.as_bytes()),
        )?;
        ensure!(response.status == 201, "{}", response.text());
        let cookie = response.header("set-cookie").context("a cookie")?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Client {
            notes: self,
            cookie,
        })
    }

    /// Returns the reply to `events/{name}.json`.
    fn event(&self, name: &str) -> Result<Value> {
        let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let event = fs::read(&path).with_context(|| path)?;
        let answer = self.local.invoke(&event)?;
        ensure!(answer.function_error.is_none(), "{answer:?}");
        Ok(answer.payload)
    }

    /// Returns the names of the items of an owner.
    fn items(&self, owner: &str) -> Result<Vec<String>> {
        let items = self.aws.items("notes-test")?;
        let items = items.iter().filter(|item| item["owner"]["S"] == owner);
        let names = items.filter_map(|item| item["item"]["S"].as_str());
        Ok(names.map(str::to_owned).collect())
    }
}

/// A user with a session.
struct Client<'n> {
    notes: &'n Notes,
    cookie: String,
}

impl Client<'_> {
    fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Response> {
        let mut all = vec![("cookie", self.cookie.as_str()), ("x-notes-client", "test")];
        all.extend(headers);
        self.notes.send(method, path, &all, body)
    }

    fn get(&self, path: &str) -> Result<Response> {
        self.send(Method::GET, path, &[], None)
    }

    fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Response> {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send(method, path, &all, Some(body.to_string().as_bytes()))
    }

    /// Creates a note and returns it.
    fn note(&self, title: &str) -> Result<Value> {
        let draft = json!({"title": title, "text": "tea"});
        let response = self.json(Method::POST, "/api/notes", &[], &draft)?;
        ensure!(response.status == 201, "{}", response.text());
        response.json()
    }

    /// Attaches a file to a note.
    fn attach(&self, note: &Value, file_name: &str, bytes: &[u8]) -> Result<Response> {
        // RFC 7578, with the names of files in UTF-8, as browsers send them.
        let head = format!(
            "--b1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\ncontent-type: image/png\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--b1--\r\n"].concat();
        let headers = [("content-type", "multipart/form-data; boundary=b1")];
        self.send(Method::POST, &path(note, "/file"), &headers, Some(&body))
    }
}

/// Returns the path of a note, with an ending.
fn path(note: &Value, end: &str) -> String {
    let id = note["id"].as_str().unwrap_or_default();
    format!("/api/notes/{id}{end}")
}

/// Returns the version of a note as an entity tag.
fn tag(note: &Value) -> String {
    note["version"].to_string()
}
