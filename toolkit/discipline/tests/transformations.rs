//! No combination of renaming, aliasing, nesting, re-exporting and wrapping changes a verdict.

use gatewright_discipline::{Rule, judge_item};
use std::fmt::Write as _;

/// Refused code: the path, its use (`@` is the path), and the rule.
const REFUSED: [(&str, &str, Rule); 20] = [
    ("std::thread::spawn", "@(|| ());", Rule::Threading),
    ("std::thread::sleep", "@(pause);", Rule::Blocking),
    ("std::sync::Mutex", "let _ = @::new(1);", Rule::Locking),
    (
        "std::sync::RwLock",
        "let _: Option<@<u8>> = None;",
        Rule::Locking,
    ),
    (
        "std::sync::atomic::AtomicU64",
        "static N: @ = @::new(0);",
        Rule::Locking,
    ),
    (
        "std::env::set_var",
        "unsafe { @(\"A\", \"b\") };",
        Rule::SharedState,
    ),
    (
        "tokio::task::spawn_blocking",
        "let _ = @(|| ()).await;",
        Rule::Threading,
    ),
    ("tokio::task::spawn", "@(async {});", Rule::DetachedTask),
    ("parking_lot::Mutex", "let _ = @::new(1);", Rule::Locking),
    (
        "std::fs::write",
        "@(\"/tmp/db\", b\"\").unwrap();",
        Rule::SharedState,
    ),
    (
        "tokio::task::spawn",
        "let mut all = Vec::new(); all.push(@(async {})); let _ = all.len();",
        Rule::DetachedTask,
    ),
    (
        "tokio::task::spawn",
        "let mut task = None; if true { task = Some(@(async {})); }",
        Rule::DetachedTask,
    ),
    (
        "tokio::task::spawn",
        "let (_one, _two) = (@(async {}), 2);",
        Rule::DetachedTask,
    ),
    (
        "std::net::TcpStream",
        "let _ = @::connect(\"a:1\");",
        Rule::Blocking,
    ),
    ("std::io::stdin", "let _ = @();", Rule::Blocking),
    (
        "std::time::Instant",
        "while @::now() < end {}",
        Rule::Blocking,
    ),
    (
        "std::iter::repeat",
        "@(1).map(|n| n + 1).for_each(|n| println!(\"{n}\"));",
        Rule::Timeout,
    ),
    (
        "std::fs::write",
        "@(format!(\"/tmp/{}\", \"db\"), b\"\").unwrap();",
        Rule::SharedState,
    ),
    (
        "std::fs::File",
        "let mut path = String::from(\"/tmp\"); path.push_str(\"/db\"); let _ = @::create(&path);",
        Rule::SharedState,
    ),
    (
        "std::fs::File",
        "let file = @::open(\"a\").unwrap(); file.lock_shared().unwrap();",
        Rule::Blocking,
    ),
];

/// Ways to make a client by its type in a handler. `@` is the path of the client.
const MADE: [&str; 8] = [
    "let api: Api = Default::default();",
    "let api = Api::default();",
    "let api = Api { retries: 3, ..Default::default() };",
    "let api: Api = given.unwrap_or_default();",
    "let api = make::<Api>();",
    "let http: @ = given.unwrap_or_default();",
    "let http = <@ as Default>::default();",
    "let http = http!();",
];

