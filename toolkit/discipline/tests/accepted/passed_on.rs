//# a local cell that a function fills
fn fill(cell: &std::sync::OnceLock<String>, tenant: String) { cell.set(tenant).ok(); }
fn handler(tenant: String) { let cell = std::sync::OnceLock::new(); fill(&cell, tenant); }

//# a static cell that a function reads
static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn read(cell: &std::sync::OnceLock<String>, id: u8) -> Option<String> { cell.get().map(|name| format!("{name}{id}")) }
fn handler(id: u8) { read(&NAME, id); }

//# a static cell that a function fills from the environment
static KEY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn fill(cell: &std::sync::OnceLock<String>, name: &str) { cell.get_or_init(|| std::env::var(name).unwrap()); }
fn handler() { fill(&KEY, "KEY"); }

//# a path that a function makes of the request
fn path(id: &str) -> String { format!("/tmp/{id}") }
fn handler(id: &str) { std::fs::write(path(id), b"").unwrap(); std::fs::write(format!("/tmp/{}.json", id), b"").unwrap(); }

//# a path of a buffer with a part of the request
fn handler(id: &str) { let mut path = std::path::PathBuf::from("/tmp"); path.push(id); std::fs::File::create(&path).unwrap(); }

//# a path that is assigned again
fn handler(id: String) { let mut path = String::from("/tmp/x"); path = id; std::fs::write(&path, b"").unwrap(); }

//# a path that another function changes
fn change(path: &mut String) { path.push_str(&id()); }
fn handler() { let mut path = String::from("/tmp/x"); change(&mut path); std::fs::write(&path, b"").unwrap(); }

//# a constant path that a function reads
fn load(path: &str) -> Vec<u8> { std::fs::read(path).unwrap() }
fn handler() { load("/tmp/model"); load("/opt/model"); }

//# a path of the request that a function writes
fn save(path: &str, body: &str) { std::fs::write(path, body).unwrap(); }
fn handler(path: &str, body: &str) { save(path, body); }

//# a temporary file that is kept under a name of the request
fn handler(file: tempfile::NamedTempFile, id: &str) { file.persist(format!("/tmp/{id}")).unwrap(); }

//# a persist method of the user's own
struct Order; impl Order { fn persist(&self, table: &str) {} }
fn handler(order: Order) { order.persist("/tmp"); }

//# options that only read
fn handler() { let mut options = std::fs::OpenOptions::new(); options.read(true); options.open("/tmp/log").unwrap(); }

//# a database that is part of the package
const FILE: &str = concat!("/var/task/", "cities.db");
fn handler() { rusqlite::Connection::open(FILE).unwrap(); }
