//! The prices of the region: those that are built in, or those of a file.

use super::args::Args;
use crate::error::CliError;
use gatewright_tables::prices::{self, Prices};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// An example of the file, which `tune` shows in a message.
const FORM: &str = r#"{"eu-central-1": {"arm64": {"gb_second": 0.0000133334, "million_requests": 0.2, "tmp_gb_second": 0.0000000309}}}"#;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    gb_second: f64,
    million_requests: f64,
    #[serde(default)]
    tmp_gb_second: f64,
}

type Regions = BTreeMap<String, BTreeMap<String, Given>>;

/// Refuses a region or a file without prices, before the architecture is known.
pub(super) fn check(args: &Args) -> Result<(), CliError> {
    if args.prices.is_none() {
        return of(args, "x86_64").map(|_| ());
    }
    regions(args).map(|_| ())
}

/// Returns the prices of this architecture in the region.
pub(super) fn of(args: &Args, architecture: &str) -> Result<Prices, CliError> {
    if args.prices.is_some() {
        return of_file(args, architecture);
    }
    if args.region != prices::REGION {
        return Err(CliError::new(format!(
            "the prices of `{}` are not built in, only those of {}",
            args.region,
            prices::REGION
        ))
        .help("name a file with the prices: `--prices prices.json`")
        .note(format!("the file is JSON: {FORM}"))
        .note("AWS lists the prices at https://aws.amazon.com/lambda/pricing/"));
    }
    Ok(match architecture {
        "arm64" => prices::ARM64,
        _ => prices::X86_64,
    })
}

/// Reads the prices of the region from the file.
fn regions(args: &Args) -> Result<BTreeMap<String, Given>, CliError> {
    let path = args.prices.as_deref().unwrap_or(Path::new(""));
    let (shown, region) = (path.display(), args.region.as_str());
    let text = std::fs::read_to_string(path).map_err(|error| {
        CliError::new(format!("could not read `{shown}`: {error}"))
            .help("`--prices` takes a JSON file")
    })?;
    let mut regions: Regions = serde_json::from_str(&text).map_err(|error| {
        CliError::new(format!("`{shown}` is not a file with prices: {error}"))
            .help(format!("its form is {FORM}"))
    })?;
    let Some(architectures) = regions.remove(region) else {
        let error = CliError::new(format!("`{shown}` has no region `{region}`"));
        let names: Vec<&str> = regions.keys().map(String::as_str).collect();
        return Err(if names.is_empty() {
            error.help(format!("its form is {FORM}"))
        } else {
            error.help(format!(
                "name one of its regions with `--region`: {}",
                names.join(", ")
            ))
        });
    };
    for (architecture, given) in &architectures {
        let all = [given.gb_second, given.million_requests, given.tmp_gb_second];
        if all.iter().any(|price| !price.is_finite() || *price < 0.0) {
            return Err(CliError::new(format!(
                "`{shown}` has a negative price of {architecture} in `{region}`"
            ))
            .help("a price is a number of US dollars, 0 or more"));
        }
    }
    Ok(architectures)
}

fn of_file(args: &Args, architecture: &str) -> Result<Prices, CliError> {
    let architectures = regions(args)?;
    let Some(given) = architectures.get(architecture) else {
        return Err(CliError::new(format!(
            "the file of `--prices` has no prices of {architecture} in `{}`",
            args.region
        ))
        .help(format!("its form is {FORM}")));
    };
    Ok(Prices {
        gb_second: given.gb_second,
        million_requests: given.million_requests,
        tmp_gb_second: given.tmp_gb_second,
    })
}
