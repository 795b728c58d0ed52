//! Documents of hand-written manifests, and comparisons of documents.
