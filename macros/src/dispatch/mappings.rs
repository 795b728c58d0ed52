//! What the event source mappings of a function must not have in common.

use std::collections::HashMap;

use syn::LitStr;

use crate::handler::{Answers, Handler};
use crate::report::{Errors, Message};
use crate::settings::{Setting, Value};

/// Reports consumer groups that several handlers name. Handlers with a `cfg` may exclude each other.
///
/// "The consumer group ID must be unique among all your Kafka event sources" (API, `AmazonManagedKafkaEventSourceConfig`).
pub(super) fn report_shared_groups(handlers: &[Handler], errors: &mut Errors) {
    let mut first: HashMap<String, (&Handler, &LitStr)> = HashMap::new();
    for handler in handlers.iter().filter(|handler| handler.cfgs.is_empty()) {
        let Some(group) = consumer_group(handler) else {
            continue;
        };
        let Some((other, theirs)) = first.get(&group.value()) else {
            first.insert(group.value(), (handler, group));
            continue;
        };
        for (here, there, literal) in [(*other, handler, *theirs), (handler, *other, group)] {
            errors.push(
                Message::new(format!(
                    "`{}` and `{}` have the same consumer group",
                    here.function, there.function
                ))
                .help(format!("consumer_group_id = \"{}-{}\"", group.value(), here.function))
                .note("each handler has an event source mapping, and Lambda refuses a second mapping with the same group")
                .at(literal),
            );
        }
    }
}

fn consumer_group(handler: &Handler) -> Option<&LitStr> {
    let Answers::Source(source) = &handler.answers else {
        return None;
    };
    match source.settings.get("consumer_group_id") {
        Some(Setting {
            value: Value::Text(group),
            ..
        }) => Some(group),
        _ => None,
    }
}
