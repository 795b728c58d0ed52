//! The media types of files, by their extensions.

/// What a body of a type is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, which triggers take as it is.
    Text,
    /// Bytes that become smaller.
    Binary,
    /// Bytes that are compressed already.
    Compressed,
}

/// Extensions, with the types of <https://www.iana.org/assignments/media-types/> and, for the others, of
/// <https://github.com/jshttp/mime-db>.
const TYPES: &[(&[&str], &str, Kind)] = &[
    (&["html", "htm"], "text/html; charset=utf-8", Kind::Text),
    (&["css"], "text/css; charset=utf-8", Kind::Text),
    // RFC 9239
    (
        &["js", "mjs", "cjs"],
        "text/javascript; charset=utf-8",
        Kind::Text,
    ),
    (&["json", "map"], "application/json", Kind::Text),
    (&["jsonld"], "application/ld+json", Kind::Text),
    (&["geojson"], "application/geo+json", Kind::Text),
    (&["webmanifest"], "application/manifest+json", Kind::Text),
    (
        &["txt", "text", "log"],
        "text/plain; charset=utf-8",
        Kind::Text,
    ),
    (
        &["md", "markdown"],
        "text/markdown; charset=utf-8",
        Kind::Text,
    ),
    (&["csv"], "text/csv; charset=utf-8", Kind::Text),
    (
        &["tsv"],
        "text/tab-separated-values; charset=utf-8",
        Kind::Text,
    ),
    (&["ics"], "text/calendar; charset=utf-8", Kind::Text),
    (&["vcf"], "text/vcard; charset=utf-8", Kind::Text),
    (&["vtt"], "text/vtt; charset=utf-8", Kind::Text),
    (
        &["xml", "xsl", "xsd"],
        "text/xml; charset=utf-8",
        Kind::Text,
    ),
    (&["xhtml"], "application/xhtml+xml", Kind::Text),
    (&["rss"], "application/rss+xml", Kind::Text),
    (&["atom"], "application/atom+xml", Kind::Text),
    (&["svg"], "image/svg+xml", Kind::Text),
    // RFC 9512
    (&["yaml", "yml"], "application/yaml", Kind::Text),
    (&["toml"], "application/toml", Kind::Text),
    (&["m3u8"], "application/vnd.apple.mpegurl", Kind::Text),
    (&["gltf"], "model/gltf+json", Kind::Text),
    (&["glb"], "model/gltf-binary", Kind::Binary),
    (&["wasm"], "application/wasm", Kind::Binary),
    (&["ttf"], "font/ttf", Kind::Binary),
    (&["otf"], "font/otf", Kind::Binary),
    (&["eot"], "application/vnd.ms-fontobject", Kind::Binary),
    (&["ico"], "image/vnd.microsoft.icon", Kind::Binary),
    (&["bmp"], "image/bmp", Kind::Binary),
    (&["tar"], "application/x-tar", Kind::Binary),
    (&["rtf"], "application/rtf", Kind::Binary),
    (&["woff"], "font/woff", Kind::Compressed),
    (&["woff2"], "font/woff2", Kind::Compressed),
    (&["png"], "image/png", Kind::Compressed),
    (&["apng"], "image/apng", Kind::Compressed),
    (&["jpg", "jpeg", "jfif"], "image/jpeg", Kind::Compressed),
    (&["gif"], "image/gif", Kind::Compressed),
    (&["webp"], "image/webp", Kind::Compressed),
    (&["avif"], "image/avif", Kind::Compressed),
    (&["jxl"], "image/jxl", Kind::Compressed),
    (&["heic"], "image/heic", Kind::Compressed),
    (&["tif", "tiff"], "image/tiff", Kind::Compressed),
    (&["mp3"], "audio/mpeg", Kind::Compressed),
    (&["ogg", "oga", "opus"], "audio/ogg", Kind::Compressed),
    (&["m4a"], "audio/mp4", Kind::Compressed),
    (&["aac"], "audio/aac", Kind::Compressed),
    (&["flac"], "audio/flac", Kind::Compressed),
    (&["wav"], "audio/wav", Kind::Compressed),
    (&["weba"], "audio/webm", Kind::Compressed),
    (&["mp4", "m4v"], "video/mp4", Kind::Compressed),
    (&["webm"], "video/webm", Kind::Compressed),
    (&["ogv"], "video/ogg", Kind::Compressed),
    (&["mov"], "video/quicktime", Kind::Compressed),
    (&["avi"], "video/x-msvideo", Kind::Compressed),
    (&["pdf"], "application/pdf", Kind::Compressed),
    (&["zip"], "application/zip", Kind::Compressed),
    (&["gz", "tgz"], "application/gzip", Kind::Compressed),
    (&["zst"], "application/zstd", Kind::Compressed),
    (&["br"], "application/octet-stream", Kind::Compressed),
    (&["7z"], "application/x-7z-compressed", Kind::Compressed),
    (&["epub"], "application/epub+zip", Kind::Compressed),
    (
        &["docx"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Kind::Compressed,
    ),
    (
        &["xlsx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Kind::Compressed,
    ),
    (
        &["pptx"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Kind::Compressed,
    ),
];

/// The media type of a file.
pub(super) fn of(name: &str) -> (&'static str, Kind) {
    let file = name.rsplit('/').next().unwrap_or_default();
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let extension = extension.to_ascii_lowercase();
    TYPES
        .iter()
        .find(|(extensions, ..)| extensions.contains(&&*extension))
        .map_or(
            ("application/octet-stream", Kind::Binary),
            |(_, ty, kind)| (*ty, *kind),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn types_follow_the_last_extension() {
        assert_eq!(of("a/index.HTML"), ("text/html; charset=utf-8", Kind::Text));
        assert_eq!(of("app.js.map").0, "application/json");
        assert_eq!(
            of("a.css/README"),
            ("application/octet-stream", Kind::Binary)
        );
        assert_eq!(of("photo.jpeg").1, Kind::Compressed);
    }

    #[test]
    fn each_extension_is_listed_once() {
        let all: Vec<&str> = TYPES.iter().flat_map(|(all, ..)| *all).copied().collect();
        let once: HashSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), once.len());
        assert!(
            all.iter()
                .all(|extension| extension.to_ascii_lowercase() == **extension)
        );
    }
}
