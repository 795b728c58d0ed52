//! The options of `#[lambda_handler]`, as written and validated.

use darling::FromMeta;
use gatewright_discipline::Rule;
use gatewright_tables::limits;
use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use super::deployment::ENVIRONMENT;
use crate::crate_path::CratePath;
use crate::options::{Elsewhere, Known, Options};
use crate::report::{Errors, Message};
use crate::settings;
use crate::values::{
    self, Description, FunctionName, FunctionPath, Guard, Memory, Metrics, Mode, Record, Switch,
    Timeout, Tmp,
};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) timeout: Option<darling::Result<Timeout>>,
    pub(super) guard: Option<darling::Result<Guard>>,
    pub(super) watchdog: Option<darling::Result<Switch>>,
    pub(super) expose_errors: Option<darling::Result<Switch>>,
    pub(super) memory: Option<darling::Result<Memory>>,
    pub(super) tmp: Option<darling::Result<Tmp>>,
    pub(super) mode: Option<darling::Result<Mode>>,
    pub(super) name: Option<darling::Result<FunctionName>>,
    pub(super) description: Option<darling::Result<Description>>,
    pub(super) main: Option<darling::Result<Switch>>,
    pub(super) subscriber: Option<darling::Result<FunctionPath>>,
    pub(super) record: Option<darling::Result<Record>>,
    pub(super) metrics: Option<darling::Result<Metrics>>,
    pub(super) trace_variable: Option<darling::Result<Switch>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "lambda_handler";
    const KNOWN: &'static [Known] = &[
        Known::new(
            "timeout",
            "timeout = \"29s\"",
            &["timeout_ms", "timeout_seconds", "duration"],
        ),
        Known::new("guard", "guard = \"500ms\"", &["guard_ms", "margin"]),
        Known::new(
            "watchdog",
            "watchdog = false",
            &["watch_dog", "hard_timeout", "no_watchdog"],
        ),
        Known::new(
            "expose_errors",
            "expose_errors = true",
            &["expose", "show_errors", "error_details", "debug_errors"],
        ),
        Known::new(
            "memory",
            "memory = 1769",
            &["memory_size", "memory_mb", "ram"],
        ),
        Known::new(
            "tmp",
            "tmp = 512",
            &["ephemeral_storage", "tmp_size", "tmp_mb", "storage"],
        ),
        Known::new(
            "mode",
            "mode = \"concurrent\"",
            &["concurrency", "concurrent", "max_concurrency"],
        ),
        Known::new("name", "name = \"orders\"", &["function_name"]),
        Known::new("description", "description = \"…\"", &["desc", "about"]),
        Known::new("main", "main = false", &["no_main"]),
        Known::new(
            "subscriber",
            "subscriber = init_logs",
            &["logger", "logs", "log", "init_logs"],
        ),
        Known::new(
            "record",
            "record",
            &["records", "access_log", "invocation_record", "summary"],
        ),
        Known::new(
            "metrics",
            "metrics = \"Shop\"",
            &[
                "metric",
                "namespace",
                "metrics_namespace",
                "emf",
                "cloudwatch",
            ],
        ),
        Known::new(
            "trace_variable",
            "trace_variable = false",
            &["x_amzn_trace_id", "trace_id", "trace_env", "xray"],
        ),
        Known::new("crate", "crate = ::gatewright", &["krate"]),
    ];
    const ELSEWHERE: &'static [Elsewhere] = &[
        Elsewhere {
            names: &["vpc", "vpc_config", "subnets", "security_groups"],
            instead: "remove it, and set `VpcConfig` in the template",
            reason: "subnets and security groups belong to an account, and differ between stages",
        },
        Elsewhere {
            names: &["role", "policies", "policy", "permissions"],
            instead: "remove it; `cargo gatewright iam` prints the policy that the code needs",
            reason: "a policy in an attribute could differ from the calls of the code",
        },
        Elsewhere {
            names: &["runtime", "handler", "code_uri", "package_type"],
            instead: "remove it; `cargo gatewright package` and `cargo gatewright template` know it",
            reason: "a Rust function is a `bootstrap` in the runtime `provided.al2023`",
        },
        Elsewhere {
            names: &["triggers", "trigger"],
            instead: "#[dispatch(triggers(http_api))] on a module",
            reason: "triggers belong to the routes, which may come from several modules",
        },
    ];
}

