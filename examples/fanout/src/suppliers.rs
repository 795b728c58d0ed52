//! The suppliers' side: `GET {SUPPLIERS_URL}/suppliers/{number}/offers/{sku}` is answered with `{"price_cents":…}`.

use std::ops::RangeInclusive;

use gatewright::prelude::*;
use reqwest::{Client, Url};
use serde::Deserialize;

use crate::offers::{Offer, Wanted};

/// All suppliers, behind one address.
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
    /// What the suppliers are called.
    pub(crate) const NUMBERS: RangeInclusive<u32> = 1..=10;

    /// As many are asked at a time: all of them.
    pub(crate) const AT_A_TIME: usize = 10;

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
            .map_err(|()| Error::msg("SUPPLIERS_URL is no address that paths can follow"))?
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
