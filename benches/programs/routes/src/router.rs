//! The compared routers, each used as its documentation advises.

use std::hint::black_box;

use anyhow::Result;
use gatewright::__private::{Captures, Method, RouteMatch};

use crate::templates::Templates;

/// The index of the template that matched a path, and the values of its parameters.
pub(crate) type Found = Option<(usize, Vec<String>)>;

type Find = Box<dyn Fn(&str) -> Found>;
type Pass = Box<dyn Fn(&[&str])>;

/// A router.
pub(crate) struct Router {
    pub(crate) name: &'static str,
    pub(crate) find: Find,
    /// Finds each of the paths. The loop is compiled for this router, so that no indirect call is measured.
    pub(crate) pass: Pass,
}

/// `$look_up` is measured: it finds the match of a path with its parameters, and may put them into `$captures`. `$shown` reads the
/// match.
macro_rules! router {
    (
        $name:literal,
        |$path:ident| $(let mut $captures:ident = $new:expr;)? $look_up:expr,
        |$matched:ident| $shown:expr
    ) => {{
        let find = move |path: &str| {
            let $path = path;
            $(let mut $captures = $new;)?
            let $matched = $look_up;
            $shown
        };
        let pass = move |paths: &[&str]| {
            for path in paths {
                let $path = black_box(*path);
                $(let mut $captures = $new;)?
                black_box(&$look_up);
                $(black_box(&$captures);)?
            }
        };
        Router {
            name: $name,
            find: Box::new(find),
            pass: Box::new(pass),
        }
    }};
}

/// Returns all routers with these templates. Those built at run time live as long as the program.
pub(crate) fn all(templates: &Templates) -> Result<Vec<Router>> {
    let ours = (templates.ours)();
    let mut matchit = matchit::Router::new();
    let mut of_axum = matchit_of_axum::Router::new();
    let mut wayfind = wayfind::RouterBuilder::new();
    let mut path_tree = path_tree::PathTree::new();
    for (number, template) in templates.texts.iter().enumerate() {
        matchit.insert(*template, number)?;
        of_axum.insert(*template, number)?;
        wayfind.insert(&template.replace('{', "<").replace('}', ">"), number)?;
        let _ = path_tree.insert(&template.replace('{', ":").replace('}', ""), number);
    }
    let matchit: &_ = Box::leak(Box::new(matchit));
    let of_axum: &_ = Box::leak(Box::new(of_axum));
    let wayfind: &_ = Box::leak(Box::new(wayfind.build()));
    let path_tree: &_ = Box::leak(Box::new(path_tree));
    let texts = |values: &mut dyn Iterator<Item = &str>| values.map(str::to_owned).collect();
    Ok(vec![
        router!(
            "gatewright",
            |path| let mut captures = Captures::default();
                ours.find(Method::Get, path, false, &mut captures),
            |matched| match matched {
                RouteMatch::Found(entry) => Some((entry, texts(&mut captures.iter()))),
                RouteMatch::WrongMethod(_) | RouteMatch::NotFound => None,
            }
        ),
        router!("matchit", |path| matchit.at(path), |matched| matched
            .ok()
            .map(|matched| (
                *matched.value,
                texts(&mut matched.params.iter().map(|(_, value)| value))
            ))),
        router!("matchit-of-axum", |path| of_axum.at(path), |matched| {
            matched.ok().map(|matched| {
                (
                    *matched.value,
                    texts(&mut matched.params.iter().map(|(_, value)| value)),
                )
            })
        }),
        router!("wayfind", |path| wayfind.search(path), |matched| matched
            .map(|matched| (
                *matched.data(),
                texts(&mut matched.parameters().iter().map(|(_, value)| *value))
            ))),
        router!("path-tree", |path| path_tree.find(path), |matched| matched
            .map(|(number, matched)| (
                *number,
                texts(&mut matched.params_iter().map(|(_, value)| value))
            ))),
    ])
}
