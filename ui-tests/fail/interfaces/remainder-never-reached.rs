use gatewright::prelude::*;

#[dispatch]
pub mod files {
    use super::*;

    #[get("/files/{path+}")]
    async fn anything(Path(path): Path<String>) -> String {
        path
    }
}

#[dispatch(interfaces(files))]
mod gateway {
    use super::*;

    #[any("/files/{name}")]
    async fn file(Path(name): Path<String>) -> String {
        name
    }

    #[get("/files/{directory}/{path+}")]
    async fn in_directory(Path((directory, path)): Path<(String, String)>) -> String {
        format!("{directory} {path}")
    }
}

#[dispatch(interfaces(gateway))]
mod outer {}

fn main() {
    let _ = outer::INTERFACE;
}
