//! Which versions the tests run against. A change here makes every machine install anew.

/// The emulator's wheel. Only one file of it is used, so its dependencies, over a hundred, are left out.
pub(super) const WITHOUT_DEPENDENCIES: &[&str] = &["aws-sam-cli==1.170.0"];

/// Packages that are used as such.
pub(super) const WITH_DEPENDENCIES: &[&str] =
    &["boto3==1.44.5", "botocore==1.44.5", "cargo-lambda==1.9.2"];

/// All of them, on one line.
pub(super) fn all() -> String {
    [WITH_DEPENDENCIES, WITHOUT_DEPENDENCIES].concat().join(" ")
}
