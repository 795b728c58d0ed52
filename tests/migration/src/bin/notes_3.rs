//! Problem documents instead of texts, and a test that sends an event.

use std::collections::BTreeMap;
use std::fmt;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
struct Note {
    text: String,
}

#[derive(Deserialize)]
struct Page {
    limit: Option<usize>,
}

#[derive(Debug, Problem)]
enum NoteError {
    #[problem(status = NOT_FOUND)]
    Unknown(u64),
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(id) => write!(f, "there is no note {id}"),
        }
    }
}

#[lazy_module]
mod stored {
    use super::*;

    pub fn init() -> BTreeMap<u64, Note> {
        let text = "water the plants".to_owned();
        BTreeMap::from([(1, Note { text })])
    }
}

#[lambda_handler(timeout = "5s", memory = 256)]
#[dispatch(triggers(http_api))]
mod notes {
    use super::*;

    #[get("/notes/{id}")]
    pub async fn get_note(
        stored: stored::Lazy,
        Path(id): Path<u64>,
    ) -> Result<Json<Note>, NoteError> {
        let note = stored.get(&id).ok_or(NoteError::Unknown(id))?;
        Ok(Json(note.clone()))
    }

    #[get("/notes")]
    pub async fn list_notes(stored: stored::Lazy, Query(page): Query<Page>) -> Json<Vec<Note>> {
        let limit = page.limit.unwrap_or(20);
        Json(stored.values().take(limit).cloned().collect())
    }

    #[post("/notes")]
    pub async fn create_note(Json(note): Json<Note>) -> (StatusCode, Json<Note>) {
        (StatusCode::CREATED, Json(note))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatewright::testing::{block_on, invoke};
    use serde_json::json;

    #[test]
    fn unknown_note_is_a_404() {
        let event = json!({
            "version": "2.0",
            "rawPath": "/notes/9",
            "headers": {},
            "requestContext": {"http": {"method": "GET", "path": "/notes/9"}},
        });
        let reply = block_on(invoke(&notes::GATEWAY, event)).expect("a response");
        assert_eq!(reply["statusCode"], 404);
    }
}
