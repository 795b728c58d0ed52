//! The keys that authenticate tokens.

use std::env::{self, VarError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::FunctionError;

const VARIABLE: &str = "GATEWRIGHT_TOKEN_KEY";

/// A key shorter than the hash's output weakens it; a longer one adds little (RFC 2104, section 3).
const SHORTEST: usize = 32;

/// The keys, each as a hash that is initialised with it. The first one signs, and all of them verify, so that a key can be replaced while
/// tokens of the old one are under way.
#[derive(Clone)]
pub(super) struct TokenKey {
    signing: Hmac<Sha256>,
    others: Vec<Hmac<Sha256>>,
}

impl TokenKey {
    /// The keys from the environment variable, if it is set.
    pub(super) fn of_environment() -> Result<Option<Self>, FunctionError> {
        match env::var(VARIABLE) {
            Ok(keys) => Self::new(keys.as_bytes()).map(Some),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(invalid("is not UTF-8")),
        }
    }

    /// Reads keys that are separated by commas.
    pub(super) fn new(keys: &[u8]) -> Result<Self, FunctionError> {
        let keys: Vec<&[u8]> = keys
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .collect();
        let count = keys.len();
        let mut hashes = keys.into_iter().enumerate().map(|(at, key)| {
            let length = key.len();
            match (Hmac::new_from_slice(key), count) {
                (Ok(hash), _) if length >= SHORTEST => Ok(hash),
                (_, 1) => Err(invalid(&format!("has {length} bytes"))),
                _ => Err(invalid(&format!(
                    "has a key of {length} bytes, the one at place {} of {count}",
                    at + 1
                ))),
            }
        });
        let signing = hashes.next().unwrap_or_else(|| Err(invalid("is empty")))?;
        let others = hashes.collect::<Result<_, _>>()?;
        Ok(Self { signing, others })
    }

    pub(super) fn sign(&self, text: &str) -> Vec<u8> {
        hash_of(&self.signing, text)
            .finalize()
            .into_bytes()
            .to_vec()
    }

    /// Compares in constant time.
    pub(super) fn has_signed(&self, text: &str, signature: &[u8]) -> bool {
        let mut keys = std::iter::once(&self.signing).chain(&self.others);
        keys.any(|key| hash_of(key, text).verify_slice(signature).is_ok())
    }
}

fn hash_of(key: &Hmac<Sha256>, text: &str) -> Hmac<Sha256> {
    let mut hash = key.clone();
    hash.update(text.as_bytes());
    hash
}

fn invalid(what: &str) -> FunctionError {
    FunctionError::new(
        "TokenKeyInvalid",
        format!(
            "the environment variable {VARIABLE} {what}: set it to at least {SHORTEST} random bytes, such as the output of `openssl rand -hex 32`, or to several such keys with commas between them"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 6: a key of 131 bytes.
    #[test]
    fn signature_is_hmac_sha_256() {
        let key = TokenKey::new(&[0xaa; 131]).unwrap_or_else(|error| panic!("{error}"));
        let signature = key.sign("Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(
            signature,
            0x60e4_3159_1ee0_b67f_0d8a_26aa_cbf5_b77f_u128
                .to_be_bytes()
                .into_iter()
                .chain(0x8e0b_c621_3728_c514_0546_040f_0ee3_7f54_u128.to_be_bytes())
                .collect::<Vec<_>>()
        );
        assert!(key.has_signed(
            "Test Using Larger Than Block-Size Key - Hash Key First",
            &signature
        ));
        assert!(!key.has_signed("another text", &signature));
    }

    #[test]
    fn short_key_is_rejected_with_advice() {
        let Err(error) = TokenKey::new(b"secret") else {
            panic!("6 bytes are too few")
        };
        assert_eq!(
            error.to_string(),
            "TokenKeyInvalid: the environment variable GATEWRIGHT_TOKEN_KEY has 6 bytes: set it to at least 32 random bytes, such as the output of `openssl rand -hex 32`, or to several such keys with commas between them"
        );
    }

    #[test]
    fn first_key_signs_and_all_verify() {
        let [old, new] = ["o", "n"].map(|key| key.repeat(32));
        let keys =
            |keys: &str| TokenKey::new(keys.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        let (before, during, after) = (keys(&old), keys(&format!("{new}, {old}")), keys(&new));
        assert!(during.has_signed("text", &before.sign("text")));
        assert!(after.has_signed("text", &during.sign("text")));
        assert!(!before.has_signed("text", &during.sign("text")));
        assert!(!after.has_signed("text", &before.sign("text")));
    }

    #[test]
    fn short_key_of_several_is_named_by_its_place() {
        let Err(error) = TokenKey::new(format!("{},short", "k".repeat(32)).as_bytes()) else {
            panic!("5 bytes are too few")
        };
        assert!(
            error
                .message
                .contains("a key of 5 bytes, the one at place 2 of 2"),
            "{error}"
        );
        assert!(TokenKey::new(format!("{},", "k".repeat(32)).as_bytes()).is_err());
    }
}
