use gatewright::prelude::*;

#[dispatch(key = "", payload = "with a space")]
mod wrong {
    #[operation]
    pub async fn price() {}
}

#[dispatch(key = "payload")]
mod same {
    #[operation]
    pub async fn price() {}
}

fn main() {
    let _ = (wrong::INTERFACE, same::INTERFACE);
}
