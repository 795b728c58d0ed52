//! Ways to hide that the core uses the gateway.

use super::judge;

const GATE: &str = "pub struct Gate<T = u8>(T);\npub trait Open { fn open(&self); type Key; }\npub enum Kind { Wide }\npub const WIDTH: usize = 3;\npub static SIGN: &str = \"\";\npub fn run() {}\npub mod yard { pub fn play() {} }\n";
const UTIL: &str = "pub use crate::gate::Gate as Handle;\npub use crate::gate as door;\npub mod all { pub use crate::gate::*; }\npub use crate as base;\npub type Alias = crate::gate::Gate;\n#[macro_export]\nmacro_rules! call { () => { $crate::gate::run() } }\nmacro_rules! called { ($name:ident) => { $crate::gate::$name() } }\n";

const ATTACKS: &[(&str, &str)] = &[
    (
        "a grandparent",
        "mod a { mod b { pub fn f() { super::super::super::gate::run() } } }",
    ),
    (
        "the crate by another name",
        "use crate as me;\npub fn f() { me::gate::run() }",
    ),
    (
        "the crate by another name, twice",
        "use crate as me;\nuse me as you;\npub fn f() { you::gate::run() }",
    ),
    (
        "extern crate self",
        "extern crate self as me;\npub fn f() { me::gate::run() }",
    ),
    (
        "a renamed module",
        "use super::gate as harmless;\npub fn f() { harmless::run() }",
    ),
    (
        "a renamed import",
        "use crate::{gate::{run as harmless}};\npub fn f() { harmless() }",
    ),
    (
        "an import of an underscore",
        "use crate::gate::Open as _;\npub fn f() {}",
    ),
    ("a glob", "use crate::gate::*;\npub fn f() { run() }"),
    (
        "a glob of the root",
        "use crate::*;\npub fn f() { gate::run() }",
    ),
    (
        "a glob of the parent",
        "use super::*;\npub fn f() { gate::run() }",
    ),
    (
        "a glob within a function",
        "pub fn f() { use crate::gate::*; run() }",
    ),
    (
        "an import within a block",
        "pub fn f() { { use crate::gate::run as r; r() } }",
    ),
    ("a re-export", "pub fn f(_: crate::util::Handle) {}"),
    (
        "a re-exported module",
        "pub fn f() { crate::util::door::run() }",
    ),
    (
        "a glob of a re-export",
        "use crate::util::all::*;\npub fn f() { run() }",
    ),
    (
        "a re-exported root",
        "pub fn f() { crate::util::base::gate::run() }",
    ),
    (
        "an alias",
        "pub fn f() -> Option<crate::util::Alias> { None }",
    ),
    (
        "an own alias",
        "type G = crate::gate::Gate;\npub fn f() { G::new() }",
    ),
    (
        "a nested module",
        "pub fn f() { crate::gate::yard::play() }",
    ),
    ("a macro", "pub fn f() { call!() }"),
    ("a macro by its path", "pub fn f() { crate::call!() }"),
    (
        "a macro that completes a path",
        "pub fn f() { called!(run) }",
    ),
    (
        "an own macro",
        "macro_rules! go { () => { crate::gate::run() } }\npub fn f() { go!() }",
    ),
    (
        "an argument of a macro",
        "pub fn f() { println!(\"{}\", crate::gate::WIDTH) }",
    ),
    (
        "an argument of a macro of its own syntax",
        "pub fn f() { somebody::select! { x = crate::gate::run() => { 1 } } }",
    ),
    (
        "an argument of a macro between items",
        "somebody::items! { fn f() => crate::gate::run }",
    ),
    (
        "a path that is not a call",
        "pub fn f() { let g = crate::gate::run; let _ = g; }",
    ),
    (
        "the type of a parameter",
        "pub fn f(_: &crate::gate::Gate) {}",
    ),
    (
        "the type of a field",
        "pub struct S { gate: Box<crate::gate::Gate> }",
    ),
    (
        "the field of a variant",
        "pub enum E { A(crate::gate::Gate) }",
    ),
    (
        "an argument of a type",
        "pub fn f() -> Vec<crate::gate::Gate> { Vec::new() }",
    ),
    (
        "a turbofish",
        "pub fn f() { Vec::<crate::gate::Gate>::new(); }",
    ),
    ("a generic bound", "pub fn f<T: crate::gate::Open>(_: T) {}"),
    (
        "a where clause",
        "pub fn f<T>(_: T) where T: crate::gate::Open {}",
    ),
    ("a supertrait", "pub trait T: crate::gate::Open {}"),
    ("a trait object", "pub fn f(_: &dyn crate::gate::Open) {}"),
    (
        "an impl Trait",
        "pub fn f() -> impl crate::gate::Open { todo() }",
    ),
    (
        "an associated type",
        "pub fn f<T>(_: <T as crate::gate::Open>::Key) {}",
    ),
    (
        "a default of a parameter",
        "pub struct S<T = crate::gate::Gate>(T);",
    ),
    (
        "a trait of the gateway for an own type",
        "pub struct S;\nimpl crate::gate::Open for S {}",
    ),
    (
        "an own trait for a type of the gateway",
        "pub trait T {}\nimpl T for crate::gate::Gate {}",
    ),
    (
        "a conversion",
        "pub struct S;\nimpl From<crate::gate::Gate> for S {}",
    ),
    (
        "the length of an array",
        "pub fn f(_: [u8; crate::gate::WIDTH]) {}",
    ),
    ("a constant", "pub const W: usize = crate::gate::WIDTH + 1;"),
    ("a static", "pub static S: &str = crate::gate::SIGN;"),
    (
        "a pattern",
        "pub fn f(x: u8) { match x { crate::gate::WIDTH => {} _ => {} } }",
    ),
    (
        "a struct that is built",
        "pub fn f() { crate::gate::Gate { 0: 1 }; }",
    ),
    (
        "a variant",
        "pub fn f() { let _ = crate::gate::Kind::Wide; }",
    ),
    (
        "a variant by a glob",
        "use crate::gate::Kind::*;\npub fn f() { Wide; }",
    ),
    (
        "a closure",
        "pub fn f() { let g = |x: u8| crate::gate::Gate(x); }",
    ),
    (
        "an async block",
        "pub fn f() { async { crate::gate::run() }; }",
    ),
    (
        "a discriminant",
        "pub enum E { A = crate::gate::WIDTH as isize }",
    ),
    (
        "what a macro of the gateway makes",
        "pub fn f() { crate::gate::GATEWAY; }",
    ),
    ("a raw identifier", "pub fn f() { crate::r#gate::r#run() }"),
    ("a re-export of its own", "pub use crate::gate::run;"),
    (
        "a function in a function",
        "pub fn f() { fn g() { crate::gate::run() } g() }",
    ),
    (
        "a module in a function",
        "pub fn f() { mod m { pub fn g() { crate::gate::run() } } m::g() }",
    ),
];

#[test]
fn every_hidden_use_of_the_gateway_is_found() {
    let through: Vec<&str> = ATTACKS
        .iter()
        .filter(|(_, heart)| {
            let found = judge(&[("gate", GATE), ("util", UTIL), ("heart", heart)]);
            let told =
                "layering `heart` in layer `core` uses `gate` in the higher layer `gateway`: ";
            !(found.len() == 1 && found[0].contains(told))
        })
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(through, [""; 0]);
}
