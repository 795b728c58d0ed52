//! The mapping of a custom domain: the base path and the stage that a path may contain in front of the API's own path.

use std::borrow::Cow;

use crate::event::{HttpRequest, Members, path_from, text_of};
use crate::table::{Routes, percent_decoded};

/// Removes the declared base path and the stage from the path of a request, if they are in front of the API's own path.
///
/// An event does not say whether the stage is in the path, and a route may begin with the same segment. Therefore the first of the
/// possible paths that a route of any method matches is taken.
#[cold]
#[inline(never)]
pub(super) fn remove(
    request: &mut HttpRequest<'_>,
    routes: &Routes,
    base_paths: &[&str],
    event: &str,
) {
    let encoded = request.path_is_encoded;
    let path = &*request.path;
    let mut starts = Vec::new();
    if let Some(base) = longest_base(path, base_paths, encoded) {
        starts.extend(around_stage(request.stage.as_deref(), path, base, routes));
    }
    starts.extend(around_stage(request.stage.as_deref(), path, 0, routes));
    if request.stage.is_some() {
        starts.extend(start_within_api(path, event));
    }
    let matching = starts
        .iter()
        .find(|start| routes.reaches(&path[**start..], encoded));
    let start = matching.or(starts.first()).copied().unwrap_or_default();
    if start > 0 {
        request.path = path_from(std::mem::take(&mut request.path), start);
    }
}

/// Returns where the path begins without its stage, and where with it. The stage is taken for one, unless a route begins with the
/// same segment.
fn around_stage(stage: Option<&str>, path: &str, start: usize, routes: &Routes) -> Vec<usize> {
    let Some(stage) = stage else {
        return vec![start];
    };
    match end_of(&path[start..], stage, false) {
        None => vec![start],
        Some(end) if routes.begin_with(stage) => vec![start, start + end],
        Some(end) => vec![start + end, start],
    }
}

/// Returns the end of the longest base path with which the path begins.
fn longest_base(path: &str, base_paths: &[&str], encoded: bool) -> Option<usize> {
    let ends = base_paths.iter().filter_map(|base| {
        let base = base.strip_prefix('/').unwrap_or(base);
        end_of(path, base, encoded)
    });
    ends.max()
}

/// Returns where `prefix` ends in the path, if it is the path's first segments.
fn end_of(path: &str, prefix: &str, encoded: bool) -> Option<usize> {
    let mut end = 0;
    for expected in prefix.split('/') {
        let rest = path.get(end..)?.strip_prefix('/')?;
        let segment = rest.split('/').next().unwrap_or_default();
        let decoded = if encoded {
            percent_decoded(segment)?
        } else {
            Cow::Borrowed(segment)
        };
        if decoded != expected {
            return None;
        }
        end += 1 + segment.len();
    }
    Some(end)
}

/// Returns where the API's own path begins, from the number of segments of the resource that API Gateway has matched.
///
/// Behind a custom domain that is mapped with a base path but without a stage, `path` is `/base/stage/orders/7`, `resource` is
/// `/{proxy+}` and `pathParameters.proxy` is `orders/7`.
fn start_within_api(path: &str, event: &str) -> Option<usize> {
    let (mut resource, mut parameters) = (None, "");
    for (name, value) in Members::of(event.trim_ascii_start()) {
        match &*name {
            "resource" => resource = text_of(value),
            "pathParameters" => parameters = value,
            _ => {}
        }
    }
    let resource = resource?;
    let mut segments = 0;
    for segment in resource.split('/').filter(|segment| !segment.is_empty()) {
        let greedy = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix("+}"));
        segments += match greedy {
            None => 1,
            Some(name) => {
                let value = Members::of(parameters).value_of(name).and_then(text_of)?;
                value.trim_end_matches('/').split('/').count()
            }
        };
    }
    let trimmed = path.trim_end_matches('/');
    match segments {
        0 => Some(trimmed.len()),
        segments => trimmed
            .rmatch_indices('/')
            .nth(segments - 1)
            .map(|(start, _)| start),
    }
}
