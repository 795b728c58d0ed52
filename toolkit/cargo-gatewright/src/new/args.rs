//! The options of `cargo gatewright new`.

use std::path::PathBuf;

/// Options of `cargo gatewright new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright new orders                          an HTTP API in the directory `orders`
  cargo gatewright new services/orders --template sqs  the handler of a queue, in a subdirectory
  cargo gatewright new api --name orders-api           a name that differs from the directory's

Templates:
  http        routes of an API Gateway HTTP API, with a lazy module and problem documents
  sqs         the messages of a queue, with a report of those that failed
  operations  direct invocations by name
  empty       one handler, which returns its event

The project is created whole or not at all. Inside a workspace it becomes a member, as with `cargo new`. Outside a repository,
`git init` creates one.

Exit codes: 0 success, 2 wrong command line, or the project cannot be created.")]
pub(crate) struct Args {
    /// Directory to create, or an empty one. Its last part is the name of the package and the function
    #[arg(value_name = "NAME")]
    pub(crate) path: PathBuf,
    /// Name of the package and the function [default: the directory's]
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) package_name: Option<String>,
    /// What the function handles
    #[arg(
        long,
        value_name = "TEMPLATE",
        default_value = "http",
        hide_possible_values = true
    )]
    pub(crate) template: Template,
    /// Depend on `gatewright` in this checkout of its repository instead of the published crate
    #[arg(long, value_name = "DIR")]
    pub(crate) gatewright_path: Option<PathBuf>,
    /// Do not create a repository
    #[arg(long)]
    pub(crate) no_git: bool,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Template {
    Http,
    Sqs,
    Operations,
    Empty,
}

impl Template {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Sqs => "sqs",
            Self::Operations => "operations",
            Self::Empty => "empty",
        }
    }
}
