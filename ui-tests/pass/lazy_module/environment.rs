//! A struct in another module, whose lower-case name is a keyword, with a `cfg` and other attributes.

use gatewright::FromEnvironment;

mod configuration {
    use gatewright::lazy_module;

    #[lazy_module(env, ttl = "1m")]
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) struct Type {
        pub(crate) variables: String,
        #[env(default = { let variables = 20; variables })]
        pub(crate) page_size: u32,
        #[cfg(any())]
        never: std::convert::Infallible,
    }
}

fn main() {
    let read = configuration::Type::from_variables(&|name| (name == "VARIABLES").then(String::new));
    assert_eq!(read.unwrap().page_size, 20);
    assert!(configuration::r#type::try_get().is_none());
}
