//! The few lines that Gatewright itself writes, to standard error, which Lambda collects.

use lambda_runtime::Context;

/// Writes one line about an invocation that went wrong.
pub(crate) fn error(context: &Context, error_type: &str, message: &str) {
    eprintln!("{}", line(context, error_type, message));
}

/// A JSON object, so that a log query can pick errors by type.
fn line(context: &Context, error_type: &str, message: &str) -> String {
    serde_json::json!({
        "level": "ERROR",
        "requestId": context.request_id,
        "errorType": error_type,
        "message": message,
    })
    .to_string()
}

/// Writes one line about a lazy module, whichever invocation it was that met it.
pub(crate) fn module(level: &str, module: &str, message: &str) {
    let line = serde_json::json!({ "level": level, "module": module, "message": message });
    eprintln!("{line}");
}
