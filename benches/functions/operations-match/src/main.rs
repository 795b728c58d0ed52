//! The peer of `bench-operations-gatewright`: a hundred operations, written by hand on `lambda_runtime`.
//!
//! It has an envelope type that borrows, and one `match` on the name.

use bench_work::records::{NewOrder, Receipt, receipt};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Envelope<'a> {
    operation: &'a str,
    #[serde(borrow)]
    payload: &'a RawValue,
}

macro_rules! shop {
    ($($operation:ident)*) => {
        $(
            async fn $operation(order: NewOrder) -> Receipt {
                receipt(stringify!($operation), order)
            }
        )*

        async fn answer(event: LambdaEvent<Box<RawValue>>) -> Result<Receipt, Error> {
            let Envelope { operation, payload } = serde_json::from_str(event.payload.get())?;
            let receipt = match operation {
                $(
                    concat!("shop.", stringify!($operation)) => {
                        $operation(serde_json::from_str(payload.get())?).await
                    }
                )*
                unknown => return Err(format!("there is no operation `{unknown}`").into()),
            };
            Ok(receipt)
        }
    };
}

bench_work::a_hundred_operations!(shop);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(answer)).await
}
