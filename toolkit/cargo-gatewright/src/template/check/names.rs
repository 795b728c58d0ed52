//! Whether a value of the template is the resource that the code names.

use super::model::Template;
use super::text::Text;

/// The answer to a question about a value that may not be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Same {
    Yes,
    No,
    Unknown,
}

/// The properties that name a resource.
const NAMES: &[&str] = &[
    "QueueName",
    "TopicName",
    "StreamName",
    "TableName",
    "BucketName",
    "LogGroupName",
    "FunctionName",
    "DeliveryStreamName",
    "CapacityProviderName",
    "LayerName",
    "Name",
];

/// Words of logical ids and parameters that are not part of a name.
const WORDS: &[&str] = &[
    "arn",
    "url",
    "name",
    "queue",
    "topic",
    "table",
    "bucket",
    "stream",
    "loggroup",
    "log",
    "group",
    "bus",
    "event",
    "function",
    "lambda",
    "layer",
    "version",
    "capacity",
    "provider",
    "parameter",
    "param",
    "fifo",
    "rule",
    "schedule",
    "broker",
    "cluster",
    "target",
    "destination",
    "resource",
];

/// Compares a name of the code with a value: a name, an ARN, a URL, a resource or a parameter.
pub(super) fn same(template: &Template<'_>, name: &str, text: &Text) -> Same {
    if let Some(known) = text.known() {
        return match is_in(&known, name) {
            true => Same::Yes,
            // The name of another stage is the default of a parameter.
            false if text.is_derived && (known.contains(name) || known.is_empty()) => Same::Yes,
            false if text.is_derived => Same::Unknown,
            false => Same::No,
        };
    }
    if let Some((id, attribute)) = text.name() {
        let is_name = |attribute: &str| {
            ["Arn", "Name", "Url", "Id", "Alias"]
                .iter()
                .any(|end| attribute.ends_with(end))
        };
        if attribute.is_some_and(|attribute| !is_name(attribute)) {
            return Same::No;
        }
        if let Some(resource) = template.resource(id) {
            let own = NAMES
                .iter()
                .find_map(|path| template.text(resource.properties, path));
            return match own {
                Some(own) if own.name().is_none() => match same(template, name, &own) {
                    Same::No if own.known().is_none() => Same::Unknown,
                    answer => answer,
                },
                _ if alike(id, name) => Same::Yes,
                _ => Same::Unknown,
            };
        }
        if alike(id, name) {
            return Same::Yes;
        }
        return if template.names.parameters.contains_key(id) {
            Same::Unknown
        } else {
            Same::No
        };
    }
    // A text with parts that are not known: `arn:aws:sqs:*:*:orders`, `orders-*`.
    let shown = text.shown();
    if is_in(&shown, name) {
        return Same::Yes;
    }
    let last = shown.rsplit([':', '/']).next().unwrap_or(&shown);
    if shown.starts_with("arn:") && !last.contains(['*', '$']) {
        return Same::No;
    }
    // A text with one resource or parameter: `${Stage}-orders`, `arn:…:${OrdersQueue}`.
    let is_alike = text.pieces.iter().any(|piece| match piece {
        super::text::Piece::Name { id, .. } => alike(id, name),
        _ => false,
    });
    if is_alike || last.contains(name) {
        Same::Yes
    } else {
        Same::Unknown
    }
}

/// Whether a text is the name, or an ARN or a URL of the resource with this name.
fn is_in(text: &str, name: &str) -> bool {
    if text == name {
        return true;
    }
    // `/aws/lambda/shop` is one name, and so is `orders` in `table/orders/stream/2026-01-01`.
    let is_path = text.starts_with("arn:") || text.contains("://");
    is_path
        && text.match_indices(name).any(|(start, _)| {
            let before = text[..start].chars().next_back();
            let after = text[start + name.len()..].chars().next();
            matches!(before, Some(':' | '/')) && matches!(after, None | Some(':' | '/'))
        })
}

/// Whether a logical id or the name of a parameter stands for a name: `OrdersQueueArn` for `orders`.
pub(super) fn alike(id: &str, name: &str) -> bool {
    let reduce = |text: &str| {
        let mut text: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        loop {
            let shorter = WORDS.iter().find_map(|word| {
                text.strip_suffix(word)
                    .filter(|rest| !rest.is_empty())
                    .map(str::to_owned)
            });
            match shorter {
                Some(shorter) => text = shorter,
                None => return text,
            }
        }
    };
    let letters = |text: &str| {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect::<String>()
    };
    reduce(id) == reduce(name) || letters(id) == letters(name)
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn logical_ids_stand_for_names() {
        assert!(alike("OrdersQueueArn", "orders"));
        assert!(alike("OrdersDlq", "orders-dlq"));
        assert!(alike("OrdersFunction", "orders"));
        assert!(alike("OrdersFifoQueue", "orders.fifo"));
        assert!(alike("AwsLambdaShopLogGroup", "/aws/lambda/shop"));
        assert!(!alike("OrdersDlq", "orders"));
        assert!(!alike("PaymentsQueue", "orders"));
    }
}
