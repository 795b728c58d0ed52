//! Lookups of paths, methods and names in tables of hand-written entries.

mod siblings;

use super::*;
use crate::event::Method;
use crate::handler::endpoint::{Call, Handler};
use crate::handler::input::HandlerInput;
use crate::lazy::AnyModule;

struct Unused;

impl Handler for Unused {
    fn call<'a>(&'a self, _: &'a HandlerInput<'a>) -> Call<'a> {
        unreachable!("these tests only look up")
    }

    fn modules(&self, _: &mut dyn FnMut(&'static dyn AnyModule)) {}
}

const fn entry(method: Option<Method>, template: &'static str, line: u32) -> Entry {
    Entry {
        key: Key::Route(method, template),
        handler: &Unused,
        calling: Calling::DEFAULT,
        origin: Origin {
            function: "f",
            place: &Place {
                module: "m",
                file: "f.rs",
            },
            line,
            docs: "",
            signature: "()",
            ..Origin::NONE
        },
    }
}

const fn route(method: Method, template: &'static str) -> Entry {
    entry(Some(method), template, 1)
}

const ENTRIES: &[Entry] = &[
    route(Method::Get, "/orders"),
    route(Method::Get, "/orders/{id}"),
    route(Method::Delete, "/orders/{id}"),
    route(Method::Post, "/orders/latest"),
    route(Method::Get, "/orders/{id}/lines/{line}"),
    route(Method::Get, "/orders/open/lines"),
    route(Method::Get, "/files/{rest+}"),
    route(Method::Get, "/files/index.html"),
    entry(None, "/hooks/{name}", 1),
    route(Method::Get, "/"),
    route(Method::Head, "/orders"),
    route(Method::Get, "/a/{x}/c"),
    route(Method::Get, "/a/b/d"),
];
const SIZE: Size = Size::of(ENTRIES);
static TABLES: Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = Tables::build(ENTRIES);

/// Returns the template that was found with its captures, or the status of a miss.
fn found(method: &str, path: &str) -> String {
    found_in(method, path, false)
}

fn found_in(method: &str, path: &str, encoded: bool) -> String {
    let mut captures = Captures::default();
    let routes = TABLES.view().routes.unwrap();
    match routes.find(Method::parse(method), path, encoded, &mut captures) {
        RouteMatch::Found(entry) => {
            let template = ENTRIES[entry].target().template();
            let words: Vec<&str> = std::iter::once(template).chain(captures.iter()).collect();
            words.join(" ")
        }
        RouteMatch::WrongMethod(allowed) => format!("405 {allowed:?}"),
        RouteMatch::NotFound => "404".to_owned(),
    }
}

#[test]
fn literals_precede_parameters_which_precede_remainders() {
    assert_eq!(found("GET", "/orders/7"), "/orders/{id} 7");
    assert_eq!(found("GET", "/orders/open/lines"), "/orders/open/lines");
    assert_eq!(found("GET", "/files/index.html"), "/files/index.html");
    assert_eq!(found("GET", "/files/a/b.css"), "/files/{rest+} a/b.css");
}

#[test]
fn falls_back_from_literal_to_parameter() {
    assert_eq!(found("GET", "/a/b/c"), "/a/{x}/c b");
    assert_eq!(found("GET", "/a/b/d"), "/a/b/d");
    assert_eq!(
        found("GET", "/orders/open/lines/3"),
        "/orders/{id}/lines/{line} open 3"
    );
}

#[test]
fn literal_of_another_method_does_not_hide_a_parameter() {
    assert_eq!(found("GET", "/orders/latest"), "/orders/{id} latest");
    assert_eq!(found("POST", "/orders/latest"), "/orders/latest");
}

#[test]
fn wrong_method_lists_the_allowed_ones() {
    assert_eq!(found("PUT", "/orders/7"), "405 [Get, Head, Delete]");
    assert_eq!(
        found("PUT", "/orders/latest"),
        "405 [Get, Head, Post, Delete]"
    );
    assert_eq!(found("BREW", "/orders"), "405 [Get, Head]");
}

#[test]
fn head_uses_its_own_route_or_the_get_route() {
    assert_eq!(found("HEAD", "/orders"), "/orders");
    assert_eq!(found("HEAD", "/orders/7"), "/orders/{id} 7");
}

#[test]
fn any_route_takes_every_method() {
    for method in ["GET", "DELETE", "PROPFIND"] {
        assert_eq!(found(method, "/hooks/github"), "/hooks/{name} github");
    }
}

#[test]
fn trailing_slash_is_ignored_and_empty_segment_does_not_match() {
    assert_eq!(found("GET", "/orders/"), "/orders");
    assert_eq!(found("GET", "/orders//"), "404");
    assert_eq!(found("GET", "/orders//lines/1"), "404");
    assert_eq!(found("GET", "/files/"), "404");
    assert_eq!(found("GET", "/files///"), "404");
    assert_eq!(found("GET", "/files//a//b/"), "/files/{rest+} /a//b");
    assert_eq!(found("GET", ""), "/");
    assert_eq!(found("GET", "/nothing"), "404");
}

#[test]
fn paths_are_never_normalised() {
    assert_eq!(found("GET", "/orders/../orders"), "404");
    assert_eq!(found("GET", "/files/../etc"), "/files/{rest+} ../etc");
}

#[test]
fn encoded_path_is_split_first_and_compared_decoded() {
    assert_eq!(found_in("GET", "/orders/a%2Fb", true), "/orders/{id} a%2Fb");
    assert_eq!(found_in("GET", "/%6Frders", true), "/orders");
    assert_eq!(found_in("GET", "/%6Frders", false), "404");
}

#[test]
fn conflict_message_names_both_handlers() {
    const SAME: &[Entry] = &[
        entry(Some(Method::Get), "/orders/{id}", 3),
        entry(Some(Method::Get), "/orders/{order}", 9),
    ];
    const SIZE: Size = Size::of(SAME);
    static TABLES: Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> =
        Tables::build(SAME);
    static TARGETS: [Target; SAME.len()] = Target::of(SAME);
    let panic = std::panic::catch_unwind(|| {
        Interface::new(SAME, &TARGETS, TABLES.view()).assert_unambiguous();
    })
    .unwrap_err();
    assert_eq!(
        panic
            .downcast_ref::<String>()
            .unwrap()
            .lines()
            .collect::<Vec<_>>(),
        [
            "two handlers for `GET /orders/{order}`: `m::f` (f.rs:3) and `m::f` (f.rs:9)",
            "help: change the path or the method of one of them: `/orders/{id}` and `/orders/{order}` differ only in the names of their parameters",
            "note: the table of a function is built at compile time and holds one handler for each key",
        ]
    );
}

/// Segments around every length at which they are read differently, as an only child and beside a sibling.
const LENGTHS: &[Entry] = &[
    route(Method::Get, "/seven77/x"),
    route(Method::Get, "/eight888"),
    route(Method::Get, "/fifteen-1555555/{id}/sixteen-16666666/{id}"),
    route(Method::Get, "/sixteen-16666666"),
    route(
        Method::Get,
        "/twenty-four-444444444444/{id}/fifteen-1555555/{id}",
    ),
    route(Method::Get, "/thirty-two-222222222222222222222"),
    route(
        Method::Get,
        "/more-than-thirty-two-bytes-in-its-middle-a-and-at-its-end/x",
    ),
    route(
        Method::Get,
        "/more-than-thirty-two-bytes-in-its-middle-b-and-at-its-end/x",
    ),
    route(
        Method::Get,
        "/{any}/more-than-thirty-two-bytes-in-its-middle-a-and-at-its-end",
    ),
];
const LENGTHS_SIZE: Size = Size::of(LENGTHS);
static OF_LENGTHS: Tables<
    { LENGTHS_SIZE.operations },
    { LENGTHS_SIZE.nodes },
    { LENGTHS_SIZE.edges },
> = Tables::build(LENGTHS);

#[test]
fn finds_literal_segments_of_every_length_and_no_others() {
    let routes = OF_LENGTHS.view().routes.unwrap();
    let find = |path: &str| {
        let mut captures = Captures::default();
        match routes.find(Method::Get, path, false, &mut captures) {
            RouteMatch::Found(entry) => {
                Some((entry, captures.iter().collect::<Vec<_>>().join(" ")))
            }
            RouteMatch::WrongMethod(_) | RouteMatch::NotFound => None,
        }
    };
    for (number, entry) in LENGTHS.iter().enumerate() {
        let template = entry.target().template();
        for value in ["7", "a-value-of-more-than-sixteen", &"v".repeat(40)] {
            let path = template.replace("{id}", value).replace("{any}", value);
            let captured = vec![value; parameter_count(template)].join(" ");
            assert_eq!(find(&path), Some((number, captured.clone())), "{path}");
            assert_eq!(
                find(&format!("{path}/")),
                Some((number, captured)),
                "{path}/"
            );
        }
        let literals = (1..template.len()).filter(|at| {
            let (before, after) = template.split_at(*at);
            before.rfind('{') <= before.rfind('}') && !after.starts_with(['{', '}'])
        });
        for at in literals {
            let other = format!("{}X{}", &template[..at], &template[at + 1..]);
            let found = find(&other).map(|it| it.0);
            assert_ne!(found, Some(number), "{other}");
        }
    }
}

/// A real table of this size takes the compiler minutes.
#[test]
#[should_panic(expected = "the routes of a function have at most 65534 different path segments")]
fn too_many_path_segments_are_rejected() {
    let mut nodes = vec![node::Node::EMPTY; 1 << 16];
    let mut used = u16::MAX;
    let mut edges = edges::Edges::<16>::empty();
    routes::insert(&mut nodes, &mut used, &mut edges, None, "/orders", 0);
}
