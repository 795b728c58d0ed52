//! Parameters in the notation of other routers.

/// Translates a segment that is a parameter in the notation of another router.
///
/// `:id` (axum before 0.8, Express, Sinatra) · `*rest`, `{*rest}` (axum) · `*`, `**` (Express, globs) · `<id>`, `<rest..>`
/// (Rocket, Flask) · `{id:[0-9]+}`, `{rest:.*}` (actix, JAX-RS) · `{proxy*}` (Spring) · `$id` (tanstack and others)
pub(super) fn translated(segment: &str) -> Option<String> {
    if let Some(name) = segment.strip_prefix(':') {
        return match name.strip_suffix(['*', '+']) {
            Some(name) => Some(remainder(name)),
            None => Some(parameter(name)),
        };
    }
    if let Some(name) = segment.strip_prefix('*') {
        return Some(remainder(name.trim_start_matches('*')));
    }
    if let Some(inner) = enclosed(segment, '<', '>') {
        let name = inner.rsplit_once(':').map_or(inner, |(_, name)| name);
        return Some(match name.strip_suffix("..") {
            Some(name) => remainder(name),
            None if inner.starts_with("path:") => remainder(name),
            None => parameter(name),
        });
    }
    let inner = enclosed(segment, '{', '}')?;
    if let Some((name, pattern)) = inner.split_once(':') {
        let takes_all = pattern.starts_with(".*") || pattern.starts_with(".+");
        return Some(if takes_all {
            remainder(name)
        } else {
            parameter(name)
        });
    }
    if let Some(name) = inner.strip_prefix('*').or_else(|| inner.strip_suffix('*')) {
        return Some(remainder(name.trim_matches('*')));
    }
    if let Some(name) = inner
        .strip_suffix("...")
        .or_else(|| inner.strip_suffix(".."))
    {
        return Some(remainder(name));
    }
    inner.strip_suffix('?').map(parameter)
}

fn enclosed(segment: &str, open: char, close: char) -> Option<&str> {
    segment.strip_prefix(open)?.strip_suffix(close)
}

fn parameter(name: &str) -> String {
    format!("{{{}}}", or(name, "id"))
}

fn remainder(name: &str) -> String {
    format!("{{{}+}}", or(name, "rest"))
}

fn or<'a>(name: &'a str, default: &'a str) -> &'a str {
    if name.is_empty() { default } else { name }
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn notations_of_other_routers_are_translated() {
        for (theirs, ours) in [
            (":id", "{id}"),
            (":", "{id}"),
            (":rest*", "{rest+}"),
            ("*", "{rest+}"),
            ("**", "{rest+}"),
            ("*path", "{path+}"),
            ("{*path}", "{path+}"),
            ("{path*}", "{path+}"),
            ("{path...}", "{path+}"),
            ("<id>", "{id}"),
            ("<int:id>", "{id}"),
            ("<path:rest>", "{rest+}"),
            ("<rest..>", "{rest+}"),
            ("{id:[0-9]+}", "{id}"),
            ("{rest:.*}", "{rest+}"),
            ("{id?}", "{id}"),
        ] {
            assert_eq!(translated(theirs).as_deref(), Some(ours), "{theirs}");
        }
    }

    #[test]
    fn own_notation_and_plain_text_are_not_translated() {
        for segment in ["{id}", "{rest+}", "orders", "a:b", "{", "{}"] {
            assert_eq!(translated(segment), None, "{segment}");
        }
    }
}
