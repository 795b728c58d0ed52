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

macro_rules! with_headers {
    ($name:ident, $first:literal, $second:literal, $header:literal) => {
        #[derive(Problem)]
        #[problem(status = 429, header = [$first, $second])]
        pub struct $name {
            #[problem(header = $header)]
            pub r#type: u16,
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($first)
            }
        }
    };
}

with_headers!(Limited, "x-a: 1", "x-b: 2", "retry-after");

problem!(Gone, 410, "Gone for good", u8);
problem!(Busy, TOO_MANY_REQUESTS, "Busy", &'static str);

fn main() {
    assert_eq!(Limited { r#type: 5 }.into_problem().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(Gone(1).into_problem().status(), StatusCode::GONE);
    assert_eq!(Busy("b").into_problem().status(), StatusCode::TOO_MANY_REQUESTS);
}
