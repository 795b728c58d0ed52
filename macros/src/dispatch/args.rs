//! The options of `#[dispatch]`, as written and validated.

use darling::FromMeta;
use syn::{LitStr, Path};

use super::authorizer::Authorizer;
use super::triggers::Triggers;
use super::values::{BasePaths, Envelope, Interfaces, Layer, Prefix};
use crate::around::{Around, Cors, Layers};
use crate::assets::Assets;
use crate::crate_path::CratePath;
use crate::options::{Known, Options, Renamed};
use crate::report::Errors;
use crate::values::{self, Concurrent, Name};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) name: Option<darling::Result<Name>>,
    pub(super) interfaces: Option<darling::Result<Interfaces>>,
    pub(super) prefix: Option<darling::Result<Prefix>>,
    pub(super) base_path: Option<darling::Result<BasePaths>>,
    pub(super) triggers: Option<darling::Result<Triggers>>,
    pub(super) key: Option<darling::Result<Name>>,
    pub(super) payload: Option<darling::Result<Name>>,
    pub(super) authorizer: Option<darling::Result<Authorizer>>,
    pub(super) middleware: Option<darling::Result<Layers>>,
    pub(super) cors: Option<darling::Result<Cors>>,
    pub(super) assets: Option<darling::Result<Assets>>,
    pub(super) layer: Option<darling::Result<Layer>>,
    pub(super) concurrent: Option<darling::Result<Concurrent>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "dispatch";
    const KNOWN: &'static [Known] = &[
        Known::new("name", "name = \"orders\"", &["module", "namespace"]),
        Known::new(
            "interfaces",
            "interfaces(orders::api, users::api)",
            &["interface", "modules", "merge", "routes", "nest"],
        ),
        Known::new(
            "prefix",
            "prefix = \"/v1\"",
            &["path", "base", "scope", "root"],
        ),
        Known::new(
            "base_path",
            "base_path = \"/v1\"",
            &[
                "base_paths",
                "mapping",
                "api_mapping",
                "mapping_key",
                "strip_prefix",
                "strip_prefixes",
            ],
        ),
        Known::new("triggers", "triggers(http_api)", &["trigger", "gateways"]),
        Known::new(
            "key",
            "key = \"operation\"",
            &["operation", "action", "operation_key"],
        ),
        Known::new(
            "payload",
            "payload = \"payload\"",
            &["data", "arguments", "payload_key"],
        ),
        Known::new(
            "authorizer",
            "authorizer(jwt)",
            &[
                "authorizers",
                "default_authorizer",
                "auth",
                "authorization",
                "security",
                "jwt",
                "iam",
                "api_key",
            ],
        ),
        Known::new(
            "middleware",
            "middleware(timing, auth)",
            &["layers", "middlewares", "wrap", "filters", "with"],
        ),
        Known::new(
            "cors",
            "cors(origins(\"https://app.example.com\"))",
            &[
                "cors_policy",
                "allow_origin",
                "origins",
                "cors_configuration",
            ],
        ),
        Known::new(
            "assets",
            "assets(\"/app\", \"dist\")",
            &[
                "asset",
                "static_files",
                "files",
                "static_assets",
                "serve_dir",
                "public",
                "statics",
            ],
        ),
        Known::new("layer", "layer = \"core\"", &["tier", "level", "ring"]),
        Known::new(
            "concurrent",
            "concurrent",
            &["mode", "concurrency", "max_concurrency"],
        ),
        Known::new("crate", "crate = ::gatewright", &["krate"]),
    ];
    const RENAMED: &'static [Renamed] = &[Renamed {
        old: "doors",
        new: "triggers",
    }];
}

/// The valid options.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) name: Option<LitStr>,
    pub(super) interfaces: Vec<Path>,
    /// Whether `interfaces(…)` was given, even if it was invalid.
    pub(super) names_interfaces: bool,
    pub(super) prefix: Option<LitStr>,
    pub(super) base_paths: Option<Vec<LitStr>>,
    pub(super) triggers: Option<Triggers>,
    pub(super) envelope: Option<Envelope>,
    pub(super) authorizer: Option<Authorizer>,
    pub(super) around: Around,
    pub(super) assets: Option<Assets>,
    /// Whether `assets(…)` was given, even if it was invalid.
    pub(super) names_assets: bool,
    pub(super) layer: Option<LitStr>,
    /// Whether handlers serve several invocations at a time.
    pub(super) is_concurrent: bool,
    pub(super) krate: CratePath,
}

impl Settings {
    /// Takes every option and reports the invalid ones.
    pub(super) fn of(args: Args, errors: &mut Errors) -> Self {
        let Args {
            name,
            interfaces,
            prefix,
            base_path,
            triggers,
            key,
            payload,
            authorizer,
            middleware,
            cors,
            assets,
            layer,
            concurrent,
            krate,
        } = args;
        Self {
            name: name.and_then(|name| errors.take(name)).map(|name| name.0),
            names_interfaces: interfaces.is_some(),
            interfaces: interfaces
                .and_then(|interfaces| errors.take(interfaces))
                .map_or_else(Vec::new, |interfaces| interfaces.0),
            prefix: prefix
                .and_then(|prefix| errors.take(prefix))
                .map(|prefix| prefix.0),
            base_paths: base_path
                .and_then(|base_path| errors.take(base_path))
                .map(|base_paths| base_paths.0),
            triggers: triggers.and_then(|triggers| errors.take(triggers)),
            envelope: Envelope::of(key, payload, errors),
            authorizer: authorizer.and_then(|authorizer| errors.take(authorizer)),
            around: Around {
                layers: middleware.and_then(|middleware| errors.take(middleware)),
                cors: cors.and_then(|cors| errors.take(cors)),
            },
            names_assets: assets.is_some(),
            assets: assets.and_then(|assets| errors.take(assets)),
            layer: layer
                .and_then(|layer| errors.take(layer))
                .map(|layer| layer.0),
            is_concurrent: concurrent
                .and_then(|concurrent| errors.take(concurrent))
                .is_some_and(|concurrent| values::mode_is_there(&concurrent.tokens, errors)),
            krate: krate
                .and_then(|krate| errors.take(krate))
                .unwrap_or_default(),
        }
    }
}
