//! A WebSocket API whose clients say what to do with which connection.

use gatewright::Bytes;
use gatewright::connections::{ConnectionError, Connections, Delivery};
use gatewright::payload::WebSocket;
use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Post {
    to: String,
    text: String,
}

#[derive(Deserialize)]
struct Broadcast {
    to: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct Long {
    to: String,
    bytes: usize,
}

#[derive(Deserialize)]
struct Announcement {
    endpoint: String,
    to: String,
}

#[derive(Serialize)]
struct Said<'a> {
    said: &'a str,
}

fn shown(sent: Result<Delivery, ConnectionError>) -> String {
    match sent {
        Ok(Delivery::Delivered) => "delivered".to_owned(),
        Ok(Delivery::Gone) => "gone".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[lambda_handler(name = "chat", timeout = "25s")]
#[dispatch(triggers(websocket))]
mod chat {
    use super::*;

    /// Takes the first subprotocol that the client offers.
    #[websocket("$connect")]
    pub async fn connect(connection: WebSocket) -> Result<[(&'static str, String); 1], StatusCode> {
        let offered = connection.headers.get("Sec-WebSocket-Protocol");
        let first = offered.and_then(|offered| offered.split(',').next());
        let first = first.ok_or(StatusCode::BAD_REQUEST)?;
        Ok([("sec-websocket-protocol", first.trim().to_owned())])
    }

    #[websocket("post")]
    pub async fn post(message: WebSocket<Post>, connections: Connections) -> String {
        let said = Json(Said {
            said: &message.text,
        });
        shown(connections.post(&message.to, said).await)
    }

    #[websocket("broadcast")]
    pub async fn broadcast(message: WebSocket<Broadcast>, connections: Connections) -> String {
        let text = Bytes::from(message.text.clone());
        let sent = gather(&message.to, 2, |to| connections.post(to, text.clone())).await;
        let gone = sent.iter().filter(|sent| **sent == Ok(Delivery::Gone));
        format!("{} of {} are gone", gone.count(), sent.len())
    }

    #[websocket("long")]
    pub async fn long(message: WebSocket<Long>, connections: Connections) -> String {
        shown(
            connections
                .post(&message.to, "x".repeat(message.bytes))
                .await,
        )
    }

    #[websocket("info")]
    pub async fn info(message: WebSocket<Post>, connections: Connections) -> Result<String, Error> {
        Ok(format!("{:?}", connections.info(&message.to).await?))
    }

    #[websocket("disconnect")]
    pub async fn disconnect(
        message: WebSocket<Post>,
        connections: Connections,
    ) -> Result<String, Error> {
        connections.disconnect(&message.to).await?;
        Ok("closed".to_owned())
    }

    #[websocket("endpoint")]
    pub async fn endpoint(_message: WebSocket<Post>, connections: Connections) -> String {
        format!("{:?}", connections.endpoint())
    }

    #[operation]
    pub async fn announce(announcement: Announcement) -> String {
        let connections = Connections::at(&announcement.endpoint);
        shown(connections.post(&announcement.to, "news").await)
    }
}
