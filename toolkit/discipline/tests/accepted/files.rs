//# one bundled file in a handler
#[get("/")]
async fn page() -> std::io::Result<String> { std::fs::read_to_string("templates/page.html") }

//# a small file under a random name in a handler
#[get("/")]
async fn report(rows: Vec<String>) -> std::io::Result<u64> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), rows.join(","))?;
    let length = std::fs::metadata(file.path())?.len();
    std::fs::remove_file(file.path())?;
    Ok(length)
}

//# files in a loop in a lazy module
#[gatewright::lazy_module]
mod templates {
    pub fn init() -> std::io::Result<Vec<String>> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir("templates")? { all.push(std::fs::read_to_string(entry?.path())?); }
        Ok(all)
    }
}
#[get("/")]
async fn page(templates: templates::Lazy) -> usize { templates.len() }

//# files in a loop that no request reaches
fn rebuild(paths: &[String]) { for path in paths { std::fs::write(path, "").ok(); } }
#[get("/")]
async fn page() {}

//# files in a loop of a static's initialiser
static PAGES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(load);
fn load() -> Vec<String> { let mut all = Vec::new(); for name in names() { all.extend(std::fs::read_to_string(name)); } all }
#[get("/")]
async fn page() -> usize { PAGES.len() }

//# two bundled files in an array
#[get("/")]
async fn page() -> String {
    let mut page = String::new();
    for part in ["head.html", "foot.html"] { page += &std::fs::read_to_string(part).unwrap_or_default(); }
    for number in 1..=3 { page += &std::fs::read_to_string(format!("{number}.html")).unwrap_or_default(); }
    page
}

//# a copy between streams in memory
#[post("/")]
async fn unpack(body: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(&body[..]), &mut out)?;
    Ok(out)
}

//# files of Tokio in a loop
#[post("/")]
async fn keep(paths: Vec<String>) { for path in paths { tokio::fs::read(path).await.ok(); } }

//# the content of an option mapped to a file
#[get("/")]
async fn page(path: Option<String>) -> Option<String> { path.map(|path| std::fs::read_to_string(path).unwrap_or_default()) }
