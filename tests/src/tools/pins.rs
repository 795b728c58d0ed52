//! The pinned versions of the tools. After a change here every machine installs them again.

/// The emulator's wheel. Only one of its files is used, so its more than one hundred dependencies are not installed.
pub(super) const WITHOUT_DEPENDENCIES: &[&str] = &["aws-sam-cli==1.170.0"];

/// Packages that are installed with their dependencies.
pub(super) const WITH_DEPENDENCIES: &[&str] = &[
    "boto3==1.44.8",
    "botocore==1.44.8",
    "cargo-lambda==1.9.2",
    "moto==5.2.5",
    // The imports of moto's server and DynamoDB. The extras of moto itself would install twice as much.
    "flask==3.1.3",
    "flask-cors==6.0.5",
    "py-partiql-parser==0.6.3",
];

/// Returns all packages on one line.
pub(super) fn all() -> String {
    [WITH_DEPENDENCIES, WITHOUT_DEPENDENCIES].concat().join(" ")
}
