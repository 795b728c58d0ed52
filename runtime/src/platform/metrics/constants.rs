//! The settings of the process, and the members that are the same in every document.

use std::env;
use std::sync::OnceLock;

use gatewright_tables::metrics;

use super::document::quote;
use crate::platform::log;

/// What `#[lambda_handler]` says about records and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// The option `record`.
    Record,
    /// The option `metrics`, with the namespace if the attribute names one.
    Metrics(Option<&'static str>),
}

/// What the attribute says, and the space in `/tmp` in MB, which has a price.
#[derive(Clone, Copy)]
pub(super) struct Declared {
    pub(super) recording: Recording,
    pub(super) tmp_mb: u32,
}

static DECLARED: OnceLock<Declared> = OnceLock::new();

/// Sets what the attribute says.
pub(crate) fn set(recording: Recording, tmp_mb: u32) {
    DECLARED.get_or_init(|| Declared { recording, tmp_mb });
}

/// Returns the space in `/tmp` in MB.
pub(super) fn tmp_mb() -> u32 {
    DECLARED.get().map_or(0, |declared| declared.tmp_mb)
}

/// The members that are the same in every document, encoded as JSON.
pub(super) struct Constants {
    /// The service, if `POWERTOOLS_SERVICE_NAME` names it.
    pub(super) service: Option<Vec<u8>>,
    pub(super) function_name: Vec<u8>,
    /// In MB.
    pub(super) memory_size: u32,
    /// Whether the record has the built-in metrics.
    pub(super) has_metrics: bool,
    /// Whether `POWERTOOLS_METRICS_DISABLED` turns the documents off.
    pub(super) is_disabled: bool,
}

type Get<'a> = &'a dyn Fn(&str) -> Option<String>;

fn of_process(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Returns the constants, which are read once.
pub(super) fn constants() -> &'static Constants {
    static CONSTANTS: OnceLock<Constants> = OnceLock::new();
    CONSTANTS.get_or_init(|| Constants::read(DECLARED.get().copied(), &of_process))
}

/// Returns the namespace, encoded as JSON. It is read once, for the first document.
pub(super) fn namespace() -> &'static [u8] {
    static NAMESPACE: OnceLock<Vec<u8>> = OnceLock::new();
    let mut fault = None;
    let namespace = NAMESPACE.get_or_init(|| {
        quoted(&read_namespace(
            DECLARED.get().copied(),
            &of_process,
            &mut fault,
        ))
    });
    if let Some(fault) = fault {
        log::warning(&fault);
    }
    namespace
}

fn quoted(text: &str) -> Vec<u8> {
    let mut json = Vec::new();
    quote(&mut json, text);
    json
}

/// Returns the value of a variable. An empty one is treated as unset, as Powertools does.
fn variable(get: Get<'_>, name: &str) -> Option<String> {
    get(name).filter(|value| !value.trim().is_empty())
}

fn function_name(get: Get<'_>) -> String {
    variable(get, "AWS_LAMBDA_FUNCTION_NAME").unwrap_or_else(|| "function".to_owned())
}

impl Constants {
    fn read(declared: Option<Declared>, get: Get<'_>) -> Self {
        let is_disabled =
            variable(get, "POWERTOOLS_METRICS_DISABLED").is_some_and(|value| is_true(&value));
        let recording = declared.map(|declared| declared.recording);
        let service = variable(get, "POWERTOOLS_SERVICE_NAME").map(|mut service| {
            super::sanitise(&mut service);
            quoted(&service)
        });
        let memory = variable(get, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        Self {
            service,
            function_name: quoted(&function_name(get)),
            memory_size: memory.and_then(|memory| memory.parse().ok()).unwrap_or(0),
            has_metrics: matches!(recording, Some(Recording::Metrics(_))) && !is_disabled,
            is_disabled,
        }
    }
}

/// Reads a switch as Powertools for Python does.
fn is_true(value: &str) -> bool {
    let value = value.trim();
    ["1", "y", "yes", "t", "true", "on"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(value))
}

/// Returns the namespace of the attribute or the environment, or the function's name, so that no metric is lost.
fn read_namespace(declared: Option<Declared>, get: Get<'_>, fault: &mut Option<String>) -> String {
    if let Some(Recording::Metrics(Some(namespace))) = declared.map(|declared| declared.recording) {
        return namespace.to_owned();
    }
    let function_name = function_name(get);
    match variable(get, "POWERTOOLS_METRICS_NAMESPACE") {
        Some(namespace) if metrics::namespace(&namespace).is_none() => namespace,
        Some(namespace) => {
            *fault = Some(format!(
                "POWERTOOLS_METRICS_NAMESPACE must be 1 to 255 letters, digits, spaces or `.-_/#:`, and start neither with `:` nor with `AWS/`; found `{namespace}`; the namespace is `{function_name}`"
            ));
            function_name
        }
        None => {
            *fault = Some(format!(
                "the metrics have no namespace: name one in `#[lambda_handler(metrics = \"…\")]` or in POWERTOOLS_METRICS_NAMESPACE; the namespace is `{function_name}`"
            ));
            function_name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    fn declared(recording: Recording) -> Declared {
        Declared {
            recording,
            tmp_mb: 512,
        }
    }

    #[test]
    fn namespace_of_the_attribute_overrides_that_of_powertools() {
        const P: &str = "POWERTOOLS_METRICS_NAMESPACE";
        const F: &str = "AWS_LAMBDA_FUNCTION_NAME";
        let shop = Some(Recording::Metrics(Some("Shop")));
        for (recording, variables, expected, is_fault) in [
            (shop, &[(P, "Other")][..], "Shop", false),
            (
                Some(Recording::Metrics(None)),
                &[(P, "Other")],
                "Other",
                false,
            ),
            (Some(Recording::Record), &[(P, "Other")], "Other", false),
            (None, &[(P, "Other")], "Other", false),
            (None, &[(F, "hello")], "hello", true),
            (None, &[(F, "hello"), (P, " ")], "hello", true),
            (None, &[(F, "hello"), (P, "AWS/Shop")], "hello", true),
        ] {
            let mut fault = None;
            let namespace = read_namespace(recording.map(declared), &get(variables), &mut fault);
            assert_eq!(namespace, expected, "{recording:?} {variables:?}");
            assert_eq!(fault.is_some(), is_fault, "{recording:?} {variables:?}");
        }
    }

    #[test]
    fn powertools_can_disable_the_metrics_and_not_the_record() {
        let declared = declared(Recording::Metrics(Some("Shop")));
        let on = Constants::read(Some(declared), &get(&[]));
        assert!(!on.is_disabled && on.has_metrics);
        let off = Constants::read(
            Some(declared),
            &get(&[("POWERTOOLS_METRICS_DISABLED", "true")]),
        );
        assert!(off.is_disabled && !off.has_metrics);
    }
}
