//! The types of requests and responses.

use std::time::{SystemTime, UNIX_EPOCH};

use gatewright::{Error, MultipartField};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::storage::Item;

/// The id of a note, which the function chooses.
pub(crate) type NoteId = String;

/// A note, as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, garde::Validate, JsonSchema)]
pub(crate) struct Draft {
    #[garde(length(chars, min = 1, max = 120))]
    pub title: String,
    #[serde(default)]
    #[garde(length(chars, max = 20_000))]
    pub text: String,
}

/// A note, as it is stored and returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Note {
    pub id: NoteId,
    /// Another one after each change. It is also the entity tag, in quotes.
    pub version: String,
    /// The time of the last change, in milliseconds since 1970.
    pub updated_at: u64,
    #[serde(flatten)]
    pub draft: Draft,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileInfo>,
}

/// The file of a note, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct FileInfo {
    pub name: String,
    /// The media type, as the client has declared it.
    pub media_type: String,
    /// The length in bytes.
    pub size: usize,
}

impl Note {
    /// Creates a note that is not stored yet.
    pub(super) fn new(id: NoteId, draft: Draft) -> Self {
        Self {
            id,
            version: String::new(),
            updated_at: 0,
            draft,
            file: None,
        }
    }

    pub(super) fn read(item: &Item) -> Result<Self, Error> {
        let version = item.version.clone();
        Ok(Self {
            version,
            ..item.value()?
        })
    }

    /// Returns the item of the note as it is now, and takes over its new version.
    pub(super) fn item(&mut self) -> Result<Item, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        self.updated_at = now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let item = Item::new(self, None)?;
        self.version.clone_from(&item.version);
        Ok(item)
    }
}

impl FileInfo {
    pub(super) fn of(file: &MultipartField) -> Self {
        let name = file.file_name().filter(|name| !name.is_empty());
        let media_type = file.content_type().unwrap_or("application/octet-stream");
        Self {
            name: name.unwrap_or("file").to_owned(),
            media_type: media_type.to_owned(),
            size: file.bytes().len(),
        }
    }
}
