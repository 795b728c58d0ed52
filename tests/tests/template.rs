//! `cargo gatewright template`, judged by cfn-lint, by AWS's own transform of SAM, by moto, by a parser of HCL and by AWS CDK.
//!
//! The functions are the examples, and one that uses everything. That one is a program that prints a manifest, because what a template is
//! made of is the manifest.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};
use gatewright_tests::tools::Tools;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Examples may have to be compiled first.
const WRITING: Duration = Duration::from_secs(20 * 60);
const JUDGING: Duration = Duration::from_secs(5 * 60);

const JUDGES: &str = include_str!("template_judges.py");
const EVERYTHING: &str = include_str!("template_everything.json");

/// `cargo gatewright template` for a manifest, into a new file of a folder.
fn template(manifest: &Path, folder: &Path, file: &str, options: &[&str]) -> Result<PathBuf> {
    let gatewright = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
    let path = folder.join(file);
    let mut command = Command::new(gatewright);
    command
        .args(["gatewright", "template", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--output")
        .arg(&path)
        .args(options)
        .env("CARGO_TARGET_DIR", target_dir()?);
    run(&mut command, b"", WRITING)?.expect_success("writing a template")?;
    Ok(path)
}

fn example(name: &str) -> PathBuf {
    workspace_root()
        .join("examples")
        .join(name)
        .join("Cargo.toml")
}

/// A workspace with the function `everything` and its authorizer, `check-token`.
fn everything() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    let functions: Value = serde_json::from_str(EVERYTHING)?;
    let functions = functions
        .as_object()
        .context("expected functions by name")?;
    let names: Vec<&String> = functions.keys().collect();
    fs::write(
        root.join("Cargo.toml"),
        format!("[workspace]\nmembers = {names:?}\nresolver = \"3\"\n"),
    )?;
    // It has the name of the runtime, which tells functions from other packages.
    package(root, "gatewright", "", "")?;
    for (name, manifest) in functions {
        let dependency = "[dependencies]\ngatewright = { path = \"../gatewright\" }\n";
        let main = "use gatewright as _;\nfn main() { println!(\"{}\", include_str!(\"manifest.json\")); }\n";
        package(root, name, dependency, main)?;
        fs::write(
            root.join(name).join("src/manifest.json"),
            manifest.to_string(),
        )?;
    }
    Ok(folder)
}

fn package(root: &Path, name: &str, dependency: &str, main: &str) -> Result<()> {
    let folder = root.join(name).join("src");
    fs::create_dir_all(&folder)?;
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n{dependency}"
    );
    fs::write(root.join(name).join("Cargo.toml"), manifest)?;
    let file = if main.is_empty() { "lib.rs" } else { "main.rs" };
    fs::write(folder.join(file), main)?;
    Ok(())
}

/// Runs cfn-lint, which prints what it finds.
fn lint(path: &Path) -> Result<()> {
    let mut command = Command::new(Tools::get()?.command("cfn-lint")?);
    command.arg("-t").arg(path);
    let ran = run(&mut command, b"", JUDGING)?;
    let found = ran.stdout_text();
    ensure!(
        found.trim().is_empty(),
        "{found}\n{}",
        fs::read_to_string(path)?
    );
    Ok(())
}

/// Asks one of the judges in `template_judges.py`.
fn judge(name: &str, path: &Path) -> Result<Value> {
    let mut command = Command::new(Tools::get()?.python());
    command.args(["-c", JUDGES, name]).arg(path);
    let ran = run(&mut command, b"", JUDGING)?.expect_success(name)?;
    Ok(serde_json::from_str(&ran.stdout_text())?)
}

fn of_type<'a>(template: &'a Value, kind: &str) -> Vec<&'a Value> {
    let resources = template["Resources"].as_object().into_iter().flatten();
    let of_kind = resources.filter(|(_, resource)| resource["Type"] == kind);
    of_kind
        .map(|(_, resource)| &resource["Properties"])
        .collect()
}

const EXAMPLES: [&str; 5] = ["shop", "ledger", "notes", "fanout", "heavy"];

