//! By hand on `lambda_runtime`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
use serde_json::{Value, json};
use tokio::time::timeout;
use warehouse::{Order, QueuedOrder, Warehouse};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let warehouse = Warehouse::new(&std::env::var("WAREHOUSE_URL")?);
    let handler = |event| handle(event, &warehouse);
    lambda_runtime::run(service_fn(handler)).await
}

async fn handle(event: LambdaEvent<Value>, warehouse: &Warehouse) -> Result<Value, Error> {
    let (payload, context) = event.into_parts();
    if payload.get("Records").is_some() {
        let batch = serde_json::from_value(payload)?;
        Ok(serde_json::to_value(
            fulfil(batch, &context, warehouse).await,
        )?)
    } else {
        let request = serde_json::from_value(payload)?;
        Ok(serde_json::to_value(
            put_order(request, &context, warehouse).await,
        )?)
    }
}

async fn put_order(
    request: ApiGatewayV2httpRequest,
    context: &Context,
    warehouse: &Warehouse,
) -> ApiGatewayV2httpResponse {
    let Some(id) = request.path_parameters.get("id") else {
        return reply(404, &json!({"message": "not found"}));
    };
    let order: Order = match serde_json::from_str(request.body.as_deref().unwrap_or_default()) {
        Ok(order) => order,
        Err(error) => return reply(400, &json!({"message": error.to_string()})),
    };
    match timeout(time_left(context), warehouse.ship(id, &order)).await {
        Ok(Ok(receipt)) => reply(201, &json!(receipt)),
        Ok(Err(error)) => {
            eprintln!("{error}");
            reply(500, &json!({"message": "internal error"}))
        }
        Err(_) => reply(504, &json!({"message": "timed out"})),
    }
}

async fn fulfil(batch: SqsEvent, context: &Context, warehouse: &Warehouse) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for message in batch.records {
        let shipped = async {
            let body = message.body.as_deref().unwrap_or_default();
            let queued: QueuedOrder = serde_json::from_str(body)?;
            warehouse.ship(&queued.id, &queued.order).await?;
            Ok::<_, Error>(())
        };
        let failure = match timeout(time_left(context), shipped).await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(late) => late.to_string(),
        };
        eprintln!("{failure}");
        response.add_failure(message.message_id.unwrap_or_default());
    }
    response
}

/// The time until half a second before Lambda's timeout.
fn time_left(context: &Context) -> Duration {
    let deadline = UNIX_EPOCH + Duration::from_millis(context.deadline);
    let left = deadline
        .duration_since(SystemTime::now())
        .unwrap_or_default();
    left.saturating_sub(Duration::from_millis(500))
}

fn reply(status: i64, body: &Value) -> ApiGatewayV2httpResponse {
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = status;
    response.headers.insert(
        "content-type",
        "application/json".parse().expect("a header value"),
    );
    response.body = Some(body.to_string().into());
    response
}
