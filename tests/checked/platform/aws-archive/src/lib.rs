//! A helper crate outside the workspaces of its users.

/// Stores a text in the archive.
pub fn store(s3: &aws_sdk_s3::Client) {
    s3.put_object().bucket("archive").key("a").acl(1).send();
}