#[test]
fn examples_commit_the_templates_of_their_code() -> Result<()> {
    for name in EXAMPLES {
        let folder = workspace_root().join("examples").join(name);
        let mut command = Command::new(build(
            "cargo-gatewright",
            "cargo-gatewright",
            Profile::Debug,
        )?);
        command
            .args(["gatewright", "template", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", target_dir()?);
        let printed = run(&mut command, b"", WRITING)?.expect_success("writing a template")?;
        let printed = in_target(&printed.stdout_text());
        let path = folder.join("template.yaml");
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &printed)?;
        }
        let committed = fs::read_to_string(&path)
            .with_context(|| format!("could not read {}", path.display()))?;
        ensure!(
            printed == committed,
            "{} differs from the code: run UPDATE_DOCS=1 cargo test -p gatewright-tests --test template, and read the change\n{printed}",
            path.display()
        );
    }
    Ok(())
}

/// The template as it is for the target directory of the workspace, which is elsewhere when `CARGO_TARGET_DIR` says so.
fn in_target(template: &str) -> String {
    let lines = template
        .lines()
        .map(|line| match line.split_once("CodeUri: ") {
            Some((indent, path)) => match path.split_once("/lambda/") {
                Some((_, file)) => format!("{indent}CodeUri: '../../target/lambda/{file}\n"),
                None => format!("{line}\n"),
            },
            None => format!("{line}\n"),
        });
    lines.collect()
}

#[test]
fn examples_pass_cfn_lint_and_the_transform() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for name in EXAMPLES {
        let sam = template(
            &example(name),
            folder.path(),
            &format!("{name}.yaml"),
            &["--alarms"],
        )?;
        lint(&sam)?;
        let made = judge("sam", &sam)?;
        let functions = of_type(&made, "AWS::Lambda::Function");
        assert_eq!(functions.len(), 1, "{name}");
        assert_eq!(functions[0]["Handler"], "bootstrap");
        assert_eq!(functions[0]["Runtime"], "provided.al2023");
        let plain = template(
            &example(name),
            folder.path(),
            &format!("{name}.json"),
            &["--format", "cloudformation"],
        )?;
        lint(&plain)?;
    }
    Ok(())
}

#[test]
fn everything_passes_cfn_lint_and_the_transform() -> Result<()> {
    let workspace = everything()?;
    let manifest = workspace.path().join("Cargo.toml");
    let options = ["--workspace", "--alarms"];
    let sam = template(&manifest, workspace.path(), "sam.yaml", &options)?;
    lint(&sam)?;
    let made = judge("sam", &sam)?;
    let options = ["--workspace", "--alarms", "--format", "cloudformation"];
    let plain = template(&manifest, workspace.path(), "plain.yaml", &options)?;
    lint(&plain)?;
    let plain = judge("read", &plain)?;
    // SAM's transform and the plain form agree on what reaches the function.
    for kind in [
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Url",
        "AWS::Scheduler::Schedule",
        "AWS::Events::Rule",
        "AWS::SNS::Subscription",
        "AWS::Logs::SubscriptionFilter",
        "AWS::DynamoDB::Table",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::Alias",
    ] {
        let (of_sam, of_plain) = (of_type(&made, kind).len(), of_type(&plain, kind).len());
        assert_eq!(of_sam, of_plain, "{kind}");
        assert!(of_sam > 0, "{kind}");
    }
    // Replies reach WebSocket clients through a route response, which needs the expression at its route:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
    for template in [&made, &plain] {
        let responses = of_type(template, "AWS::ApiGatewayV2::RouteResponse");
        let routes = of_type(template, "AWS::ApiGatewayV2::Route");
        let with_response: Vec<&Value> = routes
            .iter()
            .filter(|route| route["RouteResponseSelectionExpression"] == "$default")
            .map(|route| &route["RouteKey"])
            .collect();
        // `$connect` replies with nothing, and `$disconnect` has nobody to reply to.
        assert_eq!(with_response, ["$default"]);
        assert_eq!(responses.len(), 1);
        assert_eq!(responses[0]["RouteResponseKey"], "$default");
    }
    // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: a call of a public URL needs both.
    for template in [&made, &plain] {
        let permissions = of_type(template, "AWS::Lambda::Permission");
        let of_url = permissions
            .iter()
            .filter(|one| one["Action"] == "lambda:InvokeFunctionUrl");
        assert_eq!(of_url.count(), 1);
        let via_url = permissions
            .iter()
            .filter(|one| one["InvokedViaFunctionUrl"] == true);
        assert_eq!(via_url.count(), 1);
    }
    Ok(())
}

