//! Constraints between options of the deployment. Those that need the triggers or the mode of a module are checked by the compiler, with
//! the constant of `#[dispatch]`.

use gatewright_tables::limits;
use quote::ToTokens;

use super::args::Settings;
use crate::report::{Errors, Message};
use crate::settings::Setting;
use crate::type_to_string::tokens_to_string;

/// Reports every option that AWS does not accept together with another.
pub(super) fn check(settings: &Settings, errors: &mut Errors) {
    let deployed = &settings.deployed;
    log_levels_need_json(settings, errors);
    provisioned_concurrency(settings, errors);
    if let Some(snap_start) = snap_start(settings) {
        if settings.tmp > limits::TMP_MAX_SNAP_START_MB {
            errors.push(
                Message::new(format!(
                    "SnapStart allows {} MB of `/tmp`, not {}",
                    limits::TMP_MAX_SNAP_START_MB,
                    settings.tmp
                ))
                .help(format!(
                    "tmp = {}, or remove `snap_start`",
                    limits::TMP_MAX_SNAP_START_MB
                ))
                .note("SnapStart does not support ephemeral storage greater than 512 MB")
                .at(&snap_start.written),
            );
        }
        for other in ["tenancy_config", "capacity_provider_config"] {
            if let Some(other) = deployed.get(other) {
                errors.push(excluded(snap_start, other).at(&snap_start.written));
            }
        }
    }
    if let (Some(tenancy), Some(url)) = (
        deployed.get("tenancy_config"),
        deployed.get("function_url_config"),
    ) {
        errors.push(excluded(url, tenancy).at(&url.written));
    }
    if let Some(provider) = deployed.get("capacity_provider_config")
        && settings.memory < limits::MEMORY_MIN_MANAGED_MB
    {
        let least = limits::MEMORY_MIN_MANAGED_MB;
        errors.push(
            Message::new(format!(
                "Managed Instances need at least {least} MB of memory, not {}",
                settings.memory
            ))
            .help(format!("memory = {least}"))
            .note("the smallest function on Managed Instances has 2 GB and one vCPU")
            .at(&provider.written),
        );
    }
}

/// Reports options that need the other mode, for a function on its own, whose mode is an option here.
pub(super) fn fit_mode(settings: &Settings, is_concurrent: bool, errors: &mut Errors) {
    if let Some(provider) = settings.deployed.get("capacity_provider_config")
        && !is_concurrent
    {
        errors.push(
            Message::new("`capacity_provider_config` needs concurrent mode")
                .help("mode = \"concurrent\"")
                .note("a capacity provider runs functions on Managed Instances, whose environments serve several invocations at a time")
                .at(&provider.written),
        );
    }
    if let Some(snap_start) = snap_start(settings)
        && is_concurrent
    {
        errors.push(
            Message::new("`snap_start` is not possible in concurrent mode")
                .help("remove `snap_start`")
                .note("Managed Instances keep initialised environments running, and do not take snapshots")
                .at(&snap_start.written),
        );
    }
}

/// Returns the option if it is on.
pub(super) fn snap_start(settings: &Settings) -> Option<&Setting> {
    let is_on = settings.deployed.text("snap_start.apply_on")? == "PublishedVersions";
    settings.deployed.get("snap_start").filter(|_| is_on)
}

fn log_levels_need_json(settings: &Settings, errors: &mut Errors) {
    let deployed = &settings.deployed;
    let format = deployed.text("logging_config.log_format");
    if format.as_deref() == Some("JSON") {
        return;
    }
    for level in ["application_log_level", "system_log_level"] {
        if let Some(level) = deployed.get(&format!("logging_config.{level}")) {
            let found = match &format {
                Some(format) => format!("the format is \"{format}\""),
                None => "the format of a function without `log_format` is \"Text\"".to_owned(),
            };
            errors.push(
                Message::new(format!("`{}` needs the log format \"JSON\"", level.name))
                    .help(format!("log_format = \"JSON\", {}", written(level)))
                    .note(format!(
                        "Lambda filters messages by level only in JSON, and {found}"
                    ))
                    .at(&level.written),
            );
        }
    }
}

fn provisioned_concurrency(settings: &Settings, errors: &mut Errors) {
    let deployed = &settings.deployed;
    let Some(provisioned) = deployed.get("provisioned_concurrency_config") else {
        return;
    };
    if deployed.get("auto_publish_alias").is_none() {
        errors.push(
            Message::new("`provisioned_concurrency_config` needs `auto_publish_alias`")
                .help(format!("auto_publish_alias = \"live\", {}", written(provisioned)))
                .note("provisioned concurrency belongs to an alias or a version, and not to `$LATEST`")
                .at(&provisioned.written),
        );
    }
    let others = ["tenancy_config", "capacity_provider_config"].map(|name| deployed.get(name));
    for other in [snap_start(settings)].into_iter().chain(others).flatten() {
        errors.push(excluded(provisioned, other).at(&provisioned.written));
    }
    let number = "provisioned_concurrency_config.provisioned_concurrent_executions";
    if let (Some(count), Some(reserved), Some(at)) = (
        deployed.number(number),
        deployed.number("reserved_concurrent_executions"),
        deployed.get(number),
    ) && count > reserved
    {
        let help = if reserved == 0 {
            format!("reserved_concurrent_executions = {count}")
        } else {
            format!("provisioned_concurrent_executions = {reserved}")
        };
        errors.push(
            Message::new(format!(
                "`provisioned_concurrent_executions` must be at most `reserved_concurrent_executions`, which is {reserved}, not {count}"
            ))
            .help(help)
            .note("provisioned environments are part of the function's reserved concurrency")
            .at(&at.value_at),
        );
    }
}

/// The message for an option that excludes another.
fn excluded(option: &Setting, other: &Setting) -> Message {
    let (one, other) = (option.name, other.name);
    Message::new(format!("`{one}` and `{other}` exclude each other"))
        .help(format!("remove `{one}` or `{other}`"))
        .note(reason(one, other))
}

fn reason(one: &str, other: &str) -> &'static str {
    match (one, other) {
        (_, "snap_start") => "SnapStart does not support provisioned concurrency",
        ("function_url_config", "tenancy_config") => {
            "tenant isolation does not support function URLs: they do not name the tenant"
        }
        (_, "tenancy_config") => {
            "tenant isolation does not support SnapStart or provisioned concurrency"
        }
        _ => "Managed Instances keep initialised environments running themselves",
    }
}

fn written(setting: &Setting) -> String {
    tokens_to_string(setting.written.to_token_stream())
}
