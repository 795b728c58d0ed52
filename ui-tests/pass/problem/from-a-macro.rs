//! Values from a `macro_rules!`, which are in invisible groups.

use std::fmt;

use gatewright::prelude::*;

macro_rules! problem {
    ($name:ident, $status:expr, $title:literal, $field:ty) => {
        #[derive(Problem)]
        #[problem(status = $status, title = $title)]
        pub struct $name(#[problem(extend = "value")] pub $field);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($title)
            }
        }
    };
}

problem!(Gone, 410, "Gone for good", u8);
problem!(Busy, TOO_MANY_REQUESTS, "Busy", &'static str);

fn main() {
    assert_eq!(Gone(1).into_problem().status(), StatusCode::GONE);
    assert_eq!(Busy("b").into_problem().status(), StatusCode::TOO_MANY_REQUESTS);
}