#[test]
fn moto_creates_the_ledger() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let plain = template(
        &example("ledger"),
        folder.path(),
        "ledger.yaml",
        &["--format", "cloudformation"],
    )?;
    let made = judge("stack", &plain)?;
    assert_eq!(made["status"], "CREATE_COMPLETE");
    assert_eq!(made["functions"][0]["FunctionName"], "ledger");
    assert_eq!(made["functions"][0]["Timeout"], 3);
    assert_eq!(made["functions"][0]["MemorySize"], 256);
    let queue = made["mappings"][0]["EventSourceArn"]
        .as_str()
        .context("a mapping")?;
    assert!(queue.ends_with(":transfers"), "{queue}");
    let tables = made["tables"].as_object().context("tables")?;
    let table = tables.values().next().context("the table of `bookings`")?;
    assert_eq!(
        table["keys"],
        json!([{"AttributeName": "id", "KeyType": "HASH"}])
    );
    // moto's CloudFormation ignores the time to live.
    let read = judge("read", &plain)?;
    let ttl = &of_type(&read, "AWS::DynamoDB::Table")[0]["TimeToLiveSpecification"];
    assert_eq!(
        *ttl,
        json!({"AttributeName": "expiration", "Enabled": true})
    );
    // moto returns the document as a text.
    let policy = made["policies"]["ledger"].to_string();
    for action in [
        "dynamodb:PutItem",
        "sqs:ReceiveMessage",
        "logs:PutLogEvents",
    ] {
        assert!(policy.contains(action), "{policy}");
    }
    Ok(())
}

/// The paths of the OPTIONS routes without an authorizer, in the documents of APIs and in routes of an HTTP API.
fn open_preflights(template: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (kind, of) in [
        ("AWS::ApiGatewayV2::Api", "HTTP"),
        ("AWS::ApiGateway::RestApi", "REST"),
    ] {
        for api in of_type(template, kind) {
            for (path, operations) in api["Body"]["paths"].as_object().into_iter().flatten() {
                let options = &operations["options"];
                let is_open = options["security"].as_array().is_none_or(Vec::is_empty);
                let integration = &options["x-amazon-apigateway-integration"];
                if is_open && integration["type"] == "aws_proxy" {
                    found.insert((of.to_owned(), path.clone()));
                }
            }
        }
    }
    for route in of_type(template, "AWS::ApiGatewayV2::Route") {
        let key = route["RouteKey"].as_str().unwrap_or_default();
        if let Some(path) = key.strip_prefix("OPTIONS ")
            && route["AuthorizationType"].is_null()
            && !route["Target"].is_null()
        {
            found.insert(("HTTP".to_owned(), path.to_owned()));
        }
    }
    found
}

/// A preflight request has no credentials, so it needs a route without an authorizer:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>
#[test]
fn preflight_requests_reach_the_function_in_every_format() -> Result<()> {
    let workspace = everything()?;
    let manifest = workspace.path().join("Cargo.toml");
    let sam = template(&manifest, workspace.path(), "sam.yaml", &["--workspace"])?;
    let options = ["--workspace", "--format", "cloudformation"];
    let plain = template(&manifest, workspace.path(), "plain.yaml", &options)?;
    let expected: BTreeSet<(String, String)> = ["/orders/{id}", "/pooled", "/keyed"]
        .into_iter()
        .flat_map(|path| ["HTTP", "REST"].map(|api| (api.to_owned(), path.to_owned())))
        .collect();
    assert_eq!(open_preflights(&judge("sam", &sam)?), expected);
    assert_eq!(open_preflights(&judge("read", &plain)?), expected);

    let options = ["--workspace", "--format", "terraform"];
    let terraform = template(&manifest, workspace.path(), "main.tf.json", &options)?;
    let document = judge("terraform", &terraform)?;
    let routes = document["resource"]["aws_apigatewayv2_route"]
        .as_object()
        .context("routes")?;
    let open: BTreeSet<&str> = routes
        .values()
        .filter(|route| route["authorization_type"].is_null())
        .filter_map(|route| route["route_key"].as_str()?.strip_prefix("OPTIONS "))
        .collect();
    assert_eq!(open, BTreeSet::from(["/orders/{id}", "/pooled", "/keyed"]));
    Ok(())
}

