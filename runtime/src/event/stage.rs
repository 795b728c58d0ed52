//! The stage of an API, where the path begins with it.

use std::borrow::Cow;

/// The path without its stage: one other than `$default` is the path's first segment.
pub(super) fn without_stage<'a>(path: Cow<'a, str>, stage: Option<&str>) -> Cow<'a, str> {
    let Some(stage) = stage.filter(|stage| !stage.is_empty() && *stage != "$default") else {
        return path;
    };
    let prefixed = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(stage));
    if !prefixed.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return path;
    }
    let cut = stage.len() + 1;
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(&path[cut..]),
        Cow::Owned(path) => Cow::Owned(path[cut..].to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_first_segment_is_the_stage() {
        for (path, stage, expected) in [
            ("/prod/orders", Some("prod"), "/orders"),
            ("/prod", Some("prod"), ""),
            ("/products", Some("prod"), "/products"),
            ("/orders/prod", Some("prod"), "/orders/prod"),
            ("/$default/x", Some("$default"), "/$default/x"),
            ("/orders", None, "/orders"),
            ("prod", Some("prod"), "prod"),
        ] {
            assert_eq!(without_stage(path.into(), stage), expected, "{path}");
            assert_eq!(
                without_stage(path.to_owned().into(), stage),
                expected,
                "{path}"
            );
        }
    }
}
