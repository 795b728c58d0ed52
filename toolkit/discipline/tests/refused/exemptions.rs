//# no reason
#[exempt(locking)]
//^ exemption: `#[exempt]` gives no reason
fn handler() { let _ = std::sync::Mutex::new(1); }

//# an empty reason
#[gatewright::exempt(locking, reason = " ")]
//                                     ^ exemption: the reason of `#[exempt]` is empty
fn handler() { let _ = std::sync::Mutex::new(1); }

//# an unknown rule
#[exempt(mutexes, reason = "a library wants one")]
//       ^ exemption: there is no rule `mutexes`
fn handler() {}

//# no rule at all
#[exempt(reason = "a library wants one")]
//^ exemption: `#[exempt]` names no rule
fn handler() {}

//# an unused exemption
#[exempt(locking, reason = "a library wants one")]
//       ^ exemption: unused exemption: nothing here breaks the rule `locking`
fn handler() -> u8 { 1 }

//# an unused rule of two
#[exempt(locking, blocking, reason = "a library wants it")]
//                ^ exemption: unused exemption: nothing here breaks the rule `blocking`
fn handler() { let _ = std::sync::Mutex::new(1); }

//# another rule is broken
#[exempt(locking, reason = "a library wants one")]
fn handler() { let _ = std::sync::Mutex::new(1); std::thread::park(); }
//                                               ^ threading: `std::thread::park` parks the thread

//# the item beside the exempt one
#[exempt(locking, reason = "a library wants one")]
fn first() { let _ = std::sync::Mutex::new(1); }
fn second() { let _ = std::sync::Mutex::new(1); }
//                    ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# an attribute without arguments
#[exempt]
//^ exemption: `#[exempt]` expects a rule and a reason
fn handler() {}
