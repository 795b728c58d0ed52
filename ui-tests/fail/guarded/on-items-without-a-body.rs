use gatewright::guarded;

#[guarded]
struct Page;

#[guarded]
impl Page {
    fn lines(&self) -> u32 {
        0
    }
}

trait Lines {
    #[guarded]
    fn count(&self) -> u32;
}

impl Lines for Page {
    fn count(&self) -> u32 {
        self.lines()
    }
}

fn main() {
    Page.count();
}
