use gatewright::{Extract, ExtractHttp};

struct User;

struct Mine;

impl Extract<Mine> for User {}

impl ExtractHttp<Mine> for User {}

fn main() {}
