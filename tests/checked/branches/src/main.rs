//! A function with a feature, a lazy module and generic code. `index` is named in the lazy module alone, and in this comment.

mod products;

#[gatewright::lazy_module]
mod search {
    #[inline(never)]
    pub fn init(at: usize) -> u8 {
        index::at(at)
    }
}

fn main() {
    let at = std::env::args().count();
    let mut sum = u32::from(search::init(at)) + products::sum(at);
    #[cfg(feature = "pdf")]
    {
        sum += u32::from(pdf::at(at));
    }
    println!("{sum}");
}