/// The configuration of the function. An option that was not given has AWS's default.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the attribute, each on its own"
)]
pub(super) struct Settings {
    /// Milliseconds.
    pub(super) timeout: u64,
    /// The position of the timeout. Problems with it are reported there.
    pub(super) timeout_at: Option<Span>,
    /// Milliseconds; `None` leaves it to the runtime, which takes a share of the remaining time.
    pub(super) guard: Option<u64>,
    /// Whether the watchdog answers for code that cannot be interrupted.
    pub(super) watchdog: bool,
    /// Whether callers see the reasons that are otherwise only logged.
    pub(super) expose_errors: bool,
    /// MB.
    pub(super) memory: u32,
    /// The position of the memory.
    pub(super) memory_at: Option<Span>,
    /// MB.
    pub(super) tmp: u32,
    /// The mode, if it was given.
    pub(super) mode: Option<Mode>,
    /// Whether the mode was invalid, which has been reported.
    pub(super) mode_is_wrong: bool,
    /// `None` is the package's name.
    pub(super) name: Option<LitStr>,
    pub(super) description: Option<LitStr>,
    /// The settings of the deployment.
    pub(super) deployed: settings::Settings,
    /// The names of the environment variables that the code reads itself.
    pub(super) environment: Vec<LitStr>,
    /// Whether to generate `fn main`.
    pub(super) main: bool,
    /// The function that sets the subscriber of `tracing`, in place of ours.
    pub(super) subscriber: Option<FunctionPath>,
    /// The line that is written for each invocation.
    pub(super) recording: Option<Recording>,
    /// Whether `_X_AMZN_TRACE_ID` is set.
    pub(super) trace_variable: bool,
    pub(super) krate: CratePath,
}

/// The options `record` and `metrics`.
#[derive(Debug)]
pub(super) enum Recording {
    Record,
    /// The built-in metrics are members of the record.
    Metrics(Metrics),
}

impl Recording {
    fn of(
        record: Option<darling::Result<Record>>,
        metrics: Option<darling::Result<Metrics>>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let record = record.and_then(|record| errors.take(record));
        let metrics = metrics.and_then(|metrics| errors.take(metrics));
        metrics
            .map(Self::Metrics)
            .or_else(|| record.map(|Record| Self::Record))
    }
}

/// The defaults of `CreateFunction`.
const TIMEOUT: u64 = limits::TIMEOUT_DEFAULT_S * 1_000;
const MEMORY: u32 = limits::MEMORY_MIN_MB;
const TMP: u32 = limits::TMP_MIN_MB;

impl Settings {
    /// Takes every option and reports the invalid ones, which get their default.
    pub(super) fn of(args: Args, mut deployed: settings::Settings, errors: &mut Errors) -> Self {
        let environment = deployed.texts(ENVIRONMENT).to_vec();
        deployed.take(ENVIRONMENT);
        let Args {
            timeout,
            guard,
            watchdog,
            expose_errors,
            memory,
            tmp,
            mode,
            name,
            description,
            main,
            subscriber,
            record,
            metrics,
            trace_variable,
            krate,
        } = args;
        let timeout = timeout.map(|timeout| errors.take(timeout));
        let guard = guard.and_then(|guard| errors.take(guard));
        let timeout_is_wrong = matches!(timeout, Some(None));
        let timeout_at = timeout.flatten().map(|timeout| timeout.at);
        let timeout = timeout.flatten().map_or(TIMEOUT, |timeout| timeout.ms);
        let guard = guard
            .filter(|guard| timeout_is_wrong || fits(guard, timeout, errors))
            .map(|guard| guard.ms);
        let watchdog = watchdog
            .and_then(|watchdog| errors.take(watchdog))
            .is_none_or(|watchdog| watchdog.0);
        let memory = memory.and_then(|memory| errors.take(memory));
        let tmp = tmp
            .and_then(|tmp| errors.take(tmp))
            .map_or(TMP, |tmp| tmp.0);
        let mode = mode.map(|mode| errors.take(mode));
        let settings = Self {
            timeout,
            timeout_at,
            guard,
            watchdog,
            expose_errors: expose_errors
                .and_then(|expose| errors.take(expose))
                .is_some_and(|expose| expose.0),
            memory: memory.map_or(MEMORY, |memory| memory.mb),
            memory_at: memory.map(|memory| memory.at),
            tmp,
            mode_is_wrong: matches!(mode, Some(None)),
            mode: mode.flatten(),
            name: name.and_then(|name| errors.take(name)).map(|name| name.0),
            description: description
                .and_then(|description| errors.take(description))
                .map(|description| description.0),
            deployed,
            environment,
            main: main
                .and_then(|main| errors.take(main))
                .is_none_or(|main| main.0),
            subscriber: subscriber.and_then(|subscriber| errors.take(subscriber)),
            recording: Recording::of(record, metrics, errors),
            trace_variable: trace_variable
                .and_then(|variable| errors.take(variable))
                .is_none_or(|variable| variable.0),
            krate: krate
                .and_then(|krate| errors.take(krate))
                .unwrap_or_default(),
        };
        if let Some(subscriber) = settings.subscriber.as_ref().filter(|_| !settings.main) {
            errors.push(called_in_main(subscriber));
        }
        settings
    }
}

