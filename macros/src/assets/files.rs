//! The files of a folder, with their digests and their compressed forms.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use gatewright_tables::limits;
use sha2::{Digest, Sha256};

use super::content_type::{self, Kind};
use crate::discipline::in_editor;
use crate::report::Message;

/// The bytes that a response keeps for its headers.
const HEADERS: usize = 4_096;

/// A service with a limit for responses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    whose: &'static str,
    bytes: usize,
}

impl Limit {
    pub(super) const LAMBDA: Self = Self {
        whose: "Lambda's limit for a response",
        bytes: limits::RESPONSE_BYTES,
    };
    pub(super) const ALB: Self = Self {
        whose: "the limit of an Application Load Balancer",
        bytes: limits::ALB_BODY_BYTES,
    };

    /// The largest body as the JSON of a response has it, in bytes.
    const fn largest(self) -> usize {
        self.bytes - HEADERS
    }
}

/// A file.
#[derive(Debug)]
pub(super) struct Asset {
    /// Its path in the folder, with `/`.
    pub(super) name: String,
    pub(super) content_type: &'static str,
    /// The digest of its bytes, in hexadecimal digits.
    pub(super) digest: String,
    pub(super) gzip: Option<Vec<u8>>,
    pub(super) brotli: Option<Vec<u8>>,
    /// The length of the file.
    length: usize,
    /// The length of the body in the JSON of a response.
    sent: usize,
    /// Whether a response has the body in base64.
    is_base64: bool,
}

/// Reads all files of a folder of the package, sorted by name.
pub(super) fn read(folder: &str) -> Result<Vec<Asset>, Message> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let mut found = Vec::new();
    let root = package.join(folder);
    if !root.exists() {
        return Err(
            Message::new(format!("the folder `{folder}` does not exist"))
                .help("build the files before the function, or correct the path"),
        );
    }
    if !root.is_dir() {
        return Err(Message::new(format!("`{folder}` is a file, not a folder"))
            .help("name the folder that contains the file"));
    }
    collect(&root, "", &mut Vec::new(), &mut found)
        .map_err(|(path, error)| unreadable(folder, &path, &error))?;
    found.sort();
    found
        .into_iter()
        .map(|name| {
            let bytes =
                fs::read(root.join(&name)).map_err(|error| unreadable(folder, &name, &error))?;
            Ok(Asset::new(name, &bytes))
        })
        .collect()
}

fn unreadable(folder: &str, path: &str, error: &io::Error) -> Message {
    let path = format!("{folder}/{path}");
    let path = path.trim_end_matches('/');
    match error.kind() {
        io::ErrorKind::InvalidData => Message::new(format!("a name in `{path}` is not UTF-8"))
            .help("rename the file")
            .note("a client asks for a file by its name, which is UTF-8 in a URL"),
        _ => Message::new(format!("`{path}` cannot be read: {error}"))
            .help("correct its permissions, or remove it from the folder"),
    }
}

/// Adds the names of all files below `path`. `above` has the real paths of the folders on the way, because links may lead back.
fn collect(
    path: &Path,
    prefix: &str,
    above: &mut Vec<PathBuf>,
    found: &mut Vec<String>,
) -> Result<(), (String, io::Error)> {
    let failed = |error| (prefix.to_owned(), error);
    let real = path.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        return Ok(());
    }
    above.push(real);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            return Err(failed(io::ErrorKind::InvalidData.into()));
        };
        // `.env`, `.git` and `.DS_Store` are not for clients.
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        let name = format!("{prefix}{name}");
        let kind = fs::metadata(entry.path()).map_err(|error| (name.clone(), error))?;
        if kind.is_dir() {
            collect(&entry.path(), &format!("{name}/"), above, found)?;
        } else {
            found.push(name);
        }
    }
    above.pop();
    Ok(())
}

