use gatewright::prelude::*;

#[dispatch(layer = "gatway")]
mod slip {
    #[operation]
    async fn ping() {}
}

#[dispatch(layer = "Core")]
mod capital {
    #[operation]
    async fn ping() {}
}

#[dispatch(layer = interface)]
mod without_quotes {
    #[operation]
    async fn ping() {}
}

#[dispatch(layer = "")]
mod empty {
    #[operation]
    async fn ping() {}
}

#[dispatch(tier = "core")]
mod other_word {
    #[operation]
    async fn ping() {}
}

fn main() {
    let _ = [
        slip::INTERFACE,
        capital::INTERFACE,
        without_quotes::INTERFACE,
        empty::INTERFACE,
        other_word::INTERFACE,
    ];
}
