//! The notes of a user, and their files.

mod model;

use gatewright::middleware::etag;
use gatewright::prelude::*;
use gatewright::{ContentDisposition, ETag, Preconditions};

pub(crate) use model::{Draft, FileInfo, Note, NoteId};

use crate::accounts::{User, signed_in};
use crate::errors::NoteError;
use crate::storage::{Expected, Item, Store, random_id, store};

/// A note with its version as entity tag.
type Tagged = (ETag, Json<Note>);

/// The header `location`.
type Location = [(&'static str, String); 1];

/// A file with its name and its version.
type Download = (ContentDisposition, ETag, File);

/// Bytes with their `content-type`.
type File = ([(&'static str, String); 1], Body);

/// The largest file, in bytes. An item of DynamoDB has at most 400 KB.
const LARGEST_FILE: usize = 300_000;

#[dispatch(middleware(signed_in))]
pub(crate) mod api {
    use super::*;

    /// Lists the user's notes, the latest change first.
    #[get("/notes")]
    #[middleware(etag)]
    pub async fn list_notes(
        Extension(user): Extension<User>,
        store: store::Lazy,
    ) -> Result<Json<Vec<Note>>, NoteError> {
        let mut notes = Vec::new();
        for (_, item) in store.list(&user.name, NOTE).await? {
            notes.push(Note::read(&item)?);
        }
        notes.sort_by_key(|note| std::cmp::Reverse(note.updated_at));
        Ok(Json(notes))
    }

    /// Creates a note.
    #[post("/notes")]
    pub async fn create_note(
        Extension(user): Extension<User>,
        Valid(Json(draft)): Valid<Json<Draft>>,
        store: store::Lazy,
    ) -> Result<(StatusCode, Location, Tagged), NoteError> {
        let mut note = Note::new(random_id()?, draft);
        let item = note.item()?;
        let name = note_item(&note.id);
        store
            .put(&user.name, &name, &item, Expected::Nothing)
            .await?;
        let location = [("location", format!("/api/notes/{}", note.id))];
        Ok((StatusCode::CREATED, location, tagged(note)))
    }

    /// Returns one note. Its entity tag is its version.
    #[get("/notes/{id}")]
    #[middleware(etag)]
    pub async fn get_note(
        Path(id): Path<NoteId>,
        Extension(user): Extension<User>,
        store: store::Lazy,
    ) -> Result<Tagged, NoteError> {
        let note = find(&store, &user, &id).await?;
        Ok(tagged(note))
    }

    /// Replaces the title and the text of a note. With `if-match`, only the version that the client has seen.
    #[put("/notes/{id}")]
    pub async fn replace_note(
        Path(id): Path<NoteId>,
        preconditions: Preconditions,
        Extension(user): Extension<User>,
        Valid(Json(draft)): Valid<Json<Draft>>,
        store: store::Lazy,
    ) -> Result<Tagged, NoteError> {
        let mut note = find_for_change(&store, &user, &id, &preconditions).await?;
        note.draft = draft;
        change(&store, &user, &mut note).await?;
        Ok(tagged(note))
    }

    /// Removes a note and its file. With `if-match`, only the version that the client has seen.
    #[delete("/notes/{id}")]
    pub async fn delete_note(
        Path(id): Path<NoteId>,
        preconditions: Preconditions,
        Extension(user): Extension<User>,
        store: store::Lazy,
    ) -> Result<NoContent, NoteError> {
        let note = find_for_change(&store, &user, &id, &preconditions).await?;
        let expected = Expected::Version(&note.version);
        if !store.remove(&user.name, &note_item(&id), expected).await? {
            return Err(NoteError::ChangedMeanwhile(id));
        }
        store
            .remove(&user.name, &file_item(&id), Expected::Anything)
            .await?;
        Ok(NoContent)
    }

    /// Stores the field `file` of a form as the file of a note, in place of the one before.
    #[post("/notes/{id}/file")]
    pub async fn attach_file(
        Path(id): Path<NoteId>,
        preconditions: Preconditions,
        Extension(user): Extension<User>,
        form: Multipart<1, LARGEST_FILE>,
        store: store::Lazy,
    ) -> Result<Tagged, NoteError> {
        let mut note = find_for_change(&store, &user, &id, &preconditions).await?;
        let file = form.file("file")?;
        let info = FileInfo::of(file);
        let item = Item::new(&info, Some(file.bytes().clone()))?;
        store
            .put(&user.name, &file_item(&id), &item, Expected::Anything)
            .await?;
        note.file = Some(info);
        change(&store, &user, &mut note).await?;
        Ok(tagged(note))
    }

    /// Returns the file of a note, as a download.
    #[get("/notes/{id}/file")]
    #[middleware(etag)]
    pub async fn download_file(
        Path(id): Path<NoteId>,
        Extension(user): Extension<User>,
        store: store::Lazy,
    ) -> Result<Download, NoteError> {
        let item = store.get(&user.name, &file_item(&id)).await?;
        let Some(item) = item else {
            return Err(NoteError::NoFile(id));
        };
        let info: FileInfo = item.value()?;
        let name = ContentDisposition::attachment(info.name);
        let tag = ETag::strong(&item.version);
        let body = Body::from(item.bytes.unwrap_or_default());
        let file = ([("content-type", info.media_type)], body);
        Ok((name, tag, file))
    }
}

/// The beginning of the names of notes.
const NOTE: &str = "note#";

fn note_item(id: &NoteId) -> String {
    format!("{NOTE}{id}")
}

fn file_item(id: &NoteId) -> String {
    format!("file#{id}")
}

fn tagged(note: Note) -> Tagged {
    (ETag::strong(&note.version), Json(note))
}

async fn find(store: &Store, user: &User, id: &NoteId) -> Result<Note, NoteError> {
    match store.get(&user.name, &note_item(id)).await? {
        Some(item) => Ok(Note::read(&item)?),
        None => Err(NoteError::UnknownNote(id.clone())),
    }
}

/// Returns a note if the preconditions of the request hold for it.
async fn find_for_change(
    store: &Store,
    user: &User,
    id: &NoteId,
    preconditions: &Preconditions,
) -> Result<Note, NoteError> {
    let note = find(store, user, id).await?;
    preconditions.check(Some(&ETag::strong(&note.version)), None)?;
    Ok(note)
}

/// Writes a note that was read before, unless another request has changed it since.
async fn change(store: &Store, user: &User, note: &mut Note) -> Result<(), NoteError> {
    let seen = note.version.clone();
    let item = note.item()?;
    let name = note_item(&note.id);
    let expected = Expected::Version(&seen);
    if store.put(&user.name, &name, &item, expected).await? {
        return Ok(());
    }
    Err(NoteError::ChangedMeanwhile(note.id.clone()))
}