/// Accepted code in the same form.
const ACCEPTED: [(&str, &str); 14] = [
    ("std::sync::Arc", "let _ = @::new(1);"),
    ("std::cell::RefCell", "let _ = @::new(1);"),
    ("std::collections::HashMap", "let _: @<u8, u8> = @::new();"),
    ("tokio::sync::mpsc::channel", "let _ = @::<u8>(1);"),
    ("tokio::time::sleep", "@(pause).await;"),
    ("tokio::task::spawn", "@(async {}).await.unwrap();"),
    ("own::sync::Mutex", "let _ = @::new(1);"),
    ("own::thread::spawn", "@(|| ());"),
    (
        "tokio::task::spawn",
        "let mut all = Vec::new(); all.push(@(async {})); for one in all { one.await.unwrap(); }",
    ),
    (
        "tokio::task::spawn",
        "let mut task = None; if true { task = Some(@(async {})); } task.unwrap().await.unwrap();",
    ),
    (
        "std::iter::repeat",
        "@(1).take(3).for_each(|n| println!(\"{n}\"));",
    ),
    (
        "std::time::Instant",
        "let start = @::now(); while start.elapsed().as_secs() < 1 { work(); }",
    ),
    (
        "std::fs::write",
        "@(format!(\"/tmp/{pause}\"), b\"\").unwrap();",
    ),
    ("std::net::SocketAddr", "let _: Option<@> = None;"),
];

/// A small generator with a seed, so that a failure can be repeated (Knuth's constants for a 64-bit LCG).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

/// A path as it is written in the module `shop`, or one that begins with the name of a crate.
struct Name {
    path: String,
    /// Leads into `shop`, so that a module inside writes `super::` first.
    in_shop: bool,
}

impl Name {
    fn own(path: String) -> Self {
        Self {
            path,
            in_shop: true,
        }
    }

    fn at_depth(&self, depth: usize) -> String {
        if self.in_shop {
            format!("{}{}", "super::".repeat(depth), self.path)
        } else {
            self.path.clone()
        }
    }

    fn last(&self) -> String {
        self.path.rsplit("::").next().expect("a segment").to_owned()
    }

    fn parent(&self) -> Option<Self> {
        let (parent, _) = self.path.rsplit_once("::")?;
        Some(Self {
            path: parent.to_owned(),
            in_shop: self.in_shop,
        })
    }
}

/// Writes declarations for the top of the module, and returns a name that leads to `path` with them.
fn name_it(path: &str, dice: &mut Dice, declarations: &mut String) -> String {
    let mut name = Name {
        path: path.to_owned(),
        in_shop: path.starts_with("own"),
    };
    for step in 0..dice.roll(5) {
        let fresh = format!("step_{step}");
        let (here, inside, deeper) = (name.at_depth(0), name.at_depth(1), name.at_depth(2));
        let last = name.last();
        let (line, renamed) = match (dice.roll(7), name.parent()) {
            (0, Some(parent)) => (
                format!("use {}::{{self as {fresh}}};", parent.path),
                format!("{fresh}::{last}"),
            ),
            (1, Some(parent)) => (
                format!("mod {fresh} {{ pub use {}::*; }}", parent.at_depth(1)),
                format!("{fresh}::{last}"),
            ),
            (2, Some(parent)) => (
                format!("use {{{}::{{{last} as {fresh}}}}};", parent.path),
                fresh,
            ),
            (3, _) => (
                format!("mod {fresh} {{ pub use {inside}; }}"),
                format!("{fresh}::{last}"),
            ),
            (4, _) => (
                format!("mod {fresh} {{ pub mod deep {{ pub use {deeper} as renamed; }} }}"),
                format!("{fresh}::deep::renamed"),
            ),
            (5, _) => (
                format!(
                    "mod {fresh} {{ pub mod deep {{ pub use {deeper} as renamed; }} pub use self::deep::*; }}"
                ),
                format!("{fresh}::renamed"),
            ),
            _ => (format!("use {here} as {fresh};"), fresh),
        };
        writeln!(declarations, "{line}").expect("text");
        name = Name::own(renamed);
    }
    if name.in_shop && dice.roll(4) == 0 {
        format!("self::{}", name.path)
    } else {
        name.path
    }
}

