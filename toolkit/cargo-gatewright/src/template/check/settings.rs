//! The comparison of a function's own fields.

use super::compare::{Compare, Want, Wanted};
use super::finding::Side;
use super::model::{Field, Value};
use super::names::{Same, same};
use gatewright_manifest::{LoggingConfig, Mode, TriggerKind};
use gatewright_tables::limits;

/// Variables that Lambda sets.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
const SET_BY_LAMBDA: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "LANG",
    "PATH",
    "LD_LIBRARY_PATH",
    "TZ",
];

impl Compare<'_> {
    /// Compares everything that `#[lambda_handler]` says.
    pub(super) fn settings(&mut self) {
        self.identity();
        self.capacity();
        self.asynchronous();
        self.logging();
        self.url();
        self.variables();
    }

    fn own(&mut self, field: &str, want: Want, default: Option<Want>, option: &str) {
        let scope = self.scope();
        let fields = &self.function.fields;
        let wanted = Wanted {
            field,
            want,
            default,
            option,
        };
        self.check(&scope, fields, &wanted);
    }

    /// Compares a field that the code may leave to the template.
    fn maybe(&mut self, field: &str, want: Option<Want>, default: Option<Want>, option: &str) {
        if let Some(want) = want {
            self.own(field, want, default, option);
        }
    }

    fn identity(&mut self) {
        let function = &self.manifest.function;
        let settings = &function.settings;
        let scope = self.scope();
        // A function without a name gets one from CloudFormation.
        if let Some(Field {
            value: Value::Text(text),
            at,
        }) = self.function.fields.get("FunctionName")
        {
            match text.known() {
                Some(_) if !text.is_derived => self.own(
                    "FunctionName",
                    Want::Text(function.name.clone()),
                    None,
                    "name",
                ),
                _ if same(self.template, &function.name, text) == Same::Yes => {}
                _ => self.skip(
                    "FunctionName",
                    *at,
                    "the value is known at deployment alone",
                ),
            }
        }
        if !function.description.is_empty() {
            self.own(
                "Description",
                Want::Text(function.description.clone()),
                None,
                "description",
            );
        }
        let seconds = |number| Want::Number(number, "s");
        let default = seconds(limits::TIMEOUT_DEFAULT_S);
        self.own(
            "Timeout",
            seconds(function.timeout_ms.div_ceil(1000)),
            Some(default),
            "timeout",
        );
        let megabytes = |number: u32| Want::Number(number.into(), "MB");
        let default = megabytes(limits::MEMORY_MIN_MB);
        self.own(
            "MemorySize",
            megabytes(function.memory_mb),
            Some(default),
            "memory",
        );
        let default = megabytes(limits::TMP_MIN_MB);
        self.own(
            "EphemeralStorage.Size",
            megabytes(function.tmp_mb),
            Some(default),
            "tmp",
        );
        if let Some(Field {
            value: Value::Text(text),
            at,
        }) = self.function.fields.get("Runtime")
            && let Some(runtime) = text.known()
        {
            self.report.fields += 1;
            if !runtime.starts_with("provided") {
                let headline = format!(
                    "`Runtime` of {} is {runtime} in the template, and a function in Rust needs provided.al2023",
                    scope.owner
                );
                let code = Side {
                    value: Some("provided.al2023".to_owned()),
                    place: self.code.clone(),
                };
                let side = Side {
                    value: Some(runtime),
                    place: *at,
                };
                self.error(
                    "Runtime",
                    headline,
                    Some(code),
                    side,
                    "write `Runtime: provided.al2023`",
                );
            }
        }
        let text = |value: &Option<String>| value.clone().map(Want::Text);
        self.maybe(
            "Architectures",
            text(&settings.architectures),
            Some(Want::Text("x86_64".to_owned())),
            "architectures",
        );
        self.maybe(
            "Tracing",
            text(&settings.tracing),
            Some(Want::Text("PassThrough".to_owned())),
            "tracing",
        );
        self.maybe(
            "AutoPublishAlias",
            text(&settings.auto_publish_alias),
            None,
            "auto_publish_alias",
        );
        self.maybe(
            "SnapStart.ApplyOn",
            settings
                .snap_start
                .as_ref()
                .map(|one| Want::Text(one.apply_on.clone())),
            Some(Want::Text("None".to_owned())),
            "snap_start",
        );
        self.maybe(
            "TenancyConfig.TenantIsolationMode",
            settings
                .tenancy_config
                .as_ref()
                .map(|one| Want::Text(one.tenant_isolation_mode.clone())),
            None,
            "tenancy_config",
        );
        self.layers();
    }

    /// Layers are additional: the template may have more.
    fn layers(&mut self) {
        let layers = self.manifest.function.settings.layers.clone();
        let found = match self.function.fields.get("Layers") {
            Some(Field {
                value: Value::List(texts),
                ..
            }) => texts.clone(),
            Some(Field {
                value: Value::Text(text),
                ..
            }) => vec![text.clone()],
            Some(field) if !layers.is_empty() => {
                self.skip("Layers", field.at, "the value is known at deployment alone");
                return;
            }
            _ => Vec::new(),
        };
        let at = self
            .function
            .fields
            .get("Layers")
            .map_or(self.at(), |field| field.at);
        let mut spare: Vec<_> = found.iter().collect();
        let mut missing = Vec::new();
        for layer in &layers {
            self.report.fields += 1;
            match spare
                .iter()
                .position(|text| same(self.template, layer, text) == Same::Yes)
            {
                Some(index) => {
                    spare.remove(index);
                }
                None => missing.push(layer.clone()),
            }
        }
        for layer in missing {
            if let Some(index) = spare
                .iter()
                .position(|text| same(self.template, &layer, text) == Same::Unknown)
            {
                let at = spare.remove(index).at;
                self.skip(
                    "Layers",
                    at,
                    format!("the value may be the layer `{layer}`"),
                );
                continue;
            }
            let headline = format!(
                "the layer `{layer}` of `{}` is in the code, and not in the template",
                self.name()
            );
            let code = Side {
                value: Some(layer.clone()),
                place: self.places.of_option(&self.code, "layers"),
            };
            let value = found
                .iter()
                .map(super::text::Text::shown)
                .collect::<Vec<_>>()
                .join(", ");
            let side = Side {
                value: Some(value).filter(|value| !value.is_empty()),
                place: at,
            };
            self.error(
                "Layers",
                headline,
                Some(code),
                side,
                format!("add the ARN of a version of `{layer}` to `Layers`"),
            );
        }
    }

    fn capacity(&mut self) {
        let function = &self.manifest.function;
        let settings = &function.settings;
        let count = |number: u32| Want::Number(number.into(), "");
        self.maybe(
            "ReservedConcurrentExecutions",
            settings.reserved_concurrent_executions.map(count),
            None,
            "reserved_concurrent_executions",
        );
        self.maybe(
            "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions",
            settings
                .provisioned_concurrency_config
                .as_ref()
                .map(|one| count(one.provisioned_concurrent_executions)),
            None,
            "provisioned_concurrent_executions",
        );
        if let Some(capacity) = &settings.capacity_provider_config {
            self.own(
                "CapacityProviderConfig.Arn",
                Want::Resource(capacity.name.clone()),
                None,
                "capacity_provider_config",
            );
            self.maybe(
                "CapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency",
                capacity
                    .per_execution_environment_max_concurrency
                    .map(count),
                None,
                "per_execution_environment_max_concurrency",
            );
            self.maybe(
                "CapacityProviderConfig.ExecutionEnvironmentMemoryGiBPerVCpu",
                capacity
                    .execution_environment_memory_gib_per_vcpu
                    .map(|number| Want::Number(number.into(), "GiB")),
                None,
                "execution_environment_memory_gib_per_vcpu",
            );
            return;
        }
        let found = self
            .function
            .fields
            .get("CapacityProviderConfig")
            .map(|field| field.at);
        let (headline, help, side) = match (function.mode, found) {
            (Mode::Single, Some(at)) => (
                format!(
                    "`CapacityProviderConfig` of `{}` is in the template, and the code handles one event at a time",
                    function.name
                ),
                "remove it, or annotate the function with `#[lambda_handler(mode = \"concurrent\")]`",
                Side {
                    value: Some("CapacityProviderConfig".to_owned()),
                    place: at,
                },
            ),
            (Mode::Concurrent, None) => (
                format!(
                    "`CapacityProviderConfig` of `{}` is not in the template, and the code handles several events at a time",
                    function.name
                ),
                "add `CapacityProviderConfig` with the ARN of a capacity provider",
                Side {
                    value: None,
                    place: self.at(),
                },
            ),
            _ => return,
        };
        let mode = match function.mode {
            Mode::Single => "single",
            Mode::Concurrent => "concurrent",
        };
        let code = Side {
            value: Some(mode.to_owned()),
            place: self.places.of_option(&self.code, "mode"),
        };
        self.error("CapacityProviderConfig", headline, Some(code), side, help).note =
            Some("environments of Lambda Managed Instances run several invocations at a time, and others run one".to_owned());
    }

    fn asynchronous(&mut self) {
        let settings = &self.manifest.function.settings;
        let scope = self.scope();
        let fields = &self.function.fields;
        self.check_target(
            &scope,
            fields,
            ("DeadLetterQueue.Type", "DeadLetterQueue.TargetArn"),
            settings.dead_letter_queue.as_ref(),
            "dead_letter_queue",
        );
        let Some(invoke) = &settings.event_invoke_config else {
            return;
        };
        self.maybe(
            "EventInvokeConfig.MaximumEventAgeInSeconds",
            invoke
                .maximum_event_age_in_seconds
                .map(|age| Want::Number(age.into(), "s")),
            // Six hours: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html>
            Some(Want::Number(21_600, "s")),
            "maximum_event_age_in_seconds",
        );
        self.maybe(
            "EventInvokeConfig.MaximumRetryAttempts",
            invoke
                .maximum_retry_attempts
                .map(|retries| Want::Number(retries.into(), "")),
            Some(Want::Number(2, "")),
            "maximum_retry_attempts",
        );
        let Some(destinations) = &invoke.destination_config else {
            return;
        };
        for (outcome, target, option) in [
            ("OnSuccess", &destinations.on_success, "on_success"),
            ("OnFailure", &destinations.on_failure, "on_failure"),
        ] {
            let base = format!("EventInvokeConfig.DestinationConfig.{outcome}");
            let (kind, destination) = (format!("{base}.Type"), format!("{base}.Destination"));
            self.check_target(
                &scope,
                fields,
                (&kind, &destination),
                target.as_ref(),
                option,
            );
        }
    }

    fn logging(&mut self) {
        let Some(LoggingConfig {
            log_format,
            application_log_level,
            system_log_level,
            log_group,
            retention_in_days,
            ..
        }) = &self.manifest.function.settings.logging_config
        else {
            return;
        };
        let text = |value: &Option<String>| value.clone().map(Want::Text);
        let default = |value: &str| Some(Want::Text(value.to_owned()));
        self.maybe(
            "LoggingConfig.LogFormat",
            text(log_format),
            default("Text"),
            "log_format",
        );
        self.maybe(
            "LoggingConfig.ApplicationLogLevel",
            text(application_log_level),
            default("INFO"),
            "application_log_level",
        );
        self.maybe(
            "LoggingConfig.SystemLogLevel",
            text(system_log_level),
            default("INFO"),
            "system_log_level",
        );
        self.maybe(
            "LoggingConfig.LogGroup",
            log_group.clone().map(Want::Resource),
            None,
            "log_group",
        );
        // The retention of another log group says nothing.
        let last = self.report.findings.last();
        if last.is_some_and(|finding| finding.field == "LoggingConfig.LogGroup")
            && !self.function.fields.contains_key("RetentionInDays")
        {
            return;
        }
        self.maybe(
            "RetentionInDays",
            retention_in_days.map(|days| Want::Number(days.into(), "days")),
            None,
            "retention_in_days",
        );
    }

    /// `FunctionUrlConfig`, or `AWS::Lambda::Url`. Whether there is one belongs to the triggers.
    fn url(&mut self) {
        if !self.function.fields.contains_key("FunctionUrlConfig") {
            return;
        }
        let function = &self.manifest.function;
        let auth = function.settings.function_url_config.as_ref();
        self.maybe(
            "FunctionUrlConfig.AuthType",
            auth.map(|one| Want::Text(one.auth_type.clone())),
            None,
            "function_url_config",
        );
        let url = function
            .triggers
            .iter()
            .find(|one| one.trigger == TriggerKind::FunctionUrl);
        if let Some(url) = url {
            let mode = if url.streams {
                "RESPONSE_STREAM"
            } else {
                "BUFFERED"
            };
            let default = Some(Want::Text("BUFFERED".to_owned()));
            self.own(
                "FunctionUrlConfig.InvokeMode",
                Want::Text(mode.to_owned()),
                default,
                "function_url",
            );
        }
    }

    /// Required variables are in the template. Their values are not in the code.
    fn variables(&mut self) {
        let Some(given) = &self.function.variables else {
            self.skip(
                "Environment.Variables",
                self.at(),
                "the variables are known at deployment alone",
            );
            return;
        };
        let mut wanted: Vec<(String, String)> = self
            .manifest
            .environment
            .iter()
            .filter(|variable| variable.required)
            .map(|variable| (variable.name.clone(), variable.read_by.clone()))
            .collect();
        for handler in &self.manifest.handlers {
            if let gatewright_manifest::Key::Source {
                env: Some(name), ..
            } = &handler.key
            {
                wanted.push((
                    name.clone(),
                    format!("{}::{}", handler.module, handler.function),
                ));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (name, reader) in wanted {
            let is_set = name.starts_with("AWS_") || SET_BY_LAMBDA.contains(&name.as_str());
            if is_set || !seen.insert(name.clone()) {
                continue;
            }
            self.report.fields += 1;
            if given.contains_key(&name) {
                continue;
            }
            let by = if reader.is_empty() {
                String::new()
            } else {
                format!(" by `{reader}`")
            };
            let headline = format!(
                "the environment variable `{name}` of `{}` is not in the template, and read{by} in the code",
                self.name()
            );
            // The handler that reads it, or the option `environment`.
            let handler = self.manifest.handlers.iter().find(|handler| {
                format!("{}::{}", handler.module, handler.function) == reader
                    || handler.requires.contains(&reader)
            });
            let place = handler.map_or_else(
                || self.places.of_option(&self.code, "environment"),
                |handler| super::places::Code {
                    file: handler.file.clone(),
                    line: handler.line,
                },
            );
            let code = Side {
                value: Some(name.clone()),
                place,
            };
            let side = Side {
                value: None,
                place: self.at(),
            };
            let help = format!("add `{name}` to `Environment.Variables`");
            self.error(
                format!("Environment.Variables.{name}"),
                headline,
                Some(code),
                side,
                help,
            )
            .note = Some(
                "a function without a required variable fails at its first invocation".to_owned(),
            );
        }
    }
}
