//! The token: what a step hands to the next through the hands of the caller.
//!
//! `gw1s.CLAIMS.SIGNATURE` is signed, `gw1u.CLAIMS.CHECKSUM` is not: both end in 32 bytes over all that stands before the
//! last dot, HMAC-SHA-256 or plain SHA-256. Claims and end are base64 for URLs, without padding.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::key::TokenKey;
use crate::error::FunctionError;

/// A caller sends it in an event, and an event of an asynchronous invocation had at most 256 KB for long; Step Functions and
/// EventBridge still take no more.
const LARGEST: usize = 262_144;

/// How long a token is good for, in seconds.
const LIFETIME: u64 = 3_600;

const SIGNED: &str = "gw1s";
const UNSIGNED: &str = "gw1u";

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims<'a> {
    /// The function's name, without version or alias.
    pub(super) function: &'a str,
    pub(super) operation: &'a str,
    pub(super) schema: u32,
    /// In seconds after 1970.
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
            "keep a large state in a store, and its key in the token",
        ));
    }
    Ok(token)
}

/// A token whose end is right; its claims are still to be read.
#[derive(Debug)]
pub(super) struct Opened(Vec<u8>);

/// Checks the end of a token: nothing that it says is read before.
pub(super) fn open(token: &str, key: Option<&TokenKey>) -> Result<Opened, FunctionError> {
    if token.len() > LARGEST {
        return Err(too_large(
            token.len(),
            "send the token that came in the reply",
        ));
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
                "the continuation's signature is not of this function's key: send the token as it came, to a function with the same GATEWRIGHT_TOKEN_KEY",
            ));
        }
        (SIGNED, None) => {
            return Err(FunctionError::new(
                "ContinuationKeyMissing",
                "the continuation is signed, and this function has no key to check it: set GATEWRIGHT_TOKEN_KEY to the key that signed it",
            ));
        }
        (UNSIGNED, None) if Sha256::digest(text)[..] == end[..] => {}
        (UNSIGNED, None) => return Err(malformed("its checksum is wrong")),
        (UNSIGNED, Some(_)) => {
            return Err(FunctionError::new(
                "ContinuationUnsigned",
                "the continuation is not signed, and this function has a GATEWRIGHT_TOKEN_KEY: start the work again",
            ));
        }
        _ => return Err(malformed("it is of no known format")),
    }
    match BASE64.decode(claims) {
        Ok(json) => Ok(Opened(json)),
        Err(error) => Err(malformed(&error.to_string())),
    }
}

impl Opened {
    /// What it says, if it is for this function, operation and schema, and not too old.
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
                    "the continuation is of the operation `{}` of the function `{}`, and this is `{operation}` of `{function}`: send it there",
                    claims.operation, claims.function
                ),
            ));
        }
        if claims.schema != schema {
            return Err(FunctionError::new(
                "ContinuationOutdated",
                format!(
                    "the continuation's state is of schema {}, and `{operation}` has schema {schema}: start the work again",
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
        format!("the continuation has {size} bytes, and at most {LARGEST} are taken: {what_to_do}"),
    )
}

fn malformed(why: &str) -> FunctionError {
    FunctionError::new(
        "ContinuationMalformed",
        format!(
            "the continuation is no token, or a damaged one ({why}): send it as it came in the reply"
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
    fn a_token_brings_its_state_back_to_the_byte() {
        for key in [None, Some(&key())] {
            assert_eq!(state(&sealed(key), key).as_deref(), Ok(STATE));
        }
    }

    #[test]
    fn every_flipped_byte_is_found() {
        for key in [None, Some(&key())] {
            let token = sealed(key);
            for at in 0..token.len() {
                for bit in 0..7 {
                    let mut bytes = token.clone().into_bytes();
                    bytes[at] ^= 1 << bit;
                    let Ok(damaged) = String::from_utf8(bytes) else {
                        continue;
                    };
                    let refused = state(&damaged, key);
                    assert!(refused.is_err(), "{at}.{bit}: {damaged}");
                }
            }
        }
    }

    #[test]
    fn every_truncation_is_found() {
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
    fn each_kind_of_refusal_has_a_type_of_its_own() {
        let key = key();
        let other =
            TokenKey::new(b"another key that is long enough!").unwrap_or_else(|e| panic!("{e}"));
        let (signed, unsigned) = (sealed(Some(&key)), sealed(None));
        let refused = |kind: &str| Err(kind.to_owned());
        assert_eq!(state("", None), refused("ContinuationMalformed"));
        assert_eq!(
            state("gw2s.e30.AA", Some(&key)),
            refused("ContinuationMalformed")
        );
        assert_eq!(
            state(&signed, Some(&other)),
            refused("ContinuationTampered")
        );
        assert_eq!(state(&signed, None), refused("ContinuationKeyMissing"));
        assert_eq!(
            state(&unsigned, Some(&key)),
            refused("ContinuationUnsigned")
        );
        for wrong in [("store", "shop.reindex", 2), ("shop", "shop.price", 2)] {
            assert_eq!(
                state_for(&signed, Some(&key), wrong),
                refused("ContinuationForeign")
            );
        }
        for schema in [1, 3] {
            let wrong = ("shop", "shop.reindex", schema);
            assert_eq!(
                state_for(&signed, Some(&key), wrong),
                refused("ContinuationOutdated")
            );
        }
        let expired = sealed_until(now() - 1, Some(&key));
        assert_eq!(state(&expired, Some(&key)), refused("ContinuationExpired"));
        let long = "A".repeat(LARGEST + 1);
        assert_eq!(state(&long, Some(&key)), refused("ContinuationTooLarge"));
    }

    /// An unsigned token under a name that says it is signed: the checksum is no signature.
    #[test]
    fn a_checksum_does_not_pass_for_a_signature() {
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
    fn a_state_that_is_too_large_is_refused_when_the_token_is_made() {
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
