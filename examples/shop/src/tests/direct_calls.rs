//! Handlers called as ordinary functions, without a gateway or an event, on a catalogue made by the test.

use gatewright::prelude::*;
use gatewright::testing::block_on;

use crate::errors::ShopError;
use crate::listing::Filter;
use crate::orders::{self, Order, PackingSlip};
use crate::products::{Catalog, Product, Sku};
use crate::quotes::{Line, Price, QuoteRequest};
use crate::{catalog, shop};

fn mug() -> Product {
    Product {
        sku: Sku::from("B-131"),
        name: String::from("Mug, white"),
        category: String::from("kitchen"),
        price_cents: 1190,
    }
}

fn only_mugs() -> catalog::Lazy {
    catalog::Lazy::of(Catalog::new(vec![mug()]))
}

fn three(sku: &str) -> Line {
    let json = format!(r#"{{"sku":"{sku}","quantity":3}}"#);
    serde_json::from_str(&json).expect("a line")
}

#[test]
fn get_product_finds_the_product() {
    let reply = block_on(shop::get_product(Path(Sku::from("B-131")), only_mugs()));
    assert_eq!(reply.map(|Json(product)| product), Ok(mug()));
}

#[test]
fn get_product_names_the_unknown_sku() {
    let reply = block_on(shop::get_product(Path(Sku::from("A-100")), only_mugs()));
    assert_eq!(
        reply.map(|Json(product)| product),
        Err(ShopError::UnknownProduct(Sku::from("A-100")))
    );
}

#[test]
fn list_products_applies_the_filter() {
    let list = |category: Option<&str>| {
        let filter = Filter {
            category: category.map(str::to_owned),
            ..Filter::default()
        };
        block_on(shop::list_products(Query(filter), only_mugs())).0
    };
    assert_eq!(list(None), [mug()]);
    assert_eq!(list(Some("kitchen")), [mug()]);
    assert_eq!(list(Some("garden")), []);
}

#[test]
fn create_quote_answers_with_status_201() {
    let request = QuoteRequest {
        lines: vec![three("B-131")],
    };
    let reply = block_on(shop::create_quote(Json(request), only_mugs()));
    let (status, Json(quote)) = reply.expect("a quote for mugs");
    assert_eq!((status, quote.total_cents), (StatusCode::CREATED, 3570));
}

#[test]
fn price_is_unit_price_times_quantity() {
    let reply = block_on(shop::price(three("B-131"), only_mugs()));
    assert_eq!(reply, Ok(Price { total_cents: 3570 }));
}

#[test]
fn price_of_an_unknown_sku_is_an_error() {
    let reply = block_on(shop::price(three("A-100"), only_mugs()));
    assert_eq!(reply, Err(ShopError::UnknownSku(Sku::from("A-100"))));
}

fn order(sku: &str) -> Message<Order> {
    let json = format!(r#"{{"order_id":"o-1","sku":"{sku}","quantity":3}}"#);
    let order: Order = serde_json::from_str(&json).expect("an order");
    Message::new(order)
}

#[test]
fn fulfil_packs_the_order() {
    let order = order("B-131");
    assert_eq!(
        orders::pack(&order, &only_mugs()),
        Ok(PackingSlip {
            order_id: String::from("o-1"),
            name: String::from("Mug, white"),
            quantity: order.quantity,
            total_cents: 3570,
        })
    );
    assert!(block_on(shop::fulfil(order, only_mugs())).is_ok());
}

#[test]
fn fulfil_of_an_unknown_sku_is_an_error() {
    let error = block_on(shop::fulfil(order("A-100"), only_mugs())).unwrap_err();
    assert_eq!(error.error_type(), "ShopError");
    assert_eq!(error.to_string(), "there is no product `A-100`");
}
