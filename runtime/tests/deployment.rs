//! What the attributes say about a deployment, as the commands read it from the manifest.
//!
//! Expected values are the properties of `AWS::Serverless::Function` that the options are called after
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>).

use gatewright::prelude::*;
use gatewright::testing::MemoryStore;
use gatewright_manifest::{
    AuthorizerKind, DestinationConfig, EventInvokeConfig, FunctionSettings, Key, LoggingConfig,
    Manifest, Target,
};
use serde_json::Value;

#[lazy_module(env)]
#[derive(Debug)]
struct Settings {
    table_name: String,
    #[env(default = 20)]
    page_size: u32,
    #[env(name = "GREETING", default = "hi \"you\"")]
    greeting: String,
    proxy: Option<String>,
    /// Lambda sets it.
    aws_region: String,
    #[cfg(any())]
    absent: String,
}

#[lazy_module]
mod catalog {
    use super::*;

    pub fn init(settings: settings::Lazy) -> String {
        settings.table_name.clone()
    }
}

#[lazy_module]
mod done {
    use super::*;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

#[lambda_handler(
    memory = 2048,
    architectures = "arm64",
    layers("otel", "insights"),
    tracing = "Active",
    reserved_concurrent_executions = 5,
    auto_publish_alias = "live",
    provisioned_concurrency_config(provisioned_concurrent_executions = 2),
    dead_letter_queue(type = "SQS", name = "orders-dlq"),
    event_invoke_config(
        maximum_event_age_in_seconds = 3_600,
        maximum_retry_attempts = 0,
        destination_config(
            on_success(type = "EventBridge", name = "orders"),
            on_failure(type = "S3", name = "failed-orders"),
        ),
    ),
    logging_config(
        log_format = "JSON",
        application_log_level = "INFO",
        system_log_level = "WARN",
        log_group = "/shop",
        retention_in_days = 14,
    ),
    function_url_config(auth_type = "AWS_IAM"),
    environment("STAGE", "LOG_BUCKET"),
    main = false
)]
#[dispatch(
    interfaces(open, partners),
    triggers(http_api, function_url),
    authorizer(jwt(
        name = "Customers",
        issuer = "https://login.example.com/",
        audience("shop", "admin"),
        authorization_scopes("orders:read"),
        identity_source("$request.header.Authorization"),
    ))
)]
mod gateway {
    use super::*;

    #[derive(serde::Deserialize)]
    pub struct Order {
        id: String,
    }

    #[get("/orders")]
    pub async fn orders(_: catalog::Lazy) -> &'static str {
        ""
    }

    #[operation]
    #[idempotent(key = "id", ttl = "1h", store = done)]
    pub async fn place(_order: Order) -> u8 {
        1
    }

    #[sqs(env = "ORDERS_QUEUE")]
    pub async fn fulfil(_: Message<Value>) -> Result<(), Error> {
        Ok(())
    }
}

#[dispatch(authorizer(none))]
mod open {
    #[get("/health")]
    pub async fn health() -> &'static str {
        "ok"
    }
}

#[dispatch(authorizer(lambda(function = "check-partner")), interfaces(invoices))]
mod partners {
    #[get("/partners")]
    pub async fn partners() -> &'static str {
        ""
    }
}

/// Without an authorizer of its own: it has that of `partners`.
#[dispatch]
mod invoices {
    #[get("/invoices")]
    pub async fn invoices() -> &'static str {
        ""
    }
}

/// The options of a function that cannot be beside those above.
#[lambda_handler(
    snap_start(apply_on = "PublishedVersions"),
    tracing = "PassThrough",
    logging_config(log_format = "Text"),
    main = false
)]
async fn snapshot(event: Value) -> Value {
    event
}

#[lambda_handler(tenancy_config(tenant_isolation_mode = "PER_TENANT"), main = false)]
async fn tenants(event: Value) -> Value {
    event
}

fn parsed(manifest: &gatewright::Manifest) -> Manifest {
    Manifest::from_json(&manifest.to_json()).expect("a manifest")
}

fn target(target: Option<&Target>) -> Option<(&str, &str)> {
    target.map(|target| (target.kind.as_str(), target.name.as_str()))
}

