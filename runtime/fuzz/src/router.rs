//! Overlapping routes, and a slow reference router that decides which of them matches.

use std::collections::BTreeMap;

use gatewright::prelude::*;

/// A handler's report of the request: its template, the values of its parameters, and the query.
pub(crate) type Seen = (&'static str, Vec<String>, BTreeMap<String, Vec<String>>);

type Values = Query<BTreeMap<String, Vec<String>>>;

/// Method (`*` is any) and template of each.
pub(crate) const ROUTES: &[(&str, &str)] = &[
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

#[lambda_handler(main = false)]
#[dispatch]
pub mod routes {
    use super::*;

    #[get("/")]
    async fn root(Query(query): Values) -> Json<Seen> {
        Json(("/", vec![], query))
    }

    #[get("/a")]
    async fn a(Query(query): Values) -> Json<Seen> {
        Json(("/a", vec![], query))
    }

    #[head("/a")]
    async fn head_a() {}

    #[post("/a")]
    async fn post_a(Query(query): Values, body: Body) -> Json<Seen> {
        Json(("/a", vec![format!("{:x?}", &body[..])], query))
    }

    #[get("/a/{x}")]
    async fn a_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}", vec![x], query))
    }

    #[delete("/a/{x}")]
    async fn delete_a_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}", vec![x], query))
    }

    #[post("/a/b")]
    async fn post_a_b(Query(query): Values, body: Body) -> Json<Seen> {
        Json(("/a/b", vec![format!("{:x?}", &body[..])], query))
    }

    #[get("/a/{x}/c")]
    async fn a_x_c(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}/c", vec![x], query))
    }

    #[get("/a/b/d")]
    async fn a_b_d(Query(query): Values) -> Json<Seen> {
        Json(("/a/b/d", vec![], query))
    }

    #[any("/h/{x}")]
    async fn any_h_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/h/{x}", vec![x], query))
    }

    #[get("/h/i")]
    async fn h_i(Query(query): Values) -> Json<Seen> {
        Json(("/h/i", vec![], query))
    }

    #[get("/f/{rest+}")]
    async fn f_rest(Path(rest): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/f/{rest+}", vec![rest], query))
    }

    #[get("/f/i")]
    async fn f_i(Query(query): Values) -> Json<Seen> {
        Json(("/f/i", vec![], query))
    }

    #[put("/{x}/{y}/{z}")]
    async fn put_x_y_z(
        Path((x, y, z)): Path<(String, String, String)>,
        Query(query): Values,
    ) -> Json<Seen> {
        Json(("/{x}/{y}/{z}", vec![x, y, z], query))
    }

    #[patch("/{x}/b/{rest+}")]
    async fn patch_x_b_rest(
        Path((x, rest)): Path<(String, String)>,
        Query(query): Values,
    ) -> Json<Seen> {
        Json(("/{x}/b/{rest+}", vec![x, rest], query))
    }

    #[options("/o")]
    async fn options_o() {}
}

/// The reference router's result for a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Routed {
    /// Method and template, and the values of the parameters.
    To(&'static str, &'static str, Vec<String>),
    /// The path has routes, but of other methods.
    WrongMethod,
    NotFound,
}

/// Routes a path's decoded segments by the documented rules, one template after the other.
pub(crate) fn route(method: &str, segments: &[String]) -> Routed {
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
