//# a client built by another type's method of the same name
struct Supplier { http: reqwest::Client }
struct SupplierBuilder;
impl SupplierBuilder { fn build(self) -> Supplier { Supplier { http: reqwest::Client::new() } } }
struct Query(String);
#[derive(Default)]
struct QueryBuilder { words: Vec<String> }
impl QueryBuilder {
    fn word(mut self, word: &str) -> Self { self.words.push(word.to_owned()); self }
    fn build(self) -> Query { Query(self.words.join("+")) }
}
#[get("/")]
async fn search() -> String { QueryBuilder::default().word("a").build().0 }

//# the method of an annotated variable, a parameter, and a field
struct Pool;
impl Pool { fn lock(&self) { reqwest::Client::new(); } fn wait(&self) { reqwest::Client::new(); } fn join(&self) { reqwest::Client::new(); } }
struct Door;
impl Door { fn lock(&self) {} fn wait(&self) {} fn join(&self) {} fn open() -> Option<Door> { None } }
struct House { door: Door, doors: Vec<Door> }
#[get("/")]
async fn close(house: House, door: std::sync::Arc<Door>) -> Result<(), ()> {
    let one: Door = make();
    one.lock();
    house.door.wait();
    door.join();
    Door::open().ok_or(())?.wait();
    for each in &house.doors { each.lock(); }
    house.doors.iter().for_each(|each| each.join());
    house.doors[0].wait();
    Ok(())
}
fn make<T>() -> T { loop { break todo!() } }

//# a method of `Self` beside another type's
struct Lazy;
impl Lazy { fn load(&self) { sqlx::PgPool::connect("url"); } }
struct Page;
impl Page {
    fn load(&self) {}
    #[get("/")]
    async fn show(&self) { self.load(); self.clone_of().load(); }
    fn clone_of(&self) -> Self { Page }
}

//# the builder of another crate beside one of the user's own
struct Pool;
impl Pool { fn send(&self) { redis::Client::open("redis://cache"); } }
#[get("/")]
async fn call(http: http::Lazy, url: url::Url) { let request = http::Request::builder().uri("/"); request.send(); }

//# a trait's method on one type beside an inherent method of another
trait Store { fn fetch(&self) -> u8; }
struct Memory;
impl Store for Memory { fn fetch(&self) -> u8 { 1 } }
struct Loader;
impl Loader { fn fetch(&self) { aws_sdk_s3::Client::new(&config()); } }
#[get("/")]
async fn read(store: &dyn Store, other: impl Store) -> u8 { store.fetch() + other.fetch() }

//# a method called par_iter of a type that is defined outside
use super::*;
fn rounds(course: Course, other: &super::Course) -> usize { let third = Course::new(); course.par_iter().len() + other.par_iter().len() + third.par_iter().len() }

//# a method called block_on of a type that is defined outside
use super::*;
fn seat(guests: Guests) { for guest in guests.list() { guest.block_on(3); } }