/// Arguments that the provider's documentation calls required.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>
const REQUIRED: [(&str, &[&str]); 32] = [
    ("aws_api_gateway_api_key", &["name"]),
    ("aws_api_gateway_deployment", &["rest_api_id"]),
    ("aws_api_gateway_rest_api", &["name"]),
    (
        "aws_api_gateway_stage",
        &["rest_api_id", "stage_name", "deployment_id"],
    ),
    ("aws_api_gateway_usage_plan", &["name"]),
    (
        "aws_api_gateway_usage_plan_key",
        &["key_id", "key_type", "usage_plan_id"],
    ),
    ("aws_apigatewayv2_api", &["name", "protocol_type"]),
    (
        "aws_apigatewayv2_authorizer",
        &["api_id", "authorizer_type", "name"],
    ),
    (
        "aws_apigatewayv2_integration",
        &["api_id", "integration_type"],
    ),
    ("aws_apigatewayv2_route", &["api_id", "route_key"]),
    (
        "aws_apigatewayv2_route_response",
        &["api_id", "route_id", "route_response_key"],
    ),
    ("aws_apigatewayv2_stage", &["api_id", "name"]),
    ("aws_appsync_datasource", &["api_id", "name", "type"]),
    ("aws_appsync_resolver", &["api_id", "type", "field"]),
    ("aws_cloudwatch_event_rule", &[]),
    ("aws_cloudwatch_event_target", &["rule", "arn"]),
    ("aws_cloudwatch_log_group", &[]),
    (
        "aws_cloudwatch_log_subscription_filter",
        &[
            "name",
            "destination_arn",
            "filter_pattern",
            "log_group_name",
        ],
    ),
    (
        "aws_cloudwatch_metric_alarm",
        &["alarm_name", "comparison_operator", "evaluation_periods"],
    ),
    ("aws_dynamodb_table", &["name", "hash_key", "attribute"]),
    ("aws_iam_role", &["assume_role_policy"]),
    ("aws_iam_role_policy", &["policy", "role"]),
    (
        "aws_lambda_alias",
        &["name", "function_name", "function_version"],
    ),
    (
        "aws_lambda_event_source_mapping",
        &["function_name", "event_source_arn"],
    ),
    (
        "aws_lambda_function",
        &["function_name", "role", "filename", "handler", "runtime"],
    ),
    (
        "aws_lambda_function_event_invoke_config",
        &["function_name"],
    ),
    (
        "aws_lambda_function_url",
        &["function_name", "authorization_type"],
    ),
    (
        "aws_lambda_permission",
        &["action", "function_name", "principal"],
    ),
    (
        "aws_lambda_provisioned_concurrency_config",
        &[
            "function_name",
            "provisioned_concurrent_executions",
            "qualifier",
        ],
    ),
    (
        "aws_lb_target_group_attachment",
        &["target_group_arn", "target_id"],
    ),
    (
        "aws_scheduler_schedule",
        &["flexible_time_window", "schedule_expression", "target"],
    ),
    (
        "aws_sns_topic_subscription",
        &["endpoint", "protocol", "topic_arn"],
    ),
];

