use gatewright::prelude::*;

#[dispatch(base_path = "v1")]
mod without_slash {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path = "/")]
mod root {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path = "/{version}")]
mod parameter {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path = "/my shop")]
mod space {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path("/v1", "/v1/"))]
mod twice {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path())]
mod nothing {
    #[operation]
    async fn ping() {}
}

#[dispatch(base_path(v1))]
mod without_quotes {
    #[operation]
    async fn ping() {}
}

#[dispatch(strip_prefix = "/v1")]
mod other_word {
    #[operation]
    async fn ping() {}
}

fn main() {
    let _ = [
        without_slash::INTERFACE,
        root::INTERFACE,
        parameter::INTERFACE,
        space::INTERFACE,
        twice::INTERFACE,
        nothing::INTERFACE,
        without_quotes::INTERFACE,
        other_word::INTERFACE,
    ];
}
