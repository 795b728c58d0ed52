//! The sources of a function: the request around a call, and the values that its members have.
//!
//! Values are followed through constants, `let` bindings, parameters of functions, fields of structs and environment variables, as
//! far as syntax shows them. A value that is not found is [`Name::Unknown`].

mod index;
mod resolve;

use super::policy::Name;
use index::{Body, Index};
use resolve::Resolver;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use syn::Expr;

/// The parsed sources.
pub(crate) struct Sources {
    index: Index,
}

/// A request in the code: the methods that are called on its builder.
pub(crate) struct Request {
    /// The function that the call is in, as an index of the bodies.
    body: usize,
    /// The methods and their arguments.
    methods: Vec<(String, Vec<Expr>)>,
    /// How many of them are called in any case. The others are called on the builder's variable, maybe under a condition.
    sure: usize,
    /// The arguments of the call itself.
    arguments: Vec<Expr>,
}

impl Request {
    /// Whether the request has a value for a member.
    pub(crate) fn sets(&self, member: &str) -> bool {
        self.setter(member).is_some()
    }

    /// Whether it has a value for a member in any case.
    pub(crate) fn surely_sets(&self, member: &str) -> bool {
        let sure = &self.methods[..self.sure];
        sure.iter()
            .any(|(name, _)| name.strip_prefix("set_").unwrap_or(name) == member)
    }

    fn setter(&self, member: &str) -> Option<&(String, Vec<Expr>)> {
        let mut methods = self.methods.iter();
        methods.find(|(name, arguments)| {
            let name = name.strip_prefix("set_").unwrap_or(name);
            name == member && !arguments.is_empty()
        })
    }
}

impl Sources {
    /// Reads the crates with these roots, and further files with calls.
    pub(crate) fn read(roots: &[&Path], calls: HashSet<&PathBuf>) -> Self {
        let mut files = BTreeSet::new();
        for root in roots {
            match root.file_stem().and_then(|stem| stem.to_str()) {
                Some("main" | "lib") => below(root.parent().unwrap_or(root), &mut files),
                _ => {
                    files.insert(root.to_path_buf());
                }
            }
        }
        files.extend(calls.into_iter().cloned());
        let mut index = Index::default();
        for file in files {
            index.read(&file);
        }
        Self { index }
    }

    /// Returns the request of the call at a place: line and column from 1.
    pub(crate) fn request(&self, file: &Path, line: usize, column: usize) -> Option<Request> {
        let bodies = self.index.bodies.iter().enumerate();
        for (at, body) in bodies.filter(|(_, body)| body.file == file) {
            let chain = body.chains.iter().find(|chain| {
                let mut links = chain.links.iter();
                chain.place == (line, column) || links.any(|link| link.place == (line, column))
            });
            if let Some(chain) = chain {
                let link = chain.links.iter().find(|link| link.place == (line, column));
                let own = chain
                    .links
                    .iter()
                    .map(|link| (link.name.clone(), link.arguments.clone()));
                let mut methods: Vec<_> = own.collect();
                let sure = methods.len();
                // `let request = client.query(); request.index_name(…)`
                if let Some(variable) = &chain.bound_to {
                    methods.extend(on_variable(body, variable));
                }
                return Some(Request {
                    body: at,
                    methods,
                    sure,
                    arguments: link
                        .map_or_else(|| chain.arguments.clone(), |link| link.arguments.clone()),
                });
            }
        }
        None
    }

    /// Returns the values that a member of a request may have.
    pub(crate) fn member(&self, request: &Request, member: &str) -> BTreeSet<Name> {
        let argument = request
            .setter(member)
            .and_then(|(_, arguments)| arguments.first());
        // `bucket/key`: the bucket names the resource.
        self.value(argument, request.body, member == "copy_source")
    }

    /// Returns the values that an argument of the call itself may have.
    pub(crate) fn argument(&self, request: &Request, at: usize) -> BTreeSet<Name> {
        self.value(request.arguments.get(at), request.body, false)
    }

    fn value(&self, expression: Option<&Expr>, body: usize, first_part: bool) -> BTreeSet<Name> {
        let Some(expression) = expression else {
            return BTreeSet::from([Name::Unknown]);
        };
        Resolver::new(&self.index, first_part).names(expression, body)
    }
}

/// The methods that are called on a variable of a function.
fn on_variable<'b>(
    body: &'b Body,
    variable: &'b str,
) -> impl Iterator<Item = (String, Vec<Expr>)> + 'b {
    let chains = body
        .chains
        .iter()
        .filter(move |chain| chain.root == variable);
    chains
        .flat_map(|chain| &chain.links)
        .map(|link| (link.name.clone(), link.arguments.clone()))
}

