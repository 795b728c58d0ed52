//! The estimated cost of an invocation.

use std::env;
use std::sync::OnceLock;
use std::time::Duration;

use gatewright_tables::prices::{self, Prices};

use super::constants::{constants, tmp_mb};
use crate::platform::log;

/// The parts of a dollar that a cost is counted in: 10^12.
pub(super) const DOLLAR: u64 = 1_000_000_000_000;

/// The variables with prices that are not built in.
const GB_SECOND: &str = "GATEWRIGHT_PRICE_GB_SECOND";
const MILLION_REQUESTS: &str = "GATEWRIGHT_PRICE_MILLION_REQUESTS";
const TMP_GB_SECOND: &str = "GATEWRIGHT_PRICE_TMP_GB_SECOND";

/// The price of an invocation of this function.
#[derive(Clone, Copy, Debug)]
struct Price {
    prices: Prices,
    memory_mb: u32,
    tmp_mb: u32,
}

/// Returns the estimated cost of an invocation in parts of a [`DOLLAR`]. INIT is billed with the first invocation:
/// <https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/>. `None` if the prices are not known, which
/// is said once.
pub(super) fn estimated(duration: Duration, init: Option<Duration>) -> Option<u64> {
    static PRICE: OnceLock<Option<Price>> = OnceLock::new();
    let price = PRICE.get_or_init(|| {
        let prices = prices(&|name| env::var(name).ok());
        if let Err(unknown) = &prices {
            log::warning(unknown);
        }
        Some(Price {
            prices: prices.ok()?,
            memory_mb: constants().memory_size,
            tmp_mb: tmp_mb(),
        })
    });
    price.map(|price| price.of(duration + init.unwrap_or_default()))
}

impl Price {
    fn of(&self, billed: Duration) -> u64 {
        // Lambda bills each millisecond that has begun.
        let billed = u64::try_from(billed.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        let dollars = self.prices.invocation(self.memory_mb, self.tmp_mb, billed);
        // A cost is positive, and a million dollars are 10^18 parts.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        {
            (dollars * DOLLAR as f64).round() as u64
        }
    }
}

/// Returns the prices of the environment, or those that are built in for the region.
fn prices(get: &dyn Fn(&str) -> Option<String>) -> Result<Prices, String> {
    let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
    // Other environments have other prices: by the hour of an environment or of an instance.
    if let Some(kind) = get("AWS_LAMBDA_INITIALIZATION_TYPE")
        && kind != "on-demand"
    {
        return Err(format!(
            "invocations have no estimated cost: it is known for environments on demand; found `{kind}`"
        ));
    }
    let built_in = if cfg!(target_arch = "aarch64") {
        prices::ARM64
    } else {
        prices::X86_64
    };
    let given = |name: &str| {
        match get(name) {
        None => Ok(None),
        Some(text) => price(text.trim()).map(Some).ok_or_else(|| {
            format!(
                "invocations have no estimated cost: {name} must be a price in US dollars, such as 0.0000166667; found `{text}`"
            )
        }),
    }
    };
    let (gb_second, million, tmp) = (
        given(GB_SECOND)?,
        given(MILLION_REQUESTS)?,
        given(TMP_GB_SECOND)?,
    );
    let region = get("AWS_REGION").unwrap_or_default();
    if region == prices::REGION {
        return Ok(Prices {
            gb_second: gb_second.unwrap_or(built_in.gb_second),
            million_requests: million.unwrap_or(built_in.million_requests),
            tmp_gb_second: tmp.unwrap_or(built_in.tmp_gb_second),
        });
    }
    match (gb_second, million) {
        (Some(gb_second), Some(million_requests)) => Ok(Prices {
            gb_second,
            million_requests,
            tmp_gb_second: tmp.unwrap_or(built_in.tmp_gb_second),
        }),
        _ => Err(format!(
            "invocations have no estimated cost: the prices of `{region}` are not built in, only those of {}; set {GB_SECOND} and {MILLION_REQUESTS}, from https://aws.amazon.com/lambda/pricing/",
            prices::REGION
        )),
    }
}

/// Reads a decimal number such as `0.0000166667`. Reading a float would link the tables of the standard library.
fn price(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if digits().next().is_none()
        || digits().count() > 18
        || !digits().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let number = digits().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    // Up to 18 digits fit, and 15 of them are exact.
    #[allow(clippy::cast_precision_loss)]
    let number = number as f64;
    let places = fraction.bytes().fold(1.0, |places, _| places * 10.0);
    Some(number / places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Result<Prices, String> {
        prices(&|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn unknown_region_has_no_price_unless_it_is_given() {
        let built_in = found(&[("AWS_REGION", "us-east-1")]).unwrap();
        assert!(built_in == prices::X86_64 || built_in == prices::ARM64);
        let region = ("AWS_REGION", "eu-west-1");
        let unknown = found(&[region]).unwrap_err();
        assert!(unknown.contains("`eu-west-1`"), "{unknown}");
        let given = [(GB_SECOND, "0.00002"), (MILLION_REQUESTS, "0.25"), region];
        let given = found(&given).unwrap();
        assert!((given.gb_second - 0.000_02).abs() < 1e-18);
        assert!((given.million_requests - 0.25).abs() < 1e-12);
        assert!(found(&[region, (GB_SECOND, "0.00002")]).is_err());
        for wrong in ["-1", "1e-5", "free", ".", "1.2.3"] {
            assert!(
                found(&[region, (GB_SECOND, wrong), (MILLION_REQUESTS, "0.2")]).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn provisioned_environments_have_no_price() {
        let variables = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency"),
        ];
        assert!(found(&variables).is_err());
    }

    // The first example of https://aws.amazon.com/lambda/pricing/: 1,536 MB for 120 ms cost 9.00 USD for 3 million requests, and their
    // requests 0.60 USD, both without the free tier.
    #[test]
    fn cost_is_that_of_the_example_of_aws() {
        let price = Price {
            prices: prices::X86_64,
            memory_mb: 1_536,
            tmp_mb: 512,
        };
        let begun = Duration::from_micros(119_001);
        let month = price.of(begun) * 3_000_000;
        assert!(
            month.abs_diff(960 * DOLLAR / 100) < DOLLAR / 1_000,
            "{month}"
        );
    }
}
