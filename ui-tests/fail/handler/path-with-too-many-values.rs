use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn line(Path((id, line)): Path<(u32, u32)>) {
        let _ = (id, line);
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
