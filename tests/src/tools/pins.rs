//! Which versions the tests run against. A change here makes every machine install anew.

/// The emulator's wheel. Only one file of it is used, so its dependencies, over a hundred, are left out.
pub(super) const WITHOUT_DEPENDENCIES: &[&str] = &["aws-sam-cli==1.170.0"];

/// Packages that are used as such.
pub(super) const WITH_DEPENDENCIES: &[&str] = &[
    "boto3==1.44.5",
    "botocore==1.44.5",
    "cargo-lambda==1.9.2",
    "moto==5.2.5",
    // What moto's server and its DynamoDB import; the extras of moto itself bring twice as much.
    "flask==3.1.3",
    "flask-cors==6.0.5",
    "py-partiql-parser==0.6.3",
];

/// All of them, on one line.
pub(super) fn all() -> String {
    [WITH_DEPENDENCIES, WITHOUT_DEPENDENCIES].concat().join(" ")
}
