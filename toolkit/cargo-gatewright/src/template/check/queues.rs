//! The queues of a template that send messages to a function.

use super::compare::Compare;
use super::events::Wish;
use super::finding::{Level, Side};
use super::model::{Resource, Source, Value};
use super::text::Text;

impl Compare<'_> {
    /// A message is hidden for as long as a batch may take, with its retries.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
    pub(super) fn queues(&mut self, found: &[Source], wishes: &[Wish<'_>]) {
        let mut seen = std::collections::BTreeSet::new();
        for source in found.iter().filter(|source| source.kind == "sqs") {
            let Some((id, _)) = source.names.first().and_then(Text::name) else {
                continue;
            };
            let Some(queue) = self
                .template
                .resource(id)
                .filter(|one| one.kind == "AWS::SQS::Queue")
                .copied()
            else {
                continue;
            };
            if !seen.insert(queue.id.to_owned()) {
                continue;
            }
            self.visibility(&queue, wishes);
            self.redrive(&queue);
        }
    }

    fn visibility(&mut self, queue: &Resource<'_>, wishes: &[Wish<'_>]) {
        let timeout = self.manifest.function.timeout_ms.div_ceil(1000);
        let least = 6 * timeout;
        let field = self.template.field(queue.properties, "VisibilityTimeout");
        let (seconds, at) = match &field {
            // The default of SQS.
            None => (Some(30), queue.at),
            Some(field) => match &field.value {
                Value::Text(text) => (
                    text.known().and_then(|known| known.parse::<u64>().ok()),
                    field.at,
                ),
                _ => (None, field.at),
            },
        };
        let name = format!("{}.VisibilityTimeout", queue.id);
        self.report.fields += 1;
        let Some(seconds) = seconds else {
            self.skip(name, at, "the value is known at deployment alone");
            return;
        };
        if seconds >= least {
            return;
        }
        let there = if field.is_some() {
            format!("is {seconds} s in the template")
        } else {
            format!("is not in the template, which stands for {seconds} s")
        };
        let headline = format!(
            "`VisibilityTimeout` of the queue `{}` {there}, and six times the timeout of `{}` is {least} s",
            queue.id,
            self.name()
        );
        let place = wishes
            .iter()
            .find(|wish| wish.kind == "sqs")
            .map_or_else(|| self.code.clone(), Wish::code);
        let timeout_place = self.places.of_option(&self.code, "timeout");
        let place = if timeout_place == self.code {
            place
        } else {
            timeout_place
        };
        let code = Side {
            value: Some(format!("{timeout} s")),
            place,
        };
        let side = Side {
            value: field.map(|_| format!("{seconds} s")),
            place: at,
        };
        let help = format!("write `VisibilityTimeout: {least}`, or shorten `timeout` in the code");
        self.error(name, headline, Some(code), side, help).note = Some(
            "a message that becomes visible during its invocation is handled a second time"
                .to_owned(),
        );
    }

    /// Fewer than five receives move messages that were throttled.
    fn redrive(&mut self, queue: &Resource<'_>) {
        let field = self
            .template
            .field(queue.properties, "RedrivePolicy.maxReceiveCount");
        let Some(field) = field else { return };
        let Value::Text(text) = &field.value else {
            return;
        };
        let Some(count) = text
            .known()
            .and_then(|known| known.parse::<u32>().ok())
            .filter(|count| *count < 5)
        else {
            return;
        };
        let headline = format!(
            "`maxReceiveCount` of the queue `{}` is {count}, and AWS recommends at least 5",
            queue.id
        );
        let side = Side {
            value: Some(count.to_string()),
            place: field.at,
        };
        let finding = self.error(
            format!("{}.RedrivePolicy.maxReceiveCount", queue.id),
            headline,
            None,
            side,
            "write `maxReceiveCount: 5`",
        );
        finding.level = Level::Note;
        finding.note = Some("a throttled invocation counts as a receive".to_owned());
    }
}
