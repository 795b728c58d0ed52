//! A slow reference router, which decides which of the overlapping routes matches.

/// Method (`*` is any) and template of each.
const ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/a"),
    ("HEAD", "/a"),
    ("POST", "/a"),
    ("GET", "/a/{x}"),
    ("DELETE", "/a/{x}"),
    ("POST", "/a/b"),
    ("GET", "/a/{x}/c"),
    ("GET", "/a/b/d"),
    ("*", "/h/{x}"),
    ("GET", "/h/i"),
    ("GET", "/f/{rest+}"),
    ("GET", "/f/i"),
    ("PUT", "/{x}/{y}/{z}"),
    ("PATCH", "/{x}/b/{rest+}"),
    ("OPTIONS", "/o"),
];

/// The reference router's result for a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Routed {
    /// Method and template, and the values of the parameters.
    To(&'static str, &'static str, Vec<String>),
    /// The path has routes, but of other methods.
    WrongMethod,
    NotFound,
}

/// Routes a path's decoded segments by the documented rules, one template after the other.
pub(super) fn route(method: &str, segments: &[String]) -> Routed {
    let mut matching: Vec<(Vec<u8>, &str, &str, Vec<String>)> = ROUTES
        .iter()
        .filter_map(|(of, template)| {
            let (ranks, captured) = matched(template, segments)?;
            Some((ranks, *of, *template, captured))
        })
        .collect();
    matching.sort_by(|left, right| left.0.cmp(&right.0));
    for same in matching.chunk_by(|left, right| left.0 == right.0) {
        let wanted: &[&str] = if method == "HEAD" {
            &["HEAD", "GET", "*"]
        } else {
            &[method, "*"]
        };
        let found = wanted
            .iter()
            .find_map(|wanted| same.iter().find(|route| route.1 == *wanted));
        if let Some((_, of, template, captured)) = found {
            return Routed::To(of, template, captured.clone());
        }
    }
    if matching.is_empty() {
        Routed::NotFound
    } else {
        Routed::WrongMethod
    }
}

/// The match of a template with the path: a rank for each segment (literal, parameter, remainder), and the captures.
fn matched(template: &str, segments: &[String]) -> Option<(Vec<u8>, Vec<String>)> {
    let (mut ranks, mut captured, mut rest) = (Vec::new(), Vec::new(), segments);
    for part in template.split('/').filter(|part| !part.is_empty()) {
        if part.ends_with("+}") {
            let remainder = rest.join("/");
            ranks.push(2);
            captured.push(remainder);
            return (rest.iter().any(|segment| !segment.is_empty())).then_some((ranks, captured));
        }
        let (first, others) = rest.split_first()?;
        rest = others;
        if part.starts_with('{') {
            if first.is_empty() {
                return None;
            }
            ranks.push(1);
            captured.push(first.clone());
        } else if part == first {
            ranks.push(0);
        } else {
            return None;
        }
    }
    rest.is_empty().then_some((ranks, captured))
}
