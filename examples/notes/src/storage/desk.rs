//! A folder instead of a table, for `cargo run` on a desk. Only debug builds have it.
//!
//! The local Lambda runs several execution environments, as Lambda does. So the items are in files: one for each item, replaced as a
//! whole. Of two writes at the same time the later one wins, which DynamoDB would refuse.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use gatewright::{Bytes, Error, exempt};

use super::{Expected, Item, random_id};

#[derive(Clone, Debug)]
pub(crate) struct Desk {
    folder: PathBuf,
}

/// Whether there is neither AWS nor a stand-in: a debug build uses AWS's services only at the address in `AWS_ENDPOINT_URL`.
pub(crate) fn is_needed() -> bool {
    std::env::var_os("AWS_ENDPOINT_URL").is_none()
}

/// The parts of a file: version, JSON and bytes.
type Content = (String, String, Option<Vec<u8>>);

#[exempt(
    shared_state,
    reason = "only debug builds have this folder, which stands for the table"
)]
#[exempt(
    blocking,
    reason = "only debug builds read these files, one developer's notes"
)]
impl Desk {
    pub(super) fn new() -> Self {
        let folder = std::env::temp_dir().join("notes-on-a-desk");
        Self { folder }
    }

    pub(super) fn get(&self, owner: &str, name: &str) -> Result<Option<Item>, Error> {
        let content = match fs::read(self.path(owner, name)) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (version, json, bytes): Content = serde_json::from_slice(&content)?;
        Ok(Some(Item {
            version,
            json,
            bytes: bytes.map(Bytes::from),
        }))
    }

    pub(super) fn list(&self, owner: &str, prefix: &str) -> Result<Vec<(String, Item)>, Error> {
        let entries = match fs::read_dir(self.path_of(owner)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| BASE64.decode(entry.file_name().to_str()?).ok())
            .filter_map(|name| String::from_utf8(name).ok())
            .filter(|name| name.starts_with(prefix))
            .collect();
        names.sort();
        let mut items = Vec::new();
        for name in names {
            if let Some(item) = self.get(owner, &name)? {
                items.push((name, item));
            }
        }
        Ok(items)
    }

    pub(super) fn put(
        &self,
        owner: &str,
        name: &str,
        item: &Item,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        if !self.holds(owner, name, expected)? {
            return Ok(false);
        }
        let bytes = item.bytes.as_ref().map(|bytes| bytes.to_vec());
        let content: Content = (item.version.clone(), item.json.clone(), bytes);
        fs::create_dir_all(self.path_of(owner))?;
        let new = self.folder.join(random_id()?);
        fs::write(&new, serde_json::to_vec(&content)?)?;
        fs::rename(&new, self.path(owner, name))?;
        Ok(true)
    }

    pub(super) fn remove(
        &self,
        owner: &str,
        name: &str,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        if !self.holds(owner, name, expected)? {
            return Ok(false);
        }
        match fs::remove_file(self.path(owner, name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(true),
        }
    }

    fn holds(&self, owner: &str, name: &str, expected: Expected<'_>) -> Result<bool, Error> {
        let found = self.get(owner, name)?;
        Ok(match expected {
            Expected::Anything => true,
            Expected::Nothing => found.is_none(),
            Expected::Version(version) => found.is_some_and(|item| item.version == version),
        })
    }

    /// Names come from requests, so files have them in base64.
    fn path(&self, owner: &str, name: &str) -> PathBuf {
        self.path_of(owner).join(BASE64.encode(name))
    }

    fn path_of(&self, owner: &str) -> PathBuf {
        self.folder.join(BASE64.encode(owner))
    }
}
