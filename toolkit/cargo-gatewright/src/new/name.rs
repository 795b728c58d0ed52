//! Names that both cargo and Lambda accept.

use crate::error::CliError;
use crate::workspace::is_platform;

/// The most characters of a function's name: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>.
const MOST: usize = 64;

/// What `cargo new` refuses because the language reserves it.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Crates of Rust's own.
const BUILT_IN: &[&str] = &["alloc", "core", "proc-macro", "proc_macro", "std", "test"];

/// Directories in the target directory of cargo.
const ARTIFACTS: &[&str] = &["build", "deps", "examples", "incremental"];

/// Dependencies of the templates. A package cannot depend on itself.
const DEPENDENCIES: &[&str] = &["serde", "serde_json"];

/// Names of devices on Windows, which cannot be files there.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Refuses a name with the reason and a name that is accepted.
pub(super) fn check(name: &str) -> Result<(), CliError> {
    let Some((found, rule)) = problem(name) else {
        return Ok(());
    };
    Err(CliError::new(format!(
        "`{name}` cannot be the name of a function: {found}"
    ))
    .help(format!("`cargo gatewright new {}`", suggestion(name)))
    .note(rule))
}

/// Returns what is wrong with a name, and the rule.
fn problem(name: &str) -> Option<(String, &'static str)> {
    const CARGO: &str =
        "cargo takes letters, digits, `-` and `_`, and no digit or `-` at the start";
    const LAMBDA: &str = "Lambda takes the letters `a` to `z` and `A` to `Z`, digits, `-` and `_`, at most 64 characters";
    let first = name.chars().next();
    if first.is_none() {
        return Some(("it is empty".to_owned(), LAMBDA));
    }
    if let Some(odd) = name.chars().find(|one| !is_allowed(*one)) {
        return Some((format!("it contains `{}`", odd.escape_debug()), LAMBDA));
    }
    if let Some(first) = first.filter(|first| *first == '-' || first.is_ascii_digit()) {
        return Some((format!("it begins with `{first}`"), CARGO));
    }
    if name.len() > MOST {
        return Some((format!("it has {} characters", name.len()), LAMBDA));
    }
    let lower = name.to_ascii_lowercase();
    let device = DEVICES.contains(&lower.as_str())
        || lower.len() == 4
            && (lower.starts_with("com") || lower.starts_with("lpt"))
            && lower.ends_with(|last: char| last.is_ascii_digit());
    let reserved = [
        (
            KEYWORDS.contains(&name),
            "it is a keyword of Rust",
            "cargo accepts no keyword as a name",
        ),
        (
            BUILT_IN.contains(&name),
            "it is the name of a crate of Rust's own",
            "cargo accepts no name of a built-in crate",
        ),
        (
            ARTIFACTS.contains(&name),
            "cargo has a directory of this name",
            "the binary's path would be that of cargo's directory",
        ),
        (
            is_platform(name) || DEPENDENCIES.contains(&name),
            "it is the name of a crate that functions depend on",
            "a package cannot depend on another one of its own name",
        ),
        (
            device,
            "it is the name of a device on Windows",
            "a repository with such a file cannot be checked out on Windows",
        ),
    ];
    reserved
        .into_iter()
        .find(|(is, _, _)| *is)
        .map(|(_, found, rule)| (found.to_owned(), rule))
}

fn is_allowed(one: char) -> bool {
    one.is_ascii_alphanumeric() || one == '-' || one == '_'
}

/// Returns the nearest name that is accepted.
fn suggestion(name: &str) -> String {
    let mut near = String::new();
    for one in name.to_lowercase().chars() {
        let one = if is_allowed(one) { one } else { '-' };
        if one != '-' || !near.ends_with('-') && !near.is_empty() {
            near.push(one);
        }
    }
    if near.starts_with(|first: char| first.is_ascii_digit()) {
        near.insert_str(0, "fn-");
    }
    near.truncate(MOST);
    let near = near.trim_end_matches('-');
    match near {
        "" => "my-function".to_owned(),
        near if problem(near).is_none() => near.to_owned(),
        near => format!("{near}-function"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cargo_and_lambda_are_accepted() {
        let longest = "a".repeat(64);
        for name in ["orders", "Orders_2", "_orders", "orders-", longest.as_str()] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn refused_name_comes_with_an_accepted_one() {
        let long = "a".repeat(65);
        let cases = [
            ("", "my-function", "it is empty"),
            ("my orders", "my-orders", "it contains ` `"),
            ("größe", "gr-e", "it contains `ö`"),
            ("orders.v2", "orders-v2", "it contains `.`"),
            ("2fa", "fn-2fa", "it begins with `2`"),
            ("-orders", "orders", "it begins with `-`"),
            ("---", "my-function", "it begins with `-`"),
            (&long, &long[1..], "it has 65 characters"),
            ("type", "type-function", "it is a keyword of Rust"),
            ("Self", "self-function", "it is a keyword of Rust"),
            (
                "std",
                "std-function",
                "it is the name of a crate of Rust's own",
            ),
            (
                "deps",
                "deps-function",
                "cargo has a directory of this name",
            ),
            (
                "gatewright",
                "gatewright-function",
                "it is the name of a crate that functions depend on",
            ),
            (
                "serde",
                "serde-function",
                "it is the name of a crate that functions depend on",
            ),
            (
                "COM1",
                "com1-function",
                "it is the name of a device on Windows",
            ),
            ("a\nb", "a-b", "it contains `\\n`"),
        ];
        for (name, near, found) in cases {
            let said = check(name).expect_err(name).to_string();
            assert!(said.contains(found), "{said}");
            assert!(
                said.contains(&format!("`cargo gatewright new {near}`")),
                "{said}"
            );
            assert_eq!(check(near), Ok(()), "{name}");
        }
    }
}
