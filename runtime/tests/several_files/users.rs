//! Handlers for users, in two modules.

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

/// Merges the module beside it, without `use super::*`.
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
