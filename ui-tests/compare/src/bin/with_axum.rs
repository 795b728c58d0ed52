//! On `lambda_http` and axum.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{post, put};
use axum::{Extension, Json, Router};
use lambda_http::{Context, Error};
use tokio::time::timeout;
use tower_http::timeout::TimeoutLayer;
use warehouse::{Order, QueuedOrder, Receipt, Warehouse};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let warehouse = Warehouse::new(&std::env::var("WAREHOUSE_URL")?);
    let limit = Duration::from_millis(4500);
    let app = Router::new()
        .route("/orders/{id}", put(put_order))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            limit,
        ))
        // The feature `pass_through` sends every other event here.
        .route("/events", post(fulfil))
        .with_state(warehouse);
    lambda_http::run(app).await
}

async fn put_order(
    State(warehouse): State<Warehouse>,
    Path(id): Path<String>,
    Json(order): Json<Order>,
) -> Result<(StatusCode, Json<Receipt>), StatusCode> {
    match warehouse.ship(&id, &order).await {
        Ok(receipt) => Ok((StatusCode::CREATED, Json(receipt))),
        Err(error) => {
            eprintln!("{error}");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

async fn fulfil(
    State(warehouse): State<Warehouse>,
    Extension(context): Extension<Context>,
    Json(batch): Json<SqsEvent>,
) -> Json<SqsBatchResponse> {
    let mut response = SqsBatchResponse::default();
    for message in batch.records {
        let shipped = async {
            let body = message.body.as_deref().unwrap_or_default();
            let queued: QueuedOrder = serde_json::from_str(body)?;
            warehouse.ship(&queued.id, &queued.order).await?;
            Ok::<_, Error>(())
        };
        let failure = match timeout(time_left(&context), shipped).await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(late) => late.to_string(),
        };
        eprintln!("{failure}");
        response.add_failure(message.message_id.unwrap_or_default());
    }
    Json(response)
}

/// The time until half a second before Lambda's timeout.
fn time_left(context: &Context) -> Duration {
    let deadline = UNIX_EPOCH + Duration::from_millis(context.deadline);
    let left = deadline
        .duration_since(SystemTime::now())
        .unwrap_or_default();
    left.saturating_sub(Duration::from_millis(500))
}
