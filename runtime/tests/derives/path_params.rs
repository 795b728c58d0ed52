use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::get;

/// The fields are in another order than in the template.
#[derive(Deserialize, PathParams)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    line_no: u32,
    #[serde(rename = "order")]
    order_id: String,
    #[serde(skip)]
    checked: bool,
}

#[derive(Deserialize, PathParams)]
pub struct Pair(u8, String);

#[derive(Deserialize, PathParams)]
pub struct Only {
    name: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod orders {
    use super::*;

    #[get("/orders/{order}/lines/{lineNo}")]
    pub async fn line(Path(line): Path<Place>) -> String {
        format!("{} {} {}", line.order_id, line.line_no, line.checked)
    }

    #[get("/pairs/{a}/{rest+}")]
    pub async fn pair(Path(Pair(a, rest)): Path<Pair>) -> String {
        format!("{a} {rest}")
    }

    #[get("/only/{name}")]
    pub async fn only(only: Option<Path<Only>>) -> String {
        only.map_or_else(String::new, |only| only.0.name)
    }
}

#[test]
fn struct_takes_parameters_by_serde_names() {
    assert_eq!(
        get(&orders::GATEWAY, "/orders/A%201/lines/7"),
        (200, json!("A 1 7 false"))
    );
    let (status, problem) = get(&orders::GATEWAY, "/orders/A/lines/x");
    assert_eq!(
        (status, &problem["detail"]),
        (
            400,
            &json!("path parameter `lineNo`: `x` is not an integer of type u32")
        )
    );
}

#[test]
fn tuple_struct_takes_parameters_in_order() {
    assert_eq!(get(&orders::GATEWAY, "/pairs/7/b/c"), (200, json!("7 b/c")));
}

#[test]
fn single_field_struct_takes_one_parameter() {
    assert_eq!(get(&orders::GATEWAY, "/only/ada"), (200, json!("ada")));
}
