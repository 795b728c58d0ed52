//! The names of queues, topics and so on, which a source is compared with: not their ARNs, and nothing that no name could be.

use syn::LitStr;

use super::Helper;
use crate::report::Message;
use crate::values::Name;

/// The name in this literal, or why it is none that this attribute could take.
pub(super) fn name(helper: &Helper, literal: LitStr) -> syn::Result<LitStr> {
    let name = Name::new(literal)?.0;
    let value = name.value();
    if value.starts_with("arn:") {
        return Err(whole_arn(helper, &value).at(name));
    }
    match foreign(helper, &value) {
        Some(message) => Err(message.at(name)),
        None => Ok(name),
    }
}

fn whole_arn(helper: &Helper, arn: &str) -> Message {
    let (meant, note) = match helper.name {
        // `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop:*`
        "logs" => (
            arn.split_once(":log-group:")
                .map_or("", |(_, name)| name.trim_end_matches(":*")),
            "accounts and regions differ between stages; the name is compared with that of the log group",
        ),
        // `arn:aws:kafka:eu-west-1:123456789012:topic/shop/<uuid>/orders`; the ARN of a cluster has no topic in it.
        "kafka" => (
            arn.split_once(":topic/")
                .and_then(|(_, path)| path.split('/').nth(2))
                .unwrap_or("orders"),
            "the name is that of the topic: a cluster has many, and accounts and regions differ between stages",
        ),
        // What follows the first `/`, as in `stream/orders` and `table/orders/stream/…`, or else the last `:`.
        _ => (
            arn.split('/')
                .nth(1)
                .or(arn.rsplit(':').next())
                .unwrap_or_default(),
            "accounts and regions differ between stages; the name is compared with the last part of the ARN",
        ),
    };
    let attribute = helper.name;
    Message::new(format!("`#[{attribute}]` takes a name, not a whole ARN"))
        .help(format!("#[{attribute}(\"{meant}\")]"))
        .note(note)
}

/// The message for a name with a character that the service has in none, such as the `*` of a pattern.
fn foreign(helper: &Helper, name: &str) -> Option<Message> {
    // `TopicName` in `CreateTopic` of Kafka, and `logGroupName` in `CreateLogGroup` of CloudWatch Logs.
    let (what, others) = match helper.name {
        "kafka" => ("topic", "._-"),
        "logs" => ("log group", "._-/#"),
        _ => return None,
    };
    let found = name
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !others.contains(*c))?;
    let attribute = helper.name;
    Some(
        Message::new(format!("the name of a {what} has no {found:?} in it"))
            .help(format!(
                "write the whole name, or none for every other {what}: #[{attribute}]"
            ))
            .note(format!(
                "it is made of letters, digits and `{others}`, and compared as a whole"
            )),
    )
}
