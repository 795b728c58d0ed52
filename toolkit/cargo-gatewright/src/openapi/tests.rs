//! Documents of hand-written manifests, and comparisons of documents. The rules of comparisons are those of oasdiff
//! (<https://www.oasdiff.com/docs/checks>); the shape of documents is that of <https://spec.openapis.org/oas/v3.1.0>.

mod comparisons;
mod documents;
