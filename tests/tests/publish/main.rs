//! What a registry and its users get: the manifests, the packaged crates, and their public API.

mod manifests;
mod packages;
mod public_api;
mod workspace;
