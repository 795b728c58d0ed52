//! Sessions: a signed cookie with the user's name and the time at which it expires. Nothing is stored.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use gatewright::Secret;
use gatewright::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::User;
use crate::settings;

/// Browsers keep a cookie with this prefix to the host that has set it over HTTPS.
pub(super) const COOKIE: &str = "__Host-session";

const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The shortest secret, in bytes: the length of the signature (RFC 2104, 3).
const SHORTEST: usize = 32;

/// The key that signs sessions. It is read again, so that a rotated secret is in use within minutes.
#[lazy_module(ttl = "5m")]
pub(crate) mod session_key {
    use super::*;

    pub async fn init(settings: settings::Lazy) -> Result<SessionKey, Error> {
        #[cfg(debug_assertions)]
        if crate::storage::desk::is_needed() {
            return SessionKey::new(Secret::new("on a desk, sessions are not secret".to_owned()));
        }
        SessionKey::new(gatewright::secrets::get(&settings.session_secret).await?)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct SessionKey(Secret);

/// What a cookie says.
#[derive(Serialize, Deserialize)]
struct Session {
    user: User,
    /// Seconds since 1970.
    expires: u64,
}

impl SessionKey {
    pub(crate) fn new(secret: Secret) -> Result<Self, Error> {
        let found = secret.expose().len();
        if found < SHORTEST {
            return Err(Error::msg(format!(
                "the secret of sessions has {found} bytes: set one of at least {SHORTEST}"
            )));
        }
        Ok(Self(secret))
    }

    /// Returns the cookie of a new session.
    pub(super) fn cookie(&self, user: &User) -> Result<Cookie, Error> {
        let token = self.sign(user, now() + LIFETIME.as_secs())?;
        Ok(with_attributes(Cookie::new(COOKIE, token)).max_age(LIFETIME))
    }

    /// Returns the text of a session that expires at a time in seconds since 1970.
    pub(crate) fn sign(&self, user: &User, expires: u64) -> Result<String, Error> {
        let user = user.clone();
        let payload = BASE64.encode(serde_json::to_vec(&Session { user, expires })?);
        let signature = self.signature_of(&payload).finalize().into_bytes();
        Ok(format!("{payload}.{}", BASE64.encode(signature)))
    }

    /// Returns the user of a session that was signed with this key and has not expired.
    pub(crate) fn open(&self, token: &str, now: u64) -> Option<User> {
        let (payload, signature) = token.split_once('.')?;
        let signature = BASE64.decode(signature).ok()?;
        // The comparison takes the same time for every wrong signature.
        self.signature_of(payload).verify_slice(&signature).ok()?;
        let session: Session = serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()?;
        (now < session.expires).then_some(session.user)
    }

    fn signature_of(&self, payload: &str) -> Hmac<Sha256> {
        let key = self.0.expose().as_bytes();
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
        mac.chain_update(payload)
    }
}

/// Returns the cookie that removes the session's.
pub(super) fn no_cookie() -> Cookie {
    with_attributes(Cookie::removal(COOKIE))
}

fn with_attributes(cookie: Cookie) -> Cookie {
    let cookie = cookie.path("/").secure().http_only();
    cookie.same_site(SameSite::Strict)
}

/// Returns the seconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "on a desk, sessions are not secret";

    /// Written by Python: `hmac.new(SECRET, payload, "sha256")`, both parts in base64 for URLs without `=`. The payload is
    /// `{"user":{"name":"ada"},"expires":4102444800}`.
    const OF_PYTHON: &str = "eyJ1c2VyIjp7Im5hbWUiOiJhZGEifSwiZXhwaXJlcyI6NDEwMjQ0NDgwMH0.vER8_i1F6n9Usr0EyRESuXq0op2Z3xlmWflbyISEUR8";

    fn key(secret: &str) -> SessionKey {
        SessionKey::new(Secret::new(secret.to_owned())).unwrap()
    }

    fn ada() -> User {
        User {
            name: "ada".to_owned(),
        }
    }

    #[test]
    fn token_is_that_of_another_implementation() {
        assert_eq!(key(SECRET).sign(&ada(), 4_102_444_800).unwrap(), OF_PYTHON);
        assert_eq!(key(SECRET).open(OF_PYTHON, 4_102_444_799), Some(ada()));
    }

    #[test]
    fn expired_token_is_refused() {
        assert_eq!(key(SECRET).open(OF_PYTHON, 4_102_444_800), None);
    }

    #[test]
    fn changed_token_is_refused() {
        let (payload, signature) = OF_PYTHON.split_once('.').unwrap();
        let eve = BASE64.encode(r#"{"user":{"name":"eve"},"expires":4102444800}"#);
        for token in [
            format!("{eve}.{signature}"),
            format!("{payload}.{}", BASE64.encode([0; 32])),
            // A part of the signature is not enough.
            format!("{payload}.{}", &signature[..20]),
            format!("{payload}."),
            payload.to_owned(),
            String::new(),
        ] {
            assert_eq!(key(SECRET).open(&token, 0), None, "{token}");
        }
        assert_eq!(
            key("another secret with 32 characters").open(OF_PYTHON, 0),
            None
        );
    }

    #[test]
    fn short_secret_is_refused() {
        let error = SessionKey::new(Secret::new("hunter2".to_owned())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the secret of sessions has 7 bytes: set one of at least 32"
        );
    }
}
