//! A product catalogue as one Lambda function: HTTP routes for a website, operations for other functions, a queue of orders.

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

/// The catalogue is parsed when a request first needs it, once in an execution environment.
#[lazy_module]
mod catalog {
    use super::*;

    pub fn init() -> Result<Catalog, Error> {
        Ok(Catalog::from_json(include_str!("../data/catalog.json"))?)
    }
}

#[lambda_handler(timeout = "5s", memory = 256)]
#[dispatch]
mod shop {
    use super::*;

    /// One product.
    #[get("/products/{sku}")]
    pub async fn get_product(
        Path(sku): Path<Sku>,
        catalog: catalog::Lazy,
    ) -> Result<Json<Product>, ShopError> {
        match catalog.product(&sku) {
            Some(product) => Ok(Json(product.clone())),
            None => Err(ShopError::UnknownProduct(sku)),
        }
    }

    /// Products in the order of their SKUs, all or those of one category.
    #[get("/products")]
    pub async fn list_products(
        Query(filter): Query<Filter>,
        catalog: catalog::Lazy,
    ) -> Json<Vec<Product>> {
        Json(catalog.select(&filter).cloned().collect())
    }

    /// What an order would cost.
    #[post("/quotes")]
    pub async fn create_quote(
        Json(request): Json<QuoteRequest>,
        catalog: catalog::Lazy,
    ) -> Result<(StatusCode, Json<Quote>), ShopError> {
        let quote = quotes::quote(request, &catalog)?;
        Ok((StatusCode::CREATED, Json(quote)))
    }

    /// What so many of one product cost: `{"operation":"shop.price","payload":{"sku":"A-100","quantity":2}}`.
    #[operation]
    pub async fn price(line: Line, catalog: catalog::Lazy) -> Result<Price, ShopError> {
        let total_cents = quotes::price(line, &catalog)?.total_cents;
        Ok(Price { total_cents })
    }

    /// Writes the search index anew, a page in each step: `{"operation":"shop.reindex","payload":{"from":0}}`. The pages go to the
    /// log.
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

    /// An order that was placed: a message `{"order_id","sku","quantity"}` of the queue `orders`. What to pack goes to the log.
    #[sqs("orders")]
    pub async fn fulfil(order: Message<Order>, catalog: catalog::Lazy) -> Result<(), Error> {
        let slip = orders::pack(&order, &catalog)?;
        eprintln!("{}", serde_json::to_string(&slip)?);
        Ok(())
    }
}
