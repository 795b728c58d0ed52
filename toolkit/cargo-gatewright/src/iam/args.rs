//! The options of `cargo gatewright iam`.

use super::document::Fill;
use crate::error::CliError;
use crate::workspace::Options;

/// Options of `cargo gatewright iam`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo gatewright iam                                     the policy of this package's function, with placeholders
  cargo gatewright iam --region eu-west-1 --account 123456789012 --env ORDERS_TABLE=orders
  cargo gatewright iam -p orders > policy.json             the document alone; its reasons are printed to standard error
  cargo gatewright iam --workspace --json                  every function: documents, reasons and what is not covered

Standard output is a policy document, or an object of documents by the functions' names if there are several. `${AWS::Region}`,
`${OrdersTable}` and the like are placeholders, which CloudFormation's `Fn::Sub` takes as they are.

Exit codes: 0 the policy covers everything, 1 something is not covered and is listed, 2 wrong command line, manifest or set-up, or code
that does not compile.")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    /// The account, instead of `${AWS::AccountId}`
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// The region, instead of `${AWS::Region}`
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The partition, instead of `${AWS::Partition}` [default: that of --region]
    #[arg(long, value_name = "PARTITION")]
    pub(crate) partition: Option<String>,
    /// The value of an environment variable that names a resource (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) env: Vec<String>,
    /// Print one JSON document to standard output
    #[arg(long)]
    pub(crate) json: bool,
}

impl Args {
    /// The values that replace placeholders.
    pub(crate) fn fill(&self) -> Result<Fill, CliError> {
        if let Some(account) = &self.account
            && (account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return Err(CliError::new(format!(
                "`--account` must have 12 digits, found `{account}`"
            ))
            .help("`aws sts get-caller-identity` prints it"));
        }
        let variables = self.env.iter().map(|one| {
            one.split_once('=')
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .ok_or_else(|| {
                    CliError::new(format!("`--env` takes NAME=VALUE, found `{one}`"))
                        .help("--env ORDERS_TABLE=orders")
                })
        });
        let of_region = self.region.as_deref().map(|region| match region {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        });
        Ok(Fill {
            account: self.account.clone(),
            region: self.region.clone(),
            partition: self.partition.clone().or(of_region.map(str::to_owned)),
            variables: variables.collect::<Result<_, _>>()?,
        })
    }
}
