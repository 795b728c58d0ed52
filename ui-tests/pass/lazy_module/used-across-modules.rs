use gatewright::prelude::*;

mod resources {
    use gatewright::prelude::*;

    pub type Result<T> = std::result::Result<T, Error>;

    #[lazy_module]
    pub mod numbers {
        use super::*;

        pub async fn init() -> Result<Vec<u8>> {
            Ok(vec![1])
        }
    }

    #[lazy_module]
    pub(crate) mod sums {
        use super::*;

        pub(crate) fn init(numbers: numbers::Lazy) -> u8 {
            numbers.iter().sum()
        }
    }

    pub mod deeper {
        use super::*;

        #[lazy_module]
        pub(super) mod hidden {
            pub fn init() -> u8 {
                0
            }
        }

        pub async fn value() -> Result<u8> {
            Ok(*hidden::get().await?)
        }
    }

    pub async fn hidden() -> Result<u8> {
        Ok(*deeper::hidden::get().await? + deeper::value().await?)
    }
}

#[dispatch]
mod shop {
    use super::resources::{numbers, sums};
    use super::*;

    #[operation]
    async fn sum(numbers: numbers::Lazy, sums: sums::Lazy) -> Result<usize, Error> {
        Ok(numbers.len() + usize::from(*sums) + usize::from(super::resources::hidden().await?))
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