#[test]
fn every_option_of_a_function_is_read_back() {
    let settings = parsed(&gateway::MANIFEST).function.settings;
    assert_eq!(settings.architectures.as_deref(), Some("arm64"));
    assert_eq!(settings.layers, ["otel", "insights"]);
    assert_eq!(settings.tracing.as_deref(), Some("Active"));
    assert_eq!(settings.reserved_concurrent_executions, Some(5));
    assert_eq!(settings.auto_publish_alias.as_deref(), Some("live"));
    let provisioned = settings.provisioned_concurrency_config.unwrap();
    assert_eq!(provisioned.provisioned_concurrent_executions, 2);
    let dead_letters = settings.dead_letter_queue.as_ref();
    assert_eq!(target(dead_letters), Some(("SQS", "orders-dlq")));
    let Some(EventInvokeConfig {
        maximum_event_age_in_seconds: Some(3_600),
        maximum_retry_attempts: Some(0),
        destination_config:
            Some(DestinationConfig {
                on_success,
                on_failure,
                ..
            }),
        ..
    }) = &settings.event_invoke_config
    else {
        panic!("{:?}", settings.event_invoke_config);
    };
    assert_eq!(target(on_success.as_ref()), Some(("EventBridge", "orders")));
    assert_eq!(target(on_failure.as_ref()), Some(("S3", "failed-orders")));
    let mut logging = LoggingConfig::default();
    logging.log_format = Some("JSON".to_owned());
    logging.application_log_level = Some("INFO".to_owned());
    logging.system_log_level = Some("WARN".to_owned());
    logging.log_group = Some("/shop".to_owned());
    logging.retention_in_days = Some(14);
    assert_eq!(settings.logging_config, Some(logging));
    assert_eq!(settings.function_url_config.unwrap().auth_type, "AWS_IAM");
    assert_eq!((settings.snap_start, settings.tenancy_config), (None, None));

    let snapshot = parsed(&SNAPSHOT_MANIFEST).function.settings;
    assert_eq!(snapshot.snap_start.unwrap().apply_on, "PublishedVersions");
    assert_eq!(snapshot.tracing.as_deref(), Some("PassThrough"));
    let tenants = parsed(&TENANTS_MANIFEST).function.settings;
    assert_eq!(
        tenants.tenancy_config.unwrap().tenant_isolation_mode,
        "PER_TENANT"
    );
}

#[test]
fn function_without_options_has_no_settings() {
    let manifest = parsed(&PLAIN_MANIFEST);
    assert_eq!(manifest.function.settings, FunctionSettings::default());
    assert!(manifest.function.authorizers.is_empty());
    assert!(manifest.modules.is_empty() && manifest.environment.is_empty());
}

#[lambda_handler(main = false)]
async fn plain(event: Value) -> Value {
    event
}

#[test]
fn authorizer_of_the_gateway_is_that_of_routes_without_one() {
    let manifest = parsed(&gateway::MANIFEST);
    let of_routes: Vec<_> = manifest
        .handlers
        .iter()
        .filter_map(|handler| match &handler.key {
            Key::Route { template, .. } => Some((template.as_str(), handler.authorizer.as_deref())),
            _ => None,
        })
        .collect();
    assert_eq!(
        of_routes,
        [
            ("/orders", Some("Customers")),
            ("/health", None),
            ("/partners", Some("Lambda")),
            ("/invoices", Some("Lambda")),
        ]
    );
    let others = manifest
        .handlers
        .iter()
        .filter(|handler| !matches!(handler.key, Key::Route { .. }));
    assert!(others.clone().count() == 2 && others.clone().all(|other| other.authorizer.is_none()));

    let [customers, lambda] = manifest.function.authorizers.as_slice() else {
        panic!("{:?}", manifest.function.authorizers);
    };
    assert_eq!(
        (customers.name.as_str(), lambda.name.as_str()),
        ("Customers", "Lambda")
    );
    let AuthorizerKind::Jwt { issuer, audience } = &customers.kind else {
        panic!("{customers:?}");
    };
    assert_eq!(issuer.as_deref(), Some("https://login.example.com/"));
    assert_eq!(audience, &["shop", "admin"]);
    assert_eq!(customers.authorization_scopes, ["orders:read"]);
    assert_eq!(customers.identity_source, ["$request.header.Authorization"]);
    let function = "check-partner".to_owned();
    assert_eq!(lambda.kind, AuthorizerKind::Lambda { function });
}

