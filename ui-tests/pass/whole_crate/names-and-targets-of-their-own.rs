//! Code that an attribute's tokens alone do not show to be right: the whole crate does.

use gatewright::prelude::*;

mod reqwest {
    pub struct Client;

    impl Client {
        pub fn new() -> Self {
            Self
        }
    }
}

pub struct Course(Vec<u8>);

impl Course {
    pub fn par_iter(&self) -> std::slice::Iter<'_, u8> {
        self.0.iter()
    }
}

fn course() -> Course {
    Course(vec![4, 3, 5])
}

#[lambda_handler(main = false)]
#[dispatch]
mod golf {
    use super::*;

    #[operation]
    pub async fn par() -> u8 {
        let _client = reqwest::Client::new();
        #[cfg(windows)]
        std::thread::sleep(std::time::Duration::from_secs(1));
        course().par_iter().sum()
    }

    #[cfg(feature = "never")]
    pub fn nap() {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
}

fn main() {
    let _ = golf::INTERFACE;
}
