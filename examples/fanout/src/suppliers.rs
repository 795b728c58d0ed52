//! The suppliers' HTTP API: `GET {SUPPLIERS_URL}/suppliers/{number}/offers/{sku}` returns `{"price_cents":…}`.

use std::ops::RangeInclusive;

use gatewright::prelude::*;
use reqwest::{Client, Url};
use serde::Deserialize;

use crate::offers::{Offer, Wanted};

/// All suppliers, under one base URL.
#[derive(Debug)]
pub(crate) struct Suppliers {
    client: Client,
    url: Url,
}

#[derive(Deserialize)]
struct Price {
    price_cents: u32,
}

impl Suppliers {
    /// The suppliers are identified by number.
    pub(crate) const NUMBERS: RangeInclusive<u32> = 1..=10;

    /// All suppliers are asked at the same time.
    pub(crate) const CONCURRENCY: usize = 10;

    pub(crate) fn at(url: &str) -> Result<Self, Error> {
        Ok(Self {
            client: Client::builder().build()?,
            url: Url::parse(url)?,
        })
    }

    pub(crate) async fn ask(&self, supplier: u32, wanted: &Wanted) -> Result<Offer, Error> {
        let number = supplier.to_string();
        let mut url = self.url.clone();
        url.path_segments_mut()
            .map_err(|()| {
                Error::msg("`SUPPLIERS_URL` must be a URL that a path can be appended to")
            })?
            .pop_if_empty()
            .extend(["suppliers", &number, "offers", &wanted.sku]);
        let response = self.client.get(url).send().await?.error_for_status()?;
        let Price { price_cents } = response.json().await?;
        Ok(Offer {
            supplier,
            price_cents,
        })
    }
}