impl Settings {
    /// Reports a timeout and a memory size that only concurrent mode has, for a function that is not in that mode. The mode of a
    /// module is known to `#[dispatch]`, so the compiler checks its constant.
    pub(super) fn fit_single_mode(&self, errors: &mut Errors) {
        let concurrent =
            "for Lambda Managed Instances, #[lambda_handler(mode = \"concurrent\", …)]";
        if let Some(at) = self
            .timeout_at
            .filter(|_| self.timeout > MAX_SINGLE_TIMEOUT)
        {
            errors.push(
                Message::new(format!(
                    "`timeout` must be 1s to {} in a function with one invocation at a time, not {}",
                    values::spell(MAX_SINGLE_TIMEOUT),
                    values::spell(self.timeout)
                ))
                .help(format!("timeout = \"{}\", or, {concurrent}", values::spell(MAX_SINGLE_TIMEOUT)))
                .rule(Rule::Timeout, values::TIMEOUT_RANGE)
                .at_span(at),
            );
        }
        if let Some(at) = self
            .memory_at
            .filter(|_| self.memory > limits::MEMORY_MAX_MB)
        {
            errors.push(
                Message::new(format!(
                    "`memory` must be {} to {} (MB) in a function with one invocation at a time, not {}",
                    limits::MEMORY_MIN_MB,
                    limits::MEMORY_MAX_MB,
                    self.memory
                ))
                .help(format!("memory = {}, or, {concurrent}", limits::MEMORY_MAX_MB))
                .rule(Rule::Memory, values::MEMORY_RANGE)
                .at_span(at),
            );
        }
    }
}

/// The error for a function that a `main` of the user's calls itself.
fn called_in_main(subscriber: &FunctionPath) -> syn::Error {
    let path = subscriber.to_token_stream().to_string().replace(' ', "");
    Message::new(
        "`subscriber` is called by the generated `main`, but `main = false` leaves `main` to you",
    )
    .help(format!(
        "remove `subscriber`, and write in `main`, before `gatewright::run`:\n{path}();"
    ))
    .at(subscriber)
}

/// The longest timeout without concurrent mode, in milliseconds.
pub(super) const MAX_SINGLE_TIMEOUT: u64 = limits::TIMEOUT_MAX_S * 1_000;

fn fits(guard: &Guard, timeout: u64, errors: &mut Errors) -> bool {
    let fits = guard.ms < timeout;
    if !fits {
        errors.push(
            Message::new(format!(
                "`guard` must be shorter than the timeout, which is {}",
                values::spell(timeout)
            ))
            .help(format!("guard = \"{}ms\"", (timeout / 20).clamp(100, 2_000)))
            .rule(Rule::Timeout, "the guard answers this long before the deadline, and the handler has the time until then")
            .at(guard.tokens.to_token_stream()),
        );
    }
    fits
}
