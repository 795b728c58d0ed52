//! Rebuilding the search index, one page of products at a time.

use std::collections::BTreeSet;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

use crate::products::{Catalog, Product, Sku};

/// The number of products in a page.
const PAGE: usize = 100;

/// The payload of the operation `shop.reindex`, which is also the state between its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reindex {
    /// The index of the first product that is still to be written.
    pub from: usize,
    /// The number of products that earlier steps wrote.
    #[serde(default)]
    pub indexed: usize,
    /// The number of pages that earlier steps wrote.
    #[serde(default)]
    pub pages: usize,
}

/// The final reply, when all products are in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    pub indexed: usize,
    pub pages: usize,
}

/// One page of the index, which the search engine reads from the function's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IndexPage {
    pub first: Sku,
    pub last: Sku,
    /// The words in the names of the page's products, in lower case.
    pub words: BTreeSet<String>,
}

/// Returns the next page of the job, if there is one, and the progress after it.
pub(crate) fn next_page(
    job: Reindex,
    catalog: &Catalog,
) -> (Option<IndexPage>, Progress<Reindex, Report>) {
    let (products, is_last) = catalog.page(job.from, PAGE);
    let page = index(products);
    let next = Reindex {
        from: job.from + products.len(),
        indexed: job.indexed + products.len(),
        pages: job.pages + usize::from(page.is_some()),
    };
    let progress = if is_last {
        Progress::Done(Report {
            indexed: next.indexed,
            pages: next.pages,
        })
    } else {
        Progress::Continue(next)
    };
    (page, progress)
}

fn index(products: &[Product]) -> Option<IndexPage> {
    let words = |product: &Product| {
        product
            .name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    Some(IndexPage {
        first: products.first()?.sku.clone(),
        last: products.last()?.sku.clone(),
        words: products.iter().flat_map(words).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(number: usize) -> Catalog {
        let product = |number| Product {
            sku: Sku::from(&*format!("A-{number:04}")),
            name: format!(
                "Desk lamp, {}",
                if number % 2 == 0 { "black" } else { "White" }
            ),
            category: String::from("office"),
            price_cents: 4900,
        };
        Catalog::new((0..number).map(product).collect())
    }

    fn from(from: usize) -> Reindex {
        Reindex {
            from,
            indexed: 0,
            pages: 0,
        }
    }

    /// Runs a whole job and returns its pages and its report.
    fn all(products: usize) -> (Vec<IndexPage>, Report) {
        let catalog = catalog(products);
        let (mut job, mut pages) = (from(0), Vec::new());
        loop {
            let (page, progress) = next_page(job, &catalog);
            pages.extend(page);
            match progress {
                Progress::Continue(next) => job = next,
                Progress::Done(report) => return (pages, report),
            }
        }
    }

    #[test]
    fn every_product_is_in_one_page() {
        for (products, expected) in [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (1000, 10)] {
            let (pages, report) = all(products);
            let expected = Report {
                indexed: products,
                pages: expected,
            };
            assert_eq!((pages.len(), report), (expected.pages, expected));
        }
    }

    #[test]
    fn page_holds_its_skus_and_words() {
        let (page, progress) = next_page(from(1), &catalog(3));
        let page = page.expect("two products are left");
        assert_eq!(
            (page.first, page.last),
            (Sku::from("A-0001"), Sku::from("A-0002"))
        );
        assert_eq!(
            Vec::from_iter(page.words),
            ["black", "desk", "lamp", "white"]
        );
        let report = Report {
            indexed: 2,
            pages: 1,
        };
        assert_eq!(progress, Progress::Done(report));
    }

    #[test]
    fn job_past_the_last_product_is_done() {
        let report = Report {
            indexed: 0,
            pages: 0,
        };
        assert_eq!(
            next_page(from(7), &catalog(3)),
            (None, Progress::Done(report))
        );
    }
}
