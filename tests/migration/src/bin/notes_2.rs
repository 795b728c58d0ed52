//! Attributes instead of the router, and a lazy module instead of its state.

use std::collections::BTreeMap;

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
    ) -> Result<Json<Note>, (StatusCode, String)> {
        match stored.get(&id) {
            Some(note) => Ok(Json(note.clone())),
            None => Err((StatusCode::NOT_FOUND, format!("there is no note {id}"))),
        }
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
