//! Bodies beside each other. The advice follows the extractors.
use gatewright::Multipart;
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[post("/files/{id}")]
    pub async fn attach(Path(id): Path<u64>, form: Multipart, draft: Option<Json<String>>) -> String {
        format!("{id} {form:?} {draft:?}")
    }

    #[put("/forms")]
    pub async fn replace(Form(one): Form<Vec<u8>>, other: Option<Form<Vec<u8>>>) -> String {
        format!("{one:?} {other:?}")
    }

    #[post("/texts")]
    pub async fn read(text: Text, deadline: Deadline, Json(json): Json<u8>) -> String {
        format!("{text:?} {deadline:?} {json}")
    }
}
