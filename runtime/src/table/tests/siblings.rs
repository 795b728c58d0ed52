//! Routes with several literal children, compared with a search through all templates.

use super::*;

/// Makes the table of these templates, all with GET. Few groups let many edges share a bucket.
fn routes_of<const NODES: usize, const GROUPS: usize>(templates: &[String]) -> Routes {
    let entries: Vec<Entry> = templates
        .iter()
        .map(|template| route(Method::Get, template.clone().leak()))
        .collect();
    let size = Size::of(&entries);
    assert!(size.nodes <= NODES, "{}", size.nodes);
    let tables: &'static _ = Box::leak(Box::new(Tables::<1, NODES, GROUPS>::build(&entries)));
    tables.view().routes.unwrap()
}

/// Returns the index of the template that matches a path, and the captured values.
fn find<'a>(routes: &Routes, path: &'a str, encoded: bool) -> Option<(usize, Vec<&'a str>)> {
    let mut captures = Captures::default();
    match routes.find(Method::Get, path, encoded, &mut captures) {
        RouteMatch::Found(entry) => Some((entry, captures.iter().collect())),
        RouteMatch::WrongMethod(_) | RouteMatch::NotFound => None,
    }
}

/// Finds a path as the documentation of routes describes it: segment by segment, a literal before a parameter before a remainder.
fn expected<'a>(templates: &[String], path: &'a str) -> Option<(usize, Vec<&'a str>)> {
    fn rank(template: &str) -> Vec<u8> {
        let kind = |segment: &str| match segment {
            segment if segment.ends_with("+}") => 2,
            segment if segment.starts_with('{') => 1,
            _ => 0,
        };
        template.split('/').map(kind).collect()
    }
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = trimmed.split('/').collect();
    let matches = |template: &str| {
        let mut captured = Vec::new();
        let mut at = 0;
        let parts: Vec<&str> = template.split('/').collect();
        for (number, part) in parts.iter().enumerate() {
            if part.ends_with("+}") {
                let rest = &trimmed[at.min(trimmed.len())..];
                let is_some = number < segments.len() && rest.bytes().any(|byte| byte != b'/');
                return is_some.then(|| [captured, vec![rest]].concat());
            }
            let segment = *segments.get(number)?;
            if part.starts_with('{') && !segment.is_empty() {
                captured.push(segment);
            } else if *part != segment {
                return None;
            }
            at += segment.len() + 1;
        }
        (parts.len() == segments.len()).then_some(captured)
    };
    let found = templates
        .iter()
        .enumerate()
        .filter_map(|(number, template)| {
            let captured = matches(template)?;
            Some((rank(template), number, captured))
        });
    let (_, number, captured) = found.min_by(|one, other| one.0.cmp(&other.0))?;
    Some((number, captured))
}

