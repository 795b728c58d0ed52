//! `#[lazy_module(env)]`: every variable is read, and every fault is reported.

use gatewright::FromEnvironment;
use gatewright::prelude::*;
use gatewright::testing::{block_on, init};
use std::net::IpAddr;

/// The function's variables. They are not set in the environment of a test.
#[lazy_module(env)]
#[derive(Debug, PartialEq)]
pub struct Settings {
    gw_table_name: String,
    #[env(default = 20)]
    gw_page_size: u32,
    #[env(default = "127.0.0.1")]
    gw_address: IpAddr,
    #[env(name = "GW_ENDPOINT")]
    endpoint: Option<u16>,
}

fn of(variables: &[(&str, &str)]) -> Result<Settings, String> {
    Settings::from_variables(&|name| {
        let found = variables.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| (*value).to_owned())
    })
    .map_err(|error| error.to_string())
}

#[test]
fn unset_variable_is_default_or_none() {
    assert_eq!(
        of(&[("GW_TABLE_NAME", "orders")]),
        Ok(Settings {
            gw_table_name: "orders".to_owned(),
            gw_page_size: 20,
            gw_address: IpAddr::from([127, 0, 0, 1]),
            endpoint: None,
        })
    );
}

#[test]
fn set_variable_overrides_default() {
    assert_eq!(
        of(&[
            ("GW_TABLE_NAME", ""),
            ("GW_PAGE_SIZE", "5"),
            ("GW_ADDRESS", "::1"),
            ("GW_ENDPOINT", "8000"),
        ]),
        Ok(Settings {
            gw_table_name: String::new(),
            gw_page_size: 5,
            gw_address: "::1".parse().unwrap(),
            endpoint: Some(8000),
        })
    );
}

#[test]
fn every_fault_is_reported_without_values() {
    assert_eq!(
        of(&[
            ("GW_PAGE_SIZE", "secret"),
            ("GW_ADDRESS", "secret"),
            ("GW_ENDPOINT", "70000"),
        ]),
        Err(
            "4 invalid environment variables: `GW_TABLE_NAME` is not set; `GW_PAGE_SIZE` is not a valid `u32`: invalid digit \
             found in string; `GW_ADDRESS` is not a valid `IpAddr`: invalid IP address syntax; `GW_ENDPOINT` is not a valid \
             `u16`: number too large to fit in target type"
                .to_owned()
        )
    );
}

#[lambda_handler(main = false)]
async fn told(settings: settings::Lazy) -> u32 {
    settings.gw_page_size
}

#[test]
fn fault_is_reported_in_init_phase() {
    let error = block_on(init(&TOLD)).unwrap_err();
    assert_eq!(
        Error::from(error).to_string(),
        "lazy module `lazy::environment::settings` could not start: invalid environment variable: `GW_TABLE_NAME` is not set"
    );
}
