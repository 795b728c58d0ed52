//! Handlers that go on in another invocation.

/// Fails to compile when a handler with a key may reply that it is not done.
///
/// # Panics
///
/// While the function is compiled.
#[track_caller]
pub const fn assert_ends(continues: bool) {
    assert!(
        !continues,
        "this handler may go on in another invocation, and `#[idempotent]` keeps a reply that is final\nhelp: return the result itself, or take `#[idempotent]` off; the operation that starts the work can have the key\nnote: each step comes with another payload, which under the same key would be refused"
    );
}