/// Sets of sibling segments: each has to be found in a different way.
fn siblings() -> Vec<Vec<String>> {
    let numbered = |prefix: &str, suffix: &str| -> Vec<String> {
        (0..12).map(|n| format!("{prefix}{n:02}{suffix}")).collect()
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    vec![
        texts(&["orders"]),
        texts(&["a"]),
        texts(&["sixteen-16666666"]),
        texts(&["seventeen-7777777"]),
        texts(&["one-child-with-more-than-thirty-two-bytes"]),
        texts(&[
            "orders",
            "customers",
            "invoices",
            "a-segment-of-more-than-sixteen",
        ]),
        // One is the beginning of another.
        texts(&[
            "o",
            "or",
            "ord",
            "order",
            "orders",
            "orders-and-more",
            "orders-and-more-x",
        ]),
        texts(&["eight888", "eight888x", "eight888x-and-more-than-16"]),
        // Distinguished by the first word, the first 16 bytes, the last 16, and only in the middle.
        numbered("r", ""),
        numbered("archived-", ""),
        numbered("archived-", "-with-a-long-end-of-the-segment"),
        numbered("sixteen-16666666", ""),
        numbered("a-long-prefix-of-many-", "-a-long-suffix-of-many"),
        // A zero is not the padding of a short segment.
        texts(&["a", "a\0", "a\0\0", "b\0"]),
        texts(&["nul-lone\0"]),
    ]
}

#[test]
fn siblings_are_found_however_similar_they_are() {
    for segments in siblings() {
        for (before, after) in [
            ("", ""),
            ("/{id}", ""),
            ("/v1", "/{id}"),
            ("", "/x/{rest+}"),
        ] {
            let mut templates: Vec<String> = segments
                .iter()
                .map(|segment| format!("{before}/{segment}{after}"))
                .collect();
            templates.push(format!("{before}/{{other}}{after}"));
            let wide = routes_of::<100, 40>(&templates);
            let narrow = routes_of::<100, 1>(&templates);
            for segment in &segments {
                let mut paths = vec![
                    segment.clone(),
                    format!("{segment}x"),
                    format!("{segment}\0"),
                ];
                for at in 0..segment.len() {
                    paths.push(segment[..at].to_owned());
                    paths.push(format!("{}X{}", &segment[..at], &segment[at + 1..]));
                }
                for path in paths {
                    let value = if before.is_empty() { "/v1" } else { "/A-1007" };
                    let before = if before.contains('{') { value } else { before };
                    let after = after.replace("{id}", "7").replace("{rest+}", "y//z");
                    let path = format!("{before}/{path}{after}");
                    for path in [path.clone(), format!("{path}/")] {
                        let expected = expected(&templates, &path);
                        assert_eq!(find(&wide, &path, false), expected, "{path:?}");
                        assert_eq!(find(&narrow, &path, false), expected, "{path:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn encoded_siblings_are_found_decoded() {
    for segments in siblings() {
        let mut templates: Vec<String> = segments
            .iter()
            .map(|segment| format!("/{segment}/{{id}}"))
            .collect();
        templates.push("/{other}/{id}".to_owned());
        let routes = routes_of::<100, 40>(&templates);
        for (number, segment) in segments.iter().enumerate() {
            let encoded: Vec<String> = segment.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let encoded = encoded.concat();
            let path = format!("/{encoded}/a%2Fb");
            assert_eq!(
                find(&routes, &path, true),
                Some((number, vec!["a%2Fb"])),
                "{path}"
            );
            let path = format!("/{encoded}%2F/7");
            let other = format!("{encoded}%2F");
            assert_eq!(
                find(&routes, &path, true),
                Some((segments.len(), vec![&*other, "7"])),
                "{path}"
            );
        }
    }
}

#[test]
fn random_tables_find_what_the_rules_of_precedence_say() {
    const SEGMENTS: [&str; 12] = [
        "a",
        "b",
        "ab",
        "orders",
        "archived-orders",
        "archived-orders-of-customers",
        "archived-x",
        "archived-orders-of-suppliers",
        "eight888",
        "sixteen-16666666",
        "é",
        "a-segment-that-is-longer-than-the-words-of-a-segment",
    ];
    let mut state = 20u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    for _ in 0..300 {
        let mut templates: Vec<String> = Vec::new();
        for _ in 0..=below(30) {
            let mut template = String::new();
            for _ in 0..=below(4) {
                match below(8) {
                    0 | 1 => template += "/{x}",
                    _ => template = template + "/" + SEGMENTS[below(SEGMENTS.len())],
                }
            }
            if below(8) == 0 {
                template += "/{rest+}";
            }
            if !templates.contains(&template) {
                templates.push(template);
            }
        }
        let routes = routes_of::<200, 30>(&templates);
        for _ in 0..200 {
            let mut path = String::new();
            for _ in 0..=below(5) {
                path.push('/');
                match below(10) {
                    0 => {}
                    1 => path.push_str("A-1007"),
                    2 => path.push_str("0b0e3f0c-6c0a-4f39-8f3f-8d6f0f0e9a51"),
                    _ => path.push_str(SEGMENTS[below(SEGMENTS.len())]),
                }
            }
            assert_eq!(
                find(&routes, &path, false),
                expected(&templates, &path),
                "{path} in {templates:?}"
            );
        }
    }
}

#[test]
fn table_without_routes_and_table_of_one_route() {
    static NONE: Tables<1, 1, 1> = Tables::build(&[]);
    assert!(NONE.view().routes.is_none());
    let root = routes_of::<2, 1>(&["/".to_owned()]);
    for path in ["", "/"] {
        assert_eq!(find(&root, path, false), Some((0, vec![])), "{path}");
    }
    for path in ["//", "/a", "a", "/%2F"] {
        assert_eq!(find(&root, path, true), None, "{path}");
    }
    let one = routes_of::<3, 2>(&["/a".to_owned()]);
    for path in ["/a", "/a/", "a"] {
        assert_eq!(find(&one, path, false), Some((0, vec![])), "{path}");
    }
    for path in ["", "/", "/b", "/ab", "/a/b", "//a", "/a//"] {
        assert_eq!(find(&one, path, false), None, "{path}");
    }
}
