//! The pinned versions of the tools. After a change here every machine installs them again.

/// The emulator's wheel. Only one of its files is used, so its more than one hundred dependencies are not installed.
pub(super) const WITHOUT_DEPENDENCIES: &[&str] = &["aws-sam-cli==1.170.0"];

/// Packages that are installed with their dependencies.
pub(super) const WITH_DEPENDENCIES: &[&str] = &[
    "boto3==1.44.8",
    "botocore==1.44.8",
    // Its log lines and metrics are what ours are compared with.
    "aws-lambda-powertools==3.37.0",
    "cargo-lambda==1.9.2",
    "moto==5.2.5",
    // The imports of moto's server and DynamoDB. The extras of moto itself would install twice as much.
    "flask==3.1.3",
    "flask-cors==6.0.5",
    "py-partiql-parser==0.6.3",
    // Judges of what the commands write.
    "cfn-lint==1.58.0",
    "aws-sam-translator==1.115.0",
    "openapi-spec-validator==0.9.0",
    "schemathesis==4.32.5",
    "policy-sentry==0.15.2",
    "parliament==1.6.4",
    "python-hcl2==8.1.4",
];

/// Packages of npm.
pub(super) const NODE: &[&str] = &[
    "@redocly/cli@2.77.0",
    "aws-cdk-lib@2.276.0",
    "constructs@10.8.1",
    // Type-checks what `template --format cdk` writes, and makes JavaScript of it.
    "typescript@5.9.3",
];

/// Returns all packages on one line.
pub(super) fn all() -> String {
    [WITH_DEPENDENCIES, WITHOUT_DEPENDENCIES].concat().join(" ")
}
