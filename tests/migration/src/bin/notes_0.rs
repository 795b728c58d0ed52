//! Notes over HTTP, with `lambda_http` and axum.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use lambda_http::Error;
use serde::{Deserialize, Serialize};
use tower_http::timeout::TimeoutLayer;

#[derive(Clone, Deserialize, Serialize)]
struct Note {
    text: String,
}

#[derive(Deserialize)]
struct Page {
    limit: Option<usize>,
}

type Notes = Arc<BTreeMap<u64, Note>>;

fn load() -> BTreeMap<u64, Note> {
    let text = "water the plants".to_owned();
    BTreeMap::from([(1, Note { text })])
}

async fn get_note(
    State(notes): State<Notes>,
    Path(id): Path<u64>,
) -> Result<Json<Note>, (StatusCode, String)> {
    match notes.get(&id) {
        Some(note) => Ok(Json(note.clone())),
        None => Err((StatusCode::NOT_FOUND, format!("there is no note {id}"))),
    }
}

async fn list_notes(State(notes): State<Notes>, Query(page): Query<Page>) -> Json<Vec<Note>> {
    let limit = page.limit.unwrap_or(20);
    Json(notes.values().take(limit).cloned().collect())
}

async fn create_note(Json(note): Json<Note>) -> (StatusCode, Json<Note>) {
    (StatusCode::CREATED, Json(note))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let app = Router::new()
        .route("/notes/{id}", get(get_note))
        .route("/notes", get(list_notes).post(create_note))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_millis(4500),
        ))
        .with_state(Arc::new(load()));
    lambda_http::run(app).await
}
