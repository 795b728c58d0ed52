//! Continuation tokens, which carry a step's state to the next step by way of the caller.
//!
//! A signed token is `gw1s.CLAIMS.SIGNATURE`, an unsigned one `gw1u.CLAIMS.CHECKSUM`. The last part has 32 bytes: HMAC-SHA-256 or
//! SHA-256 of everything before the last dot. Claims and last part are URL-safe base64 without padding. For the reasons, see
//! `docs/decisions/0007-continuation-tokens.md`.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::key::TokenKey;
use crate::error::{Cut, FunctionError};

/// Callers send the token in an event. Step Functions and EventBridge take events of at most 256 KB, as asynchronous
/// invocations did for long.
const LARGEST: usize = 262_144;

/// How long a token is valid, in seconds.
const LIFETIME: u64 = 3_600;

const SIGNED: &str = "gw1s";
const UNSIGNED: &str = "gw1u";

/// The content of a token.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims<'a> {
    /// The function's name, without version or alias.
    pub(super) function: &'a str,
    pub(super) operation: &'a str,
    pub(super) schema: u32,
    /// In seconds since 1970.
    pub(super) expires: u64,
    #[serde(borrow)]
    pub(super) state: &'a RawValue,
}

/// The expiry of a token that is made now.
pub(super) fn expiry() -> u64 {
    now() + LIFETIME
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

/// Makes the token of these claims.
pub(super) fn seal(claims: &Claims<'_>, key: Option<&TokenKey>) -> Result<String, FunctionError> {
    let json = serde_json::to_vec(claims)
        .map_err(|error| FunctionError::new("SerializationFailed", error.to_string()))?;
    let kind = if key.is_some() { SIGNED } else { UNSIGNED };
    let mut token = format!("{kind}.");
    BASE64.encode_string(&json, &mut token);
    let end = match key {
        Some(key) => key.sign(&token),
        None => Sha256::digest(&token).to_vec(),
    };
    token.push('.');
    BASE64.encode_string(end, &mut token);
    if token.len() > LARGEST {
        return Err(too_large(
            token.len(),
            "keep a large state in a store and its key in the token",
        ));
    }
    Ok(token)
}

/// A token whose signature or checksum is right. Its claims are not checked yet.
#[derive(Debug)]
pub(super) struct Opened(Vec<u8>);

/// Checks the signature or checksum of a token, before any of its content is read.
pub(super) fn open(token: &str, key: Option<&TokenKey>) -> Result<Opened, FunctionError> {
    if token.len() > LARGEST {
        return Err(too_large(token.len(), "send the token of the reply"));
    }
    let parts = token
        .rsplit_once('.')
        .and_then(|(text, end)| Some((text, text.split_once('.')?, BASE64.decode(end).ok()?)));
    let Some((text, (kind, claims), end)) = parts else {
        return Err(malformed("it does not have three parts"));
    };
    match (kind, key) {
        (SIGNED, Some(key)) if key.has_signed(text, &end) => {}
        (SIGNED, Some(_)) => {
            return Err(FunctionError::new(
                "ContinuationTampered",
                "the continuation was not signed with this function's key: send the token unchanged, to a function with the same GATEWRIGHT_TOKEN_KEY",
            ));
        }
        (SIGNED, None) => {
            return Err(FunctionError::new(
                "ContinuationKeyMissing",
                "the continuation is signed, but this function has no key: set GATEWRIGHT_TOKEN_KEY to the key that signed it",
            ));
        }
        (UNSIGNED, None) if Sha256::digest(text)[..] == end[..] => {}
        (UNSIGNED, None) => return Err(malformed("its checksum is wrong")),
        (UNSIGNED, Some(_)) => {
            return Err(FunctionError::new(
                "ContinuationUnsigned",
                "the continuation is not signed, but this function has a GATEWRIGHT_TOKEN_KEY: start the work again",
            ));
        }
        _ => return Err(malformed("its format is unknown")),
    }
    match BASE64.decode(claims) {
        Ok(json) => Ok(Opened(json)),
        Err(error) => Err(malformed(&error.to_string())),
    }
}

impl Opened {
    /// Returns the claims, if they are for this function, operation and schema, and have not expired.
    pub(super) fn claims(
        &self,
        function: &str,
        operation: &str,
        schema: u32,
    ) -> Result<Claims<'_>, FunctionError> {
        let claims: Claims<'_> =
            serde_json::from_slice(&self.0).map_err(|error| malformed(&error.to_string()))?;
        if (claims.function, claims.operation) != (function, operation) {
            return Err(FunctionError::new(
                "ContinuationForeign",
                format!(
                    "expected a continuation of `{operation}` of the function `{function}`, found one of `{}` of `{}`: send it there",
                    Cut::name(claims.operation),
                    Cut::name(claims.function)
                ),
            ));
        }
        if claims.schema != schema {
            return Err(FunctionError::new(
                "ContinuationOutdated",
                format!(
                    "expected a continuation of schema {schema} of `{operation}`, found schema {}: start the work again",
                    claims.schema
                ),
            ));
        }
        let age = now().saturating_sub(claims.expires);
        if age > 0 {
            return Err(FunctionError::new(
                "ContinuationExpired",
                format!(
                    "the continuation expired {age} s ago, {LIFETIME} s after it was made: start the work again"
                ),
            ));
        }
        Ok(claims)
    }
}

