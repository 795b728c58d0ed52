//! A hundred operations, written with Gatewright.

use bench_work::records::{NewOrder, Receipt, receipt};
use gatewright::prelude::*;

macro_rules! shop {
    ($($operation:ident)*) => {
        #[lambda_handler]
        #[dispatch]
        mod shop {
            use super::*;

            $(
                #[operation]
                pub async fn $operation(order: NewOrder) -> Receipt {
                    receipt(stringify!($operation), order)
                }
            )*
        }
    };
}

bench_work::a_hundred_operations!(shop);
