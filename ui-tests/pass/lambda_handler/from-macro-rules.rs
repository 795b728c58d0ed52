use gatewright::prelude::*;

macro_rules! function {
    ($name:ident, $timeout:expr, $template:literal, $reply:ty) => {
        #[lambda_handler(timeout = $timeout, main = false)]
        #[get($template)]
        async fn $name(Path(id): Path<u32>) -> $reply {
            Json(id)
        }
    };
}

function!(one, "5s", "/one/{id}", Json<u32>);

fn main() {
    let _ = ONE;
}
