//! A generic extension, and one that is not `Clone`.
use gatewright::Extension;

#[derive(Clone, Extension)]
pub struct Claims<T>(pub T);

#[derive(Extension)]
pub struct Session(pub String);

#[derive(Clone, Extension)]
#[extension(path = ::gatewright)]
pub struct Tenant(pub u32);

fn main() {}