/// All source files below a folder.
fn below(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of `.table_name(…)` in the request of the one `.put_item()` of a source.
    fn tables(source: &str) -> Vec<Name> {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("main.rs");
        std::fs::write(&root, source).expect("a file");
        let sources = Sources::read(&[root.as_path()], HashSet::new());
        let (line, text) = source
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(".put_item()"))
            .expect("the call");
        // clippy reports the name of the method.
        let column = text.find("put_item").expect("the call") + 1;
        let request = sources.request(&root, line + 1, column).expect("a request");
        sources.member(&request, "table_name").into_iter().collect()
    }

    fn constant(text: &str) -> Name {
        Name::Constant(text.to_owned())
    }

    fn variable(text: &str) -> Name {
        Name::Variable(text.to_owned())
    }

    const PUT: &str = "client.put_item().table_name(table).send();";

    #[test]
    fn local_value_is_the_last_one_above_the_call() {
        for (before, expected) in [
            (
                "let table = \"a\"; let table = \"b\";\n",
                vec![constant("b")],
            ),
            (
                "let table = if first { \"a\" } else { \"b\" };\n",
                vec![constant("a"), constant("b")],
            ),
            (
                "let mut table = \"a\"; if other { table = \"b\"; }\n",
                vec![constant("a"), constant("b")],
            ),
            ("let table = std::env::var(\"T\")?;\n", vec![variable("T")]),
            (
                "let table = env::var(NAME).unwrap_or_default();\n",
                vec![variable("CONST_T")],
            ),
            (
                "let table = format!(\"{STAGE}-orders\");\n",
                vec![constant("dev-orders")],
            ),
            (
                "let table = match x { 1 => \"a\", _ => return };\n",
                vec![constant("a")],
            ),
            ("let table = computed();\n", vec![Name::Unknown]),
            (
                "let Some(table) = Some(\"a\") else { return };\n",
                vec![constant("a")],
            ),
        ] {
            let source = format!(
                "const NAME: &str = \"CONST_T\";\nconst STAGE: &str = \"dev\";\nfn f() {{\n{before}{PUT}\n}}\n"
            );
            assert_eq!(tables(&source), expected, "{before}");
        }
    }

    #[test]
    fn parameter_has_the_values_of_all_calls() {
        let source = format!(
            "fn f(client: &C, table: &str) {{\n{PUT}\n}}\nfn g() {{ f(&c, \"a\"); f(&c, other()); }}"
        );
        assert_eq!(tables(&source), [constant("a"), Name::Unknown]);
        let source = format!("fn f(client: &C, table: &str) {{\n{PUT}\n}}\n");
        assert_eq!(tables(&source), [Name::Unknown], "nothing calls it");
        let source = format!("fn f(table: &str) {{ f(table);\n{PUT}\n}}\nfn g() {{ f(\"a\") }}");
        assert_eq!(tables(&source), [constant("a")], "it calls itself");
    }

    #[test]
    fn field_of_lazy_settings_is_its_variable() {
        let settings = "#[lazy_module(env, start = \"first_use\")]\nstruct Settings { table: String, \
                        #[env(name = \"ORDERS\")] orders: Option<String> }\n";
        for (field, expected) in [("table", "TABLE"), ("orders", "ORDERS")] {
            let source = format!(
                "{settings}fn f(settings: settings::Lazy) {{\nclient.put_item().set_table_name(settings.{field}.clone()).send();\n}}"
            );
            assert_eq!(tables(&source), [variable(expected)]);
        }
    }

    #[test]
    fn constants_of_one_name_are_told_apart_by_path() {
        let source = "mod a { pub const T: &str = \"a\"; }\nmod b { pub const T: &str = \"b\"; }\nfn f() {\nclient.put_item().table_name(b::T);\n}";
        assert_eq!(tables(source), [constant("b")]);
    }

    #[test]
    fn builder_on_a_variable_and_in_a_macro_is_one_request() {
        let source = "fn f() {\nlet request = client.put_item();\nlet request = request.table_name(\"a\");\n}";
        assert_eq!(tables(source), [constant("a")]);
        let source =
            "fn f() {\ntokio::join!(other(),\nclient.put_item().table_name(\"a\").send());\n}";
        assert_eq!(tables(source), [constant("a")]);
    }
}
