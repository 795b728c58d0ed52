//! `#[guarded]` under another crate name, from a macro, in a handler and with `#[guard(off)]` causes no warning.

#![deny(warnings, unused)]

extern crate gatewright as renamed;

use renamed::prelude::*;

#[renamed::guarded(crate = ::renamed)]
fn sum(numbers: &[u32]) -> u32 {
    let mut sum = 0;
    for number in numbers {
        sum += number;
    }
    for number in numbers.iter().filter(|number| **number > 2) {
        sum += number;
    }
    sum
}

macro_rules! function {
    ($name:ident, $iterable:expr, $pattern:pat => $body:block) => {
        #[guarded]
        fn $name() -> u32 {
            let mut count = 0;
            for $pattern in $iterable {
                count += 1;
            }
            #[allow(clippy::never_loop)]
            loop {
                let _ = $body;
                break;
            }
            count
        }
    };
}

function!(made, [(1, 2), (3, 4)], (_, _) => { 1 });

macro_rules! whole_function {
    ($item:item) => {
        #[guarded]
        $item
    };
}

whole_function! {
    fn handed_on() -> u32 {
        for _ in 0..3 {}
        3
    }
}

#[lambda_handler(main = false)]
#[guard(off)]
async fn off(_event: u32) -> u32 {
    let mut n = 0;
    loop {
        n += 1;
        if n == 3 {
            break n;
        }
    }
}

#[lambda_handler(main = false)]
async fn on(event: u32) -> u32 {
    let mut n = 0;
    'counting: loop {
        n += 1;
        #[guard(off)]
        for _ in 0..n {
            if n == event {
                break 'counting n;
            }
        }
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    use super::*;

    #[guard(off)]
    #[get("/")]
    async fn home() -> u32 {
        sum(&[1, 2, 3])
    }

    #[guarded]
    fn helper(n: u32) -> u32 {
        let mut n = n;
        while n > 3 {
            n -= 1;
        }
        n
    }

    #[operation]
    async fn count(n: u32) -> u32 {
        helper(n)
    }
}

fn main() {
    assert_eq!(sum(&[1, 2, 3]), 9);
    assert_eq!(made(), 2);
    assert_eq!(handed_on(), 3);
    let gateways = [&OFF, &ON, &shop::GATEWAY];
    assert_eq!(gateways.len(), 3);
    assert_eq!(renamed::testing::block_on(on(4)), 4);
    assert_eq!(renamed::testing::block_on(off(0)), 3);
}
