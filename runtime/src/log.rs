//! The few lines that Gatewright itself writes, to standard error, which Lambda collects.

use lambda_runtime::Context;
use serde_json::json;

/// Writes one line about an invocation that went wrong.
pub(crate) fn error(context: &Context, error_type: &str, message: &str) {
    error_of(&context.request_id, error_type, message);
}

/// Writes one line about the invocation with this id; that of INIT is empty.
pub(crate) fn error_of(request_id: &str, error_type: &str, message: &str) {
    // A JSON object, so that a log query can pick errors by type.
    let line = json!({
        "level": "ERROR",
        "requestId": request_id,
        "errorType": error_type,
        "message": message,
    });
    eprintln!("{line}");
}

/// Writes one line about something that is odd, and no error.
pub(crate) fn warning(message: &str) {
    let line = json!({"level": "WARN", "message": message});
    eprintln!("{line}");
}

/// Writes one line about a lazy module, whichever invocation it was that met it.
pub(crate) fn module(module: &str, message: &str) {
    let line = json!({"level": "WARN", "module": module, "message": message});
    eprintln!("{line}");
}
