//! APIs of AWS services on 127.0.0.1: DynamoDB, Parameter Store and Secrets Manager, emulated by moto.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::http::{self, Method};
use crate::process::Process;
use crate::tools::Tools;

/// Importing moto takes several seconds.
const STARTING: Duration = Duration::from_secs(60);

/// Running services, which start empty. Dropping the value stops them.
#[derive(Debug)]
pub struct AwsApi {
    // Held so that its drop ends the process.
    _process: Process,
    endpoint: String,
}

impl AwsApi {
    /// Starts the services on a free port.
    pub fn start() -> Result<Self> {
        let mut python = Command::new(Tools::get()?.python());
        python.args(["-c", include_str!("aws_api.py")]);
        let mut process = Process::start("moto", &mut python)?;
        let endpoint = process.wait_for_line(STARTING, |line| {
            line.strip_prefix("listening on ").map(str::to_owned)
        })?;
        Ok(Self {
            _process: process,
            endpoint,
        })
    }

    /// Returns the address of the services: `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns a command that runs `binary` with its AWS SDK configured for these services and isolated from the user's profile.
    pub fn client(&self, binary: &Path) -> Command {
        let mut command = crate::local::outside_lambda(binary);
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_CONFIG_FILE", "")
            .env("AWS_SHARED_CREDENTIALS_FILE", "")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN");
        command
    }

    /// Calls a service with a JSON protocol: `call("dynamodb", "DynamoDB_20120810.ListTables", &json!({}))`.
    pub fn call(&self, service: &str, target: &str, request: &Value) -> Result<Value> {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        );
        let response = http::request(
            Method::POST,
            &self.endpoint,
            &[
                ("authorization", &authorization),
                ("content-type", "application/x-amz-json-1.1"),
                ("x-amz-target", target),
            ],
            Some(request.to_string().as_bytes()),
        )?;
        ensure!(
            response.status == 200,
            "expected status 200 from {target}, got {}: {}",
            response.status,
            response.text()
        );
        response.json()
    }

    /// Creates a DynamoDB table with keys of type string: the partition key and, optionally, the sort key.
    pub fn create_table(&self, name: &str, keys: &[&str]) -> Result<()> {
        let attributes: Vec<_> = keys
            .iter()
            .map(|key| json!({"AttributeName": key, "AttributeType": "S"}))
            .collect();
        let schema: Vec<_> = keys
            .iter()
            .zip(["HASH", "RANGE"])
            .map(|(key, kind)| json!({"AttributeName": key, "KeyType": kind}))
            .collect();
        let table = json!({
            "TableName": name,
            "AttributeDefinitions": attributes,
            "KeySchema": schema,
            "BillingMode": "PAY_PER_REQUEST",
        });
        self.call("dynamodb", "DynamoDB_20120810.CreateTable", &table)
            .map(drop)
    }

    /// Returns all items of a DynamoDB table, in DynamoDB's JSON format: `{"id": {"S": "…"}}`.
    pub fn items(&self, table: &str) -> Result<Vec<Value>> {
        let scan = json!({"TableName": table, "ConsistentRead": true});
        let found = self.call("dynamodb", "DynamoDB_20120810.Scan", &scan)?;
        let items = found["Items"]
            .as_array()
            .context("the reply to Scan has no `Items`")?;
        Ok(items.clone())
    }
}
