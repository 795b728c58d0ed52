//! Texts that no browser sends as its origin.
use gatewright::prelude::*;

#[dispatch(cors(origins("https://app.example.com/", "https://app.example.com/path", "app.example.com", "null")))]
mod one {
    #[get("/one")]
    pub async fn root() {}
}

#[dispatch(cors(origins("https://App.example.com", "https://app.example.com:443", "https://*.example.com", "*")))]
mod two {
    #[get("/two")]
    pub async fn root() {}
}

#[dispatch(cors(origins("https://a.example", "https://a.example", any, app)))]
mod three {
    #[get("/three")]
    pub async fn root() {}
}

#[dispatch(cors(origins()))]
mod four {
    #[get("/four")]
    pub async fn root() {}
}

#[dispatch(cors(origins(env = "allowed-origins")))]
mod five {
    #[get("/five")]
    pub async fn root() {}
}

#[dispatch(cors(origins = "https://a.example"))]
mod six {
    #[get("/six")]
    pub async fn root() {}
}

#[dispatch(cors(origins(env = "PAGES", default = "https://app.example.com/")))]
mod seven {
    #[get("/seven")]
    pub async fn root() {}
}

#[dispatch(cors(origins(default = "https://app.example.com")))]
mod eight {
    #[get("/eight")]
    pub async fn root() {}
}

#[dispatch(cors(origins(env = "PAGES", default = 20, default = "*", "https://app.example.com")))]
mod nine {
    #[get("/nine")]
    pub async fn root() {}
}

#[dispatch(cors(origins(env = "PAGES", default = "*"), credentials))]
mod ten {
    #[get("/ten")]
    pub async fn root() {}
}

#[dispatch(cors(origins(env = "PAGES", default = "*, https://app.example.com")))]
mod eleven {
    #[get("/eleven")]
    pub async fn root() {}
}

#[lambda_handler]
#[dispatch(interfaces(one, two, three, four, five, six, seven, eight, nine, ten, eleven))]
mod gateway {}