impl Asset {
    fn new(name: String, bytes: &[u8]) -> Self {
        let (content_type, kind) = content_type::of(&name);
        // An editor expands the attribute after each change, and needs no compressed forms.
        let compresses = kind != Kind::Compressed && !in_editor();
        let smaller = |encode: fn(&[u8]) -> Option<Vec<u8>>| {
            let encoded = compresses.then(|| encode(bytes)).flatten()?;
            // A response in base64 is 4/3 as long, and a client has to decode it.
            (encoded.len() + encoded.len() / 10 < bytes.len()).then_some(encoded)
        };
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| kind == Kind::Text);
        Self {
            content_type,
            digest: digest(bytes),
            gzip: smaller(gzip),
            brotli: smaller(brotli),
            length: bytes.len(),
            sent: text.map_or(bytes.len().div_ceil(3) * 4, in_json),
            is_base64: text.is_none(),
            name,
        }
    }

    /// The message about a file that no response can carry.
    pub(super) fn too_large(&self, folder: &str, limit: Limit) -> Option<Message> {
        let largest = limit.largest();
        if self.sent <= largest {
            return None;
        }
        let (name, length) = (&self.name, self.length);
        let most = if self.is_base64 {
            format!("{} bytes", largest / 4 * 3)
        } else {
            format!("{largest} bytes with its escapes in JSON")
        };
        let why = if self.is_base64 {
            "; this file is sent in base64, which is 4/3 as long"
        } else {
            ""
        };
        Some(
            Message::new(format!(
                "`{folder}/{name}` is too large: expected at most {most}, found {length}"
            ))
            .help("move the file to a bucket of S3, and link to it or redirect to it")
            .note(format!("{} is {} bytes{why}", limit.whose, limit.bytes)),
        )
    }
}

/// 128 bits of SHA-256: enough to tell the versions of one file apart.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    format!("{:032x}", u128::from_be_bytes(half))
}

/// The length of text as a JSON string without its quotes.
fn in_json(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
            0..0x20 => 6,
            _ => 1,
        })
        .sum()
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// The highest quality of a large file would take minutes in a macro that is not optimised.
#[cfg(feature = "brotli")]
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    const SLOW: usize = 64 * 1_024;
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: if bytes.len() <= SLOW { 11 } else { 9 },
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut encoded, &parameters).ok()?;
    Some(encoded)
}

#[cfg(not(feature = "brotli"))]
fn brotli(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_hidden_ones_left_out() {
        let files = read("src/tests/assets").unwrap();
        let names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
        assert_eq!(
            names,
            [
                ".well-known/security.txt",
                "css/app.css",
                "index.html",
                "pixel.png"
            ]
        );
    }

    #[test]
    fn only_what_becomes_smaller_is_compressed() {
        let large = Asset::new("a.css".to_owned(), &b"a { color: red }\n".repeat(100));
        assert!(
            large
                .gzip
                .is_some_and(|gzip| gzip.starts_with(&[0x1f, 0x8b]))
        );
        let small = Asset::new("a.css".to_owned(), b"a{}");
        assert!(small.gzip.is_none());
        let image = Asset::new("a.png".to_owned(), &[0; 1_000]);
        assert!(image.gzip.is_none());
    }

    #[test]
    fn limit_counts_base64_and_escapes() {
        let too_large = |name: &str, bytes: &[u8]| {
            let asset = Asset::new(name.to_owned(), bytes);
            asset.too_large("dist", Limit::LAMBDA).is_some()
        };
        // 6 MB and 100 bytes, less 4 KiB; base64 has 4 characters for 3 bytes.
        let largest = 4_715_595;
        assert!(!too_large("a.png", &vec![0; largest]));
        assert!(too_large("a.png", &vec![0; largest + 1]));
        let text = "a".repeat(6_287_460);
        let asset = |text: &str| (in_json(text), text.len());
        assert_eq!(asset("a\"\\\n\u{1}\u{e4}"), (15, 7));
        assert!(in_json(&text) <= Limit::LAMBDA.largest());
        assert!(in_json(&format!("{text}a")) > Limit::LAMBDA.largest());
        // 1 MB less 4 KiB.
        let picture = Asset::new("a.png".to_owned(), &vec![0; 783_361]);
        let message = picture
            .too_large("dist", Limit::ALB)
            .unwrap()
            .at_span(proc_macro2::Span::call_site());
        assert_eq!(
            message.to_string(),
            "`dist/a.png` is too large: expected at most 783360 bytes, found 783361\n\
             help: move the file to a bucket of S3, and link to it or redirect to it\n\
             note: the limit of an Application Load Balancer is 1048576 bytes; this file is sent in base64, which is 4/3 as long"
        );
    }
}