fn too_large(size: usize, what_to_do: &str) -> FunctionError {
    FunctionError::new(
        "ContinuationTooLarge",
        format!("the continuation has {size} bytes, but the limit is {LARGEST}: {what_to_do}"),
    )
}

fn malformed(why: &str) -> FunctionError {
    FunctionError::of_input(
        "ContinuationMalformed",
        format_args!(
            "the continuation is not a token, or is damaged ({why}): send it unchanged, as in the reply"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = r#"{"from":100,"name":"Zoë"}"#;

    fn key() -> TokenKey {
        TokenKey::new(b"0123456789abcdef0123456789abcdef").unwrap_or_else(|e| panic!("{e}"))
    }

    fn sealed_until(expires: u64, key: Option<&TokenKey>) -> String {
        let claims = Claims {
            function: "shop",
            operation: "shop.reindex",
            schema: 2,
            expires,
            state: serde_json::from_str(STATE).unwrap_or_else(|error| panic!("{error}")),
        };
        seal(&claims, key).unwrap_or_else(|error| panic!("{error}"))
    }

    fn sealed(key: Option<&TokenKey>) -> String {
        sealed_until(expiry(), key)
    }

    /// The state, or the type of the error.
    fn state_for(
        token: &str,
        key: Option<&TokenKey>,
        (function, operation, schema): (&str, &str, u32),
    ) -> Result<String, String> {
        open(token, key)
            .and_then(|opened| {
                let claims = opened.claims(function, operation, schema)?;
                Ok(claims.state.get().to_owned())
            })
            .map_err(|error| error.error_type.into_owned())
    }

    fn state(token: &str, key: Option<&TokenKey>) -> Result<String, String> {
        state_for(token, key, ("shop", "shop.reindex", 2))
    }

    #[test]
    fn token_returns_its_state_byte_for_byte() {
        for key in [None, Some(&key())] {
            assert_eq!(state(&sealed(key), key).as_deref(), Ok(STATE));
        }
    }

    #[test]
    fn every_flipped_bit_is_detected() {
        for key in [None, Some(&key())] {
            let token = sealed(key);
            for at in 0..token.len() {
                for bit in 0..7 {
                    let mut bytes = token.clone().into_bytes();
                    bytes[at] ^= 1 << bit;
                    let Ok(damaged) = String::from_utf8(bytes) else {
                        continue;
                    };
                    let found = state(&damaged, key);
                    assert!(found.is_err(), "{at}.{bit}: {damaged}");
                }
            }
        }
    }

    #[test]
    fn every_truncation_is_detected() {
        for key in [None, Some(&key())] {
            let token = sealed(key);
            for length in 0..token.len() {
                assert!(state(&token[..length], key).is_err(), "{length}");
            }
            assert!(state(&format!("{token}A"), key).is_err());
            assert!(state(&format!("{token}.{token}"), key).is_err());
        }
    }

    #[test]
    fn each_rejection_has_its_own_type() {
        let key = key();
        let other =
            TokenKey::new(b"another key that is long enough!").unwrap_or_else(|e| panic!("{e}"));
        let (signed, unsigned) = (sealed(Some(&key)), sealed(None));
        let rejected = |kind: &str| Err(kind.to_owned());
        assert_eq!(state("", None), rejected("ContinuationMalformed"));
        assert_eq!(
            state("gw2s.e30.AA", Some(&key)),
            rejected("ContinuationMalformed")
        );
        assert_eq!(
            state(&signed, Some(&other)),
            rejected("ContinuationTampered")
        );
        assert_eq!(state(&signed, None), rejected("ContinuationKeyMissing"));
        assert_eq!(
            state(&unsigned, Some(&key)),
            rejected("ContinuationUnsigned")
        );
        for wrong in [("store", "shop.reindex", 2), ("shop", "shop.price", 2)] {
            assert_eq!(
                state_for(&signed, Some(&key), wrong),
                rejected("ContinuationForeign")
            );
        }
        for schema in [1, 3] {
            let wrong = ("shop", "shop.reindex", schema);
            assert_eq!(
                state_for(&signed, Some(&key), wrong),
                rejected("ContinuationOutdated")
            );
        }
        let expired = sealed_until(now() - 1, Some(&key));
        assert_eq!(state(&expired, Some(&key)), rejected("ContinuationExpired"));
        let long = "A".repeat(LARGEST + 1);
        assert_eq!(state(&long, Some(&key)), rejected("ContinuationTooLarge"));
    }

    /// An unsigned token that claims to be signed.
    #[test]
    fn checksum_is_not_accepted_as_signature() {
        let claims = sealed(None);
        let claims = claims.split('.').nth(1).unwrap_or_default();
        let text = format!("{SIGNED}.{claims}");
        let forged = format!("{text}.{}", BASE64.encode(Sha256::digest(&text)));
        assert_eq!(
            state(&forged, Some(&key())),
            Err("ContinuationTampered".to_owned())
        );
    }

    #[test]
    fn state_too_large_is_rejected_when_sealed() {
        let state = format!("\"{}\"", "x".repeat(LARGEST));
        let claims = Claims {
            function: "shop",
            operation: "shop.reindex",
            schema: 1,
            expires: expiry(),
            state: serde_json::from_str(&state).unwrap_or_else(|error| panic!("{error}")),
        };
        let error = seal(&claims, None).expect_err("it is over 256 KB");
        assert_eq!(error.error_type, "ContinuationTooLarge");
    }
}
