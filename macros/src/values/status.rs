//! HTTP statuses: `status = 404`, `status = NOT_FOUND`.

use darling::FromMeta;
use syn::{Expr, ExprPath, Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// A status from 400 to 599.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

/// The statuses of IANA's registry, by the names of the constants in the crate `http`.
const NAMES: [(&str, u16); 40] = [
    ("BAD_REQUEST", 400),
    ("UNAUTHORIZED", 401),
    ("PAYMENT_REQUIRED", 402),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("METHOD_NOT_ALLOWED", 405),
    ("NOT_ACCEPTABLE", 406),
    ("PROXY_AUTHENTICATION_REQUIRED", 407),
    ("REQUEST_TIMEOUT", 408),
    ("CONFLICT", 409),
    ("GONE", 410),
    ("LENGTH_REQUIRED", 411),
    ("PRECONDITION_FAILED", 412),
    ("PAYLOAD_TOO_LARGE", 413),
    ("URI_TOO_LONG", 414),
    ("UNSUPPORTED_MEDIA_TYPE", 415),
    ("RANGE_NOT_SATISFIABLE", 416),
    ("EXPECTATION_FAILED", 417),
    ("IM_A_TEAPOT", 418),
    ("MISDIRECTED_REQUEST", 421),
    ("UNPROCESSABLE_ENTITY", 422),
    ("LOCKED", 423),
    ("FAILED_DEPENDENCY", 424),
    ("TOO_EARLY", 425),
    ("UPGRADE_REQUIRED", 426),
    ("PRECONDITION_REQUIRED", 428),
    ("TOO_MANY_REQUESTS", 429),
    ("REQUEST_HEADER_FIELDS_TOO_LARGE", 431),
    ("UNAVAILABLE_FOR_LEGAL_REASONS", 451),
    ("INTERNAL_SERVER_ERROR", 500),
    ("NOT_IMPLEMENTED", 501),
    ("BAD_GATEWAY", 502),
    ("SERVICE_UNAVAILABLE", 503),
    ("GATEWAY_TIMEOUT", 504),
    ("HTTP_VERSION_NOT_SUPPORTED", 505),
    ("VARIANT_ALSO_NEGOTIATES", 506),
    ("INSUFFICIENT_STORAGE", 507),
    ("LOOP_DETECTED", 508),
    ("NOT_EXTENDED", 510),
    ("NETWORK_AUTHENTICATION_REQUIRED", 511),
];

impl FromMeta for Status {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        if let Some(Lit::Int(number)) = literal(item) {
            return match number.base10_parse() {
                Ok(status @ 400..=599) => Ok(Self(status)),
                _ => Err(Message::new("`status` must be 400 to 599 for a problem")
                    .help("status = 404")
                    .note("a problem document is the response to a failed request (RFC 9457)")
                    .in_option(number)),
            };
        }
        match named(item) {
            Some(name) => by_name(&name).map_err(|message| message.in_option(value_tokens(item))),
            None => Err(Message::new(
                "`status` must be a number or a constant's name, without quotes",
            )
            .help("status = 404, or status = NOT_FOUND")
            .in_option(value_tokens(item))),
        }
    }
}

/// The last segment of `NOT_FOUND` or `StatusCode::NOT_FOUND`.
fn named(item: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = item else {
        return None;
    };
    let mut value = &pair.value;
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    let Expr::Path(ExprPath {
        qself: None, path, ..
    }) = value
    else {
        return None;
    };
    Some(path.segments.last()?.ident.to_string())
}

fn by_name(name: &str) -> Result<Status, Message> {
    if let Some((_, status)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(Status(*status));
    }
    let upper = name.to_uppercase();
    let nearest = NAMES
        .iter()
        .map(|(known, status)| (strsim::jaro_winkler(known, &upper), known, status))
        .filter(|(score, ..)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let message = Message::new(format!("`{name}` is not a status of a problem"));
    Err(match nearest {
        Some((_, known, status)) => message
            .help(format!("status = {known}"))
            .note(format!("`{known}` is {status}")),
        None => message
            .help("status = 404")
            .note("a problem has a status from 400 to 599"),
    })
}
