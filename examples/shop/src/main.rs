//! A product catalogue as one Lambda function: HTTP routes for a website, operations for other functions and a queue of orders.

mod errors;
mod listing;
mod orders;
mod products;
mod quotes;
mod reindexing;
#[cfg(test)]
mod tests;

use gatewright::prelude::*;

use errors::ShopError;
use listing::Filter;
use orders::Order;
use products::{Catalog, Product, Sku};
use quotes::{Line, Price, Quote, QuoteRequest};
use reindexing::{Reindex, Report};

/// The parsed catalogue. It is initialised on first use, once in each execution environment.
#[lazy_module]
mod catalog {
    use super::*;

    pub fn init() -> Result<Catalog, Error> {
        Ok(Catalog::from_json(include_str!("../data/catalog.json"))?)
    }
}

#[lambda_handler(
    timeout = "5s",
    memory = 128,
    metrics = "Shop",
    architectures = "arm64",
    tracing = "Active",
    auto_publish_alias = "live",
    logging_config(log_format = "JSON", retention_in_days = 14)
)]
#[dispatch(triggers(http_api))]
mod shop {
    use super::*;

    /// Returns one product.
    #[get("/products/{sku}")]
    pub async fn get_product(
        Path(sku): Path<Sku>,
        catalog: catalog::Lazy,
    ) -> Result<Json<Product>, ShopError> {
        match catalog.product(&sku) {
            Some(product) => {
                tracing::info!(%sku, "product found");
                metric!("ProductViews", 1, Count, category = &product.category);
                Ok(Json(product.clone()))
            }
            None => Err(ShopError::UnknownProduct(sku)),
        }
    }

    /// Lists products in the order of their SKUs, optionally of one category.
    #[get("/products")]
    pub async fn list_products(
        Query(filter): Query<Filter>,
        catalog: catalog::Lazy,
    ) -> Json<Vec<Product>> {
        Json(catalog.select(&filter).cloned().collect())
    }

    /// Calculates what an order would cost.
    #[post("/quotes")]
    pub async fn create_quote(
        Json(request): Json<QuoteRequest>,
        catalog: catalog::Lazy,
    ) -> Result<(StatusCode, Json<Quote>), ShopError> {
        let quote = quotes::quote(request, &catalog)?;
        Ok((StatusCode::CREATED, Json(quote)))
    }

    /// Calculates the price of a quantity of one product: `{"operation":"shop.price","payload":{"sku":"A-100","quantity":2}}`.
    #[operation]
    pub async fn price(line: Line, catalog: catalog::Lazy) -> Result<Price, ShopError> {
        let total_cents = quotes::price(line, &catalog)?.total_cents;
        Ok(Price { total_cents })
    }

    /// Rebuilds the search index, one page in each step: `{"operation":"shop.reindex","payload":{"from":0}}`. The pages are
    /// written to the log.
    #[operation]
    pub async fn reindex(
        job: Reindex,
        catalog: catalog::Lazy,
    ) -> Result<Progress<Reindex, Report>, Error> {
        let (page, progress) = reindexing::next_page(job, &catalog);
        if let Some(page) = page {
            eprintln!("{}", serde_json::to_string(&page)?);
        }
        Ok(progress)
    }

    /// Writes the packing slip of a placed order to the log. A message of the queue `orders` is `{"order_id","sku","quantity"}`.
    #[sqs("orders", batch_size = 50, maximum_batching_window_in_seconds = 5)]
    pub async fn fulfil(order: Message<Order>, catalog: catalog::Lazy) -> Result<(), Error> {
        let slip = orders::pack(&order, &catalog)?;
        tracing::info!(
            order_id = slip.order_id,
            product = slip.name,
            quantity = slip.quantity.get(),
            total_cents = slip.total_cents,
            "packing slip"
        );
        metric!("OrdersPacked", 1, Count);
        metric!("OrderValue", slip.total_cents, None);
        Ok(())
    }
}
