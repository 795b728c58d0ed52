use gatewright::lazy_module;

#[lazy_module(env)]
pub struct Settings(String);

fn main() {}
