use gatewright::RequestContext;
use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[websocket("say")]
    pub async fn say(context: RequestContext) -> String {
        format!("{:?}", context.source_ip())
    }

    #[s3]
    pub async fn stored(_context: RequestContext) {}

    #[websocket("other")]
    pub async fn other(_query: Query<u32>) {}
}

fn main() {
    let _ = shop::INTERFACE;
}
