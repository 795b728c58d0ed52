//! The `main` of the crate being compiled, as far as its root file shows.
//!
//! An attribute expands alone, so rustc is the first to see that a program has two `main`s, or none. Its messages (E0428, E0601) name
//! neither the attributes nor the way out.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, File, Item, ItemFn};

use super::compilation::Compilation;
use crate::attributes;

/// What the root file says about `main`, seen from an item with `#[lambda_handler]` or `#[dispatch]`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Main {
    /// Nothing is wrong, or the file does not tell.
    Fine,
    /// The file has a `fn main`, with the attribute of another runtime above it, if there is one.
    ByHand(Option<String>),
    /// Other items generate `main` as well.
    Generated {
        /// Their names.
        by: Vec<String>,
        /// Whether the item is the first of them.
        is_first: bool,
    },
    /// The `main` of another runtime, such as `#[tokio::main]`, calls `gatewright::run`.
    InRuntime {
        /// The attribute, such as `#[tokio::main]`.
        runtime: String,
        /// Whether the item is in the same file.
        is_here: bool,
    },
    /// The program has no `main`, and the item is in the root file.
    Missing,
    /// The program has no `main`, and the item is in a module.
    MissingAbove,
}

/// Looks for a second `main`, beside the one that `#[lambda_handler]` generates for `item`.
pub(crate) fn second_main(item: &Ident) -> Main {
    root_file(|text| text.contains("fn main") || text.matches("lambda_handler").count() > 1)
        .map_or(Main::Fine, |root| root.second_main(item))
}

/// The attribute of an item that needs the program's `main`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needing {
    /// `#[dispatch]` alone.
    Dispatch,
    /// `#[lambda_handler(main = false)]`.
    MainFalse,
    /// `#[lambda_handler]`, which generates `main` in the module of its item.
    MainInModule,
}

/// Looks for the `main` of a program.
pub(crate) fn missing_main(item: &Ident, needing: Needing) -> Main {
    root_file(|text| {
        !text.contains("fn main")
            && match needing {
                Needing::Dispatch => !text.contains("lambda_handler"),
                Needing::MainFalse => true,
                // An attribute in the root module is not indented.
                Needing::MainInModule => !text
                    .lines()
                    .any(|line| line.starts_with("#[") && line.contains("lambda_handler")),
            }
    })
    .map_or(Main::Fine, |root| root.missing_main(item, needing))
}

/// The root file, parsed, if its text may be of interest. Most programs are not parsed.
fn root_file(may_matter: impl FnOnce(&str) -> bool) -> Option<Root> {
    let compilation = Compilation::of_this_process()?;
    let text = std::fs::read_to_string(&compilation.root).ok()?;
    if !may_matter(&text) {
        return None;
    }
    let mut file = syn::parse_file(&text).ok()?;
    file.items
        .retain(|item| !compilation.cfg.leaves_out(attributes_of(item)));
    Some(Root {
        file,
        is_program: compilation.is_program,
    })
}

/// Looks for `gatewright::run` in the `main` of another runtime. It blocks, so it would panic there.
pub(crate) fn main_in_runtime(item: &Ident) -> Main {
    root_file(|text| text.contains("async fn main") && text.contains("gatewright::run"))
        .map_or(Main::Fine, |root| root.main_in_runtime(item))
}

struct Root {
    file: File,
    is_program: bool,
}

impl Root {
    fn second_main(&self, item: &Ident) -> Main {
        let generating: Vec<&Ident> = self.generating().collect();
        let Some(at) = generating.iter().position(|name| *name == item) else {
            return Main::Fine;
        };
        if let Some(main) = self.by_hand() {
            return Main::ByHand(other_runtime(&main.attrs));
        }
        if generating.len() == 1 {
            return Main::Fine;
        }
        let others = generating.iter().filter(|name| **name != item);
        Main::Generated {
            by: others.map(ToString::to_string).collect(),
            is_first: at == 0,
        }
    }

