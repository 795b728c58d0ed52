//! The options that select the HTTP trigger.

use super::error::CliError;
use crate::function::Function;
use crate::http_trigger::{PayloadFormat, Trigger};
use crate::quote::quoted;
use serde::Deserialize;
use std::time::Duration;

/// The values of `--trigger`, each with its name in `triggers(…)` of `#[dispatch]`.
pub(super) const TRIGGERS: [(&str, &str); 5] = [
    ("http-api", "http_api"),
    ("rest-api", "rest_api"),
    ("function-url", "function_url"),
    ("alb", "alb"),
    ("vpc-lattice", "vpc_lattice"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TriggerOptions {
    /// One of [`TRIGGERS`].
    pub(super) name: Option<&'static str>,
    /// The format of the events of HTTP APIs and VPC Lattice.
    pub(super) format: Option<PayloadFormat>,
    /// Whether the target group of a load balancer has multi-value headers.
    pub(super) multi_value: bool,
    /// `BinaryMediaTypes` of a REST API.
    pub(super) binary_media_types: Vec<String>,
}

/// The part of the manifest with the declared triggers.
#[derive(Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    function: Settings,
}

#[derive(Default, Deserialize)]
struct Settings {
    #[serde(default)]
    triggers: Vec<Declared>,
}

#[derive(Deserialize)]
struct Declared {
    /// The name in `triggers(…)`.
    trigger: String,
    #[serde(default)]
    waits_ms: Option<u64>,
    #[serde(default)]
    streams: bool,
}

/// Parses the value of `--trigger`. The names of `triggers(…)` are accepted too.
pub(super) fn named(name: &str) -> Option<&'static str> {
    let mut triggers = TRIGGERS.into_iter();
    let found = triggers.find(|(option, declared)| name == *option || name == *declared);
    found.map(|(option, _)| option)
}

/// Parses the value of `--payload-format`.
pub(super) fn format(version: &str) -> Option<PayloadFormat> {
    match version {
        "1.0" => Some(PayloadFormat::V1),
        "2.0" => Some(PayloadFormat::V2),
        _ => None,
    }
}

impl TriggerOptions {
    /// Returns the trigger, and how long it waits if the function declares it. `None` is the default trigger.
    pub(super) fn resolve(
        self,
        function: &Function,
    ) -> Result<Option<(Trigger, Option<Duration>)>, CliError> {
        let default = if function.streams {
            "function-url"
        } else {
            "http-api"
        };
        let name = self.name.unwrap_or(default);
        self.check(name)?;
        if self.name.is_none() && self.format.is_none() {
            return Ok(None);
        }
        let manifest = function.manifest.as_deref();
        let manifest = manifest.map(serde_json::from_str).transpose();
        let manifest: Manifest = manifest
            .map_err(|error| {
                let name = &function.name;
                CliError::new(format!("could not read the manifest of `{name}`: {error}"))
            })?
            .unwrap_or_default();
        let triggers = manifest.function.triggers;
        let declared = triggers
            .iter()
            .find(|declared| named(&declared.trigger) == Some(name));
        if self.name.is_some() && declared.is_none() && !triggers.is_empty() {
            return Err(undeclared(function, name, &triggers));
        }
        let streams = match declared {
            Some(declared) => declared.streams,
            None => function.streams && name == "function-url",
        };
        let waits = declared.filter(|_| !streams);
        let waits = waits.and_then(|declared| declared.waits_ms);
        let format = self.format.unwrap_or_default();
        let trigger = match name {
            "rest-api" => Trigger::RestApi {
                streams,
                binary_media_types: match self.binary_media_types {
                    // As in the templates of `cargo gatewright template`.
                    types if types.is_empty() => vec!["*/*".to_owned()],
                    types => types,
                },
            },
            "function-url" => Trigger::FunctionUrl { streams },
            "alb" => Trigger::Alb {
                multi_value: self.multi_value,
            },
            "vpc-lattice" => Trigger::VpcLattice { format },
            _ => Trigger::HttpApi { format },
        };
        Ok(Some((trigger, waits.map(Duration::from_millis))))
    }

    /// Fails if an option is one of another trigger.
    fn check(&self, name: &str) -> Result<(), CliError> {
        let options = [
            (self.multi_value, "--multi-value", &["alb"][..]),
            (
                self.format.is_some(),
                "--payload-format",
                &["http-api", "vpc-lattice"],
            ),
            (
                !self.binary_media_types.is_empty(),
                "--binary-media-type",
                &["rest-api"],
            ),
        ];
        for (is_set, option, triggers) in options {
            if is_set && !triggers.contains(&name) {
                let needed: Vec<String> = triggers
                    .iter()
                    .map(|trigger| format!("`--trigger {trigger}`"))
                    .collect();
                return Err(CliError::new(format!(
                    "`{option}` cannot be used with `--trigger {name}`"
                ))
                .help(format!(
                    "add {}, or leave out `{option}`",
                    needed.join(" or ")
                )));
            }
        }
        Ok(())
    }
}

