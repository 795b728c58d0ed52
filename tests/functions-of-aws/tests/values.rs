//! Parameters and secrets from moto, in a function on the local Lambda.

use std::path::Path;

use anyhow::Result;
use gatewright_tests::answer::Answer;
use gatewright_tests::aws_api::AwsApi;
use gatewright_tests::local::Local;
use serde_json::{Value, json};

struct Values {
    local: Local,
    aws: AwsApi,
}

impl Values {
    fn start() -> Result<Self> {
        let aws = AwsApi::start()?;
        let mut command = aws.client(Path::new(env!("CARGO_BIN_EXE_values")));
        let local = Local::serve_command(&mut command, "gatewright-fixture-values")?;
        Ok(Self { local, aws })
    }

    fn put_parameter(&self, name: &str, kind: &str, value: &str) -> Result<()> {
        let request = json!({"Name": name, "Type": kind, "Value": value, "Overwrite": true});
        self.aws
            .call("ssm", "AmazonSSM.PutParameter", &request)
            .map(drop)
    }

    fn secret(&self, target: &str, request: &Value) -> Result<()> {
        let target = format!("secretsmanager.{target}");
        self.aws.call("secretsmanager", &target, request).map(drop)
    }

    fn ask(&self, operation: &str, name: &str) -> Result<Answer> {
        let event = json!({"operation": format!("values.{operation}"), "payload": name});
        self.local.invoke(event.to_string().as_bytes())
    }

    fn reply(&self, operation: &str, name: &str) -> Result<Value> {
        let answer = self.ask(operation, name)?;
        anyhow::ensure!(answer.function_error.is_none(), "{answer:?}");
        Ok(answer.payload)
    }

    /// Returns the type and message of the error.
    fn error(&self, operation: &str, name: &str) -> Result<(Value, String)> {
        let payload = self.ask(operation, name)?.payload;
        let message = payload["errorMessage"].as_str().unwrap_or_default();
        Ok((payload["errorType"].clone(), message.to_owned()))
    }
}

const LOGIN: &str = r#"{"user":"ada","password":4711}"#;

#[test]
fn parameters_are_read_according_to_their_type() -> Result<()> {
    let values = Values::start()?;
    values.put_parameter("/values/name", "String", "plain")?;
    values.put_parameter("/values/login", "String", LOGIN)?;
    values.put_parameter("/values/countries", "StringList", "de,fr,it")?;
    values.put_parameter("/values/key", "SecureString", "hunter2")?;
    values.put_parameter("/values/secure-login", "SecureString", LOGIN)?;
    let login = json!({"user": "ada", "password": 4711});
    assert_eq!(values.reply("parameter", "/values/name")?, "plain");
    assert_eq!(values.reply("parameter_json", "/values/login")?, login);
    let countries = json!(["de", "fr", "it"]);
    assert_eq!(values.reply("countries", "")?, countries);
    assert_eq!(
        values.reply("parameter_secret", "/values/key")?,
        json!({"shown": "Secret", "value": "hunter2"})
    );
    assert_eq!(
        values.reply("parameter_secret_json", "/values/secure-login")?,
        json!({"shown": "Secret", "value": login})
    );
    // These never return a `SecureString`, not even its cipher text.
    for operation in ["parameter", "parameter_list", "parameter_json"] {
        let (kind, message) = values.error(operation, "/values/key")?;
        assert_eq!(kind, "InvalidValue", "{message}");
        assert_eq!(
            message,
            "the parameter `/values/key` is a `SecureString`: read it with `gatewright::parameters::secret`"
        );
    }
    let (kind, message) = values.error("parameter_list", "/values/name")?;
    assert_eq!(kind, "InvalidValue");
    assert_eq!(
        message,
        "the parameter `/values/name` is not a `StringList`: read it with `gatewright::parameters::get`"
    );
    let (kind, message) = values.error("parameter", "/values/nothing")?;
    assert_eq!(kind, "ValueNotFound");
    assert!(message.contains("`/values/nothing`"), "{message}");
    assert!(message.contains("ParameterNotFound"), "{message}");
    Ok(())
}

#[test]
fn secrets_are_read_and_never_logged() -> Result<()> {
    let mut values = Values::start()?;
    let text = |name: &str, text: &str| {
        values.secret("CreateSecret", &json!({"Name": name, "SecretString": text}))
    };
    text("text", "hunter2")?;
    text("login", LOGIN)?;
    text("wrong", r#"{"user":"ada","password":"hunter2"}"#)?;
    values.secret(
        "CreateSecret",
        &json!({"Name": "bytes", "SecretBinary": "/wA="}),
    )?;
    let shown = |value: Value| json!({"shown": "Secret", "value": value});
    assert_eq!(values.reply("secret", "text")?, shown("hunter2".into()));
    assert_eq!(
        values.reply("secret_json", "login")?,
        shown(json!({"user": "ada", "password": 4711}))
    );
    assert_eq!(
        values.reply("secret_bytes", "bytes")?,
        shown(json!([255, 0]))
    );
    let (kind, message) = values.error("secret_json", "wrong")?;
    assert_eq!(kind, "InvalidValue");
    assert_eq!(
        message,
        "the secret `wrong` is JSON, but not of the expected type, at line 1, column 34"
    );
    let (_, message) = values.error("secret", "bytes")?;
    assert_eq!(
        message,
        "the secret `bytes` is binary, not text: read it with `gatewright::secrets::bytes`"
    );
    let (_, message) = values.error("secret_bytes", "text")?;
    assert_eq!(
        message,
        "the secret `text` is text, not binary: read it with `gatewright::secrets::get`"
    );
    let (kind, message) = values.error("secret", "nothing")?;
    assert_eq!(kind, "ValueNotFound");
    assert!(message.contains("ResourceNotFoundException"), "{message}");
    let log = values.local.process.end();
    assert!(!log.contains("hunter2"), "{log}");
    Ok(())
}

#[test]
fn expired_secret_of_a_lazy_module_is_refreshed() -> Result<()> {
    let values = Values::start()?;
    let secret = |target, name: &str, text: &str| {
        values.secret(target, &json!({name: "rotated", "SecretString": text}))
    };
    secret("CreateSecret", "Name", "first")?;
    assert_eq!(values.reply("rotated", "")?["value"], "first");
    secret("PutSecretValue", "SecretId", "second")?;
    // The value has expired by now. The first request still gets it, while it is refreshed in the background.
    for _ in 0..20 {
        if values.reply("rotated", "")?["value"] == "second" {
            return Ok(());
        }
    }
    anyhow::bail!("expected the secret to be refreshed after 20 requests")
}
