//! Release builds on the emulator of cargo-lambda, whose deadlines are in 1970.

use anyhow::Result;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cargo_lambda::CargoLambda;
use gatewright_tests::cases::Suite;
use gatewright_tests::target_dir::workspace_root;

#[test]
fn shop_answers_every_event() -> Result<()> {
    let package = workspace_root().join("examples").join("shop");
    let shop = CargoLambda::start(&package, "shop", &build("shop", "shop", Profile::Release)?)?;
    Suite::of_example("shop").check_each(|case| case.check(&shop.invoke(&case.event)?))
}

#[test]
fn every_fault_is_answered() -> Result<()> {
    let package = workspace_root().join("tests").join("functions");
    let binary = build("gatewright-fixture-functions", "faults", Profile::Release)?;
    let faults = CargoLambda::start(&package, "faults", &binary)?;
    Suite::of_faults().check_each(|case| case.check(&faults.invoke(&case.event)?))
}