/// Puts `statement` into a function, a method, a closure or a macro.
fn wrap(statement: &str, dice: &mut Dice) -> String {
    let mut code = statement.to_owned();
    for step in 0..dice.roll(4) {
        code = match dice.roll(8) {
            0 => format!("let _ = async move {{ {code} }};"),
            1 => format!("let _ = || async {{ {code} }};"),
            2 => format!("if true {{ {code} }}"),
            3 => format!("match 1 {{ 1 => {{ {code} }} _ => {{}} }}"),
            4 => format!("async fn inner_{step}(pause: u8) {{ {code} }}"),
            5 => format!("tokio::select! {{ _ = done() => {{ {code} }} }}"),
            6 => format!(
                "struct Inner{step}; impl Inner{step} {{ async fn go(&self, pause: u8) {{ {code} }} }}"
            ),
            _ => format!("println!(\"{{:?}}\", async {{ {code} }});"),
        };
    }
    format!("async fn handler(pause: u8) {{ {code} }}")
}

fn program(path: &str, usage: &str, dice: &mut Dice) -> String {
    let mut declarations = String::new();
    if path.starts_with("own") {
        declarations.push_str(
            "mod own { pub mod sync { pub struct Mutex; impl Mutex { pub fn new(_: u8) {} } }\n\
             pub mod thread { pub fn spawn(_: impl FnOnce()) {} } }\n",
        );
    }
    let name = name_it(path, dice, &mut declarations);
    let function = wrap(&usage.replace('@', &name), dice);
    format!("mod shop {{\n{declarations}{function}\n}}")
}

#[test]
fn refused_program_stays_refused() {
    let mut dice = Dice(0x6761_7465);
    for round in 0..4000 {
        let (path, usage, rule) = REFUSED[dice.roll(REFUSED.len())];
        let program = program(path, usage, &mut dice);
        let item = syn::parse_str(&program)
            .unwrap_or_else(|error| panic!("round {round}: {error}\n{program}"));
        let rules: Vec<Rule> = judge_item(&item)
            .into_iter()
            .map(|finding| finding.rule)
            .collect();
        let shared = rule == Rule::Locking && rules.contains(&Rule::SharedState);
        assert!(
            rules.contains(&rule) || shared,
            "round {round}: {rules:?} and not {rule:?}\n{program}"
        );
    }
}

#[test]
fn accepted_program_stays_accepted() {
    let mut dice = Dice(0x7772_6967);
    for round in 0..4000 {
        let (path, usage) = ACCEPTED[dice.roll(ACCEPTED.len())];
        let program = program(path, usage, &mut dice);
        let item = syn::parse_str(&program)
            .unwrap_or_else(|error| panic!("round {round}: {error}\n{program}"));
        let headlines: Vec<String> = judge_item(&item)
            .into_iter()
            .map(|finding| finding.headline)
            .collect();
        assert!(
            headlines.is_empty(),
            "round {round}: {headlines:?}\n{program}"
        );
    }
}

#[test]
fn client_made_by_its_type_stays_refused() {
    let mut dice = Dice(0x636c_6965);
    for round in 0..2000 {
        let mut declarations = String::new();
        let client = name_it("reqwest::Client", &mut dice, &mut declarations);
        let mut code = MADE[dice.roll(MADE.len())].replace('@', &client);
        for _ in 0..dice.roll(3) {
            code = match dice.roll(4) {
                0 => format!("async {{ {code} }}.await;"),
                1 => format!("if true {{ {code} }}"),
                2 => format!("let run = || {{ {code} }}; run();"),
                _ => format!("match 1 {{ 1 => {{ {code} }} _ => {{}} }}"),
            };
        }
        let program = format!(
            "mod shop {{\n{declarations}\
             #[derive(Default)] struct Api {{ http: {client}, retries: u8 }}\n\
             fn make<T: Default>() -> T {{ T::default() }}\n\
             macro_rules! http {{ () => {{ {client}::new() }}; }}\n\
             #[get(\"/\")] async fn handler() {{ {code} }}\n}}"
        );
        let item = syn::parse_str(&program)
            .unwrap_or_else(|error| panic!("round {round}: {error}\n{program}"));
        let rules: Vec<Rule> = judge_item(&item)
            .into_iter()
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(
            rules,
            [Rule::ClientPerInvocation],
            "round {round}\n{program}"
        );
    }
}
