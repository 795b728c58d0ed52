//# files in a loop of a handler
#[get("/")]
async fn pages(paths: Vec<String>) -> usize {
    let mut sum = 0;
    for path in &paths { sum += std::fs::read(path).map_or(0, |file| file.len()); }
//                              ^ blocking: `std::fs::read` blocks the thread in each round of a loop
    sum
}

//# files in a loop of a function that a handler calls
use std::fs;
fn all(folder: &str) -> std::io::Result<Vec<String>> {
    fs::read_dir(folder)?.map(|entry| fs::read_to_string(entry?.path())).collect()
//                                    ^ blocking: `std::fs::read_to_string` blocks the thread in each round of a loop
}
#[get("/")]
async fn pages() -> usize { all("pages").map_or(0, |all| all.len()) }

//# files in a while loop and through an iterator of a parameter
#[post("/")]
async fn keep(mut paths: Vec<String>) {
    while let Some(path) = paths.pop() { std::fs::File::create(path).ok(); }
//                                       ^ blocking: `std::fs::File::create` blocks the thread in each round of a loop
    paths.iter().for_each(|path| { std::fs::write(path, "x").ok(); });
//                                 ^ blocking: `std::fs::write` blocks the thread in each round of a loop
}

//# whole files and folders
#[post("/")]
async fn mirror(from: String, to: String) -> std::io::Result<()> {
    std::fs::copy(&from, &to)?;
//  ^ blocking: `std::fs::copy` copies a whole file, and blocks the thread until it is done
    std::fs::remove_dir_all(from)
//  ^ blocking: `std::fs::remove_dir_all` removes every file of a folder, and blocks the thread until it is done
}

//# a stream copied into a file
#[post("/")]
async fn save(path: String, body: Vec<u8>) -> std::io::Result<u64> {
    let mut file = std::fs::File::create(path)?;
    std::io::copy(&mut &body[..], &mut file)
//  ^ blocking: `std::io::copy` copies a stream of any length, and blocks the thread until it is done
}

//# a write of many bytes
#[post("/")]
async fn fill(path: String) { std::fs::write(path, vec![0; 16 * 1024 * 1024]).ok(); }
//                            ^ blocking: `std::fs::write` blocks the thread while it writes 16777216 bytes
