use gatewright::prelude::*;

type Answer<T> = Result<T, Problem>;

#[dispatch(name = "people")]
mod users {
    use super::*;

    #[post("/users")]
    pub async fn create(Json(name): Json<String>) -> (StatusCode, Json<String>) {
        (StatusCode::CREATED, Json(name))
    }

    #[put("/users/{id}")]
    pub async fn replace(Path(id): Path<u32>, Json(name): Json<String>) -> Answer<Json<(u32, String)>> {
        Ok(Json((id, name)))
    }

    #[patch("/users/{id}")]
    async fn change(Path(id): Path<u32>, name: Option<Json<String>>) -> Answer<String> {
        Ok(format!("{id} {}", name.is_some()))
    }

    #[delete("/users/{id}")]
    async fn remove(Path(id): Path<u32>) -> StatusCode {
        let _ = id;
        StatusCode::NO_CONTENT
    }

    #[head("/users/{id}")]
    async fn probe(Path(_): Path<u32>) {}

    #[options("/users")]
    async fn methods(_headers: Headers) {}

    #[any("/users/{rest+}")]
    async fn other(Path(rest): Path<String>) -> String {
        rest
    }

    #[operation]
    async fn count(invocation: Invocation, _deadline: Deadline) -> bool {
        invocation.is_cold_start()
    }

    #[operation("users.loop")]
    async fn r#loop(Numbers { n }: Numbers) -> u32 {
        helper(n)
    }

    fn helper(n: u32) -> u32 {
        n
    }

    #[derive(serde::Deserialize)]
    struct Numbers {
        n: u32,
    }
}

fn main() {
    let _ = users::INTERFACE;
}
