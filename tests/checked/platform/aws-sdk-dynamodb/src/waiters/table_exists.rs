/// Polls with the input of `crate::operation::describe_table::builders::DescribeTableInputBuilder`.
pub(crate) fn request() -> crate::operation::Request {
    crate::operation::Request
}
