//! Types of other crates in statics. Most hold no request data: plain data, tables, compiled patterns, templates, keys, clients. A type
//! of a crate that is not listed here is refused if its name says that it can change.

/// Names of crates; a `*` at the end matches any characters.
const CRATES: &[&str] = &[
    // Text, patterns, templates.
    "regex",
    "regex_lite",
    "fancy_regex",
    "aho_corasick",
    "globset",
    "handlebars",
    "tera",
    "minijinja",
    "askama",
    "pulldown_cmark",
    "fluent*",
    "unic_langid",
    "icu*",
    "unicode_*",
    "encoding_rs",
    "syntect",
    "scraper",
    "smol_str",
    "compact_str",
    "arcstr",
    "beef",
    // Data.
    "serde*",
    "simd_json",
    "sonic_rs",
    "toml*",
    "csv",
    "prost*",
    "bytes",
    "chrono*",
    "time",
    "jiff",
    "uuid",
    "ulid",
    "semver",
    "url",
    "http",
    "mime*",
    "percent_encoding",
    "base64",
    "hex",
    "indexmap",
    "hashbrown",
    "smallvec",
    "arrayvec",
    "heapless",
    "phf*",
    "ahash",
    "rustc_hash",
    "fxhash",
    "foldhash",
    "either",
    "itertools",
    "bitflags",
    "enum_map",
    "strum",
    "num*",
    "rust_decimal",
    "bigdecimal",
    "ordered_float",
    "ipnet",
    "ipnetwork",
    "geo*",
    "h3o",
    "petgraph",
    "fst",
    "roaring",
    "ndarray",
    "nalgebra",
    "schemars",
    "jsonschema",
    "validator",
    "garde",
    "config",
    "figment",
    "envy",
    "dotenvy",
    "secrecy",
    "zeroize",
    "anyhow",
    "thiserror",
    "eyre",
    "maxminddb",
    "woothee",
    "phonenumber",
    "iso_currency",
    "image",
    "resvg",
    "usvg",
    "fontdb",
    // Keys and certificates.
    "ring",
    "rustls*",
    "webpki*",
    "native_tls",
    "openssl",
    "sha1",
    "sha2",
    "sha3",
    "hmac",
    "aes*",
    "p256",
    "p384",
    "rsa",
    "ecdsa",
    "ed25519*",
    "x25519*",
    "jsonwebtoken",
    "jwt_simple",
    "josekit",
    "argon2",
    "bcrypt",
    "oauth2",
    "openidconnect",
    // Clients, which share their connections between requests.
    "aws_*",
    "reqwest*",
    "hyper*",
    "tonic",
    "tower*",
    "sqlx",
    "sea_orm",
    "diesel*",
    "tokio_postgres",
    "deadpool*",
    "bb8*",
    "r2d2*",
    "mongodb",
    "redis",
    "fred",
    "object_store",
    "opendal",
    "elasticsearch",
    "opensearch",
    "meilisearch_sdk",
    "lapin",
    "rdkafka",
    "async_nats",
    "rumqttc",
    "octocrab",
    "lettre",
    "google_cloud_*",
    "gcp_*",
    "azure_*",
    "stripe",
    "async_stripe",
    "twilio*",
    "async_openai",
    "rig",
    "momento",
    "tantivy",
    // Telemetry.
    "tracing*",
    "log",
    "opentelemetry*",
    "sentry*",
    "metrics*",
    // Models.
    "ort",
    "tract*",
    "candle*",
    "tokenizers",
    "onnxruntime",
    "async_graphql*",
    "juniper*",
    "utoipa*",
    "gatewright*",
    "lambda_*",
    // Allocators.
    "dhat",
    "stats_alloc",
    "mimalloc",
    "tikv_jemallocator",
    "jemallocator",
    "snmalloc_rs",
    "std",
    "core",
    "alloc",
];

/// Whether a crate of this name is on the list.
pub(crate) fn is_known_stateless(krate: &str) -> bool {
    CRATES.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => krate.starts_with(beginning),
        None => krate == *known,
    })
}

/// Words in the names of types with interior mutability.
const MUTABLE: [&str; 26] = [
    "Mutex",
    "RwLock",
    "Lock",
    "Cell",
    "Atomic",
    "Cache",
    "Concurrent",
    "DashMap",
    "SkipMap",
    "Channel",
    "Sender",
    "Receiver",
    "Queue",
    "Semaphore",
    "Condvar",
    "Barrier",
    "Swap",
    "Counter",
    "Gauge",
    "Interner",
    "Limiter",
    "Session",
    "Bucket",
    "Slab",
    "Arena",
    "Shared",
];

/// Crates whose purpose is state that several callers change.
const FOR_SHARED_STATE: [&str; 16] = [
    "atomic_refcell",
    "async_broadcast",
    "boxcar",
    "concurrent_queue",
    "elsa",
    "event_listener",
    "foyer",
    "governor",
    "lasso",
    "left_right",
    "mini_moka",
    "papaya",
    "prometheus",
    "qcell",
    "sharded_slab",
    "stretto",
];

/// Whether types of a crate of this name exist to be changed by several callers.
pub(crate) fn is_for_shared_state(krate: &str) -> bool {
    FOR_SHARED_STATE.contains(&krate)
}

/// Whether the name of a type says that it has interior mutability: `Cache`, `RateLimiter`, `SyncCell`.
pub(crate) fn sounds_mutable(name: &str) -> bool {
    let is_word = |at: usize, word: &str| {
        let after = name[at + word.len()..].chars().next();
        after.is_none_or(|next| !next.is_lowercase())
    };
    MUTABLE
        .iter()
        .any(|word| name.match_indices(word).any(|(at, _)| is_word(at, word)))
}

#[cfg(test)]
mod tests {
    use super::sounds_mutable;

    #[test]
    fn mutable_names_are_recognised_by_whole_words() {
        for name in [
            "Cache",
            "LruCache",
            "AtomicU64",
            "SyncCell",
            "RwLockMap",
            "RateLimiter",
            "SegQueue",
        ] {
            assert!(sounds_mutable(name), "{name}");
        }
        for name in [
            "SchemaRef",
            "IpNet",
            "CacheableSettings",
            "Cellular",
            "Sharedness",
            "CounterpartyId",
            "Locked",
            "Clock",
        ] {
            assert!(!sounds_mutable(name), "{name}");
        }
    }
}
