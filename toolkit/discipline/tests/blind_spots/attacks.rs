//# a trait object whose only implementor holds a cell
trait Store: Send + Sync { fn put(&self); }
struct Memory(std::cell::RefCell<Vec<u8>>);
unsafe impl Sync for Memory {}
impl Store for Memory { fn put(&self) { self.0.borrow_mut().push(1); } }
static STORE: std::sync::OnceLock<Box<dyn Store>> = std::sync::OnceLock::new();
