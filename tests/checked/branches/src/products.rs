//! Sorting a type of this module instantiates generic code of `core` and `alloc`.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    price: u32,
    sku: [u8; 12],
}

#[inline(never)]
pub fn sum(count: usize) -> u32 {
    let mut products: Vec<Product> = (0..count * 100)
        .map(|at| Product {
            price: (at * 7919 % 1000) as u32,
            sku: [at as u8; 12],
        })
        .collect();
    products.sort();
    products.iter().step_by(2).map(|product| product.price).sum()
}