fn undeclared(function: &Function, name: &str, triggers: &[Declared]) -> CliError {
    let declared: Vec<String> = triggers
        .iter()
        .map(|declared| quoted(named(&declared.trigger).unwrap_or(&declared.trigger)))
        .collect();
    let wanted = TRIGGERS.iter().find(|(option, _)| *option == name);
    let wanted = wanted.map_or(name, |(_, declared)| declared);
    let usable: Vec<&str> = triggers
        .iter()
        .filter_map(|declared| named(&declared.trigger))
        .collect();
    let pass = match usable[..] {
        [] => String::new(),
        [one] => format!("pass `--trigger {one}`, or "),
        _ => format!("pass one of {}, or ", usable.join(", ")),
    };
    CliError::new(format!(
        "expected a trigger that `{}` declares ({}), found `{name}`",
        function.name,
        declared.join(", ")
    ))
    .help(format!(
        "{pass}add `{wanted}` to `triggers(…)` of `#[dispatch]`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(triggers: &str) -> Function {
        Function::new("shop").manifest(format!(r#"{{"function":{{"triggers":[{triggers}]}}}}"#))
    }

    fn resolved(
        options: TriggerOptions,
        function: &Function,
    ) -> Result<Option<(Trigger, Option<Duration>)>, String> {
        let resolved = options.resolve(function);
        resolved.map_err(|error| error.to_string())
    }

    fn of(name: &'static str) -> TriggerOptions {
        TriggerOptions {
            name: Some(name),
            ..TriggerOptions::default()
        }
    }

    #[test]
    fn declared_triggers_stream_and_wait() {
        let function = shop(
            r#"{"trigger":"rest_api","waits_ms":60000,"streams":false},{"trigger":"function_url","streams":true}"#,
        );
        let rest = Trigger::RestApi {
            streams: false,
            binary_media_types: vec!["*/*".to_owned()],
        };
        assert_eq!(
            resolved(of("rest-api"), &function),
            Ok(Some((rest, Some(Duration::from_secs(60)))))
        );
        assert_eq!(
            resolved(of("function-url"), &function),
            Ok(Some((Trigger::FunctionUrl { streams: true }, None)))
        );
        let streaming = shop(r#"{"trigger":"rest_api","waits_ms":900000,"streams":true}"#);
        let Ok(Some((Trigger::RestApi { streams, .. }, waits))) =
            resolved(of("rest-api"), &streaming)
        else {
            panic!("expected a REST API")
        };
        assert_eq!((streams, waits), (true, None));
    }

    #[test]
    fn function_without_triggers_accepts_each() {
        for (name, declared) in TRIGGERS {
            let of_manifest = resolved(of(name), &shop(""));
            assert!(matches!(of_manifest, Ok(Some(_))), "{of_manifest:?}");
            let without = resolved(of(name), &Function::new("shop"));
            assert_eq!(of_manifest, without);
            assert_eq!((named(name), named(declared)), (Some(name), Some(name)));
        }
        assert_eq!(resolved(TriggerOptions::default(), &shop("")), Ok(None));
    }

    #[test]
    fn undeclared_trigger_is_refused_with_the_declared_ones() {
        for (triggers, expected) in [
            (
                r#"{"trigger":"http_api"},{"trigger":"vpc_lattice"}"#,
                "expected a trigger that `shop` declares (`http-api`, `vpc-lattice`), found `alb`\n  = help: pass one of http-api, \
                 vpc-lattice, or add `alb` to `triggers(…)` of `#[dispatch]`",
            ),
            (
                r#"{"trigger":"rest_api"}"#,
                "expected a trigger that `shop` declares (`rest-api`), found `alb`\n  = help: pass `--trigger rest-api`, or add `alb` to \
                 `triggers(…)` of `#[dispatch]`",
            ),
            (
                r#"{"trigger":"websocket"}"#,
                "expected a trigger that `shop` declares (`websocket`), found `alb`\n  = help: add `alb` to `triggers(…)` of `#[dispatch]`",
            ),
        ] {
            let refused = resolved(of("alb"), &shop(triggers));
            assert_eq!(refused, Err(expected.to_owned()));
        }
    }

    #[test]
    fn options_of_other_triggers_are_refused() {
        let multi_value = TriggerOptions {
            multi_value: true,
            ..TriggerOptions::default()
        };
        let refused = |options| resolved(options, &Function::new("shop")).unwrap_err();
        assert_eq!(
            refused(multi_value),
            "`--multi-value` cannot be used with `--trigger http-api`\n  = help: add `--trigger alb`, or leave out `--multi-value`"
        );
        let format = TriggerOptions {
            format: Some(PayloadFormat::V1),
            ..of("alb")
        };
        assert_eq!(
            refused(format),
            "`--payload-format` cannot be used with `--trigger alb`\n  = help: add `--trigger http-api` or `--trigger vpc-lattice`, or leave \
             out `--payload-format`"
        );
        let binary = TriggerOptions {
            binary_media_types: vec!["image/png".to_owned()],
            ..of("function-url")
        };
        assert!(refused(binary).starts_with(
            "`--binary-media-type` cannot be used with `--trigger function-url`\n  = help: add `--trigger rest-api`"
        ));
    }

    #[test]
    fn format_alone_is_that_of_an_http_api() {
        let options = TriggerOptions {
            format: Some(PayloadFormat::V1),
            ..TriggerOptions::default()
        };
        let format = PayloadFormat::V1;
        assert_eq!(
            resolved(options, &Function::new("shop")),
            Ok(Some((Trigger::HttpApi { format }, None)))
        );
    }
}
