//! An executable that is rebuilt while the local Lambda runs.

use crate::support::{SUBJECT, document};
use gatewright_local::{Function, Lambda, Options, Port, Service};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Puts another build at the place of the executable, as Cargo does: the old file is removed first. It is larger, which the function
/// itself tells.
fn rebuild(program: &Path) {
    let _ = std::fs::remove_file(program);
    let mut bytes = std::fs::read(SUBJECT).expect("the function");
    // Neither ELF, Mach-O nor PE minds bytes after its end.
    bytes.extend(b"rebuilt");
    let written = program.with_extension("new");
    std::fs::write(&written, bytes).expect("a file");
    let mode = std::fs::metadata(SUBJECT)
        .expect("the function")
        .permissions();
    std::fs::set_permissions(&written, mode).expect("permissions");
    std::fs::rename(written, program).expect("a file");
}

struct Rebuilt {
    folder: tempfile::TempDir,
    service: Service,
    lambda: Lambda,
}

impl Rebuilt {
    async fn new(function: Function) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("shop");
        std::fs::copy(SUBJECT, &program).expect("a copy");
        let options = Options::default().program(program).on_report(|_| {});
        let lambda = Lambda::new(function, options).expect("a path");
        let service = Service::start(lambda.clone(), Port::Exactly(0)).await;
        Self {
            folder,
            service: service.expect("a port"),
            lambda,
        }
    }

    fn rebuild(&self) {
        rebuild(&self.folder.path().join("shop"));
    }

    /// Returns the size of the executable that answered.
    async fn size(&self, ms: u64) -> u64 {
        let event = json!({ "do": "size", "ms": ms }).to_string();
        let invocation = gatewright_local::Invocation::new(event);
        let outcome = self.lambda.invoke(invocation).await.expect("a reply");
        document(&outcome).as_u64().expect("a size")
    }
}

#[tokio::test]
async fn all_environments_are_replaced_at_once() {
    let original = std::fs::metadata(SUBJECT).expect("the function").len();
    let rebuilt = Rebuilt::new(Function::new("shop").timeout(Duration::from_secs(30))).await;
    let all = async |ms| {
        let (a, b, c) = tokio::join!(rebuilt.size(ms), rebuilt.size(ms), rebuilt.size(ms));
        [a, b, c]
    };
    assert_eq!(all(300).await, [original; 3]);
    // One invocation is running while the function is rebuilt.
    let running = async {
        let size = rebuilt.size(1_500).await;
        assert_eq!(size, original);
    };
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        rebuilt.rebuild();
        assert_eq!(all(0).await, [original + 7; 3]);
    };
    tokio::join!(running, meanwhile);
    // Its environment does not come back.
    for _ in 0..3 {
        assert_eq!(all(100).await, [original + 7; 3]);
    }
    rebuilt.service.stop().await;
}

#[tokio::test]
async fn executable_that_is_missing_for_a_moment_is_waited_for() {
    let rebuilt = Rebuilt::new(Function::new("shop").timeout(Duration::from_secs(30))).await;
    let program = rebuilt.folder.path().join("shop");
    std::fs::remove_file(&program).expect("a file");
    let size = std::fs::metadata(SUBJECT).expect("the function").len();
    let linked_later = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        rebuild(&program);
    };
    let (found, ()) = tokio::join!(rebuilt.size(0), linked_later);
    assert_eq!(found, size + 7);
    rebuilt.service.stop().await;
}

#[tokio::test]
async fn environment_in_use_survives_a_missing_executable() {
    let rebuilt = Rebuilt::new(Function::new("shop").timeout(Duration::from_secs(30))).await;
    let size = rebuilt.size(0).await;
    std::fs::remove_file(rebuilt.folder.path().join("shop")).expect("a file");
    assert_eq!(rebuilt.size(0).await, size);
    rebuilt.service.stop().await;
}

#[tokio::test]
async fn script_without_its_interpreter_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("shop");
    std::fs::write(&program, "#!/no/such/interpreter\n").expect("a file");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&program, executable).expect("permissions");
    let options = Options::default().program(program);
    let lambda = Lambda::new(Function::new("shop"), options).expect("a path");
    let invocation = gatewright_local::Invocation::new("{}");
    let outcome = lambda.invoke(invocation).await.expect("an outcome");
    assert_eq!(document(&outcome)["errorType"], "Runtime.InvalidEntrypoint");
    lambda.stop().await;
}
