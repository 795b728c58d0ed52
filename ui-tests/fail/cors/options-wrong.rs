//! Options of a policy with other values.
use gatewright::prelude::*;

#[dispatch(cors(methods("get", Post), headers("x y", authorization), expose("*"), credentials = true, max_age = "2 days"))]
mod one {
    #[get("/one")]
    pub async fn root() {}
}

#[dispatch(cors)]
mod two {
    #[get("/two")]
    pub async fn root() {}
}

#[dispatch(cors(origins(any), allow_methods(GET), max_age = "1500ms"))]
mod three {
    #[get("/three")]
    pub async fn root() {}
}

#[dispatch(cors(credentials))]
mod four {
    #[get("/four")]
    pub async fn root() {}
}

#[lambda_handler]
#[dispatch(interfaces(one, two, three, four))]
mod gateway {}
