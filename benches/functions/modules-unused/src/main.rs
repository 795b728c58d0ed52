//! The hello operation and eight operations with a lazy module each.

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

fn squares(of: u64) -> Vec<u64> {
    (0..of * 1000).map(|n| n * n).collect()
}

#[lazy_module]
mod first {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(1)
    }
}

#[lazy_module]
mod second {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(2)
    }
}

#[lazy_module]
mod third {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(3)
    }
}

#[lazy_module]
mod fourth {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(4)
    }
}

#[lazy_module]
mod fifth {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(5)
    }
}

#[lazy_module]
mod sixth {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(6)
    }
}

#[lazy_module]
mod seventh {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(7)
    }
}

#[lazy_module]
mod eighth {
    use super::*;

    pub fn init() -> Vec<u64> {
        squares(8)
    }
}

#[lambda_handler]
#[dispatch]
mod modules {
    use super::*;

    #[operation]
    pub async fn hello(event: Greeting) -> Result<Reply, Error> {
        Ok(Reply {
            message: format!("Hello, {}!", event.name),
        })
    }

    #[operation("first")]
    pub async fn of_first(place: usize, first: first::Lazy) -> Option<u64> {
        first.get(place).copied()
    }

    #[operation("second")]
    pub async fn of_second(place: usize, second: second::Lazy) -> Option<u64> {
        second.get(place).copied()
    }

    #[operation("third")]
    pub async fn of_third(place: usize, third: third::Lazy) -> Option<u64> {
        third.get(place).copied()
    }

    #[operation("fourth")]
    pub async fn of_fourth(place: usize, fourth: fourth::Lazy) -> Option<u64> {
        fourth.get(place).copied()
    }

    #[operation("fifth")]
    pub async fn of_fifth(place: usize, fifth: fifth::Lazy) -> Option<u64> {
        fifth.get(place).copied()
    }

    #[operation("sixth")]
    pub async fn of_sixth(place: usize, sixth: sixth::Lazy) -> Option<u64> {
        sixth.get(place).copied()
    }

    #[operation("seventh")]
    pub async fn of_seventh(place: usize, seventh: seventh::Lazy) -> Option<u64> {
        seventh.get(place).copied()
    }

    #[operation("eighth")]
    pub async fn of_eighth(place: usize, eighth: eighth::Lazy) -> Option<u64> {
        eighth.get(place).copied()
    }
}
