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

/// Returns the prices of this architecture in the region.
pub(super) fn of(args: &Args, architecture: &str) -> Result<Prices, CliError> {
    if let Some(path) = &args.prices {
        return from_file(path, &args.region, architecture);
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

fn from_file(path: &Path, region: &str, architecture: &str) -> Result<Prices, CliError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| CliError::new(format!("could not read `{shown}`: {error}")))?;
    let regions: Regions = serde_json::from_str(&text).map_err(|error| {
        CliError::new(format!("`{shown}` is not a file with prices: {error}"))
            .help(format!("its form is {FORM}"))
    })?;
    let Some(architectures) = regions.get(region) else {
        let names: Vec<&str> = regions.keys().map(String::as_str).collect();
        return Err(CliError::new(format!("`{shown}` has no region `{region}`"))
            .help(format!("`--region` names one of {}", names.join(", "))));
    };
    let Some(given) = architectures.get(architecture) else {
        return Err(CliError::new(format!(
            "`{shown}` has no prices of {architecture} in `{region}`"
        ))
        .help(format!("its form is {FORM}")));
    };
    let all = [given.gb_second, given.million_requests, given.tmp_gb_second];
    if all.iter().any(|price| !price.is_finite() || *price < 0.0) {
        return Err(CliError::new(format!(
            "`{shown}` has a price of {architecture} in `{region}` that is not a positive number"
        )));
    }
    Ok(Prices {
        gb_second: given.gb_second,
        million_requests: given.million_requests,
        tmp_gb_second: given.tmp_gb_second,
    })
}