#[test]
fn modules_are_listed_with_what_they_need() {
    let manifest = parsed(&gateway::MANIFEST);
    let modules: Vec<_> = manifest
        .modules
        .iter()
        .map(|module| (module.name.as_str(), module.needs.join(" "), module.store))
        .collect();
    assert_eq!(
        modules,
        [
            (
                "deployment::catalog",
                "deployment::settings".to_owned(),
                None
            ),
            ("deployment::settings", String::new(), None),
            (
                "deployment::done",
                String::new(),
                Some(gatewright_manifest::Store::Other)
            ),
        ]
    );
    let place = manifest
        .handlers
        .iter()
        .find(|handler| handler.function == "place")
        .unwrap();
    let idempotency = place.idempotency.as_ref().unwrap();
    assert_eq!(
        (idempotency.store.as_str(), idempotency.ttl_s),
        ("deployment::done", 3_600)
    );
}

// A build without debug assertions does not know the variables of modules.
#[cfg(debug_assertions)]
#[test]
fn variables_of_modules_sources_and_the_option_are_listed() {
    let manifest = parsed(&gateway::MANIFEST);
    let variables: Vec<_> = manifest
        .environment
        .iter()
        .map(|variable| {
            (
                variable.name.as_str(),
                variable.required,
                variable.default.as_deref(),
                variable.read_by.as_str(),
            )
        })
        .collect();
    let settings = "deployment::settings";
    assert_eq!(
        variables,
        [
            ("TABLE_NAME", true, None, settings),
            ("PAGE_SIZE", false, Some("20"), settings),
            ("GREETING", false, Some("\"hi \\\"you\\\"\""), settings),
            ("PROXY", false, None, settings),
            ("ORDERS_QUEUE", true, None, "deployment::gateway::fulfil"),
            ("STAGE", true, None, ""),
            ("LOG_BUCKET", true, None, ""),
        ]
    );
}

/// Every member that the function prints is in what the crate of the commands writes again, with the same value.
fn assert_known(path: &str, printed: &Value, known: &Value) {
    match (printed, known) {
        (Value::Object(printed), Value::Object(known)) => {
            for (name, value) in printed {
                let path = format!("{path}.{name}");
                let known = known.get(name).unwrap_or_else(|| panic!("unknown: {path}"));
                assert_known(&path, value, known);
            }
        }
        (Value::Array(printed), Value::Array(known)) => {
            assert_eq!(printed.len(), known.len(), "{path}");
            for (at, (printed, known)) in printed.iter().zip(known).enumerate() {
                assert_known(&format!("{path}[{at}]"), printed, known);
            }
        }
        _ => assert_eq!(printed, known, "{path}"),
    }
}

#[test]
fn no_member_is_unknown_to_the_commands() {
    for manifest in [
        gateway::MANIFEST,
        SNAPSHOT_MANIFEST,
        TENANTS_MANIFEST,
        PLAIN_MANIFEST,
    ] {
        let printed: Value = serde_json::from_str(&manifest.to_json()).unwrap();
        let known = serde_json::to_value(parsed(&manifest)).unwrap();
        assert_known("manifest", &printed, &known);
    }
}

#[cfg(feature = "concurrent")]
mod concurrent {
    use super::*;

    #[lambda_handler(
        mode = "concurrent",
        memory = 4096,
        capacity_provider_config(
            name = "shared",
            per_execution_environment_max_concurrency = 64,
            execution_environment_memory_gib_per_vcpu = 2,
        ),
        main = false
    )]
    async fn managed(event: Value) -> Value {
        event
    }

    #[test]
    fn capacity_provider_is_read_back() {
        let settings = parsed(&MANAGED_MANIFEST).function.settings;
        let provider = settings.capacity_provider_config.unwrap();
        assert_eq!(provider.name, "shared");
        assert_eq!(provider.per_execution_environment_max_concurrency, Some(64));
        assert_eq!(provider.execution_environment_memory_gib_per_vcpu, Some(2));
        let printed: Value = serde_json::from_str(&MANAGED_MANIFEST.to_json()).unwrap();
        let known = serde_json::to_value(parsed(&MANAGED_MANIFEST)).unwrap();
        assert_known("manifest", &printed, &known);
    }
}
