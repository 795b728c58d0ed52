//! Overlapping routes.

use std::collections::BTreeMap;

use gatewright::prelude::*;

/// A handler's report of the request: its template, the values of its parameters, and the query.
pub type Seen = (&'static str, Vec<String>, BTreeMap<String, Vec<String>>);

type Values = Query<BTreeMap<String, Vec<String>>>;

#[lambda_handler(main = false)]
#[dispatch]
pub mod routes {
    use super::*;

    #[get("/")]
    async fn root(Query(query): Values) -> Json<Seen> {
        Json(("/", vec![], query))
    }

    #[get("/a")]
    async fn a(Query(query): Values) -> Json<Seen> {
        Json(("/a", vec![], query))
    }

    #[head("/a")]
    async fn head_a() {}

    #[post("/a")]
    async fn post_a(Query(query): Values, body: Body) -> Json<Seen> {
        Json(("/a", vec![format!("{:x?}", &body[..])], query))
    }

    #[get("/a/{x}")]
    async fn a_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}", vec![x], query))
    }

    #[delete("/a/{x}")]
    async fn delete_a_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}", vec![x], query))
    }

    #[post("/a/b")]
    async fn post_a_b(Query(query): Values, body: Body) -> Json<Seen> {
        Json(("/a/b", vec![format!("{:x?}", &body[..])], query))
    }

    #[get("/a/{x}/c")]
    async fn a_x_c(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/a/{x}/c", vec![x], query))
    }

    #[get("/a/b/d")]
    async fn a_b_d(Query(query): Values) -> Json<Seen> {
        Json(("/a/b/d", vec![], query))
    }

    #[any("/h/{x}")]
    async fn any_h_x(Path(x): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/h/{x}", vec![x], query))
    }

    #[get("/h/i")]
    async fn h_i(Query(query): Values) -> Json<Seen> {
        Json(("/h/i", vec![], query))
    }

    #[get("/f/{rest+}")]
    async fn f_rest(Path(rest): Path<String>, Query(query): Values) -> Json<Seen> {
        Json(("/f/{rest+}", vec![rest], query))
    }

    #[get("/f/i")]
    async fn f_i(Query(query): Values) -> Json<Seen> {
        Json(("/f/i", vec![], query))
    }

    #[put("/{x}/{y}/{z}")]
    async fn put_x_y_z(
        Path((x, y, z)): Path<(String, String, String)>,
        Query(query): Values,
    ) -> Json<Seen> {
        Json(("/{x}/{y}/{z}", vec![x, y, z], query))
    }

    #[patch("/{x}/b/{rest+}")]
    async fn patch_x_b_rest(
        Path((x, rest)): Path<(String, String)>,
        Query(query): Values,
    ) -> Json<Seen> {
        Json(("/{x}/b/{rest+}", vec![x, rest], query))
    }

    #[options("/o")]
    async fn options_o() {}
}
