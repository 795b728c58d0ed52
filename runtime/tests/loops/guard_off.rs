//! `#[guard(off)]` on statements, on the last expression, on a handler.

use gatewright::prelude::*;
use serde_json::json;

#[guarded]
fn partly(n: u32) -> u32 {
    let mut sum = 0;
    #[guard(off)]
    for i in 0..n {
        while sum < i {
            sum += 1;
        }
    }
    #[guard(off)]
    #[allow(clippy::while_let_loop)]
    loop {
        if sum > 10 {
            break;
        }
        sum += 1;
    }
    #[guard(off)]
    loop {
        break sum;
    }
}

#[gatewright::lambda_handler(main = false)]
#[dispatch]
mod sums {
    #[operation]
    async fn guarded_by_itself(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }

    #[operation]
    #[gatewright::guarded]
    async fn guarded_twice(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }

    #[gatewright::guard(off)]
    #[operation]
    async fn not_guarded(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }
}

#[test]
fn unguarded_code_runs_the_same() {
    assert_eq!(partly(4), 11);
}

#[test]
fn handlers_give_the_same_replies() {
    for name in ["guarded_by_itself", "guarded_twice", "not_guarded"] {
        let event = json!({"operation": format!("sums.{name}"), "payload": 5});
        let reply =
            gatewright::testing::block_on(gatewright::testing::invoke(&sums::GATEWAY, event));
        assert_eq!(reply, Ok(json!(10)), "{name}");
    }
}
