//! The key that authenticates tokens.

use std::env::{self, VarError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::FunctionError;

const VARIABLE: &str = "GATEWRIGHT_TOKEN_KEY";

/// A key shorter than the hash's output weakens it; a longer one adds little (RFC 2104, section 3).
const SHORTEST: usize = 32;

/// The key, as a hash that is initialised with it.
#[derive(Clone)]
pub(super) struct TokenKey(Hmac<Sha256>);

impl TokenKey {
    /// The key from the environment variable, if it is set.
    pub(super) fn of_environment() -> Result<Option<Self>, FunctionError> {
        match env::var(VARIABLE) {
            Ok(key) => Self::new(key.as_bytes()).map(Some),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(invalid("is not UTF-8")),
        }
    }

    pub(super) fn new(key: &[u8]) -> Result<Self, FunctionError> {
        if key.len() < SHORTEST {
            let length = key.len();
            return Err(invalid(&format!("has {length} bytes")));
        }
        let hash = Hmac::new_from_slice(key).map_err(|error| invalid(&error.to_string()))?;
        Ok(Self(hash))
    }

    pub(super) fn sign(&self, text: &str) -> Vec<u8> {
        self.hash(text).finalize().into_bytes().to_vec()
    }

    /// Compares in constant time.
    pub(super) fn has_signed(&self, text: &str, signature: &[u8]) -> bool {
        self.hash(text).verify_slice(signature).is_ok()
    }

    fn hash(&self, text: &str) -> Hmac<Sha256> {
        let mut hash = self.0.clone();
        hash.update(text.as_bytes());
        hash
    }
}

fn invalid(what: &str) -> FunctionError {
    FunctionError::new(
        "TokenKeyInvalid",
        format!(
            "the environment variable {VARIABLE} {what}: set it to at least {SHORTEST} random bytes, such as the output of `openssl rand -hex 32`"
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
            "TokenKeyInvalid: the environment variable GATEWRIGHT_TOKEN_KEY has 6 bytes: set it to at least 32 random bytes, such as the output of `openssl rand -hex 32`"
        );
    }
}