    fn missing_main(&self, item: &Ident, needing: Needing) -> Main {
        let is_told = self.is_program
            && !attributes::has(&self.file.attrs, "no_main")
            && self.file.items.iter().all(is_understood);
        if !is_told || self.by_hand().is_some() || self.generating().next().is_some() {
            return Main::Fine;
        }
        let dispatched = |found: &&Item| attributes::has(attributes_of(found), "dispatch");
        let here = |found: &Item| name(found).is_some_and(|name| name == item);
        if needing == Needing::MainInModule {
            return Main::MissingAbove;
        }
        let marked = |found: &&Item| attributes::has(attributes_of(found), "lambda_handler");
        let mut candidates = self.file.items.iter().filter(marked);
        if let Some(first) = candidates.next() {
            return if here(first) {
                Main::Missing
            } else {
                Main::Fine
            };
        }
        // The module that merges the others is usually the last one.
        match self.file.items.iter().rfind(dispatched) {
            Some(last) if here(last) => Main::Missing,
            _ => Main::Fine,
        }
    }

    fn main_in_runtime(&self, item: &Ident) -> Main {
        let Some(main) = self.by_hand().filter(|main| main.sig.asyncness.is_some()) else {
            return Main::Fine;
        };
        let body = main.block.to_token_stream().to_string().replace(' ', "");
        match other_runtime(&main.attrs) {
            Some(runtime) if body.contains("gatewright::run(") => Main::InRuntime {
                runtime,
                is_here: self
                    .file
                    .items
                    .iter()
                    .filter_map(name)
                    .any(|name| name == item),
            },
            _ => Main::Fine,
        }
    }

    fn by_hand(&self) -> Option<&ItemFn> {
        self.file.items.iter().find_map(|item| match item {
            Item::Fn(function) if function.sig.ident == "main" && !has_main(&function.attrs) => {
                Some(function)
            }
            _ => None,
        })
    }

    /// The items whose attribute generates `main`.
    fn generating(&self) -> impl Iterator<Item = &Ident> {
        let marked = self
            .file
            .items
            .iter()
            .filter(|item| has_main(attributes_of(item)));
        marked.filter_map(name)
    }
}

/// Whether `#[lambda_handler]` is among the attributes, and generates `main`.
fn has_main(attrs: &[Attribute]) -> bool {
    let attribute = attrs
        .iter()
        .find(|attribute| attributes::is_named(attribute, "lambda_handler"));
    attribute.is_some_and(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        !text.replace(char::is_whitespace, "").contains("main=false")
    })
}

/// The attribute that makes an `async fn main` run on a runtime, such as `#[tokio::main]`.
fn other_runtime(attrs: &[Attribute]) -> Option<String> {
    let attribute = attrs
        .iter()
        .find(|attribute| attributes::is_named(attribute, "main"))?;
    Some(spelt(attribute))
}

/// `#[tokio::main]`
pub(crate) fn spelt(attribute: &Attribute) -> String {
    let path = attribute.path().to_token_stream().to_string();
    format!("#[{}]", path.replace(' ', ""))
}

/// Whether the item certainly does not generate `main`: macros and unknown attributes may.
fn is_understood(item: &Item) -> bool {
    const KNOWN: [&str; 16] = [
        "allow",
        "cfg",
        "deny",
        "dispatch",
        "doc",
        "exempt",
        "expect",
        "guarded",
        "inline",
        "lambda_handler",
        "lazy_module",
        "must_use",
        "on_shutdown",
        "path",
        "test",
        "warn",
    ];
    match item {
        Item::Macro(item) => item.mac.path.is_ident("macro_rules"),
        Item::Fn(_) | Item::Mod(_) => attributes_of(item).iter().all(|attribute| {
            KNOWN
                .iter()
                .any(|name| attributes::is_named(attribute, name))
        }),
        Item::Verbatim(_) => false,
        _ => true,
    }
}

fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Fn(function) => Some(&function.sig.ident),
        Item::Mod(module) => Some(&module.ident),
        _ => None,
    }
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(function) => &function.attrs,
        Item::Mod(module) => &module.attrs,
        Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    fn root(text: &str) -> Root {
        Root {
            file: syn::parse_file(text).expect("a file"),
            is_program: true,
        }
    }

    fn item(name: &str) -> Ident {
        Ident::new(name, Span::call_site())
    }

    #[test]
    fn hand_written_main_is_found_with_its_runtime() {
        let handler = "#[lambda_handler] async fn hello() {}";
        let second = |main: &str| root(&format!("{handler} {main}")).second_main(&item("hello"));
        assert_eq!(second("fn main() {}"), Main::ByHand(None));
        assert_eq!(
            second("#[tokio::main] async fn main() {}"),
            Main::ByHand(Some("#[tokio::main]".to_owned()))
        );
        assert_eq!(second("mod inner { fn main() {} }"), Main::Fine);
    }

    #[test]
    fn run_in_another_runtime_is_found() {
        let found = |main: &str| root(main).main_in_runtime(&item("shop"));
        let in_tokio = |is_here| Main::InRuntime {
            runtime: "#[tokio::main]".to_owned(),
            is_here,
        };
        let main = "#[tokio::main] async fn main() { gatewright::run(&shop::GATEWAY); }";
        assert_eq!(found(main), in_tokio(false));
        assert_eq!(found(&format!("mod shop {{}} {main}")), in_tokio(true));
        for fine in [
            "fn main() -> ExitCode { gatewright::run(&A) }",
            "#[tokio::main] async fn main() { hello().await; } fn other() { gatewright::run(&A) }",
        ] {
            assert_eq!(found(fine), Main::Fine, "{fine}");
        }
    }

    #[test]
    fn main_option_false_generates_none() {
        let root =
            root("#[lambda_handler(main = false)] async fn a() {} #[lambda_handler] mod b {}");
        assert_eq!(root.second_main(&item("b")), Main::Fine);
        assert_eq!(root.second_main(&item("a")), Main::Fine);
    }

    #[test]
    fn each_of_two_handlers_sees_the_other() {
        let root = root(
            "#[lambda_handler] async fn a() {} #[gatewright::lambda_handler(memory = 512)] mod b {}",
        );
        let generated = |by: &str, is_first| Main::Generated {
            by: vec![by.to_owned()],
            is_first,
        };
        assert_eq!(root.second_main(&item("a")), generated("b", true));
        assert_eq!(root.second_main(&item("b")), generated("a", false));
        assert_eq!(root.second_main(&item("in_a_module")), Main::Fine);
    }

    #[test]
    fn program_without_main_is_reported_at_one_item() {
        let missing =
            |text: &str, name: &str| root(text).missing_main(&item(name), Needing::Dispatch);
        let two = "#[dispatch] mod a {} #[dispatch(interfaces(a))] mod b {}";
        assert_eq!(missing(two, "a"), Main::Fine);
        assert_eq!(missing(two, "b"), Main::Missing);
        let option = "#[dispatch] mod a {} #[lambda_handler(main = false)] async fn b() {}";
        assert_eq!(missing(option, "a"), Main::Fine);
        assert_eq!(missing(option, "b"), Main::Missing);
    }

    #[test]
    fn file_that_may_define_main_is_not_judged() {
        for more in [
            "fn main() {}",
            "include!(\"main.in\");",
            "#[entry] fn start() {}",
            "#[lambda_handler] mod b {}",
        ] {
            let text = format!("#[dispatch] mod a {{}} {more}");
            assert_eq!(
                root(&text).missing_main(&item("a"), Needing::Dispatch),
                Main::Fine,
                "{more}"
            );
        }
        let no_main = root("#![no_main] #[dispatch] mod a {}");
        assert_eq!(
            no_main.missing_main(&item("a"), Needing::Dispatch),
            Main::Fine
        );
        let mut library = root("#[dispatch] mod a {}");
        library.is_program = false;
        assert_eq!(
            library.missing_main(&item("a"), Needing::Dispatch),
            Main::Fine
        );
    }

    #[test]
    fn main_generated_in_a_module_is_not_that_of_the_program() {
        assert_eq!(
            root("mod shop;").missing_main(&item("api"), Needing::MainInModule),
            Main::MissingAbove
        );
    }
}
