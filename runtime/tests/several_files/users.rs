//! What a function answers about users, which is in two parts.

use gatewright::prelude::*;

#[dispatch]
pub mod roles {
    use super::*;

    #[get("/roles/{role}")]
    async fn role(Path(role): Path<String>) -> String {
        role
    }

    #[operation]
    async fn count() -> u32 {
        5
    }
}

/// Merges the module beside it, which `use super::*` is not needed for.
#[dispatch(interfaces(roles), prefix = "/users")]
pub mod api {
    #[get("/")]
    async fn list() -> &'static str {
        "all users"
    }

    #[operation]
    async fn count() -> u32 {
        3
    }
}
