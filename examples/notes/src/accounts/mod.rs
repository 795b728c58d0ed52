//! Accounts and sessions.

mod password;
mod session;

use garde::Validate;
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use session::session_key;

use crate::errors::{AccountError, Refusal};
use crate::storage::{Expected, Item, Store, store};

/// The user of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Extension)]
pub(crate) struct User {
    pub name: String,
}

/// The name and the password of an account.
#[derive(Deserialize, Validate, JsonSchema)]
pub(crate) struct Credentials {
    #[garde(alphanumeric, length(chars, min = 2, max = 40))]
    pub name: String,
    #[garde(length(chars, min = 12, max = 200))]
    pub password: String,
}

/// An account as it is stored.
#[derive(Serialize, Deserialize)]
struct Account {
    password_hash: String,
}

/// The name of the account's item.
const ACCOUNT: &str = "account";

/// Refuses requests without a session, and provides the user.
pub(crate) async fn signed_in(
    request: Request,
    next: Next<'_, User>,
    cookies: Cookies,
    key: session_key::Lazy,
) -> Result<Response, Refusal> {
    let token = cookies.get(session::COOKIE);
    let user = token.and_then(|token| key.open(token, session::now()));
    let user = user.ok_or(Refusal::SignedOut)?;
    Ok(next.provide(user).run(request).await)
}

#[dispatch]
pub(crate) mod api {
    use super::*;

    /// Creates an account and signs in.
    #[post("/account")]
    pub async fn create_account(
        Valid(Json(credentials)): Valid<Json<Credentials>>,
        store: store::Lazy,
        key: session_key::Lazy,
    ) -> Result<(StatusCode, Cookie, Json<User>), AccountError> {
        let Credentials { name, password } = credentials;
        let account = Account {
            password_hash: password::hash(&password)?,
        };
        let item = Item::new(&account, None)?;
        if !store.put(&name, ACCOUNT, &item, Expected::Nothing).await? {
            return Err(AccountError::NameTaken(name));
        }
        let user = User { name };
        Ok((StatusCode::CREATED, key.cookie(&user)?, Json(user)))
    }

    /// Signs in: the response sets the cookie of the session.
    #[post("/session")]
    pub async fn sign_in(
        Valid(Json(credentials)): Valid<Json<Credentials>>,
        store: store::Lazy,
        key: session_key::Lazy,
    ) -> Result<(Cookie, Json<User>), AccountError> {
        let hash = password_hash(&store, &credentials.name).await?;
        if !password::is_right(&credentials.password, hash.as_deref())? {
            return Err(AccountError::WrongPassword);
        }
        let user = User {
            name: credentials.name,
        };
        Ok((key.cookie(&user)?, Json(user)))
    }

    /// Returns the user of the session.
    #[get("/session")]
    #[middleware(signed_in)]
    pub async fn session(Extension(user): Extension<User>) -> Json<User> {
        Json(user)
    }

    /// Signs out: the response removes the cookie.
    #[delete("/session")]
    pub async fn sign_out() -> (Cookie, NoContent) {
        (session::no_cookie(), NoContent)
    }
}

async fn password_hash(store: &Store, name: &str) -> Result<Option<String>, Error> {
    let item = store.get(name, ACCOUNT).await?;
    let account: Option<Account> = item.map(|item| item.value()).transpose()?;
    Ok(account.map(|account| account.password_hash))
}