#[test]
fn terraform_is_hcl_with_every_required_argument() -> Result<()> {
    let workspace = everything()?;
    let manifest = workspace.path().join("Cargo.toml");
    let options = ["--workspace", "--alarms", "--format", "terraform"];
    let path = template(&manifest, workspace.path(), "main.tf.json", &options)?;
    let document = judge("terraform", &path)?;
    let text = fs::read_to_string(&path)?;
    for (kind, arguments) in REQUIRED {
        let resources = document["resource"][kind]
            .as_object()
            .with_context(|| format!("expected {kind}"))?;
        for (name, resource) in resources {
            for argument in arguments {
                assert!(
                    !resource[argument].is_null(),
                    "{kind}.{name} has no {argument}"
                );
            }
        }
    }
    // Every reference leads to a resource, a variable or a data source of the file.
    let mut rest = text.as_str();
    let mut references = 0;
    while let Some(start) = rest.find("${aws_") {
        rest = &rest[start + 2..];
        let mut words = rest.split(['.', '}', '[', ')', ',']);
        let (kind, name) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        assert!(
            document["resource"][kind][name].is_object(),
            "{kind}.{name}"
        );
        references += 1;
    }
    assert!(references > 20, "{references}");
    Ok(())
}

/// Type-checks a stack, makes JavaScript of it, and synthesises its template.
const SYNTH: &str = r"
const ts = require('typescript');
const path = require('path');
const fs = require('fs');
const [file, modules] = process.argv.slice(1);
const program = ts.createProgram([file], {
  strict: true, module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, moduleResolution: ts.ModuleResolutionKind.Node10,
  outDir: path.dirname(file), skipLibCheck: true, types: [], ignoreDeprecations: '5.0',
});
const failures = ts.getPreEmitDiagnostics(program)
  // The types of Node.js are a package of their own.
  .filter((one) => !/__dirname|module 'path'/.test(ts.flattenDiagnosticMessageText(one.messageText, ' ')))
  .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
if (failures.length) { console.error(failures.join('\n')); process.exit(1); }
program.emit();
const cdk = require('aws-cdk-lib');
const made = require(file.replace(/\.ts$/, '.js'));
const app = new cdk.App({ outdir: path.join(path.dirname(file), 'cdk.out') });
const Stack = Object.values(made)[0];
new Stack(app, 'Made');
const assembly = app.synth();
console.log(JSON.stringify(assembly.getStackByName('Made').template));
";

#[test]
fn cdk_synthesises_the_plain_template() -> Result<()> {
    let workspace = everything()?;
    let manifest = workspace.path().join("Cargo.toml");
    let base = ["--workspace", "--alarms", "--format"];
    let plain = template(
        &manifest,
        workspace.path(),
        "plain.yaml",
        &[&base[..], &["cloudformation"]].concat(),
    )?;
    let plain = judge("read", &plain)?;
    let stack = template(
        &manifest,
        workspace.path(),
        "stack.ts",
        &[&base[..], &["cdk"]].concat(),
    )?;
    // The assets of the stack must exist.
    for binary in ["everything", "check-token"] {
        let folder = workspace.path().join("target/lambda").join(binary);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("bootstrap.zip"), "zip")?;
    }
    let modules = Tools::get()?.node_modules()?;
    // Node.js looks for packages beside the file and above it.
    #[cfg(unix)]
    std::os::unix::fs::symlink(&modules, workspace.path().join("node_modules"))?;
    let mut node = Command::new("node");
    node.args(["-e", SYNTH])
        .arg(&stack)
        .arg(&modules)
        .current_dir(workspace.path())
        .env("NODE_PATH", &modules);
    let ran = run(&mut node, b"", JUDGING)?.expect_success("cdk synth")?;
    let made: Value = serde_json::from_str(&ran.stdout_text())?;
    let resources = plain["Resources"].as_object().context("resources")?;
    for (id, resource) in resources {
        let other = &made["Resources"][id];
        assert_eq!(other["Type"], resource["Type"], "{id}");
        if resource["Type"] == "AWS::Lambda::EventSourceMapping"
            || resource["Type"] == "AWS::CloudWatch::Alarm"
        {
            assert_eq!(other["Properties"], resource["Properties"], "{id}");
        }
    }
    Ok(())
}
