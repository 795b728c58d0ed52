//! Hashes of passwords: Argon2id with the parameters that OWASP recommends, which are the defaults of the crate.
//!
//! <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id>

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher, PasswordVerifier};
use gatewright::Error;

/// Returns the hash of a password with a random salt, in the PHC string format.
pub(super) fn hash(password: &str) -> Result<String, Error> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())?
        .to_string())
}

/// Whether the password is that of the hash. Without a hash it takes as long, so that the time does not tell which names exist.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> Result<bool, Error> {
    let Some(hash) = hash else {
        self::hash(password)?;
        return Ok(false);
    };
    match Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(hash)?) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of `password` in the tests of the reference implementation.
    /// <https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c>
    const OF_THE_REFERENCE: &str =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    #[test]
    fn hash_of_the_reference_implementation_is_read() {
        assert!(is_right("password", Some(OF_THE_REFERENCE)).unwrap());
        assert!(!is_right("Password", Some(OF_THE_REFERENCE)).unwrap());
    }

    #[test]
    fn hash_fits_its_password_only() {
        let hash = hash("correct horse battery").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(is_right("correct horse battery", Some(&hash)).unwrap());
        assert!(!is_right("correct horse", Some(&hash)).unwrap());
        assert!(!is_right("correct horse battery", None).unwrap());
    }
}
