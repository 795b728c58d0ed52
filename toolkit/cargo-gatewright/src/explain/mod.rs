//! `cargo gatewright explain`: prints the pages of the rules.

mod markdown;

use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::CODE;
use gatewright_discipline::Rule;
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

/// Options of `cargo gatewright explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright explain                   every rule, one line each
  cargo gatewright explain shared_state      the page of one rule
  cargo gatewright explain --all > rules.md  every page, as one Markdown document
  cargo gatewright explain locking --json    {\"rule\": …, \"summary\": …, \"page\": …}

Exit codes: 0 success, 2 unknown rule or wrong command line.")]
pub(crate) struct Args {
    /// The rule, as messages name it. Without it, every rule is listed
    rule: Option<String>,
    /// Print the pages of all rules as one document
    #[arg(long, conflicts_with = "rule")]
    all: bool,
    /// Print JSON: an object for one rule, an array for several
    #[arg(long)]
    json: bool,
}

/// A rule and its page. `--json` prints its JSON.
#[derive(Debug, Serialize)]
struct Explanation {
    rule: &'static str,
    summary: &'static str,
    page: &'static str,
}

impl From<Rule> for Explanation {
    fn from(rule: Rule) -> Self {
        Self {
            rule: rule.id(),
            summary: rule.summary(),
            page: rule.page(),
        }
    }
}

/// Prints the page of one rule, all pages, or the list of rules.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let one = args
        .rule
        .as_deref()
        .map(find)
        .transpose()?
        .map(Explanation::from);
    let all = || {
        Rule::all()
            .map(Explanation::from)
            .collect::<Vec<Explanation>>()
    };
    to_stdout(|to| match one {
        Some(page) if args.json => write_json(&page, to),
        Some(page) => markdown::write(page.page, to),
        None if args.json => write_json(&all(), to),
        None if args.all => write_document(&all(), to),
        None => write_list(&all(), to),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<Rule, CliError> {
    // As people type it: in backticks, `shared-state`, `Shared_State`.
    let id = name.trim_matches('`').to_lowercase().replace('-', "_");
    Rule::from_id(&id).ok_or_else(|| {
        let ids: Vec<&str> = Rule::all().map(Rule::id).collect();
        let error = CliError::new(format!("there is no rule `{name}`"))
            .note(format!("the rules are {}", ids.join(", ")));
        match Rule::unknown(&id).similar {
            Some(rule) => error.help(format!("did you mean {rule}?")),
            None => error.help("`cargo gatewright explain` lists the rules"),
        }
    })
}

fn write_json(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    writeln!(to)
}

fn write_document(pages: &[Explanation], to: &mut dyn Write) -> io::Result<()> {
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        markdown::write(page.page, to)?;
    }
    Ok(())
}

fn write_list(pages: &[Explanation], to: &mut dyn Write) -> io::Result<()> {
    let width = pages.iter().map(|page| page.rule.len()).max().unwrap_or(0);
    for page in pages {
        let (rule, summary) = (page.rule, page.summary);
        writeln!(to, "{CODE}{rule:width$}{CODE:#}  {summary}")?;
    }
    writeln!(
        to,
        "\n`cargo gatewright explain RULE` prints the page of a rule."
    )
}
