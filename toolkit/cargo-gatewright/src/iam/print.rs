//! The output of `cargo gatewright iam`.

use super::document::{Fill, Placeholders, words};
use super::policy::{Name, Policy, Resource};
use super::{Args, OfFunction, actions};
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, CODE, ERROR, NOTE};
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// Prints the documents to standard output. Their reasons go to standard error, unless `--json` has them.
pub(crate) fn print(
    functions: &[OfFunction],
    workspace: &Workspace,
    fill: &Fill,
    args: &Args,
) -> Result<(), CliError> {
    if !args.json {
        let mut to = anstream::stderr().lock();
        for function in functions {
            // A reader of standard output must not miss the document because nobody reads this.
            let _ = explain(function, workspace, fill, args.options.quiet, &mut to);
        }
    }
    to_stdout(|to| {
        match functions {
            _ if args.json => {
                serde_json::to_writer_pretty(&mut *to, &report(functions, workspace, fill))?
            }
            [only] => serde_json::to_writer_pretty(&mut *to, &fill.document(&only.policy).0)?,
            several => {
                let named = several
                    .iter()
                    .map(|one| (&*one.name, fill.document(&one.policy).0));
                serde_json::to_writer_pretty(&mut *to, &named.collect::<BTreeMap<_, _>>())?;
            }
        }
        writeln!(to)
    })
}

fn report(functions: &[OfFunction], workspace: &Workspace, fill: &Fill) -> Value {
    let functions: Vec<Value> = functions
        .iter()
        .map(|one| {
            let (document, placeholders) = fill.document(&one.policy);
            let reasons = one.policy.statements.iter().flat_map(|statement| {
                let (arn, _) = fill.arn(&statement.resource);
                statement.reasons.iter().map(move |reason| {
                    json!({
                        "action": reason.action,
                        "resource": arn,
                        "what": reason.what,
                        "file": reason.place.as_ref().map(|(file, _)| workspace.shown(file)),
                        "line": reason.place.as_ref().map(|(_, line)| line),
                    })
                })
            });
            let unresolved = one.policy.unresolved.iter().map(|one| {
                json!({
                    "what": one.what,
                    "why": one.why,
                    "file": one.place.as_ref().map(|(file, _)| workspace.shown(file)),
                    "line": one.place.as_ref().map(|(_, line)| line),
                })
            });
            json!({
                "function": one.name,
                "package": one.package,
                "binary": one.binary,
                "policy": document,
                "placeholders": placeholders,
                "actions": reasons.collect::<Vec<_>>(),
                "unresolved": unresolved.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "version": JSON_VERSION,
        "table": { "date": actions::date(), "source": actions::source() },
        "functions": functions,
    })
}

/// ```text
/// ledger: 5 actions on 2 resources
///   table ${LedgerTable}
///     dynamodb:GetItem       dynamodb GetItem at src/accounts/table.rs:74
/// note: `${LedgerTable}` is the value of LEDGER_TABLE: `--env LEDGER_TABLE=…` fills it in
/// ```
fn explain(
    function: &OfFunction,
    workspace: &Workspace,
    fill: &Fill,
    quiet: bool,
    to: &mut dyn Write,
) -> io::Result<()> {
    let policy = &function.policy;
    if !quiet {
        let actions: usize = policy.statements.iter().map(|one| one.actions.len()).sum();
        let resources = policy.statements.len();
        let (s, r) = (plural(actions), plural(resources));
        writeln!(
            to,
            "{BOLD}{}{BOLD:#}: {actions} action{s} on {resources} resource{r}",
            function.name
        )?;
        for statement in &policy.statements {
            let (arn, _) = fill.arn(&statement.resource);
            writeln!(to, "  {CODE}{arn}{CODE:#}")?;
            let width = statement
                .actions
                .iter()
                .map(String::len)
                .max()
                .unwrap_or_default();
            for reason in &statement.reasons {
                let place = at(workspace, reason.place.as_ref());
                writeln!(to, "    {:width$}  {}{place}", reason.action, reason.what)?;
            }
        }
        remarks(policy, workspace, fill, to)?;
    }
    for one in &policy.unresolved {
        let place = at(workspace, one.place.as_ref());
        writeln!(
            to,
            "{ERROR}not covered{ERROR:#}: {}: {}{place}\n  = help: {}",
            function.name, one.what, one.why
        )?;
    }
    Ok(())
}

/// What the reader has to fill in or to know.
fn remarks(
    policy: &Policy,
    workspace: &Workspace,
    fill: &Fill,
    to: &mut dyn Write,
) -> io::Result<()> {
    let (_, placeholders) = fill.document(policy);
    for (placeholder, what) in named(policy, fill, &placeholders) {
        writeln!(to, "{NOTE}note{NOTE:#}: `${{{placeholder}}}` is {what}")?;
    }
    for statement in &policy.statements {
        if let Resource::Of {
            name: Name::Unknown,
            kind,
            ..
        } = &statement.resource
        {
            for reason in &statement.reasons {
                let place = at(workspace, reason.place.as_ref());
                writeln!(
                    to,
                    "  = {}: the {} of {}{place}",
                    reason.action,
                    words(kind),
                    reason.what
                )?;
            }
        }
    }
    let reads_secret = policy
        .statements
        .iter()
        .flat_map(|one| &one.reasons)
        .any(|reason| {
            reason.action == "secretsmanager:GetSecretValue"
                || reason.what.starts_with("gatewright::parameters::secret")
        });
    if reads_secret {
        let why = "a secret that is encrypted with a customer managed key needs `kms:Decrypt` for that key too";
        writeln!(to, "{NOTE}note{NOTE:#}: {why}")?;
    }
    Ok(())
}

/// The placeholders with how to fill them in.
fn named(policy: &Policy, fill: &Fill, placeholders: &Placeholders) -> Vec<(String, String)> {
    let variables: Vec<(String, String)> = policy
        .statements
        .iter()
        .filter_map(|one| match &one.resource {
            Resource::Of {
                name: Name::Variable(variable),
                ..
            } => {
                let (_, placeholders) = fill.arn(&one.resource);
                Some((placeholders.into_keys().next()?, variable.clone()))
            }
            _ => None,
        })
        .collect();
    placeholders
        .iter()
        .map(|(placeholder, what)| {
            let variable = variables.iter().find(|(of, _)| of == placeholder);
            let help = variable.map_or_else(String::new, |(_, variable)| {
                format!(": `--env {variable}=…` fills it in")
            });
            (placeholder.clone(), format!("{what}{help}"))
        })
        .collect()
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn at(workspace: &Workspace, place: Option<&(PathBuf, usize)>) -> String {
    place.map_or_else(String::new, |(file, line)| {
        format!(" at {}:{line}", workspace.shown(file))
    })
}
