//! The settings of traces, from the environment variables of OpenTelemetry.
//! <https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>

use std::sync::OnceLock;
use std::time::Instant;

use super::encode::Attributes;
use crate::platform::log::settings::{Get, SampleRate};
use crate::platform::log::trace_context::TraceContext;

/// Writes a line, and gives up at a time.
type Write = fn(&[u8], Option<Instant>);

/// The sampler of OpenTelemetry for a trace of ours, and whether the caller's decision comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sampler {
    follows_parent: bool,
    ratio: SampleRate,
}

/// Writes the spans of a function.
pub(crate) struct Exporter {
    sampler: Sampler,
    function_name: String,
    /// A document up to the first span.
    start: OnceLock<Vec<u8>>,
    variable: fn(&str) -> Option<String>,
    write: Write,
}

/// A document after the last span. The schema is that of the conventions whose attributes we write.
const END: &[u8] = b"]}],\"schemaUrl\":\"https://opentelemetry.io/schemas/1.37.0\"}]}\n";

impl Exporter {
    /// Reads the settings. Faults are added to `faults`.
    pub(in crate::platform::log) fn read(
        variable: fn(&str) -> Option<String>,
        write: Write,
        faults: &mut Vec<String>,
    ) -> Self {
        let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        Self {
            sampler: sampler(&get, faults),
            function_name: variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default(),
            start: OnceLock::new(),
            variable,
            write,
        }
    }

    pub(super) fn function_name(&self) -> &str {
        &self.function_name
    }

    /// Whether a trace is recorded.
    pub(super) fn samples(&self, trace_id: u128, parent: Option<TraceContext>) -> bool {
        match parent.filter(|_| self.sampler.follows_parent) {
            Some(parent) => parent.is_sampled,
            // The random part of the id, as the samplers of OpenTelemetry's SDKs take it.
            #[allow(clippy::cast_possible_truncation)]
            None => self.sampler.ratio.covers(trace_id as u64),
        }
    }

    /// Returns how many bytes a line has besides its spans.
    pub(super) fn envelope_bytes(&self) -> usize {
        self.start().len() + END.len()
    }

    /// Adds a line with these spans.
    pub(super) fn line(&self, spans: &[u8], out: &mut Vec<u8>) {
        for part in [self.start(), spans, END] {
            out.extend_from_slice(part);
        }
    }

    /// Writes lines, each of which is a log event.
    pub(in crate::platform::log) fn write(&self, lines: &[u8], until: Option<Instant>) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            (self.write)(line, until);
        }
    }

    fn start(&self) -> &[u8] {
        self.start.get_or_init(|| {
            let mut start = b"{\"resourceSpans\":[{\"resource\":{\"attributes\":".to_vec();
            resource(&mut start, &self.variable);
            start.extend_from_slice(
                concat!(
                    "},\"scopeSpans\":[{\"scope\":{\"name\":\"gatewright\",\"version\":\"",
                    env!("CARGO_PKG_VERSION"),
                    "\"},\"spans\":["
                )
                .as_bytes(),
            );
            start
        })
    }
}

fn sampler(get: Get<'_>, faults: &mut Vec<String>) -> Sampler {
    const DEFAULT: Sampler = Sampler {
        follows_parent: true,
        ratio: SampleRate::ALL,
    };

    if get("OTEL_SDK_DISABLED").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        return Sampler {
            follows_parent: false,
            ratio: SampleRate::NONE,
        };
    }
    let Some(name) = get("OTEL_TRACES_SAMPLER") else {
        return DEFAULT;
    };
    let kind = name.trim();
    let (follows_parent, kind) = match kind.strip_prefix("parentbased_") {
        Some(kind) => (true, kind),
        None => (false, kind),
    };
    let ratio = match kind {
        "always_on" => SampleRate::ALL,
        "always_off" => SampleRate::NONE,
        "traceidratio" => ratio(get, faults),
        _ => {
            faults.push(format!(
                "OTEL_TRACES_SAMPLER must be always_on, always_off or traceidratio, or one of them after parentbased_; found `{name}`; the \
                 sampler is parentbased_always_on"
            ));
            return DEFAULT;
        }
    };
    Sampler {
        follows_parent,
        ratio,
    }
}

/// Reads the share of traces, which is 1 by default.
fn ratio(get: Get<'_>, faults: &mut Vec<String>) -> SampleRate {
    let Some(text) = get("OTEL_TRACES_SAMPLER_ARG") else {
        return SampleRate::ALL;
    };
    SampleRate::parse(text.trim()).unwrap_or_else(|| {
        faults.push(format!(
            "OTEL_TRACES_SAMPLER_ARG must be a decimal number from 0 to 1; found `{text}`; every trace is sampled"
        ));
        SampleRate::ALL
    })
}

/// Writes the attributes of the resource, by the conventions for services, clouds and `FaaS`.
/// <https://opentelemetry.io/docs/specs/semconv/resource/faas/>
fn resource(out: &mut Vec<u8>, variable: &dyn Fn(&str) -> Option<String>) {
    let get = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let given = get("OTEL_RESOURCE_ATTRIBUTES").unwrap_or_default();
    let given: Vec<(&str, String)> = given
        .split(',')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.trim(), decoded(value.trim())))
        .collect();
    let name_given = given.iter().find(|(name, _)| *name == "service.name");
    let service = get("OTEL_SERVICE_NAME")
        .or_else(|| Some(name_given?.1.clone()))
        .or_else(|| get("POWERTOOLS_SERVICE_NAME"))
        .or_else(|| get("AWS_LAMBDA_FUNCTION_NAME"));
    let memory = get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        .and_then(|memory| memory.parse::<u64>().ok())
        .map(|memory| (memory << 20).to_string());
    Attributes::list(out, |attributes| {
        for (name, value) in [
            ("service.name", service),
            ("cloud.provider", Some("aws".to_owned())),
            ("cloud.platform", Some("aws_lambda".to_owned())),
            ("cloud.region", get("AWS_REGION")),
            ("faas.name", get("AWS_LAMBDA_FUNCTION_NAME")),
            ("faas.version", get("AWS_LAMBDA_FUNCTION_VERSION")),
            ("faas.instance", get("AWS_LAMBDA_LOG_STREAM_NAME")),
            ("telemetry.sdk.name", Some("gatewright".to_owned())),
            ("telemetry.sdk.language", Some("rust".to_owned())),
            (
                "telemetry.sdk.version",
                Some(env!("CARGO_PKG_VERSION").to_owned()),
            ),
        ] {
            // What the user says takes precedence, but for the name of the service, which has its own variable.
            let is_given = given.iter().any(|(given, _)| *given == name);
            if let Some(value) = value.filter(|_| !is_given || name == "service.name") {
                attributes.text(name, &value);
            }
        }
        if let Some(memory) = memory {
            attributes.json("faas.max_memory", memory.as_bytes(), usize::MAX);
        }
        for (name, value) in &given {
            if *name != "service.name" {
                attributes.text(name, value);
            }
        }
    });
}

/// Decodes the percent-encoding of a value of W3C Baggage. Other text stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = (first == b'%').then(|| after.get(..2)).flatten();
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
