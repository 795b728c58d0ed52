//! The published crates: their manifests, their packages, and the public API.

mod manifests;
mod packages;
mod public_api;
mod workspace;
